"""Intervals hold the truth as often as they say where it is set, and break where they say so.

The seeds are `trial`'s own: SEED, the scenario's name and the run's number.
"""

import pytest
from scipy.stats import binom

from crosstally.analysis.coverage.trials import BROKEN, HOLDING, TRIERS, Scenario, trial
from crosstally.analysis.frame import LEVEL, SEED

METHODS = dict(TRIERS)
SHOWN = ("bound", "independence", "stepwise", "graphs")
SCENARIOS = {one.name: one for one in (*HOLDING, *BROKEN)}


def test_the_seed_of_the_published_tables_is_this_one() -> None:
    assert SEED == 13961007


@pytest.mark.parametrize("method", SHOWN)
def test_an_interval_holds_the_truth_where_lists_are_independent(method: str) -> None:
    made = trial(SCENARIOS["independent-1000"], METHODS[method], 60)
    assert made.held >= binom.ppf(0.01, 60, LEVEL)


def test_a_trial_gives_the_same_again() -> None:
    made = [trial(HOLDING[0], METHODS["stepwise"], 5) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("name", [one.name for one in BROKEN])
def test_what_no_list_could_see_or_saw_unevenly_is_missed_and_the_bound_stays_below(
    name: str,
) -> None:
    made = trial(SCENARIOS[name], METHODS["bound"], 40)
    assert made.covered < 0.5
    assert made.below == 40


@pytest.mark.slow
@pytest.mark.parametrize("method", SHOWN)
@pytest.mark.parametrize("scenario", HOLDING, ids=lambda one: one.name)
def test_intervals_hold_the_truth_in_two_thousand_tables(scenario: Scenario, method: str) -> None:
    made = trial(scenario, METHODS[method], 2000)
    assert made.covered >= 0.93
    assert made.held >= binom.ppf(0.01, 2000, LEVEL)
