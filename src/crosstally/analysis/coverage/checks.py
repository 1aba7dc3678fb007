"""What a table of lists must be before any number follows from it.

Invariant: a check looks at the table alone, and says what it found and what it needed. Those of
`bars_of` refuse everything, those of `cautions_of` warn.
"""

import numpy as np
from scipy.special import pdtr

from crosstally.analysis.coverage.existence import apart
from crosstally.analysis.coverage.table import (
    Table,
    frequencies,
    overlaps,
    pairs,
)
from crosstally.records import Check

LEAST_LISTS = 3  # of two lists their dependence cannot be told from what neither saw
LEAST_OVERLAP = 1  # seen by exactly two lists: of none there is no bound
MOST_APART = 0.01  # of all that was seen, by lists that share nothing with the rest
LARGEST = 0.8  # of all that was seen, in one list: the others then say little of the rest
FEW_OVERLAPS = 10  # seen by exactly two lists: below, the bound itself leans high
SURPRISE = 0.01  # over all pairs, that an overlap so small comes by chance


def bars_of(found: Table) -> tuple[Check, ...]:
    """The checks that refuse everything, in the order in which they are told.

    Where they pass, the model of independent lists has an estimate too: what would take it away is
    a list that saw all or nothing, or no overlap.
    """
    t = int((found.counts @ found.seen > 0).sum())
    enough = Check(name="lists", passed=t >= LEAST_LISTS, value=float(t), bound=LEAST_LISTS)
    if not enough.passed:
        return (enough,)
    f_2, same = float(frequencies(found)[1]), float(tied(found))
    lost = round(apart(found), 4)
    largest = round(float(max(found.counts @ found.seen)) / max(found.total, 1.0), 4)
    return (
        enough,
        Check(name="overlap", passed=f_2 >= LEAST_OVERLAP, value=f_2, bound=LEAST_OVERLAP),
        Check(name="connected", passed=lost <= MOST_APART, value=lost, bound=MOST_APART),
        Check(name="dominant", passed=largest <= LARGEST, value=largest, bound=LARGEST),
        Check(name="ties", passed=same == 0, value=same, bound=0.0),
    )


def cautions_of(found: Table) -> tuple[Check, ...]:
    """The checks that warn: few overlaps, lists that avoid one another."""
    f_2 = float(frequencies(found)[1])
    avoided = float(len(avoiding(found)))
    return (
        Check(name="few-overlaps", passed=f_2 >= FEW_OVERLAPS, value=f_2, bound=FEW_OVERLAPS),
        Check(name="lists-avoid", passed=avoided == 0, value=avoided, bound=0.0),
    )


def tied(found: Table) -> int:
    """How many pairs of lists saw exactly the same: one of them is a copy."""
    counts = overlaps(found)
    sizes = np.diag(counts)
    return sum(bool(counts[i, j] == sizes[i] == sizes[j]) for i, j in pairs(found.lists))


def avoiding(found: Table) -> tuple[tuple[int, int], ...]:
    """The pairs of lists that, among what a third list saw, have less in common than by chance.

    Among the events of each other list, the overlap of two is held against the product of what each
    of them saw there: `P(X <= n_ij)` for X Poisson, against `SURPRISE` over all comparisons.
    """
    t = found.lists
    bound = SURPRISE / max(t * (t - 1) * (t - 2) / 2, 1)
    told = set()
    for third in range(t):
        among = found.counts * found.seen[:, third]
        counts = found.seen.T @ (among[:, None] * found.seen)
        for i, j in pairs(t):
            mean = counts[i, i] * counts[j, j] / max(among.sum(), 1.0)
            if third not in (i, j) and pdtr(counts[i, j], mean) < bound:
                told.add((i, j))
    return tuple(sorted(told))
