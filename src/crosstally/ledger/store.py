"""The desk's log: entries appended in order, each bound to the one before it.

Invariant: an entry is never changed or removed, and what `append` returned is on disk. Each entry's
digest covers its kind, its body and the digest before it, so one altered byte breaks all that
follow. The interface is small on purpose (append, read, head, check, close): signatures and
encryption come behind it without touching a caller.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from crosstally.errors import StoreError
from crosstally.records import Record

FORMAT = 1
_FIRST = b"\0" * 32


class Entry(Record, frozen=True, kw_only=True):
    """One entry of the log: its number from 1 up, what it holds, the bytes, and its digest."""

    number: int
    kind: str
    body: bytes
    digest: str


class Head(Record, frozen=True, kw_only=True):
    """Where the log ends: how many entries, and the digest that covers them all."""

    entries: int
    digest: str


class Store(Protocol):
    """What a desk's log can do. `key` is the desk's secret for ids, 32 bytes."""

    @property
    def key(self) -> bytes:
        """The desk's secret for keyed ids."""
        ...

    def append(self, entries: Iterable[tuple[str, bytes]]) -> Head:
        """The head after all entries, (kind, body) each, are on disk; all of them or none."""
        ...

    def read(self, *, after: int = 0, kinds: tuple[str, ...] = ()) -> Iterator[Entry]:
        """The entries after a number, of some kinds or of all, in order."""
        ...

    def head(self) -> Head:
        """Where the log ends."""
        ...

    def check(self) -> Head:
        """The head, after every entry has been verified against the one before it."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


class _SqliteStore:
    """A log in one SQLite file: WAL, every commit synced, a single writer."""

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self._db = connection
        self._name = name

    @property
    def key(self) -> bytes:
        with _refusing(self._name):
            row = self._db.execute("SELECT value FROM about WHERE name = 'key'").fetchone()
        if row is None:
            raise StoreError(f"{self._name} has no key", hint="restore it from a backup")
        return bytes(row[0])

    def append(self, entries: Iterable[tuple[str, bytes]]) -> Head:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            number, last = self._last()
            for kind, body in entries:
                number, last = number + 1, _chained(last, kind, body)
                self._db.execute("INSERT INTO log VALUES (?, ?, ?, ?)", (number, kind, body, last))
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _refusal(self._name, error) from None
            raise
        return Head(entries=number, digest=last.hex())

    def read(self, *, after: int = 0, kinds: tuple[str, ...] = ()) -> Iterator[Entry]:
        wanted = ", ".join("?" for _ in kinds)
        only = f" AND kind IN ({wanted})" if kinds else ""
        query = f"SELECT * FROM log WHERE number > ?{only} ORDER BY number"  # noqa: S608  our own text
        with _refusing(self._name):
            for number, kind, body, digest in self._db.execute(query, (after, *kinds)):
                yield Entry(number=number, kind=kind, body=body, digest=digest.hex())

    def head(self) -> Head:
        with _refusing(self._name):
            number, last = self._last()
        return Head(entries=number, digest=last.hex())

    def check(self) -> Head:
        last, expected = _FIRST, 0
        with _refusing(self._name):
            for number, kind, body, digest in self._db.execute("SELECT * FROM log ORDER BY number"):
                expected += 1
                last = _chained(last, kind, body)
                if number != expected or digest != last:
                    raise StoreError(
                        f"{self._name} does not verify at entry {expected}",
                        hint="restore it from a backup; nothing after that entry can be trusted",
                    )
        return Head(entries=expected, digest=last.hex())

    def close(self) -> None:
        self._db.close()

    def _last(self) -> tuple[int, bytes]:
        row = self._db.execute(
            "SELECT number, digest FROM log ORDER BY number DESC LIMIT 1"
        ).fetchone()
        return (row[0], row[1]) if row else (0, _FIRST)


def create_store(path: Path, *, key: bytes | None = None) -> Store:
    """A new, empty log with its own key for ids.

    Args:
        path: where the file shall be; there must be none.
        key: 32 bytes; drawn at random where None.

    Raises:
        StoreError: there is a file already, or it cannot be written.
    """
    if path.exists():
        raise StoreError(f"there is a {path.name} already", hint="add to it with `crosstally add`")
    try:
        db = _connect(path)
        db.executescript(
            "CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
            "CREATE TABLE log (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL,"
            " digest BLOB NOT NULL);"
        )
        rows = (("format", FORMAT), ("key", key if key is not None else secrets.token_bytes(32)))
        db.executemany("INSERT INTO about VALUES (?, ?)", rows)
        db.commit()
    except sqlite3.Error as error:
        raise _refusal(path.name, error) from None
    db.isolation_level = None
    return _SqliteStore(db, path.name)


def open_store(path: Path) -> Store:
    """The log in a file.

    Raises:
        StoreError: there is no such file, it is no log, or of a format this version cannot read.
    """
    if not path.is_file():
        raise StoreError(f"there is no {path.name}", hint="make a desk with `crosstally new`")
    try:
        db = _connect(path)
        row = db.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
    except sqlite3.Error as error:
        raise _refusal(path.name, error) from None
    if row is None or row[0] != FORMAT:
        raise StoreError(f"{path.name} has a format that this version cannot read")
    db.isolation_level = None
    return _SqliteStore(db, path.name)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def _chained(last: bytes, kind: str, body: bytes) -> bytes:
    name = kind.encode()
    framed = len(name).to_bytes(4, "big") + name + len(body).to_bytes(8, "big") + body
    return hashlib.sha256(b"crosstally log entry 1\0" + last + framed).digest()


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """What SQLite refuses, told as ours."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refusal(name, error) from None


def _refusal(name: str, error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorname", "") or ""
    for prefix, message, hint in _REFUSALS:
        if code.startswith(prefix):
            return StoreError(message.format(name=name), hint=hint)
    return StoreError(f"{name} cannot be used ({code or type(error).__name__})")


_REFUSALS = (
    ("SQLITE_FULL", "the disk is full: nothing was added to {name}", "free some space, add again"),
    ("SQLITE_IOERR", "{name} cannot be read or written", "check the disk"),
    ("SQLITE_BUSY", "another program is writing to {name}", "wait until it has finished"),
    ("SQLITE_READONLY", "{name} may not be written to", "check its permissions"),
    ("SQLITE_CANTOPEN", "{name} cannot be opened", "check the folder and its permissions"),
    ("SQLITE_ERROR", "{name} is no desk's log", "name a folder made by `crosstally new`"),
    ("SQLITE_PERM", "{name} may not be opened", "check its permissions"),
    ("SQLITE_NOTADB", "{name} is no desk's log", "name a folder made by `crosstally new`"),
    ("SQLITE_CORRUPT", "{name} is damaged", "restore it from a backup"),
)
