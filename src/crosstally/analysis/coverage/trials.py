"""Trials of the estimators where the truth is set: how often an interval holds it, and how wide.

Invariant: a trial is named by its scenario, method, number of runs and seed, and gives the same
each time. A scenario that breaks what a method takes for granted is told beside one that does not.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.coverage.chao import Answer, lower_bound
from crosstally.analysis.coverage.graphs import average
from crosstally.analysis.coverage.hierarchical import fit_model, profile_model
from crosstally.analysis.coverage.methods import median_answer, stepwise_answer
from crosstally.analysis.coverage.sparse import bootstrapped
from crosstally.analysis.coverage.table import Table, gathered, mains
from crosstally.analysis.frame import LEVEL, SEED, generator


class Scenario(NamedTuple):
    """How lists come to see events.

    `chances` has a row for each class of events, by lists; `shares` is how much of all events each
    class is. `copies` are (from, to, share): so much of what one list has is copied by the other.
    """

    name: str
    size: int
    chances: tuple[tuple[float, ...], ...]
    shares: tuple[float, ...] = (1.0,)
    copies: tuple[tuple[int, int, float], ...] = ()


class Trial(NamedTuple):
    """How many intervals held the truth, and how many began below it; the median width and value."""

    runs: int
    held: int
    below: int
    width: float
    value: float

    @property
    def covered(self) -> float:
        """The share of intervals that held the truth."""
        return self.held / self.runs


Trier = Callable[[Table, np.random.Generator], Answer | None]

EVEN, SPARSE = (0.30, 0.25, 0.20, 0.35), (0.10, 0.15, 0.20, 0.12)
HOLDING: tuple[Scenario, ...] = (
    Scenario("independent-300", 300, (EVEN,)),
    Scenario("independent-1000", 1000, (SPARSE,)),
    Scenario("independent-five-lists", 500, ((0.15, 0.20, 0.10, 0.25, 0.20),)),
)
BROKEN: tuple[Scenario, ...] = (
    Scenario("two-classes", 1000, ((0.5, 0.4, 0.4, 0.3), (0.08, 0.1, 0.06, 0.1)), (0.4, 0.6)),
    Scenario("copying", 1000, (SPARSE,), copies=((2, 0, 0.5),)),
    Scenario("invisible", 1000, (EVEN, (0.0, 0.0, 0.0, 0.0)), (0.7, 0.3)),
)


def _bound(found: Table, chance: np.random.Generator) -> Answer:  # noqa: ARG001
    return lower_bound(found, level=LEVEL)


def _independent(found: Table, chance: np.random.Generator) -> Answer:  # noqa: ARG001
    terms = mains(found.lists)
    ends = profile_model(found, terms, level=LEVEL)
    return Answer(fit_model(found, terms).total, ends.low, ends.high)


def _stepwise(found: Table, chance: np.random.Generator) -> Answer | None:
    return stepwise_answer(found, chance, LEVEL)


def _stepwise_as_published(found: Table, chance: np.random.Generator) -> Answer:
    made = bootstrapped(found, chance, level=LEVEL, given_seen=True)
    return Answer(made.total, made.low or found.total, made.high)


def _graphs(found: Table, chance: np.random.Generator) -> Answer:  # noqa: ARG001
    return median_answer(average(found), LEVEL)


TRIERS: tuple[tuple[str, Trier], ...] = (
    ("bound", _bound),
    ("independence", _independent),
    ("stepwise", _stepwise),
    ("stepwise-as-published", _stepwise_as_published),
    ("graphs", _graphs),
)


def drawn(scenario: Scenario, chance: np.random.Generator) -> Table:
    """One table of lists of a scenario."""
    kinds = chance.choice(len(scenario.shares), size=scenario.size, p=scenario.shares)
    seen = (
        chance.random((scenario.size, len(scenario.chances[0]))) < np.array(scenario.chances)[kinds]
    )
    for source, target, share in scenario.copies:
        seen[:, target] |= seen[:, source] & (chance.random(scenario.size) < share)
    return gathered(seen.astype(np.int64), np.ones(scenario.size))


def trial(scenario: Scenario, trier: Trier, runs: int, seed: int = SEED) -> Trial:
    """How an estimator fares in so many runs of a scenario, each with a chance of its own."""
    held, below, widths, values = 0, 0, [], []
    for run in range(runs):
        chance = generator(seed, scenario.name, str(run))
        answer = trier(drawn(scenario, chance), chance)
        value, low, high = answer or Answer(np.inf, 0.0, None)
        end = np.inf if high is None else high
        held += low <= scenario.size <= end
        below += low <= scenario.size
        widths.append(end - low)
        values.append(value)
    return Trial(runs, held, below, float(np.median(widths)), float(np.median(values)))
