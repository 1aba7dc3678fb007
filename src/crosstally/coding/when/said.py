"""When it was said: the day that stands with the attribution, outside what was said.

Invariant: a day inside a content is that of what it tells of, never of the telling; where two days
stand with one attribution, or none, no day is given.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from crosstally.coding.document import Document
from crosstally.coding.when.expr import TimeExpr
from crosstally.records import Days, Precision, Quote, Span, Statement, changed

# characters between a day and its attribution; past that another clause stands between
_NEAR: Final = 90


def date_statements(
    document: Document, statements: Sequence[Statement], times: Sequence[TimeExpr]
) -> tuple[Statement, ...]:
    """The statements, each with the day on which the report says that it was made."""
    days = [time for time in times if time.back is not None and _is_day(time)]
    if not days or not statements:
        return tuple(statements)
    contents = [s.content.span for s in statements if s.content and s.content.span]
    free = [t for t in days if not any(_holds(content, t.span) for content in contents)]
    cues = [s.cue.span for s in statements if s.cue is not None and s.cue.span is not None]
    return tuple(_dated(document, free, cues, statements))


def _dated(
    document: Document,
    times: Sequence[TimeExpr],
    cues: Sequence[Span],
    statements: Sequence[Statement],
) -> Iterator[Statement]:
    bounds = [sentence.span for sentence in document.sentences]
    for statement in statements:
        cue = statement.cue.span if statement.cue is not None else None
        if cue is None:
            yield statement
            continue
        at = max(bisect_left(bounds, cue.start + 1, key=_start) - 1, 0)
        near = [
            time
            for time in times
            if _holds(bounds[at], time.span)
            and _apart(time.span, cue) <= _NEAR
            and _nearest(cues, time.span) == cue
        ]
        days = {(t.back.first, t.back.last) for t in near if t.back is not None}
        named = _without(statement.speaker, times)
        date = _days(near[0]) if len(days) == 1 else None
        yield changed(statement, date=date, speaker=named)


def _nearest(cues: Sequence[Span], place: Span) -> Span:
    return min(cues, key=lambda cue: (_apart(place, cue), cue.start))


def _without(speaker: Quote | None, times: Sequence[TimeExpr]) -> Quote | None:
    """A speaker without the day that stands behind the name: سخنگوی دولت دوشنبه گفت."""
    if speaker is None or speaker.span is None:
        return speaker
    for time in times:
        if speaker.span.start < time.span.start < speaker.span.end:
            words = speaker.text[: time.span.start - speaker.span.start].rstrip(" ,،")
            end = speaker.span.start + len(words)
            return Quote(text=words, span=Span(speaker.span.start, end)) if words else speaker
    return speaker


def _is_day(time: TimeExpr) -> bool:
    return time.back is not None and time.back.precision is Precision.DAY


def _days(time: TimeExpr) -> Days | None:
    return time.as_days(time.back) if time.back is not None else None


def _apart(one: Span, other: Span) -> int:
    """How many characters stand between two stretches."""
    return max(one.start - other.end, other.start - one.end, 0)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start < inner.end and inner.start < outer.end


def _start(span: Span) -> int:
    return span.start
