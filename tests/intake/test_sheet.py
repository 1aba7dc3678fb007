"""A sheet that went out and came back: nothing is lost, and nothing is guessed."""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from crosstally.errors import FormatError, SealError
from crosstally.intake import Inlet, Located, Told
from crosstally.intake.amounts import read_amount
from crosstally.intake.sheet import read_sheet
from crosstally.intake.sheet_changes import Edits, Standing
from crosstally.intake.sheet_edits import edits_of
from crosstally.intake.sheet_values import Reading, read_days
from crosstally.publish.sheet import sheet_csv, sheet_xlsx
from crosstally.records import (
    Decision,
    Judgement,
    JudgementId,
    Level,
    PlaceId,
    Reason,
    parse_json,
)
from crosstally.tables.sheet import FORM, About, Line, Sheet, columns, plain, safe
from crosstally.text.fold import fold

KEY, TODAY = b"k" * 32, datetime(2026, 5, 1, tzinfo=UTC)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
TOWNS = {
    "Shiraz": ("شیراز", "Fars"), "Ahvaz": ("اهواز", "Khuzestan"), "Izeh": ("ایذه", "Khuzestan"),
}  # fmt: skip
CELLS = {
    "status": "machine", "kind": "ASM", "subtype": "rally", "first": "2018-08-01",
    "last": "2018-08-01", "precision": "day", "town": "Shiraz", "province": "Fars",
    "size_low": "100", "size_high": "100", "size_bound": "exact", "groups": "teachers; workers",
    "stance": "challenger", "reality": "occurred", "words": "=cmd|' /C calc'!A0", "counts": "yes",
    "independent": "2", "mentions": "r-1#1; r-2#1",
}  # fmt: skip


def look(name: str, province: str | None, level: Level) -> Located | None:
    """Three towns and their provinces, in English and Persian."""
    for town, (persian, own) in TOWNS.items():
        if level is Level.CITY and name in (town, persian):
            return Located(
                PlaceId(town), town, Level.CITY, town, PlaceId(town), own, "IR", 1.0, 2.0
            )
        if level is Level.PROVINCE and name in (own, {"Fars": "فارس"}.get(own)):
            return Located(PlaceId(own), own, Level.PROVINCE, None, None, own, "IR", 1.0, 2.0)
    return None


def made(
    number: int = 3,
    *,
    lang: str = "en",
    own: Mapping[str, str] | None = None,
    cells: Mapping[str, str] = CELLS,
) -> Sheet:
    lines = tuple(Line(f"i-{n}", cells, own or {}) for n in range(1, number + 1))
    shown = " ".join(name for name in columns() if name not in ("site", "notes"))
    about = About(crosstally_sheet=FORM, view="public", lang=lang, rows=number, columns=shown)
    return Sheet(about, lines)


def back(
    file: bytes | tuple[bytes, str],
    now: Sheet,
    *,
    name: str = "a.xlsx",
    judgements: tuple[Judgement, ...] = (),
    by: str = "reader 1",
) -> Edits:
    """What a file says against a sheet as it would go out now."""
    data, name = (file, name) if isinstance(file, bytes) else file
    returned = read_sheet(Inlet(name, lambda: io.BytesIO(data)), Told(KEY, TODAY))
    ids = frozenset({*(line.incident for line in now.lines), "r-1#1", "r-2#1"})
    standing = Standing({line.incident: line for line in now.lines}, {}, ids, judgements)
    reading = Reading(look, read_amount, by, TODAY.date())
    return edits_of(returned, standing, reading, name=name)


def typed(sheet: Sheet, cells: Mapping[tuple[int, str], Any]) -> tuple[bytes, str]:
    """The sheet with other values in some cells, by row and column: CSV where they are all text."""
    if all(
        value is None or (isinstance(value, str) and value[:1] != "=") for value in cells.values()
    ):
        return _typed_csv(sheet, cells), "a.csv"

    def change(page: Any, at: Mapping[str, int]) -> None:
        for (row, column), value in cells.items():
            cell = page.cell(row, at.get(column) or page.max_column + 1)
            if column not in at:
                page.cell(1, cell.column).value = column
            cell.value = value

    return saved(sheet, change), "a.xlsx"


