"""Labels of sets as gold events, and folds that cut no report in two."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def load():
    spec = importlib.util.spec_from_file_location("light_cv", ROOT / "eval" / "light_cv.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cv = load()
REPORT = {"id": "r", "lang": "en", "text": "One. Two.", "published": "2018-01-03"}


def events(read, gold, found=()):
    case = cv.case_of(REPORT, gold, read, found)
    return [
        (e.kind.value, e.actor and e.actor.value, e.killed, e.sentence) for e in case.events
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ([], []),
        (["KILL", "FORCE", "ANY_ACTION"], [("FRC", (1, 1))]),
        (["FORCE", "ANY_ACTION"], [("FRC", None)]),
        (["ANY_ACTION"], [("RES", None)]),
        (["ANY_ACTION", "FAIL"], [("INA", None), ("RES", None)]),
        (["ANY_ACTION", "ARREST", "FORCE"], [("FRC", None), ("ARR", None)]),
    ],
)
def test_what_police_did_is_one_event_a_deed_in_its_sentence(labels, told):
    gold = {"sentences": [{"span": [0, 4], "labels": []}, {"span": [5, 9], "labels": labels}]}
    wanted = [(kind, "police", killed, (5, 9)) for kind, killed in told]
    assert events(cv.police_actions, gold) == wanted


@pytest.mark.parametrize(
    ("label", "found", "kinds"),
    [(0, ["ASM"], []), (1, [], ["ASM"]), (1, ["ARR", "STK"], ["STK"])],
)
def test_a_relevant_report_tells_of_the_protests_that_the_rules_found(label, found, kinds):
    assert [kind for kind, *_ in events(cv.relevance, {"label": label}, found)] == kinds


@pytest.mark.parametrize(
    ("sort", "found", "kinds"),
    [
        ("DIPLO", ["ASM"], []),
        ("PROTEST_WITH_INTER", [], ["ASM", "DSP"]),
        ("PEACE_PROTEST", ["STK"], ["STK"]),
        ("PEACE_PROTEST", ["ASM", "STK"], ["ASM"]),
    ],
)
def test_a_type_of_snippet_is_its_kinds(sort, found, kinds):
    assert [kind for kind, *_ in events(cv.protest_types, {"type": sort}, found)] == kinds


def test_every_report_is_coded_once_in_its_order_by_a_model_that_did_not_see_it(monkeypatch):
    reports = [{**REPORT, "id": f"r{n}", "text": "Hundreds rallied in Arak."} for n in range(12)]
    gold = {r["id"]: {"label": 1} for r in reports}
    learned = []
    learn = cv.learn_file

    def watch(coder, cases, *, name):
        learned.append({case.id for case in cases})
        return learn(coder, cases, name=name)

    monkeypatch.setattr(cv, "learn_file", watch)
    lines = [json.loads(line) for line in cv.coded_by_folds(reports, gold, cv.relevance)]
    assert [line["report"] for line in lines] == [r["id"] for r in reports]
    held_out = [{r["id"] for r in reports} - seen for seen in learned]
    assert len(held_out) == cv.FOLDS
    assert sorted(name for fold in held_out for name in fold) == sorted(gold)
