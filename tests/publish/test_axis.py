"""The folded axis keeps order and neighbours, and says what it folds."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.publish.axis import FOLD_AFTER, LABEL_FROM_DAYS, folded, named, spread, ticks

days = st.lists(st.dates(date(2015, 1, 1), date(2021, 1, 1)), max_size=40)


def test_no_day_gives_an_empty_axis():
    axis = folded([])
    assert (axis.days, axis.length, spread(axis.positions)) == ((), 0, (-0.6, 0.6))
    assert ticks(axis, apart=1) == ()


def test_a_silence_beyond_the_limit_is_folded_and_its_length_told():
    first = date(2018, 1, 1)
    axis = folded([first, first + timedelta(days=FOLD_AFTER + 2)])
    assert [fold.days for fold in axis.folds] == [FOLD_AFTER + 1]
    assert axis.positions == (0, 3)
    assert folded([first, first + timedelta(days=FOLD_AFTER + 1)]).folds == ()


@given(days)
@example([date(2018, 1, 1), date(2018, 1, 1)])
def test_days_keep_their_order_and_each_has_one_place(told):
    axis = folded(told)
    assert set(told) <= set(axis.days)
    assert list(axis.days) == sorted(set(axis.days))
    assert list(axis.positions) == sorted(set(axis.positions))


@given(days)
def test_nothing_is_lost_between_the_days_and_the_folds(told):
    axis = folded(told)
    if told:
        span = (max(told) - min(told)).days + 1
        assert len(axis.days) + sum(fold.days for fold in axis.folds) == span


@given(days)
def test_the_order_and_copies_of_the_days_do_not_matter(told):
    assert folded(told) == folded([*reversed(told), *told])


@given(days, st.floats(0.5, 30))
def test_no_two_labels_stand_nearer_than_asked(told, apart):
    axis = folded(told)
    at = [axis.positions[one] for one in ticks(axis, apart=apart)]
    assert all(other - one >= apart for one, other in pairwise(at))


@given(days, st.floats(0.5, 30))
def test_no_two_numbers_on_folds_stand_nearer_than_asked_and_the_longest_has_one(told, apart):
    axis = folded(told)
    shown = named(axis, apart=apart)
    assert all(b.position - a.position >= apart for a, b in pairwise(shown))
    longest = max((fold.days for fold in axis.folds), default=0)
    assert longest < LABEL_FROM_DAYS or longest in [fold.days for fold in shown]


@pytest.mark.parametrize("told", [[date(2018, 1, 1), date(2019, 11, 15)]])
def test_the_day_after_a_fold_is_labelled_where_there_is_room(told):
    assert ticks(folded(told), apart=2) == (0, 1)
