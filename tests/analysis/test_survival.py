"""How long until it happens: the tables of the papers to their digits, and laws."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crosstally.analysis.survival import (
    drawn_times,
    kaplan_meier,
    limits,
    survival_of,
    turnbull,
)

INF = np.inf
# Weeks of remission under 6-MP (Freireich and others, Blood 21, 1963); 1 is a relapse.
WEEKS = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35.0])
RELAPSE = np.array([1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
# Months to the retraction of a breast after radiotherapy alone (Finkelstein and Wolfe, Biometrics
# 41, 1985), each in (low, high].
MONTHS = np.array([
    (45, INF), (6, 10), (0, 7), (46, INF), (46, INF), (7, 16), (17, INF), (7, 14), (37, 44), (0, 8),
    (4, 11), (15, INF), (11, 15), (22, INF), (46, INF), (46, INF), (25, 37), (46, INF), (26, 40),
    (46, INF), (27, 34), (36, 44), (46, INF), (36, 48), (37, INF), (40, INF), (17, 25), (46, INF),
    (11, 18), (38, INF), (5, 12), (37, INF), (0, 5), (18, INF), (24, INF), (36, INF), (5, 11),
    (19, 35), (17, 25), (24, INF), (32, INF), (33, INF), (19, 26), (37, INF), (34, INF), (36, INF),
], dtype=float)  # fmt: skip
ends = st.lists(
    st.tuples(st.integers(-1, 20), st.one_of(st.integers(1, 9), st.just(INF))), min_size=1, max_size=30
)  # fmt: skip


def test_no_interval_is_made_where_all_or_none_happened() -> None:
    for survival in (0.0, 1.0):
        with pytest.raises(ValueError, match="S is 0 or 1"):
            limits(survival, 0.1, 0.95, df=10)


def test_kaplan_meier_gives_freireich_s_curve_with_greenwood_s_errors() -> None:
    curve = kaplan_meier(WEEKS, RELAPSE)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.survival.round(4).tolist() == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482
    ]  # fmt: skip
    errors = curve.survival * np.sqrt(curve.variance)
    assert errors.round(4).tolist() == [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]


def test_the_limits_at_23_weeks_are_those_of_the_log_log_scale() -> None:
    # R: survfit(..., conf.type = "log-log") gives .188 and .680 at 23 weeks
    survival, variance = kaplan_meier(WEEKS, RELAPSE).at(23)
    low, high = limits(survival, variance, 0.95, df=INF)
    assert (round(low, 3), round(high, 3)) == (0.188, 0.680)


def test_turnbull_gives_the_masses_of_the_cosmesis_data() -> None:
    found = turnbull(MONTHS[:, 0], MONTHS[:, 1])
    rows = [
        (low, high, round(mass, 4))
        for low, high, mass in zip(*found, strict=True)
        if mass > 1e-6
    ]  # fmt: skip
    assert rows == [
        (4, 5, 0.0463), (6, 7, 0.0334), (7, 8, 0.0887), (11, 12, 0.0708), (24, 25, 0.0926),
        (33, 34, 0.0818), (38, 40, 0.1209), (46, 48, 0.4656),
    ]  # fmt: skip


def test_the_variance_of_groups_of_one_is_greenwood_s() -> None:
    plain = kaplan_meier(WEEKS, RELAPSE)
    apart = kaplan_meier(WEEKS, RELAPSE, np.arange(21))
    assert np.allclose(apart.variance * 20 / 21, plain.variance)


def test_copies_of_each_do_not_make_the_curve_of_groups_surer() -> None:
    once = kaplan_meier(WEEKS, RELAPSE, np.arange(21))
    five = kaplan_meier(np.repeat(WEEKS, 5), np.repeat(RELAPSE, 5), np.repeat(np.arange(21), 5))
    assert np.allclose(five.survival, once.survival)
    assert np.allclose(five.variance, once.variance)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1)), min_size=1, max_size=40))
def test_turnbull_with_days_known_is_kaplan_and_meier(told: list[tuple[int, int]]) -> None:
    times = np.array([t for t, _ in told], dtype=float)
    happened = np.array([e for _, e in told])
    curve = kaplan_meier(times, happened)
    low = np.where(happened == 1, times - 1, times)
    masses = turnbull(low, np.where(happened == 1, times, INF))
    for time, survival in zip(curve.times, curve.survival, strict=True):
        assert survival_of(masses, time) == pytest.approx(survival, abs=1e-5)


@settings(max_examples=60)
@given(ends, st.randoms(use_true_random=False))
def test_turnbull_s_masses_add_up_whatever_the_order(told: list, random: object) -> None:
    low = np.array([a for a, _ in told], dtype=float)
    high = low + np.array([b for _, b in told])
    found = turnbull(low, high)
    assert found.mass.sum() == pytest.approx(1)
    assert (found.low < found.high).all()
    assert all(one <= other for one, other in pairwise(found.high))
    order = np.array(sorted(range(len(told)), key=lambda _: random.random()))  # type: ignore[attr-defined]
    assert np.array_equal(turnbull(low[order], high[order]).mass, found.mass)


@settings(max_examples=60)
@given(ends)
def test_a_drawn_time_lies_where_it_is_known_to_lie(told: list) -> None:
    low = np.array([a for a, _ in told], dtype=float)
    high = low + np.array([b for _, b in told])
    times, happened = drawn_times(low, high, turnbull(low, high), np.random.default_rng(1))
    assert (happened == np.isfinite(high)).all()
    assert ((times > low) | (happened == 0)).all()
    assert (times <= high).all()


def test_the_log_log_limits_cover() -> None:
    chance = np.random.default_rng(20261123)
    hit, runs, truth = 0, 2000, float(np.exp(-0.7))
    for _ in range(runs):
        event, lost = chance.exponential(10, 60), chance.exponential(20, 60)
        curve = kaplan_meier(np.minimum(event, lost), (event <= lost).astype(np.int64))
        low, high = limits(*curve.at(7), 0.95, df=INF)
        hit += low <= truth <= high
    assert stats.binomtest(hit, runs, 0.95, alternative="less").pvalue > 0.01
