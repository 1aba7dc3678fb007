"""Tables: one outcome a row, by the map."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Limits, Told
from crosstally.intake.columns import ColumnMap
from crosstally.intake.table import MAP_COLUMN, map_of, read_table
from crosstally.records import Issue, Provenance, Reason, Report, encode

CODED = ColumnMap(
    columns=(("date", "تاریخ"), ("city", "شهر"), ("size", "تعداد")),
    constants=(("kind", "ASM"),),
    date_format="jalali",
)
TOLD = Told(b"k" * 32, datetime(2020, 2, 1, tzinfo=UTC), maps={"": CODED})
HEADER = ["تاریخ", "شهر", "تعداد", "یادداشت"]
ROW = ["۱۳۹۶/۱۰/۷", "مشهد", "۳۰۰", "Canary note"]


def csv_of(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def xlsx_of(rows: list[list[object]], *more: list[list[object]]) -> bytes:
    book = Workbook()
    for number, sheet in enumerate((rows, *more)):
        page = book.active if number == 0 else book.create_sheet()
        assert page is not None
        for row in sheet:
            page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def outcomes(raw: bytes, name: str = "t.csv", told: Told = TOLD) -> list[Report | Issue]:
    return list(read_table(Inlet(name, lambda: BytesIO(raw)), told))


def test_a_coded_row_keeps_the_cells_its_map_names_and_no_others() -> None:
    (report,) = outcomes(csv_of([HEADER, ROW]))
    assert isinstance(report, Report)
    assert report.cells[:3] == (("تاریخ", "۱۳۹۶/۱۰/۷"), ("شهر", "مشهد"), ("تعداد", "۳۰۰"))
    assert report.cells[3][0] == MAP_COLUMN
    assert (report.row, report.provenance, report.body) == (2, Provenance.TABLE, "")
    assert map_of(report) == CODED
    assert b"Canary" not in encode(report)


def test_csv_and_xlsx_give_the_same_reports() -> None:
    rows = [HEADER, ROW, ["", "", "", ""], ["۱۳۹۶/۱۰/۸", "قم", "", ""]]
    plain = outcomes(csv_of(rows), "t.csv")
    assert [one.row for one in plain if isinstance(one, Report)] == [2, 4]
    assert [one.cells for one in plain if isinstance(one, Report)] == [
        one.cells for one in outcomes(xlsx_of([list(r) for r in rows]), "t.xlsx")
        if isinstance(one, Report)
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_mark_between_columns_is_found(delimiter: str) -> None:
    (report,) = outcomes(csv_of([HEADER, ROW], delimiter))
    assert isinstance(report, Report)
    assert dict(report.cells)["شهر"] == "مشهد"


@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("", Reason.NO_DATE),
        ("روز شنبه", Reason.BAD_DATE),
        ("2018-01-01", Reason.BAD_DATE),
        ("0025/01/01", Reason.BAD_DATE),
        ("۱۴۹۹/۰۱/۰۱", Reason.FUTURE_DATE),
    ],
)
def test_a_row_without_a_day_is_an_issue_in_its_place(date: str, reason: Reason) -> None:
    bad, good = outcomes(csv_of([HEADER, [date, "قم", "", ""], ROW]))
    assert isinstance(bad, Issue)
    assert (bad.reason, bad.where) == (reason, "t.csv#2")
    assert isinstance(good, Report)


def test_a_formula_in_a_column_that_is_read_sets_the_row_aside() -> None:
    rows: list[list[object]] = [list(HEADER), list(ROW), ["۱۳۹۶/۱۰/۸", "قم", "=1+1", ""]]
    good, bad = outcomes(xlsx_of(rows), "t.xlsx")
    assert isinstance(good, Report)
    assert isinstance(bad, Issue)
    assert bad.reason is Reason.FORMULA


def test_a_formula_in_a_column_that_is_not_read_does_no_harm() -> None:
    rows: list[list[object]] = [list(HEADER), [*ROW[:3], "=HYPERLINK(1)"]]
    (report,) = outcomes(xlsx_of(rows), "t.xlsx")
    assert isinstance(report, Report)


def test_a_title_above_the_header_is_no_row_and_is_said() -> None:
    rows = [["تجمع‌های دی ۱۳۹۶", "", "", ""], ["", "", "", ""], ["راهنما", "x", "", ""], HEADER, ROW]
    title, legend, report = outcomes(csv_of(rows))
    assert isinstance(title, Issue)
    assert isinstance(legend, Issue)
    assert (title.reason, legend.where) == (Reason.NOT_A_RECORD, "t.csv#3")
    assert isinstance(report, Report)
    assert report.row == 5


def test_a_first_row_that_cannot_be_read_hides_no_other() -> None:
    bad, good = outcomes(b"\xe9\xe8\xff,,,\n" + csv_of([HEADER, ROW]))
    assert isinstance(bad, Issue)
    assert bad.reason is Reason.WRONG_ENCODING
    assert isinstance(good, Report)


def test_excels_line_about_its_separator_is_no_header() -> None:
    (report,) = outcomes(b"sep=;\r\n" + csv_of([HEADER, ROW], ";"))
    assert isinstance(report, Report)
    assert report.row == 2  # as the spreadsheet numbers it


def test_another_sheet_of_a_workbook_is_said_to_be_left() -> None:
    rows: list[list[object]] = [list(HEADER), list(ROW)]
    report, other = outcomes(xlsx_of(rows, [["x"]], []), "t.xlsx")
    assert isinstance(report, Report)
    assert isinstance(other, Issue)
    assert other.where == "t.xlsx!Sheet1"


def test_a_date_that_is_a_date_in_the_sheet_is_a_day() -> None:
    iso = ColumnMap(columns=(("date", "d"), ("city", "c")), constants=(("kind", "ASM"),))
    rows: list[list[object]] = [["d", "c"], [datetime(2018, 1, 1), "قم"]]  # noqa: DTZ001
    (report,) = outcomes(xlsx_of(rows), "t.xlsx", TOLD._replace(maps={"": iso}))
    assert isinstance(report, Report)
    assert dict(report.cells)["d"] == "2018-01-01"


def test_two_rows_alike_are_two_and_have_two_ids() -> None:
    one, other = outcomes(csv_of([HEADER, ROW, ROW]))
    assert isinstance(one, Report)
    assert isinstance(other, Report)
    assert one.id != other.id


def test_a_table_of_reports_needs_no_map_if_its_columns_have_our_names() -> None:
    raw = csv_of(
        [["id", "source", "published", "text", "phone"], ["7", "isna", "2018-01-01", "متن", "0912"]]
    )
    report, notice = outcomes(raw, "t.csv", TOLD._replace(maps={}))
    assert isinstance(report, Report)
    assert (report.native_id, report.body, report.published) == ("7", "متن", "2018-01-01")
    assert isinstance(notice, Issue)
    assert notice.reason is Reason.FORBIDDEN_FIELD
    assert b"0912" not in encode([report, notice])


def test_any_other_table_without_a_map_is_one_issue() -> None:
    (issue,) = outcomes(csv_of([HEADER, ROW]), "t.csv", TOLD._replace(maps={}))
    assert isinstance(issue, Issue)
    assert issue.reason is Reason.UNKNOWN_FORMAT


def test_a_map_that_does_not_fit_its_table_is_refused_with_the_columns_there_are() -> None:
    with pytest.raises(FormatError, match="شهر") as refused:
        outcomes(csv_of([["تاریخ", "تعداد"], ["x", "y"]]))
    assert refused.value.hint is not None
    assert "تعداد" in refused.value.hint


def test_a_map_that_takes_in_a_name_is_refused() -> None:
    banned = ColumnMap(columns=(("date", "d"), ("groups", "Full Name")))
    with pytest.raises(FormatError, match="names a person"):
        outcomes(
            csv_of([["d", "Full Name"], ["2018-01-01", "x"]]), told=TOLD._replace(maps={"": banned})
        )


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xff\xfe"])
def test_an_empty_table_gives_nothing(raw: bytes) -> None:
    assert outcomes(raw) == []


@pytest.mark.parametrize("raw", [b"no zip", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0 old xls"])
def test_a_workbook_that_is_none_is_an_issue(raw: bytes) -> None:
    (issue,) = outcomes(raw, "t.xlsx")
    assert isinstance(issue, Issue)


def test_a_cell_too_long_and_a_line_too_long_are_issues_in_their_place() -> None:
    long_cell = csv_of([HEADER, ["۱۳۹۶/۱۰/۷", "x" * 140_000, "", ""], ROW])
    bad, good = outcomes(long_cell)
    assert isinstance(bad, Issue)
    assert bad.reason is Reason.TOO_LONG
    assert isinstance(good, Report)
    short = TOLD._replace(limits=Limits(line=500))
    bad, good = outcomes(csv_of([HEADER, ["۱۳۹۶/۱۰/۷", "x" * 5000, "", ""], ROW]), told=short)
    assert isinstance(bad, Issue)
    assert bad.reason is Reason.TOO_LONG
    assert isinstance(good, Report)


def test_a_row_in_another_encoding_is_an_issue_in_its_place() -> None:
    raw = csv_of([HEADER, ROW]) + b"\xe9\xe8,\xff,,\r\n" + csv_of([["۱۳۹۶/۱۰/۸", "قم", "", ""]])
    found = outcomes(raw)
    assert [type(one) for one in found] == [Report, Issue, Report]
    assert isinstance(found[1], Issue)
    assert found[1].reason is Reason.WRONG_ENCODING


def test_a_cell_of_two_lines_is_one_cell(file: Callable[..., Inlet]) -> None:
    (report,) = outcomes(csv_of([HEADER, ["۱۳۹۶/۱۰/۷", "شهر\nری", "", ""]]))
    assert isinstance(report, Report)
    assert dict(report.cells)["شهر"] == "شهر\nری"


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)


@given(st.lists(st.lists(cells, min_size=4, max_size=4), max_size=8))
def test_inputs_are_reports_and_issues(rows: list[list[str]]) -> None:
    items = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(outcomes(csv_of([HEADER, *rows]))) == len(items)
