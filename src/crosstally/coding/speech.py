"""A sentence laid out for finding who said what: its words by their part, in the body's offsets.

Invariant: its bounds never cut a quotation in two, and every place in it counts characters of
the body as it arrived.
"""

import re
from typing import NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.people import longest
from crosstally.coding.quoted import Quotation
from crosstally.packs.language import Term

SAYING = frozenset({"say", "tell", "object", "want", "according", "chanted"})
_BREAK = re.compile(r"[;:؛()\[\]]|\s[-–—]{1,2}\s|—|\n")


class Mark(NamedTuple):
    """A term of the pack and where it stands in the body."""

    start: int
    end: int
    term: Term


class Speech(NamedTuple):
    """A sentence's cues and the small words around them.

    `start` and `end` hold whole quotations; `breaks` are places where a clause ends.
    """

    body: str
    start: int
    end: int
    cues: tuple[Mark, ...]
    words: tuple[Mark, ...]
    quotations: tuple[Quotation, ...]

    def coded(self, code: str, start: int, end: int) -> list[Mark]:
        """The small words of one sort between two places."""
        return [w for w in self.words if w.term.code == code and start <= w.start and w.end <= end]

    def last_break(self, start: int, end: int) -> int:
        """The place after the last stop or closing mark between two places, else the first."""
        place = start
        for match in _BREAK.finditer(self.body, start, end):
            place = match.end()
        for quotation in self.quotations:
            if start <= quotation.outer_end <= end:
                place = max(place, quotation.outer_end)
        return place

    def quoted(self, place: int) -> Quotation | None:
        """The quotation that a place lies in."""
        for quotation in self.quotations:
            if quotation.outer_start <= place < quotation.outer_end:
                return quotation
        return None


def lay_out(
    document: Document, sentence: Sentence, quotations: tuple[Quotation, ...]
) -> Speech | None:
    """The speech of a sentence; None where nothing in it says that somebody spoke."""
    hits = [h for h in longest(sentence, ("cues",)) if h.term.code in SAYING]
    if not hits:
        return None
    start, end = sentence.span.start, sentence.span.end
    for quotation in quotations:
        if quotation.outer_start < start < quotation.outer_end:
            start = quotation.outer_start
        if quotation.outer_start < end < quotation.outer_end:
            end = quotation.outer_end
    inside = tuple(q for q in quotations if start <= q.outer_start and q.outer_end <= end)
    words = [hit for hit in sentence.hits if hit.term.sort == "speakers"]
    cues = [Mark(*_place(document, hit.start, hit.end), hit.term) for hit in hits]
    return Speech(
        document.body,
        start,
        end,
        tuple(cue for cue in cues if not any(q.start < cue.start < q.end for q in inside)),
        tuple(Mark(*_place(document, hit.start, hit.end), hit.term) for hit in words),
        inside,
    )


def _place(document: Document, start: int, end: int) -> tuple[int, int]:
    return document.folded.original(start), document.folded.original(end - 1) + 1
