"""Pictures, sound and video as they arrived, sealed at rest (spec/ledger-v1, section 11).

Invariant: a blob is on disk whole or not at all, and only sealed; each has a key of its own, which
stands in the log's file and nowhere else. Where the key is destroyed the blob opens to nobody.
"""

import hmac
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple

from nacl import bindings as sodium

from crosstally.errors import FormatError, SealError, StoreError, UsageError
from crosstally.ledger.kinds import MOST_MEDIA_BYTES
from crosstally.ledger.seal import KEY_BYTES, draw, seal, unseal
from crosstally.ledger.sign import SUITE
from crosstally.ledger.store import Store
from crosstally.records import Digest, Report, decode

MAGIC = b"crosstally blob 1\n" + SUITE
PIECE = 65_536
TAG_BYTES = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_KEY = "blob/"


class Blobs(NamedTuple):
    """The blobs of a desk: its log, and the folder that they stand in."""

    store: Store
    folder: Path

    def _name(self, digest: Digest) -> str:
        """What a blob is called: nobody who has the picture can find it without the key."""
        return hmac.digest(self.store.media_key, bytes.fromhex(digest), "sha256").hex()

    def _path(self, digest: Digest) -> Path:
        name = self._name(digest)
        return self.folder / name[:2] / name

    def _key(self, digest: Digest) -> bytes | None:
        for _, told in self.store.kept(f"{_KEY}{self._name(digest)}"):
            return unseal(self.store.media_key, told, bytes.fromhex(digest))
        return None

    def has(self, digest: Digest) -> bool:
        """Whether a blob is here and has its key."""
        return self._key(digest) is not None and self._path(digest).is_file()

    def put(self, source: IO[bytes]) -> Digest:
        """The digest of what a file holds, once it is sealed on disk; known already, it stays.

        Raises:
            FormatError: it is empty, or longer than a blob may be.
            StoreError: it cannot be written.
        """
        key = draw(KEY_BYTES)
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            at, made = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(at, "wb") as file:
                    digest = _seal(source, file, key)
                    file.flush()
                    os.fsync(file.fileno())
                if self.has(digest):
                    return digest
                path = self._path(digest)
                path.parent.mkdir(mode=0o700, exist_ok=True)
                _ = Path(made).replace(path)
            finally:
                Path(made).unlink(missing_ok=True)
            for folder in (path.parent, self.folder):
                _sync(folder)
        except OSError as error:
            raise StoreError(
                f"the media cannot be written ({type(error).__name__})", hint="check the disk"
            ) from None
        sealed = seal(self.store.media_key, key, bytes.fromhex(digest))
        self.store.keep({f"{_KEY}{self._name(digest)}": sealed})
        return digest

    def read(self, digest: Digest) -> Iterator[bytes]:
        """A blob in pieces, each checked; whoever uses them waits for the end.

        Raises:
            StoreError: it is not here.
            SealError: it does not open, is cut off, or is another than its digest says.
        """
        key = self._key(digest)
        if key is None:
            raise StoreError("there is no such blob here", hint="its key may be destroyed")
        try:
            file = self._path(digest).open("rb")
        except OSError:
            raise StoreError("a blob is not here", hint="its file was removed") from None
        with file:
            hashed = sha256()
            for piece in _opened(file, key):
                hashed.update(piece)
                yield piece
        if hashed.hexdigest() != digest:
            raise SealError("a blob is another than its digest says")

    def destroy(self, digest: Digest) -> bool:
        """Whether there was such a blob: its key is destroyed first, then its bytes.

        After it the blob opens to nobody, though a disk may keep blocks of what was sealed.
        """
        there = self._key(digest) is not None
        self.store.forget(f"{_KEY}{self._name(digest)}")
        path = self._path(digest)
        with suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)
        return there


def destroy_report(blobs: Blobs, report: str) -> int:
    """How many blobs went with a report whose words were destroyed; the log keeps that it was.

    A blob that another report names too stays.

    Raises:
        UsageError: there is no such report.
    """
    entries = [(e.id, decode(Report, e.body)) for e in blobs.store.read(kinds=("report",))]
    gone = [name for name, each in entries if each.id == report]
    if not gone:
        raise UsageError("the desk has no such report", hint="name it by its id: see `explain`")
    left = {digest for _, each in entries if each.id != report for digest in each.media}
    media = {digest for _, each in entries if each.id == report for digest in each.media} - left
    _ = blobs.store.redact(gone)
    return sum(blobs.destroy(digest) for digest in sorted(media))


def _seal(source: IO[bytes], out: IO[bytes], key: bytes) -> Digest:
    """The digest of a source that was written sealed, its last piece marked as the last."""
    state, hashed, size = sodium.crypto_secretstream_xchacha20poly1305_state(), sha256(), 0
    _ = out.write(MAGIC + sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key))
    piece = source.read(PIECE)
    if not piece:
        raise FormatError("an empty file is no media")
    while piece:
        after = source.read(PIECE)
        hashed.update(piece)
        size += len(piece)
        if size > MOST_MEDIA_BYTES:
            raise FormatError("longer than a blob may be", hint="2 GiB at most: cut it in parts")
        _ = out.write(
            sodium.crypto_secretstream_xchacha20poly1305_push(
                state, piece, tag=MESSAGE if after else FINAL
            )
        )
        piece = after
    return Digest(hashed.hexdigest())


def _opened(file: IO[bytes], key: bytes) -> Iterator[bytes]:
    first = file.read(len(MAGIC) + HEADER_BYTES)
    if not first.startswith(MAGIC) or len(first) != len(MAGIC) + HEADER_BYTES:
        raise SealError("a blob does not open")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, first[len(MAGIC) :], key)
    tag = MESSAGE
    while sealed := file.read(PIECE + TAG_BYTES):
        if tag == FINAL:
            raise SealError("a blob goes on after its end")
        try:
            piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        except (RuntimeError, ValueError):
            raise SealError("a blob does not open") from None
        yield piece
    if tag != FINAL:
        raise SealError("a blob is cut off")


def _sync(folder: Path) -> None:
    """What a folder names, on disk."""
    with suppress(OSError):
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)
