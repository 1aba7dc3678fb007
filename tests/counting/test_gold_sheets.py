"""Sheets made of hand-coded sets, where they lie beside the repository; their text stays there."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crosstally.cli.count import count as command

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the sets are not beside the repository")


def gold(name: str) -> list[dict[str, Any]]:
    lines = (DATA / name / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def recounted(folder: Path, head: list[str], rows: list[list[object]]) -> dict[str, Any]:
    path = folder / "theirs.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    done = CliRunner().invoke(command, ["--table", str(path), "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"values": {one["rule"]: one["value"] for one in found["tallies"]}}


def test_hand_coded_sizes_meet_the_floors_that_their_coders_numbers_meet(tmp_path: Path) -> None:
    rows = gold("ccc_sizes")
    body = [["2025-01-20", f"town {n}", row["low"], row["high"]] for n, row in enumerate(rows)]
    found = recounted(tmp_path, ["date", "locality", "size_low", "size_high"], body)
    assert found["rows"] == found["values"]["gatherings"] == len(rows)
    assert found["values"]["mm50"] == sum(row["low"] >= 50 for row in rows)
    assert found["values"]["merged"] == sum(row["high"] >= 3 for row in rows)
    assert found["values"]["city_days"] == sum(row["high"] >= 12 for row in rows)


def test_size_words_are_read_in_all_but_one_row_in_a_hundred(tmp_path: Path) -> None:
    rows = gold("ccc_sizes")
    body = [["2025-01-20", f"town {n}", row["size_text"]] for n, row in enumerate(rows)]
    found = recounted(tmp_path, ["date", "locality", "size_text"], body)
    assert found["values"]["gatherings"] == len(rows)
    untold = [
        row["incident"]
        for row in found["boundary"]
        for side in row["not_by"]
        if side["rule"] == "mm50" and side["why_en"].startswith("nobody tells")
    ]
    assert len(untold) <= len(rows) / 100


def test_city_days_are_the_distinct_pairs_of_a_sheet(tmp_path: Path) -> None:
    rows = gold("ccc_claims")
    body: list[list[object]] = [[row["id"], row["date"], row["city"]] for row in rows]
    found = recounted(tmp_path, ["id", "date", "locality"], body)
    assert found["values"]["city_days"] == len({(row["date"], row["city"]) for row in rows})
    assert found["values"]["hrana_cities"] == len({row["city"] for row in rows})


def test_a_monitors_running_totals_stay_its_own(tmp_path: Path) -> None:
    fields = ["date", "killed", "arrested", "protests", "cities"]
    rows = gold("iran_hrana_daily_2022")
    found = recounted(tmp_path, fields, [[row.get(field) for field in fields] for row in rows])
    assert found["theirs"] == [row["protests"] for row in rows if row.get("protests")][-1]
    assert found["tallies"] == []


def test_place_days_with_uneven_spellings_find_their_towns(tmp_path: Path) -> None:
    rows = gold("iran_1396_protest_days")
    body: list[list[object]] = [[r["date"], r["city"][0], r["lat"], r["lon"]] for r in rows]
    found = recounted(tmp_path, ["Date", "City", "Lat", "Long"], body)
    assert found["values"]["gatherings"] == 147
    assert found["values"]["hrana_cities"] in (74, 75)  # 76 names, of which one or two mean another
