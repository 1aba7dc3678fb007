"""What a cell says: a day, degrees on the globe, a term of the codebook.

Invariant: a cell that is not understood gives None, and its caller an issue; nothing is rounded up
to a value.
"""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from crosstally.records import Calendar
from crosstally.text.calendar import day_of
from crosstally.text.fold import fold

Term = TypeVar("Term", bound=StrEnum)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_JALALI_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "ابان", "اذر", "دی", "بهمن",
    "اسفند",
)  # fmt: skip
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_EARLIEST = 1900


def read_day(text: str, order: str) -> date | None:
    """The day that a cell writes, or None.

    Args:
        text: the cell.
        order: `iso` (year first, also 20180131), `dmy`, `mdy`, or `jalali` (year first or last).

    >>> read_day("31.12.2017", "dmy"), read_day("۱۳۹۶/۱۰/۷", "jalali")
    (datetime.date(2017, 12, 31), datetime.date(2017, 12, 28))
    """
    parts = _PARTS.findall(fold(text.strip().split("T")[0]).text)
    if len(parts) == 1 and len(parts[0]) == 8 and parts[0].isdigit():
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) < 3 or (len(parts) > 3 and len(parts[0]) != 4):
        return None
    try:
        found = _day(parts[:3], order)
    except ValueError:
        return None
    return found if found is not None and found.year >= _EARLIEST else None


def _day(parts: list[str], order: str) -> date | None:
    months = _JALALI_MONTHS if order == "jalali" else _MONTHS
    named = [i for i, part in enumerate(parts) if not part.isdigit()]
    if len(named) > 1 or (named and _month(parts[named[0]], months) is None):
        return None
    if named:
        month = _month(parts[named[0]], months) or 0
        rest = [part for i, part in enumerate(parts) if i != named[0]]
        day, year = rest if len(rest[1]) != 1 and len(rest[0]) <= 2 else reversed(rest)
        numbers = (_year(year), month, int(day))
    elif len(parts[0]) == 4:
        numbers = (int(parts[0]), int(parts[1]), int(parts[2]))
    elif order == "iso":
        return None
    else:
        first, second, year = parts
        day, month = (second, int(first)) if order == "mdy" else (first, int(second))
        numbers = (_year(year), month, int(day))
    if order != "jalali":
        return day_of(Calendar.GREGORIAN, *numbers)
    return day_of(Calendar.JALALI, *numbers) if 1250 <= numbers[0] <= 1500 else None


def _month(word: str, months: tuple[str, ...]) -> int | None:
    return next((n for n, m in enumerate(months, 1) if word == m or word[:3] == m), None)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def read_degrees(text: str, limit: float) -> float | None:
    """Degrees between -`limit` and `limit`, or None.

    >>> read_degrees("35,69", 90)
    35.69
    """
    try:
        value = float(
            "".join(
                str(int(c)) if c.isdecimal() else c
                for c in text.replace(",", ".").replace("٫", ".")
            )
        )
    except ValueError:
        return None
    return value if -limit <= value <= limit else None


def read_term(text: str, terms: type[Term], meaning: Mapping[str, str]) -> Term | None:
    """The term of a closed list that a cell names, by the map's own words or the list's."""
    word = fold(text).text.strip()
    meant = next((to for own, to in meaning.items() if fold(own).text.strip() == word), text)
    bare = fold(meant).text.strip()
    return next((t for t in terms if fold(t.value).text.strip() == bare), None)