def _typed_csv(sheet: Sheet, cells: Mapping[tuple[int, str], Any]) -> bytes:
    rows = list(csv.reader(io.StringIO(sheet_csv(sheet, KEY).decode("utf-8-sig"))))
    lang = sheet.about.lang
    for (row, column), value in cells.items():
        known = columns().get(column)
        heading = column if known is None else known.fa if lang == "fa" else known.en
        if heading not in rows[0]:
            for at, one in enumerate(rows):
                one.insert(0, heading if at == 0 else "")
        rows[row - 1][rows[0].index(heading)] = value or ""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def saved(sheet: Sheet, change: Callable[[Any, Mapping[str, int]], None]) -> bytes:
    """The workbook as another program saves it, after a change."""
    book = load_workbook(io.BytesIO(sheet_xlsx(sheet, KEY)))
    page = book.worksheets[0]
    titles = {
        (one.fa if sheet.about.lang == "fa" else one.en): one.name for one in columns().values()
    }
    at = {titles.get(cell.value, cell.value): cell.column for cell in page[1]}
    change(page, at)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only(edits: Edits) -> tuple[str | None, Any]:
    """The field and value of the one change that there is, and nothing else."""
    assert (edits.conflicts, edits.issues) == ((), ())
    (change,) = edits.changes
    return change.field, parse_json(change.value or "null")


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("first", "1/2", "first day: no day, year first"),
        ("first", "3/4/2018", "first day: two days"),
        ("last", "2018-07-30", "last day: before the first day"),
        ("first", "97/5/10", "first day: no day, year first"),
        ("town", "Springfield", "town: not in the gazetteer, or several places of that name"),
        ("province", "Khuzestan", "province: no province that the town lies in"),
        ("size_low", "many", "size from: no number of people"),
        ("size_low", "-5", "size from: no number of people"),
        ("killed_low", "12.5", "killed from: no number of people"),
        ("kind", "", "kind: an incident has one"),
        ("kind", "PARTY", "kind: no word of its list"),
        ("subtype", "closure", "subtype: no subtype of that kind"),
        ("groups", "workers; bankers", "groups: no word of its list"),
        ("verdict", "maybe", "verdict: no word of its list"),
        ("same_as", "i-99", "same as: no other incident or mention of this desk"),
        ("same_as", "i-1", "same as: no other incident or mention of this desk"),
        ("status", "confirmed", "status: for reading only; nothing was taken from it"),
    ],
)
def test_a_cell_that_is_not_understood_is_named_and_changes_nothing(
    column: str, value: str, why: str
) -> None:
    found = back(typed(made(), {(2, column): value}), made())
    assert (found.changes, found.conflicts) == ((), ())
    assert [(one.where, one.detail) for one in found.issues] == [("a.csv#2", why)]


def test_no_message_quotes_what_somebody_typed() -> None:
    words = {(2, c): "Maryam of Shiraz" for c in ("first", "town", "size_low", "kind", "verdict")}
    found = back(typed(made(), words), made())
    assert len(found.issues) == 5
    assert all("Maryam" not in str(one.detail) + str(one.where) for one in found.issues)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_what_nobody_touched_says_nothing(name: str, lang: str) -> None:
    sheet = made(lang=lang, own={"ours": "=1+1", "‌ستون": "نان"})
    write = sheet_xlsx if name.endswith("x") else sheet_csv
    assert back(write(sheet, KEY), sheet, name=name) == Edits((), (), (), 0, 0, ())
    assert write(sheet, KEY) == write(sheet, KEY)


