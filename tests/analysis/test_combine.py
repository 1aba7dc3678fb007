"""Doubt that is combined is no smaller than its parts, and covers what is true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crosstally.analysis.combine import corrected_share, corrected_shares, total_variance

SEED = 20261123
numbers = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=12)


def test_a_coder_that_guesses_gives_no_share() -> None:
    assert corrected_share((50, 100), (30, 60), (30, 60), 0.95) is None


def test_nothing_coded_gives_no_share() -> None:
    assert corrected_share((0, 0), (30, 60), (3, 60), 0.95) is None
    chance = np.random.default_rng(1)
    assert corrected_shares(np.array([0, 0]), np.eye(2, dtype=np.int64), 0.95, chance) is None


def test_two_kinds_that_are_coded_alike_give_no_shares() -> None:
    alike = np.array([[50, 50, 0], [50, 50, 0], [0, 0, 100]])
    chance = np.random.default_rng(1)
    assert corrected_shares(np.array([10, 10, 10]), alike, 0.95, chance) is None


def test_rogan_and_gladen_s_formula_by_hand() -> None:
    # q = .3, Se = .9, Sp = .8: (.3 + .8 - 1) / (.9 + .8 - 1) = 1/7
    share = corrected_share((300, 1000), (90, 100), (20, 100), 0.95)
    assert share is not None
    assert share.value == pytest.approx(1 / 7)
    assert share.low < 1 / 7 < share.high


def test_two_kinds_by_matrix_are_the_formula_for_one() -> None:
    one = corrected_share((300, 1000), (90, 100), (20, 100), 0.95)
    both = corrected_shares(
        np.array([300, 700]), np.array([[90, 10], [20, 80]]), 0.95, np.random.default_rng(SEED)
    )
    assert one is not None
    assert both is not None
    assert both[0].value == pytest.approx(one.value)
    assert both[0].low == pytest.approx(one.low, abs=0.02)
    assert both[0].high == pytest.approx(one.high, abs=0.02)
    assert both[0].value + both[1].value == pytest.approx(1)


def test_replicates_with_nothing_between_them_are_one() -> None:
    found = total_variance([3.0, 3.0, 3.0], [4.0, 4.0, 4.0], 0.95)
    assert (found.low, found.high) == pytest.approx((3 - 1.959964 * 2, 3 + 1.959964 * 2))


def test_rubin_s_interval_by_hand() -> None:
    # Q = 10, 12, 14, U = 1: Q̄ = 12, B = 4, T = 1 + 4/3 · 4 = 19/3, ν = 2 (1 + 3/16)²
    found = total_variance([10, 12, 14], [1, 1, 1], 0.95)
    assert found.total == pytest.approx(19 / 3)
    assert found.df == pytest.approx(2 * (19 / 16) ** 2)
    reach = stats.t.ppf(0.975, found.df) * (19 / 3) ** 0.5
    assert (found.low, found.high) == pytest.approx((12 - reach, 12 + reach))


def test_barnard_and_rubin_s_degrees_of_freedom_by_hand() -> None:
    found = total_variance([10, 12, 14], [1, 1, 1], 0.95, df=20)
    gamma = (16 / 3) / (19 / 3)
    hat = 21 / 23 * 20 * (1 - gamma)
    assert found.df == pytest.approx(1 / (1 / (2 * (19 / 16) ** 2) + 1 / hat))


@given(numbers, st.floats(0.01, 100), st.floats(0.5, 0.99))
def test_what_is_combined_is_no_surer_than_its_parts(
    values: list[float], variance: float, level: float
) -> None:
    found = total_variance(values, [variance] * len(values), level)
    assert found.total >= variance * (1 - 1e-12)
    assert found.low <= found.value <= found.high


@given(numbers, st.randoms())
def test_the_order_of_replicates_does_not_matter(values: list[float], random: object) -> None:
    mixed = sorted(values)
    one = total_variance(values, [1.0] * len(values), 0.9)
    other = total_variance(mixed, [1.0] * len(values), 0.9)
    assert one == pytest.approx(other)


@given(st.integers(0, 200), st.integers(60, 100), st.integers(0, 30))
def test_a_share_lies_in_its_interval_and_both_between_nought_and_one(
    coded: int, truly: int, falsely: int
) -> None:
    share = corrected_share((coded, 200), (truly, 100), (falsely, 100), 0.95)
    assert share is not None
    assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.parametrize("p", [0.02, 0.3, 0.8])
@pytest.mark.parametrize(("n", "validated"), [(400, 100), (100, 50)])
def test_the_interval_of_a_corrected_share_covers(p: float, n: int, validated: int) -> None:
    chance = np.random.default_rng([SEED, n, int(100 * p)])
    se, sp, runs = 0.85, 0.92, 2000
    hit = 0
    for _ in range(runs):
        coded = chance.binomial(n, p * se + (1 - p) * (1 - sp))
        truly, falsely = chance.binomial(validated, se), chance.binomial(validated, 1 - sp)
        share = corrected_share((coded, n), (truly, validated), (falsely, validated), 0.95)
        hit += share is not None and share.low <= p <= share.high
    assert hit >= 0.93 * runs
    assert stats.binomtest(hit, runs, 0.95, alternative="less").pvalue > 0.01


def test_the_interval_of_replicates_covers() -> None:
    chance = np.random.default_rng(SEED)
    hit, runs, m, u, b = 0, 2000, 10, 4.0, 1.0
    for _ in range(runs):
        seen = chance.normal(0, (u + b) ** 0.5)  # what the data as they are linked can tell
        values = chance.normal(seen, b**0.5, m)
        found = total_variance(values, np.full(m, u), 0.95)
        hit += found.low <= 0 <= found.high
    assert stats.binomtest(hit, runs, 0.95, alternative="less").pvalue > 0.01
