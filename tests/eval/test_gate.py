"""The floor: a figure that falls is told, blind cases are never shown, and the page is current."""

import importlib.util
import json
from pathlib import Path

import pytest

from crosstally.records import Coded
from crosstally.scoring import pair, parse_case, score

ROOT = Path(__file__).parents[2]


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "eval" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


gate = load("gate")
accuracy = load("accuracy")
FLOOR = {
    "rules": {"digest": "r", "scores": {"all": 1.0}},
    "fa seen": {"digest": "s", "scores": {"city": 0.8, "city_invented": 0.1}},
}


def now(group="fa seen", digest="s", **scores):
    return {**FLOOR, group: {"digest": digest, "scores": {**FLOOR[group]["scores"], **scores}}}


def hold(today, *, write=False, why=None):
    return gate.hold(today, FLOOR, write=write, why=why)


def test_a_figure_below_its_floor_fails_and_is_named(capsys):
    assert hold(now(city=0.7)) == 1
    assert "fa seen city 0.800 -> 0.700" in capsys.readouterr().err


def test_a_rate_of_errors_falls_by_rising(capsys):
    assert hold(now(city_invented=0.2)) == 1
    assert "city_invented 0.100 -> 0.200" in capsys.readouterr().err
    assert hold(now(city_invented=0.0)) == 0


def test_a_figure_that_is_no_longer_there_has_fallen():
    today = {**FLOOR, "fa seen": {"digest": "s", "scores": {"city": 0.8}}}
    assert hold(today) == 1


def test_a_hair_is_no_fall_but_for_the_rules_own_cases():
    assert hold(now(city=0.796)) == 0
    assert hold(now("rules", "r", all=0.999)) == 1


def test_changed_cases_are_told_and_other_groups_are_still_held(capsys):
    assert hold(now(digest="new", city=0.1)) == 2
    assert "the cases have changed: fa seen" in capsys.readouterr().err
    assert hold(now("rules", "new", all=0.9)) == 1


def test_a_lower_figure_is_written_only_with_its_reason():
    assert hold(now(city=0.7), write=True) == 1
    assert hold(now(city=0.7), write=True, why="a rule was wrong") == 0
    kept = json.loads(gate.written(now(city=0.7), {"groups": FLOOR}, table={}, why="wrong"))
    assert kept["groups"]["fa seen"]["scores"]["city"] == 0.7
    assert kept["lowered"] == ["wrong"]


def test_small_falls_do_not_add_up():
    today = now(city=0.796, city_invented=0.05)
    kept = json.loads(gate.written(today, {"groups": FLOOR}, table={}, why=None))
    assert kept["groups"]["fa seen"]["scores"] == {"city": 0.8, "city_invented": 0.05}
    assert kept["lowered"] == []


def test_a_bar_says_whether_it_is_reached_and_only_where_it_holds():
    case = parse_case('{"id": "1", "lang": "fa", "text": "x", "events": []}')
    figures = {f.name: f for f in score([pair(case, Coded(report="1"))])}
    assert gate.verdict(figures["extra_on_negatives"], "ar") == "<= 0.05 ok"
    assert gate.verdict(figures["city"], "fa") == ""
    wrong = gate.Figure(name="city", value=0.8, n=10)
    assert gate.verdict(wrong, "fa") == ">= 0.85 short"
    assert gate.verdict(wrong, "en") == ""


def test_only_cases_that_may_be_looked_at_are_shown(capsys):
    row = {"lang": "fa", "text": "تجمع در اراک", "events": [{"kind": "ASM", "reality": "occurred"}]}
    cases = []
    for split in ("seen", "blind"):
        case = parse_case(json.dumps({"id": f"{split}-1", **row}))
        cases.append(gate.Own(split, "x", b"", case))
    gate.show_faults(cases, [pair(own.case, Coded(report="1")) for own in cases], [])
    out = capsys.readouterr().out
    assert "seen-1" in out
    assert "missing ASM occurred" in out
    assert "blind-1" not in out


def test_every_bar_and_every_pinned_figure_is_one_that_is_scored():
    names = {figure.name for figure in score([])}
    shown = {name for part in accuracy.SHOWN.values() for name in part}
    assert set(gate.PINNED) | shown <= names
    better = {figure.name: figure.better for figure in score([])}
    assert {name for name in gate.PINNED if better[name] == "low"} == gate._LOW


def test_our_cases_keep_the_format_and_stand_once():
    cases, complaints = gate.read_own()
    assert complaints == []
    assert cases


def test_odd_cases_are_seen_and_even_ones_blind():
    cases, _ = gate.read_own()
    wrong = [
        own.case.id
        for own in cases
        if (int(own.case.id.rsplit("-", 1)[1]) % 2 == 1) is not (own.split == "seen")
    ]
    assert wrong == []


def test_the_page_shows_what_the_baseline_holds():
    baseline = json.loads((ROOT / "eval" / "baseline.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    tables = accuracy.tables(baseline)
    assert accuracy.page_with(page, tables) == page, "python eval/accuracy.py --write"


@pytest.mark.parametrize("name", ["fa", "en", "ar"])
def test_the_page_counts_the_cases_of_each_language(name):
    baseline = json.loads((ROOT / "eval" / "baseline.json").read_text(encoding="utf-8"))
    whole = baseline["shown"][name]["cases"]
    assert whole == sum(baseline["shown"][f"{name} {part}"]["cases"] for part in gate.SPLITS)
    assert whole == sum(row[0] for row in baseline["shown"][name]["classes"].values())
