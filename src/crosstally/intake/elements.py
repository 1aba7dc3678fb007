"""The elements of a JSON list, one at a time, of a file of any size and even of one cut off.

Invariant: at most one element, and at most a limit of it, is held; where the list does not end,
the last thing that comes out is the reason.
"""

import codecs
import json
from collections.abc import Iterator
from typing import IO

from crosstally.errors import FormatError
from crosstally.intake.encoding import looks_binary
from crosstally.records import Reason

CHUNK = 1 << 16
_DIGITS = 400  # Python refuses whole numbers from 4,300 digits on
BETWEEN = " \t\r\n,"


class Pieces:
    """A file's text as far as it has been needed. Open between calls, hence a class."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.text = ""
        self.ended = False
        self.limit = limit
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="strict")

    def more(self) -> bool:
        """Whether there was more to read. The next read is as long as what is held."""
        if self.ended or len(self.text) > self.limit:
            return False
        raw = self._stream.read(max(CHUNK, len(self.text)))
        self.ended = not raw
        if not self.text and looks_binary(raw[:4096]):
            raise FormatError("the file is no JSON", hint="it is no text at all")
        self.text += self._decoder.decode(raw, final=False)
        return not self.ended


def elements(pieces: Pieces) -> Iterator[object | Reason]:
    """Each element of the list the pieces begin in; last a reason where the list does not end."""
    decoder = json.JSONDecoder(parse_int=_whole)
    at = 0
    while True:
        try:
            at = _skip(pieces, at)
            if pieces.text[at : at + 1] == "]":
                return
            element, at = decoder.raw_decode(pieces.text, at)
        except UnicodeDecodeError:
            yield Reason.WRONG_ENCODING
            return
        except RecursionError:
            yield Reason.NOT_JSON
            return
        except ValueError:
            pieces.text, at = pieces.text[at:], 0
            try:
                more = pieces.more()
            except UnicodeDecodeError:
                yield Reason.WRONG_ENCODING
                return
            if not more:
                yield Reason.TRUNCATED if pieces.ended else Reason.TOO_LONG
                return
            continue
        yield element
        if at > CHUNK:
            pieces.text, at = pieces.text[at:], 0


def _whole(digits: str) -> int | float:
    """The number; of more digits than anything has, infinity: the parser would take it for an end."""
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _skip(pieces: Pieces, at: int) -> int:
    while True:
        while at < len(pieces.text) and pieces.text[at] in BETWEEN:
            at += 1
        if at < len(pieces.text) or not pieces.more():
            return at
