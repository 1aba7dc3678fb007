"""What an estimate would be if what it takes for granted were otherwise.

Invariant: one thing is changed at a time, by a stated amount, and the table is otherwise the same.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.coverage.chao import Answer, lower_bound_value
from crosstally.analysis.coverage.table import Table, gathered, without

RATIOS = (0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0)
SHARES = (0.01, 0.02, 0.05)
NEAR = 1.5  # how far a prediction may be off, and how far estimators may be apart

Estimator = Callable[[Table], Answer | None]


class Prediction(NamedTuple):
    """What the other lists make of one list, of which the truth is known: how many it saw."""

    place: int
    truth: float
    answer: Answer | None

    @property
    def holds(self) -> bool:
        """Whether the interval holds the truth and the value is within a factor of `NEAR` of it."""
        if self.answer is None or self.truth <= 0:
            return False
        value, low, high = self.answer
        inside = low <= self.truth <= (np.inf if high is None else high)
        return bool(inside and max(value / self.truth, self.truth / value) <= NEAR)


def left_out(found: Table, estimator: Estimator) -> tuple[Prediction, ...]:
    """For each list, what an estimator makes of the number it saw, from what the others saw of it.

    The events of one list are a population whose size is known; the other lists saw some of it.

    Source: Hook and Regal, "Internal validity analysis", American Journal of Epidemiology 152
        (2000); Binette and Steorts, "On the reliability of multiple systems estimation", JRSS A 185
        (2022), section 5.
    """
    made = []
    for index in range(found.lists):
        truth = float(found.counts @ found.seen[:, index])
        made.append(Prediction(index, truth, estimator(without(found, index))))
    return tuple(made)


def reassumed(answer: Answer, seen: float, ratio: float) -> Answer:
    """An estimate if its identifying assumption were off by a ratio xi: N = n + xi n_0.

    The data say nothing of the product xi = n_0 prod_even n_h / prod_odd n_h over the combinations
    h of an even and an odd number of lists; no interaction of the highest order says xi = 1. Any
    model that is fitted to the same table gives n + xi n_0 for another xi.

    Source: Aleshin-Guendel, Sadinle and Wakefield, "The central role of the identifying assumption
        in population size estimation", Biometrics 80 (2024), sections 3 and 5.

    >>> reassumed(Answer(300.0, 200.0, None), 100.0, 0.5)
    Answer(value=200.0, low=150.0, high=None)
    """
    value, low, high = answer
    return Answer(
        seen + ratio * (value - seen),
        seen + ratio * (low - seen),
        None if high is None else seen + ratio * (high - seen),
    )


def relinked(found: Table, wrong: float) -> Table:
    """The table if a share of its links were wrong and are undone, to first order.

    Of each combination of k >= 2 lists that share loses one of its lists, each as often as another,
    which then stands for an event of its own. A share below nought makes links that were missed.
    """
    moved = found.seen[found.times >= 2]
    counts = found.counts[found.times >= 2] * wrong
    rows, weights = [found.seen, moved], [found.counts, -counts]
    for index in range(found.lists):
        has = moved[:, index] == 1
        rest, alone = moved[has].copy(), np.zeros_like(moved[has])
        rest[:, index], alone[:, index] = 0, 1
        share = counts[has] / moved[has].sum(axis=1)
        rows += [rest, alone]
        weights += [share, share]
    whole = gathered(np.vstack(rows), np.concatenate(weights))
    return Table(whole.seen, np.maximum(whole.counts, 0.0))


def relinked_bound(found: Table, wrong: float) -> float:
    """The lower bound if a share of the links were wrong and are undone, or were missed."""
    return lower_bound_value(relinked(found, wrong))


def dropped(found: Table, index: int) -> Table:
    """The table as if a list did not exist: what it alone saw is gone."""
    return gathered(np.delete(found.seen, index, axis=1), found.counts)


def bound_without(found: Table, index: int) -> float:
    """The lower bound without one of the lists."""
    return lower_bound_value(dropped(found, index))
