"""What a match of time symbols says, before it is known from which day it looks.

Invariant: a reader takes the symbols that a shape matched and gives the point they name, or None
where they name none after all; it reads no other text and knows no day.
"""

import re
from types import MappingProxyType
from typing import NamedTuple

from crosstally.coding.when_words import Atom, Line
from crosstally.records import Basis, Calendar

_LIST_DAYS = 10  # "5 and 6 May" are days, of "5 and 20" one is something else
FIRST_HIJRI = 1420  # in Arabic 1396 is a year of Iran's, 1446 one of the Hegira
FIRST_YEAR = 1850  # "9 Nov 1815" is a quarter past six; no report here dates events before it
_DIRECTION = MappingProxyType({"L": -1, "A": -1, "T": 0, "X": 1})


class Point(NamedTuple):
    """A time as it is said, its missing parts still missing.

    `years`, `months` and `weeks` count from the report's own ("of last year" is -1). `low` to
    `high` in `unit` is a stretch so far from the report's day. `sort` is date, shift, stretch,
    anaphor, nth, weekend or clock.
    """

    sort: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    calendar: Calendar | None = None
    years: int | None = None
    months: int | None = None
    weeks: int | None = None
    unit: str = "day"
    low: int = 0
    high: int = 0
    edge: str | None = None
    part: str | None = None
    feast: str | None = None  # a feast that moves from year to year, as `feast_of` reads it
    choices: tuple[tuple[int, int], ...] = ()  # (month, day) readings of a partial date in figures

    @property
    def basis(self) -> Basis:
        """Stated where the text names a date, relative where it only points."""
        named = self.month is not None or self.year is not None or self.choices or self.feast
        return Basis.STATED if named else Basis.RELATIVE


class Found(NamedTuple):
    """A point or a range and the symbols it stands on."""

    start: int
    end: int
    lower: Point
    upper: Point | None = None

    @property
    def weekly(self) -> bool:
        """Whether it is a weekday and no more."""
        lower = self.lower
        dated = lower.month is not None or lower.day is not None or bool(lower.choices)
        return lower.weekday is not None and not dated and self.upper is None


def _weekday(line: Line, match: re.Match[str]) -> int | None:
    at = match.group().find("W")
    return line.at(match.start() + at).value if at >= 0 else None


def _atoms(line: Line, match: re.Match[str], symbols: str) -> list[Atom]:
    return [line.at(at) for at in range(match.start(), match.end()) if line.symbols[at] in symbols]


def read_days_of_month(line: Line, match: re.Match[str]) -> Found | None:
    """Day and month in either order, several days of a month, with a year or without."""
    months = _atoms(line, match, "M")
    days = [atom for atom in _atoms(line, match, "DG") if atom.value <= 31]
    if not days or len(months) > 1:
        return None
    if "&" in match.group() and not 0 < days[-1].value - days[0].value <= _LIST_DAYS:
        return _one_of_list(line, match)
    year, years = _year(line, match)
    month = months[0]
    calendar = Calendar(month.term.code) if month.term else None
    weekday = _weekday(line, match)
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
    (unit, number, month) = (_atoms(line, match, symbol)[0] for symbol in "UGM")
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
            return (1300 + value if 32 <= value <= 99 and line.lang != "en" else None), None
        if symbol in _DIRECTION:
            return None, _DIRECTION[symbol]
        if symbol == "S":
            shift = _shift_of(line.at(place))
            return (None, shift.low) if shift is not None and shift.unit == "year" else (None, None)
    return None, None


def _fits(line: Line, match: re.Match[str], year: int) -> bool:
    """Whether four figures after a month can be its year: "9 Nov 1815" is a time of day."""
    months = [atom.term for atom in _atoms(line, match, "M") if atom.term is not None]
    gregorian = bool(months) and months[0].code == Calendar.GREGORIAN.value
    return year >= FIRST_YEAR if gregorian and line.lang == "en" else True


def read_numeric(line: Line, match: re.Match[str]) -> Point | None:
    """A whole date in figures; where day and month can change places, both readings."""
    (atom,) = _atoms(line, match, "N")
    one, two, three = atom.parts[:3]
    body_first = one > 31
    year, rest = (one, (two, three)) if body_first else (three, (one, two))
    if year < 10:
        return None  # the version of something
    calendar = _calendar_of(line, match)
    if year < 100:
        year += 1300 if body_first and line.lang == "fa" else 2000 if year < 70 else 1900
    if calendar is None:
        if 1200 <= year < 1500:
            hijri = line.lang == "ar" and year >= FIRST_HIJRI
            calendar = Calendar.HIJRI if hijri else Calendar.JALALI
        elif FIRST_YEAR <= year < 2200:
            calendar = Calendar.GREGORIAN
        else:  # 08.12.1707 is the eighth of December at seven past five
            return Point(
                "date", weekday=_weekday(line, match), choices=_orders(line, one, two, dotted=True)
            )
    if body_first:
        return Point("date", year, rest[0], rest[1], _weekday(line, match), calendar)
    choices = _orders(line, one, two, dotted=atom.dotted)
    if not choices:
        return None
    return Point("date", year, weekday=_weekday(line, match), calendar=calendar, choices=choices)


