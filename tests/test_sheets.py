"""A desk's sheet from end to end: out, edited by hand, in, built, and out again."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from crosstally.archive import Desk, add, new_desk, open_desk
from crosstally.edition import public_of
from crosstally.errors import UsageError
from crosstally.linking.edits import RULE
from crosstally.project import Built, build
from crosstally.publish.values import BY_HAND
from crosstally.records import Decision, encode
from crosstally.sheets import (
    OWNED,
    PUBLIC,
    WHOLE,
    Wanted,
    append_edits,
    read_edits,
    sheet_bytes,
    sheet_of,
)
from crosstally.tables.sheet import Line, Sheet, columns

NOW = datetime(2026, 5, 1, tzinfo=UTC)
MAP = """[columns]
id = "id"
source = "source"
date = "date"
city = "city"
size = "size"
kind = "kind"
text = "text"
[constants]
country = "IR"
[values.kind]
rally = "ASM/rally"
"""
TOWNS = ("Shiraz", "Ahvaz", "Tabriz", "Rasht", "Qom", "Zahedan", "Karaj", "Bushehr", "Yazd")
CLOSED = "Maryam-canary told us that forty nurses rallied in Sanandaj on 3 August 2018."
EDITS: Mapping[str, Mapping[str, str]] = {
    "Shiraz": {"verdict": "accept", "size_low": "۳۰۰", "size_bound": "about", "reason": "read it"},
    "Ahvaz": {"kind": "STK", "subtype": "haulage", "groups": "drivers; workers"},
    "Tabriz": {"first": "1397-05-12", "note": "call the editor", "Our Ref": "=A-17"},
    "Rasht": {"town": "قم", "province": "", "target": "employer", "state_organised": "no"},
    "Qom": {"killed_low": "2", "verdict": "accept"},
    "Zahedan": {"verdict": "reject", "stance": "challenger", "injured_high": "10-20"},
    "Karaj": {"size_low": "", "size_high": "", "size_bound": "", "arrested_low": "3"},
    "Bushehr": {"reality": "past"},
}


def seen(items: Iterator[object], _label: str, _total: int | None) -> Iterator[object]:
    return items


class Trip(NamedTuple):
    """A desk before and after its sheet came back."""

    desk: Desk
    before: Built
    after: Built
    out: Sheet
    back: Mapping[str, Line]
    appended: tuple[Decision, ...]


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    """Nine coded rows and one of a unit; every sort of edit is made by hand and taken in."""
    folder = tmp_path_factory.mktemp("sheets")
    new_desk(folder / "desk", name="d", country="IR")
    settings = folder / "desk" / "crosstally.toml"
    words = '["en"]\npacks = []\nreaders = 1'
    text = settings.read_text("utf-8").replace('["fa", "en", "ar"]', words)
    settings.write_text(text + '\n[sources.cell]\nname = "cell"\nkind = "unit"\n', "utf-8")
    rows = [(f"{n}", f"s{n}", f"2018-08-0{n % 3 + 1}", town, "100", "rally", "")
            for n, town in enumerate(TOWNS, 1)]  # fmt: skip
    rows.append(("10", "cell", "2018-08-03", "Sanandaj", "40", "rally", CLOSED))
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        head = ("id", "source", "date", "city", "size", "kind", "text")
        csv.writer(file).writerows([head, *rows])
    (folder / "t.map.toml").write_text(MAP, encoding="utf-8")
    desk = open_desk(folder / "desk")
    _ = add(desk, [folder / "t.csv"], now=NOW, progress=seen, mapped=None)
    before = build(desk, progress=seen)
    out = sheet_of(desk, before, Wanted(PUBLIC))
    _ = (folder / "a.csv").write_bytes(edited(out, desk))
    edits = read_edits(desk, before, folder / "a.csv", by="reader 1", now=NOW)
    assert (edits.issues, edits.conflicts) == ((), ())
    appended = append_edits(desk, edits, by="reader 1", now=NOW)
    after = build(desk, progress=seen)
    back = {line.incident: line for line in sheet_of(desk, after, Wanted(OWNED)).lines}
    yield Trip(desk, before, after, out, back, tuple(one.decision for one in appended))
    desk.store.close()


def edited(out: Sheet, desk: Desk) -> bytes:
    """The sheet with the edits made, and two incidents joined."""
    rows = list(csv.reader(io.StringIO(written(out, desk).decode("utf-8-sig"))))
    names = {one.en: name for name, one in columns().items()}
    head = ["Our Ref", *rows[0]]
    at = {names.get(title, title): place for place, title in enumerate(head)}
    made = [head]
    for row in rows[1:]:
        row = ["", *row]
        for column, value in EDITS.get(row[at["town"]], {}).items():
            row[at[column]] = value
        if row[at["town"]] == "Yazd":
            row[at["same_as"]] = next(
                line.incident for line in out.lines if line.cells["town"] == "Bushehr"
            )
        made.append(row)
    text = io.StringIO()
    csv.writer(text).writerows(made)
    return text.getvalue().encode()


def written(sheet: Sheet, desk: Desk, name: str = "a.csv") -> bytes:
    return sheet_bytes(sheet, Path(name), desk.store.key)


def came(trip: Trip, town: str) -> Mapping[str, str]:
    """A row after the trip, by the town that it had before it."""
    name = next(line.incident for line in trip.out.lines if line.cells["town"] == town)
    return trip.back[name].cells


def test_every_edit_stands_in_the_sheet_after_the_next_build(trip: Trip) -> None:
    shiraz, ahvaz, tabriz = (came(trip, town) for town in ("Shiraz", "Ahvaz", "Tabriz"))
    assert (shiraz["status"], shiraz["size_low"], shiraz["size_bound"]) == (
        "confirmed",
        "300",
        "about",
    )
    assert (ahvaz["kind"], ahvaz["subtype"], ahvaz["groups"]) == (
        "STK",
        "haulage",
        "drivers; workers",
    )
    assert (tabriz["first"], tabriz["last"]) == ("2018-08-03", "2018-08-03")
    rasht, zahedan, karaj = (came(trip, town) for town in ("Rasht", "Zahedan", "Karaj"))
    assert (rasht["town"], rasht["target"], rasht["state_organised"]) == ("Qom", "employer", "no")
    assert (zahedan["status"], zahedan["stance"]) == ("rejected", "challenger")
    assert (zahedan["injured_low"], zahedan["injured_high"]) == ("10", "20")
    assert "size_low" not in karaj
    assert karaj["arrested_high"] == "3"
    assert {one.kind.value for one in trip.after.linked.incidents} >= {"STK", "ASM"}


def test_deaths_that_one_reader_sets_need_another_to_be_confirmed(trip: Trip) -> None:
    qom = came(trip, "Qom")
    assert (qom["killed_low"], qom["status"]) == ("2", "under_review")


def test_what_a_reader_calls_past_counts_no_more_and_what_is_the_same_is_joined(trip: Trip) -> None:
    joined = [line for line in trip.back.values() if len(line.cells["mentions"].split("; ")) == 2]
    assert [(line.cells["reality"], line.cells["counts"]) for line in joined] == [("past", "no")]
    assert len(trip.back) == len(trip.out.lines) - 1


def test_notes_and_own_columns_come_out_again_where_they_are_asked_for(trip: Trip) -> None:
    name = next(line.incident for line in trip.out.lines if line.cells["town"] == "Tabriz")
    assert trip.back[name].own == {"Our Ref": "=A-17"}
    assert trip.back[name].cells["notes"] == "call the editor"
    for view in (OWNED, WHOLE):
        text = written(sheet_of(trip.desk, trip.after, Wanted(view)), trip.desk).decode("utf-8-sig")
        assert "'=A-17" in text
        assert "call the editor" in text
    text = written(sheet_of(trip.desk, trip.after, Wanted(PUBLIC)), trip.desk).decode("utf-8-sig")
    assert "A-17" not in text
    assert "call the editor" not in text
    assert "reader 1" not in text


def test_the_public_sheet_holds_no_closed_incident_and_no_sheet_holds_its_words(trip: Trip) -> None:
    public = sheet_of(trip.desk, trip.after, Wanted(PUBLIC))
    whole = sheet_of(trip.desk, trip.after, Wanted(WHOLE))
    assert "Sanandaj" not in {line.cells.get("town") for line in public.lines}
    assert "Sanandaj" in {line.cells.get("town") for line in whole.lines}
    for sheet in (public, whole):
        for name in ("a.csv", "a.xlsx"):
            assert b"canary" not in written(sheet, trip.desk, name)
        assert all("canary" not in str(line) for line in sheet.lines)


def test_a_sheet_taken_in_twice_appends_nothing_more(trip: Trip, tmp_path: Path) -> None:
    assert len(trip.appended) == 20
    _ = (tmp_path / "a.csv").write_bytes(edited(trip.out, trip.desk))
    again = read_edits(trip.desk, trip.after, tmp_path / "a.csv", by="reader 1", now=NOW)
    assert again.changes == ()
    told = {one.why for one in again.conflicts}
    assert told <= {"the incident is no more: merged, split or withheld"}


def test_an_own_cell_that_did_not_go_out_is_not_written_over(trip: Trip, tmp_path: Path) -> None:
    text = edited(trip.out, trip.desk).replace(b"=A-17", b"B-18")
    _ = (tmp_path / "a.csv").write_bytes(text)
    found = read_edits(trip.desk, trip.after, tmp_path / "a.csv", by="reader 2", now=NOW)
    told = [(one.what, one.out, one.sheet, one.now) for one in found.conflicts]
    assert ("Our Ref", "", "B-18", "=A-17") in told


def test_a_sheet_shows_what_a_rule_counts_or_what_has_a_status(trip: Trip) -> None:
    confirmed = sheet_of(trip.desk, trip.after, Wanted(PUBLIC, status="confirmed"))
    assert [line.cells["town"] for line in confirmed.lines] == ["Shiraz"]
    counted = sheet_of(trip.desk, trip.after, Wanted(PUBLIC, rule="gatherings"))
    assert 0 < len(counted.lines) < len(trip.back)
    assert all("gatherings" in line.cells["rules"].split() for line in counted.lines)
    with pytest.raises(UsageError, match="no rule"):
        _ = sheet_of(trip.desk, trip.after, Wanted(rule="gatherngs"))
    with pytest.raises(UsageError, match=r"\.ods"):
        _ = sheet_bytes(confirmed, Path("a.ods"), trip.desk.store.key)


@pytest.mark.slow
def test_a_telling_that_is_another_event_is_split_off_again(trip: Trip, tmp_path: Path) -> None:
    sheet = sheet_of(trip.desk, trip.after, Wanted(PUBLIC, lang="fa"))
    line = next(one for one in sheet.lines if "; " in one.cells["mentions"])
    rows = list(csv.reader(io.StringIO(written(sheet, trip.desk).decode("utf-8-sig"))))
    at = rows[0].index(columns()["different_from"].fa)
    row = next(one for one in rows if one[0] == line.incident)
    row[at] = line.cells["mentions"].split("; ")[1]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    edits = read_edits(trip.desk, trip.after, tmp_path / "a.csv", by="reader 1", now=NOW)
    later = NOW.replace(hour=1)
    assert [one.decision for one in edits.changes] == [Decision.DIFFERENT]
    _ = append_edits(trip.desk, edits, by="reader 1", now=later)
    built = build(trip.desk, progress=seen)
    assert len(built.linked.incidents) == len(trip.before.linked.incidents)


def test_who_edited_and_what_was_noted_stand_on_no_page(trip: Trip) -> None:
    public = public_of(trip.desk, trip.after)
    assert any(field.rule == RULE for one in public.incidents for field in one.fields)
    text = encode(public.incidents).decode()
    for word in ("reader 1", "call the editor", "A-17", "read it"):
        assert word not in text
    assert RULE == BY_HAND
