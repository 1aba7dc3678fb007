"""A unit goes on without its lead, and two rosters at one epoch stop what goes out."""

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from crosstally.ledger.sign import key_of_seed
from crosstally.records import changed
from crosstally.units.quorum import Objection, Seen, object_to, standing
from crosstally.units.roster import (
    Member,
    Role,
    Roster,
    RosterReason,
    UnitId,
    begun,
    roster_digest,
    signed_with,
)

KEYS = tuple(sorted((key_of_seed(bytes([n]) * 32) for n in range(6)), key=lambda k: k.public))


def first(count: int = 3, quorum: int = 2) -> Roster:
    roles = [Role.LEAD, *[Role.KEEPER] * (count - 1)]
    return begun(
        Roster(
            contacts=(), epoch=0, previous=None, quorum=quorum, reason=RosterReason.BEGIN,
            keys=tuple(
                Member(key=key.public.hex(), role=role)
                for key, role in zip(KEYS[:count], roles, strict=True)
            ),
            revoked=(), split=None, suite=1, time="2026-01-01T00:00:00Z", unit=UnitId("0" * 32),
            unit_key=KEYS[0].public.hex(), wait_days=7,
        )
    )  # fmt: skip


def after(roster: Roster, **changes: object) -> Roster:
    fields = {
        "epoch": roster.epoch + 1, "previous": roster_digest(roster),
        "reason": RosterReason.CONTACTS, "split": None, **changes,
    }  # fmt: skip
    return changed(roster, **fields)


NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = first()
BEGUN = Seen(signed_with(FIRST, KEYS[:3]), NOW)


def seen(roster: Roster, *signers: int, days: float = 0) -> Seen:
    signed = signed_with(roster, tuple(KEYS[n] for n in signers))
    return Seen(signed, NOW + timedelta(days=days))


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


def succession(roster: Roster, lead: int = 1) -> Roster:
    keys = tuple(
        Member(key=m.key, role=Role.LEAD if m.key == KEYS[lead].public.hex() else Role.KEEPER)
        for m in roster.keys
    )
    return after(roster, reason=RosterReason.SUCCEED, unit_key=KEYS[lead].public.hex(), keys=keys)


def test_without_a_first_roster_there_is_no_unit() -> None:
    assert standing([], now=NOW) is None
    assert standing([seen(FIRST, 0, 1)], now=NOW) is None


def test_a_roster_follows_by_its_quorum_whatever_the_order_of_arrival() -> None:
    second = after(FIRST)
    third = after(second)
    every = [BEGUN, seen(second, 0, 1), seen(third, 1, 2)]
    for _ in range(6):
        random.Random(1).shuffle(every)
        told = standing(every, now=NOW)
        assert told is not None
        assert told.roster == third


def test_a_succession_waits_and_then_holds() -> None:
    next_one = succession(FIRST)
    every = [BEGUN, seen(next_one, 1, 2)]
    waiting = standing(every, now=at(6.9))
    assert waiting is not None
    assert waiting.roster == FIRST
    assert waiting.waiting == ((roster_digest(next_one), at(7)),)
    due = standing(every, now=at(7))
    assert due is not None
    assert due.roster == next_one


def test_time_runs_from_when_the_reader_first_saw_it() -> None:
    next_one = succession(FIRST)
    every = [BEGUN, seen(next_one, 1, 2, days=5), seen(next_one, 1, 2, days=3)]
    told = standing(every, now=at(9.9))
    assert told is not None
    assert told.waiting == ((roster_digest(next_one), at(10)),)


def test_the_lead_ends_a_succession_by_objecting_or_by_another_roster() -> None:
    next_one = succession(FIRST)
    every = [BEGUN, seen(next_one, 1, 2)]
    told = standing(every, [object_to(KEYS[0], next_one)], now=at(30))
    assert told is not None
    assert told.roster == FIRST
    other = after(FIRST)
    told = standing([*every, seen(other, 0, 1, days=2)], now=at(30))
    assert told is not None
    assert told.roster == other
    assert not told.frozen


@pytest.mark.parametrize("keeper", [1, 2, 4])
def test_nobody_else_objects(keeper: int) -> None:
    next_one = succession(FIRST)
    word = object_to(KEYS[keeper], next_one)
    forged = Objection(word.roster, KEYS[0].public.hex(), word.signature)
    told = standing([BEGUN, seen(next_one, 1, 2)], [word, forged], now=at(8))
    assert told is not None
    assert told.roster == next_one


def test_two_rosters_at_one_epoch_freeze_until_both_quorums_choose() -> None:
    one, other = after(FIRST), after(FIRST, wait_days=9)
    every = [BEGUN, seen(one, 0, 1), seen(other, 1, 2)]
    told = standing(every, now=NOW)
    assert told is not None
    assert told.frozen
    assert told.roster == FIRST
    assert set(told.rivals) == {roster_digest(one), roster_digest(other)}
    settled = after(one)
    told = standing([*every, seen(settled, 0, 2)], now=NOW)
    assert told is not None
    assert told.roster == settled
    assert not told.frozen


def test_two_successions_that_are_due_freeze_too() -> None:
    every = [BEGUN, seen(succession(FIRST, 1), 1, 2), seen(succession(FIRST, 2), 1, 2)]
    told = standing(every, now=at(8))
    assert told is not None
    assert told.frozen


@pytest.mark.parametrize("count", range(2, 6))
def test_a_unit_goes_on_exactly_when_a_quorum_is_left(count: int) -> None:
    """Every way to lose keys, for every quorum: the exhaustive model for up to five."""
    for quorum in range(1, count + 1):
        begin = first(count, quorum)
        all_signed = Seen(signed_with(begin, KEYS[:count]), NOW)
        next_one = succession(begin)
        for left in range(count):
            for signers in combinations(range(1, count), left):
                if not signers:
                    continue
                told = standing([all_signed, seen(next_one, *signers)], now=at(100))
                assert told is not None
                assert (told.roster == next_one) is (len(signers) >= quorum)
