"""Logistic regression: known answers, and the same weights for the same rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.training.logistic import fit_logistic, make_rows, minimise

ROWS = st.lists(st.lists(st.integers(0, 4), max_size=5, unique=True), min_size=2, max_size=12)


def test_the_least_of_a_bowl_is_found():
    bend = np.array([1.0, 10.0, 0.1])

    def bowl(at):
        return float((bend * (at - 3) ** 2).sum()), 2 * bend * (at - 3)

    assert minimise(bowl, np.zeros(3)) == pytest.approx([3, 3, 3], abs=0.05)


def test_without_features_the_bias_is_the_log_odds():
    told = np.array([True, False, False, False] * 50)
    _, bias = fit_logistic(make_rows([[]] * 200, 1), told, np.ones(1), penalty=1.0)
    assert bias == pytest.approx(np.log(1 / 3), abs=0.02)


def test_a_feature_that_nothing_holds_back_has_the_log_odds_of_its_rows():
    rows = make_rows([[0]] * 100 + [[]] * 100, 1)
    told = np.array([True] * 75 + [False] * 25 + [True] * 50 + [False] * 50)
    weights, bias = fit_logistic(rows, told, np.ones(1), penalty=1e-6)
    assert bias == pytest.approx(0.0, abs=0.02)
    assert weights[0] == pytest.approx(np.log(3), abs=0.02)


def test_a_column_that_counts_half_gets_less_weight():
    rows = make_rows([[0, 1]] * 20 + [[]] * 20, 2)
    told = np.array([True] * 20 + [False] * 20)
    weights, _ = fit_logistic(rows, told, np.array([1.0, 0.5]), penalty=1.0)
    assert weights[0] > 2 * weights[1] > 0


@given(ROWS, st.data())
def test_rows_sum_as_the_table_that_they_stand_for(rows, data):
    made = make_rows(rows, 5)
    table = np.array([[float(c in row) for c in range(5)] for row in rows])
    weights = np.array(data.draw(st.lists(st.floats(-3, 3), min_size=5, max_size=5)))
    values = np.array(data.draw(st.lists(st.floats(-3, 3), min_size=len(rows), max_size=len(rows))))
    assert made.times(weights) == pytest.approx(table @ weights)
    assert made.gather(values) == pytest.approx(table.T @ values)
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    assert made.some(kept).times(weights) == pytest.approx(table[kept] @ weights)


@settings(max_examples=25)
@given(ROWS, st.data())
def test_the_same_rows_give_the_same_weights_and_finite_ones(rows, data):
    told = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    one = fit_logistic(make_rows(rows, 5), told, np.ones(5), penalty=1.0)
    other = fit_logistic(make_rows(rows, 5), told, np.ones(5), penalty=1.0)
    assert one[0].tolist() == other[0].tolist()
    assert np.isfinite(one[0]).all()
    assert one[1] == other[1]
