"""The share of incidents that recent incidents account for, whatever moved the nation that day.

A common cause is removed by contrast, not by a model of it. The mean is m_pd = b_pd + Σ_k α_k X_kpd
with b_pd = c_pd B_pw S_d: a shock S_d of any size on any day, and what part of it a place takes,
B_pw, either steady or free to change every four weeks (w). Predictable weights z with
Σ_p z_pd c_pd B_p = 0 on each day and Σ_{d in w} z_pd c_pd S_d = 0 for each place give

    Σ_pd z_kpd (Y_pd − Σ_l α_l X_lpd) = 0,

whose errors are a martingale by day: α is linear in Y, may be negative, and is not searched for.

Invariant: z at a day follows from days before it, from weights that hardly know that day, and never
from how much happened that day in that place; so noise is not mistaken for clustering.

Source: the efficient score of the negative-binomial model with S projected out (Chamberlain 1992,
Comment on sequential moment restrictions), places by forward deviations (Arellano and Bover 1995).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from crosstally.analysis.contagion.exposure import near, power_law, same_group, same_place, within_days
from crosstally.analysis.contagion.likelihood import Background, Fit, fit_counts
from crosstally.analysis.inputs import Floats

DELAYS = (0.7, 1.0, 1.5, 2.2, 3.3, 5.0, 7.5)  # mean days; beyond a week it is a common cause's pace
EXPONENTS = (2.0, 3.0, 4.0)
MIXES = (("steady", None), ("drifting", 28))  # days in which a place's part of the nation may change
_SUPPORTED = 5.991  # 2 log L below the best: χ² on two, delay and exponent, at 95 %
_TURNS = 2  # projections by day and by place in turn; a third moves the share by less than .001
_TINY = 1e-12


class World(NamedTuple):
    """Counts and what is known of them beforehand.

    `counts` is places × days; `distance` km between places or None; `by_group` groups × places ×
    days or None; `background` what moves the nation and places without incidents.
    """

    counts: Floats
    distance: Floats | None
    by_group: Floats | None
    background: Background


class Kernel(NamedTuple):
    """How long after, in days on average, and how steeply with distance."""

    delay: float
    exponent: float | None


class Moment(NamedTuple):
    """α by one mix and kernel: its covariance, each kernel's share of incidents per unit, its fit."""

    alpha: Floats
    covariance: Floats
    units: Floats
    gain: float

    def share(self, kernels: int) -> tuple[float, float]:
        """What the first so many kernels account for, and its standard error."""
        units = np.where(np.arange(len(self.units)) < kernels, self.units, 0.0)
        return float(units @ self.alpha), float(np.sqrt(units @ self.covariance @ units))


class Bounds(NamedTuple):
    """A share with its interval, before it is cut to 0 and 1."""

    value: float
    low: float
    high: float


class Shares(NamedTuple):
    """What was found: overall, by how places may drift, and for which kernels.

    `kernel` fits best, `supported` are all that are not excluded; `moment` is of the steady mix and
    the best kernel; `smooth` is the likelihood fit without clustering that gave the weights.
    """

    overall: Bounds
    by_mix: tuple[tuple[str, Bounds], ...]
    kernel: Kernel
    supported: tuple[Kernel, ...]
    moment: Moment
    smooth: Fit


class _Weights(NamedTuple):
    """V, the variance expected; c B, the level; c S, the shock: places × days each."""

    variance: Floats
    level: Floats
    shock: Floats


def shares(world: World, *, level: float = 0.95) -> Shares:
    """The share that recent incidents account for, as an interval over background and kernels.

    The interval is the union over `MIXES` and the supported kernels. Its lower end leaves out what
    would have followed on the same day, its upper end adds it. The lower end is the best of "same
    place", "and near" …, each at a level that allows for the choice.
    """
    smooth = fit_counts(world.counts, world.background, np.zeros((0, *world.counts.shape)))
    weights = _weights(world, smooth)
    steady = {k: _moment(world, k, weights, None) for k in _kernels(world)}
    best = max(steady, key=lambda kernel: steady[kernel].gain)
    kept = tuple(k for k in steady if steady[best].gain - steady[k].gain <= _SUPPORTED)
    by_mix = []
    for name, days in MIXES:
        found = {k: steady[k] if days is None else _moment(world, k, weights, days) for k in kept}
        by_mix.append((name, _union(found, level)))
    low = min(bounds.low for _, bounds in by_mix)
    high = max(bounds.high for _, bounds in by_mix)
    overall = Bounds(by_mix[0][1].value, low, high)
    return Shares(overall, tuple(by_mix), best, kept, steady[best], smooth)


def moments(world: World, kernel: Kernel, smooth: Fit, days: int | None = None) -> Moment:
    """α for one kernel and mix, with weights from a smooth fit."""
    return _moment(world, kernel, _weights(world, smooth), days)


def exposures(world: World, kernel: Kernel) -> Floats:
    """X by kernel: same place, near where places are known, same group where groups are."""
    same = same_place(world.counts, kernel.delay)
    planes = [same]
    if world.distance is not None and kernel.exponent is not None:
        planes.append(near(same, power_law(world.distance, kernel.exponent)))
    if world.by_group is not None:
        planes.append(same_group(world.by_group, kernel.delay))
    return np.stack(planes)