@pytest.mark.parametrize(
    ("cells", "field", "told"),
    [
        ({"kind": "STK", "subtype": ""}, None, None),
        ({"kind": "STK"}, "kind", "STK"),
        ({"subtype": "march"}, "subtype", "march"),
        ({"subtype": None}, "subtype", None),
        ({"first": "2018-08-02"}, "days", ("2018-08-02", "2018-08-02", "day")),
        ({"last": "2018-08-03"}, "days", ("2018-08-01", "2018-08-03", "day")),
        ({"first": "۱۳۹۷/۵/۱۲"}, "days", ("2018-08-03", "2018-08-03", "day")),
        ({"first": "۱۲ مرداد ۱۳۹۷"}, "days", ("2018-08-03", "2018-08-03", "day")),
        ({"first": datetime(2018, 8, 3)}, "days", ("2018-08-03", "2018-08-03", "day")),  # noqa: DTZ001
        ({"first": 43315.0}, "days", ("2018-08-03", "2018-08-03", "day")),
        ({"first": "31.7.2018"}, "days", ("2018-07-31", "2018-07-31", "day")),
        ({"precision": "week"}, "days", ("2018-08-01", "2018-08-01", "week")),
        ({"first": None, "last": None, "precision": None}, "days", None),
        ({"town": "Ahvaz"}, "place", ("Ahvaz", "Khuzestan", "city")),
        ({"town": "اهواز", "province": "Khuzestan"}, "place", ("Ahvaz", "Khuzestan", "city")),
        ({"town": None}, "place", ("Fars", "Fars", "province")),
        ({"town": None, "province": None}, "place", None),
        ({"size_low": 300}, "size", (300, 300, "exact")),
        ({"size_low": "۳۰۰", "size_high": "۵۰۰"}, "size", (300, 500, "exact")),
        ({"size_low": "حدود ۳۰۰ نفر"}, "size", (300, 300, "about")),
        ({"size_low": "50-80"}, "size", (50, 80, "exact")),
        ({"size_low": 1200.0, "size_high": "1,500"}, "size", (1200, 1500, "exact")),
        ({"size_bound": "about"}, "size", (100, 100, "about")),
        ({"size_low": "?", "size_high": None, "size_bound": None}, "size", None),
        ({"killed_low": "۲"}, "killed", (2, 2, "exact")),
        ({"injured_low": 0}, "injured", (0, 0, "exact")),
        ({"arrested_high": "دست کم 30"}, "arrested", (30, 30, "at_least")),
        ({"stance": "pro-state"}, "stance", "pro-state"),
        ({"stance": None}, "stance", None),
        ({"target": "employer"}, "target", "employer"),
        ({"state_organised": "no"}, "state_organised", False),
        ({"reality": "past"}, "reality", "past"),
        ({"groups": "workers، students"}, "groups", ["workers", "students"]),
        ({"groups": None}, "groups", []),
        ({"note": "ask Ali’s desk"}, "note", "ask Ali’s desk"),
        ({"our column": "-7"}, "x:our column", "-7"),
        ({"ستون ما": "=HYPERLINK"}, "x:ستون ما", None),
    ],
)
def test_every_sort_of_edit_comes_back(cells: dict[str, Any], field: str, told: Any) -> None:
    edited = typed(made(), {(3, column): value for column, value in cells.items()})
    if field is None:
        assert len(back(edited, made()).changes) == 2
        return
    if field.endswith("ما"):  # a formula is not a value
        assert [one.reason for one in back(edited, made()).issues] == [Reason.FORMULA]
        return
    found, value = only(back(edited, made()))
    assert found == field
    if field == "days" and value:
        assert value["ground"] == {"type": "note", "coder": "reader 1", "day": "2026-05-01"}
        value = (value["first"], value["last"], value["precision"])
    elif field == "place" and value:
        value = (value["name"], value["province"], value["level"])
    elif field in ("size", "killed", "injured", "arrested") and value:
        value = (value["low"], value["high"], value["bound"])
    elif field == "groups":
        value = [one["value"] for one in value]
    assert value == told


def test_a_persian_sheet_is_read_in_persian_and_in_codes() -> None:
    sheet = made(lang="fa", cells={**CELLS, "town": "شیراز", "province": "فارس"})
    page = load_workbook(io.BytesIO(sheet_xlsx(sheet, KEY))).worksheets[0]
    assert (page.title, page.sheet_view.rightToLeft, page.freeze_panes) == ("رویدادها", True, "B2")
    row = [cell.value for cell in page[2]]
    assert {"تجمع", "1397-05-10", "معلمان; کارگران", "معترض"} <= set(row)
    words = {"kind": "اعتصاب", "stance": "counter", "first": "۱۳۹۷-۰۵-۱۱", "verdict": "پذیرش",
             "size_bound": "حدود", "groups": "زنان"}  # fmt: skip
    found = back(typed(sheet, {(2, column): value for column, value in words.items()}), sheet)
    assert found.issues == ()
    told = {one.field or one.decision: one.value for one in found.changes}
    assert (told["kind"], told["stance"]) == ('"STK"', '"counter"')
    assert parse_json(told["days"])["first"] == "2018-08-02"
    assert parse_json(told["size"])["bound"] == "about"
    assert [one["value"] for one in parse_json(told["groups"])] == ["women"]
    assert Decision.ACCEPT in told


