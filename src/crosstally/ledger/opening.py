"""A desk's log made and opened: its file, its key slots, and the formats before this one.

Invariant: a log that is sealed opens with a passphrase or not at all; a plain one is for public
data only. A file of an earlier format is moved whole, and kept.
"""

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import apsw

from crosstally.errors import CrosstallyError, SealError, StoreError
from crosstally.ledger.first import is_first, read_first
from crosstally.ledger.pages import connect, refusal, refusing
from crosstally.ledger.rows import TABLES
from crosstally.ledger.seal import KEY_BYTES, derived, draw
from crosstally.ledger.sign import SUITE
from crosstally.ledger.slots import EFFORT, Effort, make_slot, open_slots, read_slots, write_slots
from crosstally.ledger.store import About, Clock, Head, Store

FORMAT = 2
LOG_BYTES = 16


class Opener(NamedTuple):
    """What opens a sealed desk. Its `repr` shows nothing."""

    passphrase: str
    keyfile: bytes | None = None

    def __repr__(self) -> str:
        """Nothing."""
        return "<Opener>"


def create_store(
    path: Path,
    *,
    key: bytes | None = None,
    opener: Opener | None = None,
    effort: Effort = EFFORT,
    clock: Clock = lambda: datetime.now(UTC),
) -> Store:
    """A new, empty log.

    Args:
        path: where the file shall be; there must be none.
        key: the secret for ids, 32 bytes; drawn at random where None.
        opener: what shall open it; where None its pages are plain, for public data only.
        effort: how dear a guess at the passphrase is.
        clock: what tells the time that entries claim.

    Raises:
        StoreError: there is a file already, or it cannot be written.
        SealError: the passphrase is empty.
    """
    slots = slots_of(path)
    if path.exists() or slots.exists():
        raise StoreError(f"there is a {path.name} already", hint="add to it with `crosstally add`")
    store_key, log = draw(KEY_BYTES), draw(LOG_BYTES)
    ids = key if key is not None else derived(store_key, "ids")
    if opener is not None:
        slot = make_slot(store_key, opener.passphrase, keyfile=opener.keyfile, effort=effort)
        write_private(slots, write_slots((slot,)))
    try:
        db = connect(path, _pages(store_key, opener), make=True)
        with db:
            _ = db.execute(TABLES).fetchall()
            rows: list[tuple[str, bytes]] = [
                ("format", bytes([FORMAT])), ("suite", SUITE), ("log", log),
                ("ids", ids), ("store", b"" if opener else store_key),
            ]  # fmt: skip
            _ = db.executemany("INSERT INTO about VALUES (?, ?)", rows)
    except apsw.Error as error:
        slots.unlink(missing_ok=True)
        raise refusal(path.name, error) from None
    return Store(db, About(path.name, log.hex(), ids), store_key, clock)


def open_store(
    path: Path, *, opener: Opener | None = None, clock: Clock = lambda: datetime.now(UTC)
) -> Store:
    """The log in a file.

    Raises:
        StoreError: there is no such file, it is no log, or of a format this version cannot read.
        SealError: it is sealed, and what was given does not open it.
    """
    if not path.is_file():
        raise StoreError(f"there is no {path.name}", hint="make a desk with `crosstally new`")
    if is_first(path):
        _move(path, clock)
    store_key = _unlocked(slots_of(path), opener)
    with refusing(path.name):
        db = connect(path, _pages(store_key, opener) if store_key else None)
    try:
        about = _about(db, path.name)
    except CrosstallyError:
        db.close(force=True)
        raise
    named = About(path.name, about["log"].hex(), about["ids"])
    return Store(db, named, store_key or about["store"], clock)


def copy_store(path: Path, into: Path, *, opener: Opener | None = None) -> Head:
    """Where the copy of a log ends, which was made while others may write, and verified.

    The copy is sealed as the log is, and its key slots stand beside it. A log of an earlier format is
    brought into this one first.

    Raises:
        StoreError: the log cannot be read, or does not verify.
        SealError: it is sealed, and what was given does not open it.
    """
    if not path.is_file():
        raise StoreError(f"there is no {path.name}", hint="make a desk with `crosstally new`")
    if is_first(path):
        _move(path, lambda: datetime.now(UTC))
    slots = slots_of(path)
    store_key = _unlocked(slots, opener)
    pages = _pages(store_key, opener) if store_key else None
    with (
        refusing(path.name),
        closing(connect(path, pages)) as source,
        closing(connect(into, pages, make=True)) as target,
        target.backup("main", source, "main") as copying,
    ):
        copying.step()  # all at once: of a log in WAL this is one moment of it, and nobody waits
    if slots.is_file():
        write_private(slots_of(into), slots.read_bytes())
    copy = open_store(into, opener=opener)
    try:
        return copy.check()
    finally:
        copy.close()


def stream_key(slots: bytes, opener: Opener) -> bytes:
    """The key under which what leaves a sealed desk in one file is sealed (spec/backup-v1, 3).

    Raises:
        FormatError: the bytes are no key slots.
        SealError: what was given opens none of them.
    """
    store_key = open_slots(read_slots(slots), opener.passphrase, keyfile=opener.keyfile)
    return derived(store_key, "backup")


def _about(db: apsw.Connection, name: str) -> dict[str, bytes]:
    """What a log says of itself; what a break left in the write-ahead log is brought in first."""
    with refusing(name):
        _ = db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        query = "SELECT name, CAST(value AS BLOB) FROM about"
        about = {str(each): bytes(value) for each, value in db.execute(query)}
    if about.get("format") != bytes([FORMAT]) or about.get("suite") != SUITE:
        raise StoreError(f"{name} has a format that this version cannot read")
    if not (about.get("log") and about.get("ids") and "store" in about):
        raise StoreError(f"{name} has no key", hint="restore it from a backup")
    return about


def _move(path: Path, clock: Clock) -> None:
    """A log of format 1 written anew in this one; the old file stays beside it, unchanged.

    A break at any point leaves the old file or the new one under the log's name, and whole.
    """
    old, new = path.with_name(f"{path.stem}.format-1{path.suffix}"), path.with_name("moving.db")
    for left in (new, *_beside(new)):
        left.unlink(missing_ok=True)
    first = read_first(path)
    made = create_store(new, key=first.key, clock=clock)
    try:
        if made.append(first.entries).entries != len(first.entries):
            raise StoreError(f"{path.name} could not be moved", hint="restore it from a backup")
    finally:
        made.close()
    if not old.exists():
        os.link(path, old)
    _ = new.replace(path)


def _beside(path: Path) -> tuple[Path, Path]:
    """What SQLite keeps beside a file while it is open."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def slots_of(path: Path) -> Path:
    """Where the key slots of a log stand: beside it."""
    return path.with_suffix(".keys")


def is_sealed(path: Path) -> bool:
    """Whether a log needs something to open it."""
    return slots_of(path).is_file()


def write_private(path: Path, data: bytes) -> None:
    """A new file that only this user can read, on disk when this returns.

    Raises:
        StoreError: it is there already, or cannot be written.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _ = file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path.name} cannot be written ({type(error).__name__})") from None


def _unlocked(slots: Path, opener: Opener | None) -> bytes | None:
    """The store key of a sealed log; None of a plain one, whose key stands in it."""
    if not slots.is_file():
        return None
    if opener is None:
        raise SealError("the desk is sealed", hint="give its passphrase")
    return open_slots(read_slots(slots.read_bytes()), opener.passphrase, keyfile=opener.keyfile)


def _pages(store_key: bytes, opener: Opener | None) -> bytes | None:
    return None if opener is None else derived(store_key, "pages")
