"""Tables hold ids on every row, run nowhere, and are the same bytes every time."""

import csv
import io
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.publish.disclose import Policy, disclose
from crosstally.publish.tables import TABLES, csv_bytes, geojson, safe_cell, write_tables
from crosstally.records import changed

FORMULAS = [
    '=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1",
    "\u202b=1+1", "\ufeff=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_quoted(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["نان، کار، آزادی", "a=b", -3, 35.5, True, "2017-12-28"])
def test_other_cells_stand_as_they_are(value):
    assert safe_cell(value) == value


@given(st.text())
def test_no_safe_cell_begins_like_a_formula(text):
    assert (
        not str(safe_cell(text))
        .lstrip(" \u200e\u200f\u202a\u202b\ufeff")
        .startswith(tuple("=+-@\t\r\n"))
    )


def test_a_hostile_claim_and_source_stay_inert_in_the_sheet(tiny, tmp_path):
    held = tiny.held()
    source = changed(held.sources[1], name='=HYPERLINK("http://x")')
    claim = changed(held.claims[0], text="@evil", asserter="+1", because='a\r\n"quoted", b')
    held = changed(held, sources=(held.sources[0], source, *held.sources[2:]), claims=(claim,))
    write_tables(disclose(held, Policy(), tiny.tallies), tmp_path)
    for path in sorted(tmp_path.glob("*.csv")):
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            assert not any(cell[:1] in tuple("=+@") for cell in row), path.name
    rows = list(
        csv.reader(
            io.StringIO((tmp_path / "claims.csv").read_bytes().decode("utf-8-sig"), newline="")
        )
    )
    assert rows[1][7] == 'a\r\n"quoted", b'


def test_every_row_carries_the_ids_it_rests_on(public):
    for name, kind, rows_of in TABLES:
        for row in rows_of(public):
            first = getattr(row, kind.__struct_fields__[0])
            assert first, name
            if name == "incidents":
                assert row.reports
                assert row.origins


def test_parquet_and_csv_tell_the_same(public, tmp_path):
    write_tables(public, tmp_path)
    for name, kind, _ in TABLES:
        text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        sheet = list(csv.DictReader(io.StringIO(text, newline="")))
        names = ", ".join(kind.__struct_fields__)
        rows = duckdb.execute(
            f"SELECT {names} FROM read_parquet('{tmp_path / name}.parquet')"
        ).fetchall()
        assert len(rows) == len(sheet)
        assert [str(row[0]) for row in rows] == [one[kind.__struct_fields__[0]] for one in sheet]


def test_equal_records_give_equal_bytes(public, tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    for first, second in zip(write_tables(public, one), write_tables(public, other), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_a_number_that_is_not_recorded_is_empty_and_never_zero(public):
    _, kind, rows_of = TABLES[0]
    text = csv_bytes(kind, tuple(rows_of(public))).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text, newline="")))
    assert row["killed_low"] == ""


def test_geojson_holds_every_incident_and_a_town_for_a_point(public):
    features = json.loads(geojson(public))["features"]
    assert len(features) == len(public.incidents)
    towns = {(one.lon, one.lat) for one in public.towns}
    assert all(tuple(f["geometry"]["coordinates"]) in towns for f in features if f["geometry"])
    assert all(f["properties"]["reports"] for f in features)
