"""The readers of dates: what a match of a shape with a day, a month or a year names.

Invariant: a reader takes the symbols that a shape matched and gives the point they name, or None
where they name none after all; it reads no other text and knows no day.
"""

import re
from itertools import pairwise
from typing import Final

from crosstally.coding.when.points import (
    DIRECTION,
    Found,
    Point,
    atoms_of,
    direction_of,
    shift_of,
    weekday_of,
)
from crosstally.coding.when.words import Line
from crosstally.records import Calendar

_FA_CENTURY, _FA_OLD = 9, 60  # 25/8/98 is of 1398, 5/2/01 of 1401, 25/8/19 of 2019
_BEHIND: Final = 621  # years
_FIRST_FA, _LAST_FA = 1250, 1420  # years told of in Persian
_LIST_DAYS: Final = 10  # "5 and 6 May" are days, of "5 and 20" one is something else
FIRST_HIJRI: Final = 1420  # in Arabic 1396 is a year of Iran's, 1446 one of the Hegira
# "9 Nov 1815" is a quarter past six; no report here dates events before it
FIRST_YEAR: Final = 1850


def read_days_of_month(line: Line, match: re.Match[str]) -> Found | None:
    """Day and month in either order, several days of a month, with a year or without."""
    months = atoms_of(line, match, "M")
    days = [atom for atom in atoms_of(line, match, "DG") if atom.value <= 31]
    if not days or len(months) > 1:
        return None
    if "&" in match.group() and not 0 < days[-1].value - days[0].value <= _LIST_DAYS:
        return _one_of_list(line, match)
    year, years = _year(line, match)
    month = months[0]
    calendar = Calendar(month.term.code) if month.term else None
    weekday = weekday_of(line, match)
    point = Point("date", year, month.value, days[0].value, weekday, calendar, years)
    if len(days) == 1:
        return Found(match.start(), match.end(), point)
    last = point._replace(day=days[-1].value, weekday=None)
    return Found(match.start(), match.end(), point, last)


def _one_of_list(line: Line, match: re.Match[str]) -> Found | None:
    """The date in "May 5 and 20 people" or "20 and 5 May": the number that is no day is left."""
    text = match.group()
    cut = text.index("&")
    month_first = "M" in text[:cut]
    start = match.start() if month_first else match.start() + text.rindex("&") + 1
    end = match.start() + cut if month_first else match.end()
    day = re.compile(r"[DG]").search(line.symbols, start, end)
    if day is None:
        return None
    month = line.at(match.start() + text.index("M"))
    calendar = Calendar(month.term.code) if month.term else None
    value = line.at(day.start()).value
    return Found(start, end, Point("date", None, month.value, value, None, calendar))


def read_week_of_month(line: Line, match: re.Match[str]) -> Point | None:
    """The first week of May, هفته نخست مهر."""
    (unit, number, month) = (atoms_of(line, match, symbol)[0] for symbol in "UGM")
    if unit.term is None or unit.term.row["value"] != "week" or number.value > 5:
        return None
    year, years = _year(line, match)
    calendar = Calendar(month.term.code) if month.term else None
    day = 7 * (number.value - 1) + 1
    return Point("date", year, month.value, day, None, calendar, years, edge="seven days")


def _year(line: Line, match: re.Match[str]) -> tuple[int | None, int | None]:
    """A year in figures, or how many years from the report's own."""
    group = match.groupdict().get("year")
    if not group:
        return None, None
    at = match.start("year")
    for place in range(at, match.end("year")):
        symbol = line.symbols[place]
        value = line.at(place).value
        if symbol == "Y":
            return (value if _fits(line, match, value) else None), None
        if symbol == "#":
            return _short_year(line, value), None
        if symbol in DIRECTION:
            return None, DIRECTION[symbol]
        if symbol == "S":
            shift = shift_of(line.at(place))
            return (None, shift.low) if shift is not None and shift.unit == "year" else (None, None)
    return None, None


def _short_year(line: Line, value: int) -> int | None:
    """The year that two figures of a Persian text name: 1388 of ۸۸."""
    return 1300 + value if 32 <= value <= 99 and line.lang != "en" else None


