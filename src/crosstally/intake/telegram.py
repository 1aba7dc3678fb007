"""A channel exported by Telegram Desktop as JSON.

Invariant: every message makes one report or one issue, in order, also of a file that is cut off.
Who sent, forwarded, signed or joined is never read; a channel forwarded from is kept as its source.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any

from crosstally.errors import FormatError
from crosstally.intake.arrive import (
    Arrived,
    Inlet,
    Outcome,
    Told,
    aside,
    has_words,
    known_source,
    report_of,
)
from crosstally.intake.dates import read_unix
from crosstally.intake.encoding import looks_binary
from crosstally.records import Knowing, Reason, Visibility

_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_CHUNK = 1 << 16
_OPEN_TO_ALL = ("public_channel", "public_supergroup")
_BETWEEN = " \t\r\n,"


def read_telegram(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every message of an exported channel, as a report or as an issue: one for one, in order.

    Raises:
        FormatError: the file is no export of one chat.
    """
    with inlet.open() as stream:
        pieces = _Pieces(stream, told.limits.line)
        about = _about(pieces, inlet.name)
        for number, message in enumerate(_elements(pieces), 1):
            if isinstance(message, Reason):
                yield aside(f"{inlet.name}#after {number - 1} messages", message)
            elif isinstance(message, dict):
                yield _message(message, about, inlet.name, told)
            else:
                yield aside(f"{inlet.name}#{number}.", Reason.NOT_A_MESSAGE)


def _message(message: dict[str, Any], about: dict[str, Any], file: str, told: Told) -> Outcome:
    where = f"{file}#{message.get('id', '?')}"
    if message.get("type") != "message":  # joins, pins and calls are events of the app, not reports
        return aside(where, Reason.NOT_A_MESSAGE)
    body = _body(message.get("text", ""))
    if not has_words(body):
        return aside(where, Reason.EMPTY)
    if "date_unixtime" not in message:  # "date" is in the exporter's own zone, which is not stored
        return aside(where, Reason.NO_DATE, "the export has no date_unixtime: export it again")
    said_at = read_unix(message["date_unixtime"])
    if said_at is None:
        return aside(where, Reason.BAD_DATE)
    forwarded, relay = _relay(message, told)
    return report_of(
        Arrived(
            source=f"telegram:{about['id']}",
            body=body,
            published=said_at,
            native_id=str(message.get("id", "")),
            visibility=Visibility.PUBLIC if about.get("type") in _OPEN_TO_ALL else Visibility.DESK,
            basis=Knowing.RELAY if forwarded else None,
            relay_of=relay,
        ),
        told,
        where,
    )


def _body(text: object) -> str:
    """The words of a message: a string, or a list of strings and styled pieces."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    pieces = (piece.get("text", "") if isinstance(piece, dict) else piece for piece in text)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _relay(message: dict[str, Any], told: Told) -> tuple[bool, str | None]:
    """Whether a message was forwarded, and the channel it came from, never a person."""
    name, number = message.get("forwarded_from"), message.get("forwarded_from_id")
    if name is None and number is None:
        return False, None
    if isinstance(number, str) and number.startswith("channel"):
        known = known_source(name, told) if isinstance(name, str) else None
        return True, known.id if known is not None else f"telegram:{number.removeprefix('channel')}"
    return True, None


class _Pieces:
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
        raw = self._stream.read(max(_CHUNK, len(self.text)))
        self.ended = not raw
        if not self.text and looks_binary(raw[:4096]):
            raise FormatError("the file is no Telegram export", hint="it is no text at all")
        self.text += self._decoder.decode(raw, final=False)
        return not self.ended


def _about(pieces: _Pieces, file: str) -> dict[str, Any]:
    """What the export says of the chat before its messages; the pieces then begin with them."""
    try:
        while (found := _MESSAGES.search(pieces.text)) is None and pieces.more():
            pass
    except UnicodeDecodeError:
        raise FormatError(f"{file} is no Telegram export", hint="it is not UTF-8") from None
    head = pieces.text[: found.start()] if found else pieces.text[:_CHUNK]
    if '"chats"' in head:
        raise FormatError(
            f"{file} exports a whole account, with private chats",
            hint="export one channel: open it, then menu, export chat history, JSON",
        )
    try:
        about = json.loads(head.rstrip(_BETWEEN) + "}") if found else None
    except (ValueError, RecursionError):
        about = None
    if found is None or not isinstance(about, dict) or "id" not in about:
        raise FormatError(f"{file} is no Telegram export", hint="export as JSON, not as HTML")
    pieces.text = pieces.text[found.end() :]
    return about


def _elements(pieces: _Pieces) -> Iterator[object | Reason]:
    """Each element of the list the pieces begin in; last a reason where the list does not end."""
    decoder = json.JSONDecoder()
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
        if at > _CHUNK:
            pieces.text, at = pieces.text[at:], 0


def _skip(pieces: _Pieces, at: int) -> int:
    while True:
        while at < len(pieces.text) and pieces.text[at] in _BETWEEN:
            at += 1
        if at < len(pieces.text) or not pieces.more():
            return at