def _orders(line: Line, one: int, two: int, *, dotted: bool) -> tuple[tuple[int, int], ...]:
    """The (month, day) readings of two figures, the likelier first."""
    readings = ((two, one), (one, two))
    if line.month_first and not dotted:
        readings = readings[::-1]
    return tuple(dict.fromkeys((m, d) for m, d in readings if 1 <= m <= 12 and 1 <= d <= 31))


def read_partial(line: Line, match: re.Match[str]) -> Point | None:
    """Day and month in figures, beside a weekday or between the ends of a range."""
    (atom,) = _atoms(line, match, "n")
    one, two = atom.parts[:2]
    choices = _orders(line, one, two, dotted=atom.dotted)
    weekday = _weekday(line, match)
    return Point("date", weekday=weekday, choices=choices) if choices else None


def _calendar_of(line: Line, match: re.Match[str]) -> Calendar | None:
    if line.symbols[match.end() : match.end() + 1] == "K":
        term = line.at(match.end()).term
        return Calendar(term.row["value"]) if term else None
    return None


def read_day_here(line: Line, match: re.Match[str]) -> Point | Found | None:
    """A day of this, last or next month: the 15th of this month, پنجم ماه جاری."""
    days = _atoms(line, match, "DG")
    shift = _direction(line, match)
    if match.group()[0] == "D" and shift is not None and shift[1] < 0:
        return None  # in six months past
    if shift is None or shift[0] != "month" or not 1 <= days[0].value <= 31:
        return None
    point = Point("date", day=days[0].value, months=shift[1], weekday=_weekday(line, match))
    if len(days) == 1:
        return point
    return Found(
        match.start(), match.end(), point, point._replace(day=days[-1].value, weekday=None)
    )


def _direction(line: Line, match: re.Match[str]) -> tuple[str, int] | None:
    """The unit and the way of "last month", in either order, or of one phrase for both."""
    way, unit = None, None
    for at in range(match.start(), match.end()):
        symbol, atom = line.symbols[at], line.atoms[at]
        if symbol in _DIRECTION:
            way = _DIRECTION[symbol]
        elif symbol == "U" and atom is not None and atom.term is not None:
            unit = atom.term.row["value"]
        elif symbol == "S" and atom is not None:
            shift = _shift_of(atom)
            if shift is not None:
                return shift.unit, shift.low
    return (unit, way) if unit is not None and way is not None else None


def _shift_of(atom: Atom) -> Point | None:
    """What one phrase for a time away from now says: -1:week, -7:0 days, a weekend."""
    assert atom.term is not None, "a phrase of the table times"
    low, _, rest = atom.term.row["value"].partition(":")
    part = atom.term.row.get("part") or None
    if atom.term.code == "stretch":
        return Point("stretch", low=int(low), high=int(rest), part=part)
    if atom.term.code == "weekend":
        return Point("weekend", low=int(low))
    return Point("shift", unit=rest, low=int(low), high=int(low), part=part)


def read_weekday_and_day(line: Line, match: re.Match[str]) -> Point | None:
    """Sunday 17, Thursday 21st: a weekday and a day of a month that is not named."""
    days = _atoms(line, match, "DG")
    if days[0].symbol == "D" and not days[0].bare:
        return None  # on Sunday 17 people
    return Point("date", day=days[0].value, weekday=_weekday(line, match))


def read_weekday_only(line: Line, match: re.Match[str]) -> Point | None:
    """A weekday, with last or next or the week it belongs to."""
    shift = _direction(line, match)
    weeks = shift[1] if shift is not None and shift[0] == "week" else None
    edge = None
    if weeks is None and shift is None:
        ways = [_DIRECTION[c] for c in match.group() if c in _DIRECTION]
        edge = {-1: "last", 0: "this", 1: "next"}[ways[0]] if ways else None
    return Point("date", weekday=_weekday(line, match), weeks=weeks, edge=edge)


