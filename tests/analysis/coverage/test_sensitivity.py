"""What a number would be otherwise: links, assumptions and lists changed one at a time."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.analysis.coverage import Answer, Table, left_out, reassumed, relinked
from crosstally.analysis.coverage.chao import lower_bound_value
from crosstally.analysis.coverage.hierarchical import fit_model, terms_of
from crosstally.analysis.coverage.sensitivity import Prediction, dropped, relinked_bound
from crosstally.analysis.coverage.table import histories


@pytest.mark.parametrize(
    "answer", [None, Answer(80, 70, 90), Answer(100, 101, None), Answer(160, 90, 300)]
)
def test_a_prediction_that_misses_or_is_far_off_does_not_hold(answer: Answer | None) -> None:
    assert not Prediction(0, 100.0, answer).holds


def test_a_prediction_with_an_open_end_may_hold() -> None:
    assert Prediction(0, 100.0, Answer(120, 90, None)).holds


def test_a_list_is_predicted_from_what_the_others_saw_of_it(
    known: Callable[[str], Table],
) -> None:
    kosovo, asked = known("kosovo"), []

    def seen(found: Table) -> Answer:
        asked.append(found.total)
        return Answer(found.total, found.total, None)

    made = left_out(kosovo, seen)
    assert [one.truth for one in made] == [1910, 1528, 1786, 685]
    assert asked == [779, 683, 850, 379]


def test_a_saturated_ratio_scales_the_unseen(known: Callable[[str], Table]) -> None:
    # with all two-way terms of three lists n_0 = odd products / even products, times xi
    found = known("three lists")
    u = dict(zip(map(tuple, found.seen.tolist()), found.counts, strict=True))
    odd = u[1, 0, 0] * u[0, 1, 0] * u[0, 0, 1] * u[1, 1, 1]
    even = u[1, 1, 0] * u[1, 0, 1] * u[0, 1, 1]
    plain = fit_model(found, terms_of("[12,13,23]", 3)).total
    assert plain - found.total == pytest.approx(odd / even)
    assert reassumed(Answer(plain, plain, None), found.total, 2.0).value == pytest.approx(
        found.total + 2 * odd / even
    )


def test_missed_links_lower_the_bound_and_wrong_ones_raise_it(
    known: Callable[[str], Table],
) -> None:
    found = known("kosovo")
    bounds = [relinked_bound(found, share) for share in (-0.05, -0.01, 0.0, 0.01, 0.05)]
    assert bounds == sorted(bounds)
    assert bounds[2] == pytest.approx(lower_bound_value(found))


@settings(max_examples=30, deadline=None)
@given(
    counts=st.lists(st.integers(50, 99), min_size=15, max_size=15),
    wrong=st.sampled_from([-0.05, -0.02, 0.01, 0.05]),
)
def test_captures_are_neither_made_nor_lost_when_links_change(
    counts: list[int], wrong: float
) -> None:
    found = Table(histories(4), np.array(counts, dtype=float))
    made = relinked(found, wrong)
    assert (made.counts @ made.seen).sum() == pytest.approx((found.counts @ found.seen).sum())
    assert (made.total > found.total) == (wrong > 0)


def test_a_dropped_list_takes_what_it_alone_saw(known: Callable[[str], Table]) -> None:
    assert dropped(known("kosovo"), 3).total == 4400 - 306
