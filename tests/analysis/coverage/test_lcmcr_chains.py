"""Where chains start, how their ladders are tuned, and what may not stay on one."""

import numpy as np
import pytest

from crosstally.analysis.coverage.lcmcr_chains import (
    HOTTEST,
    REFUSED,
    Effort,
    Machine,
    _respaced,
    _survivors,
    scattered,
)
from crosstally.analysis.coverage.lcmcr_law import law_of, log_weights, population
from crosstally.analysis.coverage.lcmcr_moves import Bank, patterns_of
from crosstally.analysis.coverage.lcmcr_types import Prior
from crosstally.analysis.inputs import lists_of

LAW = law_of(lists_of(("a", "b"), {(1, 0): 20, (0, 1): 30, (1, 1): 25}), Prior(8))


def bank(levels: int) -> Bank:
    powers = np.geomspace(1, 0.4, levels)
    return Bank(np.zeros((levels, 2, 3, 8)), np.zeros((levels, 2)), powers, powers**-0.5)


def test_what_lacks_a_class_gives_way_and_what_fits_alike_stays() -> None:
    states = np.arange(4.0).reshape(4, 1, 1, 1) * np.ones((4, 1, 3, 8))
    kept = _survivors(states, np.array([[-100.0], [-60.0], [-66.0], [-400.0]]))
    assert kept[:, 0, 0, 0].tolist() == [1, 1, 2, 2]


def test_no_chain_takes_from_another() -> None:
    states = np.arange(4.0).reshape(2, 2, 1, 1) * np.ones((2, 2, 3, 8))
    kept = _survivors(states, np.array([[-50.0, -900.0], [-90.0, -990.0]]))
    assert kept[:, :, 0, 0].tolist() == [[0, 1], [0, 1]]


def test_an_even_ladder_refuses_equally_often_at_each_rung() -> None:
    refused = np.array([0.6, 0.4, 0.2, 0.2])
    made = _respaced(bank(5), refused, trim=False)
    barrier = np.concatenate([[0], np.cumsum(refused + 0.02)])
    at = np.interp(-np.log(made.powers), -np.log(bank(5).powers), barrier)
    steps = np.diff(at[made.powers >= 0.4])
    assert steps == pytest.approx(np.full(len(steps), steps[0]))
    assert steps[0] <= REFUSED + 1e-9


@pytest.mark.parametrize("often", [0.05, 0.3, 0.9])
def test_a_ladder_starts_at_one_falls_and_never_ends_hotter_than_allowed(often: float) -> None:
    made = _respaced(bank(8), np.full(7, often), trim=True)
    assert made.powers[0] == 1
    assert (np.diff(made.powers) < 0).all()
    assert made.powers[-1] >= HOTTEST - 1e-9
    assert len(made.states) == len(made.powers) == len(made.steps) <= 8


def test_an_easy_table_needs_few_levels() -> None:
    assert len(_respaced(bank(8), np.full(7, 0.05), trim=True).powers) <= 4


def test_starts_are_of_one_few_half_and_all_classes_and_of_small_and_large_numbers() -> None:
    chance = np.random.default_rng(1)
    states = scattered(Machine(LAW, patterns_of(LAW), Effort()), chance)
    alive = (np.exp(log_weights(states)) > 1e-4).sum(axis=-1)
    assert (alive[0, :4] == alive[0, 4:]).all()
    assert alive[0, :4].tolist() == [1, 3, 4, 8]
    assert (alive[1:] > 4).all()
    drawn = population(LAW, states, chance)
    assert drawn.shape == (16, 8)
    missed = np.median(drawn - 75, axis=0)
    assert missed[4:].min() > 2 * missed[:4].max()
    assert (drawn >= 75).all()