def _fits(line: Line, match: re.Match[str], year: int) -> bool:
    """Whether four figures after a month can be its year: "9 Nov 1815" is a time of day."""
    months = [atom.term for atom in atoms_of(line, match, "M") if atom.term is not None]
    gregorian = bool(months) and months[0].code == Calendar.GREGORIAN.value
    return year >= FIRST_YEAR if gregorian and line.lang == "en" else True


def read_numeric(line: Line, match: re.Match[str]) -> Point | None:
    """A whole date in figures; where day and month can change places, both readings."""
    (atom,) = atoms_of(line, match, "N")
    one, two, three = atom.parts[:3]
    body_first = one > 31
    year, rest = (one, (two, three)) if body_first else (three, (one, two))
    if year < 10:
        return None  # the version of something
    calendar = _calendar_of(line, match)
    if year < 100 and line.lang == "fa" and not body_first and not _FA_CENTURY < year < _FA_OLD:
        year += 1300 if year >= _FA_OLD else 1400
    elif year < 100:
        year += 1300 if body_first and line.lang == "fa" else 2000 if year < 70 else 1900
    if calendar is None:
        if 1200 <= year < 1500:
            hijri = line.lang == "ar" and year >= FIRST_HIJRI
            calendar = Calendar.HIJRI if hijri else Calendar.JALALI
        elif FIRST_YEAR <= year < 2200:
            calendar = Calendar.GREGORIAN
        else:  # 08.12.1707 is the eighth of December at seven past five
            return Point(
                "date",
                weekday=weekday_of(line, match),
                choices=_orders(line, one, two, dotted=True),
            )
    if body_first:
        return Point("date", year, rest[0], rest[1], weekday_of(line, match), calendar)
    choices = _orders(line, one, two, dotted=atom.dotted)
    if not choices:
        return None
    return Point("date", year, weekday=weekday_of(line, match), calendar=calendar, choices=choices)


def _orders(line: Line, one: int, two: int, *, dotted: bool) -> tuple[tuple[int, int], ...]:
    """The (month, day) readings of two figures, the likelier first."""
    readings = ((two, one), (one, two))
    if line.month_first and not dotted:
        readings = readings[::-1]
    return tuple(dict.fromkeys((m, d) for m, d in readings if 1 <= m <= 12 and 1 <= d <= 31))


def read_partial(line: Line, match: re.Match[str]) -> Point | None:
    """Day and month in figures, beside a weekday or between the ends of a range."""
    (atom,) = atoms_of(line, match, "n")
    one, two = atom.parts[:2]
    choices = _orders(line, one, two, dotted=atom.dotted)
    weekday = weekday_of(line, match)
    calendar = Calendar.JALALI if line.lang == "fa" else None
    return Point("date", weekday=weekday, calendar=calendar, choices=choices) if choices else None


def _calendar_of(line: Line, match: re.Match[str]) -> Calendar | None:
    if line.symbols[match.end() : match.end() + 1] == "K":
        term = line.at(match.end()).term
        return Calendar(term.row["value"]) if term else None
    return None


def read_day_here(line: Line, match: re.Match[str]) -> Point | Found | None:
    """A day of this, last or next month: the 15th of this month, پنجم ماه جاری."""
    days = atoms_of(line, match, "DG")
    shift = direction_of(line, match)
    if match.group()[0] == "D" and shift is not None and shift[1] < 0:
        return None  # in six months past
    if shift is None or shift[0] != "month" or not 1 <= days[0].value <= 31:
        return None
    point = Point("date", day=days[0].value, months=shift[1], weekday=weekday_of(line, match))
    if len(days) == 1:
        return point
    return Found(
        match.start(), match.end(), point, point._replace(day=days[-1].value, weekday=None)
    )


def read_weekday_and_day(line: Line, match: re.Match[str]) -> Point | None:
    """Sunday 17, Thursday 21st: a weekday and a day of a month that is not named."""
    days = atoms_of(line, match, "DG")
    if days[0].symbol == "D" and not days[0].bare:
        return None  # on Sunday 17 people
    if days[0].term is not None and "," in match.group():
        return None  # on Friday, the first in years
    return Point("date", day=days[0].value, weekday=weekday_of(line, match))


