"""Logistic regression on rows that are either there or not, by L-BFGS.

Invariant: the same rows give the same weights. The loss is convex, begins at nought and is followed
until it is flat; no draw of chance and no thread has a say.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Found = NDArray[np.int64]

_KEPT = 8  # steps that the shape of the loss is judged by
_MOST = 100  # steps
_FLAT = 1e-3  # of the gradient, against its length at the beginning; 1e-5 changed no decision
_LEAST_FALL = 1e-4  # Armijo's condition, as in the textbooks


class Rows(NamedTuple):
    """Rows of features, kept twice: by row and by column, so that both are summed in one sweep.

    `columns` are those of each row in turn, and `row_ends` where each row ends; `owners` the rows
    that each column stands in, and `column_ends` where each column ends.
    """

    columns: Found
    row_ends: Found
    owners: Found
    column_ends: Found

    def times(self, weights: Vector) -> Vector:
        """The sum of the weights of each row."""
        return _sums(weights[self.columns], self.row_ends)

    def gather(self, values: Vector) -> Vector:
        """For each column the sum of the values of the rows that it stands in."""
        return _sums(values[self.owners], self.column_ends)

    def some(self, kept: NDArray[np.bool_]) -> "Rows":
        """The rows that are kept, in order."""
        lengths = np.diff(self.row_ends, prepend=0)
        inside = np.repeat(kept, lengths)
        return _rows(self.columns[inside], lengths[kept], len(self.column_ends))


def make_rows(rows: Sequence[Sequence[int]], width: int) -> Rows:
    """Rows from the numbers of the columns that stand in each."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    flat = np.array([column for row in rows for column in row], dtype=np.int64)
    return _rows(flat, lengths, width)


def _rows(columns: Found, lengths: Found, width: int) -> Rows:
    owners = np.repeat(np.arange(len(lengths)), lengths)
    by_column = np.argsort(columns, kind="stable")
    column_ends = np.cumsum(np.bincount(columns, minlength=width))
    return Rows(columns, np.cumsum(lengths), owners[by_column], column_ends)


def _sums(values: Vector, ends: Found) -> Vector:
    """The sums of runs of values, each of which ends where told; of an empty run nought."""
    found = np.zeros(len(ends))
    lengths = np.diff(ends, prepend=0)
    some = lengths > 0
    if some.any():
        found[some] = np.add.reduceat(values, (ends - lengths)[some])
    return found


def fit_logistic(
    rows: Rows, told: NDArray[np.bool_], scale: Vector, *, penalty: float
) -> tuple[Vector, float]:
    """Weights and bias that make the rows likeliest, large weights made dear.

    With y the answers as -1 and 1, it gives the w and b of the least

        sum log(1 + exp(-y (x (s w) + b))) + penalty / 2 |w|^2

    Args:
        rows: the features x.
        told: the answers.
        scale: s, how much each column counts; the weights given back have it worked in.
        penalty: on the squares of the weights.
    """
    sign = np.where(told, 1.0, -1.0)

    def loss(at: Vector) -> tuple[float, Vector]:
        weights, bias = at[:-1], at[-1]
        margin = sign * (rows.times(scale * weights) + bias)
        value = float(np.logaddexp(0.0, -margin).sum() + penalty / 2 * (weights * weights).sum())
        pull = -sign / (1.0 + np.exp(np.minimum(margin, 500.0)))
        slope = scale * rows.gather(pull) + penalty * weights
        return value, np.append(slope, pull.sum())

    start = np.zeros(len(scale) + 1)
    rate = (told.sum() + 0.5) / (len(told) + 1.0)
    start[-1] = np.log(rate / (1.0 - rate))
    best = minimise(loss, start)
    return scale * best[:-1], float(best[-1])


def minimise(loss: Callable[[Vector], tuple[float, Vector]], start: Vector) -> Vector:
    """Where a convex loss is least.

    Args:
        loss: its value and its gradient at a place.
        start: where to begin.

    Source: Nocedal and Wright, Numerical Optimization, algorithm 7.4.
    """
    at = start
    value, slope = loss(at)
    flat = _FLAT * max(1.0, _length(slope))
    moves: list[tuple[Vector, Vector, float]] = []
    for _ in range(_MOST):
        if _length(slope) <= flat:
            break
        way = _direction(slope, moves)
        fall = float((slope * way).sum())
        step = 1.0 if moves else min(1.0, 1.0 / _length(slope))
        there, after, new = at, value, slope
        for _ in range(30):
            there = at + step * way
            after, new = loss(there)
            if after <= value + _LEAST_FALL * step * fall:
                break
            step /= 2
        else:
            break
        moved, turned = there - at, new - slope
        curve = float((moved * turned).sum())
        if curve > 1e-12:
            moves = [*moves[-_KEPT + 1 :], (moved, turned, 1.0 / curve)]
        at, value, slope = there, after, new
    return at


def _direction(slope: Vector, moves: Sequence[tuple[Vector, Vector, float]]) -> Vector:
    """Downhill, as the last moves show the loss to be curved."""
    way = slope.copy()
    shares: list[float] = []
    for moved, turned, rho in reversed(moves):
        part = rho * float((moved * way).sum())
        shares.append(part)
        way -= part * turned
    if moves:
        moved, turned, rho = moves[-1]
        way /= rho * float((turned * turned).sum())
    for (moved, turned, rho), part in zip(moves, reversed(shares), strict=True):
        way += (part - rho * float((turned * way).sum())) * moved
    return -way


def _length(vector: Vector) -> float:
    return float(np.sqrt((vector * vector).sum()))