def test_a_verdict_a_join_a_parting_and_a_reason_come_back() -> None:
    cells = {(2, "verdict"): "reject", (2, "reason"): "a duplicate", (3, "same_as"): "i-1؛ i-3",
             (4, "different_from"): "i-1"}  # fmt: skip
    found = back(typed(made(), cells), made())
    told = [(one.decision, one.about, one.reason) for one in found.changes]
    assert told == [
        (Decision.REJECT, ("i-1",), "a duplicate"),
        (Decision.SAME, ("i-2", "i-1"), "in a sheet"),
        (Decision.SAME, ("i-2", "i-3"), "in a sheet"),
        (Decision.DIFFERENT, ("i-3", "i-1"), "in a sheet"),
    ]


def test_what_changed_here_and_there_is_in_conflict_and_what_agrees_is_not() -> None:
    moved = made(cells={**CELLS, "size_low": "500", "size_high": "500"})
    found = back(typed(made(), {(2, "size_low"): 300, (3, "size_low"): 500}), moved)
    assert found.changes == ()
    (conflict,) = found.conflicts
    told = conflict.incident, conflict.out, conflict.sheet, conflict.now
    assert told == ("i-1", "100 · exact", "300 · 100 · exact", "500 · exact")
    assert back(typed(made(), {(2, "kind"): "STK"}), moved).conflicts == ()


def test_two_rows_of_one_incident_that_differ_are_in_conflict() -> None:
    def twice(page: Any, at: Mapping[str, int]) -> None:
        page.append([cell.value for cell in page[2]])
        page.cell(2, at["stance"]).value = "counter"
        page.cell(page.max_row, at["stance"]).value = "unclear"

    found = back(saved(made(), twice), made())
    assert found.changes == ()
    assert [one.what for one in found.conflicts] == ["stance"]


def test_an_incident_that_is_no_more_is_in_conflict() -> None:
    found = back(typed(made(3), {(4, "kind"): "STK"}), made(2))
    assert [one.why for one in found.conflicts] == [
        "the incident is no more: merged, split or withheld"
    ]


def test_what_the_desk_has_been_told_is_not_told_again() -> None:
    edited = typed(made(), {(2, "verdict"): "accept", (2, "killed_low"): 3, (2, "note"): "n"})
    first = back(edited, made())
    said = tuple(
        Judgement(id=JudgementId(f"j-{n}"), decision=one.decision, about=one.about, by="reader 1",
                  at=TODAY, reason=one.reason, field=one.field, value=one.value)
        for n, one in enumerate(first.changes)
    )  # fmt: skip
    again = back(edited, made(), judgements=said)
    assert (len(first.changes), again.changes, again.known) == (3, (), 3)
    other = back(edited, made(), judgements=said, by="reader 2")
    assert [one.decision for one in other.changes] == [Decision.ACCEPT]


def resaved(page: Any, at: Mapping[str, int]) -> None:
    """As LibreOffice and tired people leave a sheet: other types, other order, rows at the end."""
    for row in range(2, page.max_row + 1):
        for name in ("first", "last"):
            cell = page.cell(row, at[name])
            cell.value = datetime.fromisoformat(cell.value)
        for name in ("size_low", "size_high", "independent"):
            page.cell(row, at[name]).value = float(page.cell(row, at[name]).value)
        page.cell(row, at["groups"]).value = " teachers ;  workers "
        page.cell(row, at["kind"]).value = "asm"
    rows = [[cell.value for cell in row][::-1] for row in page.iter_rows()]
    page.delete_rows(1, page.max_row)
    page.append(["reviewed on Tuesday"])
    for row in (rows[0], *rows[:0:-1], [None] * 5, ["", "  "], []):
        page.append(row)


def test_a_sheet_that_another_program_saved_says_nothing_new() -> None:
    found = back(saved(made(), resaved), made())
    assert found == Edits((), (), (), 0, 0, ())


def test_rows_and_columns_that_are_gone_reject_nothing_and_are_told() -> None:
    def less(page: Any, at: Mapping[str, int]) -> None:
        page.delete_rows(3, 1)
        page.delete_cols(at["killed_low"], 2)

    found = back(saved(made(), less), made())
    assert (found.changes, found.conflicts, found.issues) == ((), (), ())
    assert (found.missing, found.gone) == (1, ("killed_low", "killed_high"))


def test_a_row_that_never_went_out_is_told_by_its_number() -> None:
    def more(page: Any, at: Mapping[str, int]) -> None:
        page.append([None, "x"])
        page.append(["i-77"])

    found = back(saved(made(), more), made())
    assert [one.where for one in found.issues] == ["a.xlsx#5", "a.xlsx#6"]
    assert "crosstally add --map" in str(found.issues[0].detail)


