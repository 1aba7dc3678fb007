"""A desk's sheet as it goes out: what it holds, how it is laid out, and what it never tells."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from crosstally.publish.sheet import public_lines, sheet_csv, sheet_xlsx
from crosstally.tables.sheet import FORM, About, Sheet, columns, terms

KEY = b"k" * 32


@pytest.fixture(scope="module", params=["en", "fa"])
def sheet(public, request):
    """The sheet of the hand-made desk, in a language."""
    lines = tuple(public_lines(public, lang=request.param))
    shown = " ".join(name for name in columns() if name not in ("site", "notes"))
    about = About(
        crosstally_sheet=FORM, view="public", lang=request.param, rows=len(lines), columns=shown
    )
    return Sheet(about, lines)


@pytest.fixture(scope="module")
def book(sheet):
    """The same as a workbook that was opened."""
    return load_workbook(io.BytesIO(sheet_xlsx(sheet, KEY)))


def test_every_public_incident_is_a_row_with_its_values(public, sheet):
    assert [line.incident for line in sheet.lines] == [one.id for one in public.incidents]
    for line, one in zip(sheet.lines, public.incidents, strict=True):
        assert line.cells["kind"] == one.kind
        assert line.cells.get("first") == (one.first.isoformat() if one.first else None)
        assert line.cells["mentions"].split("; ") == [each.id for each in one.mentions]
        told = {name: cell for name, cell in line.cells.items() if name.startswith("killed")}
        assert all(cell.isdigit() for cell in told.values())
    names = {town.name_fa if sheet.about.lang == "fa" else town.name for town in public.towns}
    assert {line.cells["town"] for line in sheet.lines if "town" in line.cells} <= names


def test_what_is_not_recorded_is_blank_and_never_zero(public, sheet, book):
    page = book.worksheets[0]
    at = next(cell.column for cell in page[1] if cell.value in ("killed from", "کشته از"))
    for row, one in enumerate(public.incidents, 2):
        told = any(field.name == "killed" for field in one.fields)
        assert (page.cell(row, at).value is not None) == told


def test_the_sheet_is_frozen_and_filtered_and_runs_as_its_language_does(sheet, book):
    page, aid, lists, out = book.worksheets
    assert (page.freeze_panes, page.sheet_view.rightToLeft) == ("B2", sheet.about.lang == "fa")
    assert page.auto_filter.ref.startswith("A1:")
    states = [one.sheet_state for one in (page, aid, lists, out)]
    assert states == ["visible", "visible", "hidden", "hidden"]


def test_terms_are_chosen_from_lists_and_every_column_is_explained(sheet, book):
    page, aid, lists, _ = book.worksheets
    chosen = {one.formula1 for one in page.data_validations.dataValidation if one.type == "list"}
    assert len(chosen) == len({c.choices for c in columns().values()
                               if c.choices and c.use != "told" and c.name != "groups"})  # fmt: skip
    listed = {cell.value for row in lists.iter_rows() for cell in row}
    kinds = terms("kind")
    assert set(kinds.values() if sheet.about.lang == "fa" else kinds) <= listed
    explained = {row[0].value for row in aid.iter_rows(min_row=2)}
    assert {cell.value for cell in page[1]} == explained
    assert all(one.prompt for one in page.data_validations.dataValidation)


def test_no_clock_and_no_person_is_in_the_file(sheet):
    data = sheet_xlsx(sheet, KEY)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert {one.date_time for one in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = book.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert "<dc:creator>crosstally</dc:creator>" in core
    assert data == sheet_xlsx(sheet, KEY)


def test_words_are_those_around_what_was_read_of_open_reports_alone(public, sheet):
    spoken = [" ".join((one.words or "").split()) for one in public.reports]
    shown = [line.cells["words"].strip("… ") for line in sheet.lines if "words" in line.cells]
    assert shown
    assert all(any(one in words for words in spoken) for one in shown)
    assert max(map(len, shown)) <= 330


def test_a_csv_keeps_what_went_out_in_its_last_column(sheet):
    text = sheet_csv(sheet, KEY).decode("utf-8-sig")
    head, *rows = text.split("\r\n")[:-1]
    assert '""crosstally_sheet"":1' in head
    assert len(rows) == len(sheet.lines)
