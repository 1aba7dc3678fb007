"""Lines of a file of any size, none of which is ever held beyond a limit.

Invariant: at most one line, and at most `limit` bytes of it, is in memory; a longer one comes out
as None, in its place, after its bytes have been passed over.
"""

import codecs
from collections.abc import Iterator
from io import BufferedIOBase, BufferedReader, RawIOBase
from typing import IO, NamedTuple, Protocol, cast

from crosstally.intake.encoding import decode_text, sniff

_CHUNK = 1 << 20
_HEAD = 4096


class Line(NamedTuple):
    """A line without its line feed, its number from 1, and whether it ends the file unfinished.

    `raw` is None where the line was longer than the limit.
    """

    number: int
    raw: bytes | None
    unfinished: bool = False


def read_lines(stream: IO[bytes], limit: int) -> Iterator[Line]:
    """Every line of a UTF-8, UTF-16 or cp1256 stream, in order, as bytes.

    UTF-16 and UTF-32 are turned into UTF-8 on the way; other encodings are the caller's, line by
    line (`line_text`).
    """
    head = stream.read(_HEAD)
    encoding = sniff(head)
    source = _Rest(head, stream)
    if encoding.startswith(("utf-16", "utf-32")):
        source = _Rest(b"", _Recoder(source, encoding))
    buffered = BufferedReader(cast("RawIOBase", source), buffer_size=_CHUNK)
    number = 0
    while piece := buffered.readline(limit + 1):
        number += 1
        if len(piece) > limit and not piece.endswith(b"\n"):
            _pass_over(buffered)
            yield Line(number, None)
            continue
        if number == 1:
            piece = piece.removeprefix(codecs.BOM_UTF8)
        yield Line(number, piece.rstrip(b"\r\n"), unfinished=not piece.endswith(b"\n"))


def line_text(raw: bytes) -> str | None:
    """The text of a line in UTF-8, or in cp1256 where that is certain; else None."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(raw).text


def _pass_over(buffered: BufferedIOBase) -> None:
    while (piece := buffered.readline(_CHUNK)) and not piece.endswith(b"\n"):
        pass


class _Source(Protocol):
    """What gives bytes."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


class _Rest:
    """A stream whose first bytes were read already, as `BufferedReader` wants a raw one."""

    closed = False

    def __init__(self, head: bytes, rest: "_Source") -> None:
        self._head = head
        self._rest = rest

    def close(self) -> None:
        """Nothing: who opened the file closes it."""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray) -> int:
        """How many bytes were put into the buffer; 0 at the end."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many."""
        if not self._head:
            return self._rest.read(size)
        data, self._head = self._head[:size], self._head[size:]
        return data


class _Recoder:
    """UTF-16 or UTF-32 bytes as UTF-8 bytes; what is broken comes out as U+FFFD."""

    def __init__(self, source: _Rest, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._left = b""

    def read(self, size: int) -> bytes:
        while not self._left:
            raw = self._source.read(_CHUNK)
            self._left = self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        data, self._left = self._left[:size], self._left[size:]
        return data
