"""Figures have known answers, and their intervals hold them and do not move."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.scoring.figures import SHAPES, SMALL, Figure, Metric, figure_of


def figure(shape, rows):
    return figure_of(Metric("m", lambda one: one, shape), rows)


KNOWN = [
    ("share", [], None, 0),
    ("share", [(0, 0), (0, 0)], None, 0),
    ("share", [(0, 1)], 0.0, 1),
    ("share", [(1, 1), (0, 1), (2, 2)], 0.75, 4),
    ("f1", [(0, 5, 0)], None, 0),  # nothing in gold: what is coded besides has no F1 to lower
    ("f1", [(0, 0, 2)], 0.0, 2),
    ("f1", [(1, 0, 0)], 1.0, 1),
    ("f1", [(1, 1, 0), (1, 0, 2)], 4 / 7, 4),
    ("macro", [(1, 0, 0, 0, 0, 1, 0, 9, 0)], 0.5, 2),  # the third class is not in gold
    ("macro", [(1, 1, 0, 2, 0, 0, 0, 0, 0)], (2 / 3 + 1) / 2, 3),
    ("characters", [(10, 0, 10, 2)], 2 / 3, 2),
    ("overlap", [(0, 0, 0, 2)], 0.0, 2),
    ("overlap", [(1, 2, 1, 1)], 2 / 3, 1),
    ("overlap", [(3, 3, 0, 0)], None, 0),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "rows", "value", "n"), KNOWN)
def test_a_figure_is_the_one_worked_out_by_hand(shape, rows, value, n):
    found = figure(shape, rows)
    assert found.n == n
    assert found.value == (value if value is None else pytest.approx(value, abs=1e-4))


def test_a_small_figure_has_an_interval_and_a_large_one_has_none():
    assert figure("share", [(1, 1), (0, 1)] * 40).low is not None
    assert figure("share", [(1, 1), (0, 1)] * (SMALL // 2)).low is None


def test_the_interval_is_that_of_a_known_share():
    # 30 of 60: the normal interval is .5 +- 1.96 * sqrt(.25 / 60) = .373 to .627
    found = figure("share", [(1, 1), (0, 1)] * 30)
    assert found.low == pytest.approx(0.373, abs=0.02)
    assert found.high == pytest.approx(0.627, abs=0.02)


def test_cases_that_a_figure_does_not_touch_leave_its_interval_alone():
    rows = [(1, 1), (0, 1), (1, 2)]
    assert figure("share", rows) == figure("share", [*rows, (0, 0), (0, 0)])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_the_order_of_cases_does_not_move_a_figure_and_its_interval_lies_in_order(rows):
    found = figure("f1", rows)
    assert isinstance(found, Figure)
    assert figure("f1", rows[::-1]).value == found.value
    assert figure("f1", rows) == found
    if found.low is not None:
        assert 0.0 <= found.low <= found.high <= 1.0


@given(
    st.sampled_from(sorted(SHAPES)),
    st.lists(st.lists(st.integers(0, 4), min_size=12, max_size=12), min_size=1, max_size=5),
)
def test_no_counts_break_a_shape(shape, rows):
    found = figure(shape, rows)
    assert (found.value is None) == (found.n == 0)
