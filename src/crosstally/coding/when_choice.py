"""On which days an event took place, of all the times that its report names.

Invariant: the nearest time that can be meant wins: in the event's clause, then in its sentence,
then in the sentences before it, else the day the report was said. A plan looks ahead, what
happened looks back.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from crosstally.coding.document import Document, Event
from crosstally.coding.when import TimeExpr
from crosstally.coding.when_resolve import Reading
from crosstally.records import Basis, Days, Precision, Reality

LOOKING_AHEAD = (Reality.PLANNED, Reality.CALLED, Reality.THREATENED)
_ROLES = ("event", "since", "said")
_FINE = (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.LONGER)
_SLACK = timedelta(days=1)  # a report from another zone may be dated a day before what it tells


def choose_days(document: Document, event: Event, times: Sequence[TimeExpr]) -> Days | None:
    """The days of an event, or None where neither the text nor the report's date tells any.

    Args:
        document: the report.
        event: the event, with its sentence, clause and reality.
        times: all times of the report, as `find_times` gives them.
    """
    ahead = event.reality in LOOKING_AHEAD
    published = _day(document.published)
    usable = [
        (time, reading)
        for time in times
        if (reading := time.reading(ahead=ahead)) is not None
        and time.role != "background"
        and (ahead or published is None or reading.first <= published + _SLACK)
    ]
    own = [pair for pair in usable if pair[0].sentence == event.sentence]
    if own:
        time, reading = min(own, key=lambda pair: _distance(event, *pair))
        if time.role != "said" or reading.precision is Precision.DAY:
            return _days(time, reading)
    told = _told_before(event, usable)
    if told is not None:
        return _days(*told)
    if published is None:
        return None
    return Days(
        first=published, last=published, precision=Precision.DAY, basis=Basis.PUBLICATION, span=None
    )


def _day(published: datetime | date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published


def _distance(event: Event, time: TimeExpr, reading: Reading) -> tuple[int, int, int, int]:
    """How far a time of the same sentence is from an event: the least is the one meant."""
    start, end = event.clause
    outside = 0 if start <= time.start < end else 1
    gap = abs(time.start - event.hit.start)
    return _ROLES.index(time.role), _FINE.index(reading.precision) // 2, outside, gap


def _told_before(
    event: Event, usable: list[tuple[TimeExpr, Reading]]
) -> tuple[TimeExpr, Reading] | None:
    """The day that the story is at: the last one named before the event's sentence."""
    if event.reality not in (Reality.OCCURRED, Reality.ONGOING):
        return None
    before = [
        pair
        for pair in usable
        if pair[0].sentence < event.sentence
        and pair[0].role == "event"
        and pair[1].precision is Precision.DAY
    ]
    return before[-1] if before else None


def _days(time: TimeExpr, reading: Reading) -> Days:
    return Days(
        first=reading.first,
        last=reading.last,
        precision=reading.precision,
        basis=time.basis,
        span=time.span,
        calendar=time.calendar,
        part=time.part,
    )
