"""Vectors of entries (spec/ledger-v1, sections 2 and 3).

Every wrong header is signed as it stands, so that its form alone is at fault.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import rfc8785

from crosstally.ledger.seal import commit
from crosstally.ledger.sign import SUITE, domain, sign
from vectors.shown import KEY, LOG, OTHER, TIME, Vector

SALT = sha256(b"salt").digest()
BODY = "گزارش".encode()
FIRST: dict[str, Any] = {
    "author": KEY.public.hex(),
    "body": {"commitment": commit(SALT, BODY), "size": len(BODY)},
    "kind": "report",
    "log": LOG,
    "previous": None,
    "refers": [],
    "sequence": 1,
    "time": TIME,
}
ID = "ab" * 32


def told(**changes: Any) -> bytes:
    """The canonical header of the first entry with some members changed."""
    return bytes(rfc8785.dumps({**FIRST, **changes}))


def without(name: str) -> bytes:
    """The same without one member."""
    return bytes(rfc8785.dumps({key: value for key, value in FIRST.items() if key != name}))


def entry(header: bytes, *, suite: bytes = SUITE) -> bytes:
    """A header with its signature, whatever it says."""
    return (
        suite + len(header).to_bytes(4, "big") + header
        + sign(KEY, domain("entry/v1", suite, header))
    )  # fmt: skip


def changed(exact: bytes, at: int, by: Callable[[int], int] = lambda byte: byte ^ 1) -> bytes:
    """The same bytes, one of them another."""
    place = at % len(exact)
    return exact[:place] + bytes([by(exact[place])]) + exact[place + 1 :]


def right() -> Iterator[tuple[str, str, bytes]]:
    """Name, what it is, bytes: each must be taken."""
    yield "ok-first", "a first entry", entry(told())
    yield "ok-second", "an entry after another", entry(told(sequence=2, previous=ID))
    yield (
        "ok-redaction", "a redaction without a body, of two entries",
        entry(told(kind="redaction", body=None, refers=["01" * 32, "02" * 32])),
    )  # fmt: skip
    yield "ok-leap-day", "a 29th of February", entry(told(time="2028-02-29T23:59:59Z"))
    yield "ok-largest-sequence", "the last sequence", entry(told(sequence=2**53 - 1, previous=ID))


def wrong() -> Iterator[tuple[str, str, str, bytes]]:
    """Name, the reason, what it is, bytes: each must be refused, for that reason."""
    good = entry(told())
    plain = json.dumps(FIRST, separators=(",", ":")).encode()
    spaced = json.dumps(FIRST, sort_keys=True).encode()
    swapped = told().replace(b'"kind":"report","log"', b'"kind":"r\\u0065port","log"')
    yield "empty", "too short", "no byte at all", b""
    yield "short", "too short", "a cut-off beginning", good[:60]
    yield "cut", "a wrong length", "its last byte is missing", good[:-1]
    yield "longer", "a wrong length", "a byte too many", good + b"\x00"
    yield "suite-0", "an unknown suite", "suite nought", entry(told(), suite=b"\x00")
    yield "suite-2", "an unknown suite", "a suite of later", entry(told(), suite=b"\x02")
    yield "too-long", "too long", "a header of 4,097 bytes", entry(b" " * 4097)
    yield "spaces", "canonical", "blanks between its members", entry(spaced)
    yield "escape", "canonical", "a letter written as an escape", entry(swapped)
    if plain != told():
        yield "order", "canonical", "its members in another order", entry(plain)
    yield "double", "canonical", "one member twice", entry(told()[:-1] + b',"sequence":1}')
    yield "no-json", "no Header", "no JSON", entry(b"report")
    yield "list", "no Header", "a list, no object", entry(b"[]")
    yield (
        "not-utf8",
        "no Header",
        "bytes that are no text",
        entry(told().replace(b"repor", b"\xff")),
    )
    yield "more", "no Header", "a member that nobody specified", entry(told(note="meet at noon"))
    for name in FIRST:
        yield f"without-{name}", "no Header", f"no {name}", entry(without(name))
    bad: dict[str, dict[str, Any]] = {
        "task": {"kind": "task"},
        "kind-in-capitals": {"kind": "Report"},
        "author-short": {"author": "ab"},
        "author-capitals": {"author": KEY.public.hex().upper()},
        "log-long": {"log": "0" * 34},
        "sequence-nought": {"sequence": 0},
        "sequence-negative": {"sequence": -1},
        "sequence-fraction": {"sequence": 1.5},
        "sequence-text": {"sequence": "1"},
        "sequence-too-large": {"sequence": 2**53, "previous": ID},
        "first-with-previous": {"previous": ID},
        "second-without-previous": {"sequence": 2},
        "time-zone": {"time": "2026-01-01T00:00:00+03:30"},
        "time-no-month": {"time": "2026-13-01T00:00:00Z"},
        "time-no-day": {"time": "2026-02-29T00:00:00Z"},
        "time-no-hour": {"time": "2026-01-01T24:00:00Z"},
        "time-persian-digits": {"time": "۲۰۲۶-01-01T00:00:00Z"},
        "time-line-feed": {"time": "2026-01-01T00:00:00Z\n"},
        "refers-unordered": {"refers": ["02" * 32, "01" * 32]},
        "refers-twice": {"refers": ["01" * 32, "01" * 32]},
        "refers-many": {"refers": [f"{n:064x}" for n in range(17)]},
        "body-more": {"body": {**FIRST["body"], "name": "x"}},
        "body-negative": {"body": {**FIRST["body"], "size": -1}},
        "body-too-large": {"body": {**FIRST["body"], "size": 2**48 + 1}},
        "body-short": {"body": {**FIRST["body"], "commitment": "ab"}},
    }
    for name, changes in bad.items():
        header = json.dumps(
            {**FIRST, **changes}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        yield name, "no Header", name.replace("-", " "), entry(header.encode())
    yield "signature-bit", "signature", "one bit of the signature", changed(good, -1)
    yield "signature-r", "signature", "one bit of R", changed(good, -64)
    yield "header-bit", "signature", "a sequence changed after signing", _resequenced(good)
    yield "other-author", "signature", "signed by another", entry(told(author=OTHER.public.hex()))
    yield (
        "other-purpose", "signature", "signed for another purpose",
        good[:-64] + sign(KEY, domain("bundle/v1", SUITE, told())),
    )  # fmt: skip
    yield "bare", "signature", "signed without a purpose", good[:-64] + sign(KEY, told())
    yield "small-order", "signature", "an author of small order", _of_small_order()
    yield "s-not-reduced", "signature", "S not below the order", _unreduced(good)


def _resequenced(good: bytes) -> bytes:
    return good.replace(b'"size":10', b'"size":11')


def _of_small_order() -> bytes:
    """The neutral element as author, R the same and S nought: some verifiers take it."""
    neutral = b"\x01" + bytes(31)
    header = told(author=neutral.hex())
    return SUITE + len(header).to_bytes(4, "big") + header + neutral + bytes(32)


def _unreduced(good: bytes) -> bytes:
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(good[-32:], "little") + order
    return good[:-32] + s.to_bytes(32, "little")


def vectors() -> Iterator[Vector]:
    """All of them."""
    yield from (Vector(name, "ok", what, exact) for name, what, exact in right())
    yield from (Vector(name, reason, what, exact) for name, reason, what, exact in wrong())
