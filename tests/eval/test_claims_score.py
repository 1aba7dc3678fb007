"""The floor under claims: found in a partisan text, and judged as their record allows."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT.parent / "shared" / "data" / "article" / "article.txt"


def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


claims_score = load(ROOT / "eval" / "claims_score.py", "claims_score")
ROWS = claims_score.read_truth()


def test_the_truth_holds_39_rows_in_order():
    assert [row.number for row in ROWS] == list(range(1, 40))


@pytest.mark.parametrize(
    "text",
    [
        claims_score.TEXT,
        pytest.param(
            ARTICLE, marks=pytest.mark.skipif(not ARTICLE.exists(), reason="it is not here")
        ),
    ],
    ids=["paraphrase", "article"],
)
def test_claims_are_found_above_their_floor(text):
    found = claims_score.extraction(text.read_text(encoding="utf-8"), ROWS, published="2020-08-25")
    assert found["f1"] >= claims_score.F1_FLOOR


def test_a_text_without_claims_gives_none():
    found = claims_score.extraction("It rained.", ROWS, published="2020-08-25")
    assert (found["drafts"], found["f1"]) == (0, 0.0)


def test_a_role_that_was_settled_fails_the_floor():
    good = {"f1": 1.0}
    assert claims_score.holds(good, {"strict": 1.0, "settled": []})
    assert not claims_score.holds(good, {"strict": 1.0, "settled": [2]})
    assert not claims_score.holds(good, {"strict": 0.89, "settled": []})
    assert not claims_score.holds({"f1": 0.79}, {"strict": 1.0, "settled": []})
