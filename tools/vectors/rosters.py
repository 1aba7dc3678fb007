"""Vectors of rosters (spec/roster-v1, sections 1 and 2).

A vector with a line `after` is a roster that must, or must not, hold after the first one; the
others are read by themselves. Every wrong one is signed as it stands.
"""

import json
from collections.abc import Iterator
from typing import Any

import rfc8785

from crosstally.ledger.sign import SigningKey, digest, domain, key_of_seed, sign
from vectors import age
from vectors.shown import TIME, Vector

KEYS = sorted((key_of_seed(bytes([n]) * 32) for n in range(4)), key=lambda key: key.public)
MEMBERS, STRANGER = KEYS[:3], KEYS[3]
_ROLES = ("lead", "keeper", "keeper")
CONTACT = {"key": STRANGER.public.hex(), "recipient": age.recipient(), "unit": "cd" * 16}


def _begun(**changes: Any) -> dict[str, Any]:
    """A first roster of three, two of whom must agree, with the id that follows from it."""
    roster: dict[str, Any] = {
        "contacts": [], "epoch": 0, "previous": None, "quorum": 2, "reason": "begin",
        "keys": [
            {"key": key.public.hex(), "role": role}
            for key, role in zip(MEMBERS, _ROLES, strict=True)
        ],
        "revoked": [], "split": None, "suite": 1, "time": TIME, "unit": "0" * 32,
        "unit_key": STRANGER.public.hex(), "wait_days": 14, **changes,
    }  # fmt: skip
    told = rfc8785.dumps({**roster, "unit": "0" * 32})
    return {**roster, "unit": digest("unit/v1", told)[:16].hex()}


FIRST = _begun()


def file(roster: dict[str, Any] | bytes, keys: list[SigningKey]) -> bytes:
    """A roster with the signatures of some keys, whatever it says."""
    told = roster if isinstance(roster, bytes) else _dumped(roster)
    message = domain("roster-sign/v1", digest("roster/v1", told))
    signed = b"".join(
        key.public + sign(key, message) for key in sorted(keys, key=lambda each: each.public)
    )
    return len(told).to_bytes(4, "big") + told + bytes([len(keys)]) + signed


