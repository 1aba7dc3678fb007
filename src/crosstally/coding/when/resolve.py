"""Which days a time means, seen from the day the report was said.

Invariant: a date with all its parts means the same from everywhere. One without a year is the last
such day up to the report's (or the next from it on, looking ahead); "today" in the small hours is
the day before. Nothing here reads text.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from crosstally.coding.when.points import Point
from crosstally.records import Calendar, Precision
from crosstally.text.calendar import (
    MONDAY,
    SATURDAY,
    SUNDAY,
    Stretch,
    date_of,
    day_of,
    feast_of,
    month_of,
    shifted,
    week_of,
    weekday_after,
    weekday_before,
    year_of,
)

# Of 59 posts before this hour that name a date, 44 name the day before (a corpus of Persian posts).
SMALL_HOURS: Final = 8
_TOMORROW: Final = timedelta(days=1)
_LENGTHS: Final = ((1, Precision.DAY), (10, Precision.WEEK), (45, Precision.MONTH))
_UNIT_DAYS: Final = {"day": 1, "night": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
_THIRDS: Final = {"early": (0, 9), "mid": (10, 19), "late": (20, 40)}


class Reference(NamedTuple):
    """From where a report looks: its day, the day it calls today, the last day it named.

    `week` is the weekday on which its weeks begin, `calendar` the one its months are in.
    """

    day: date
    today: date
    anchor: date | None = None
    week: int = MONDAY
    calendar: Calendar = Calendar.GREGORIAN


class Reading(NamedTuple):
    """The days that a time means and how fine it is; `odd` where a weekday does not fit its date."""

    first: date
    last: date
    precision: Precision
    odd: bool = False


def reference_of(published: datetime | date, *, week: int, calendar: Calendar) -> Reference:
    """From where a report looks, by the instant or the day it was said."""
    if isinstance(published, datetime):
        day = published.date()
        today = shifted(day, -1) if published.hour < SMALL_HOURS else day
        return Reference(day, today, None, week, calendar)
    return Reference(published, published, None, week, calendar)


def day_said(published: datetime | date | None) -> date | None:
    """The day on which a report was said."""
    return published.date() if isinstance(published, datetime) else published


def resolve(point: Point, at: Reference | None, *, ahead: bool) -> Reading | None:
    """The days of a point, or None where the text says too little.

    Args:
        point: the time as it is said.
        at: from where the report looks; None where its day is unknown.
        ahead: whether what has no year is to come rather than past.
    """
    if point.sort == "date":
        return _date(point, at, ahead=ahead)
    if at is None:
        return None
    if point.sort == "offset":  # counted from the day named before, not from the report's
        at = at._replace(day=at.anchor or at.day, today=at.anchor or at.today)
    if point.sort in ("shift", "offset"):
        return _shift(point, at)
    if point.sort == "weekend":
        return _weekend(point, at, ahead=ahead)
    if point.sort == "stretch":
        size = _UNIT_DAYS.get(point.unit, 1)
        low, high = shifted(at.day, point.low * size), shifted(at.day, point.high * size)
        return Reading(low, high, precision_of(low, high))
    return _pointing(point, at)


def resolve_range(
    lower: Point, upper: Point, at: Reference | None, *, ahead: bool
) -> Reading | None:
    """The days from one point to another; what one leaves out the other gives."""
    lower, upper = _completed(lower, upper)
    last = resolve(upper, at, ahead=ahead)
    first = resolve(lower, at, ahead=ahead)
    if first is None or last is None:
        return None
    start, end = first.first, last.last
    if _only_weekday(lower) and _only_weekday(upper):
        if ahead:
            end = weekday_after(start, upper.weekday or 0)
        else:
            start = weekday_before(shifted(end, -1), lower.weekday or 0)
    if start > end and lower.year is None and lower.sort == "date":
        start = shifted(start, -365) if lower.month is not None else start
    if start > end:
        return first
    return Reading(start, end, _range_precision(first, last, start, end), first.odd or last.odd)


def _only_weekday(point: Point) -> bool:
    free = point.day is None and point.month is None and point.weeks is None
    return point.weekday is not None and free


def precision_of(first: date, last: date) -> Precision:
    """How fine a stretch of days is."""
    days = (last - first).days + 1
    return next((name for size, name in _LENGTHS if days <= size), Precision.LONGER)


def _range_precision(first: Reading, last: Reading, start: date, end: date) -> Precision:
    """From day to day is known to the day, however long."""
    if first.precision is Precision.DAY and last.precision is Precision.DAY:
        return Precision.DAY
    return precision_of(start, end)


def _completed(lower: Point, upper: Point) -> tuple[Point, Point]:
    if lower.sort != "date" or upper.sort != "date":
        return lower, upper
    if lower.day is not None and lower.month is None and not lower.choices:
        lower = lower._replace(
            month=upper.month,
            calendar=upper.calendar,
            months=upper.months,
            choices=upper.choices[:0],
        )
    if upper.day is not None and upper.month is None and not upper.choices:
        month = lower.month
        upper = upper._replace(month=month, calendar=lower.calendar, months=lower.months)
    year, years = upper.year or lower.year, upper.years if upper.years is not None else lower.years
    lower = lower._replace(year=lower.year or year, years=years)
    weeks = upper.weeks if upper.weeks is not None else lower.weeks
    calendar = upper.calendar or lower.calendar
    upper = upper._replace(year=year, years=years, calendar=calendar, weeks=weeks)
    return lower._replace(weeks=weeks), upper


def _date(point: Point, at: Reference | None, *, ahead: bool) -> Reading | None:
    read: Reading | None = None
    if point.choices:
        read = _choice(point, at, ahead=ahead)
    elif point.feast is not None:
        read = _checked(_feast(point.feast, point.year, at, ahead=ahead), point.weekday)
    elif point.month is not None:
        read = _month_and_day(point, at, ahead=ahead)
    elif point.year is not None:
        read = _year(point)
    elif at is not None and point.months is not None:
        read = _in_month(point, at)
    elif at is not None and point.weekday is not None:
        read = _weekday(point, at, ahead=ahead)
    if read is not None and point.edge == "seven days":
        return Reading(read.first, shifted(read.first, 6), Precision.WEEK)
    if read is not None and point.edge == "week" and read.precision is Precision.DAY:
        return Reading(*week_of(read.first, start=at.week if at else MONDAY), Precision.WEEK)
    return read


def _month_and_day(point: Point, at: Reference | None, *, ahead: bool) -> Reading | None:
    if point.day is None or point.month is None:
        return _month(point, at, ahead=ahead)
    read = _checked(_day(point, point.month, point.day, at, ahead=ahead), point.weekday)
    if read is not None and read.odd and point.year is not None and _is_hour(point.year):
        other = _month_and_day(point._replace(year=None), at, ahead=ahead)
        return other if other is not None and not other.odd else read
    return read


def _is_hour(year: int) -> bool:
    """Whether a year may be a time of day: Thursday 2 November 2015 is a quarter past eight."""
    return year < 2400 and year % 100 < 60


def _in_month(point: Point, at: Reference) -> Reading | None:
    """A day of this, the last or the next month."""
    if point.months is None or point.day is None:
        return None
    year, month, _ = date_of(at.calendar, at.day)
    months = year * 12 + month - 1 + point.months
    day = day_of(at.calendar, months // 12, months % 12 + 1, point.day)
    return _checked(day, point.weekday)


def _checked(day: date | None, weekday: int | None) -> Reading | None:
    if day is None:
        return None
    return Reading(day, day, Precision.DAY, weekday is not None and day.weekday() != weekday)


def _choice(point: Point, at: Reference | None, *, ahead: bool) -> Reading | None:
    """A date in figures: the reading that fits its weekday, else the likelier one."""
    days = [_day(point, month, day, at, ahead=ahead) for month, day in point.choices]
    real = [day for day in days if day is not None]
    fits = [day for day in real if point.weekday is not None and day.weekday() == point.weekday]
    told = [day for day in real if at is None or (day >= at.today if ahead else day <= at.day)]
    best = fits or told or real
    return _checked(best[0] if best else None, point.weekday)


def _day(point: Point, month: int, day: int, at: Reference | None, *, ahead: bool) -> date | None:
    calendar = point.calendar or Calendar.GREGORIAN
    if point.year is not None:
        return day_of(calendar_for(point.year, calendar), point.year, month, day)
    if at is None:
        return None
    now = date_of(calendar, at.day)[0]
    if point.years is not None:
        return day_of(calendar, now + point.years, month, day)
    years = range(now, now + 6) if ahead else range(now + 1, now - 6, -1)  # five: leap days
    for year in years:
        found = day_of(calendar, year, month, day)
        if found is not None and (found >= at.today if ahead else found <= at.day + _TOMORROW):
            return found
    return None


def _feast(rule: str, year: int | None, at: Reference | None, *, ahead: bool) -> date | None:
    """A feast that moves, of a year or the nearest one on the side looked at."""
    if year is not None:
        return feast_of(rule, year)
    if at is None:
        return None
    years = range(at.day.year - 1, at.day.year + 2)
    return _on_side([feast_of(rule, one) for one in years], at, ahead=ahead)


def _on_side(near: Iterable[date | None], at: Reference, *, ahead: bool) -> date | None:
    """Of days the next from the report's on, or the last up to the day after it."""
    days = [day for day in near if day is not None]
    if ahead:
        return min((day for day in days if day >= at.today), default=None)
    return max((day for day in days if day <= at.day + _TOMORROW), default=None)


