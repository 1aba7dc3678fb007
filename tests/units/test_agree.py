"""A unit of several: it takes keys in, puts them out, goes on without its lead, and divides."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crosstally.errors import CrosstallyError, SealError, UsageError
from crosstally.ledger.opening import create_store
from crosstally.ledger.sign import draw_key
from crosstally.units.agree import (
    adopt,
    chain_of,
    countersigned,
    divide,
    invite,
    leave,
    object_against,
    read_chain,
    revoke,
    split_off,
    succeed,
)
from crosstally.units.exchange import seal_for
from crosstally.units.quorum import read_objection, write_objection
from crosstally.units.roster import Role, SignedRoster, agreeing, holds, signed_with
from crosstally.units.unit import (
    Unit,
    create_unit,
    join_unit,
    load_unit,
    note_objection,
    note_roster,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A member's desk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.store = create_store(folder / "desk.db")
        self.now = NOW

    @property
    def key(self) -> str:
        return self.store.author.key.public.hex()

    @property
    def unit(self) -> Unit:
        return load_unit(self.store, now=self.now)

    def hears(self, *rosters: SignedRoster) -> None:
        for each in rosters:
            note_roster(self.store, each, now=self.now)


@pytest.fixture
def desks(tmp_path: Path) -> list[Desk]:
    """A lead and two keepers; two of three agree."""
    lead, one, two = (Desk(tmp_path / name) for name in ("lead", "one", "two"))
    create_unit(lead.store, sealed=True, now=NOW)
    adopt(
        lead.store,
        lead.unit,
        invite(lead.store, lead.unit, one.key, Role.KEEPER, quorum=None, now=NOW),
        now=NOW,
    )
    adopt(
        lead.store,
        lead.unit,
        invite(lead.store, lead.unit, two.key, Role.KEEPER, quorum=2, now=NOW),
        now=NOW,
    )
    for desk in (one, two):
        desk.hears(*read_chain(chain_of(lead.store, lead.unit.id)))
        join_unit(desk.store, lead.unit.id, now=NOW)
    return [lead, one, two]


def test_three_desks_hold_one_roster_and_one_of_them_the_units_key(desks: list[Desk]) -> None:
    assert len({desk.unit.standing.roster for desk in desks}) == 1
    assert [desk.unit.own is not None for desk in desks] == [True, False, False]
    with pytest.raises(UsageError, match="unit's key"):
        _ = desks[1].unit.author
    assert desks[1].unit.card.split()[2] == desks[0].unit.card.split()[2]


def test_one_of_two_is_no_quorum(desks: list[Desk]) -> None:
    lead, one, two = desks
    proposed = revoke(lead.store, lead.unit, two.key, None, now=NOW)
    with pytest.raises(SealError, match="does not hold"):
        adopt(lead.store, lead.unit, proposed, now=NOW)
    agreed = countersigned(one.store, one.unit, proposed)
    for desk in desks:
        adopt(desk.store, desk.unit, agreed, now=NOW)
        assert two.key not in agreeing(desk.unit.standing.roster)
    with pytest.raises(SealError, match="does not agree"):
        countersigned(two.store, two.unit, proposed)


def test_a_proposal_for_another_roster_is_not_signed(desks: list[Desk]) -> None:
    lead, one, two = desks
    old = revoke(lead.store, lead.unit, two.key, None, now=NOW)
    agreed = countersigned(
        one.store, one.unit, revoke(lead.store, lead.unit, draw_key().public.hex(), None, now=NOW)
    )
    for desk in desks:
        adopt(desk.store, desk.unit, agreed, now=NOW)
    with pytest.raises(SealError, match="another roster"):
        countersigned(one.store, one.unit, old)


def test_the_keepers_go_on_without_the_lead_after_the_waiting_time(desks: list[Desk]) -> None:
    _, one, two = desks
    agreed = countersigned(two.store, two.unit, succeed(one.store, one.unit, now=NOW))
    for desk in (one, two):
        waiting = adopt(desk.store, desk.unit, agreed, now=NOW)
        assert waiting.standing.roster != agreed.roster
        assert len(waiting.standing.waiting) == 1
        desk.now = NOW + timedelta(days=14)
        assert desk.unit.standing.roster == agreed.roster
    assert one.unit.own is not None, "the successor signs for the unit"
    assert two.unit.own is None
    assert one.unit.id == two.unit.id


def test_a_lead_who_is_there_ends_a_succession(desks: list[Desk]) -> None:
    lead, one, two = desks
    agreed = countersigned(two.store, two.unit, succeed(one.store, one.unit, now=NOW))
    word = object_against(lead.store, agreed)
    for desk in (one, two):
        adopt(desk.store, desk.unit, agreed, now=NOW)
        note_objection(desk.store, read_objection(write_objection(word)))
        desk.now = NOW + timedelta(days=99)
        assert desk.unit.standing.roster == lead.unit.standing.roster


def test_a_keeper_does_not_end_a_succession(desks: list[Desk]) -> None:
    _, one, two = desks
    agreed = countersigned(two.store, two.unit, succeed(one.store, one.unit, now=NOW))
    adopt(two.store, two.unit, agreed, now=NOW)
    note_objection(two.store, object_against(two.store, agreed))
    two.now = NOW + timedelta(days=14)
    assert two.unit.standing.roster == agreed.roster


@pytest.mark.parametrize("data", [b"", bytes(127), bytes(129)])
def test_what_is_no_objection_is_refused(data: bytes) -> None:
    with pytest.raises(CrosstallyError):
        read_objection(data)


def test_a_unit_divides_and_neither_part_signs_for_the_other(
    desks: list[Desk], tmp_path: Path
) -> None:
    lead, one, two = desks
    key = draw_key()
    proposed, first = divide(lead.store, lead.unit, [two.key], key, now=NOW)
    agreed = countersigned(one.store, one.unit, proposed)
    after = adopt(lead.store, lead.unit, agreed, now=NOW)
    assert two.key not in {member.key for member in after.standing.roster.keys}
    begun = signed_with(first, (two.store.author.key,))
    assert holds(begun, None)
    assert first.split is not None
    assert first.split.unit == lead.unit.id
    assert first.unit != lead.unit.id
    assert first.keys[0].role is Role.LEAD
    with pytest.raises(UsageError, match="in two"):
        divide(lead.store, lead.unit, [], key, now=NOW)


def test_two_leave_and_go_on_with_the_history_as_it_was_signed(desks: list[Desk]) -> None:
    lead, one, two = desks
    old = lead.unit
    entries = [exact for _, exact, _ in lead.store.signed(old.id)]
    proposed, first = split_off(two.store, two.unit, [one.key, two.key], now=NOW)
    agreed = countersigned(one.store, one.unit, proposed)
    with pytest.raises(SealError, match="divided"):
        leave(two.store, two.unit, first, now=NOW)
    for desk in desks:
        adopt(desk.store, desk.unit, agreed, now=NOW)
    with pytest.raises(SealError, match="new unit does not hold"):
        leave(two.store, two.unit, first, now=NOW)
    both = countersigned(one.store, one.unit, first)
    parts = [leave(desk.store, desk.unit, both, now=NOW) for desk in (one, two)]
    assert len({part.id for part in parts} | {old.id}) == 2
    assert [part.own is not None for part in parts] == [False, True]
    assert {m.role for m in parts[1].standing.roster.keys if m.key == two.key} == {Role.LEAD}
    assert [m.key for m in lead.unit.standing.roster.keys] == [lead.key]
    assert [exact for _, exact, _ in lead.store.signed(old.id)][: len(entries)] == entries
    with pytest.raises(SealError):
        countersigned(two.store, lead.unit, invite(
            lead.store, lead.unit, draw_key().public.hex(), Role.MEMBER, quorum=None, now=NOW
        ))  # fmt: skip
    with pytest.raises(SealError, match="divided"):
        leave(lead.store, lead.unit, both, now=NOW)


def test_nobody_sends_others_away_without_going_along(desks: list[Desk]) -> None:
    lead, one, two = desks
    with pytest.raises(UsageError, match="leaves"):
        split_off(lead.store, lead.unit, [one.key, two.key], now=NOW)


def test_what_takes_a_unit_from_its_lead_waits_whatever_it_calls_itself(desks: list[Desk]) -> None:
    lead, one, two = desks
    asked = invite(one.store, one.unit, draw_key().public.hex(), Role.LEAD, quorum=None, now=NOW)
    agreed = countersigned(two.store, two.unit, asked)
    with pytest.raises(SealError, match="does not hold"):
        adopt(two.store, two.unit, agreed, now=NOW)
    with_lead = countersigned(lead.store, lead.unit, asked)
    assert adopt(lead.store, lead.unit, with_lead, now=NOW).standing.roster == asked.roster


def test_a_stranger_joins_no_unit(desks: list[Desk], tmp_path: Path) -> None:
    lead = desks[0]
    stranger = Desk(tmp_path / "stranger")
    stranger.hears(*read_chain(chain_of(lead.store, lead.unit.id)))
    with pytest.raises(UsageError, match="names this desk's key"):
        join_unit(stranger.store, lead.unit.id, now=NOW)
    with pytest.raises(UsageError, match="already"):
        join_unit(desks[1].store, lead.unit.id, now=NOW)
    with pytest.raises(UsageError, match="already"):
        invite(lead.store, lead.unit, desks[1].key, Role.MEMBER, quorum=None, now=NOW)


def test_what_is_no_chain_is_refused(desks: list[Desk]) -> None:
    chain = chain_of(desks[0].store, desks[0].unit.id)
    for broken in (chain[:-1], chain + b"\x00", chain[1:], b"\x00" * 9):
        with pytest.raises(CrosstallyError):
            list(read_chain(broken))


def test_nobody_is_left_out_by_mistake(tmp_path: Path) -> None:
    alone = Desk(tmp_path / "alone")
    create_unit(alone.store, sealed=True, now=NOW)
    with pytest.raises(UsageError, match="nobody"):
        revoke(alone.store, alone.unit, alone.key, None, now=NOW)
    with pytest.raises(UsageError):
        seal_for(alone.store, alone.unit, tmp_path, [], now=NOW)
