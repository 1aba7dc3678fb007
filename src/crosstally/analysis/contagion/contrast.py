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

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import norm

from crosstally.analysis.contagion.covariates import KNOTS
from crosstally.analysis.contagion.exposure import (
    near,
    power_law,
    same_group,
    same_place,
    within_days,
)
from crosstally.analysis.contagion.likelihood import Background, Fit, fit_counts
from crosstally.analysis.inputs import Floats

DELAYS = (0.7, 1.0, 1.5, 2.2, 3.3, 5.0, 7.5)  # mean days; beyond a week it is a common cause's pace
EXPONENTS = (2.0, 3.0, 4.0)
# how long, in days, a place's part of the nation's shock stays as it is: throughout, or four weeks
STEADY, DRIFTING = "daily-shock", "daily-shock-drifting"
MIXES = ((STEADY, None), (DRIFTING, 28))
_SUPPORTED = 5.991  # 2 log L below the best: χ² on two, delay and exponent, at 95 %
_TURNS = 2  # projections by day and by place in turn; a third moves the share by less than .001
# Weights that know a place's or a fortnight's own luck let lucky days weigh less. With places half
# drawn to their mean and fortnights not at all, a share of .40 came out .35 at 1,800 incidents and
# .21 at 220; with 36 borrowed .36 and .34; with 100 no better, the interval a fifth wider.
_BORROWED = 36.0
_TINY = 1e-12
_ROUGH = 1e-2  # of log L: weights need no more


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
    """α by one mix and kernel, each kernel's share of incidents per unit of α, and its fit.

    `covariances` are two: by the day as the errors were, and as the model has it.
    """

    alpha: Floats
    covariances: Floats
    units: Floats
    gain: float

    def share(self, kernels: int) -> tuple[float, float]:
        """What the first so many kernels account for, and the greater of its standard errors."""
        units = np.where(np.arange(len(self.units)) < kernels, self.units, 0.0)
        wider = max(float(units @ spread @ units) for spread in self.covariances)
        return float(units @ self.alpha), float(np.sqrt(wider))


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


def delay_ends(supported: Sequence[Kernel]) -> tuple[float | None, float | None]:
    """Between which delays the supported ones lie: half way to the next on a log scale, or open.

    >>> [round(end, 2) for end in delay_ends([Kernel(2.2, None)])]
    [1.82, 2.69]
    """
    kept = [index for index, delay in enumerate(DELAYS) if delay in {k.delay for k in supported}]
    first, last = kept[0], kept[-1]
    low = float(np.sqrt(DELAYS[first - 1] * DELAYS[first])) if first > 0 else None
    high = float(np.sqrt(DELAYS[last] * DELAYS[last + 1])) if last + 1 < len(DELAYS) else None
    return low, high


class _Frame(NamedTuple):
    """What every instrument of one mix needs, places × days each but for `weight`, days.

    `variance` is V; `level` c B; `ratio` c B / V; `weight` Σ_p (c B)² / V; `shock` c S; `width` the
    days of a stretch; `left` is the part of a stretch's S that comes after a day, `spent` the day's.
    """

    variance: Floats
    level: Floats
    ratio: Floats
    weight: Floats
    shock: Floats
    width: int
    left: Floats
    spent: Floats


def shares(world: World, *, level: float = 0.95, kernels: Sequence[Kernel] | None = None) -> Shares:
    """The share that recent incidents account for, as an interval over background and kernels.

    The interval is the union over `MIXES` and the supported kernels. Its lower end leaves out what
    would have followed on the same day, its upper end adds it. The lower end is the best of "same
    place", "and near" …, each at a level that allows for the choice.

    Args:
        world: the counts.
        level: of the interval.
        kernels: which to try; all of `DELAYS` × `EXPONENTS` unless given.
    """
    none = np.zeros((0, *world.counts.shape))
    smooth = fit_counts(world.counts, world.background, none, enough=_ROUGH)
    frames = {name: _frame(world, smooth, days) for name, days in MIXES}
    steady = _moments(world, kernels or _kernels(world), frames[STEADY])
    best = max(steady, key=lambda kernel: steady[kernel].gain)
    kept = tuple(k for k in steady if steady[best].gain - steady[k].gain <= _SUPPORTED)
    by_mix = []
    for name, frame in frames.items():
        found = {k: steady[k] for k in kept} if name == STEADY else _moments(world, kept, frame)
        by_mix.append((name, _union(found, level)))
    low = min(bounds.low for _, bounds in by_mix)
    high = max(bounds.high for _, bounds in by_mix)
    overall = Bounds(by_mix[0][1].value, low, high)
    return Shares(overall, tuple(by_mix), best, kept, steady[best], smooth)


