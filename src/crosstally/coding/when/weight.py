"""What speaks against a time, whatever the event: the costs that all events of a report share.

Invariant: worked out once for each time of a report. The figures are those of a linear choice
fitted to dated news reports, rounded; the sign of each is what a reader would expect.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.when.expr import TimeExpr
from crosstally.coding.when.resolve import Reading, day_said
from crosstally.records import Precision

_DAY: Final = timedelta(days=1)
_LATE: Final = 0.15  # per sentence from the report's beginning, at most ten
_HOUR: Final = -0.6  # who knows the hour was there
_CLOCK: Final = -1.6  # and who knows it to the minute knows it from the police
_TODAY: Final = MappingProxyType({"en": 2.0})  # more often the day of a hearing: English court news
_TODAY_SAID: Final = 0.6  # in other languages
_TODAY_HOUR: Final = -1.7  # unless it has an hour
_TOMORROW: Final = 2.0  # the day after the report: a report of another zone, or a date to come
_SIX: Final = 6  # days past
_COMING: Final = 2.7  # a weekday six days past is as good as tomorrow's: "will appear on Monday"
_POINTING: Final = 1.6  # "last night" beside a date; a date or a weekday is firmer
_OVERNIGHT: Final = 3.2  # and night is on either side of a day
_EVE: Final = 0.6  # the day after another day that is named: what came next
_AGAIN: Final = -0.5  # the same day is named elsewhere with an hour
_COARSE: Final = MappingProxyType({
    Precision.DAY: 0.0, Precision.WEEK: 4.4, Precision.MONTH: 4.8, Precision.LONGER: 6.0,
})  # fmt: skip


class _Report(NamedTuple):
    """What all times of a report are weighed against: its language, its day, the days it names."""

    lang: str
    today: date | None
    days: frozenset[date | None]
    hours: tuple[date | None, ...]


def with_burdens(document: Document, times: Sequence[TimeExpr]) -> tuple[TimeExpr, ...]:
    """The times of a report, each with what speaks against it."""
    today = day_said(document.published)
    days = frozenset(_day_of(time, today) for time in times)
    hours = tuple(_day_of(time, today) for time in times if time.hour)
    report = _Report(document.lang, today, days, hours)
    return tuple(
        TimeExpr(*time[:-1], _burden(time, time.back, report)) if time.back is not None else time
        for time in times
    )


def burden_ahead(time: TimeExpr, forth: Reading) -> float:
    """What speaks against a time looking ahead, whatever the event."""
    return _LATE * min(time.sentence, 10) + _COARSE[forth.precision]


def _day_of(time: TimeExpr, today: date | None) -> date | None:
    """The one day that a time means, if it can be that of something told."""
    back = time.back
    if back is None or back.first != back.last or time.role in ("background", "dateline"):
        return None
    return back.first if today is None or back.first <= today + _DAY else None


def _burden(time: TimeExpr, back: Reading, report: _Report) -> float:
    cost = _LATE * min(time.sentence, 10) + _COARSE[back.precision]
    cost += (_HOUR if time.hour else 0.0) + (_CLOCK if time.clock else 0.0)
    day = back.first
    if day != back.last:
        return cost
    sort = time.found.lower.sort if time.found is not None else "date"
    cost += _POINTING if sort != "date" and day != report.today else 0.0
    cost += _OVERNIGHT if sort == "overnight" else 0.0
    cost += _EVE if day - _DAY in report.days else 0.0
    if day in report.hours and report.hours.count(day) > time.hour:
        cost += _AGAIN
    return cost if report.today is None else cost + _against_today(time, day, report)


def _against_today(time: TimeExpr, day: date, report: _Report) -> float:
    """What the distance from the report's day says."""
    assert report.today is not None, "the day of the report is known"
    past = (report.today - day).days
    if past == 0:
        return _TODAY.get(report.lang, _TODAY_SAID) + (_TODAY_HOUR if time.hour else 0.0)
    if past < 0:
        return _TOMORROW
    return _COMING if past == _SIX and time.found is not None and time.found.weekly else 0.0
