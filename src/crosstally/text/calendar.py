"""Days of three calendars, and when a report was said.

Invariant: a Jalali or Gregorian day is exact and reads back the same (Jalali 1178 to 1500, where
the 33-year rule agrees with the observed equinox). A Hijri day is the tabular one: the month as
declared by sighting may begin a day sooner or later, so whoever uses it allows a day either way.
Nothing is relabelled: an instant keeps the zone it came with.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate
from typing import Final, NamedTuple

from crosstally.errors import FormatError
from crosstally.records import Calendar

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

_JALALI_EPOCH: Final = 226_894  # ordinal of the day before 1 Farvardin 1, by the 33-year rule
_HIJRI_EPOCH: Final = 227_014  # ordinal of the day before 1 Muharram 1, civil reckoning
_LONGEST: Final = (31,) * 6 + (30,) * 6
_BEFORE_MONTH: Final = tuple(accumulate(_LONGEST, initial=0))
_DATE_LENGTH: Final = len("2018-01-01")


class Stretch(NamedTuple):
    """Days from a first to a last, both included."""

    first: date
    last: date


def day_of(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """The day with this date, or None where the calendar has no such date.

    >>> day_of(Calendar.JALALI, 1398, 8, 24)
    datetime.date(2019, 11, 15)
    """
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1 <= year <= 9377):
        return None
    try:
        if calendar is Calendar.GREGORIAN:
            return date(year, month, day)
        found = date.fromordinal(_ordinal(calendar, year, month, day))
    except (ValueError, OverflowError):
        return None
    return found if date_of(calendar, found) == (year, month, day) else None


def date_of(calendar: Calendar, day: date) -> tuple[int, int, int]:
    """Year, month and day of a day in a calendar.

    >>> date_of(Calendar.JALALI, date(2018, 1, 1))
    (1396, 10, 11)
    """
    if calendar is Calendar.GREGORIAN:
        return day.year, day.month, day.day
    ordinal = day.toordinal()
    if calendar is Calendar.JALALI:
        year = day.year - 621
        year -= ordinal < _ordinal(calendar, year, 1, 1)
        rest = ordinal - _ordinal(calendar, year, 1, 1)
        month = rest // 31 + 1 if rest < 186 else (rest - 186) // 30 + 7
    else:
        year = (30 * (ordinal - _HIJRI_EPOCH - 1) + 10_646) // 10_631
        rest = ordinal - _ordinal(calendar, year, 1, 1)
        month = min(12, rest // 29 + 1)
        month -= ordinal < _ordinal(calendar, year, month, 1)
    return year, month, ordinal - _ordinal(calendar, year, month, 1) + 1


def month_of(calendar: Calendar, year: int, month: int) -> Stretch | None:
    """The first and the last day of a month."""
    first = day_of(calendar, year, month, 1)
    after = day_of(calendar, year + month // 12, month % 12 + 1, 1)
    return Stretch(first, after - timedelta(days=1)) if first and after else None


def year_of(calendar: Calendar, year: int) -> Stretch | None:
    """The first and the last day of a year."""
    first, after = day_of(calendar, year, 1, 1), day_of(calendar, year + 1, 1, 1)
    return Stretch(first, after - timedelta(days=1)) if first and after else None


def week_of(day: date, *, start: int = MONDAY) -> Stretch:
    """The week that holds a day; `start` is its first weekday (Saturday in Iran)."""
    first = day - timedelta(days=(day.weekday() - start) % 7)
    return Stretch(first, first + timedelta(days=6))


def weekday_before(day: date, weekday: int) -> date:
    """The last such weekday up to a day, the day itself included."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday after a day, the day itself left out.

    >>> weekday_after(date(2017, 5, 11), THURSDAY)
    datetime.date(2017, 5, 18)
    """
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def feast_of(rule: str, year: int) -> date | None:
    """The day of a feast that moves, in a year of Gregory's.

    Args:
        rule: "easter" with the days from it ("easter-2"), or month, count and weekday of "the
            fourth Thursday of November" ("11,4,3"); a count of -1 is the last.
        year: the year.

    >>> feast_of("11,4,3", 2016), feast_of("easter+0", 2016)
    (datetime.date(2016, 11, 24), datetime.date(2016, 3, 27))
    """
    if rule.startswith("easter"):
        return shifted(_easter(year), int(rule[len("easter") :] or 0))
    month, count, weekday = map(int, rule.split(","))
    days = [day_of(Calendar.GREGORIAN, year, month, day) for day in range(1, 32)]
    fits = [day for day in days if day is not None and day.weekday() == weekday]
    return fits[count - 1 if count > 0 else count] if fits else None


def _easter(year: int) -> date:
    """Easter Sunday of the western churches, as Gauss and later hands computed it."""
    century, golden = divmod(year, 100)[0], year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    away = epact - weekday
    month = 3 + (away + 40) // 44
    return date(year, month, away + 28 - 31 * (month // 4))


def shifted(day: date, days: int) -> date:
    """A day so many days later; at the ends of the calendar, the end."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def read_instant(published: str, *, zone: tzinfo = UTC) -> datetime | date:
    """When a report was said: a day as it stands, or an instant with its zone.

    Args:
        published: a day (2018-01-01) or an RFC 3339 instant. An instant without a zone is in
            `zone`, one with a zone keeps it.
        zone: the zone of the pack, for an instant that names none.

    Raises:
        FormatError: it is neither; the message does not hold it.
    """
    text = published.strip()
    try:
        if len(text) == _DATE_LENGTH:
            return date.fromisoformat(text)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise FormatError(
            "the publication time is no day and no instant",
            hint="write 2018-01-01 or 2018-01-01T02:55:00+03:30",
        ) from None
    if len(text) < _DATE_LENGTH:
        raise FormatError("the publication time is cut short", hint="write 2018-01-01")
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=zone)


def _ordinal(calendar: Calendar, year: int, month: int, day: int) -> int:
    """Jalali: 365 days and 8 leap days in 33 years. Hijri: 354 days and 11 in 30 years."""
    if calendar is Calendar.JALALI:
        leaps = (8 * year + 21) // 33
        return _JALALI_EPOCH + 365 * (year - 1) + leaps + _BEFORE_MONTH[month - 1] + day
    leaps = (3 + 11 * year) // 30
    return _HIJRI_EPOCH + 354 * (year - 1) + leaps + (59 * (month - 1) + 1) // 2 + day
