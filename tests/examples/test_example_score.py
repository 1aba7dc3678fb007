"""The scorer of the example: a perfect linker scores one, each fault costs what it should."""

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "examples" / "iran-2017-2020" / "truth"


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


scorer = load(ROOT / "eval" / "example_score.py", "example_score")


@pytest.fixture(scope="module")
def truth():
    return scorer.read_truth()


@pytest.fixture(scope="module")
def perfect(truth):
    return [
        {
            "incident": one["incident"],
            "reports": one["reports"],
            "kind": one["what"],
            "place": one["place"],
            "counts": one["counts"],
        }
        for one in truth.incidents
        if one["reports"]
    ]


def merged(perfect, one, other):
    """The same with two incidents made one."""
    both = {x["incident"]: x for x in perfect}
    reports = sorted({*both[one]["reports"], *both[other]["reports"]})
    rest = [x for x in perfect if x["incident"] not in (one, other)]
    return [*rest, {**both[one], "reports": reports}]


def test_a_perfect_linker_scores_one_and_passes_every_trap(truth, perfect):
    result = scorer.score(perfect, truth, origins=truth.origins, tallies=truth.counts)
    assert result["protests"]["f1"] == 1.0
    assert result["origins"]["f1"] == 1.0
    assert result["over_merged"] == []
    assert not any(result["traps"].values())
    assert all(row["truth"] == row["found"] for row in result["counts"].values())


def test_a_linker_that_finds_nothing_gets_no_recall_and_misses_all(truth):
    result = scorer.score([], truth)
    assert result["protests"]["recall"] < 0.8
    assert result["protests"]["missed"] == result["protests"]["items"]


@pytest.mark.parametrize(
    ("number", "one", "other"),
    [
        ("1", "FRC.dorud.2017-12-30", "ASM.dorud.2017-12-31"),
        ("9", "STK.iran.2018-05-22..2018-06-02", "STK.iran.2025-05-22"),
        ("17", "ASM.ahvaz.2018-01-03", "ASM.ahvaz.2018-01-03+pro"),
        ("20", "ASM.abhar.2017-12-30", "ASM.zanjan.2017-12-30"),
    ],
)
def test_merging_what_a_trap_sets_apart_is_seen(truth, perfect, number, one, other):
    result = scorer.score(merged(perfect, one, other), truth)
    assert result["traps"][number]
    if one[:3] == other[:3]:
        assert result["over_merged"]
        assert result["protests"]["precision"] < 1.0


def test_splitting_a_strike_of_many_days_is_seen(truth, perfect):
    key = "STK.haft-tappeh.2018-11-05..2018-12-02"
    whole = next(x for x in perfect if x["incident"] == key)
    halves = [
        {**whole, "incident": f"{key}{n}", "reports": whole["reports"][n::2]} for n in range(2)
    ]
    result = scorer.score([*(x for x in perfect if x is not whole), *halves], truth)
    assert any("split" in wrong for wrong in result["traps"]["16"])
    assert result["protests"]["recall"] < 1.0


def test_a_denial_told_as_a_strike_is_seen(truth, perfect):
    told = {
        "incident": "x", "reports": ["trk-006"], "kind": "ASM",
        "place": {"level": "city"}, "counts": True,
    }  # fmt: skip
    assert scorer.score([*perfect, told], truth)["traps"]["11"]


def test_the_table_for_a_person_names_the_traps_that_failed(truth, perfect):
    broken = merged(perfect, "FRC.dorud.2017-12-30", "ASM.dorud.2017-12-31")
    text = scorer.table(scorer.score(broken, truth, tallies=truth.counts))
    assert "trap 1: merged" in text
    assert "count strict" in text


def test_the_floor_holds_for_the_truth_and_falls_with_a_trap(truth, perfect):
    assert scorer.holds(scorer.score(perfect, truth), 0.95)
    broken = merged(perfect, "FRC.dorud.2017-12-30", "ASM.dorud.2017-12-31")
    assert not scorer.holds(scorer.score(broken, truth), 0.5)
    assert not scorer.holds(scorer.score(perfect[::3], truth), 0.95)


items = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3)), min_size=1, max_size=12)


def incidents(pairs, key):
    groups = {}
    for report, group in pairs:
        groups.setdefault(group, set()).add(report)
    return [
        {
            "incident": str(group), key: "ASM", "place": {"level": "city"},
            "reports": sorted(reports),
        }
        for group, reports in sorted(groups.items())
    ]  # fmt: skip


@settings(max_examples=60)
@given(found=items, true=items)
def test_precision_of_one_side_is_recall_of_the_other(found, true):
    one = scorer.agreement(incidents(found, "kind"), incidents(true, "what"), ("crowd",))
    other = scorer.agreement(incidents(true, "kind"), incidents(found, "what"), ("crowd",))
    assert one.precision == pytest.approx(other.recall)
    assert 0.0 <= one.f1 <= 1.0


@settings(max_examples=60)
@given(true=items)
def test_the_truth_agrees_with_itself(true):
    found = incidents(true, "kind")
    assert scorer.agreement(found, incidents(true, "what"), ("crowd",)).f1 == 1.0


def test_the_counts_are_what_their_script_makes_of_the_truth(truth):
    counter = load(TRUTH / "counts.py", "truth_counts")
    named = json.loads((TRUTH / "reports.json").read_text(encoding="utf-8"))
    origins = {name: one for one in truth.origins for name in one["reports"]}
    sources = {name: entry["source"] for name, entry in named.items()}
    assert counter.counted(list(truth.incidents), origins, sources) == truth.counts
