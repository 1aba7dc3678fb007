"""A long text sealed piece by piece: the sealed part of a backup (spec/backup-v1, 3).

Invariant: a piece that is changed, missing, moved or added does not open, nor does a text without its
end; what was opened before that is for nobody to keep.
"""

from typing import IO

from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as _TAG_BYTES
from nacl.bindings import crypto_secretstream_xchacha20poly1305_HEADERBYTES as _HEADER_BYTES
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_pull as _init_pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_push as _init_push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_pull as _pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_push as _push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_state as _state
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_FINAL as _FINAL
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as _MORE
from nacl.exceptions import CryptoError

from crosstally.errors import SealError

PIECE = 1 << 16  # bytes sealed at a time


class Sealing:
    """A file to write a text into, sealed under a key and bound to what stands before it."""

    def __init__(self, file: IO[bytes], key: bytes, bound: bytes) -> None:
        self._file, self._bound, self._held = file, bound, bytearray()
        self._stream = _state()
        _ = file.write(_init_push(self._stream, key))

    def write(self, data: bytes) -> int:
        """How many bytes were taken: all of them."""
        self._held += data
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), _MORE)
            del self._held[:PIECE]
        return len(data)

    def end(self) -> None:
        """Seal the end; nothing may be written after it."""
        self._put(bytes(self._held), _FINAL)
        self._held.clear()

    def _put(self, piece: bytes, tag: int) -> None:
        _ = self._file.write(_push(self._stream, piece, self._bound, tag))


class Opening:
    """A file to read a sealed text from."""

    def __init__(self, file: IO[bytes], key: bytes, bound: bytes) -> None:
        self._file, self._bound, self._held = file, bound, bytearray()
        self._stream, self._is_over = _state(), False
        header = file.read(_HEADER_BYTES)
        if len(header) != _HEADER_BYTES:
            raise _refused()
        _init_pull(self._stream, header, key)

    def read(self, size: int) -> bytes:
        """The next bytes, fewer at the end, none after it.

        Raises:
            SealError: what comes next does not open, or the end is missing or is none.
        """
        while len(self._held) < size and not self._is_over:
            sealed = self._file.read(PIECE + _TAG_BYTES)
            try:
                piece, tag = _pull(self._stream, sealed, self._bound)
            except (CryptoError, ValueError, TypeError):
                raise _refused() from None
            self._held += piece
            self._is_over = tag == _FINAL
            if self._is_over and self._file.read(1):
                raise _refused()
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken


def _refused() -> SealError:
    return SealError("it is cut off, or was changed", hint="take another copy")
