"""The file under a log: SQLite, its pages sealed or plain, every commit synced.

Invariant: what SQLite refuses comes out as a `StoreError` that names the file and what to do, and
nothing that stood in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from crosstally.errors import StoreError

PATIENCE_SECONDS = 10
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL lost what was acknowledged in 608 of 1,000 power cuts
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -32768",  # KiB: 10⁶ entries at 12,900/s and 88 MiB; 98304: 13,400/s, 148 MiB
)


def connect(
    path: Path, key: bytes | None, *, make: bool = False, disk: str | None = None
) -> apsw.Connection:
    """The file's connection; its pages sealed under a key of 32 bytes, or plain where None.

    Args:
        path: the file.
        key: 32 bytes, or None.
        make: whether the file may be made.
        disk: another file system of SQLite's than the machine's own, which then has it for itself.
    """
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if make else 0)
    db = apsw.Connection(str(path), flags=flags, vfs=disk)
    try:
        db.set_busy_timeout(PATIENCE_SECONDS * 1000)
        if disk is not None:
            _ = db.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        if key is not None:
            _ = db.pragma("cipher", "chacha20")
            _ = db.pragma("key", f"raw:{key.hex()}")
        for setting in _SETTINGS:
            _ = db.execute(f"PRAGMA {setting}").fetchall()
    except apsw.Error:
        db.close()
        raise
    return db


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """What SQLite refuses, told as ours."""
    try:
        yield
    except apsw.Error as error:
        raise refusal(name, error) from None
    except UnicodeDecodeError:  # a text where bytes must be: somebody changed the tables
        raise StoreError(f"{name} is damaged", hint="restore it from a backup") from None


def refusal(name: str, error: apsw.Error) -> StoreError:
    """What to say of an error of SQLite: never its message, which may quote."""
    for kind, message, hint in _REFUSALS:
        if isinstance(error, kind):
            return StoreError(message.format(name=name), hint=hint)
    return StoreError(f"{name} cannot be used ({type(error).__name__})")


_NO_LOG = ("{name} is no desk's log", "name a folder made by `crosstally new`")
_REFUSALS: tuple[tuple[type[apsw.Error], str, str], ...] = (
    (apsw.FullError, "the disk is full: nothing was added to {name}", "free some space, add again"),
    (apsw.IOError, "{name} cannot be read or written", "check the disk"),
    (apsw.BusyError, "another program is writing to {name}", "wait until it has finished"),
    (apsw.LockedError, "another program is writing to {name}", "wait until it has finished"),
    (apsw.ReadOnlyError, "{name} may not be written to", "check its permissions"),
    (apsw.CantOpenError, "{name} cannot be opened", "check the folder and its permissions"),
    (apsw.PermissionsError, "{name} may not be opened", "check its permissions"),
    (apsw.NotADBError, *_NO_LOG),
    (apsw.CorruptError, "{name} is damaged", "restore it from a backup"),
    (apsw.SQLError, *_NO_LOG),
)
