"""A channel exported by Telegram Desktop as JSON.

Invariant: every message makes one report or one issue, in order, also of a file that is cut off.
Who sent, forwarded, signed or joined is never read; a channel forwarded from is kept as its source.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

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
from crosstally.intake.elements import BETWEEN, CHUNK, Pieces, elements
from crosstally.records import Knowing, Reason, Visibility

_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_OPEN_TO_ALL = ("public_channel", "public_supergroup")


def read_telegram(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every message of an exported channel, as a report or as an issue: one for one, in order.

    Raises:
        FormatError: the file is no export of one chat.
    """
    with inlet.open() as stream:
        pieces = Pieces(stream, told.limits.line)
        about = _about(pieces, inlet.name)
        for number, message in enumerate(elements(pieces), 1):
            if isinstance(message, Reason):
                yield aside(f"{inlet.name}#after {number - 1} messages", message)
            elif isinstance(message, dict):
                yield _message(message, about, inlet.name, told)
            else:
                yield aside(f"{inlet.name}#{number}.", Reason.NOT_A_MESSAGE)


def _message(message: dict[str, Any], about: dict[str, Any], file: str, told: Told) -> Outcome:
    number = message.get("id")
    where = f"{file}#{number if isinstance(number, int) else '?'}"  # a place, whatever stands there
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


def _about(pieces: Pieces, file: str) -> dict[str, Any]:
    """What the export says of the chat before its messages; the pieces then begin with them."""
    try:
        while (found := _MESSAGES.search(pieces.text)) is None and pieces.more():
            pass
    except UnicodeDecodeError:
        raise FormatError(f"{file} is no Telegram export", hint="it is not UTF-8") from None
    head = pieces.text[: found.start()] if found else pieces.text[:CHUNK]
    if '"chats"' in head:
        raise FormatError(
            f"{file} exports a whole account, with private chats",
            hint="export one channel: open it, then menu, export chat history, JSON",
        )
    try:
        about = json.loads(head.rstrip(BETWEEN) + "}") if found else None
    except (ValueError, RecursionError):
        about = None
    if found is None or not isinstance(about, dict) or "id" not in about:
        raise FormatError(f"{file} is no Telegram export", hint="export as JSON, not as HTML")
    pieces.text = pieces.text[found.end() :]
    return about
