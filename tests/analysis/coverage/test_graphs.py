"""Averages over decomposable graphs give the numbers of Madigan and York, and of the package dga."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from scipy.special import gammaln

from crosstally.analysis.coverage import Table, average, decomposable
from crosstally.errors import FormatError


def test_a_range_of_lists_that_is_too_wide_is_refused(known: Callable[[str], Table]) -> None:
    with pytest.raises(FormatError):
        average(known("1000000:5 0100000:5 1100000:5 0011111:3"))


def test_five_lists_give_the_published_posterior(known: Callable[[str], Table]) -> None:
    made = average(known("spina bifida"), delta=0.5, unseen=np.arange(1, 301))
    assert len(made.graphs) == 822
    assert made.mode == 614
    assert round(made.mean, 4) == 617.8159
    assert [made.quantile(share) for share in (0.025, 0.5, 0.975)] == [588, 616, 655]
    assert np.sort(made.graphs)[::-1][:3].round(4).tolist() == [0.2171, 0.1603, 0.0823]


def test_three_lists_with_an_informed_prior_give_the_published_posterior(
    known: Callable[[str], Table],
) -> None:
    found, a, b = known("three lists"), 13.14, 55.17
    unseen = np.arange(1, 301)
    n = unseen + found.total
    prior = n * np.log(b) - (n + a) * np.log(1 + b) + gammaln(n + a) - gammaln(n + 1) - gammaln(a)
    made = average(found, delta=1.0, unseen=unseen, log_prior=prior)
    assert (made.mode, round(made.relative), round(float(made.graphs.max()), 2)) == (728, 731, 0.37)
    assert made.edges[int(np.argmax(made.graphs))] == ((1, 2),)


def test_kosovo_gives_the_published_interval(known: Callable[[str], Table]) -> None:
    made = average(known("kosovo"), unseen=np.arange(1, 20_001))
    assert [made.quantile(share) for share in (0.025, 0.5, 0.975)] == [9827, 12595, 16543]


@pytest.mark.parametrize(
    ("name", "median", "low", "high"),
    [
        ("ukdat_5", 23016, 10408, 33481),
        ("ned_5", 50270, None, None),
        ("australia", 2255, None, None),
    ],
)
def test_trafficking_tables_give_the_published_medians(
    name: str, median: int, low: int | None, high: int | None, known: Callable[[str], Table]
) -> None:
    made = average(known(name))
    assert made.quantile(0.5) == median
    if low is not None:
        assert (made.quantile(0.025), made.quantile(0.975)) == (low, high)


@pytest.mark.parametrize("lists", [2, 3, 4])
def test_a_graph_is_decomposable_if_no_long_ring_is_without_a_chord(lists: int) -> None:
    edges = set(decomposable(lists)[1])
    every = {
        some
        for size in range(lists * (lists - 1) // 2 + 1)
        for some in combinations(combinations(range(lists), 2), size)
    }
    rings = {some for some in every if len(some) == 4 and _is_ring(some)}
    assert edges == every - rings


def test_each_graph_gives_each_list_its_place_once() -> None:
    factors, _ = decomposable(4)
    sizes = np.array([mask.bit_count() for mask in range(16)])
    assert (factors @ sizes == 4).all()


def test_the_range_that_was_looked_at_is_told_to_be_too_narrow(
    known: Callable[[str], Table],
) -> None:
    assert average(known("kosovo"), unseen=np.arange(1, 8001)).edge > 0.001
    assert average(known("kosovo")).edge < 0.001


def _is_ring(edges: tuple[tuple[int, int], ...]) -> bool:
    degrees = np.bincount([one for edge in edges for one in edge], minlength=4)
    return bool((degrees == 2).all())
