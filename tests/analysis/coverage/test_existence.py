"""Whether an estimate exists is told by the empty cells alone, as the linear programme says."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.analysis.coverage import Table, existence, terms_of
from crosstally.analysis.coverage.existence import apart
from crosstally.analysis.coverage.poisson import fit
from crosstally.analysis.coverage.table import columns, histories, mains, pairs

# Chan, Silverman and Vincent (2021), table 2, has three lists of which A and B meet in ABC alone
ABC_ALONE = "100:27 010:37 001:19 101:4 011:1"


def test_a_pair_that_never_meets_is_told_and_taken_out(known: Callable[[str], Table]) -> None:
    made = existence(known("100:9 010:8 001:7 101:2 011:3"), terms_of("[12,3]", 3))
    assert made.empty == ((0, 1),)


def test_all_pairs_of_lists_that_never_all_meet_have_no_unique_estimate(
    known: Callable[[str], Table],
) -> None:
    made = existence(known(ABC_ALONE), terms_of("[12,13,23]", 3))
    assert not made.unique


def test_a_list_that_holds_everything_has_no_estimate(known: Callable[[str], Table]) -> None:
    assert not existence(known("100:9 110:5 101:3 111:2"), mains(3)).exists


def test_lists_that_share_nothing_have_no_estimate(known: Callable[[str], Table]) -> None:
    assert not existence(known("100:9 010:5 001:3"), mains(3)).exists
    assert apart(known("100:9 010:5 001:3")) == pytest.approx(8 / 17)


def test_two_pairs_of_lists_that_do_not_meet_are_not_connected(
    known: Callable[[str], Table],
) -> None:
    assert apart(known("1000:9 0100:9 1100:4 0010:9 0001:9 0011:5")) == pytest.approx(22 / 45)
    assert apart(known("1000:9 0100:9 1100:4 0010:9 0001:9 0011:5 0110:1")) == 0


def test_a_list_of_one_event_does_not_part_the_others(known: Callable[[str], Table]) -> None:
    assert 0 < apart(known("1000:90 0100:90 1100:40 0010:30 0110:9 1010:7 0001:1")) < 0.01


def test_published_tables_have_estimates(known: Callable[[str], Table]) -> None:
    for name in ("kosovo", "hiv", "ukdat_5", "ned_5"):
        found = known(name)
        made = existence(found, mains(found.lists))
        assert made.exists, name
        assert made.unique, name


@settings(max_examples=60, deadline=None)
@given(support=st.lists(st.booleans(), min_size=7, max_size=7).filter(any), pair=st.booleans())
def test_where_the_programme_says_no_the_fit_runs_away(support: list[bool], pair: bool) -> None:
    counts = np.array(support, dtype=float) * 20
    found = Table(histories(3), counts)
    terms = (*mains(3), *(pairs(3)[:1] if pair else ()))
    told = existence(found, terms)
    if told.empty or not told.unique:
        return
    beta = fit(columns(found.seen, terms), counts).beta
    assert told.exists == bool(np.abs(beta).max() < 15)


@pytest.mark.parametrize("scale", [1, 1000])
def test_how_many_there_are_does_not_matter(scale: int, known: Callable[[str], Table]) -> None:
    found = known("100:9 110:5 101:3 111:2 010:1")
    larger = Table(found.seen, found.counts * scale)
    assert existence(larger, mains(3)) == existence(found, mains(3))
