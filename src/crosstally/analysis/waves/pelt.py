"""Change points of daily counts: the split into regimes that no other split of any size beats.

Invariant: the search is exact (PELT: pruning drops no split that could still be the best), for
counts that are Poisson, or negative binomial with a known size; and the same with and without numba.

Source: Killick, Fearnhead and Eckley, Optimal detection of changepoints with a linear computational
cost (2012), section 3; the letters F, C, K, β, R are theirs.
"""

from collections.abc import Callable
from functools import cache
from math import inf, log

import numpy as np

from crosstally.analysis.inputs import Floats, Ints

TINY = 1e-300  # stands for nought where its logarithm is multiplied by nought


def changes(
    counts: Ints, *, penalty: float, exposure: Floats | None = None, size: float = inf
) -> Ints:
    """The days on which a new regime begins, the first day left out.

    A segment's cost is minus its log likelihood at its best rate λ = S/W, without what no split
    changes, with S cases in W days of exposure: Poisson, C = −S log(S/W). Negative binomial,
    with A = rW and the variance of a day's count λw(1 + λ/r):
    C = (S + A) log(S + A) − S log S − A log A.
    The split minimises the sum of C + β over its segments.

    Args:
        counts: by day.
        penalty: β, in units of log likelihood, for each change.
        exposure: w of each day, 1 without it; a weekday's habit, or hours observed.
        size: r of the negative binomial; infinite is Poisson.
    """
    exposure = np.ones(len(counts)) if exposure is None else exposure
    cases = np.concatenate([[0.0], np.cumsum(counts, dtype=float)])
    days = np.concatenate([[0.0], np.cumsum(exposure)])
    came = _path()(cases, days, (float(penalty), float(size), 0.0))
    found = []
    at = len(counts)
    while came[at] > 0:
        at = int(came[at])
        found.append(at)
    return np.array(found[::-1], dtype=np.int64)


def event_changes(
    times: Floats, begin: float, end: float, *, penalty: float, shortest: float | None = None
) -> Floats:
    """The moments at which the rate of events changes, each at an event, over `begin` to `end`.

    A segment's cost is −S log(S/W), with S events in a span of W; a regime ends with an event, where
    the likelihood is largest. Two events at one moment would make an endless rate, so a regime
    lasts at least `shortest`: the mean gap between events, where nothing else is said.

    >>> event_changes(np.array([1.0, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5]), 0, 4.5, penalty=1.5)
    array([4.])
    """
    shortest = (end - begin) / len(times) if shortest is None else shortest
    spans = np.diff(np.append(times, end), prepend=begin)
    cases = np.concatenate([np.arange(len(times) + 1.0), [len(times)]])
    days = np.concatenate([[0.0], np.cumsum(spans)])
    came = _path()(cases, days, (float(penalty), inf, float(shortest)))
    found = []
    at = len(times) + 1
    while came[at] > 0:
        at = int(came[at])
        found.append(float(times[at - 1]))
    return np.array(found[::-1])


def rates(counts: Ints, starts: Ints, exposure: Floats | None = None) -> Floats:
    """The rate of each day's regime, per unit of exposure."""
    exposure = np.ones(len(counts)) if exposure is None else exposure
    edges = np.concatenate([[0], starts]).astype(np.int64)
    days = np.add.reduceat(exposure, edges)
    each = np.add.reduceat(counts, edges) / np.where(days > 0, days, 1)
    return np.asarray(np.repeat(each, np.diff(np.append(edges, len(counts)))))


Terms = tuple[float, float, float]  # β, r, and the least exposure of a segment


def _plain(cases: Floats, days: Floats, terms: Terms) -> Ints:
    """For each day the last change before it in the best split up to there."""
    beta, size, shortest = terms
    n = len(cases) - 1
    best = np.full(n + 1, inf)
    best[0] = -beta
    came = np.zeros(n + 1, dtype=np.int64)
    kept = np.zeros(1, dtype=np.int64)
    until = np.full(n + 1, inf)
    for t in range(1, n + 1):
        s, w = cases[t] - cases[kept], days[t] - days[kept]
        cost = np.where((w < shortest) | (w <= 0), inf, best[kept] + _costs(s, w, size))
        least = int(np.argmin(cost))
        best[t], came[t] = cost[least] + beta, kept[least]
        passed = kept[(cost > best[t]) & (until[kept] == inf)]
        until[passed] = days[t] + shortest
        kept = np.append(kept[until[kept] > days[t]], t)
    return came


def _costs(s: Floats, w: Floats, size: float) -> Floats:
    """C of segments with S cases in W days."""
    s, w = np.maximum(s, TINY), np.maximum(w, TINY)
    if size == inf:
        return np.asarray(s * (np.log(w) - np.log(s)))
    a = size * w
    return np.asarray((s + a) * np.log(s + a) - s * np.log(s) - a * np.log(a))


def _loop(cases: Floats, days: Floats, terms: Terms) -> Ints:
    """`_plain`, for numba."""
    beta, size, shortest = terms
    n = len(cases) - 1
    best = np.zeros(n + 1)
    best[0] = -beta
    came = np.zeros(n + 1, dtype=np.int64)
    kept = np.zeros(n + 1, dtype=np.int64)
    cost = np.zeros(n + 1)
    until = np.full(n + 1, inf)
    many = 1
    for t in range(1, n + 1):
        least = inf
        for at in range(many):
            tau = kept[at]
            s, w = max(cases[t] - cases[tau], TINY), max(days[t] - days[tau], TINY)
            if w < shortest or w <= TINY:
                cost[at] = inf
                continue
            if size == inf:
                c = s * (log(w) - log(s))
            else:
                a = size * w
                c = (s + a) * log(s + a) - s * log(s) - a * log(a)
            cost[at] = best[tau] + c
            if cost[at] < least:
                least, came[t] = cost[at], tau
        best[t] = least + beta
        still = 0
        for at in range(many):
            tau = kept[at]
            if cost[at] > best[t] and until[tau] == inf:
                until[tau] = days[t] + shortest
            if until[tau] > days[t]:
                kept[still] = tau
                still += 1
        kept[still] = t
        many = still + 1
    return came


@cache
def _path() -> Callable[[Floats, Floats, Terms], Ints]:
    """The quickest search that is to be had here."""
    try:
        from numba import njit
    except ImportError:
        return _plain
    return njit(cache=True, nogil=True)(_loop)
