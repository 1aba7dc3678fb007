"""The shapes of times: which symbols, in which order, name one.

Invariant: a shape is one row of `SHAPES`: the symbols it may begin with, a regular expression over
symbols and the reader of what it matched. Shapes are tried in order at each place; the first that
reads something wins.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from crosstally.coding.when.counts import (
    read_after,
    read_ago,
    read_counted,
    read_last_units,
    read_nth,
    read_word,
)
from crosstally.coding.when.dates import (
    read_bare_day,
    read_bare_year,
    read_day_here,
    read_days_of_month,
    read_month,
    read_numeric,
    read_partial,
    read_season,
    read_week_of_month,
    read_weekday_and_day,
    read_weekday_only,
    read_year_only,
    read_years,
)
from crosstally.coding.when.points import Found, Point
from crosstally.coding.when.words import Line

Reader = Callable[[Line, re.Match[str]], Point | Found | None]
_WEEK_OF: Final = re.compile(r"UO+(?=[DGMW])")
_NEVER_FIRST: Final = frozenset("|:,./(-&VPHKkQhsabpfxmovri")


def find_points(line: Line) -> list[Found]:
    """Every time that the atoms of a sentence name, in order, ranges as one."""
    found: list[Found] = []
    at = 0
    while at < len(line.symbols):
        one = _widened(line, at) if line.symbols[at] not in _NEVER_FIRST else None
        if one is None:
            at += 1
            continue
        found.append(one)
        at = one.end
    return found


def _widened(line: Line, at: int) -> Found | None:
    """A time, or the week or night of it."""
    match = _WEEK_OF.match(line.symbols, at)
    term = line.at(at).term if match is not None else None
    if match is None or term is None or term.row["value"] not in ("week", "night"):
        return _range_at(line, at)
    found = _range_at(line, match.end())
    if found is None or found.upper is not None:
        return found
    if term.row["value"] == "night":
        return found._replace(start=at, lower=found.lower._replace(part="night"))
    return found._replace(start=at, lower=found.lower._replace(edge="week"))


def _range_at(line: Line, at: int) -> Found | None:
    lower = _point_at(line, at, _BY_SYMBOL)
    if lower is None or lower.upper is not None:
        return lower
    joint = _JOINT.match(line.symbols, lower.end)
    if joint is None:
        return lower
    upper = _point_at(line, joint.end(), _UPPER_BY_SYMBOL)
    if upper is None:
        return lower
    opened = "F" in line.symbols[max(0, at - 2) : at + 1]
    if not _makes_range(lower.lower, upper.lower, joint["mark"], opened=opened):
        return lower
    return Found(at, upper.end, lower.lower, upper.upper or upper.lower)


_JOINT: Final = re.compile(r"[,P]*(?P<mark>[V&/-])[IFO]*(?=[^|])")


def _makes_range(one: Point, other: Point, mark: str, *, opened: bool) -> bool:
    """Whether two times and the mark between them are one stretch; "and" mostly is none."""
    loose = ("anaphor", "nth", "clock", "overnight", "offset")
    if one.sort in loose or other.sort in loose:
        return False
    if one.day is None and other.day is not None and other.month is None and not other.weekday:
        return False  # sentenced Monday to 20 years
    return mark != "&" or opened or _side_by_side(one, other)


def _side_by_side(one: Point, other: Point) -> bool:
    """Whether two times joined by "and" follow one another: yesterday and today."""
    if one.sort == other.sort == "shift" and one.unit == other.unit == "day":
        return other.low - one.low == 1
    if one.month is not None and other.month is not None and one.day is other.day is None:
        return (other.month - one.month) % 12 == 1
    if one.month is not None or one.weekday is None or other.weekday is None:
        return False
    return (other.weekday - one.weekday) % 7 == 1


def _point_at(
    line: Line, at: int, shapes: Mapping[str, Sequence[tuple[re.Pattern[str], Reader]]]
) -> Found | None:
    for shape, reader in shapes.get(line.symbols[at : at + 1], ()):
        match = shape.match(line.symbols, at)
        if match is not None:
            read = reader(line, match)
            if isinstance(read, Found):
                return read
            if read is not None:
                return Found(match.start(), match.end(), read)
    return None


# Every repetition is bounded: a text made of nothing but time words is read in linear time.
# Before a date: a weekday or "tomorrow", a part of the day, "on the".
_LEAD: Final = r"(?:[RW][,.(]?P?,?[IO]{0,3}){0,3}"
_DAY: Final = rf"{_LEAD}[IO]{{0,3}}U?[DG]"
_OF_YEAR: Final = r"(?:[.,]?(?P<year>[UIO]{0,3}(?:Y(?!-[Y#])|[LTA]|S|#)))?"
SHAPES: Final[Sequence[tuple[str, str, Reader]]] = (
    ("OGU", rf"O{{0,3}}(?:GU|UG)O{{0,3}}M{_OF_YEAR}", read_week_of_month),
    ("RWION", rf"{_LEAD}[IO]{{0,3}}N(?:[,.]?W)?", read_numeric),
    (
        "ERWIOUDG",
        rf"(?:E[O-]{{0,3}})?{_DAY}(?:(?:,{_DAY}){{0,6}},?[&V/-]{_DAY}){{0,3}}[.O]{{0,3}}(?:U(?=M))?M{_OF_YEAR}(?:[,.]?W)?",
        read_days_of_month,
    ),
    (
        "ERWOMLT",
        rf"(?:E[O-]{{0,3}})?{_LEAD}O?[LT]?M[.,]?O?[DG](?!M)(?:[V&-]O?[DG](?!M)){{0,3}}(?:,?(?P<year>Y(?!-[Y#])))?(?:[,.(]?W)?",
        read_days_of_month,
    ),
    ("RWIn", r"(?:[RW][,.(]?P?[IO]{0,3}){1,3}n|I?n[.,]?W", read_partial),
    ("RWDGU", rf"{_LEAD}U?[DG](?:[V&-]{_DAY}){{0,3}}O{{0,3}}(?:[LXT]U|U[LXT]|S)", read_day_here),
    ("LXTW", r"[LXT]?W[,.]?O{0,3}[DG](?!U)", read_weekday_and_day),
    (
        "SLXTW",
        r"S[,.]?W|[LXT]UW|W[IO]{0,3}S|W[IO]{0,3}[LXT]U|W[DG]?U[LXTA]|[LXT]W|WO?[LXTA]|W",
        read_weekday_only,
    ),
    ("LXTEM", rf"[LXT]?(?:E[O-]{{0,3}})?M{_OF_YEAR}", read_month),
    ("jeqE", r"j(?P<occasion>#)|E?O?[eq]O?(?P<year>U?(?:Y|#)|S|[LXTA])", read_season),
    ("UG", r"UG(?![.O]*M)|GU(?![LXTS])", read_nth),
    ("DU", r"D?U[IF]", read_after),
    ("Dl", r"D?l", read_after),
    ("D#", r"[D#]U(?:h|&h)?[AX]|[D#]A", read_ago),
    ("D#", r"[D#]#?(?:&?h)?[SZ]", read_counted),
    ("LXTD#U", r"[LXT][D#]?U|[D#]U[LT]|U[LXT]", read_last_units),
    ("UA", r"UA|A[D#]U", read_ago),
    ("ERSZJB", r"(?:EO{0,3})?[RSZJB]", read_word),
    ("U", r"U[Y#](?:[,&]{1,2}[Y#]){1,6}", read_years),
    ("EUY", r"(?:EO{0,3})?U?Y(?!H(?:$|[-|,.]))|(?:EO{0,3})?U#", read_year_only),
    ("C", r"C", lambda *_: Point("clock")),
)
UPPER_SHAPES: Final[Sequence[tuple[str, str, Reader]]] = (
    *SHAPES,
    ("n", r"n", read_partial),
    ("ODG", r"O?[DG]", read_bare_day),
    ("U#", r"U?#", read_bare_year),
)


def _by_symbol(
    rows: Iterable[tuple[str, str, Reader]],
) -> Mapping[str, Sequence[tuple[re.Pattern[str], Reader]]]:
    """The rows that may begin with each symbol, in their order: most places try two or three."""
    sorted_out: dict[str, list[tuple[re.Pattern[str], Reader]]] = defaultdict(list)
    for symbols, shape, reader in rows:
        for symbol in symbols:
            sorted_out[symbol].append((re.compile(shape), reader))
    return MappingProxyType(dict(sorted_out))


_BY_SYMBOL: Final = _by_symbol(SHAPES)
_UPPER_BY_SYMBOL: Final = _by_symbol(UPPER_SHAPES)
