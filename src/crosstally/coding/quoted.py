"""What stands in quotation marks, whatever marks a keyboard gives.

Invariant: a quotation's inside holds at least one letter, its outside is the inside and its
marks (one, where the next paragraph goes on with it), and the quotations of a text come in its
order without overlapping.
"""

import re
from typing import Final, NamedTuple

from crosstally.records import Quote, Span

# A single mark opens only where no letter stands before it and closes only where none follows, so
# that an apostrophe is none. Straight marks pair off inside one paragraph. Of a quotation of several
# paragraphs each opens anew, and only the last is closed.
_QUOTED: Final = re.compile(
    r"""“([^“”]{1,3000})” | “([^“”\n]{1,3000})(?=\n\s*“) | «([^«»]{1,3000})» | „([^„“”]{1,3000})[“”] | (?:``|'')(.{1,3000}?)''
      | ‹([^‹›]{1,800})› | "([^"\n]{1,3000})"
      | (?<!\w)‘((?:[^‘’\n]|’(?=\w)){1,800})’(?!\w)
      | (?<!\w)'((?:[^'\n]|'(?=\w)){1,800})'(?!\w)""",
    re.VERBOSE | re.DOTALL,
)
_PUT_IN: Final = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,200}\)")
_LEFT_OUT: Final = re.compile(r"\[?(?:…|\.{3,}|\. \. \.)\]?")
_OPENING: Final = re.compile("[“«„‹\"‘'`]")


class Quotation(NamedTuple):
    """A quotation: where its words stand, and where its marks do."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def quotations(body: str) -> tuple[Quotation, ...]:
    """Every quotation of a text, marks of every sort, in its order.

    >>> quotations("شعار «نان، کار»")
    (Quotation(start=6, end=14, outer_start=5, outer_end=15),)
    """
    if _OPENING.search(body) is None:
        return ()
    found = []
    for match in _QUOTED.finditer(body):
        start, end = match.span(match.lastindex or 0)
        words = body[start:end]
        if any(char.isalnum() for char in words):
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip(" \n\t,،"))
            found.append(Quotation(start, end, match.start(), match.end()))
    return tuple(found)


def put_in(
    quoted: tuple[Quotation, ...], body: str, place: tuple[int, int] | None
) -> tuple[Span, ...]:
    """What a report put into the quotations between two places: words in brackets."""
    return _inside(quoted, _PUT_IN, body, place)


def left_out(
    quoted: tuple[Quotation, ...], body: str, place: tuple[int, int] | None
) -> tuple[Span, ...]:
    """Where a report cut the quotations between two places: dots."""
    return _inside(quoted, _LEFT_OUT, body, place)


def quote_at(body: str, place: tuple[int, int]) -> Quote:
    """The words between two places, with their span."""
    span = Span(*place)
    return Quote(text=span.of(body), span=span)


def _inside(
    quoted: tuple[Quotation, ...],
    pattern: re.Pattern[str],
    body: str,
    place: tuple[int, int] | None,
) -> tuple[Span, ...]:
    return tuple(
        Span(*match.span())
        for quotation in quoted
        if place is not None and place[0] <= quotation.start and quotation.end <= place[1]
        for match in pattern.finditer(body, quotation.start, quotation.end)
    )
