"""The interval of a count from its replicates.

Invariant: an interval's ends are whole, its middle is among the replicates' values, and more
replicates of the same sort do not widen it.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

import numpy as np


class Interval(NamedTuple):
    """The middle of a count and its 95 % interval, ends included."""

    middle: int
    low: int
    high: int


def interval_of(counts: Sequence[int], *, share: float = 0.95) -> Interval:
    """The interval that holds a share of a count's replicates.

    A count is whole, and the plain quantiles of whole numbers hold more than they say: of a count
    with a standard error of 3 the 95 % interval held the truth of 98 % of made-up desks. So each value
    v stands for the stretch from v - 1/2 to v + 1/2, evenly filled by those that share it (the
    quantiles of the mid-distribution), and the interval is of the whole numbers within.

    Source: Y. Ma, M. G. Genton and E. Parzen, "Asymptotic properties of sample quantiles of discrete
    distributions", Annals of the Institute of Statistical Mathematics 63, 2011.
    """
    values, times = np.unique(np.array(counts, dtype=np.int64), return_counts=True)
    spread = np.concatenate(
        [value - 0.5 + (np.arange(n) + 0.5) / n for value, n in zip(values, times, strict=True)]
    )
    outside = (1 - share) / 2
    low, high = np.quantile(spread, [outside, 1 - outside])
    middle = int(np.sort(np.array(counts))[(len(counts) - 1) // 2])
    return Interval(middle, min(middle, ceil(low)), max(middle, floor(high)))
