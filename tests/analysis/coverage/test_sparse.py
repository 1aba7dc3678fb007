"""Stepwise choice for sparse tables gives the numbers of Chan, Silverman and Vincent."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.analysis.coverage import Table, bootstrapped, fit_model, stepwise
from crosstally.analysis.coverage.sparse import choose
from crosstally.analysis.coverage.table import histories, mains
from crosstally.analysis.frame import generator

ANSWERS = {
    "ukdat": 11417.99,
    "ukdat_5": 11312.99,
    "ned": 111139.4,
    "ned_5": 121521.6,
    "australia": 6496.0,
}


def test_no_overlap_at_all_has_no_finite_number(known: Callable[[str], Table]) -> None:
    assert stepwise(known("100:50 010:40 001:30")).total == np.inf


def test_an_interval_without_an_end_is_open_and_not_a_large_number(
    known: Callable[[str], Table],
) -> None:
    few = known("100:50 010:40 001:30 110:1")
    made = bootstrapped(few, generator(1, "few"), level=0.95, number=200)
    assert made.high is None


@pytest.mark.parametrize("name", ANSWERS)
def test_trafficking_tables_give_the_published_numbers(
    name: str, known: Callable[[str], Table]
) -> None:
    assert stepwise(known(name)).total == pytest.approx(ANSWERS[name], abs=0.06)


def test_the_bootstrap_gives_the_published_interval_within_its_own_chance(
    known: Callable[[str], Table],
) -> None:
    chance = generator(1234, "uk")
    made = bootstrapped(known("ukdat_5"), chance, level=0.95, number=2000, given_seen=True)
    assert made.low == pytest.approx(9232.6, rel=0.02)
    assert made.high == pytest.approx(15042.9, rel=0.05)


def test_an_interval_that_lets_n_vary_is_wider(known: Callable[[str], Table]) -> None:
    found = known("hare")
    fixed = bootstrapped(found, generator(5, "a"), level=0.95, number=300, given_seen=True)
    free = bootstrapped(found, generator(5, "a"), level=0.95, number=300)
    assert free.high - free.low > fixed.high - fixed.low


def test_a_threshold_of_nought_is_independence(known: Callable[[str], Table]) -> None:
    found = known("kosovo")
    assert stepwise(found, threshold=0.0).total == pytest.approx(
        fit_model(found, mains(4)).total, rel=1e-9
    )


@settings(max_examples=25, deadline=None)
@given(
    tables=st.lists(
        st.lists(st.integers(0, 60), min_size=7, max_size=7).filter(lambda row: sum(row) > 0),
        min_size=2, max_size=5,
    )
)  # fmt: skip
def test_a_table_gives_in_a_batch_what_it_gives_alone(tables: list[list[int]]) -> None:
    counts = np.array(tables, dtype=float)
    together = choose(histories(3), counts).totals
    alone = [choose(histories(3), row[None, :]).totals[0] for row in counts]
    np.testing.assert_allclose(together, alone, rtol=1e-6)


@settings(max_examples=25, deadline=None)
@given(counts=st.lists(st.integers(1, 60), min_size=7, max_size=7), order=st.permutations(range(3)))
def test_the_order_of_lists_does_not_matter(counts: list[int], order: list[int]) -> None:
    seen = histories(3)
    turned = seen[:, order] @ np.array([4, 2, 1]) - 1
    moved = np.zeros(7)
    moved[turned] = counts
    one = choose(seen, np.array([counts], dtype=float), threshold=0.0).totals[0]
    other = choose(seen, moved[None, :], threshold=0.0).totals[0]
    assert one == pytest.approx(other, rel=1e-6)
