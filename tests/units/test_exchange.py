"""Two units exchange bundles: what was shared arrives, its state is shown, strangers stay out."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crosstally.errors import SealError, UsageError
from crosstally.ledger.opening import create_store
from crosstally.ledger.sign import draw_key
from crosstally.ledger.store import Store
from crosstally.records import Report, ReportId, SourceId, changed, decode, encode
from crosstally.units.agree import adopt, chain_of, countersigned, invite, read_chain, succeed
from crosstally.units.exchange import State, bundles, hand_over, seal_for, states, take_from
from crosstally.units.roster import Role, RosterReason, roster_digest, signed_with
from crosstally.units.unit import (
    Unit,
    create_unit,
    join_unit,
    load_unit,
    note_roster,
    read_card,
    rosters_of,
    share,
    with_contact,
    without_contact,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A desk with a unit."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.store: Store = create_store(folder / "desk.db")
        self.store.append([("report", encode(report(n))) for n in range(3)])
        create_unit(self.store, sealed=True, now=NOW)

    @property
    def unit(self) -> Unit:
        return load_unit(self.store, now=NOW)

    def meets(self, *others: "Desk") -> None:
        for other in others:
            with_contact(self.store, self.unit, read_card(other.unit.card), now=NOW)

    def seal(self, out: Path, *to: "Desk") -> Path:
        return seal_for(self.store, self.unit, out, [each.unit.id for each in to], now=NOW)

    def take(self, path: Path) -> object:
        return take_from(self.store, self.unit, path, self.folder, now=NOW)

    def states(self) -> list[tuple[str, list[State]]]:
        return [(i.kind, [s for _, s in i.states]) for i in states(self.store, self.unit)]


def report(number: int) -> Report:
    return Report(
        id=ReportId(f"r{number}"), source=SourceId("me"), body=f"گزارش {number}",
        said_on=date(2026, 1, 1), path="device/canary.txt", native_id="canary-native",
    )  # fmt: skip


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "one")


@pytest.fixture
def two(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "two")


@pytest.fixture
def post(tmp_path: Path) -> Path:
    (tmp_path / "post").mkdir()
    return tmp_path / "post"


def test_a_plain_desk_has_no_unit(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    with pytest.raises(UsageError, match="sealed"):
        create_unit(store, sealed=False, now=NOW)
    with pytest.raises(UsageError, match="no unit"):
        load_unit(store, now=NOW)


def test_a_desk_has_one_unit(one: Desk) -> None:
    with pytest.raises(UsageError, match="already"):
        create_unit(one.store, sealed=True, now=NOW)


@pytest.mark.parametrize(
    "line", ["", "crosstally-unit1", "hello", "crosstally-unit2 " + "0" * 32, "۱۲۳"]
)
def test_what_is_no_card_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="card"):
        read_card(line)


def test_what_was_shared_arrives_without_what_tells_of_the_device(
    one: Desk, two: Desk, post: Path
) -> None:
    one.meets(two)
    two.meets(one)
    assert share(one.store, one.unit, ["r1"]) == 1
    assert share(one.store, one.unit, ["r1"]) == 0
    two.take(one.seal(post, two))
    received = [decode(Report, e.body) for e in two.store.read(kinds=("report",), log=one.unit.id)]
    assert [each.body for each in received] == ["گزارش 1"]
    assert "canary" not in repr([encode(each) for each in received])
    assert one.store.author.key.public.hex() not in repr([encode(each) for each in received])
    assert [decode(Report, e.body).id for e in two.store.read(kinds=("report",))] == [
        "r0", "r1", "r2",
    ]  # fmt: skip


def test_every_item_shows_where_it_stands(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    two.meets(one)
    share(one.store, one.unit, ["r1"])
    assert one.states()[-1] == ("report", [State.KEPT])
    path = one.seal(post, two)
    assert one.states()[-1] == ("report", [State.SEALED])
    hand_over(one.store, bundles(one.store)[0].bundle)
    assert one.states()[-1] == ("report", [State.HANDED_OVER])
    two.take(path)
    one.take(two.seal(post, one))
    assert one.states()[-1] == ("report", [State.ACKNOWLEDGED])
    share(one.store, one.unit, ["r2"])
    assert [s for _, s in one.states()[-2:]] == [[State.ACKNOWLEDGED], [State.KEPT]]


def test_a_bundle_for_two_is_acknowledged_by_each(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    three = Desk(tmp_path / "three")
    one.meets(two, three)
    two.meets(one)
    path = one.seal(post, two, three)
    two.take(path)
    one.take(two.seal(post, one))
    by_unit = dict(next(iter(states(one.store, one.unit))).states)
    assert by_unit == {two.unit.id: State.ACKNOWLEDGED, three.unit.id: State.SEALED}


def test_a_stranger_and_a_former_contact_are_refused(one: Desk, two: Desk, post: Path) -> None:
    two.meets(one)
    with pytest.raises(SealError, match="no contact"):
        one.take(two.seal(post, one))
    one.meets(two)
    one.take(two.seal(post, one))
    without_contact(one.store, one.unit, two.unit.id, now=NOW)
    with pytest.raises(SealError, match="no contact"):
        one.take(two.seal(post, one))
    with pytest.raises(UsageError, match="no contact"):
        without_contact(one.store, one.unit, two.unit.id, now=NOW)


def test_a_contact_writes_in_its_own_log_only(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    three = Desk(tmp_path / "three")
    one.meets(two, three)
    two.meets(one)
    forged = two.unit._replace(id=three.unit.id)
    path = seal_for(two.store, forged, post, [one.unit.id], now=NOW)
    with pytest.raises(SealError):
        one.take(path)


def test_the_second_bundle_brings_only_what_is_new(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    two.meets(one)
    share(one.store, one.unit, ["r0", "r1"])
    first = two.take(one.seal(post, two))
    one.take(two.seal(post, one))
    share(one.store, one.unit, ["r2"])
    second = two.take(one.seal(post, two))
    assert second.taken.known == 0
    assert second.taken.added < first.taken.added
    assert second.head.items < first.head.items


def test_nothing_goes_out_while_two_rosters_stand(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    unit = one.unit
    frozen = unit._replace(standing=unit.standing._replace(rivals=("a", "b")))  # type: ignore[arg-type]
    with pytest.raises(SealError, match="two rosters"):
        seal_for(one.store, frozen, post, [two.unit.id], now=NOW)
    assert list(post.iterdir()) == []


def test_the_repr_of_a_unit_shows_no_key(one: Desk) -> None:
    shown = repr(one.unit)
    assert one.unit.identity not in shown
    assert one.unit.key.secret.hex() not in shown


def test_an_unknown_report_or_bundle_is_said(one: Desk) -> None:
    with pytest.raises(UsageError, match="1 of these"):
        share(one.store, one.unit, ["r0", "r9"])
    with pytest.raises(UsageError, match="no such bundle by that name"):
        hand_over(one.store, "00" * 16)
    assert one.store.check().entries == 4


def test_a_unit_survives_being_opened_later(one: Desk) -> None:
    later = load_unit(one.store, now=NOW + timedelta(days=400))
    assert later.card == one.unit.card


def keepers(tmp_path: Path, lead: Desk) -> tuple[Desk, Desk]:
    """Two desks that join a lead's unit as keepers; two of the three agree."""
    found = []
    for name in ("keeper", "other"):
        made = Desk.__new__(Desk)
        made.folder = tmp_path / name
        made.folder.mkdir()
        made.store = create_store(made.folder / "desk.db")
        key = made.store.author.key.public.hex()
        quorum = len(lead.unit.standing.roster.keys)
        asked = invite(lead.store, lead.unit, key, Role.KEEPER, quorum=quorum, now=NOW)
        adopt(lead.store, lead.unit, asked, now=NOW)
        found.append(made)
    for made in found:
        for each in read_chain(chain_of(lead.store, lead.unit.id)):
            note_roster(made.store, each, now=NOW)
        join_unit(made.store, lead.unit.id, now=NOW)
    return found[0], found[1]


