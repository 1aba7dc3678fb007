"""Origins on a corpus whose copying is known: a small one, with a floor."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "eval"))

import origins
from made_origins import make_corpus

from crosstally.coding.coder import load_coder

SEED = 100
FLOOR = 0.92  # of 15 deeds; ten seeds of 60 deeds are in docs/why/origins.md


@pytest.fixture(scope="module")
def scored():
    return origins.run((SEED,), load_coder(countries=["IR"]), deeds=15)


def test_a_corpus_follows_from_its_seed():
    assert make_corpus(SEED, 3) == make_corpus(SEED, 3)
    assert make_corpus(SEED, 3) != make_corpus(SEED + 1, 3)


def test_who_copied_whom_is_found_in_three_languages(scored):
    scores, _ = scored
    assert scores["all"].f1 >= FLOOR


def test_renaming_the_sources_moves_no_origin(scored):
    _, found = scored
    assert found.unmoved
