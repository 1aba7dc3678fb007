"""A desk in one file, and a desk from that file, the same byte for byte.

Invariant: what is sealed in the desk is sealed in the file, and so is all that stands beside it. A
file that is cut off, changed or not ours gives its reason and no desk: the folder appears whole and
verified, or not at all. Derived tables and pages are left out: `build` makes them again.
"""

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, Protocol, cast

from crosstally import __version__
from crosstally.config import FILE
from crosstally.errors import FormatError, SealError, UsageError
from crosstally.ledger.opening import (
    Opener,
    copy_store,
    is_sealed,
    open_store,
    slots_of,
    stream_key,
    write_private,
)
from crosstally.ledger.slots import MOST_FILE
from crosstally.ledger.store import Head
from crosstally.ledger.stream import Opening, Sealing
from crosstally.records import Record, decode, encode

LOG, KEYS, MANIFEST = "desk.db", "desk.keys", "manifest.json"
DERIVED = ("tables", "site", "exports", "kept")  # made again by `crosstally build` and `export`
SEALED = b"crosstally backup 1, sealed\n"
_TRAILER = 65  # bytes: the digest of a plain file, in hexadecimal, and a line feed
_MOST_MANIFEST = 64 << 20
_PIECE = 1 << 20
Asked = Callable[[], Opener]


class Kept(Record, frozen=True, kw_only=True):
    """A file of the desk: its name, its length and its digest."""

    name: str
    bytes: int
    sha256: str


class Manifest(Record, frozen=True, kw_only=True):
    """What a backup holds, and where its log ends."""

    crosstally_backup: int
    program: str
    entries: int
    head: str
    files: tuple[Kept, ...]


class Backup(NamedTuple):
    """What was backed up or restored, and what of the folder was left out."""

    manifest: Manifest
    left_out: tuple[str, ...] = ()


