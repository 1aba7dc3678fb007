"""A report opened for coding: folded once, scanned once, its hits sorted by sentence.

Invariant: every offset inside a `Document` counts characters of `folded.text`, but for those called
`span`, which count characters of the body as it arrived. Fields never scan the text again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, final

from crosstally.coding.lexicon import Hit, Lexicon, place_of, scan
from crosstally.coding.quoted import Quotation, quotations
from crosstally.records import Actor, Kind, Reality, ReportLine, Span
from crosstally.text.fold import Folded, fold
from crosstally.text.sentences import sentences


@final
@dataclass(frozen=True)
class Sentence:
    """A sentence: its folded characters, its characters in the body, and its hits by table."""

    start: int
    end: int
    span: Span
    tables: Mapping[str, Sequence[Hit]]

    def of(self, sort: str) -> Sequence[Hit]:
        """The hits of one table, in the text's order, the longer first at one place."""
        return self.tables.get(sort, ())

    def among(self, sorts: Iterable[str]) -> list[Hit]:
        """The hits of some tables, in the text's order, the longer first at one place."""
        found: list[Hit] = []
        mixed = False
        for sort in sorts:
            hits = self.tables.get(sort)
            if hits:
                mixed = mixed or bool(found)
                found.extend(hits)
        if mixed:
            found.sort(key=place_of)
        return found


@final
@dataclass(frozen=True)
class Document:
    """A report opened for coding. `published` is the instant or the day it was said, if known."""

    id: str
    source: str | None
    lang: str
    title: str | None
    published: datetime | date | None
    body: str
    folded: Folded
    sentences: tuple[Sentence, ...]
    quoted: tuple[Quotation, ...]

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
    tables: list[dict[str, list[Hit]]] = [defaultdict(list) for _ in bounds]
    at, following = 0, [*starts[1:], len(folded.text)]
    for hit in scan(lexicon, folded.text) if bounds else ():
        while hit.start >= following[at]:
            at += 1
        if hit.start >= starts[at] and hit.end <= ends[at]:
            tables[at][hit.term.sort].append(hit)
    parts = tuple(
        Sentence(start, end, Span(*bound), by_sort)
        for start, end, bound, by_sort in zip(starts, ends, bounds, tables, strict=True)
    )
    about = (line.id, line.source, lang, line.title, published)
    return Document(*about, body, folded, parts, quotations(body))
