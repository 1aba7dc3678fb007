"""How much who acts changes from one time to the next, so that small numbers alone show nothing.

Invariant: two samples of one make-up have a similarity of one on average, however small they are;
names do not enter, only how often each stands in either sample.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.inputs import Floats, Ints


class Turnover(NamedTuple):
    """How much changed, from 0 to 1, and the variance of that."""

    value: float
    variance: float


def similarity(x: Ints, y: Ints) -> float:
    """Morisita's index of two samples of the same kinds, near 1 where they are of one make-up.

    C = 2 Σ x_i y_i / ((λ_x + λ_y) X Y), with λ_x = Σ x_i (x_i - 1) / (X (X - 1)) and X = Σ x_i.

    Source: Morisita, Mem. Fac. Sci. Kyushu Univ. E 3 (1959), 65-80; Wolda, Oecologia 50 (1981),
        296-302, for its freedom from the size of samples.

    >>> round(similarity(np.array([10, 20, 30]), np.array([20, 40, 60])), 3)
    1.02
    """
    big_x, big_y = int(x.sum()), int(y.sum())
    if min(big_x, big_y) < 2:
        return float("nan")
    lambdas = [float((z * (z - 1)).sum() / (n * (n - 1))) for z, n in ((x, big_x), (y, big_y))]
    if sum(lambdas) == 0:
        return float("nan")
    return float(2 * (x * y).sum() / (sum(lambdas) * big_x * big_y))


def turnover(x: Ints, y: Ints) -> Turnover | None:
    """1 - C with the variance of the delete-one jackknife over both samples; None without ties.

    Var = Σ_samples (n - 1) / n Σ (C_(-j) - C̄)², each thing left out in turn.
    """
    whole = similarity(x, y)
    if np.isnan(whole):
        return None
    spread = _left_out(x, y) + _left_out(y, x)
    if np.isnan(spread):
        return None
    return Turnover(1 - whole, spread)


def _left_out(x: Ints, y: Ints) -> float:
    """The jackknife's part of one sample: things of one kind give the same when left out."""
    kinds = np.flatnonzero(x)
    less = np.array([similarity(_without(x, int(kind)), y) for kind in kinds])
    n = int(x.sum())
    mean = float((less * x[kinds]).sum() / n)
    return float((n - 1) / n * (x[kinds] * (less - mean) ** 2).sum())


def _without(x: Ints, kind: int) -> Ints:
    less = x.copy()
    less[kind] -= 1
    return less


def mean_of(found: list[Turnover], level: float) -> tuple[float, float, float]:
    """The mean of several, with an interval that allows for how each was measured and how they differ.

    Var = max(mean of variances / n, variance between / n), with t of n - 1 degrees of freedom.
    """
    values = np.array([one.value for one in found])
    n = len(values)
    within = float(np.mean([one.variance for one in found])) / n
    between = float(values.var(ddof=1)) / n if n > 1 else 0.0
    return _interval(float(values.mean()), max(within, between), max(n - 1, 1), level)


def difference(high: Floats, low: Floats, level: float) -> tuple[float, float, float]:
    """The difference of two means with Welch's interval.

    Source: Welch, Biometrika 34 (1947), 28-35.
    """
    parts = [float(z.var(ddof=1)) / len(z) for z in (high, low)]
    df = sum(parts) ** 2 / sum(
        v * v / (len(z) - 1) for v, z in zip(parts, (high, low), strict=True) if v > 0
    ) if sum(parts) > 0 else 1.0  # fmt: skip
    return _interval(float(high.mean() - low.mean()), sum(parts), df, level)


def _interval(value: float, variance: float, df: float, level: float) -> tuple[float, float, float]:
    reach = float(stats.t.ppf((1 + level) / 2, df)) * variance**0.5
    return value, value - reach, value + reach