def test_a_column_that_names_a_person_is_dropped_at_the_door() -> None:
    found = back(typed(made(), {(2, "phone"): "0912"}), made())
    assert found.changes == ()
    assert [one.reason for one in found.issues] == [Reason.FORBIDDEN_FIELD]


def test_a_formula_is_named_and_what_went_out_stays() -> None:
    found = back(typed(made(), {(2, "size_low"): "=100+200", (2, "note"): "=A1"}), made())
    assert found.changes == ()
    assert sorted(str(one.detail) for one in found.issues) == [
        "note: a formula; paste its value", "size from: a formula; paste its value",
    ]  # fmt: skip


def test_a_sheet_without_what_went_out_is_refused() -> None:
    def shorn(page: Any, _: Mapping[str, int]) -> None:
        del page.parent["out"]

    with pytest.raises(FormatError, match="does not say what went out"):
        back(saved(made(), shorn), made())
    book, out = Workbook(), io.BytesIO()
    book.save(out)
    with pytest.raises(FormatError, match="does not say what went out"):
        back(out.getvalue(), made())
    with pytest.raises(FormatError, match="no column of incidents' ids"):
        back(b"a,b\n1,2\n", made(), name="a.csv")
    rows = list(csv.reader(io.StringIO(sheet_csv(made(), KEY).decode("utf-8-sig"))))
    text = io.StringIO()
    csv.writer(text).writerows(row[:-1] for row in rows)
    with pytest.raises(FormatError, match="its last column is gone"):
        back(text.getvalue().encode(), made(), name="a.csv")


def test_another_desks_sheet_and_a_forged_row_are_refused() -> None:
    with pytest.raises(SealError):
        back(sheet_xlsx(made(), b"another desk's key, 32 bytes ..."), made())

    def forge(page: Any, at: Mapping[str, int]) -> None:
        page.cell(2, at["size_low"]).value = 7
        kept = page.parent["out"].cell(2, 2)
        kept.value = kept.value.replace('"size_low":"100"', '"size_low":"900"')

    found = back(saved(made(), forge), made())
    assert found.changes == ()
    assert [one.where for one in found.issues] == ["a.xlsx#2"]


def test_a_csv_that_was_sorted_and_cut_comes_back_row_by_row() -> None:
    rows = list(csv.reader(io.StringIO(sheet_csv(made(4), KEY).decode("utf-8-sig"))))
    at = rows[0].index("stance")
    rows[4][at] = "unclear"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([rows[0], rows[4], rows[2], rows[1]])
    found = back(text.getvalue().encode(), made(4), name="a.csv")
    assert [(one.incident, one.field) for one in found.changes] == [("i-4", "stance")]
    assert found.missing == 1


def test_no_cell_of_a_sheet_is_a_formula() -> None:
    own = {"c": "@SUM(A1)", "d": "+1", "e": "\u200f=1", "f": "-2", "g": "\t=1"}
    sheet = made(own=own)
    book = load_workbook(io.BytesIO(sheet_xlsx(sheet, KEY)))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    texts = [str(cell.value) for cell in cells if isinstance(cell.value, str)]
    rows = list(csv.reader(io.StringIO(sheet_csv(sheet, KEY).decode("utf-8-sig"))))
    texts += [cell for row in rows for cell in row]
    assert [text for text in texts if text.lstrip(" \t\u200f")[:1] in ("=", "+", "-", "@")] == []


def test_what_no_workbook_can_hold_is_shown_and_stays_as_it_came_in() -> None:
    file = typed(made(1), {(2, "Ours"): "a\x1b\x07b\rc\ud7ff"})
    change = back(file, made(1)).changes[0]
    text = parse_json(change.value or "")
    sheet = made(1, own={"Ours": text})
    for write, name in ((sheet_xlsx, "a.xlsx"), (sheet_csv, "a.csv")):
        assert back(write(sheet, KEY), sheet, name=name) == Edits((), (), (), 0, 0, ())


@given(st.text(max_size=12))
@example("'=1")
@example("''@")
@example("\u200e=x")
def test_what_is_made_safe_comes_back_as_it_was(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.dates(date(1960, 1, 1), date(2026, 1, 1)))
def test_a_day_written_year_first_is_read_as_that_day(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day.year}.{day.month}.{day.day}"):
        assert read_days(text, TODAY.date()) == {day}


