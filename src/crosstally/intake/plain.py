"""A plain text file: one report, its words as they stand.

Invariant: the body is the file's text, byte order mark apart. The source is the folder the file
lies in, the day the one its name begins with ("sobh/2018-01-31 qom.txt"); neither is guessed.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from crosstally.intake.arrive import Arrived, Inlet, Outcome, Told, aside, report_of
from crosstally.intake.encoding import decode_text
from crosstally.records import Issue, Reason

_NAMED_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)")


def read_plain(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """The file as one report, or one issue."""
    text = whole_text(inlet, told)
    if isinstance(text, Issue):
        yield text
        return
    item = Arrived(
        source=named_source(inlet.name),
        body=text,
        published=named_day(inlet.name),
        native_id=PurePosixPath(inlet.name).name,
    )
    yield report_of(item, told, inlet.name)


def whole_text(inlet: Inlet, told: Told) -> str | Issue:
    """The text of a file that must be held whole, or the issue in its place."""
    raw = whole_bytes(inlet, told)
    if isinstance(raw, Issue):
        return raw
    decoded = decode_text(raw)
    if decoded.text is None:
        return aside(inlet.name, decoded.reason or Reason.WRONG_ENCODING)
    return decoded.text


def whole_bytes(inlet: Inlet, told: Told) -> bytes | Issue:
    """The bytes of a file that must be held whole, or the issue in its place."""
    limit = told.limits.file
    with inlet.open() as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        return aside(inlet.name, Reason.TOO_LONG, f"more than {limit >> 20} MB")
    return raw


def named_source(name: str) -> str:
    """The folder that a file lies in, as its source; "unknown" at the top."""
    return PurePosixPath(name).parent.name or "unknown"


def named_day(name: str) -> str | None:
    """The day that a file's name begins with, where it does."""
    match = _NAMED_DAY.match(PurePosixPath(name).name)
    return match.group(1) if match else None