def moments(world: World, kernel: Kernel, smooth: Fit, days: int | None = None) -> Moment:
    """α for one kernel and mix, with weights from a smooth fit."""
    return _moments(world, (kernel,), _frame(world, smooth, days))[kernel]


def background_of(world: World, smooth: Fit, added: Floats) -> Floats:
    """B_p S_d c_pd where clustering adds so much: what each place and day has besides.

    S is each day's total less what is added, at no less than a twentieth of it; B each place's.
    """
    frame = _frame(world, smooth, None)
    total = world.counts.sum(axis=0)
    shock = np.maximum(total - added.sum(axis=0), 0.05 * total) / frame.level.sum(axis=0)
    part: Floats = frame.level * shock
    rest = np.maximum(world.counts.sum(axis=1) - added.sum(axis=1), 0.0) + 0.5
    part *= (rest / (part.sum(axis=1) + 0.5))[:, None]
    return part


def exposures(world: World, kernel: Kernel) -> Floats:
    """X by kernel: same place, near where places are known, same group where groups are."""
    same = same_place(world.counts, kernel.delay)
    return np.stack([same, *_nearby(world, same, kernel), *_grouped(world, kernel.delay)])


def _nearby(world: World, same: Floats, kernel: Kernel) -> list[Floats]:
    if world.distance is None or kernel.exponent is None:
        return []
    return [near(same, power_law(world.distance, kernel.exponent))]


def _grouped(world: World, delay: float) -> list[Floats]:
    return [] if world.by_group is None else [same_group(world.by_group, delay)]


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


def by_likelihood(world: World, kernel: Kernel, background: Background, level: float) -> Bounds:
    """The share by the likelihood of one background: Σ_k α_k ΣX_k / ΣY, with its Wald interval.

    With a background too stiff for what moved the nation, this is what invents clustering.
    """
    planes = exposures(world, kernel)
    fit = fit_counts(world.counts, background, planes, enough=_ROUGH)
    units = planes.sum(axis=(1, 2)) / max(float(world.counts.sum()), 1.0)
    share = float(units @ fit.alpha)
    reach = float(norm.isf((1.0 - level) / 2.0)) * float(np.sqrt(units @ fit.covariance @ units))
    return Bounds(*(_whole(end, kernel.delay) for end in (share, share - reach, share + reach)))


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


def _kernels(world: World) -> list[Kernel]:
    exponents: Sequence[float | None] = (None,) if world.distance is None else EXPONENTS
    return [Kernel(delay, exponent) for delay in DELAYS for exponent in exponents]


def _frame(world: World, smooth: Fit, days: int | None) -> _Frame:
    """V from what each place and each fortnight has, drawn to their means by `_BORROWED` incidents.

    Where `smooth` is of more days or of more incidents, its first days and its shape count.
    """
    counts = world.counts
    expected = smooth.mean[:, : counts.shape[1]]
    expected = expected * (counts.sum() / expected.sum())
    by_place = expected.sum(axis=1, keepdims=True) + _BORROWED
    mean = by_place * (expected.sum(axis=0) * KNOTS + _BORROWED)
    mean *= counts.sum() / mean.sum()
    variance = mean * (1.0 + smooth.dispersion * mean)
    local = np.ones_like(counts)
    if world.background.local is not None:
        local = np.exp(np.tensordot(smooth.local, world.background.local, axes=1))
    level = local * ((counts.sum(axis=1, keepdims=True) + 0.5) / local.sum(axis=1, keepdims=True))
    shock = local * (counts.sum(axis=0) / level.sum(axis=0)) + _TINY
    ratio = level / variance
    width = counts.shape[1] if days is None else days
    left, spent = _stretches(shock, width)
    return _Frame(variance, level, ratio, (level * ratio).sum(axis=0), shock, width, left, spent)


