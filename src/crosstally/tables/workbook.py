"""A workbook's bytes from its pages: the same pages give the same bytes, on every machine.

Invariant: no clock, machine or person is in the file; text is written as text, whatever it begins with.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

Cell = str | int | float | date | None
_STILL = (1980, 1, 1, 0, 0, 0)  # the earliest instant that a zip file can tell
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_PROMPT = 255  # letters that a spreadsheet shows beside a cell
_LAST_ROW = 1_048_576
_CLOCK = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


class Head(NamedTuple):
    """A column: its title, its width in letters, what is shown beside its cells, its list.

    `choices` is a range of another page; `editable` columns stand out.
    """

    title: str
    width: int = 12
    prompt: str = ""
    choices: str = ""
    editable: bool = False


class Page(NamedTuple):
    """A page of a workbook: its heads (none where it has no header), its rows, how it is shown."""

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Cell]]
    hidden: bool = False
    right_to_left: bool = False
    frozen: str = ""
    filtered: bool = False


def writable(text: str) -> str:
    r"""The text as a workbook can hold it.

    >>> writable("a\x1bb\r\nc")
    'a\ufffdb\nc'
    """
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def book_bytes(pages: Sequence[Page]) -> bytes:
    """The workbook as XLSX."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # 0.2 s that others need not pay

    book = Workbook(write_only=True)
    book.properties.creator = "crosstally"
    for page in pages:
        _write(book.create_sheet(page.name), page)
    raw = io.BytesIO()
    book.save(raw)
    return _stilled(raw)


def _write(sheet: Any, page: Page) -> None:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    sheet.sheet_view.rightToLeft = page.right_to_left
    sheet.sheet_state = "hidden" if page.hidden else "visible"
    if page.frozen:
        sheet.freeze_panes = page.frozen
    for at, head in enumerate(page.heads, 1):
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width, column.number_format = head.width, "@"  # what is typed stays as typed
        if head.prompt or head.choices:
            sheet.data_validations.append(_validation(get_column_letter(at), head))
    if page.heads:
        sheet.append([_head_cell(WriteOnlyCell(sheet, head.title), head, Alignment, Font, PatternFill)
                      for head in page.heads])  # fmt: skip

    last = 1
    for row in page.rows:
        sheet.append([_cell(sheet, value, WriteOnlyCell) for value in row])
        last += 1
    if page.filtered:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(page.heads))}{last}"


def _cell(sheet: Any, value: Cell, cell: Any) -> Any:
    if isinstance(value, date):
        made = cell(sheet, value)
        made.number_format = "yyyy-mm-dd"
        return made
    if not isinstance(value, str):
        return value
    text = writable(value)
    if text[:1] != "=":
        return text
    made = cell(sheet, text)
    made.data_type = "s"  # and never a formula
    return made


def _head_cell(made: Any, head: Head, alignment: Any, font: Any, fill: Any) -> Any:
    made.font = font(bold=True)
    made.alignment = alignment(wrap_text=True, vertical="top")
    made.fill = fill("solid", fgColor="FFF4D6" if head.editable else "E6E2D8")
    return made


def _validation(letter: str, head: Head) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    made = DataValidation(
        type="list" if head.choices else None,
        formula1=head.choices or None,
        allow_blank=True,
        showInputMessage=bool(head.prompt),
        showErrorMessage=False,  # words of the other language are read too
        promptTitle=head.title[:32],
        prompt=head.prompt[:_MOST_PROMPT],
    )
    made.add(f"{letter}2:{letter}{_LAST_ROW}")
    return made


def _stilled(raw: io.BytesIO) -> bytes:
    """The same zip with no clock in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(raw) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as still,
    ):
        for name in sorted(made.namelist()):
            member = zipfile.ZipInfo(name, _STILL)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            still.writestr(member, _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", made.read(name)))
    return out.getvalue()
