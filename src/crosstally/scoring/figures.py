"""From counts by case to figures, each with how many it rests on and how sure it is.

Invariant: a figure is a function of sums over cases, so that drawing cases again with replacement
gives its interval. The same counts give the same interval: the draws are seeded.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crosstally.records import Record

SMALL = 150  # of fewer, a figure says how sure it is
DRAWS = 1_000
SEED = 20_180_101
Sums = NDArray[np.float64]


class Figure(Record, frozen=True, kw_only=True):
    """A figure: `n` things it rests on, and where there are few, the middle 95 % of the draws.

    `value` is None where nothing was to be scored. `better` says which way is up: high or low.
    """

    name: str
    value: float | None
    n: int
    better: str = "high"
    low: float | None = None
    high: float | None = None


class Metric(NamedTuple):
    """A figure's name, its counts for one case, how the sums become a value, and which way is up.

    `shape` names a row of `SHAPES`: what the counts are.
    """

    name: str
    counts: Callable[..., Sequence[float]]
    shape: str
    better: str = "high"


def figure_of(metric: Metric, counts: Sequence[Sequence[float]]) -> Figure:
    """The figure of one metric.

    Args:
        metric: its name and shape.
        counts: a row for each case, each as long as the metric's shape asks.
    """
    value_of, size_of = SHAPES[metric.shape]
    table = np.asarray(counts, dtype=np.float64)
    sums = table.sum(axis=0, keepdims=True)
    n = int(size_of(sums)[0]) if counts else 0
    if n == 0:
        return Figure(name=metric.name, value=None, n=0, better=metric.better)
    value = float(value_of(sums)[0])
    low, high = _interval(table, value_of) if n < SMALL else (None, None)
    return Figure(
        name=metric.name, value=_round(value), n=n, better=metric.better, low=low, high=high
    )


def _interval(table: Sums, value_of: Callable[[Sums], Sums]) -> tuple[float | None, float | None]:
    used = table[table.any(axis=1)]
    values = value_of(_draws(len(used)) @ used)
    known = values[np.isfinite(values)]
    if not len(known):
        return None, None
    low, high = np.percentile(known, (2.5, 97.5))
    return _round(float(low)), _round(float(high))


@lru_cache(maxsize=64)
def _draws(cases: int) -> Sums:
    """How often each case is drawn, a row for each draw."""
    draw = np.random.default_rng(SEED)
    return draw.multinomial(cases, np.full(cases, 1 / cases), size=DRAWS).astype(np.float64)


def _round(value: float) -> float:
    return round(value, 4)


def _divided(above: Sums, below: Sums) -> Sums:
    """The quotient, nan where nothing is below."""
    return np.divide(above, below, out=np.full_like(below, np.nan), where=below > 0)


def _share(sums: Sums) -> Sums:
    return _divided(sums[:, 0], sums[:, 1])


def _f1(sums: Sums) -> Sums:
    """2 tp / (2 tp + fp + fn)."""
    right = 2 * sums[:, 0::3]
    return _divided(right, right + sums[:, 1::3] + sums[:, 2::3])[:, 0]


def _macro_f1(sums: Sums) -> Sums:
    """The mean F1 of the classes that gold holds."""
    right = 2 * sums[:, 0::3]
    each = _divided(right, right + sums[:, 1::3] + sums[:, 2::3])
    held = (sums[:, 0::3] + sums[:, 2::3]) > 0
    return _divided(np.where(held, each, 0.0).sum(axis=1), held.sum(axis=1).astype(np.float64))


def _overlap_f1(sums: Sums) -> Sums:
    """F1 of the share of coded spans that meet gold, and of gold spans that are met."""
    precision = np.nan_to_num(_divided(sums[:, 0], sums[:, 1]))
    recall = _divided(sums[:, 2], sums[:, 3])
    f1: Sums = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return f1  # nan where gold has no span


def _of_second(sums: Sums) -> Sums:
    return sums[:, 1]


def _of_gold(sums: Sums) -> Sums:
    held: Sums = sums[:, 0::3] + sums[:, 2::3]
    return np.asarray(held.sum(axis=1), dtype=np.float64)


def _of_fourth(sums: Sums) -> Sums:
    return sums[:, 3]


def _f1_of_three(sums: Sums) -> Sums:
    return _f1(sums[:, :3])


# counts -> value, counts -> how many it rests on
SHAPES: Mapping[str, tuple[Callable[[Sums], Sums], Callable[[Sums], Sums]]] = MappingProxyType(
    {
        "share": (_share, _of_second),  # right, of how many
        "f1": (_f1, _of_gold),  # right, coded but not in gold, in gold but not coded
        "macro": (_macro_f1, _of_gold),  # the same three for each class
        "characters": (_f1_of_three, _of_fourth),  # the same of characters, and gold strings
        "overlap": (_overlap_f1, _of_fourth),  # coded that meet gold, coded, gold met, gold
    }
)