def _stretches(shock: Floats, width: int) -> tuple[Floats, Floats]:
    """Of what a stretch has from a day on: the part after that day, and the day's own."""
    rest = np.empty_like(shock)
    for start in range(0, shock.shape[1], width):
        here = shock[:, start : start + width]
        rest[:, start : start + width] = np.cumsum(here[:, ::-1], axis=1)[:, ::-1]
    spent = shock / rest
    return 1.0 - spent, spent


def _moments(world: World, kernels: Sequence[Kernel], frame: _Frame) -> dict[Kernel, Moment]:
    """α by kernel; what follows from the delay alone is made once."""
    found = {}
    for delay in sorted({kernel.delay for kernel in kernels}):
        same = same_place(world.counts, delay)
        grouped = _grouped(world, delay)
        first = _instrument(same, frame)
        last = [_instrument(plane, frame) for plane in grouped]
        for kernel in (k for k in kernels if k.delay == delay):
            nearby = _nearby(world, same, kernel)
            chosen = [first, *(_instrument(plane, frame) for plane in nearby), *last]
            found[kernel] = _moment(world.counts, [same, *nearby, *grouped], chosen, frame)
    return {kernel: found[kernel] for kernel in kernels}


def _moment(
    counts: Floats, planes: Sequence[Floats], chosen: Sequence[Floats], frame: _Frame
) -> Moment:
    """α̂ = (z X)⁻¹ z Y with its covariances (z X)⁻¹ Ω (z X)⁻ᵀ."""
    cross = np.array([[np.vdot(z, x) for x in planes] for z in chosen])
    with_counts = np.array([np.vdot(z, counts) for z in chosen])
    inverse = np.linalg.pinv(cross)
    alpha = inverse @ with_counts
    rest = counts - sum(a * x for a, x in zip(alpha, planes, strict=True))
    residual = _residual(rest, frame)
    by_day = np.array([np.einsum("pd,pd->d", z, residual) for z in chosen])
    weighted = [z * frame.variance for z in chosen]
    model = np.array([[np.vdot(one, z) for z in chosen] for one in weighted])
    units = np.array([x.sum() for x in planes]) / max(float(counts.sum()), 1.0)
    spreads = np.stack([inverse @ middle @ inverse.T for middle in (by_day @ by_day.T, model)])
    return Moment(alpha, spreads, units, float(alpha @ with_counts))


def _instrument(plane: Floats, frame: _Frame) -> Floats:
    """The weights z of one exposure: without what a day has in common, or a place throughout."""
    chosen = plane / frame.variance
    chosen -= frame.ratio * (np.einsum("pd,pd->d", plane, frame.ratio) / frame.weight)
    for _ in range(_TURNS):
        chosen = _forward(chosen, frame)
        chosen -= frame.ratio * (np.einsum("pd,pd->d", chosen, frame.level) / frame.weight)
    return chosen


def _forward(chosen: Floats, frame: _Frame) -> Floats:
    """The adjoint of forward deviations: Σ_d z_pd S_pd = 0 in each stretch, looking back alone.

    z_d = h_d s_d⁺ / s_d − Σ_{d'<d} h_d' S_d' / s_d', with s_d = Σ_{d''≥d} S_d'' of the stretch and
    s_d⁺ the same after d.
    """
    out = chosen * frame.left
    moved = chosen * frame.spent
    days = chosen.shape[1]
    for start in range(0, days, frame.width):
        end = min(start + frame.width, days)
        out[:, start + 1 : end] -= np.cumsum(moved[:, start : end - 1], axis=1)
    return out


def _residual(rest: Floats, frame: _Frame) -> Floats:
    """What the shock of the day and the place's part of the stretch leave of the background."""
    out = np.empty_like(rest)
    for start in range(0, rest.shape[1], frame.width):
        here = slice(start, start + frame.width)
        shock = frame.shock[:, here]
        part = rest[:, here].sum(axis=1, keepdims=True) / shock.sum(axis=1, keepdims=True)
        out[:, here] = rest[:, here] - part * shock
    return out
