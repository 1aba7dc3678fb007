"""Whether the model fits: calibration, memory left over, foresight, and what went unreported.

Invariant: a check reads a model and never changes it; foresight is of days that it has not seen.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import nbinom

from crosstally.analysis.contagion.contrast import (
    Bounds,
    Kernel,
    Shares,
    World,
    background_of,
    bounds_of,
    exposures,
    moments,
)
from crosstally.analysis.contagion.likelihood import best_dispersion
from crosstally.analysis.inputs import Floats

BINS = 10
TRAINED = 0.8  # of the days; the rest are foretold one by one
KEPT = (0.9, 0.8, 0.7, 0.6, 0.5)  # of the incidents
DRAWS = (2, 10)  # thinnings at least and at most, each of the one before
THINNED = 20_000  # incidents thinned settle the curve to a tenth of its interval
_FLOOR = 0.02  # of a place's level: no day is expected to have less


class Fitted(NamedTuple):
    """m by the flexible background and the best kernel, and ψ around it."""

    mean: Floats
    dispersion: float


class Foresight(NamedTuple):
    """Bits an incident gained by knowing what came before; its standard error by day; incidents."""

    gain: float
    error: float
    incidents: int


def fitted(world: World, found: Shares) -> Fitted:
    """The means of the steady mix, each kernel's α at nought or more."""
    added = _added(world, found.kernel, found.moment.alpha)
    background = background_of(world, found.smooth, added)
    floor = _FLOOR * world.counts.mean(axis=1, keepdims=True)
    mean = np.maximum(background + added, np.maximum(floor, 1e-9))
    return Fitted(mean, best_dispersion(world.counts, mean))


def _added(world: World, kernel: Kernel, alpha: Floats) -> Floats:
    planes = exposures(world, kernel)
    added: Floats = np.tensordot(np.maximum(alpha, 0.0), planes, axes=1)
    return added


def pit(counts: Floats, model: Fitted) -> Floats:
    """The histogram of F(Y), without chance: `BINS` shares, each 1 / `BINS` if the model is right.

    F_pd(u) = 0 below F(y − 1), 1 above F(y), and straight between; the mean over places and days.

    Source: Czado, Gneiting and Held (2009), Biometrics 65, section 2.1.
    """
    size = 1.0 / model.dispersion
    chance = 1.0 / (1.0 + model.dispersion * model.mean)
    upper = nbinom.cdf(counts, size, chance)
    lower = upper - nbinom.pmf(counts, size, chance)
    edges = np.linspace(0.0, 1.0, BINS + 1)[1:-1]
    width = np.maximum(upper - lower, 1e-12)
    at = [0.0, *(float(np.clip((u - lower) / width, 0.0, 1.0).mean()) for u in edges), 1.0]
    return np.diff(at)


def memory(counts: Floats, model: Fitted, lag: int = 1) -> float:
    """How far residuals of one place still go together a lag apart, in standard errors.

    r = (Y − m) / √(m (1 + ψ m)); Σ r_d r_{d−l} / √Σ r_d² r_{d−l}², near N(0, 1) if nothing is left.
    """
    residual = (counts - model.mean) / np.sqrt(model.mean * (1.0 + model.dispersion * model.mean))
    product = residual[:, lag:] * residual[:, :-lag]
    return float(product.sum() / np.sqrt(max(float((product**2).sum()), 1e-12)))


def foresight(world: World, found: Shares) -> Foresight:
    """Where the incidents of unseen days fell, foretold with and without what came before.

    How many there are on a day belongs to its shock, so the score is of their places alone:
    log₂ p_p = log₂ m_p / Σ m, m_p = s B_p + Σ_k α_k X_kp with Σ m = that day's number, against
    p_p = B_p / Σ B. α and B are of the first `TRAINED` of the days.
    """
    days = world.counts.shape[1]
    cut = int(TRAINED * days)
    early = _until(world, cut)
    alpha = moments(early, found.kernel, found.smooth).alpha
    level = np.exp(_local(world, found)) * (early.counts.sum(axis=1, keepdims=True) + 0.5)
    added = _added(world, found.kernel, alpha)[:, cut:]
    later, base = world.counts[:, cut:], level[:, cut:]
    total = later.sum(axis=0)
    left = np.maximum(total - added.sum(axis=0), 0.05 * total)
    mean = base * (left / base.sum(axis=0)) + added
    busy = total > 0
    with_past = mean[:, busy] / mean[:, busy].sum(axis=0)
    without = base[:, busy] / base[:, busy].sum(axis=0)
    by_day = (later[:, busy] * np.log2(with_past / without)).sum(axis=0)
    incidents = int(total.sum())
    if incidents == 0:
        return Foresight(0.0, 0.0, 0)
    gain = float(by_day.sum()) / incidents
    error = float(np.sqrt(((by_day - gain * total[busy]) ** 2).sum())) / incidents
    return Foresight(gain, error, incidents)


def _until(world: World, cut: int) -> World:
    local = world.background.local
    background = world.background._replace(
        national=world.background.national[:cut], local=None if local is None else local[:, :, :cut]
    )
    groups = None if world.by_group is None else world.by_group[:, :, :cut]
    return World(world.counts[:, :cut], world.distance, groups, background)


def _local(world: World, found: Shares) -> Floats:
    if world.background.local is None:
        return np.zeros(world.counts.shape)
    local: Floats = np.tensordot(found.smooth.local, world.background.local, axes=1)
    return local


def thinned(
    world: World, found: Shares, chance: np.random.Generator, level: float
) -> tuple[tuple[float, Bounds], ...]:
    """The share if only a part of these incidents had been reported: the part, and the bounds.

    Each incident is kept with the same chance, so the curve tells how far silence would hide
    clustering: what is missing from the record works on its number as thinning works here.
    """
    each: list[list[Bounds]] = [[] for _ in KEPT]
    draws = int(np.clip(THINNED / max(float(world.counts.sum()), 1.0), *DRAWS))
    for _ in range(draws):
        fewer, before = world.counts.astype(np.int64), 1.0
        for bounds, kept in zip(each, KEPT, strict=True):
            fewer, before = chance.binomial(fewer, kept / before), kept
            thin = world._replace(counts=fewer.astype(np.float64))
            moment = moments(thin, found.kernel, found.smooth)
            bounds.append(bounds_of(moment, found.kernel.delay, level))
    means = (Bounds(*np.mean(np.array(bounds), axis=0).tolist()) for bounds in each)
    return tuple(zip(KEPT, means, strict=True))