@given(st.dictionaries(st.text("ab=-@'", min_size=1, max_size=3).map(str.strip).filter(bool),
                       st.text("نa=+'@1 ", max_size=6), max_size=3))  # fmt: skip
def test_the_desks_own_cells_come_back_as_they_were(own: dict[str, str]) -> None:
    sheet = made(1, own={name: text.strip() for name, text in own.items() if text.strip()})
    assert back(sheet_csv(sheet, KEY), sheet, name="a.csv") == Edits((), (), (), 0, 0, ())


@pytest.mark.slow
def test_ten_thousand_rows_come_back_as_they_went() -> None:
    sheet = made(10_000)
    data = sheet_xlsx(sheet, KEY)
    assert back(data, sheet) == Edits((), (), (), 0, 0, ())
    assert sheet_xlsx(sheet, KEY) == data


def judged(decision: Decision, about: tuple[str, ...], by: str, **more: Any) -> Judgement:
    name = JudgementId(f"j-{decision}-{by}")
    return Judgement(id=name, decision=decision, about=about, by=by, at=TODAY, reason="r", **more)


def test_a_verdict_that_was_returned_or_overtaken_may_be_said_again() -> None:
    file = typed(made(), {(2, "verdict"): "accept"})
    mine = judged(Decision.ACCEPT, ("i-1",), "reader 1")
    back_again = judged(Decision.RETURN, ("i-1",), "lead")
    value = judged(Decision.EDIT, ("i-1",), "reader 2", field="kind", value='"STK"')
    note = judged(Decision.EDIT, ("i-1",), "reader 2", field="note", value='"n"')
    told = [len(back(file, made(), judgements=said).changes)
            for said in ((mine,), (mine, back_again), (mine, value), (mine, note))]  # fmt: skip
    assert told == [0, 1, 1, 0]


def test_an_acceptance_of_what_was_changed_since_is_in_conflict_and_a_rejection_is_none() -> None:
    moved = made(cells={**CELLS, "killed_low": "2", "killed_high": "2"})
    found = back(typed(made(), {(2, "verdict"): "accept", (3, "verdict"): "reject"}), moved)
    assert [one.decision for one in found.changes] == [Decision.REJECT]
    assert [(one.incident, one.why, one.now) for one in found.conflicts] == [
        ("i-1", "killed was changed since the sheet went out", "2")
    ]
    seen = back(typed(made(), {(2, "verdict"): "accept", (2, "killed_low"): "۲"}), moved)
    assert ([one.decision for one in seen.changes], seen.conflicts) == ([Decision.ACCEPT], ())


def test_two_who_say_the_opposite_of_two_incidents_are_in_conflict() -> None:
    file = typed(made(), {(2, "same_as"): "i-2"})
    other = judged(Decision.DIFFERENT, ("i-2", "i-1"), "reader 2")
    found = back(file, made(), judgements=(other,))
    assert (found.changes, [one.now for one in found.conflicts]) == ((), ["different"])
    mine = judged(Decision.DIFFERENT, ("i-2", "i-1"), "reader 1")
    assert len(back(file, made(), judgements=(mine,)).changes) == 1


@given(
    st.sampled_from([one for one in columns().values() if one.use == "value"]),
    st.one_of(st.text(LETTERS, max_size=8), st.text("0123456789-/ ۰۱۲۳۴۵۶۷۸۹~+", max_size=10)),
)
@example(columns()["first"], "۰")
@example(columns()["size_low"], "1" * 40)
@example(columns()["killed_high"], "٪")
def test_nothing_that_is_typed_is_lost(column: Any, text: str) -> None:
    found = back(typed(made(1), {(2, column.name): text}), made(1))
    assert found.conflicts == ()
    if not found.changes and not found.issues:
        assert _means_what_stood(text.strip(), CELLS.get(column.name, ""))
    else:
        assert len(found.changes) + len(found.issues) == 1


def _means_what_stood(text: str, kept: str) -> bool:
    """Whether a cell says in other words what it said, or leaves it to the cell beside it."""
    amount, days = read_amount(text), read_days(text, TODAY.date())
    return (
        text in ("", *"-?؟–—")
        or fold(text).text.split() == fold(kept).text.split()
        or (amount is not None and amount == read_amount(kept))
        or kept in {day.isoformat() for day in days}
    )
