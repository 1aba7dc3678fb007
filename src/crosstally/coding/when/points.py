"""What a match of time symbols says, before it is known from which day it looks.

Invariant: a point is what the text says and no more; nothing here knows a day.
"""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.when.words import Atom, Line
from crosstally.records import Basis, Calendar

DIRECTION: Final = MappingProxyType({"L": -1, "A": -1, "T": 0, "X": 1})


class Point(NamedTuple):
    """A time as it is said, its missing parts still missing.

    `years`, `months` and `weeks` count from the report's own ("of last year" is -1). `low` to
    `high` in `unit` is a stretch so far from the report's day. `sort` is date, shift, stretch,
    anaphor, nth, weekend, offset or clock.
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


def atoms_of(line: Line, match: re.Match[str], symbols: str) -> list[Atom]:
    """The atoms of a match that have one of these symbols."""
    return [line.at(at) for at in range(match.start(), match.end()) if line.symbols[at] in symbols]


def shift_of(atom: Atom) -> Point | None:
    """What one phrase for a time away from now says: -1:week, -7:0 days, a weekend."""
    assert atom.term is not None, "a phrase of the table times"
    low, _, rest = atom.term.row["value"].partition(":")
    part = atom.term.row.get("part") or None
    if atom.term.code == "stretch":
        return Point("stretch", low=int(low), high=int(rest), part=part)
    if atom.term.code == "weekend":
        return Point("weekend", low=int(low))
    return Point("shift", unit=rest, low=int(low), high=int(low), part=part)


def direction_of(line: Line, match: re.Match[str]) -> tuple[str, int] | None:
    """The unit and the way of "last month", in either order, or of one phrase for both."""
    way, unit = None, None
    for at in range(match.start(), match.end()):
        symbol, atom = line.symbols[at], line.atoms[at]
        if symbol in DIRECTION:
            way = DIRECTION[symbol]
        elif symbol == "U" and atom is not None and atom.term is not None:
            unit = atom.term.row["value"]
        elif symbol == "S" and atom is not None:
            shift = shift_of(atom)
            if shift is not None:
                return shift.unit, shift.low
    return (unit, way) if unit is not None and way is not None else None


def weekday_of(line: Line, match: re.Match[str]) -> int | None:
    """The weekday that a match names."""
    at = match.group().find("W")
    return line.at(match.start() + at).value if at >= 0 else None
