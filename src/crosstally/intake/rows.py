"""The rows of a table, CSV or XLSX, as text and one at a time.

Invariant: a row keeps the number it has in a spreadsheet (the header is row 1 of a plain table);
blank rows are no items; a row that cannot be read comes out as an issue in its place.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, Any, NamedTuple

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Told, aside
from crosstally.intake.lines import line_text, read_lines
from crosstally.intake.zips import BROKEN, open_zip
from crosstally.records import Issue, Reason

# What openpyxl raises for a workbook that was damaged (found by fuzzing).
_BROKEN = (*BROKEN, SyntaxError, AttributeError, TypeError, IndexError, OverflowError)
_DELIMITERS = ",;\t|"


_NAME = 40  # characters: the longest word of the tables known has 35
HEADER_WITHIN = 20  # rows: above the header a sheet may have its title, its date, a legend


class Row(NamedTuple):
    """A row's cells as text, its number in the sheet, and which cells hold formulas."""

    number: int
    cells: tuple[str, ...]
    formulas: frozenset[int] = frozenset()


def read_rows(inlet: Inlet, told: Told, *, sheet: str | None = None) -> Iterator[Row | Issue]:
    """Every row of a table that is not blank, the header first; an issue for what is no row."""
    if inlet.name.lower().endswith((".xlsx", ".xlsm")):
        yield from _xlsx_rows(inlet, told, sheet)
    else:
        yield from _csv_rows(inlet, told)


def _csv_rows(inlet: Inlet, told: Told) -> Iterator[Row | Issue]:
    with inlet.open() as stream:
        faults: list[Reason] = []
        lines = _csv_lines(stream, told.limits.line, faults)
        first = next(lines, "")
        number = 0
        if first[:4].lower() == "sep=" and len(first.strip()) == 5:  # Excel's own line, no row
            first, number = first[4] + "\n", -1
        delimiter = max(_DELIMITERS, key=lambda mark: (first.count(mark), -_DELIMITERS.index(mark)))
        reader = csv.reader(_with(first, lines), delimiter=delimiter, strict=False)
        while True:
            try:
                cells = next(reader, None)
                number += 1
            except csv.Error:
                number += 1
                yield aside(f"{inlet.name}#{number}", Reason.TOO_LONG, "a cell of over 128 KB")
                continue
            if faults:
                yield aside(f"{inlet.name}#{number}", faults.pop())
                faults.clear()
            elif cells is None:
                return
            elif any(cell.strip() for cell in cells):
                yield Row(number, tuple(cells))
            if cells is None:
                return


def _csv_lines(stream: IO[bytes], limit: int, faults: list[Reason]) -> Iterator[str]:
    for line in read_lines(stream, limit):
        text = line_text(line.raw) if line.raw is not None else None
        if text is None:
            faults.append(Reason.TOO_LONG if line.raw is None else Reason.WRONG_ENCODING)
            yield "\n"
        else:
            yield text + "\n"


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _xlsx_rows(inlet: Inlet, told: Told, wanted: str | None) -> Iterator[Row | Issue]:
    with inlet.open() as stream:
        checked = open_zip(stream, inlet.name, told)
        if isinstance(checked, Issue):
            yield checked
            return
        book = _book(stream, inlet.name)
        try:
            names = [name for name in book.sheetnames if hasattr(book[name], "iter_rows")]
            if not names or (wanted is not None and wanted not in names):
                yield aside(inlet.name, Reason.EMPTY, "no such sheet in the workbook")
                return
            chosen = wanted or names[0]
            yield from _sheet_rows(book[chosen], inlet.name)
            for name in names:
                if name != chosen and _holds_anything(book[name]):
                    yield aside(f"{inlet.name}!{name}", Reason.NOT_A_RECORD, "another sheet")
        finally:
            book.close()


def _book(stream: IO[bytes], name: str) -> Any:
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # 0.2 s that CSV need not pay
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

    try:
        return load_workbook(stream, read_only=True, data_only=False)
    except (InvalidFileException, *_BROKEN) as error:
        raise FormatError(
            f"{name} is no workbook: {type(error).__name__}", hint="save it as .xlsx again"
        ) from None


def _sheet_rows(sheet: Any, name: str) -> Iterator[Row | Issue]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            texts = tuple(_text(cell.value) for cell in cells)
            if any(text.strip() for text in texts):
                marked = frozenset(i for i, cell in enumerate(cells) if _is_formula(cell))
                yield Row(number, texts, marked)
    except _BROKEN as error:
        yield aside(name, Reason.TRUNCATED, f"the sheet breaks off: {type(error).__name__}")


def _is_formula(cell: Any) -> bool:
    return getattr(cell, "data_type", None) == "f"


def _holds_anything(sheet: Any) -> bool:
    try:
        return any(v is not None for row in sheet.iter_rows(values_only=True) for v in row)
    except _BROKEN:
        return True


def _text(value: object) -> str:
    """A cell's value as a person sees it: whole numbers without ".0", days without midnight."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def brief(name: str) -> str:
    """A column's name or a word, for a message; of what is longer its length, for it may be a report.

    >>> brief("شهر"), brief("Hundreds of people rallied in the main square.")
    ('شهر', '(46 characters)')
    """
    return name if len(name) <= _NAME else f"({len(name)} characters)"


def index_of(header: Sequence[str], column: str) -> int | None:
    """Where a column stands, its name compared without blanks at the ends; None if nowhere."""
    names = [name.strip() for name in header]
    return names.index(column.strip()) if column.strip() in names else None
