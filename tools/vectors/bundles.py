"""Vectors of bundles (spec/bundle-v1): whole age files, and insides that a test seals itself.

A vector `of: outside` is an age file; one `of: inside` is what such a file holds, rightly signed
unless it says otherwise. All are for the reader whose identity is in `vectors/age.py`.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import rfc8785

from crosstally.ledger.bundle import ACKNOWLEDGEMENT, BODY, CHECKPOINT, ENTRY, MAGIC, ROSTER, padded
from crosstally.ledger.seal import commit
from crosstally.ledger.sign import SUITE, domain, sign
from crosstally.records import Report, ReportId, SourceId, encode
from vectors import age, entries, notes, rosters
from vectors.shown import KEY, OTHER, TIME, Vector

UNIT = "cd" * 16
HEAD: dict[str, Any] = {
    "bundle": "ab" * 16,
    "frontier": [],
    "items": 0,
    "recipients": [age.recipient()],
    "sender": {"key": KEY.public.hex(), "unit": UNIT},
    "time": TIME,
}
FRONTIER = {"author": KEY.public.hex(), "id": "ef" * 32, "log": UNIT, "sequence": 1}
SALT = entries.SALT
REPORT = encode(
    Report(id=ReportId("r-1"), source=SourceId("unit"), body="تجمع کارگران در اراک", lang="fa")
)


def head(**changes: Any) -> bytes:
    """The canonical head with some members changed."""
    return bytes(rfc8785.dumps({**HEAD, **changes}))


def item(kind: int, data: bytes) -> bytes:
    """One item, framed."""
    return bytes([kind]) + len(data).to_bytes(8, "big") + data


def text(*items: bytes, told: bytes | None = None, first: bytes = MAGIC + SUITE) -> bytes:
    """What a seal covers: all of an inside but the seal."""
    told = head(items=len(items)) if told is None else told
    begun = first + len(told).to_bytes(4, "big") + told + b"".join(items) + b"\xff" + bytes(8)
    return begun + bytes(padded(len(begun)) - len(begun))


def sealed(told: bytes, *, purpose: str = "bundle/v1", by: Any = KEY) -> bytes:
    """An inside with its seal."""
    return told + sign(by, domain(purpose, SUITE, sha256(told).digest()))


def said(kind: str, body: bytes, *, salt: bytes = SALT) -> tuple[bytes, bytes]:
    """An entry of a kind and its body, as items."""
    mark = {"commitment": commit(SALT, body), "size": len(body)}
    told = entries.told(kind=kind, body=mark)
    name = sha256(b"crosstally/entry-id/v1\x00" + SUITE + told).digest()
    return item(ENTRY, entries.entry(told)), item(BODY, name + salt + body)


def vectors() -> Iterator[Vector]:
    """All of them."""
    for name, expect, what, data in (*_outside(), *_wrong_outside()):
        yield Vector(f"outside-{name}", expect, what, data, (("of", "outside"),))
    for name, expect, what, data in (*_inside(), *_heads(), *_forms(), *_items()):
        yield Vector(f"inside-{name}", expect, what, data, (("of", "inside"),))


Rows = Iterator[tuple[str, str, str, bytes]]


def _outside() -> Rows:
    inside = age.payload(sealed(text()))
    yield "ok", "ok", "sealed to its reader", age.header(age.stanza()) + inside
    two = age.header(age.stanza(age.STRANGER), age.stanza())
    yield "ok-two", "ok", "sealed to another reader too", two + inside
    grease = b"-> x9-grease a\nYWJj\n"
    told = age.header(age.stanza(), grease)
    yield "ok-grease", "ok", "with a stanza that age adds so that readers stay open", told + inside


def _wrong_outside() -> Rows:
    right, inside = age.header(age.stanza()), age.payload(sealed(text()))
    yield "empty", "its outside", "no byte at all", b""
    later = age.header(age.stanza(), version=b"v2")
    yield "version", "its outside", "another version of age", later + inside
    armor = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
    yield "armor", "its outside", "the form with letters only", armor + right
    scrypt = b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n" + age.stanza().split(b"\n")[1] + b"\n"
    yield "scrypt", "another way", "sealed under a passphrase", age.header(scrypt) + inside
    both = age.header(age.stanza(), b"-> ssh-ed25519 AAAA AAAA\nAAAA\n")
    yield "ssh", "another way", "sealed to a key of another kind too", both + inside
    bare = age.header(b"-> x-grease a\nYWJj\n")
    yield "nobody", "its recipients", "sealed to nobody", bare + inside
    many = age.header(*[age.stanza()] * 33)
    yield "many", "its recipients", "sealed to 33", many + inside
    greased = age.header(age.stanza(), *[b"-> x-grease a\nYWJj\n"] * 2)
    yield "grease-twice", "its recipients", "two stanzas of noise", greased + inside
    other = age.header(age.stanza(age.STRANGER))
    yield "stranger", "does not open", "sealed to somebody else", other + inside
    broken = right.replace(b"---", b"-> x-grease a\nYWJj\n---")
    yield "mac", "does not open", "a stanza put in afterwards", broken + inside
    yield "cut", "does not open", "its last byte is missing", (right + inside)[:-1]
    yield "longer", "does not open", "a byte too many", right + inside + b"\x00"
    open_end = age.payload(sealed(text()), final=False)
    yield "no-end", "does not open", "no piece is marked as the last", right + open_end
    yield "no-payload", "does not open", "a header alone", right


def _inside() -> Rows:
    yield "ok-empty", "ok", "no item", sealed(text())
    yield "ok-report", "ok", "a report", sealed(text(*said("report", REPORT)))
    first = item(ENTRY, entries.entry(entries.told()))
    yield "ok-bare", "ok", "an entry whose body stayed behind", sealed(text(first))
    told = head(frontier=[FRONTIER], items=0)
    yield "ok-frontier", "ok", "with what its sender has", sealed(text(told=told))
    all_kinds = (
        item(ROSTER, rosters.FIRST_FILE), *said("report", REPORT), item(CHECKPOINT, notes.RIGHT),
        item(ACKNOWLEDGEMENT, bytes(16)),
    )  # fmt: skip
    yield "ok-all", "ok", "one item of each kind", sealed(text(*all_kinds))


def _heads() -> Rows:
    bad: dict[str, dict[str, Any]] = {
        "bundle-short": {"bundle": "ab"},
        "bundle-capitals": {"bundle": "AB" * 16},
        "items-negative": {"items": -1},
        "items-too-many": {"items": 1_000_001},
        "recipients-none": {"recipients": []},
        "recipients-twice": {"recipients": [age.recipient()] * 2},
        "recipients-unordered": {
            "recipients": sorted([age.recipient(), age.recipient(age.STRANGER)], reverse=True)
        },
        "recipients-many": {"recipients": [f"age1{n:058d}".replace("1", "q") for n in range(33)]},
        "recipient-no-age": {"recipients": ["ssh-ed25519 AAAA"]},
        "sender-key-short": {"sender": {"key": "ab", "unit": UNIT}},
        "sender-unit-long": {"sender": {"key": KEY.public.hex(), "unit": UNIT + "00"}},
        "sender-more": {"sender": {**HEAD["sender"], "name": "x"}},
        "time-zone": {"time": "2026-01-01T00:00:00+03:30"},
        "time-persian-digits": {"time": "۲۰۲۶-01-01T00:00:00Z"},
        "frontier-twice": {"frontier": [FRONTIER] * 2},
        "frontier-nought": {"frontier": [{**FRONTIER, "sequence": 0}]},
        "more": {"note": "meet at noon"},
    }  # fmt: skip
    for name, changes in bad.items():
        told = json.dumps(
            {**HEAD, **changes}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        what = f"a head: {name.replace('-', ' ')}"
        yield f"head-{name}", "no BundleHead", what, sealed(text(told=told.encode()))
    for member in HEAD:
        told = rfc8785.dumps({name: value for name, value in HEAD.items() if name != member})
        what = f"a head without {member}"
        yield f"head-without-{member}", "no BundleHead", what, sealed(text(told=bytes(told)))
    spaced = json.dumps(HEAD, sort_keys=True).encode()
    yield "head-spaces", "canonical", "a head with blanks", sealed(text(told=spaced))
    long = b" " * 65_537
    yield "head-long", "its head is too long", "a head of 65,537 bytes", sealed(text(told=long))
    others = head(recipients=[age.recipient(age.STRANGER)])
    yield "head-others", "other recipients", "sealed anew to another", sealed(text(told=others))


def _forms() -> Rows:
    told = text()
    yield (
        "magic",
        "its beginning",
        "another beginning",
        sealed(text(first=b"crosstally bundle 2\n")),
    )
    yield "suite", "its beginning", "a suite of later", sealed(text(first=MAGIC + b"\x02"))
    yield "padding-short", "its length", "no padding", sealed(told[:-1])
    yield "padding-long", "its end", "more padding than needed", sealed(told + bytes(4096))
    yield "padding-says", "its padding", "padding that says something", sealed(told[:-1] + b"\x01")
    early = text(told=head(items=1))
    yield "item-missing", "item 1", "an item fewer than its head says", sealed(early)
    late = text(item(ACKNOWLEDGEMENT, bytes(16)), told=head(items=0))
    yield "item-more", "its end", "an item more than its head says", sealed(late)
    yield "item-unknown", "item 1", "an item of no kind", sealed(text(item(0x77, b"x")))
    long = sealed(text(item(ENTRY, bytes(4166))))
    yield "item-long", "item 1", "an entry of 4,166 bytes", long
    swapped = said("report", REPORT)[::-1]
    yield "item-order", "item 2", "a body before its entry", sealed(text(*swapped))
    far = text(b"\x02" + (4 * 2**20).to_bytes(8, "big") + b"x")
    yield "item-past-the-end", "item 1", "an item that says more than there is", sealed(far)
    yield "seal-bit", "signed by who", "one bit of the seal", sealed(told)[:-1] + b"\xff"
    yield "seal-other", "signed by who", "sealed by another key", sealed(told, by=OTHER)
    entry = sealed(told, purpose="entry/v1")
    yield "seal-purpose", "signed by who", "a seal for another purpose", entry
    yield "seal-none", "its beginning or its length", "no seal", told


def _items() -> Rows:
    """Of right form, rightly sealed, by a contact: each holds one thing that none may."""
    entry, body = said("report", REPORT)
    salted = said("report", REPORT, salt=bytes(32))[1]
    yield "body-other", "body", "a body under another salt", sealed(text(entry, salted))
    yield "body-alone", "item 1", "a body without its entry", sealed(text(body))
    yield "body-short", "item 2", "a body of 63 bytes", sealed(text(entry, item(BODY, bytes(63))))
    talk = said("report", b"meet at noon")
    yield "body-message", "item 2", "a report that is a message", sealed(text(*talk))
    bad = entries.changed(entries.entry(entries.told()), -1)
    yield "entry-signature", "item 1", "an entry changed", sealed(text(item(ENTRY, bad)))
    strange = entries.told(author=OTHER.public.hex())
    forged = SUITE + len(strange).to_bytes(4, "big") + strange + sign(
        OTHER, domain("entry/v1", SUITE, strange)
    )  # fmt: skip
    told = sealed(text(item(ENTRY, forged)))
    yield "entry-author", "may not write", "an entry of a stranger in the unit's log", told
    roster = item(ROSTER, rosters.FIRST_FILE[:-1])
    yield "roster-cut", "item 1", "a roster without its last byte", sealed(text(roster))
    note = item(CHECKPOINT, notes.RIGHT[:-1])
    yield "checkpoint-cut", "item 1", "a checkpoint without its last byte", sealed(text(note))
    short = item(ACKNOWLEDGEMENT, bytes(15))
    yield "acknowledgement-short", "item 1", "15 bytes acknowledged", sealed(text(short))
    names = [item(ACKNOWLEDGEMENT, bytes(16)), item(ROSTER, rosters.FIRST_FILE)]
    yield "roster-late", "item 2", "a roster after the rest", sealed(text(*names))
