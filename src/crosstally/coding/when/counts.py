"""The readers of what is counted or pointed at: yesterday, three days ago, the third day.

Invariant: as for dates, a reader gives the point that the matched symbols name, or None.
"""

import re
from typing import Final

from crosstally.coding.when.points import Point, atoms_of, shift_of
from crosstally.coding.when.words import Line
from crosstally.records import Calendar

_ONE_DAY: Final = frozenset({"day", "night", "روز", "شب", "للیوم"})


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
    shift = shift_of(atom)
    if shift is None or shift.sort != "shift" or shift.low == 0:
        return None
    if atom.term.code == "back":
        return shift._replace(low=shift.low * count, high=shift.low * count)
    low, high = sorted((0, shift.low * count))
    return Point("stretch", unit=shift.unit, low=low, high=high)


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
    point = shift_of(atom)
    edges = atoms_of(line, match, "E")
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
    numbers = atoms_of(line, match, "D#")
    units = atoms_of(line, match, "U")
    count = numbers[0].value if numbers else 1
    if not units or units[0].term is None:
        return None
    way = -1 if "A" in match.group() else 1
    return Point("shift", unit=units[0].term.row["value"], low=way * count, high=way * count)


def read_nth(line: Line, match: re.Match[str]) -> Point | None:
    """The thirteenth day, روز دوم: of something that goes on."""
    unit, number = atoms_of(line, match, "U")[0], atoms_of(line, match, "G")[0]
    if unit.term is None or unit.term.row["value"] not in ("day", "night") or number.value < 2:
        return None
    if unit.term.phrase.strip() not in _ONE_DAY:
        return None
    return Point("nth", low=number.value)


def read_after(line: Line, match: re.Match[str]) -> Point | None:
    """Two days after, three days since, یک روز پس از: so long before the time that is told."""
    last = line.at(match.end() - 1).term
    numbers = atoms_of(line, match, "D")
    count = numbers[0].value if numbers else 1
    if line.symbols[match.end() - 1] == "F" and line.lang != "en":
        return None  # fourteen years from the beginning
    if last is None or (last.row["value"] not in ("after", "since") and last.code != "later"):
        return None
    units = [atom.term for atom in atoms_of(line, match, "U") if atom.term]
    unit = units[0].row["value"] if units else last.row["value"]
    if not numbers and (line.lang != "en" or not units or units[0].phrase.strip() != unit):
        return None  # days after, months after
    if unit not in ("day", "night", "week", "month", "year"):
        return None
    if unit == "week":
        unit, count = "day", 7 * count
    return Point("offset", unit=unit, low=-count, high=-count)


def read_last_units(line: Line, match: re.Match[str]) -> Point | None:
    """The last three years, هشت ماه گذشته: a stretch up to now."""
    units = atoms_of(line, match, "U")
    numbers = atoms_of(line, match, "D#")
    if not units or units[0].term is None:
        return None
    count = numbers[0].value if numbers else 1
    way = -1 if "L" in match.group() else 1
    low, high = (-count, 0) if way < 0 else (0, count)
    return Point("stretch", unit=units[0].term.row["value"], low=low, high=high)