def read_weekday_only(line: Line, match: re.Match[str]) -> Point | None:
    """A weekday, with last or next or the week it belongs to."""
    shift = direction_of(line, match)
    weeks = shift[1] if shift is not None and shift[0] == "week" else None
    edge = None
    if weeks is None and shift is None:
        ways = [DIRECTION[c] for c in match.group() if c in DIRECTION]
        edge = {-1: "last", 0: "this", 1: "next"}[ways[0]] if ways else None
    return Point("date", weekday=weekday_of(line, match), weeks=weeks, edge=edge)


def read_month(line: Line, match: re.Match[str]) -> Point | None:
    """A month alone, early or late in it, of a year or without."""
    (month,) = atoms_of(line, match, "M")
    year, years = _year(line, match)
    edges = atoms_of(line, match, "E")
    edge = edges[0].term.row["value"] if edges and edges[0].term else None
    if years is None and match.group()[0] in "LX":
        edge = {"L": "last", "X": "next"}[match.group()[0]]
    calendar = Calendar(month.term.code) if month.term else None
    return Point("date", year, month.value, calendar=calendar, years=years, edge=edge)


def read_season(line: Line, match: re.Match[str]) -> Point | Found | None:
    """A season of a year: تابستان ۶۷, the summer past; or the year of an election: انتخابات ۹۶."""
    if match["occasion"]:
        end = match.end()
        year = _short_year(line, line.at(end - 1).value)
        return Found(end - 1, end, Point("date", year)) if year is not None else None
    (season,) = atoms_of(line, match, "eq")
    year, years = _year(line, match)
    if season.value == 0 or year is years is None:
        return None
    if year is not None and year >= FIRST_YEAR:
        year -= _BEHIND
    return Point("date", year, season.value, calendar=Calendar.JALALI, years=years, edge="season")


def read_year_only(line: Line, match: re.Match[str]) -> Point | None:
    """A year by itself: in English after "in" or the like, elsewhere also "the year 92"."""
    year = line.at(match.end() - 1).value
    edges = atoms_of(line, match, "E")
    edge = edges[0].term.row["value"] if edges and edges[0].term else None
    if line.symbols[match.end() - 1] == "#":
        units = [atom.term.row["value"] for atom in atoms_of(line, match, "U") if atom.term]
        short = _short_year(line, year) if units == ["year"] else None
        if short is None:
            return None
        year = short
    elif line.lang == "en":
        before = line.symbols[max(0, match.end() - 3) : match.end() - 1]
        if year < FIRST_YEAR or not set("IFEO&V-").intersection(before):
            return None  # 1234 Main Street
    elif match.group() == "Y" and not _plausible(line, match, year):
        return None
    return Point("date", year, calendar=_calendar_of(line, match), edge=edge)


def _plausible(line: Line, match: re.Match[str], year: int) -> bool:
    """Whether four figures with no word for a year can be one: hardly so ۱۵۰۰ of ۱۵۰۰ نفر."""
    if line.symbols[match.end() : match.end() + 1] == "K" or line.at(match.start()).bare:
        return True
    return year % 100 > 0 and (_FIRST_FA <= year <= _LAST_FA or year >= FIRST_YEAR)


def read_years(line: Line, match: re.Match[str]) -> Found | None:
    """Years that share their word: سال‌های ۹۲، ۹۳ و ۹۴."""
    unit = line.at(match.start()).term
    if unit is None or unit.row["value"] != "year" or line.lang == "en":
        return None
    years = [
        atom.value if atom.symbol == "Y" else _short_year(line, atom.value) or 0
        for atom in atoms_of(line, match, "Y#")
    ]
    if not all(one < other for one, other in pairwise([0, *years])):
        return None
    first, last = Point("date", years[0]), Point("date", years[-1])
    return Found(match.start(), match.end(), first, last)


def read_bare_year(line: Line, match: re.Match[str]) -> Point | None:
    """The year that ends a range of years: ۹۲ of «از سال ۸۸ تا ۹۲»."""
    year = _short_year(line, line.at(match.end() - 1).value)
    return Point("date", year) if year is not None else None


def read_bare_day(line: Line, match: re.Match[str]) -> Point | None:
    """The day that ends a range whose month was said before: 13 of "November 5 to 13"."""
    return Point("date", day=line.at(match.end() - 1).value)
