"""What shows a value: a span of the body, a cell of a table, a segment of media, a dated note.

Invariant: a span counts Unicode code points of the body as it arrived, half open.
"""

from datetime import date

from crosstally.records.base import Record
from crosstally.records.ids import Digest


class Span(Record, frozen=True, array_like=True, order=True):
    """Characters `start` to `end` of a report's body, the last one left out.

    Counted in Unicode code points, as Python does, not in bytes and not in UTF-16 units: a reader
    in another language must convert. Its JSON form is `[start, end]`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """A span holds at least one character."""
        if not 0 <= self.start < self.end:
            raise ValueError("a span holds at least one character")

    def of(self, body: str) -> str:
        """The characters themselves.

        >>> Span(0, 3).of("نان، کار، آزادی")
        'نان'
        """
        return body[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


class Cell(Record, frozen=True, kw_only=True, tag="cell"):
    """A cell of a table that somebody else coded: its column and row as they stand there."""

    column: str
    row: int


class Segment(Record, frozen=True, kw_only=True, tag="segment"):
    """A stretch of media: which file by digest, from and to in milliseconds."""

    media: Digest
    start_ms: int
    end_ms: int


class Note(Record, frozen=True, kw_only=True, tag="note"):
    """A named coder's dated observation."""

    coder: str
    day: date


Ground = Cell | Segment | Note
