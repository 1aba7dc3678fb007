"""The form of a desk's sheet: its columns and terms, a row's cells, and what is kept of each row.

Invariant: who writes a sheet and who reads it back go by this page alone. A cell that a spreadsheet
would run is written with a quotation mark before it and comes back without; a row's values as they
went out are kept beside it under a mark that only this desk can make.
"""

import csv
import hmac
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

from crosstally.errors import FormatError
from crosstally.records import SUBTYPES, Calendar, Record, convert, decode, encode, parse_json
from crosstally.text.calendar import date_of

FORM = 1
MAIN, HELP, LISTS, OUT = ("incidents", "رویدادها"), ("help", "راهنما"), "lists", "out"
UNKEPT = ("incident", "words", "mentions", "notes")  # of these no change is found
OWN = "x:"  # what a column of the desk's own is called in a judgement
NUMBERS = ("size_", "killed_", "injured_", "arrested_", "independent")
MOST_LETTERS = 32_000  # a spreadsheet's cell takes 32,767
_MARK_LETTERS = 32
# What spreadsheets take for the beginning of a formula, behind marks that are not seen; a quotation
# mark before it is what we put there. Full-width signs count where the machine's language is Japanese.
_UNSEEN = "\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_RUNS = re.compile(f"'*[{_UNSEEN}]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r]")


class Column(Record, frozen=True, kw_only=True):
    """A column: its name, its title in English and Persian, and what it is for.

    `use` is value (an edit of `field`), act (what a person does, blank when it goes out) or told (for
    reading only). `choices` names the list of terms that its cells are taken from.
    """

    name: str
    field: str
    use: str
    en: str
    fa: str
    choices: str
    help: str
    help_fa: str

    @property
    def is_day(self) -> bool:
        """Whether its cells are days."""
        return self.name in ("first", "last")

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.name.startswith(NUMBERS) and not self.name.endswith("bound")


class About(Record, frozen=True, kw_only=True):
    """What a sheet says of itself: its form, what it shows, its language and its length.

    `view` says how much of the desk went out (`sheets.py`); `columns` are their names, blanks between.
    """

    crosstally_sheet: int
    view: str
    lang: str
    rows: int
    columns: str = ""

    def shown(self) -> tuple[Column, ...]:
        """The columns that went out, in order."""
        return tuple(columns()[name] for name in self.columns.split())


class Line(NamedTuple):
    """A row: an incident's id, its cells by column, and those of the desk's own columns."""

    incident: str
    cells: Mapping[str, str]
    own: Mapping[str, str]


class Sheet(NamedTuple):
    """What goes out: what it says of itself, and its rows in their order."""

    about: About
    lines: tuple[Line, ...]


@cache
def columns() -> Mapping[str, Column]:
    """Every column that a sheet may have, by name, in order."""
    return {row["name"]: convert(Column, row) for row in _table("sheet_columns.csv")}


@cache
def terms(choices: str) -> Mapping[str, str]:
    """The terms that a column's cells are taken from, with their Persian."""
    if choices == "subtype":
        return {one: one for own in SUBTYPES.values() for one in own}
    rows = _table("sheet_terms.csv")
    return {row["term"]: row["fa"] for row in rows if row["choices"] == choices}


def shown(column: Column, cell: str, lang: str) -> str:
    """A cell as people read it: in a Persian sheet terms are Persian words, days Jalali ones."""
    if lang != "fa" or not cell:
        return cell
    if column.is_day:
        told = date_of(Calendar.JALALI, date.fromisoformat(cell))
        return "-".join(f"{number:02}" for number in told)
    if not column.choices:
        return cell
    known = terms(column.choices)
    return "; ".join(known.get(one, one) for one in cell.split("; "))


def title(column: Column, lang: str) -> str:
    """What a column is called."""
    return column.fa if lang == "fa" else column.en


def safe(text: str) -> str:
    """The text as no spreadsheet runs it.

    >>> safe("=1+1"), safe("'=1"), safe("نان"), safe("it's")
    ("'=1+1", "''=1", 'نان', "it's")
    """
    return "'" + text if _RUNS.match(text) else text


def plain(text: str) -> str:
    """The text as it was before `safe`.

    >>> plain(safe("@x")), plain("'tis")
    ('@x', "'tis")
    """
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def kept_of(line: Line, about: About, key: bytes) -> str:
    """A row's values as they go out, and the mark that only the holder of the desk's key can make."""
    told = encode((line.incident, _values(line), dict(line.own))).decode()
    return _mark(told, about, key) + told


def read_kept(text: str, about: About, key: bytes) -> Line:
    """The row that was kept so.

    Raises:
        FormatError: it is none of this desk's, or was changed.
    """
    mark, told = text[:_MARK_LETTERS], text[_MARK_LETTERS:]
    if not hmac.compare_digest(mark.encode(), _mark(told, about, key).encode()):
        raise FormatError("what went out was changed, or is another desk's")
    incident, values, own = parse_json(told)
    return Line(incident, values, own)


def read_about(text: str) -> About:
    """What a sheet says of itself.

    Raises:
        FormatError: it says nothing, or is of another form.
    """
    about = decode(About, text)
    if about.crosstally_sheet != FORM:
        raise FormatError(f"a sheet of form {about.crosstally_sheet}", hint="take a newer program")
    return about


def _values(line: Line) -> dict[str, str]:
    """The cells that hold anything, without the long ones that are for reading only."""
    known = (name for name in columns() if name not in UNKEPT)
    return {name: cell for name in known if (cell := line.cells.get(name, ""))}


def _mark(told: str, about: About, key: bytes) -> str:
    text = b"crosstally sheet 1\0" + encode(about) + b"\0" + told.encode()
    return hmac.digest(key, text, "sha256").hex()[:_MARK_LETTERS]


def _table(name: str) -> list[dict[str, str]]:
    path = resources.files("crosstally.tables").joinpath(name)
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
