"""Sheets of other projects go in, each with its map; where gold lies beside us it is measured."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crosstally.intake import (
    Inlet,
    Told,
    amount_reader,
    coded_row,
    lookup_in,
    parse_map,
    read_table,
    totals_row,
)
from crosstally.packs.gazetteer import load_country
from crosstally.packs.language import load_language
from crosstally.records import Coded, Issue, Mention, Report
from crosstally.text.numbers import compile_numbers

ROOT = Path(__file__).resolve().parents[2]
MAPS = ROOT / "examples" / "maps"
GOLD = ROOT.parents[0] / "shared" / "data"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
measured = [
    pytest.mark.slow,
    pytest.mark.skipif(not GOLD.is_dir(), reason="the sets are not beside the repository"),
]


@cache
def reading(country: str) -> tuple[Any, Any]:
    grammars = [compile_numbers(load_language(code)) for code in ("fa", "en")]
    return lookup_in(load_country(country)), amount_reader(grammars)


def taken_in(name: str, path: Path) -> list[Report | Issue]:
    """What `crosstally add --map` takes of a table."""
    mapped = parse_map((MAPS / f"{name}.map.toml").read_text("utf-8"), name=name)
    told = Told(b"k" * 32, NOW, maps={"": mapped})
    return list(read_table(Inlet(path.name, lambda: path.open("rb")), told))


def coded(name: str, country: str, path: Path) -> list[Coded]:
    look, amounts = reading(country)
    reports = (one for one in taken_in(name, path) if isinstance(one, Report))
    return [coded_row(one, lookup=look, amounts=amounts) for one in reports]


def mentions(found: Sequence[Coded]) -> list[Mention]:
    return [mention for one in found for mention in one.mentions]


def said(one: Mention) -> tuple[Any, ...]:
    size = (one.size.low, one.size.high) if one.size else None
    groups = tuple(group.value.value for group in one.groups)
    town = one.place.city if one.place else None
    return one.kind, one.subtype, one.days and str(one.days.first), town, size, groups


@pytest.mark.slow
def test_a_ccc_sheet_goes_in_with_its_map() -> None:
    found = coded("ccc", "US", MAPS / "ccc.csv")
    assert [said(one)[:5] for one in mentions(found)] == [
        ("ASM", "rally", "2025-01-20", "Boston", (200, 300)),
        ("ASM", None, "2025-01-21", "Portland", (100, 100)),
        ("ASM", "vigil", "2025-01-21", "Chicago", None),
    ]
    assert [issue.reason for one in found for issue in one.issues] == ["out-of-scope"]


def test_a_tracker_of_towns_and_days_goes_in_with_its_map() -> None:
    found = mentions(coded("fdd-like", "IR", MAPS / "fdd-like.csv"))
    assert [said(one)[2:4] for one in found] == [
        ("2017-12-28", "Mashhad"),
        ("2017-12-29", "Kermanshah"),
        ("2017-12-30", "Shahin Shahr"),
        ("2018-01-01", "Qahderijan"),
    ]


def test_a_persian_day_sheet_goes_in_with_its_map() -> None:
    assert [said(one) for one in mentions(coded("hrana-like", "IR", MAPS / "hrana-like.csv"))] == [
        ("ASM", None, "2018-07-31", "Shiraz", (200, 999), ("drivers",)),
        ("ASM", "sit-in", "2018-08-01", "Ahvaz", (300, 300), ("workers",)),
        ("STK", None, "2018-08-02", "Kermanshah", None, ("bazaar",)),
        ("ASM", None, "2018-08-03", "Tehran", (20, 99), ("teachers", "retirees")),
    ]


def test_running_totals_are_kept_and_stand_in_no_count() -> None:
    rows = taken_in("hrana-totals", MAPS / "hrana-totals.csv")
    totals = [totals_row(one) for one in rows if isinstance(one, Report)]
    assert [(one.gatherings, one.cities) for one in totals if one] == [
        (31, 18), (55, 29), (70, 36), (96, 51),
    ]  # fmt: skip
    assert mentions(coded("hrana-totals", "IR", MAPS / "hrana-totals.csv")) == []


def gold(name: str) -> list[dict[str, Any]]:
    text = (GOLD / name / "gold.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def sheet(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> Path:
    """A table with the columns that a map names, of these rows."""
    mapped = parse_map((MAPS / f"{name}.map.toml").read_text("utf-8"), name=name)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column for _, column in mapped.columns])
        writer.writeheader()
        writer.writerows(rows)
    return path


class TestMeasured:
    """Shares on the sets, as they were when this was written; they may only rise."""

    pytestmark = measured

    def test_ccc_days_towns_and_sizes(self, tmp_path: Path) -> None:
        told = gold("ccc_claims")
        rows = [{"date": one["date"], "locality": one["city"], "type": "protest", "source_1": f"s{n}"}
                for n, one in enumerate(told)]  # fmt: skip
        found = mentions(coded("ccc", "US", sheet(tmp_path, "ccc", rows)))
        pairs = list(zip(told, found, strict=True))
        assert all(m.days and str(m.days.first) == one["date"] for one, m in pairs)
        assert all(m.place and m.place.name for _, m in pairs)
        sizes = gold("ccc_sizes")
        rows = [{"date": "2025-01-20", "locality": "Boston", "type": "rally", "source_1": f"s{n}",
                 "size_text": one["size_text"], "size_low": one["low"], "size_high": one["high"]}
                for n, one in enumerate(sizes)]  # fmt: skip
        found = mentions(coded("ccc", "US", sheet(tmp_path, "ccc", rows)))
        right = sum(m.size is not None and (m.size.low, m.size.high) == (one["low"], one["high"])
                    for one, m in zip(sizes, found, strict=True))  # fmt: skip
        assert right == len(sizes)

    def test_towns_and_days_of_dey_1396(self, tmp_path: Path) -> None:
        told = gold("iran_1396_protest_days")
        rows = [{"Date": "{1}/{2}/{0}".format(*one["date"].split("-")), "City": one["city"][0],
                 "Lat": one["lat"], "Long": one["lon"], "Link": f"https://example.org/{n}"}
                for n, one in enumerate(told)]  # fmt: skip
        found = mentions(coded("fdd-like", "IR", sheet(tmp_path, "fdd-like", rows)))
        days = [m.days and str(m.days.first) for m in found]
        assert days == [one["date"] for one in told]
        assert sum(m.place is not None and m.place.id is not None for m in found) >= 140

    def test_a_monitors_days_of_2022(self, tmp_path: Path) -> None:
        told = gold("iran_hrana_daily_2022")
        rows = [{name: one.get(name) for name in ("date", "protests", "cities", "killed", "arrested")}
                for one in told]  # fmt: skip
        items = taken_in("hrana-totals", sheet(tmp_path, "hrana-totals", rows))
        totals = [totals_row(one) for one in items if isinstance(one, Report)]
        assert [(one.gatherings, one.cities) for one in totals if one] == [
            (one.get("protests"), one.get("cities")) for one in told
        ]