def successor(tmp_path: Path, lead: Desk) -> tuple[Desk, Unit]:
    """A keeper who leads since the waiting time is over, and the unit as it is there then."""
    one, other = keepers(tmp_path, lead)
    asked = succeed(one.store, one.unit, now=NOW)
    agreed = countersigned(other.store, other.unit, asked)
    adopt(one.store, one.unit, agreed, now=NOW)
    return one, load_unit(one.store, now=NOW + timedelta(days=14))


def test_a_unit_outlives_its_lead_for_its_contacts_too(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    one.meets(two)
    two.meets(one)
    two.take(one.seal(post, two))
    heir, unit = successor(tmp_path, one)
    path = seal_for(heir.store, unit, post, [two.unit.id], now=NOW + timedelta(days=14))
    before = two.store.head()
    with pytest.raises(SealError, match="waits until 2026-01-29"):
        take_from(two.store, two.unit, path, two.folder, now=NOW + timedelta(days=14))
    assert two.store.head() == before, "noted, and nothing taken"
    received = take_from(two.store, two.unit, path, two.folder, now=NOW + timedelta(days=28))
    assert received.head.sender.unit == one.unit.id
    assert received.head.sender.key == unit.key.public.hex()


def test_who_takes_a_units_name_without_its_quorum_is_a_stranger(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    one.meets(two)
    two.meets(one)
    heir, unit = successor(tmp_path, one)
    thief = draw_key()
    forged = signed_with(
        changed(unit.standing.roster, unit_key=thief.public.hex(), reason=RosterReason.CONTACTS),
        (thief,),
    )
    note_roster(heir.store, forged, now=NOW)
    stolen = unit._replace(own=thief)
    path = seal_for(heir.store, stolen, post, [two.unit.id], now=NOW + timedelta(days=14))
    for days in (14, 99):
        with pytest.raises(SealError, match="no contact"):
            take_from(two.store, two.unit, path, two.folder, now=NOW + timedelta(days=days))
    assert roster_digest(forged.roster) not in {
        roster_digest(each.signed.roster) for each in rosters_of(two.store, one.unit.id)
    }, "nothing that does not hold is kept of a stranger"
