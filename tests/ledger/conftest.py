"""A disk that fails as disks do: power that goes, calls that fail, a store on it.

What was written and not synced may be there after a power cut, or not, or torn at a sector; what
was synced is there.
"""

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw
import pytest

from crosstally.ledger.opening import Opener, create_store
from crosstally.ledger.pages import connect
from crosstally.ledger.seal import derived
from crosstally.ledger.slots import Effort, open_slots, read_slots
from crosstally.ledger.store import About, Store

SECTOR = 512
PASSPHRASE = "a passphrase"


class PowerError(Exception):
    """The power is gone."""


class Disk(apsw.VFS):
    """A file system under SQLite: it counts its calls, and fails at the one it is told."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.calls = 0
        self.fails_at: int | None = None
        self.error: Callable[[], Exception] = PowerError
        self.for_good = True
        self.synced: dict[str, bytes] = {}
        self.waiting: dict[str, list[tuple[int, bytes | None]]] = {}
        super().__init__(name, base="unix")

    def called(self) -> None:
        """Count a call; fail if it is the one, and all later ones if for good."""
        self.calls += 1
        if self.fails_at is None:
            return
        if self.calls == self.fails_at or (self.for_good and self.calls > self.fails_at):
            raise self.error()

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        return _File(self, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        self.called()
        super().xDelete(name, sync)
        self.synced.pop(name, None)
        self.waiting.pop(name, None)

    def begin(self, folder: Path) -> None:
        """Take what stands in a folder as synced."""
        self.synced = {str(path): path.read_bytes() for path in folder.iterdir()}
        self.waiting, self.calls, self.fails_at = {}, 0, None
        self.error, self.for_good = PowerError, True

    def survivors(self, chance: random.Random) -> dict[str, bytes]:
        """What is on the disk after a power cut, by file."""
        left = {}
        for name in sorted({*self.synced, *self.waiting}):
            data = bytearray(self.synced.get(name, b""))
            for offset, written in self.waiting.get(name, []):
                fate = chance.random()
                if written is None:
                    if fate < 0.5:
                        del data[offset:]
                    continue
                if fate < 0.4:
                    continue
                kept = written
                if fate < 0.6:  # torn
                    kept = written[: chance.randrange(len(written) // SECTOR + 1) * SECTOR]
                if len(data) < offset:
                    data.extend(bytes(offset - len(data)))
                data[offset : offset + len(kept)] = kept
            left[name] = bytes(data)
        return left


class _File(apsw.VFSFile):
    """A file of such a disk: written through, and remembered until it is synced."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self.disk = disk
        disk.called()
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("unix", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:
        self.disk.called()
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.called()
        super().xWrite(data, offset)
        self.disk.waiting.setdefault(self.name, []).append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self.disk.called()
        super().xTruncate(size)
        self.disk.waiting.setdefault(self.name, []).append((size, None))

    def xSync(self, flags: int) -> None:
        self.disk.called()
        super().xSync(flags)
        self.disk.synced[self.name] = Path(self.name).read_bytes()
        self.disk.waiting.pop(self.name, None)


class FailingDesk:
    """A sealed store on a failing disk, begun anew from one template."""

    def __init__(self, folder: Path, name: str) -> None:
        self.template, self.folder = folder / "template", folder / "desk"
        self.template.mkdir(parents=True)
        store = create_store(
            self.template / "desk.db", opener=Opener(PASSPHRASE), effort=Effort(mib=64, passes=1)
        )
        store.append([("report", "گزارش".encode())])
        store.close()
        slots = read_slots((self.template / "desk.keys").read_bytes())
        self.key = open_slots(slots, PASSPHRASE)
        self.disk = Disk(name)

    def begin(self) -> None:
        """The template again, synced."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        self.disk.begin(self.folder)

    def open(self, *, on_disk: bool = True, folder: Path | None = None) -> Store:
        """The store, on the failing disk or on the machine's own."""
        path = (folder or self.folder) / "desk.db"
        name = f"multipleciphers-{self.disk.name}" if on_disk else None
        db = connect(path, derived(self.key, "pages"), disk=name)
        try:
            about = {str(k): bytes(v) for k, v in db.execute("SELECT name, value FROM about")}
        except apsw.Error:
            db.close(force=True)
            raise
        named = About(path.name, about["log"].hex(), about["ids"])
        return Store(db, named, self.key, lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def after_a_cut(self, chance: random.Random, folder: Path) -> Store:
        """The store as it is found when the power is back."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in self.disk.survivors(chance).items():
            if name.endswith(("desk.db", "desk.db-wal")):
                (folder / Path(name).name).write_bytes(data)
        return self.open(on_disk=False, folder=folder)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> FailingDesk:
    return FailingDesk(tmp_path_factory.mktemp("disk"), "failing")
