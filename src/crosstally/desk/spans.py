"""A report's words cut where a coded value begins or ends.

Invariant: the pieces joined are the body, character for character; each knows where in it it
begins, in code points, so that what a person marks can be told by its offsets.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from crosstally.records import Mention, Span

# Of two values that overlap the narrower one's colour is shown; of equals the earlier of these.
SORTS = (
    "set", "harm", "size", "slogan", "when", "where", "group", "demand", "asserter", "what",
)  # fmt: skip


class Piece(NamedTuple):
    """Some characters: where they begin, and what they show (None: nothing that was coded)."""

    start: int
    text: str
    sort: str | None


def pieces(body: str, marks: Iterable[tuple[Span, str]]) -> tuple[Piece, ...]:
    """The body in pieces.

    Args:
        body: a report's words.
        marks: spans of it, and what each shows.
    """
    inside = [(s, sort) for s, sort in marks if s.end <= len(body)]
    cuts = sorted({0, len(body), *(edge for s, _ in inside for edge in (s.start, s.end))})
    ranked = sorted(inside, key=lambda m: (m[0].end - m[0].start, SORTS.index(m[1]), m[0].start))
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        sort = next((sort for s, sort in ranked if s.start <= start and end <= s.end), None)
        if found and found[-1].sort == sort is None:
            found[-1] = found[-1]._replace(text=found[-1].text + body[start:end])
        else:
            found.append(Piece(start, body[start:end], sort))
    return tuple(found)


def marks_of(mention: Mention) -> Iterator[tuple[Span, str]]:
    """The spans that a mention's values rest on."""
    rows: list[tuple[Span | None, str]] = [(mention.trigger.span, "what")]
    for value, sort in ((mention.days, "when"), (mention.place, "where"), (mention.size, "size")):
        rows.append((value.span if value is not None else None, sort))
    rows += [(one.span, "group") for one in mention.groups]
    rows += [(one.span, "demand") for one in mention.demands]
    rows += [(one.span, "slogan") for one in mention.slogans]
    harm = mention.harm
    if harm is not None:
        counts = (harm.killed, harm.injured, harm.arrested)
        rows += [(one.span, "harm") for one in counts if one is not None]
    rows.append((mention.asserter.span if mention.asserter is not None else None, "asserter"))
    yield from ((span, sort) for span, sort in rows if span is not None)
