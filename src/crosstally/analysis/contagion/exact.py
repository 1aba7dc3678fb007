"""Exponential Hawkes for events with exact times: likelihood, gradient, fit.

Invariant: one pass over the events a value, whatever their number; with numba or without, the same
function runs. Only for clocks finer than the events are dense: days go to `likelihood` and
`contrast`. Of one series alone a common cause cannot be told from clustering.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from crosstally.analysis.inputs import Floats
from crosstally.errors import FormatError

_PAGE = 16_384  # events a page: their fades never leave the second cache
_BLOCK = 512  # events a block: its arrays stay in the nearest cache; 256 to 4,096 take as long
_FOLD = 16  # intensities multiplied before a logarithm is taken: 16 of them overflow at 1e19 each
_Sums = tuple[float, float, float, float, float, float]
_Pass = Callable[[Floats, Floats, float, float, float, float], _Sums]


class Clock(NamedTuple):
    """Events as the likelihood reads them: the gaps between them, the time after the last, T."""

    gaps: Floats
    tail: float
    end: float


class ExactFit(NamedTuple):
    """The background rate μ, the branching ratio n, the decay β, their errors, and log L."""

    rate: float
    ratio: float
    decay: float
    errors: Floats
    log_likelihood: float


def clock(times: Floats, end: float) -> Clock:
    """Events on (0, T], made ready once for any number of parameters.

    Args:
        times: ascending, from 0 to `end`; equal times are allowed.
        end: T.

    Raises:
        FormatError: there is no event, or times are out of order or beyond the end.
    """
    gaps = np.diff(times, prepend=times[:1])
    if len(times) == 0 or times[0] < 0 or times[-1] > end or (gaps < 0).any():
        raise FormatError("times out of order", hint="ascending, from 0 to the end")
    return Clock(gaps, end - float(times[-1]), end)


def log_likelihood(events: Clock, parameters: tuple[float, float, float]) -> tuple[float, Floats]:
    """The log-likelihood on (0, T] and its gradient by (μ, n, β).

    λ(t) = μ + n β Σ_{t_i < t} exp(−β (t − t_i)),
    log L = Σ_i log λ(t_i) − μ T − n Σ_i (1 − exp(−β (T − t_i))).

    With A_i = e^{−β Δ_i} (1 + A_{i−1}) and B_i = e^{−β Δ_i} (B_{i−1} + Δ_i (1 + A_{i−1})),
    λ_i = μ + n β A_i and ∂λ_i/∂β = n A_i − n β B_i.

    Args:
        events: from `clock`.
        parameters: μ > 0 events a unit of time, n ≥ 0, β > 0 a unit of time.

    Source: Ozaki (1979), Maximum likelihood estimation of Hawkes' self-exciting point processes.
    """
    rate, ratio, decay = parameters
    gaps, tail, end = events
    told, last, lag = np.zeros(4), 0.0, 0.0
    fades = np.empty(min(_PAGE, len(gaps)))
    for start in range(0, len(gaps), _PAGE):
        page = gaps[start : start + _PAGE]
        here = fades[: len(page)]
        np.multiply(page, -decay, out=here)
        np.exp(here, out=here)
        here[0] *= start > 0
        *sums, last, lag = _pass()(page, here, rate, ratio * decay, last, lag)
        told += sums
    logs, by_rate, by_kernel, by_decay = told.tolist()
    fade = np.exp(-decay * tail)
    left = fade * (1.0 + last)
    left_lag = fade * (lag + tail * (1.0 + last))
    value = logs - rate * end - ratio * (len(gaps) - left)
    slope = [
        by_rate - end,
        decay * by_kernel - (len(gaps) - left),
        ratio * (by_kernel - decay * by_decay) - ratio * left_lag,
    ]
    return float(value), np.array(slope)


def fit_exact(times: Floats, end: float) -> ExactFit:
    """The parameters of greatest likelihood, all three free.

    Found by BFGS on their logarithms from the moments of counts; errors are from the curvature.

    Raises:
        FormatError: fewer than ten events, or times out of order.
    """
    if len(times) < 10:
        raise FormatError("fewer than ten events", hint="a rate and a decay need more")
    events = clock(times, end)
    unit = end / len(times)

    def objective(logs: Floats) -> tuple[float, Floats]:
        found = np.exp(np.clip(logs, -30.0, 30.0))
        rate, ratio, decay = float(found[0]) / unit, float(found[1]), float(found[2]) / unit
        value, slope = log_likelihood(events, (rate, ratio, decay))
        return -value / len(times), -slope * np.array([rate, ratio, decay]) / len(times)

    start = np.log(_start(times, end))
    found = minimize(objective, start, jac=True, method="BFGS", options={"gtol": 1e-6})
    spread = np.linalg.pinv(curvature(lambda at: objective(at)[1], found.x)) / len(times)
    told = np.exp(found.x) / np.array([unit, 1.0, unit])
    errors = told * np.sqrt(np.maximum(np.diag(spread), 0.0))
    rate, ratio, decay = (float(value) for value in told)
    return ExactFit(rate, ratio, decay, errors, -float(found.fun) * len(times))


def _start(times: Floats, end: float) -> Floats:
    """μ, n, β in mean gaps: n from the spread of counts, Var/mean = 1/(1−n)², in 50-gap bins."""
    bins = max(len(times) // 50, 2)
    counts = np.bincount(np.minimum((times / end * bins).astype(np.int64), bins - 1))
    spread = max(float(counts.var() / counts.mean()), 1.0)
    ratio = min(max(1.0 - spread**-0.5, 0.1), 0.9)
    return np.array([1.0 - ratio, ratio, 1.0])


def curvature(slope: Callable[[Floats], Floats], at: Floats) -> Floats:
    """The second derivatives from central differences of the first, made symmetric."""
    step = 1e-4
    sides = np.eye(len(at)) * step
    found = np.array([slope(at + side) - slope(at - side) for side in sides]) / (2.0 * step)
    even: Floats = (found + found.T) / 2.0
    return even


@cache
def _pass() -> _Pass:
    """The pass over the events, compiled where numba is there."""
    try:
        from numba import njit
    except ImportError:
        return _sums
    compiled: _Pass = njit(cache=True, fastmath={"reassoc", "contract", "arcp", "nsz"})(_sums)
    return compiled


def _sums(gaps: Floats, fades: Floats, rate: float, jump: float, a: float, b: float) -> _Sums:
    """Σ log λ, Σ 1/λ, Σ A/λ, Σ B/λ, and the last A and B, from the A and B before.

    Three plain loops a block: the recursion waits for itself, the other two run in lanes.
    """
    size = len(gaps)
    kernel, lagged = np.empty(_BLOCK), np.empty(_BLOCK)
    fold = np.empty(_BLOCK // _FOLD)
    logs = by_rate = by_kernel = by_decay = 0.0
    for start in range(0, size, _BLOCK):
        many = min(_BLOCK, size - start)
        for i in range(many):
            fade = fades[start + i]
            late = fade * gaps[start + i]
            b = (late + late * a) + fade * b
            a = fade + fade * a
            kernel[i], lagged[i] = a, b
        for i in range(many):
            over = 1.0 / (rate + jump * kernel[i])
            by_rate += over
            by_kernel += kernel[i] * over
            by_decay += lagged[i] * over
        lanes = many // _FOLD
        for i in range(lanes):
            fold[i] = 1.0
        for j in range(_FOLD):
            for i in range(lanes):
                fold[i] *= rate + jump * kernel[j * lanes + i]
        for i in range(lanes):
            logs += np.log(fold[i])
        for i in range(lanes * _FOLD, many):
            logs += np.log(rate + jump * kernel[i])
    return logs, by_rate, by_kernel, by_decay, a, b
