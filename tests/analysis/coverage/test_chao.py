"""The lower bound: its forms, what moves it, and that it is one."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.analysis.coverage import Table, chao, corrected_bound, lower_bound
from crosstally.analysis.coverage.chao import lower_bound_value, moment_bound
from crosstally.analysis.coverage.table import frequencies, gathered, histories, table
from crosstally.analysis.inputs import lists_of


def test_without_any_overlap_there_is_no_finite_bound(known: Callable[[str], Table]) -> None:
    assert moment_bound(known("100:5 010:4 001:3")) == math.inf
    made = chao(np.array([5.0, 0.0]), 3, level=0.95, corrected=False)
    assert (made.value, made.high) == (math.inf, None)


def test_when_nothing_was_seen_once_nothing_is_missing() -> None:
    made = chao(np.array([0.0, 7.0]), 3, level=0.95, corrected=True)
    assert made == (7.0, 7.0, 7.0)


def test_patients_on_lists_give_the_published_bound(known: Callable[[str], Table]) -> None:
    assert round(lower_bound(known("hiv"), level=0.95).value) == 11701


def test_the_moment_estimator_is_the_textbook_formula() -> None:
    made = chao(np.array([43.0, 16.0, 8.0]), None, level=0.95, corrected=False)
    assert made.value == pytest.approx(67 + 43**2 / 32)
    assert chao(np.array([43.0, 16.0, 8.0]), 4, level=0.95, corrected=True).value == pytest.approx(
        67 + 0.75 * 43 * 42 / 34
    )


def test_two_lists_give_lincoln_and_petersen(known: Callable[[str], Table]) -> None:
    found = known("seber")
    assert moment_bound(found) == pytest.approx((167 + 781) * (167 + 254) / 167)
    assert lower_bound_value(found) == pytest.approx(moment_bound(found))


def test_the_corrected_form_is_lower_where_few_were_seen_twice(
    known: Callable[[str], Table],
) -> None:
    few = known("100:20 010:18 001:22 110:2 101:1 011:1")
    assert corrected_bound(few) < lower_bound_value(few)


def test_a_copying_list_lowers_the_bound_and_dropped_copies_raise_it() -> None:
    chance = np.random.default_rng(11)
    seen = (chance.random((2000, 4)) < 0.2).astype(int)
    fair = lower_bound_value(gathered(seen, np.ones(2000)))
    copied = seen.copy()
    copied[:, 3] |= copied[:, 0] & (chance.random(2000) < 0.8)
    dropped = seen.copy()
    dropped[:, 3] &= 1 - dropped[:, 0]
    assert lower_bound_value(gathered(copied, np.ones(2000))) < fair
    assert lower_bound_value(gathered(dropped, np.ones(2000))) > fair


def test_twenty_lists_have_a_bound(known: Callable[[str], Table]) -> None:
    chance = np.random.default_rng(3)
    seen = (chance.random((800, 20)) < 0.06).astype(int)
    cells: dict[tuple[int, ...], int] = {}
    for row in seen[seen.any(axis=1)]:
        cells[tuple(map(int, row))] = cells.get(tuple(map(int, row)), 0) + 1
    found = table(lists_of(tuple(f"L{n}" for n in range(20)), cells))
    made = lower_bound(found, level=0.95)
    assert found.total == seen.any(axis=1).sum()
    assert made.low < 800 < made.high


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.integers(1, 90), min_size=7, max_size=7))
def test_the_interval_holds_the_bound_and_begins_at_what_was_seen(counts: list[int]) -> None:
    found = Table(histories(3), np.array(counts, dtype=float))
    made = lower_bound(found, level=0.95)
    assert found.total <= made.low <= made.value * (1 + 1e-6)
    assert made.high is None or made.value <= made.high * (1 + 1e-6)


def test_frequencies_add_up_to_what_was_seen(known: Callable[[str], Table]) -> None:
    for name in ("kosovo", "hare", "ukdat"):
        assert frequencies(known(name)).sum() == known(name).total
