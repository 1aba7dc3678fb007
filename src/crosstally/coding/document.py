"""A report opened for coding: folded once, scanned once, its hits sorted by sentence.

Invariant: every offset inside a `Document` counts characters of `folded.text`, but for those called
`span`, which count characters of the body as it arrived. Fields never scan the text again.
"""

from bisect import bisect_right
from datetime import date, datetime
from typing import NamedTuple

from crosstally.coding.lexicon import Hit, Lexicon, scan
from crosstally.records import Actor, Kind, Reality, ReportLine, Span
from crosstally.text.fold import Folded, fold
from crosstally.text.sentences import sentences


class Sentence(NamedTuple):
    """A sentence: its folded characters, its characters in the body, and the hits inside it."""

    start: int
    end: int
    span: Span
    hits: tuple[Hit, ...]

    def of(self, sort: str) -> list[Hit]:
        """The hits of one table, in the text's order, the longer first at one place."""
        return [hit for hit in self.hits if hit.term.sort == sort]


class Document(NamedTuple):
    """A report opened for coding. `published` is the instant or the day it was said, if known."""

    id: str
    source: str | None
    lang: str
    title: str | None
    published: datetime | date | None
    body: str
    folded: Folded
    sentences: tuple[Sentence, ...]

    def span(self, start: int, end: int) -> Span:
        """Where folded characters stand in the body."""
        return self.folded.span(start, end)

    def words(self, start: int, end: int) -> str:
        """Folded characters as they stand in the body."""
        return self.folded.span(start, end).of(self.body)


class Event(NamedTuple):
    """An event that a trigger tells of, before its other fields are looked for.

    `clause` holds the folded start and end of the clause that the trigger stands in; `sentence` is
    the index of its sentence in the document. `actor` is the force of the state that acts.
    """

    hit: Hit
    sentence: int
    clause: tuple[int, int]
    kind: Kind
    subtype: str | None
    reality: Reality
    actor: Actor | None = None


def open_document(
    line: ReportLine, *, lexicon: Lexicon, lang: str, published: datetime | date | None = None
) -> Document:
    """The report folded, cut into sentences and scanned, ready for every field.

    Args:
        line: the report; its `published` and `lang` are read by the caller.
        lexicon: the compiled tables for `lang`.
        lang: the language it is read in.
        published: when it was said: an instant with its zone, or a day.
    """
    body = line.text
    folded = fold(body)
    bounds = sentences(body)
    starts = [folded.folded(start) for start, _ in bounds]
    ends = [folded.folded(end - 1) + 1 for _, end in bounds]
    sorted_hits: list[list[Hit]] = [[] for _ in bounds]
    for hit in scan(lexicon, folded.text):
        at = bisect_right(starts, hit.start) - 1
        if at >= 0 and hit.end <= ends[at]:
            sorted_hits[at].append(hit)
    parts = tuple(
        Sentence(start, end, Span(*bound), tuple(hits))
        for start, end, bound, hits in zip(starts, ends, bounds, sorted_hits, strict=True)
    )
    return Document(line.id, line.source, lang, line.title, published, body, folded, parts)
