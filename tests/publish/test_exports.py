"""Every format tells the same public record, byte for byte, and nothing that is held back."""

import io
import json
import re
import xml.dom.minidom
import zipfile
from datetime import date
from pathlib import Path

import duckdb
import feedparser
import openpyxl
import polars as pl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import UsageError
from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.exports import EXPORTERS, export, exporter, under_rule
from crosstally.publish.exports.feed import feed
from crosstally.publish.exports.shapes import AcledRow, PloverRow, acled_rows, mapping, plover_rows
from crosstally.publish.exports.workbook import workbook
from crosstally.publish.public import OpenField, OpenRelation, OpenValue, Public
from crosstally.records import Kind, Status, Visibility, changed

ROOT = Path(__file__).resolve().parents[2]
FORMATS = tuple(name for name, _, _ in EXPORTERS)
CANARY = "کاناری-canary"


def told_in(path: Path) -> str:
    """All that a file holds, unpacked, as text."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "".join(book.read(one).decode("utf-8", "replace") for one in book.namelist())
    raw = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".parquet":
        return raw + repr(duckdb.execute(f"FROM read_parquet('{path}')").fetchall())
    return raw


def confirmed(tiny) -> Public:
    """The tiny desk with some incidents confirmed, one rejected, and one that a crowd answers."""
    held = tiny.held()
    chosen = list(held.incidents)
    for number in (0, 2, 4):
        chosen[number] = changed(chosen[number], status=Status.CONFIRMED)
    chosen[6] = changed(chosen[6], status=Status.REJECTED)
    return disclose(changed(held, incidents=tuple(chosen)), Policy(), tiny.tallies)


@pytest.fixture(scope="module")
def reviewed(tiny) -> Public:
    return confirmed(tiny)


def test_a_format_that_is_not_there_is_refused_before_anything_is_written(public, tmp_path):
    with pytest.raises(UsageError, match="no format 'cvs'"):
        export(public, ("csv", "cvs"), tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_equal_records_give_equal_files_in_every_format(reviewed, name, tmp_path):
    one, other = (exporter(name)(reviewed, made(tmp_path / at), "fa") for at in ("a", "b"))
    assert [p.name for p in one] == [p.name for p in other]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, other, strict=True))


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_no_format_tells_what_only_a_sealed_report_says(tiny, tmp_path):
    held = tiny.held()
    sealed = {one.id for one in held.reports if one.id.startswith("r-00")}
    reports = tuple(
        changed(
            one, body=CANARY * 40, title=CANARY, url=f"https://{CANARY}", native_id=CANARY,
            visibility=Visibility.SEALED,
        ) if one.id in sealed else one
        for one in held.reports
    )  # fmt: skip
    public = disclose(changed(held, reports=reports), Policy(), tiny.tallies)
    files = export(public, FORMATS, tmp_path, "fa")
    assert len(files) > len(FORMATS)
    for path in files:
        assert "canary" not in told_in(path), path.name
        assert not [one for one in sealed if one in told_in(path)], path.name


def test_what_a_rule_does_not_count_is_left_out_and_an_unknown_rule_is_refused(public):
    with pytest.raises(UsageError, match="does not count under 'nobodys'"):
        under_rule(public, "nobodys")
    strict = under_rule(public, "strict")
    tally = next(one for one in public.tallies if one.rule.id == "strict")
    assert {one.id for one in strict.incidents} == {one for _, ids in tally.units for one in ids}
    assert 0 < len(strict.incidents) < len(public.incidents)
    told = {m.report for one in strict.incidents for m in one.mentions}
    assert {one.id for one in strict.reports} == told
    assert strict.tallies == (tally,)


def test_parquet_is_plain_enough_for_r(reviewed, tmp_path):
    kinds = {"string", "int64", "double", "bool", "date32[day]"}
    for path in export(reviewed, ("parquet", "acled", "plover"), tmp_path):
        if path.suffix != ".parquet":
            continue
        file = pyarrow.parquet.ParquetFile(path)
        assert {str(one) for one in file.schema_arrow.types} <= kinds, path.name
        for at in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(at)
            parts = [group.column(number) for number in range(group.num_columns)]
            told = {one for part in parts for one in part.encodings}
            assert told <= {"PLAIN", "PLAIN_DICTIONARY", "RLE", "RLE_DICTIONARY"}, path.name
            assert {part.compression for part in parts} <= {"ZSTD", "SNAPPY", "UNCOMPRESSED"}
        assert file.metadata.metadata is None  # nothing beside the table in the footer
        rows = duckdb.execute(f"FROM read_parquet('{path}')").fetchall()
        assert [
            tuple(row.values()) for row in file.read().to_pylist()
        ] == rows  # R's arrow reads so
        assert pl.read_parquet(path).rows() == rows


def test_points_are_towns_in_the_order_of_rfc_7946(reviewed, tmp_path):
    (path,) = export(reviewed, ("geojson",), tmp_path)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert set(found) == {"type", "features"}  # no crs: RFC 7946 knows one alone
    for one in found["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        if one["geometry"] is not None:
            lon, lat = one["geometry"]["coordinates"]
            assert 44 < lon < 64
            assert 25 < lat < 40
        assert one["properties"]["level"] in ("city", "county", "province", "country", None)


# --- workbook ----------------------------------------------------------------------------------


def test_a_workbook_runs_right_to_left_has_filters_and_no_formula(tiny):
    held = tiny.held()
    source = changed(held.sources[1], name='=HYPERLINK("http://x")')
    claim = changed(held.claims[0], text="＝1+1", asserter="\u200b@x", because="a\x07b")
    held = changed(held, sources=(held.sources[0], source, *held.sources[2:]), claims=(claim,))
    raw = workbook(disclose(held, Policy(), tiny.tallies), "fa")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["incidents", "mentions", "reports", "counts", "claims", "columns"]
    for sheet in book:
        assert sheet.sheet_view.rightToLeft
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    claims = list(book["claims"].iter_rows(values_only=True))
    row = dict(zip(claims[0], claims[1], strict=True))
    assert (row["text"], row["asserter"]) == ("'＝1+1", "'\u200b@x")
    assert row["because"] == "a\ufffdb"
    names = {row[2] for row in book["reports"].iter_rows(values_only=True)}
    assert '\'=HYPERLINK("http://x")' in names


def test_a_workbook_has_days_as_days_and_tells_of_no_clock_and_no_person(public):
    raw = workbook(public, "en")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    first = book["incidents"]["D2"]
    assert first.is_date
    assert first.number_format == "yyyy-mm-dd"
    assert book["incidents"].max_row == len(public.incidents) + 1
    assert not book["incidents"].sheet_view.rightToLeft
    with zipfile.ZipFile(io.BytesIO(raw)) as members:
        assert {one.date_time for one in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = members.read("docProps/core.xml").decode("utf-8")
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", told)) <= {"1980-01-01"}
    assert (book.properties.lastModifiedBy, book.properties.title) == (None, None)


def test_every_column_of_the_workbook_is_explained_in_it(public):
    book = openpyxl.load_workbook(io.BytesIO(workbook(public, "en")))
    explained = {(row[0], row[1]) for row in book["columns"].iter_rows(values_only=True)}
    for name in book.sheetnames[:-1]:
        heads = next(book[name].iter_rows(values_only=True, max_row=1))
        assert [head for head in heads if (name, head) not in explained] == [], name


# --- shapes of others ----------------------------------------------------------------------------


def test_every_column_and_mapping_of_a_shape_is_documented():
    page = (ROOT / "docs" / "reference" / "shapes.md").read_text(encoding="utf-8")
    for kind in (AcledRow, PloverRow):
        assert [one for one in kind.__struct_fields__ if f"| `{one}` |" not in page] == []
    for shape in ("acled", "plover"):
        for row in mapping(shape):
            assert "| " + " | ".join(value or "–" for value in row.values()) + " |" in page


def test_the_mappings_name_known_kinds_and_end_with_a_row_that_always_fits():
    for shape in ("acled", "plover"):
        rows = mapping(shape)
        assert {row["kind"] for row in rows} <= {kind.value for kind in Kind}
        last = {row["kind"]: row for row in rows}
        assert all((row["subtype"], row["response"]) == ("*", "*") for row in last.values())


def test_a_mapping_says_what_the_codebook_says():
    codebook = (ROOT / "spec" / "codebook.md").read_text(encoding="utf-8")
    table = codebook.partition("## Mapping to other codebooks")[2]
    for row in mapping("acled"):
        if row["sub_event_type"]:
            assert re.search(rf"\| [^|]*{row['kind']}[^\n]*{row['sub_event_type']}", table), row
    for row in mapping("plover"):
        if row["event_type"]:
            assert re.search(rf"\| [^|]*{row['kind']}[^\n]*{row['event_type']}", table), row


def test_a_state_answer_is_told_in_the_row_of_the_protest_and_deaths_are_never_zero(public):
    rally = public.incidents[0]
    shots = changed(
        public.incidents[1], kind="FRC", subtype="live-fire", town=rally.town,
        relations=(OpenRelation(kind="response_to", incident=rally.id, reason="same town"),),
        fields=(OpenField(name="killed", value=OpenValue(low=2, high=5), rule="only-one"),),
    )  # fmt: skip
    rally = changed(rally, kind="ASM", subtype="march")
    alone = changed(public.incidents[2], kind="ASM")
    rows = list(acled_rows(changed(public, incidents=(rally, shots, alone))))
    assert [row.event_id_cnty for row in rows] == [rally.id, alone.id]
    assert rows[0].sub_event_type == "Excessive force against protesters"
    assert (rows[0].fatalities, rows[0].ct_fatalities_high) == (2, 5)
    assert rows[0].ct_responses == shots.id
    assert rows[1].sub_event_type == "Peaceful protest"
    assert rows[1].fatalities is None
    both = list(plover_rows(changed(public, incidents=(rally, shots))))
    assert [(row.event_type, row.event_mode) for row in both] == [
        ("PROTEST", "demo"), ("ASSAULT", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "answers", "expected"),
    [(None, (), None), (None, (2, 3), 5), (7, (2, 3), 7), (4, (2, 3), 5), (0, (), 0)],
)
def test_deaths_are_those_of_the_protest_or_of_its_answers_whichever_tell_of_more(
    public, own, answers, expected
):
    def with_deaths(incident, number, **more):
        value = OpenValue(low=number, high=number)
        fields = (OpenField(name="killed", value=value, rule="only-one"),)
        return changed(incident, fields=fields if number is not None else (), **more)

    rally = with_deaths(public.incidents[0], own, kind="ASM")
    joined = (OpenRelation(kind="response_to", incident=rally.id, reason="same town"),)
    shots = [
        with_deaths(one, number, kind="FRC", relations=joined)
        for one, number in zip(public.incidents[1:], answers, strict=False)
    ]
    (row,) = acled_rows(changed(public, incidents=(rally, *shots)))
    assert (row.fatalities, row.ct_fatalities_high) == (expected, expected)


@pytest.mark.parametrize(
    ("kind", "subtype", "near", "expected"),
    [
        ("RIO", "clash", None, "Violent demonstration"),
        ("RIO", "arson", None, "Mob violence"),
        ("RIO", "arson", "ASM", "Violent demonstration"),
        ("STK", None, None, "Peaceful protest"),
        ("ASM", None, "ARR", "Protest with intervention"),
        ("EXP", "writing", None, None),
        ("CON", "talks", None, "Agreement"),
    ],
)
def test_a_kind_has_the_sub_event_of_the_mapping(public, kind, subtype, near, expected):
    other = changed(public.incidents[3], kind=near or "STK", relations=())
    joined = (OpenRelation(kind="part_of", incident=other.id, reason="same day"),) if near else ()
    one = changed(public.incidents[0], kind=kind, subtype=subtype, relations=joined)
    rows = {row.event_id_cnty: row for row in acled_rows(changed(public, incidents=(one, other)))}
    assert rows[one.id].sub_event_type == expected


def test_a_shape_leaves_out_what_was_rejected_what_is_past_and_armed_action(public):
    first, second, third, fourth = public.incidents[:4]
    public = changed(public, incidents=(
        changed(first, status="rejected"), changed(second, reality="past"),
        changed(third, kind="ARM"), fourth,
    ))  # fmt: skip
    assert [row.event_id_cnty for row in acled_rows(public)] == [fourth.id]
    assert [row.event_id for row in plover_rows(public)] == [fourth.id]


# --- feed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_feed_holds_the_confirmed_incidents_and_no_others(reviewed, lang):
    found = feedparser.parse(feed(reviewed, lang))
    assert not found.bozo
    assert found.version == "atom10"
    assert {one.id for one in reviewed.incidents if one.status == "confirmed"} == {
        re.search(r"\((i-\d+)\)", one.content[0].value)[1] for one in found.entries
    }
    assert len({one.id for one in found.entries}) == 3
    for one in (found.feed, *found.entries):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.id)
        assert one.title
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T00:00:00Z", one.updated)
    assert found.feed.updated == max(one.updated for one in found.entries)
    assert found.feed.author
    assert found.feed.language == lang


def test_a_feed_without_entries_is_still_a_feed(public):
    found = feedparser.parse(feed(public, "fa"))
    assert not found.bozo
    assert found.entries == []
    assert found.feed.updated == "2020-01-31T00:00:00Z"  # the record's own day
    assert found.feed.title.startswith("میزِ کوچک")


def test_an_entry_keeps_its_id_and_words_when_others_come(tiny, reviewed):
    held = tiny.held()
    alone = list(held.incidents)
    alone[2] = changed(alone[2], status=Status.CONFIRMED)
    public = disclose(changed(held, incidents=tuple(alone)), Policy(), tiny.tallies)
    (one,) = feedparser.parse(feed(public, "en")).entries
    assert one in feedparser.parse(feed(reviewed, "en")).entries


def test_markup_and_control_characters_of_a_record_stay_text_in_the_feed(reviewed):
    desk = changed(reviewed.desk, name="<script>&\x0b\ufffe]]>")
    reports = tuple(changed(one, url='https://x.example/?a="1"&b=<2>') for one in reviewed.reports)
    found = feedparser.parse(feed(changed(reviewed, desk=desk, reports=reports), "en"))
    assert not found.bozo
    assert found.feed.author.startswith("<script>&")
    (link,) = {one.href for entry in found.entries for one in entry.links}
    assert link == 'https://x.example/?a="1"&b=<2>'


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["en", "fa"]))
def test_every_text_makes_a_feed_that_can_be_read(reviewed, text, lang):
    desk = changed(reviewed.desk, name=text, name_fa=None)
    few = tuple(one for one in reviewed.incidents if one.status == "confirmed")[:1]
    sources = tuple(changed(one, name=text) for one in reviewed.sources)
    public = changed(reviewed, desk=desk, incidents=few, sources=sources)
    assert xml.dom.minidom.parseString(feed(public, lang)).getElementsByTagName("entry")


def test_an_entry_is_of_the_day_of_its_last_report(reviewed):
    entry = feedparser.parse(feed(reviewed, "en")).entries[0]
    days = {one.id: one.day for one in reviewed.reports}
    told = re.search(r"\((i-\d+)\)", entry.content[0].value)[1]
    (incident,) = [one for one in reviewed.incidents if one.id == told]
    last = max(days[m.report] for m in incident.mentions)
    assert entry.updated == f"{last.isoformat()}T00:00:00Z"
    assert entry.published == f"{incident.first.isoformat()}T00:00:00Z"
    assert isinstance(last, date)


def test_lines_hold_the_records_whole(reviewed, tmp_path):
    files = {path.stem: path for path in export(reviewed, ("jsonl",), tmp_path)}
    lines = files["incidents"].read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [one.id for one in reviewed.incidents]
    rivals = [f for line in lines for f in json.loads(line)["fields"] if f.get("rivals")]
    assert rivals
