"""Days, places and numbers from words that a language model chose: read by our own grammars.

Invariant: no value comes from the model. Words that the time grammar, the gazetteer or the number
grammar cannot read give none.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from crosstally.coding.asking.words import Found, sentence_of
from crosstally.coding.document import Document, Event
from crosstally.coding.numbers.census import Census
from crosstally.coding.when.choice import LOOKING_AHEAD, evening_of
from crosstally.coding.when.expr import TimeExpr
from crosstally.coding.when.resolve import day_said
from crosstally.coding.where.choose import Scene
from crosstally.coding.where.homonyms import name_place
from crosstally.records import Basis, Bound, Count, Days, Place, Precision, Span
from crosstally.text.numbers import NumberGrammar, numbers_in

# a report from another zone may be dated a day before what it tells
_SLACK: Final = timedelta(days=1)


class Range(NamedTuple):
    """A number of people as the words bound it."""

    low: int
    high: int
    bound: Bound
    span: Span


def days_published(document: Document) -> Days | None:
    """The day of an event for which the text tells none: that on which the report was said."""
    if document.published is None:
        return None
    day = evening_of(document.published)
    return Days(first=day, last=day, precision=Precision.DAY, basis=Basis.PUBLICATION, span=None)


def read_days(
    document: Document, event: Event, words: Found, times: Sequence[TimeExpr]
) -> Days | None:
    """The days that the time expression in some words means."""
    ahead = event.reality in LOOKING_AHEAD
    said = day_said(document.published)
    best = max(times, key=lambda time: (_shared(time.span, words.span), -time.start), default=None)
    if best is None or not _shared(best.span, words.span):
        return None
    reading = best.forth if ahead else best.back
    if reading is None or not (ahead or said is None or reading.first <= said + _SLACK):
        return None
    return best.as_days(reading)


def read_place(words: Found, scene: Scene) -> Place | None:
    """The place that some words name, of several the one that lies in the others."""
    document = scene.document
    index = sentence_of(document, words)
    spots = scene.spots[index] if index is not None else ()
    named = [
        (number, spot)
        for number, spot in enumerate(spots)
        if spot.start < words.end and words.start < spot.end and (spot.ids or spot.level)
    ]
    holders = {spot.within for _, spot in named}
    inner = [spot for number, spot in named if number not in holders]
    if not inner:
        return None
    spot = max(inner, key=lambda s: (min(s.end, words.end) - max(s.start, words.start), -s.start))
    return name_place(document, spot, scene.atlas, scene.context, ("chosen by the model",))


def read_range(
    document: Document, words: Found, census: Census, grammar: NumberGrammar
) -> Range | None:
    """The people that some words count; of several numbers the lowest low and the highest high."""
    index = sentence_of(document, words)
    people = census(index).people if index is not None else []
    numbers = _numbers(document, words, grammar)
    found = [
        Range(p.low, p.high, p.bound, p.span)
        for p in people
        if _counts(p.span, words.span, numbers)
    ]
    if not found:
        found = numbers
    if not found:
        return None
    return Range(
        low=min(part.low for part in found),
        high=max(part.high for part in found),
        bound=found[0].bound if len(found) == 1 else Bound.ABOUT,
        span=Span(min(p.span.start for p in found), max(p.span.end for p in found)),
    )


def read_toll(
    document: Document, field: str, words: Found, census: Census, grammar: NumberGrammar
) -> Count | None:
    """The people that some words count as killed, injured or arrested."""
    index = sentence_of(document, words)
    numbers = _numbers(document, words, grammar)
    for told in census(index).told if index is not None else ():
        span = told.number.span
        if told.field == field and span is not None and _counts(span, words.span, numbers):
            return told.number
    part = read_range(document, words, census, grammar)
    if part is None:
        return None
    text = part.span.of(document.body)
    return Count(low=part.low, high=part.high, bound=part.bound, span=part.span, text=text)


def _numbers(document: Document, words: Found, grammar: NumberGrammar) -> list[Range]:
    """The numbers that stand in some words and measure nothing but people."""
    numbers = numbers_in(grammar, document.body, words.span.start, words.span.end)
    return [Range(n.low, n.high, n.bound, n.span) for n in numbers if n.unit is None]


def _counts(people: Span, words: Span, numbers: list[Range]) -> bool:
    """Whether words count some people: they hold them whole, or a number of theirs."""
    whole = words.start <= people.start and people.end <= words.end
    return whole or any(_shared(people, number.span) for number in numbers)


def _shared(one: Span, other: Span) -> int:
    """How many characters two spans have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))