def _dumped(roster: dict[str, Any]) -> bytes:
    told = json.dumps(roster, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return told.encode()


FIRST_FILE = file(FIRST, MEMBERS)


def _next(**changes: Any) -> dict[str, Any]:
    previous = digest("roster/v1", _dumped(FIRST)).hex()
    told = {"epoch": 1, "previous": previous, "reason": "contacts", **changes}
    return {**FIRST, **told}


def vectors() -> Iterator[Vector]:
    """All of them."""
    yield Vector("ok-first", "ok", "a first roster, which all its keys have signed", FIRST_FILE)
    yield from (Vector(*row) for row in _forms())
    for name, expect, what, data in (*_following(), *_not_following()):
        yield Vector(name, expect, what, data, (("after", "ok-first"),))
    yield Vector(
        "first-not-all", "does not hold", "a first roster that one of its keys has not signed",
        file(FIRST, MEMBERS[:2]),
    )  # fmt: skip
    other = {**FIRST, "unit": "ab" * 16}
    yield Vector("first-other-id", "does not hold", "an id of its own choice", file(other, MEMBERS))


Rows = Iterator[tuple[str, str, str, bytes]]


def _forms() -> Rows:
    yield "empty", "a wrong length", "no byte at all", b""
    yield "length-nought", "a wrong length", "a roster of no byte", bytes(4) + FIRST_FILE[4:]
    yield "length-long", "a wrong length", "a roster of 65,537 bytes", file(b" " * 65_537, MEMBERS)
    yield "cut", "number of signatures", "its last byte is missing", FIRST_FILE[:-1]
    yield "longer", "number of signatures", "a byte too many", FIRST_FILE + b"\x00"
    yield "unsigned", "number of signatures", "nobody has signed", file(FIRST, [])
    spaced = json.dumps(FIRST, sort_keys=True).encode()
    yield "spaces", "canonical", "blanks between its members", file(spaced, MEMBERS)
    doubled = file(FIRST, [MEMBERS[0], MEMBERS[0]])
    yield "signed-twice", "twice or out of order", "one key has signed twice", doubled
    told, rest = FIRST_FILE[: -2 * 96], FIRST_FILE[-2 * 96 :]
    swapped = told + rest[96:] + rest[:96]
    yield "signatures-unordered", "twice or out of order", "not in order of keys", swapped
    broken = FIRST_FILE[:-1] + bytes([FIRST_FILE[-1] ^ 1])
    yield "signature-bit", "does not hold", "one bit of a signature", broken
    other = {**FIRST, "quorum": 1}
    moved = file(other, MEMBERS)[: -3 * 96] + FIRST_FILE[-3 * 96 :]
    yield "quorum-changed", "does not hold", "a quorum changed after signing", moved
    for name, changes in _BAD.items():
        what = name.replace("-", " ")
        yield name, "no Roster", what, file({**FIRST, **changes}, MEMBERS)
    for member in FIRST:
        left = {name: value for name, value in FIRST.items() if name != member}
        yield f"without-{member}", "no Roster", f"no {member}", file(left, MEMBERS)


_MEMBER = FIRST["keys"][0]
_BAD: dict[str, dict[str, Any]] = {
    "suite-2": {"suite": 2},
    "epoch-negative": {"epoch": -1},
    "first-that-joins": {"reason": "join"},
    "first-with-previous": {"previous": "ab" * 32},
    "second-without-previous": {"epoch": 1, "reason": "join"},
    "second-that-begins": {"epoch": 1, "previous": "ab" * 32},
    "reason-unknown": {"reason": "purge"},
    "role-unknown": {"keys": [{**_MEMBER, "role": "commander"}]},
    "name-beside-a-key": {"keys": [{**_MEMBER, "name": "x"}]},
    "keys-none": {"keys": []},
    "keys-twice": {"keys": [_MEMBER, _MEMBER]},
    "keys-unordered": {"keys": FIRST["keys"][::-1]},
    "keys-many": {"keys": [{"key": f"{n:064x}", "role": "member"} for n in range(33)]},
    "quorum-nought": {"quorum": 0},
    "quorum-too-large": {"quorum": 4},
    "wait-nought": {"wait_days": 0},
    "wait-long": {"wait_days": 91},
    "unit-short": {"unit": "ab"},
    "unit-key-capitals": {"unit_key": FIRST["unit_key"].upper()},
    "time-zone": {"time": "2026-01-01T00:00:00+03:30"},
    "contact-no-recipient": {"contacts": [{**CONTACT, "recipient": "age1x"}]},
    "contact-named": {"contacts": [{**CONTACT, "name": "x"}]},
    "contacts-twice": {"contacts": [CONTACT, CONTACT]},
    "revoked-short": {"revoked": [{"key": "ab", "last": None}]},
    "revoked-twice": {"revoked": [{"key": "ab" * 32, "last": None}] * 2},
    "split-later": {
        "epoch": 1, "previous": "ab" * 32, "reason": "split",
        "split": {"roster": "ab" * 32, "unit": "cd" * 16},
    },
    "telephone": {"telephone": "0"},
}  # fmt: skip


def _following() -> Rows:
    yield "ok-contact", "ok", "another contact", file(_next(contacts=[CONTACT]), MEMBERS[:2])
    more = file(_next(), MEMBERS)
    yield "ok-all-sign", "ok", "more signatures than needed", more
    out = [{"key": MEMBERS[2].public.hex(), "last": None}]
    yield (
        "ok-revoked",
        "ok",
        "a key revoked",
        file(_next(reason="revoke", revoked=out), MEMBERS[:2]),
    )
    taken = _next(reason="succeed", unit_key=KEYS[1].public.hex(), keys=_led_by(1))
    yield "ok-succession", "ok", "a succession without the lead", file(taken, MEMBERS[1:])
    handed = _next(reason="replace_key", unit_key=KEYS[1].public.hex(), keys=_led_by(1))
    yield "ok-handed-over", "ok", "a lead hands the unit over", file(handed, MEMBERS[:2])


def _not_following() -> Rows:
    no = "does not hold"
    yield "too-few", no, "one of two has signed", file(_next(), MEMBERS[:1])
    yield "stranger", no, "a stranger has signed too", file(_next(), [*MEMBERS[:2], STRANGER])
    yield "epoch-skipped", no, "an epoch left out", file(_next(epoch=2), MEMBERS)
    yield "other-previous", no, "it follows another", file(_next(previous="ab" * 32), MEMBERS)
    yield "other-unit", no, "of another unit", file(_next(unit="ab" * 16), MEMBERS)
    key = _next(reason="replace_key", unit_key=KEYS[1].public.hex())
    yield "key-without-the-lead", no, "the unit's key taken without a wait", file(key, MEMBERS[1:])
    lead = _next(reason="join", keys=_led_by(1))
    yield "lead-without-the-lead", no, "another lead without a wait", file(lead, MEMBERS[1:])
    wait = _next(reason="quorum", wait_days=1)
    yield (
        "wait-without-the-lead",
        no,
        "the wait made shorter without the lead",
        file(wait, MEMBERS[1:]),
    )


def _led_by(which: int) -> list[dict[str, str]]:
    return [
        {"key": key.public.hex(), "role": "lead" if n == which else "keeper"}
        for n, key in enumerate(MEMBERS)
    ]