class _Writes(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Reads(Protocol):
    def read(self, size: int, /) -> bytes: ...


def back_up(folder: Path, file: Path, *, opener: Asked) -> Backup:
    """What was backed up: the desk in a folder, into one new file, while others may use it.

    Args:
        folder: the desk's.
        file: where the backup shall be; there must be none.
        opener: gives the passphrase of a sealed desk; it is asked for no other.

    Raises:
        UsageError: it is no desk; or the file is there already, or would lie in the desk.
        StoreError: the log does not verify: a backup of it would be none.
    """
    if not (folder / FILE).is_file():
        raise UsageError(f"{folder.name} is no desk: it has no {FILE}", hint="name a desk's folder")
    if file.exists() or folder.resolve() in file.resolve().parents:
        why = "is there already" if file.exists() else "would lie in the desk itself"
        raise UsageError(f"{file.name} {why}", hint="name a new file elsewhere")
    asked = opener() if is_sealed(folder / LOG) else None
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as scratch:
        copy, part = Path(scratch) / LOG, Path(scratch) / "part"
        head = copy_store(folder / LOG, copy, opener=asked)
        with part.open("xb") as out:
            part.chmod(0o600)
            made = _write(_Desk(folder, copy, head), out, asked)
            out.flush()
            os.fsync(out.fileno())
        _ = part.replace(file)
    return made


def restore(file: Path, folder: Path, *, opener: Asked) -> Backup:
    """What was restored: the desk of a backup, in a folder that was not there.

    Args:
        file: the backup.
        folder: where the desk shall be; there must be none, or an empty one.
        opener: gives the passphrase of a sealed backup; it is asked for no other.

    Raises:
        UsageError: there is something in the folder already.
        FormatError: the file is no backup, or is cut off.
        SealError: it was changed, or does not open.
    """
    if folder.is_symlink() or (folder.exists() and not _is_empty(folder)):
        raise UsageError(f"{folder.name} is there already", hint="name a folder that is not")
    with file.open("rb") as source, _staged(folder) as staging:
        asked: Opener | None = None
        if source.read(len(SEALED)) == SEALED:
            asked = opener()
            found = _unpack(_unsealed(source, staging, asked), staging, file.name)
            manifest = _checked(staging, found, file.name)
        else:
            plain = _Plain(source, file.stat().st_size - _TRAILER)
            found = _unpack(plain, staging, file.name)
            manifest = _checked(staging, found, file.name)  # first, because it names what is wrong
            plain.check(file.name)
        _check_log(staging / LOG, asked, manifest, file.name)
    return Backup(manifest)


class _Desk(NamedTuple):
    """A desk to back up: its folder, the copy of its log, and where that ends."""

    folder: Path
    log: Path
    head: Head


def _write(desk: _Desk, out: IO[bytes], asked: Opener | None) -> Backup:
    if asked is None:
        digesting = _Digesting(out)
        made = _pack(desk, digesting)
        _ = out.write(digesting.digest.hexdigest().encode() + b"\n")
        return made
    slots = slots_of(desk.log).read_bytes()
    before = SEALED + len(slots).to_bytes(4, "big") + slots
    _ = out.write(before)
    sealing = Sealing(out, stream_key(slots, asked), before)
    made = _pack(desk, sealing)
    sealing.end()
    return made


def _pack(desk: _Desk, out: _Writes) -> Backup:
    """The desk's files as a tar, the manifest last."""
    files, left_out = _listed(desk.folder)
    with tarfile.open(fileobj=cast(IO[bytes], out), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        kept = [_put(tar, name, desk.log if name == LOG else desk.folder / name) for name in files]
        manifest = Manifest(
            crosstally_backup=1, program=__version__, entries=desk.head.entries,
            head=desk.head.digest, files=tuple(kept),
        )  # fmt: skip
        text = encode(manifest) + b"\n"
        tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
    return Backup(manifest, left_out)


def _listed(folder: Path) -> tuple[list[str], tuple[str, ...]]:
    """The names of the files that are the desk's, in order, and what is left out."""
    found, left_out = [LOG], []
    own = {LOG, KEYS, MANIFEST, f"{LOG}-wal", f"{LOG}-shm", *DERIVED}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if name.parts[0] in own:
            continue
        hidden = any(part.startswith(".") for part in name.parts)
        if hidden or path.is_symlink() or ".format-" in path.name:
            left_out.append(name.as_posix())
        elif path.is_file():
            found.append(name.as_posix())
    return found, tuple(one for one in left_out if str(PurePosixPath(one).parent) not in left_out)


def _member(name: str, size: int) -> tarfile.TarInfo:
    """A file in the tar, without the machine's clock and people."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _put(tar: tarfile.TarFile, name: str, path: Path) -> Kept:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        _ = file.seek(0)
        tar.addfile(_member(name, size), file)
    return Kept(name=name, bytes=size, sha256=digest)


class _Digesting:
    """A file to write into, with the digest of all that was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """How many bytes were taken."""
        self.digest.update(data)
        return self._file.write(data)


class _Plain:
    """A plain backup to read from, up to its trailer: the digest of all before it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        _ = file.seek(0)
        self._file, self._left, self._digest = file, max(0, size), hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes, fewer before the trailer."""
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        self._digest.update(data)
        return data

    def check(self, name: str) -> None:
        """Refuse a file whose trailer is not the digest of what stands before it."""
        if self._file.read() != self._digest.hexdigest().encode() + b"\n":
            raise SealError(f"{name} was changed", hint="take another copy")


def _unsealed(source: IO[bytes], staging: Path, asked: Opener) -> Opening:
    """What the seal holds; the key slots, which stand before it, go to where they belong."""
    size = source.read(4)
    slots = source.read(min(int.from_bytes(size, "big"), MOST_FILE + 1))
    write_private(staging / KEYS, slots)
    return Opening(source, stream_key(slots, asked), SEALED + size + slots)


def _unpack(stream: _Reads, staging: Path, name: str) -> dict[str, Kept]:
    """The files of a tar, written under a folder, with their digests.

    Raises:
        FormatError: it is no tar, is cut off, or names a file that may not be.
    """
    found: dict[str, Kept] = {}
    try:
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|") as tar:
            for member in tar:
                _refuse(member, found, name)
                data = tar.extractfile(member)
                assert data is not None  # it is a file: `_refuse` let it pass
                found[member.name] = _take(data, member, staging)
        while stream.read(_PIECE):  # up to the end, which has to be one
            pass
    except (tarfile.TarError, EOFError, ValueError, OverflowError):
        raise FormatError(f"{name} is no backup, or is cut off", hint="take another copy") from None
    return found


def _refuse(member: tarfile.TarInfo, found: Mapping[str, Kept], name: str) -> None:
    """Let a plain file with a plain name pass, once; nothing else may be in a backup."""
    path = PurePosixPath(member.name)
    parts = member.name.split("/")
    odd = any(
        part in ("", ".", "..") or part.startswith(".") or part.endswith((" ", "."))
        for part in parts
    )
    if (
        odd or path.is_absolute() or any(c in member.name for c in "\\:\0")
        or member.type != tarfile.REGTYPE or member.name in found
        or parts[0] in (KEYS, f"{LOG}-wal", f"{LOG}-shm", *DERIVED)
    ):  # fmt: skip
        raise FormatError(
            f"{name} holds something that no desk has",
            hint="it was not made by `crosstally backup`",
        )


def _take(data: IO[bytes], member: tarfile.TarInfo, staging: Path) -> Kept:
    path, digest = staging / member.name, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        while piece := data.read(_PIECE):
            digest.update(piece)
            _ = out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return Kept(name=member.name, bytes=member.size, sha256=digest.hexdigest())


def _checked(staging: Path, found: Mapping[str, Kept], name: str) -> Manifest:
    """The manifest, which goes, after every file has been held against it."""
    if MANIFEST not in found:
        raise FormatError(f"{name} is no backup, or is cut off", hint="take another copy")
    if found[MANIFEST].bytes > _MOST_MANIFEST:
        raise FormatError(f"{name} has a manifest without measure")
    manifest = decode(Manifest, (staging / MANIFEST).read_bytes())
    if manifest.crosstally_backup != 1:
        raise FormatError(f"{name} is a backup of another form", hint="take a newer program")
    told = {one.name: one for one in manifest.files}
    for one in sorted({*told, *found} - {MANIFEST}):
        if told.get(one) != found.get(one):
            raise SealError(f"{one} is not what was backed up", hint="take another copy")
    if not {FILE, LOG} <= set(told):
        raise FormatError(f"{name} holds no desk", hint=f"a desk has {FILE} and {LOG}")
    (staging / MANIFEST).unlink()
    return manifest


def _check_log(log: Path, asked: Opener | None, manifest: Manifest, name: str) -> None:
    """Refuse a log that does not verify, or ends elsewhere than the manifest says."""
    store = open_store(log, opener=asked)
    try:
        head = store.check()
    finally:
        store.close()
    if (head.entries, head.digest) != (manifest.entries, manifest.head):
        raise SealError(f"the log in {name} is not what was backed up", hint="take another copy")


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A folder to fill, for this user alone, which becomes the one that is wanted, whole; or goes."""
    around = folder.absolute().parent
    around.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".restore-", dir=around))
    try:
        yield staging
        if folder.exists():
            folder.rmdir()
        _ = staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is None
