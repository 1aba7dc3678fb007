"""What somebody typed into a cell of a desk's sheet, as a value of the codebook.

Invariant: a cell that could mean two things is not understood: it is told by its name, and nothing
is guessed. A value that a person set rests on a note with that person's name and day.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from crosstally.intake.amounts import Amount, AmountReader
from crosstally.intake.places import Lookup
from crosstally.intake.values import read_day
from crosstally.records import (
    SUBTYPES,
    Basis,
    Bound,
    Count,
    Days,
    Kind,
    Level,
    Note,
    Place,
    Precision,
    Size,
)
from crosstally.tables.sheet import columns, shown, terms
from crosstally.text.fold import fold

Cells = Mapping[str, str]
_SERIALS = range(
    20_000, 80_000
)  # days since the last of 1899, as a spreadsheet counts: 1954 to 2119
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{8}(?!\d)")
_NEGATIVE = re.compile("[-\u2212\u2013]\\s*\\d")
_NONE = frozenset({"-", "?", "؟", "–", "—", "n/a", "na", "unknown", "نامعلوم", "نامشخص"})
_SPLIT = re.compile("[;؛,،|/\n]")


class Reading(NamedTuple):
    """How cells are read: the desk's places and numbers, who typed, and the day it is."""

    place: Lookup
    amount: AmountReader
    by: str
    today: date

    @property
    def note(self) -> Note:
        """What a value rests on that a person set."""
        return Note(coder=self.by, day=self.today)


class NotUnderstoodError(Exception):
    """A cell that is not understood: its column, and why in words."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(column)
        self.column, self.why = column, why


class Read(NamedTuple):
    """What a field's cells mean, to be compared, and the value to be set; None takes it away."""

    cells: dict[str, str]
    value: object


def read_field(field: str, typed: Cells, kept: Cells, reading: Reading) -> Read:
    """A field's value as somebody left it.

    Args:
        field: the field's name.
        typed: its cells as they are now, by column; all of its columns.
        kept: the same as they went out.
        reading: how cells are read.

    Raises:
        NotUnderstoodError: a cell cannot be read.
    """
    read = _READERS.get(field)
    return read(typed, kept, reading) if read is not None else _term(field, typed)


def same_text(one: str, other: str) -> bool:
    """Whether two cells read the same to a person."""
    return _still(one) == _still(other)


