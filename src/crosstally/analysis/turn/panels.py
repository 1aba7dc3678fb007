"""Growth told apart from a change of who is looking: counts by source and step of time.

    Y_st ~ NB(μ_st, ψ),  log μ_st = α_s + β t + log e_st,

α_s is the source's own level, e_st the days on which it looked, t in months. Invariant: β compares
each source with itself only, so that sources that come and go do not move it; its variance is that
between stretches of time, for sources that tell of the same weeks are no independent witnesses.
"""

from typing import NamedTuple

import numpy as np

from crosstally.analysis.contagion.likelihood import best_dispersion
from crosstally.analysis.inputs import Floats, Ints

MONTH = 365.25 / 12  # days
STEP, SHORT_STEP = 28, 7  # days: whole weeks, so that weekdays weigh alike
BLOCKS = 9  # stretches that are left out one at a time
LEAST_STEPS = BLOCKS
MANY_STEPS = 12  # of the longer kind, or the shorter one is taken
PRESENT = 0.5  # of the days of every step, to be in the constant panel
_ROUNDS = 100


class Panel(NamedTuple):
    """Counts and days looked by source and step; `raw` is all that was counted, whoever looked.

    `months` is the middle of each step in months, `days` its length.
    """

    counts: Ints
    looked: Ints
    raw: Ints
    months: Floats
    days: Ints


class Trend(NamedTuple):
    """β, its variance between stretches of time, and how many degrees of freedom that has."""

    slope: float
    variance: float
    df: int


def panel_of(counts: Ints, looked: Ints, raw: Ints) -> Panel:
    """A panel of equal steps from counts and looking (0 or 1) by source and day.

    Steps are about `STEP` days long, or `SHORT_STEP` where fewer than `MANY_STEPS` would be.
    """
    n = len(raw)
    step = STEP if n >= MANY_STEPS * STEP else SHORT_STEP
    edges = np.linspace(0, n, max(n // step, 1) + 1).round().astype(np.int64)
    seen = np.maximum(looked, counts > 0)
    return Panel(
        counts=np.add.reduceat(counts, edges[:-1], axis=1),
        looked=np.add.reduceat(seen, edges[:-1], axis=1),
        raw=np.add.reduceat(raw, edges[:-1]),
        months=(edges[1:] + edges[:-1]) / 2 / MONTH,
        days=np.diff(edges),
    )


def constant(panel: Panel) -> Panel:
    """The panel of the sources that looked through the whole period, held to have looked daily."""
    kept = (panel.looked >= PRESENT * panel.days).all(axis=1) & (panel.counts.sum(axis=1) > 0)
    looked = np.broadcast_to(panel.days, panel.counts[kept].shape)
    return panel._replace(counts=panel.counts[kept], looked=looked)


def pooled(panel: Panel) -> Panel:
    """The panel as if all that was counted came from one source that always looked."""
    return panel._replace(counts=panel.raw[None, :], looked=panel.days[None, :])


def trend(panel: Panel) -> Trend | None:
    """β of greatest likelihood; None where no source that looked in three steps told anything.

    The variance leaves out one of `BLOCKS` stretches B at a time (CR3, one Newton step each), as
    months that follow one another are alike: with W = μ / (1 + ψ μ), u = (y - μ) / (1 + ψ μ) and
    t̄_s the mean of t weighed by W without B,

        δ_B = Σ_s Σ_{t ∈ B} u_st (t - t̄_s) / Σ_s Σ_{t ∉ B} W_st (t - t̄_s)²,   V = (G - 1)/G Σ δ_B².

    Source: Cameron and Trivedi, Regression Analysis of Count Data (2013), 3.3 and 9.4; Bell and
        McCaffrey, Survey Methodology 28 (2002), 169-181; Ibragimov and Müller, J. Bus. Econ. Stat.
        28 (2010), 453-468, for few wide blocks.
    """
    kept = ((panel.looked > 0).sum(axis=1) > 2) & (panel.counts.sum(axis=1) > 0)
    if not kept.any() or len(panel.months) < LEAST_STEPS:
        return None
    y, e = panel.counts[kept].astype(float), panel.looked[kept].astype(float)
    t = panel.months - panel.months.mean()
    beta, mu, psi = _fit(y, e, t)
    delta = _left_out(mu / (1 + psi * mu), (y - mu) / (1 + psi * mu), t)
    return Trend(beta, float(delta @ delta) * (BLOCKS - 1) / BLOCKS, BLOCKS - 2)


def _left_out(weight: Floats, u: Floats, t: Floats) -> Floats:
    """δ_B for each stretch B."""
    starts = np.linspace(0, len(t), BLOCKS + 1).astype(np.int64)[:-1]
    inside = [np.add.reduceat(x, starts, axis=1) for x in (weight, weight * t, weight * t**2)]
    w0, w1, w2 = (part.sum(axis=1, keepdims=True) - part for part in inside)
    some = w0 > 1e-9 * weight.sum(axis=1, keepdims=True)
    centre = np.where(some, w1 / np.where(some, w0, 1), 0)
    score = np.add.reduceat(u * t, starts, axis=1) - centre * np.add.reduceat(u, starts, axis=1)
    return np.asarray(score.sum(axis=0) / (w2 - w1 * centre).sum(axis=0), dtype=float)


def _fit(y: Floats, e: Floats, t: Floats) -> tuple[float, Floats, float]:
    """β, μ and ψ by Fisher scoring, the α_s eliminated; the variances' ψ anew each round."""
    alpha, beta = np.log(y.sum(axis=1) / e.sum(axis=1)), 0.0
    mu, psi = e * np.exp(alpha)[:, None], 0.0
    for _ in range(_ROUNDS):
        psi = best_dispersion(y, np.maximum(mu, 1e-12))
        weight, u = mu / (1 + psi * mu), (y - mu) / (1 + psi * mu)
        total = weight.sum(axis=1)
        centre = (weight @ t) / total
        off = t - centre[:, None]
        step = float(np.clip((u * off).sum() / (weight * off**2).sum(), -1.0, 1.0))
        beta += step
        alpha += np.clip(u.sum(axis=1) / total - centre * step, -2.0, 2.0)
        mu = e * np.exp(np.clip(alpha[:, None] + beta * t, -40, 40))
        if abs(step) < 1e-9:
            break
    return beta, mu, psi
