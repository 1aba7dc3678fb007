"""How long until it happens, where some are lost from sight before: Kaplan-Meier and Turnbull.

Invariant: what is lost from sight at c is known only not to have happened by c; where nobody is
left in sight the curve ends, and says nothing further.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.inputs import Floats, Ints

CLOSE = 1e-10  # of the masses from one step of Turnbull's iteration to the next
MOST_STEPS = 20_000


class Curve(NamedTuple):
    """S(t) at the times of events, how many were at risk, and Var(log S) by Greenwood."""

    times: Floats
    survival: Floats
    at_risk: Floats
    variance: Floats

    def at(self, time: float) -> tuple[float, float]:
        """S(t) and Var(log S(t)) at any time."""
        index = int(np.searchsorted(self.times, time, side="right")) - 1
        return (
            (1.0, 0.0) if index < 0 else (float(self.survival[index]), float(self.variance[index]))
        )


class Masses(NamedTuple):
    """Where Turnbull's estimate puts its mass: p_j on each (q_j, r_j]."""

    low: Floats
    high: Floats
    mass: Floats


def kaplan_meier(times: Floats, happened: Ints, groups: Ints | None = None) -> Curve:
    """The product-limit estimate, S(t) = Π (1 - d_i / n_i) over the times up to t.

    Its variance is Greenwood's, Var(log S) = Σ d_i / (n_i (n_i - d_i)); with `groups` that are
    alike inside, it is G / (G - 1) Σ_g u_g² with u_g = Σ_i (d_gi - n_gi h_i) / (n_i - d_i), h_i = d_i / n_i.

    Args:
        times: of the event, or of the last sight.
        happened: 1 for an event, 0 for what was lost from sight, which is at risk at its time.
        groups: a number from 0 for each, such as its town.

    Source: Kaplan and Meier, JASA 53 (1958), (2b), (2e); the grouped form is the infinitesimal
        jackknife, Therneau and Grambsch, Modeling Survival Data (2000), section 2.3.
    """
    at = np.unique(times[happened == 1])
    of = np.zeros(len(times), dtype=np.int64) if groups is None else groups
    number = int(of.max(initial=0)) + 1
    d = np.zeros((number, len(at)))
    n = np.zeros((number, len(at) + 1))
    np.add.at(d, (of[happened == 1], np.searchsorted(at, times[happened == 1])), 1.0)
    np.add.at(n, (of, np.searchsorted(at, times, side="right")), 1.0)
    n = np.cumsum(n[:, ::-1], axis=1)[:, ::-1][:, 1:]  # at risk: seen until that time or later
    events, risk = d.sum(axis=0), n.sum(axis=0)
    left = risk - events
    survival = np.cumprod(left / risk) if len(at) else np.empty(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if groups is None:
            variance = np.cumsum(events / (risk * left))
        else:
            u = np.cumsum((d - n * (events / risk)) / left, axis=1)
            variance = (u * u).sum(axis=0) * number / max(number - 1, 1)
    return Curve(at, survival, risk, np.asarray(np.where(left > 0, variance, np.inf)))


def limits(survival: float, variance: float, level: float, *, df: float) -> tuple[float, float]:
    """The interval of S(t) on the scale of log(-log S), which stays between 0 and 1.

    S^exp(±c √Var(log S) / log S), with c from t of `df` degrees of freedom.

    Source: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data (1980), 1.3.
    """
    if not 0 < survival < 1:
        raise ValueError("there is no such interval where S is 0 or 1")
    reach = float(stats.t.ppf((1 + level) / 2, df)) * variance**0.5 / abs(np.log(survival))
    return float(survival ** np.exp(reach)), float(survival ** np.exp(-reach))


def turnbull(low: Floats, high: Floats) -> Masses:
    """The self-consistent estimate where each event is known to lie in (low, high].

    Mass lies only on the innermost intervals (q_j, r_j], each from some `low` to the next `high`
    with no other end between; p_j ← mean over i of α_ij p_j / Σ_k α_ik p_k, with α_ij whether
    (q_j, r_j] lies in (low_i, high_i]. A `high` of infinity is what was lost from sight.

    Source: Turnbull, JRSS B 38 (1976), 290-295, (3.1)-(3.4).
    """
    pairs, counts = np.unique(np.stack([low, high], axis=1), axis=0, return_counts=True)
    q, r = _innermost(pairs[:, 0], pairs[:, 1])
    inside = ((pairs[:, :1] <= q) & (r <= pairs[:, 1:])).astype(float)
    weight = counts / counts.sum()
    p = np.full(len(q), 1 / len(q))
    for _ in range(MOST_STEPS):
        step = p * (inside.T @ (weight / (inside @ p)))
        done = float(np.abs(step - p).max()) < CLOSE
        p = step
        if done:
            break
    return Masses(q, r, p)


def _innermost(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Each `low` that is followed by a `high` before any other `low`."""
    # at one point a high comes before a low: (a, b] and (b, c] do not meet
    ends = sorted({(float(x), 1) for x in low} | {(float(x), 0) for x in high})
    pairs = [(a, b) for (a, is_low), (b, also) in pairwise(ends) if is_low and not also]
    return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])


def survival_of(masses: Masses, time: float) -> float:
    """S(t) by Turnbull's estimate: the mass on intervals that end after t."""
    return min(float(masses.mass[masses.high > time].sum()), 1.0)


def drawn_times(
    low: Floats, high: Floats, masses: Masses, chance: np.random.Generator
) -> tuple[Floats, Ints]:
    """Times of events as likely as Turnbull's estimate within each (low, high], and whether known.

    What was lost from sight stays so, at its `low`.
    """
    times = np.where(np.isinf(high), low, high)
    happened = (~np.isinf(high)).astype(np.int64)
    for pair in np.unique(np.stack([low, high], axis=1), axis=0):
        these = np.flatnonzero((low == pair[0]) & (high == pair[1]))
        inside = np.flatnonzero((pair[0] <= masses.low) & (masses.high <= pair[1]))
        if np.isinf(pair[1]) or len(inside) < 2:
            continue
        mass = masses.mass[inside]
        times[these] = chance.choice(masses.high[inside], size=len(these), p=mass / mass.sum())
    return times, happened
