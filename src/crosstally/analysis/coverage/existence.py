"""Whether a log-linear model has a maximum-likelihood estimate for a table at all.

Invariant: a number is given only where the estimate exists and is the only one; a pair of lists
that never overlap has no finite interaction, so its cells and its term are taken out together.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog

from crosstally.analysis.coverage.table import Table, Term, columns, mains, overlaps, pairs
from crosstally.analysis.inputs import Floats

LEAST = 1e-9  # of the mean cell: what the linear programme must find above nought


class Existence(NamedTuple):
    """Whether the estimate exists, and whether it is unique; `empty` are overlaps of nobody."""

    exists: bool
    unique: bool
    empty: tuple[Term, ...]


def existence(found: Table, terms: tuple[Term, ...]) -> Existence:
    """Whether the extended estimate of a model exists and is unique.

    With A the design and t = A' n what it is fitted to, the estimate exists if some n' has
    A' n' = t and no cell of n' is nought: max s with A' n' = t, n' >= s is then above 0.

    Source: Fienberg and Rinaldo, "Maximum likelihood estimation in log-linear models", Annals of
        Statistics 40 (2012), and its supplement, page 3; Chan, Silverman and Vincent, "Multiple
        systems estimation for sparse capture data", JASA 116 (2021), section 2.3.
    """
    empty = tuple(
        term for term in terms
        if len(term) > 1 and not found.counts @ found.seen[:, list(term)].prod(axis=1)
    )  # fmt: skip
    kept = np.ones(len(found.counts), dtype=bool)
    for term in empty:
        kept &= found.seen[:, list(term)].prod(axis=1) == 0
    left = tuple(term for term in terms if term not in empty)
    design = columns(found.seen[kept], left)
    unique = bool(np.linalg.matrix_rank(design) == design.shape[1])
    return Existence(_inside(design, found.counts[kept]), unique, empty)


def apart(found: Table) -> float:
    """The share of what was seen that only lists saw which hang together with no larger part.

    Lists hang together that share an event, or share events with lists that do; of the parts that
    share none, the one that saw most is left out of the share.
    """
    near = overlaps(found) > 0
    for _ in range(found.lists):
        near = near @ near | near
    parts = {tuple(np.flatnonzero(row).tolist()) for row in near if row.any()}
    seen = [found.counts[found.seen[:, list(part)].any(axis=1)].sum() for part in sorted(parts)]
    return 1 - float(max(seen, default=0.0)) / max(found.total, 1.0)


def all_pairs_exist(found: Table) -> bool:
    """Whether the model of all pairs has a unique extended estimate, hence every model of pairs."""
    told = existence(found, (*mains(found.lists), *pairs(found.lists)))
    return told.exists and told.unique


def _inside(design: Floats, counts: Floats) -> bool:
    """Whether t = A' n lies inside of the cone of A, and not on its edge."""
    positive = counts > 0
    if np.linalg.matrix_rank(design[positive]) == np.linalg.matrix_rank(design):
        return True  # then only c = 0 has A c <= 0 and A c = 0 where n > 0
    cells = len(counts)
    objective = np.append(np.zeros(cells), -1.0)
    scaled = counts / max(float(counts.mean()), 1e-300)
    equal = np.column_stack([design.T, np.zeros(design.shape[1])])
    above = np.column_stack([-np.eye(cells), np.ones(cells)])
    solved = linprog(
        objective, A_ub=above, b_ub=np.zeros(cells), A_eq=equal, b_eq=design.T @ scaled,
        bounds=[(0, None)] * cells + [(None, None)], method="highs",
    )  # fmt: skip
    return bool(solved.status == 0 and -solved.fun > LEAST)
