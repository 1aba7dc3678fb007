"""The likelihood ratio of a window, and the largest count that does not pass a bound.

Invariant: the table of counts errs only towards looking again: no window over the bound is below it.

Source: Kulldorff, A spatial scan statistic (1997), section 3. The letters are his.
"""

import numpy as np

from crosstally.analysis.inputs import Floats, Ints

SHIFT = 16  # a float32 without its last 16 bits: 7 bits of mantissa, steps of under 1 %
TIE = 1e-9  # ratios closer than this are equal, and the first window stands


def log_ratio(c: Floats, mu: Floats, total: float) -> Floats:
    """The log likelihood ratio of high counts, nought where c ≤ μ.

    log Λ = c log(c/μ) + (C − c) log((C − c)/(C − μ)), with c cases seen in the window, μ expected,
    C in all.

    >>> float(log_ratio(np.array(236.0), np.array(176.2227), 1175).round(2))
    10.98
    """
    rest, left = total - c, total - mu
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = c * np.log(c / mu)
        outside = np.where(rest > 0, rest * np.log(rest / left), 0.0)
    return np.where(c > mu, inside + outside, 0.0)


def limits(bound: float, total: int, fewest: int) -> Ints:
    """For each μ, by the leading bits of its float32, the largest count whose ratio is ≤ `bound`.

    log Λ falls with μ, so each count c has one μ(c) below which it passes; found by bisection.
    """
    c = np.arange(total + 1, dtype=float)
    low, high = np.zeros(total + 1), c.copy()
    for _ in range(50):
        middle = (low + high) / 2
        passes = log_ratio(c, middle, float(total)) > bound
        low, high = np.where(passes, middle, low), np.where(passes, high, middle)
    keys = np.arange((np.float32(total).view(np.int32) >> SHIFT) + 2, dtype=np.int32) << SHIFT
    reach = np.searchsorted(high, keys.view(np.float32).astype(float), side="right")
    return np.maximum(reach - 1, fewest - 1)