def read_month(line: Line, match: re.Match[str]) -> Point | None:
    """A month alone, early or late in it, of a year or without."""
    (month,) = _atoms(line, match, "M")
    year, years = _year(line, match)
    edges = _atoms(line, match, "E")
    edge = edges[0].term.row["value"] if edges and edges[0].term else None
    if years is None and match.group()[0] in "LX":
        edge = {"L": "last", "X": "next"}[match.group()[0]]
    calendar = Calendar(month.term.code) if month.term else None
    return Point("date", year, month.value, calendar=calendar, years=years, edge=edge)


def read_year_only(line: Line, match: re.Match[str]) -> Point | None:
    """A year by itself: in English after "in" or the like, elsewhere also "the year 92"."""
    year = line.at(match.end() - 1).value
    edges = _atoms(line, match, "E")
    edge = edges[0].term.row["value"] if edges and edges[0].term else None
    if line.symbols[match.end() - 1] == "#":
        units = [atom.term.row["value"] for atom in _atoms(line, match, "U") if atom.term]
        if units != ["year"] or not 32 <= year <= 99 or line.lang == "en":
            return None
        year += 1300
    elif line.lang == "en":
        before = line.symbols[max(0, match.end() - 3) : match.end() - 1]
        if year < FIRST_YEAR or not set("IFEO&V-").intersection(before):
            return None  # 1234 Main Street
    return Point("date", year, calendar=_calendar_of(line, match), edge=edge)


def read_counted(line: Line, match: re.Match[str]) -> Point | None:
    """A number before a phrase: پنج سال آینده, هفت روز بعد."""
    count, atom = line.at(match.start()).value, line.at(match.end() - 1)
    if match.group()[1] == "#":
        count *= line.at(match.start() + 1).value
    if line.lang == "en" or atom.term is None:
        return None
    if atom.term.code == "anaphor":
        way = int(atom.term.row["value"])
        return Point("shift", low=way * count, high=way * count)
    shift = _shift_of(atom)
    if shift is None or shift.sort != "shift" or shift.low == 0:
        return None
    if atom.term.code == "back":
        return shift._replace(low=shift.low * count, high=shift.low * count)
    low, high = sorted((0, shift.low * count))
    return Point("stretch", unit=shift.unit, low=low, high=high)


def read_bare_year(line: Line, match: re.Match[str]) -> Point | None:
    """The year that ends a range of years: ۹۲ of «از سال ۸۸ تا ۹۲»."""
    year = line.at(match.end() - 1).value
    return Point("date", 1300 + year) if 32 <= year <= 99 and line.lang != "en" else None


def read_word(line: Line, match: re.Match[str]) -> Point | None:
    """One phrase: today, last week, the day before, the third day, a named day."""
    atom = line.at(match.end() - 1)
    assert atom.term is not None, "a phrase of the table times"
    value, part = atom.term.row["value"], atom.term.row.get("part") or None
    code = atom.term.code
    if code in ("relative", "overnight"):
        return Point(
            "shift" if code == "relative" else "overnight",
            low=int(value),
            high=int(value),
            part=part,
        )
    if code in ("anaphor", "nth"):
        return Point(code, low=int(value), part=part)
    if code == "named":
        return _named(value)
    point = _shift_of(atom)
    edges = _atoms(line, match, "E")
    if point is not None and edges and edges[0].term:
        point = point._replace(edge=edges[0].term.row["value"])
    return point


def _named(value: str) -> Point | None:
    if not value:
        return None
    if "," in value or value.startswith("easter"):
        return Point("date", feast=value, calendar=Calendar.GREGORIAN)
    days, _, calendar = value.partition(":")
    month, _, day = days.partition("-")
    return Point("date", month=int(month), day=int(day), calendar=Calendar(calendar))


def read_ago(line: Line, match: re.Match[str]) -> Point | None:
    """Three days ago, سه روز پیش, a week ago; three days later looks ahead."""
    numbers = _atoms(line, match, "D#")
    units = _atoms(line, match, "U")
    count = numbers[0].value if numbers else 1
    if not units or units[0].term is None:
        return None
    way = -1 if "A" in match.group() else 1
    return Point("shift", unit=units[0].term.row["value"], low=way * count, high=way * count)


def read_last_units(line: Line, match: re.Match[str]) -> Point | None:
    """The last three years, هشت ماه گذشته: a stretch up to now."""
    units = _atoms(line, match, "U")
    numbers = _atoms(line, match, "D#")
    if not units or units[0].term is None:
        return None
    count = numbers[0].value if numbers else 1
    way = -1 if "L" in match.group() else 1
    low, high = (-count, 0) if way < 0 else (0, count)
    return Point("stretch", unit=units[0].term.row["value"], low=low, high=high)


def read_bare_day(line: Line, match: re.Match[str]) -> Point | None:
    """The day that ends a range whose month was said before: 13 of "November 5 to 13"."""
    return Point("date", day=line.at(match.end() - 1).value)
