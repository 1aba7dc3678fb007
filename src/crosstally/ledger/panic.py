"""A desk made unopenable at once: its key slots destroyed, and what is derived removed.

Invariant: after `panic` nothing on this disk opens the log, with the passphrase or without. Copies
elsewhere, and what a disk keeps of overwritten blocks, are out of reach, and the docs say so.
"""

import os
import shutil
from pathlib import Path

from crosstally.errors import StoreError
from crosstally.ledger.opening import slots_of
from crosstally.ledger.seal import draw

DERIVED = ("tables", "site", "exports", "kept")
OPEN = ".media-"  # how a folder begins in which a picture lies open while it is rebuilt


def panic(log: Path) -> None:
    """Destroy the key slots of a log and all that was derived from it.

    Raises:
        StoreError: the log is not sealed: there are no slots to destroy.
    """
    slots = slots_of(log)
    try:
        with slots.open("r+b", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            _ = file.write(draw(max(size, 1)))
            os.fsync(file.fileno())
        slots.unlink()
    except FileNotFoundError:
        raise StoreError(
            f"{log.name} is not sealed: there is no key to destroy", hint="remove the folder"
        ) from None
    lock(log.parent)


def lock(desk: Path) -> tuple[str, ...]:
    """The derived folders that were removed: what a build of a sealed desk leaves in the open."""
    left = sorted(path.name for path in desk.glob(f"{OPEN}*"))  # by a program that was stopped
    found = tuple(name for name in (*DERIVED, *left) if (desk / name).is_dir())
    for name in found:
        shutil.rmtree(desk / name)
    return found
