"""The record as a workbook: a sheet for each table, and one that says what its columns mean.

Invariant: no cell runs (`safe_cell`), dates are dates, and equal records give equal bytes; the file
tells nothing of a machine, a person or a clock (`tables.workbook`).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from crosstally.errors import UsageError
from crosstally.publish.dictionary import dictionary
from crosstally.publish.public import Public
from crosstally.publish.tables import TABLES, safe_cell
from crosstally.records import Record
from crosstally.tables.workbook import Cell, Head, Page, book_bytes

MOST_ROWS = 1_048_576  # what a sheet of the format holds, the header being one
_LONGEST = 32_767  # characters in a cell
_WIDTHS = {
    "text": 48, "because": 48, "meaning": 90, "codes": 60, "origins": 24, "reports": 24, "url": 36,
}  # fmt: skip
_ABOUT = ("table", "column", "type", "unit", "meaning", "codes")


def write_workbook(public: Public, folder: Path, lang: str) -> tuple[Path, ...]:
    """The path of the workbook; its sheets run right to left where the language does."""
    path = folder / "tables.xlsx"
    _ = path.write_bytes(workbook(public, lang))
    return (path,)


def workbook(public: Public, lang: str) -> bytes:
    """The tables as sheets with a frozen header and filters.

    Raises:
        UsageError: a table has more rows than a sheet holds.
    """
    right_to_left = lang == "fa"
    pages = [_page(name, kind, rows_of(public)) for name, kind, rows_of in TABLES]
    return book_bytes([one._replace(right_to_left=right_to_left) for one in (*pages, _about())])


def _page(name: str, kind: type[Record], records: Iterable[Record]) -> Page:
    columns = kind.__struct_fields__
    rows = ([_cell(getattr(row, one)) for one in columns] for row in records)
    return _sheet(name, columns, _checked(name, rows))


def _about() -> Page:
    """What each column means, in the words of the data dictionary."""
    names = {name for name, _, _ in TABLES}
    rows = (
        [_cell(getattr(row, one)) for one in _ABOUT] for row in dictionary() if row.table in names
    )
    return _sheet("columns", _ABOUT, rows)


def _sheet(name: str, columns: tuple[str, ...], rows: Iterable[list[Cell]]) -> Page:
    heads = [Head(one, width=_WIDTHS.get(one, max(11, len(one) + 4))) for one in columns]
    return Page(name, heads, rows, frozen="B2", filtered=True)


def _checked(name: str, rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise UsageError(
                f"{name} has more rows than a sheet holds",
                hint="export it as parquet or csv, or fewer incidents with --rule",
            )
        yield row


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return str(safe_cell(value))[:_LONGEST] or None
    return value
