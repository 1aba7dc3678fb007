"""The example desk keeps what it promises: languages, traps, camps, and honesty about its texts."""

import csv
import json
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

DESK = Path(__file__).parents[2] / "examples" / "iran-2017-2020"
INBOX, TRUTH = DESK / "inbox", DESK / "truth"
KEYS = {"id", "source", "published", "lang", "title", "text", "url", "origin_note", "provenance"}


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def rows():
    """Every report that stands in a line or a row, as the files hold it."""
    found = [row for path in sorted(INBOX.glob("*.jsonl")) for row in lines(path)]
    with (INBOX / "dispatches.csv").open(encoding="utf-8", newline="") as handle:
        found += list(csv.DictReader(handle))
    return found


@pytest.fixture(scope="module")
def named():
    """Every report of the desk by the truth's name for it, with source, language, provenance."""
    return json.loads((TRUTH / "reports.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def incidents():
    return lines(TRUTH / "incidents.jsonl")


@pytest.fixture(scope="module")
def settings():
    return tomllib.loads((DESK / "crosstally.toml").read_text(encoding="utf-8"))


def place_days():
    with (DESK / "place-days.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_report_has_the_nine_keys_and_no_text_is_empty(rows):
    assert all(set(row) == KEYS and row["text"].strip() for row in rows)


def test_the_minima_of_each_language_are_held(named):
    counts = Counter(entry["lang"] for entry in named.values())
    assert len(named) >= 214
    assert counts["fa"] >= 110
    assert counts["en"] >= 70
    assert counts["ar"] >= 15


def test_no_report_stands_twice(rows):
    assert max(Counter(row["id"] for row in rows).values()) == 1


def test_a_summary_names_its_address_and_a_real_asserter(rows):
    for row in rows:
        if row["provenance"] == "summary":
            assert row["url"].startswith("https://"), row["id"]
            assert not row["source"].startswith("synthetic:"), row["id"]


def test_no_synthetic_text_stands_in_a_real_outlets_mouth(rows):
    for row in rows:
        if row["provenance"] == "synthetic":
            assert row["source"].startswith("synthetic:"), row["id"]
            assert not row["url"], row["id"]


def test_every_report_is_a_summary_or_synthetic(named):
    assert {entry["provenance"] for entry in named.values()} == {"summary", "synthetic"}


def test_every_source_is_declared_and_the_invented_ones_say_so(named, settings):
    for entry in named.values():
        declared = settings["sources"][entry["source"]]
        assert declared.get("synthetic", False) == (entry["provenance"] == "synthetic")


def test_every_kind_of_source_speaks(named, settings):
    kinds = {settings["sources"][entry["source"]]["kind"] for entry in named.values()}
    wanted = "official state_media party union rights_group press channel unit researcher"
    assert set(wanted.split()) <= kinds


def test_published_is_a_day_or_an_instant_with_a_zone(rows):
    for row in rows:
        if "T" in row["published"]:
            assert datetime.fromisoformat(row["published"]).tzinfo is not None, row["id"]
        else:
            date.fromisoformat(row["published"])


def test_the_truth_knows_every_report_and_no_other(named, rows, incidents):
    known = set(named)
    assert {row["id"] for row in rows} <= known
    days = {f"place-days.csv#{n}" for n in range(2, len(place_days()) + 2)}
    for incident in incidents:
        assert set(incident["reports"]) | set(incident["denied_by"]) <= known | days
    origins = [name for o in lines(TRUTH / "origins.jsonl") for name in o["reports"]]
    assert sorted(origins) == sorted(known)


def test_every_place_day_stands_in_exactly_one_incident(incidents):
    told = Counter(
        name for one in incidents for name in one["reports"] if name.startswith("place-days")
    )
    assert len(place_days()) == 147
    assert set(told.values()) == {1}
    assert len(told) == 147


def test_the_place_days_keep_their_real_flaws():
    cities = {row["city"] for row in place_days()}
    assert {"Lenjan", "Zarinshahr", "Goherdasht", "Karaj", "Sanandej"} <= cities
    assert {row["province"] for row in place_days() if row["city"] == "Hashtgerd"} == {"Tehran"}


def test_all_twenty_traps_have_reports(named):
    traps = json.loads((TRUTH / "traps.json").read_text(encoding="utf-8"))
    assert set(traps) == {str(n) for n in range(1, 21)}
    assert all(trap["reports"] and set(trap["reports"]) <= set(named) for trap in traps.values())


def test_each_camp_is_right_at_least_once_and_wrong_at_least_once(named):
    camps = json.loads((TRUTH / "camps.json").read_text(encoding="utf-8"))
    assert len(camps) >= 8
    assert all(set(c["right"]) and set(c["wrong"]) and c["why"] for c in camps.values())
    assert all(set(c["right"] + c["wrong"]) <= set(named) for c in camps.values())


def test_more_than_twenty_towns_have_an_assembly_told_by_two_origins(incidents):
    origin_of = {
        name: one["origin"] for one in lines(TRUTH / "origins.jsonl") for name in one["reports"]
    }
    towns = {
        one["place"]["name"]
        for one in incidents
        if one["what"] == "ASM"
        and one["place"]["level"] == "city"
        and len({origin_of[name] for name in one["reports"] if name in origin_of}) > 1
    }
    assert len(towns) >= 25


def test_the_kinds_the_facts_show_are_all_there(incidents):
    wanted = "ASM STK BLK EXP RIO DSP FRC ARR CUS NET RES CON CAL INA HNG JUD"
    assert set(wanted.split()) <= {one["what"] for one in incidents}


def test_careful_persian_has_joiners_and_posts_do_without(rows):
    joined = {False: 0, True: 0}
    for row in rows:
        if row["lang"] == "fa":
            joined["\u200c" in row["text"]] += 1
    assert joined[True] > 80
    assert joined[False] > 10
    assert any("ي" in row["text"] and row["lang"] == "fa" for row in rows)


def test_a_channel_export_has_a_service_message_an_empty_one_and_styled_text():
    export = json.loads((INBOX / "telegram-export/result.json").read_text(encoding="utf-8"))
    messages = export["messages"]
    assert any(m["type"] == "service" for m in messages)
    assert any(m["type"] == "message" and not m["text"] for m in messages)
    assert any(isinstance(m["text"], list) for m in messages)
    assert "SYNTHETIC" in export["name"]


def test_the_feed_says_that_it_is_invented():
    root = ET.fromstring((INBOX / "feed.xml").read_text(encoding="utf-8"))
    assert "SYNTHETIC" in root.findtext("channel/title")
    assert root.findall("channel/item")


def test_the_readme_gives_the_true_numbers(named):
    text = (DESK / "README.md").read_text(encoding="utf-8")
    counts = Counter((entry["provenance"], entry["lang"]) for entry in named.values())
    for provenance in ("summary", "synthetic"):
        row = [counts[(provenance, lang)] for lang in ("fa", "en", "ar")]
        assert f"| {provenance} | {row[0]} | {row[1]} | {row[2]} | {sum(row)} |" in text