def _still(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def split(text: str) -> tuple[str, ...]:
    """The several values of a cell."""
    return tuple(dict.fromkeys(one.strip() for one in _SPLIT.split(text) if one.strip()))


def read_term(column: str, text: str) -> str:
    """A term by its code or its Persian.

    Raises:
        NotUnderstoodError: it is neither.
    """
    wanted = fold(text).text.strip()
    for term, persian in terms(columns()[column].choices).items():
        if wanted in (fold(term).text.strip(), fold(persian).text.strip()):
            return term
    raise NotUnderstoodError(column, "no word of its list")


def read_days(text: str, today: date) -> frozenset[date]:
    """The days that a cell may mean: none where it cannot be read, several where it is not clear.

    >>> (
    ...     sorted(read_days("۱۳۹۷/۵/۱۰", date(2026, 1, 1))),
    ...     len(read_days("3/4/2018", date(2026, 1, 1))),
    ... )
    ([datetime.date(2018, 8, 1)], 2)
    """
    digits = fold(text).text.strip()
    if _SERIAL.fullmatch(digits) and (serial := int(float(digits))) in _SERIALS:
        return frozenset({date(1899, 12, 30) + timedelta(days=serial)})
    if not _YEAR.search(digits):
        return frozenset()
    found = {read_day(text, order) for order in ("iso", "jalali", "dmy", "mdy")}
    return frozenset(day for day in found if day is not None and day.year <= today.year + 1)


def _day(column: str, typed: Cells, kept: Cells, today: date) -> str:
    """The day of a cell; one that could be two is the one that went out, if that is among them."""
    text, before = typed[column], kept.get(column, "")
    if not text or any(same_text(text, shown(columns()[column], before, x)) for x in ("en", "fa")):
        return before if text else ""
    found = {day.isoformat() for day in read_days(text, today)}
    if before in found or len(found) == 1:
        return before if before in found else found.pop()
    raise NotUnderstoodError(column, "two days" if found else "no day, year first")


def _days(typed: Cells, kept: Cells, reading: Reading) -> Read:
    first = _day("first", typed, kept, reading.today)
    last = _day("last", typed, kept, reading.today)
    precision = read_term("precision", typed["precision"]) if typed["precision"] else ""
    if not first and not last:
        return Read({}, None)
    moved = first != kept.get("first", "") and last == kept.get("last", "")
    if not first or not last or (moved and kept.get("first") == kept.get("last")):
        last = first or last  # a day alone is the first and the last
    first, precision = first or last, precision or Precision.DAY
    if last < first:
        raise NotUnderstoodError("last", "before the first day")
    days = Days(
        first=date.fromisoformat(first), last=date.fromisoformat(last), basis=Basis.STATED,
        precision=Precision(precision), span=None, ground=reading.note,
    )  # fmt: skip
    return Read({"first": first, "last": last, "precision": precision}, days)


def _place(typed: Cells, kept: Cells, reading: Reading) -> Read:
    town, province = typed["town"], typed["province"]
    if not town and not province:
        return Read({}, None)
    level = Level.CITY if town else Level.PROVINCE
    found = reading.place(town or province, province or None, level)
    if found is None or found.level is not level:
        column = "town" if town else "province"
        raise NotUnderstoodError(column, "not in the gazetteer, or several places of that name")
    told = province if not same_text(province, kept.get("province", "")) else ""
    around = reading.place(told, None, Level.PROVINCE) if told else None
    if told and (around is None or around.province != found.province):
        raise NotUnderstoodError("province", "no province that the town lies in")
    place = Place(
        name=found.name, id=found.id, level=found.level, city=found.city, city_id=found.city_id,
        province=found.province, country=found.country, lat=found.lat, lon=found.lon, span=None,
        rivals=found.rivals, reasons=("set by a person",), ground=reading.note,
    )  # fmt: skip
    return Read({"place": place.id or ""}, place)


def _amount(column: str, typed: Cells, reading: Reading) -> Amount | None:
    text = typed[column]
    if not text or text.casefold() in _NONE:
        return None
    found = None if _NEGATIVE.match(text) else reading.amount(text)
    if found is None:
        raise NotUnderstoodError(column, "no number of people")
    return found


def _number(name: str, typed: Cells, kept: Cells, reading: Reading) -> Amount | None:
    """A range of people from its two cells; one of them, or words in one, may tell both ends."""
    low, high = (_amount(f"{name}_{side}", typed, reading) for side in ("low", "high"))
    if low is None or high is None:
        return low or high
    if low.low != low.high:  # a range, or words that mean one, stand in one cell
        return low
    before = tuple(kept.get(f"{name}_{side}", "") for side in ("low", "high"))
    if str(high.high) == before[1] == before[0] and str(low.low) != before[0]:
        high = low  # one figure stood in both, and one of them was mended
    elif (
        str(low.low) == before[0] == before[1]
        and str(high.high) != before[1]
        and high.high < low.low
    ):
        low = high
    if low.low > high.high:
        raise NotUnderstoodError(f"{name}_high", "less than the lower figure")
    return Amount(low.low, high.high, low.bound)


def _size(typed: Cells, kept: Cells, reading: Reading) -> Read:
    amount = _number("size", typed, kept, reading)
    if amount is None:
        return Read({}, None)
    told = read_term("size_bound", typed["size_bound"]) if typed["size_bound"] else ""
    bound = Bound(told) if told and told != kept.get("size_bound") else amount.bound
    if bound is Bound.EXACT and told == kept.get("size_bound", "") and told:
        bound = Bound(told)
    value = Size(
        low=amount.low,
        high=amount.high,
        bound=bound,
        text=_figures(amount),
        span=None,
        ground=reading.note,
    )
    return Read({**_ends("size", amount), "size_bound": bound}, value)


def _count(name: str) -> Callable[[Cells, Cells, Reading], Read]:
    def read(typed: Cells, kept: Cells, reading: Reading) -> Read:
        amount = _number(name, typed, kept, reading)
        if amount is None:
            return Read({}, None)
        value = Count(
            low=amount.low, high=amount.high, bound=amount.bound, span=None, text=_figures(amount),
            ground=reading.note,
        )  # fmt: skip
        return Read(_ends(name, amount), value)

    return read


def _figures(amount: Amount) -> str:
    """The amount in figures: what else was typed beside them stays in the sheet."""
    return str(amount.low) if amount.low == amount.high else f"{amount.low}-{amount.high}"


def _ends(name: str, amount: Amount) -> dict[str, str]:
    return {f"{name}_low": str(amount.low), f"{name}_high": str(amount.high)}


def _groups(typed: Cells, _kept: Cells, _reading: Reading) -> Read:
    found = [read_term("groups", one) for one in split(typed["groups"])]
    return Read({"groups": "; ".join(dict.fromkeys(found))} if found else {}, tuple(found))


def _term(field: str, typed: Cells) -> Read:
    """A term of a closed list; kinds and realities cannot be blank."""
    text = typed[field]
    if not text:
        if field in ("kind", "reality"):
            raise NotUnderstoodError(field, "an incident has one")
        return Read({}, None)
    term = read_term(field, text)
    return Read({field: term}, {"yes": True, "no": False}.get(term, term))


def fits(subtype: str, kind: str) -> bool:
    """Whether a subtype is one of a kind."""
    return subtype in SUBTYPES[Kind(kind)]


_READERS: Mapping[str, Callable[[Cells, Cells, Reading], Read]] = {
    "days": _days,
    "place": _place,
    "size": _size,
    "killed": _count("killed"),
    "injured": _count("injured"),
    "arrested": _count("arrested"),
    "groups": _groups,
}