def bounds_of(moment: Moment, delay: float, level: float) -> Bounds:
    """The interval by one mix and kernel; see `shares` for its ends."""
    kernels = len(moment.alpha)
    tail = (1.0 - level) / 2.0
    each = float(norm.isf(tail / kernels))
    parts = [moment.share(k + 1) for k in range(kernels)]
    value, error = parts[-1]
    low = max(part - each * wrong for part, wrong in parts)
    high = value + float(norm.isf(tail)) * error
    return Bounds(_whole(value, delay), low, max(_whole(high, delay), low))


def _whole(share: float, delay: float) -> float:
    """With the same day; below nought nothing is added, above one nothing is left to add."""
    return within_days(share, delay) if 0.0 < share < 1.0 else share


def _union(found: dict[Kernel, Moment], level: float) -> Bounds:
    """From the lowest end to the highest; the value is the mean by likelihood."""
    each = [bounds_of(moment, kernel.delay, level) for kernel, moment in found.items()]
    most = max(moment.gain for moment in found.values())
    weight = np.exp([(moment.gain - most) / 2.0 for moment in found.values()])
    value = float(np.average([bounds.value for bounds in each], weights=weight))
    return Bounds(value, min(b.low for b in each), max(b.high for b in each))


def _kernels(world: World) -> Iterator[Kernel]:
    exponents: Sequence[float | None] = (None,) if world.distance is None else EXPONENTS
    for delay in DELAYS:
        for exponent in exponents:
            yield Kernel(delay, exponent)


def _weights(world: World, smooth: Fit) -> _Weights:
    """V from a smooth curve of the nation and places half drawn to their mean.

    A place's own mean in V would let its lucky days weigh less: the share came out .365 for .40;
    drawn half way it comes out .38 (50 places, a year, 5 incidents a day).
    """
    counts = world.counts
    curve = smooth.mean.sum(axis=0)
    curve = curve / curve.mean()
    typical = smooth.mean.mean(axis=1, keepdims=True)
    mean = (typical + typical.mean()) / 2.0 * curve
    local = np.ones_like(counts)
    if world.background.local is not None:
        local = np.exp(np.tensordot(smooth.local, world.background.local, axes=1))
    places = (counts.sum(axis=1, keepdims=True) + 0.5) / local.sum(axis=1, keepdims=True)
    level = places * local
    shock = local * (counts.sum(axis=0) / level.sum(axis=0)) + _TINY
    return _Weights(mean * (1.0 + smooth.dispersion * mean), level, shock)


def _moment(world: World, kernel: Kernel, weights: _Weights, days: int | None) -> Moment:
    """α̂ = (z X)⁻¹ z Y with the greater of two covariances: by day, and as the model has it."""
    planes = exposures(world, kernel)
    width = world.counts.shape[1] if days is None else days
    chosen = np.stack([_instrument(plane, weights, width) for plane in planes])
    cross = np.tensordot(chosen, planes, axes=((1, 2), (1, 2)))
    with_counts = np.tensordot(chosen, world.counts, axes=2)
    inverse = np.linalg.pinv(cross)
    alpha = inverse @ with_counts
    residual = _residual(world.counts - np.tensordot(alpha, planes, axes=1), weights, width)
    by_day = np.einsum("kpd,pd->kd", chosen, residual)
    weighted = chosen * weights.variance
    model = np.tensordot(weighted, chosen, axes=((1, 2), (1, 2)))
    units = planes.sum(axis=(1, 2)) / max(float(world.counts.sum()), 1.0)
    candidates = [inverse @ middle @ inverse.T for middle in (by_day @ by_day.T, model)]
    wider = max(candidates, key=lambda spread: float(units @ spread @ units))
    return Moment(alpha, wider, units, float(alpha @ with_counts))


def _instrument(plane: Floats, weights: _Weights, width: int) -> Floats:
    """z for one exposure: without what the day has in common, then without what the place has."""
    variance, level, shock = weights
    common = (plane * level / variance).sum(axis=0) / (level**2 / variance).sum(axis=0)
    chosen = (plane - level * common) / variance
    for _ in range(_TURNS):
        chosen = _forward(chosen, shock, width)
        common = (chosen * level).sum(axis=0) / (level**2 / variance).sum(axis=0)
        chosen -= level * common / variance
    return chosen


def _forward(chosen: Floats, shock: Floats, width: int) -> Floats:
    """The adjoint of forward deviations: Σ_d z_pd S_pd = 0 in each stretch, looking back alone.

    z_d = h_d − Σ_{d'<d} h_d' S_d' / Σ_{d''>d'} S_d'', each h_d first times what is left of S.
    """
    out = np.empty_like(chosen)
    for start in range(0, chosen.shape[1], width):
        here = slice(start, start + width)
        now = shock[:, here]
        left = np.cumsum(now[:, ::-1], axis=1)[:, ::-1]
        after = np.zeros_like(left)
        after[:, :-1] = left[:, 1:]
        scaled = chosen[:, here] / left
        out[:, here] = scaled * after
        out[:, start + 1 : start + now.shape[1]] -= np.cumsum(scaled * now, axis=1)[:, :-1]
    return out


def _residual(rest: Floats, weights: _Weights, width: int) -> Floats:
    """What the shock of the day and the place's part of the stretch leave of the background."""
    out = np.empty_like(rest)
    for start in range(0, rest.shape[1], width):
        here = slice(start, start + width)
        shock = weights.shock[:, here]
        part = rest[:, here].sum(axis=1, keepdims=True) / shock.sum(axis=1, keepdims=True)
        out[:, here] = rest[:, here] - part * shock
    return out
