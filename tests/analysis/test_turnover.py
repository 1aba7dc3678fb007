"""Change of who acts: none where there is none, however small the samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from crosstally.analysis.callers import clopper_pearson, poisson_line
from crosstally.analysis.turnover import Turnover, difference, mean_of, similarity, turnover

SEED = 20261123
counts = st.lists(st.integers(0, 40), min_size=2, max_size=8)


@pytest.mark.parametrize(("x", "y"), [([1, 0], [0, 5]), ([1, 1], [1, 0]), ([0, 0], [3, 3])])
def test_samples_without_two_of_a_kind_have_no_turnover(x, y) -> None:
    assert turnover(np.array(x), np.array(y)) is None


def test_morisita_s_index_by_hand() -> None:
    # x = 3, 1 (λ = 6/12), y = 2, 2 (λ = 4/12): C = 2 (6 + 2) / ((1/2 + 1/3) 16) = 1.2
    assert similarity(np.array([3, 1]), np.array([2, 2])) == pytest.approx(1.2)


def test_samples_with_nothing_in_common_changed_whole() -> None:
    found = turnover(np.array([9, 3, 0, 0]), np.array([0, 0, 4, 8]))
    assert found is not None
    assert found.value == 1


@given(counts, counts)
def test_turnover_is_the_same_both_ways_and_in_any_order_of_names(one, other) -> None:
    size = min(len(one), len(other))
    x, y = np.array(one[:size]), np.array(other[:size])
    forth, back = turnover(x, y), turnover(y, x)
    assert (forth is None) == (back is None)
    if forth is not None and back is not None:
        assert forth == pytest.approx(back)
        turned = turnover(x[::-1], y[::-1])
        assert turned == pytest.approx(forth)


@pytest.mark.parametrize("size", [12, 40, 200])
def test_small_samples_alone_show_no_change(size) -> None:
    chance = np.random.default_rng([SEED, size])
    share = np.array([0.4, 0.3, 0.2, 0.1])
    values = [similarity(*chance.multinomial(size, share, 2)) for _ in range(4000)]
    assert np.mean(values) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("size", [25, 80])
def test_the_interval_of_a_mean_of_months_covers(size) -> None:
    chance = np.random.default_rng([SEED, size, 1])
    p, q = np.array([0.5, 0.3, 0.15, 0.05]), np.array([0.2, 0.3, 0.3, 0.2])
    truth = 1 - 2 * (p * q).sum() / ((p * p).sum() + (q * q).sum())
    hit, runs = 0, 500
    for _ in range(runs):
        pairs = [
            turnover(chance.multinomial(size, p), chance.multinomial(size, q)) for _ in range(8)
        ]
        _, low, high = mean_of([one for one in pairs if one is not None], 0.95)
        hit += low <= truth <= high
    assert stats.binomtest(hit, runs, 0.95, alternative="less").pvalue > 0.01


def test_welch_s_interval_is_scipy_s() -> None:
    high, low = np.array([0.4, 0.5, 0.7, 0.3]), np.array([0.1, 0.2, 0.15])
    theirs = stats.ttest_ind(high, low, equal_var=False).confidence_interval(0.95)
    value, *ends = difference(high, low, 0.95)
    assert value == pytest.approx(high.mean() - low.mean())
    assert ends == pytest.approx([theirs.low, theirs.high])


def test_months_that_all_changed_alike_differ_by_nothing() -> None:
    same = np.array([0.2, 0.2, 0.2])
    assert difference(same, same, 0.95) == pytest.approx((0, 0, 0), abs=1e-12)
    assert mean_of([Turnover(0.2, 0.0)] * 3, 0.95) == pytest.approx((0.2, 0.2, 0.2))


def test_a_doubling_each_month_is_a_factor_of_two() -> None:
    months = [f"2018-{m:02}" for m, n in ((1, 4), (2, 8), (3, 16), (4, 32)) for _ in range(n)]
    value, low, high = poisson_line(months, 0.95)
    assert value == pytest.approx(2)
    assert low < 2 < high


def test_a_month_in_which_nothing_was_seen_stands_in_the_line_as_nought() -> None:
    flat, _, _ = poisson_line(["2018-11", "2018-12", "2019-01", "2019-02"], 0.95)
    gap, _, _ = poisson_line(["2018-11", "2018-11", "2019-02", "2019-02"], 0.95)
    assert flat == pytest.approx(1)
    assert gap == pytest.approx(1)


def test_the_growth_of_steady_months_covers_one() -> None:
    chance = np.random.default_rng([SEED, 7])
    hit, runs = 0, 1000
    for _ in range(runs):
        told = [f"2018-{m + 1:02}" for m, n in enumerate(chance.poisson(6, 12)) for _ in range(n)]
        _, low, high = poisson_line(told, 0.95)
        hit += low <= 1 <= high
    assert stats.binomtest(hit, runs, 0.95, alternative="less").pvalue > 0.01


@pytest.mark.parametrize(("hits", "number"), [(0, 9), (9, 9), (3, 40)])
def test_the_exact_interval_is_scipy_s(hits, number) -> None:
    theirs = stats.binomtest(hits, number).proportion_ci(0.95, method="exact")
    assert clopper_pearson(hits, number, 0.95) == pytest.approx((theirs.low, theirs.high))
