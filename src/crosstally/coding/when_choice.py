"""On which days an event took place, of all the times that its report names.

Invariant: the time that costs least is the event's, by the table of costs below; where every time
costs more than a guess is worth, it is the day the report was said. A plan looks ahead, what
happened looks back, and nothing happened after it was told.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from crosstally.coding.document import Document, Event
from crosstally.coding.when import TimeExpr
from crosstally.coding.when_resolve import Reading
from crosstally.records import Basis, Days, Kind, Precision, Reality

LOOKING_AHEAD = (Reality.PLANNED, Reality.CALLED, Reality.THREATENED)
HAPPENED = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)
OF_THE_LAW = (Kind.ARR, Kind.JUD, Kind.CUS, Kind.STM)  # "was charged on Friday" is their day

# What speaks against a time, found by random search on half of 2,538 dated news reports and
# rounded: on the other half .80 of the days are right, .77 with the costs of a first search, .57
# with the nearest time. Bounded so that the event's own clause always comes before other sentences.
_CLAUSE = 2.5  # in another clause of the event's sentence
_NEAR = 1.5  # per 200 characters from the event, at most one and a half times
_BEFORE, _AFTER = 6.0, 6.0  # in another sentence
_BEFORE_SAME, _AFTER_SAME = 3.5, 4.0  # in one that tells of the same, or that something happened
_STEP = 0.15  # per sentence between the two
_LATE = 0.1  # per sentence from the report's beginning, at most ten
_OLD = 2.0  # in another sentence and more than `_OLD_DAYS` before the report
_OLD_DAYS = 45
_UNFIT = 4.0  # in another sentence, for what did not happen
_TODAY = 1.0  # the report's own day is more often that of a hearing or a statement
_HOUR = -1.0  # who knows the hour was there
_ROLE = MappingProxyType({
    "said": 5.0, "aftermath": 4.0, "since": 2.0, "dateline": 5.0, "nth": 4.0,
})  # fmt: skip
_COARSE = MappingProxyType({
    Precision.DAY: 0.0, Precision.WEEK: 7.0, Precision.MONTH: 7.0, Precision.LONGER: 9.0,
})  # fmt: skip
_GUESS = 11.0  # the day of the report
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
    costs = [
        (_cost(document, event, time, reading, published), at)
        for at, time in enumerate(times)
        if (reading := time.reading(ahead=ahead)) is not None
        and time.role != "background"
        and (ahead or published is None or reading.first <= published + _SLACK)
    ]
    least, at = min(costs, default=(_GUESS, -1))
    if at >= 0 and (least < _GUESS or published is None):
        return _days(times[at], times[at].reading(ahead=ahead))
    if published is None:
        return None
    return Days(
        first=published, last=published, precision=Precision.DAY, basis=Basis.PUBLICATION, span=None
    )


def _day(published: datetime | date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published


def _days(time: TimeExpr, reading: Reading | None) -> Days | None:
    if reading is None:
        return None
    return Days(
        first=reading.first,
        last=reading.last,
        precision=reading.precision,
        basis=time.basis,
        span=time.span,
        calendar=time.calendar,
        part=time.part,
    )


def _cost(
    document: Document, event: Event, time: TimeExpr, reading: Reading, published: date | None
) -> float:
    """What speaks against a time being the event's."""
    cost = _COARSE[reading.precision] + _LATE * min(time.sentence, 10)
    if time.role != "aftermath" or event.kind not in OF_THE_LAW:
        cost += _ROLE.get(time.role, 0.0)
    cost += _TODAY if reading.first == reading.last == published else 0.0
    cost += _HOUR if time.hour else 0.0
    if time.sentence == event.sentence:
        start, end = event.clause
        cost += 0.0 if start <= time.start < end else _CLAUSE
        return cost + _NEAR * min(abs(time.start - event.hit.start) / 200, 1.5)
    if published is not None and (published - reading.last).days > _OLD_DAYS:
        cost += _OLD
    if event.reality not in HAPPENED:
        cost += _UNFIT
    return cost + _elsewhere(document, event, time)


def _elsewhere(document: Document, event: Event, time: TimeExpr) -> float:
    """What a time in another sentence costs: less where the same is told of there."""
    same = time.told or any(
        hit.term.code == event.hit.term.code
        for hit in document.sentences[time.sentence].of("kinds")
    )
    steps = time.sentence - event.sentence
    if steps < 0:
        return (_BEFORE_SAME if same else _BEFORE) - _STEP * steps
    return (_AFTER_SAME if same else _AFTER) + _STEP * steps
