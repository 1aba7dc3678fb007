"""A log of format 1, as 0.1.0 wrote it: one table, unsigned, plain. It is read, never written.

Invariant: an entry is given only after the chain of digests up to it has been verified.
"""

from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import apsw

from crosstally.errors import StoreError
from crosstally.ledger.pages import refusing

FORMAT = 1
_FIRST = bytes(32)


class First(NamedTuple):
    """The secret for ids of an old log, and its entries, (kind, body) each."""

    key: bytes
    entries: tuple[tuple[str, bytes], ...]


def is_first(path: Path) -> bool:
    """Whether a file is a log of format 1."""
    try:
        with closing(_opened(path)) as db:
            found = db.execute("SELECT value FROM about WHERE name = 'format'").fetchall()
    except apsw.Error:
        return False
    return found == [(FORMAT,)]


def read_first(path: Path) -> First:
    """All that an old log holds, verified.

    Raises:
        StoreError: it has no key, cannot be read, or does not verify.
    """
    with refusing(path.name), closing(_opened(path)) as db:
        keys = db.execute("SELECT value FROM about WHERE name = 'key'").fetchall()
        entries = tuple(_verified(db, path.name))
    if not keys:
        raise StoreError(f"{path.name} has no key", hint="restore it from a backup")
    return First(_bytes(keys[0][0]), entries)


def _verified(db: apsw.Connection, name: str) -> Iterator[tuple[str, bytes]]:
    last, rows = _FIRST, db.execute("SELECT number, kind, body, digest FROM log ORDER BY number")
    for expected, (number, kind_told, body_told, told) in enumerate(rows, 1):
        kind, body = str(kind_told), _bytes(body_told)
        framed = len(kind.encode()).to_bytes(4, "big") + kind.encode()
        framed += len(body).to_bytes(8, "big") + body
        last = sha256(b"crosstally log entry 1\0" + last + framed).digest()
        if number != expected or told != last:
            raise StoreError(
                f"{name} does not verify at entry {expected}", hint="restore it from a backup"
            )
        yield kind, body


def _bytes(value: object) -> bytes:
    """A cell that must hold bytes; of another kind, none, which then does not verify."""
    return value if isinstance(value, bytes) else b""


def _opened(path: Path) -> apsw.Connection:
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
