"""A roster is taken in its one form, and holds only by the quorum of the one before it."""

import json
from itertools import combinations

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.sign import key_of_seed
from crosstally.records import changed, encode
from crosstally.units.roster import (
    Contact,
    Member,
    Revoked,
    Role,
    Roster,
    RosterReason,
    SignedRoster,
    UnitId,
    agreeing,
    begun,
    holds,
    read_roster,
    roster_digest,
    signed_with,
    write_roster,
)

KEYS = tuple(sorted((key_of_seed(bytes([n]) * 32) for n in range(6)), key=lambda k: k.public))
STRANGER = key_of_seed(bytes([77]) * 32)


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


FIRST = first()
EXACT = write_roster(signed_with(FIRST, KEYS[:3]))


def test_a_roster_reads_back_the_same_and_the_first_holds_if_all_have_signed() -> None:
    signed = read_roster(EXACT)
    assert signed == signed_with(FIRST, KEYS[:3])
    assert holds(signed, None)
    assert not holds(signed_with(FIRST, KEYS[:2]), None)
    assert not holds(signed_with(FIRST, KEYS[:4]), None)


def test_a_unit_is_named_by_all_that_its_first_roster_says() -> None:
    assert begun(FIRST) == FIRST
    assert first(quorum=1).unit != FIRST.unit
    other = changed(FIRST, unit=UnitId("ab" * 16))
    assert not holds(signed_with(other, KEYS[:3]), None)


@pytest.mark.parametrize("count", range(1, 6))
def test_a_roster_holds_by_its_quorum_and_by_nothing_less(count: int) -> None:
    for quorum in range(1, count + 1):
        before = first(count, quorum)
        roster = after(before)
        for size in range(1, count + 1):
            for signers in combinations(KEYS[:count], size):
                assert holds(signed_with(roster, signers), before) is (size >= quorum)
                assert not holds(signed_with(roster, (*signers, STRANGER)), before)
        assert not holds(signed_with(roster, (STRANGER,)), before)


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": 2}, {"epoch": 7}, {"previous": "00" * 32}, {"unit": UnitId("00" * 16)},
    ],
)  # fmt: skip
def test_a_roster_out_of_its_chain_does_not_hold(changes: dict[str, object]) -> None:
    assert not holds(signed_with(after(FIRST, **changes), KEYS[:3]), FIRST)


def revoke(roster: Roster, key: int, last: str | None) -> Roster:
    put_out = Revoked(key=KEYS[key].public.hex(), last=last)
    return after(roster, reason=RosterReason.REVOKE, revoked=(put_out,))


def test_a_revoked_key_agrees_on_nothing_more() -> None:
    second = revoke(FIRST, 2, "ab" * 32)
    assert holds(signed_with(second, KEYS[:2]), FIRST)
    assert agreeing(second) == {key.public.hex() for key in KEYS[:2]}
    assert not holds(signed_with(after(second), KEYS[1:3]), second)
    assert holds(signed_with(after(second), KEYS[:2]), second)


@pytest.mark.parametrize(("before", "now", "held"), [
    ("ab" * 32, "ab" * 32, True), ("ab" * 32, None, True), (None, None, True),
    (None, "ab" * 32, False), ("ab" * 32, "cd" * 32, False), ("ab" * 32, "gone", False),
])  # fmt: skip
def test_what_was_put_out_of_count_never_counts_again(
    before: str | None, now: str | None, held: bool
) -> None:
    second = revoke(FIRST, 2, before)
    key = KEYS[2].public.hex()
    later = () if now == "gone" else (Revoked(key=key, last=now),)
    assert holds(signed_with(after(second, revoked=later), KEYS[:2]), second) is held


BAD: list[dict[str, object]] = [
    {"quorum": 0}, {"quorum": 4}, {"wait_days": 0}, {"wait_days": 91}, {"suite": 2},
    {"epoch": -1}, {"keys": FIRST.keys[::-1]}, {"keys": FIRST.keys[:1] * 2}, {"keys": ()},
    {"time": "today"}, {"unit": "R."}, {"unit_key": "00"}, {"reason": RosterReason.JOIN},
    {"epoch": 1}, {"previous": "00" * 32},
]  # fmt: skip


@pytest.mark.parametrize("changes", BAD)
def test_what_is_not_as_specified_is_refused(changes: dict[str, object]) -> None:
    told = json.loads(encode(FIRST))
    told.update(json.loads(encode(changes)))
    bad = encode(told)
    data = len(bad).to_bytes(4, "big") + bad + EXACT[4 + len(encode(FIRST)) :]
    with pytest.raises(FormatError):
        read_roster(data)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00", EXACT[:-1], EXACT + b"\x00", b"\xff" * 80, EXACT.replace(b":2,", b": 2,"),
        EXACT[: -96 * 3 - 1] + b"\x00", EXACT[: -96 * 3 - 1] + b"\x03" + EXACT[-96:] * 3,
    ],
)  # fmt: skip
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(CrosstallyError):
        read_roster(data)


@given(st.integers(0, len(EXACT) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, by: int) -> None:
    broken = EXACT[:at] + bytes([EXACT[at] ^ by]) + EXACT[at + 1 :]
    with pytest.raises(CrosstallyError):
        read_roster(broken)


def test_a_signature_over_another_roster_does_not_hold() -> None:
    other = signed_with(first(quorum=1), KEYS[:3])
    with pytest.raises(SealError):
        read_roster(write_roster(SignedRoster(FIRST, other.signatures)))


def test_a_contact_is_a_unit_a_key_and_a_recipient_and_no_name() -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    contact = Contact(key="ab" * 32, recipient=recipient, unit=UnitId("cd" * 16))
    second = after(FIRST, contacts=(contact,))
    assert holds(signed_with(second, KEYS[:2]), FIRST)
    with pytest.raises(ValueError, match="recipient"):
        Contact(key="ab" * 32, recipient="age1meetatnoon", unit=UnitId("cd" * 16))