def calendar_for(year: int, calendar: Calendar) -> Calendar:
    """The calendar of a year: 1396 is no year of Gregory's, 2018 none of the others'."""
    if calendar is Calendar.GREGORIAN and 1200 <= year < 1500:
        return Calendar.JALALI
    if calendar is not Calendar.GREGORIAN and year >= 1700:
        return Calendar.GREGORIAN
    return calendar


def _weekday_and_day(day: int, weekday: int, at: Reference, *, ahead: bool) -> Reading | None:
    """Sunday 17: the nearest month, on the side looked at, whose 17th is a Sunday."""
    year, month, _ = date_of(at.calendar, at.day)
    months = year * 12 + month - 1
    reach = 14 if at.calendar is Calendar.GREGORIAN else 2  # جمعه سیزدهم may be the 13th Friday
    steps = range(reach) if ahead else range(0, -reach, -1)
    for step in steps:
        there = months + step
        found = day_of(at.calendar, there // 12, there % 12 + 1, day)
        if found is None or found.weekday() != weekday:
            continue
        if found >= at.today if ahead else found <= at.day + _TOMORROW:
            return Reading(found, found, Precision.DAY)
    return None


def _weekday(point: Point, at: Reference, *, ahead: bool) -> Reading | None:
    weekday = point.weekday or 0
    if point.day is not None:
        dated = _weekday_and_day(point.day, weekday, at, ahead=ahead)
        if dated is not None or at.calendar is Calendar.GREGORIAN:
            return dated
    if point.weeks is not None or (point.edge == "next" and at.week == MONDAY):
        start = week_of(at.day, start=at.week).first
        offset = (weekday - at.week) % 7 + 7 * (point.weeks if point.weeks is not None else 1)
        day = shifted(start, offset)
    elif point.edge == "last":
        day = weekday_before(shifted(at.day, -1), weekday)
    elif ahead or point.edge == "next":
        start = shifted(at.day, -1) if point.edge == "this" else at.day
        day = weekday_after(start, weekday)
    else:
        day = weekday_before(at.day, weekday)
    return Reading(day, day, Precision.DAY)


def _month(point: Point, at: Reference | None, *, ahead: bool) -> Reading | None:
    calendar, month = point.calendar or Calendar.GREGORIAN, point.month or 1
    stretch: Stretch | None = None
    if point.year is not None:
        stretch = month_of(calendar_for(point.year, calendar), point.year, month)
    elif at is not None:
        now = date_of(calendar, at.day)[0]
        if point.years is not None:
            stretch = month_of(calendar, now + point.years, month)
        else:
            near = [month_of(calendar, year, month) for year in (now - 1, now, now + 1)]
            months = [one for one in near if one is not None]
            stretch = _nearest(months, point.edge, at, ahead=ahead)
    if stretch is None:
        return None
    if point.edge == "season":
        return _season(stretch)
    return _edged(stretch, point.edge, Precision.MONTH)


def _season(first: Stretch) -> Reading | None:
    """The three months from a first."""
    year, month, _ = date_of(Calendar.JALALI, first.first)
    last = month_of(Calendar.JALALI, year, month + 2)
    return Reading(first.first, last.last, Precision.LONGER) if last is not None else None


def _nearest(
    months: list[Stretch], edge: str | None, at: Reference, *, ahead: bool
) -> Stretch | None:
    if edge == "last":
        return max((one for one in months if one.last < at.day), default=None)
    if edge == "next" or ahead:
        return min((one for one in months if one.last >= at.day), default=None)
    return max((one for one in months if one.first <= at.day), default=None)


def _edged(stretch: Stretch, edge: str | None, precision: Precision) -> Reading:
    """Early, mid or late: a third of a month, of a year four months."""
    if edge not in _THIRDS:
        return Reading(*stretch, precision)
    low, high = _THIRDS[edge]
    if precision is Precision.LONGER:
        low, high = low * 12, high * 12 + 11
        first, last = shifted(stretch.first, low), shifted(stretch.first, high)
        return Reading(first, min(last, stretch.last), Precision.LONGER)
    first, last = shifted(stretch.first, low), shifted(stretch.first, high)
    return Reading(first, min(last, stretch.last), Precision.WEEK)


def _year(point: Point) -> Reading | None:
    year = point.year or 0
    stretch = year_of(calendar_for(year, point.calendar or Calendar.GREGORIAN), year)
    return None if stretch is None else _edged(stretch, point.edge, Precision.LONGER)


def _shift(point: Point, at: Reference) -> Reading | None:
    """So many days, weeks, months or years from the report's day."""
    if point.unit in ("hour", "minute", "second"):
        return Reading(at.today, at.today, Precision.DAY)
    if point.unit in ("day", "night"):
        early = point.part in ("morning", "dawn")
        start = at.today if point.low >= 0 and not early else at.day
        day = shifted(start, point.low)
        return Reading(day, day, Precision.DAY)
    if point.unit == "week":
        week = week_of(shifted(at.day, 7 * point.low), start=at.week)
        return Reading(*week, Precision.WEEK)
    if point.unit == "month":
        year, month, _ = date_of(at.calendar, at.day)
        months = year * 12 + month - 1 + point.low
        stretch = month_of(at.calendar, months // 12, months % 12 + 1)
        return None if stretch is None else _edged(stretch, point.edge, Precision.MONTH)
    size = {"year": 1, "decade": 10, "century": 100}.get(point.unit, 1)
    stretch = year_of(at.calendar, date_of(at.calendar, at.day)[0] + size * point.low)
    return None if stretch is None else _edged(stretch, point.edge, Precision.LONGER)


def _weekend(point: Point, at: Reference, *, ahead: bool) -> Reading:
    if ahead or point.low > 0:
        first = weekday_after(shifted(at.day, -1), SATURDAY)
    elif point.low < 0:
        first = shifted(weekday_before(shifted(at.day, -1), SUNDAY), -1)
    else:
        first = weekday_before(at.day, SATURDAY)
    return Reading(first, shifted(first, 1), Precision.WEEK)


def _pointing(point: Point, at: Reference) -> Reading | None:
    """The day before, the third day, overnight."""
    if point.sort == "anaphor":
        day = shifted(at.anchor or at.day, point.low)
    elif point.sort == "nth":
        day = at.today
    elif point.sort == "overnight":
        day = at.day
    else:
        return None
    return Reading(day, day, Precision.DAY)
