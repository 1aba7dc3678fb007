"""Rival figures of one truth: how each kind of source leans, and what the truth may be.

Invariant: a truth is told only where other events with a documented truth, the anchors, say how
far figures lie from it. No name enters: kinds and events stand in the order of what was told.

The model: a figure stands for a range `l..u` of its logarithm (a rounded number is half its last
counted place wide, "dozens" is what the words mean), in which lies

    y_j = theta_i + b_k + e_j,   e_j ~ t_4(0, sigma),   theta_i ~ N(mu_i, omega)

for event i and kind of source k; `mu_i` is the logarithm of the truth, `theta_i - mu_i` the error
that all figures of one event share. Priors: `b_k ~ N(0, 1)`, `sigma^2` and `omega^2` inverse gamma
(2, 2 SCALE^2). `omega` is learned from the anchors alone.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from crosstally.analysis.frame import generator
from crosstally.analysis.inputs import Floats, Ints

DEGREES = 4.0  # of the t law: a figure in fifty lies far off
SHAPE = 2.0
SCALE = 0.5  # a figure is usually within a factor of 1.6 of what its kind says
LEAN = 1.0  # a kind of source within a factor of 7 of the truth
WIDE = 10.0  # the prior's spread of a logarithm of which nothing is known
CHAINS, WARM, DRAWS = 4, 500, 1500
LEAST_KEPT = 200  # draws that agree with a floor, or it contradicts the rest


class Figure(NamedTuple):
    """A figure told of an event: a range of whole numbers, who told it, and what kind that is."""

    event: str
    who: str
    kind: str
    low: int
    high: int


class Truths(NamedTuple):
    """Draws of the fit: `mu` chains x draws x open events, `b` chains x draws x kinds, and scales.

    `events` are those without a documented truth.
    """

    events: tuple[str, ...]
    kinds: tuple[str, ...]
    mu: Floats
    b: Floats
    sigma: Floats
    omega: Floats


class _Layout(NamedTuple):
    low: Floats
    high: Floats
    event: Ints
    kind: Ints
    known: Floats  # the logarithm of each event's truth, or not a number
    events: tuple[str, ...]
    kinds: tuple[str, ...]


def span_of(low: int, high: int) -> tuple[float, float]:
    """The logarithms between which a figure as told may lie; nought has no lower end.

    Each end is as wide as half the place of its last digit that is not nought.

    >>> [round(float(np.exp(end)), 1) for end in span_of(1500, 1500)]
    [1450.0, 1550.0]
    >>> [round(float(np.exp(end)), 1) for end in span_of(106, 106)]
    [105.5, 106.5]
    """
    lowest = low - _half(low)
    return float(np.log(lowest)) if lowest > 0 else -np.inf, float(np.log(high + _half(high)))


def _half(value: int) -> float:
    digits = str(value)
    return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0"))) if value else 0.5


def reconcile(
    figures: tuple[Figure, ...], anchors: dict[str, int], seed: int, scale: float = 1.0
) -> Truths:
    """Draws of the truths and of the leanings, by Gibbs sampling.

    Args:
        figures: what was told; what one source told of an event is one figure.
        anchors: the documented truth of some events.
        seed: of the chance.
        scale: of the priors of `sigma`, `omega` and `b`, to see what they decide.
    """
    laid = _laid_out(figures, anchors)
    chance = generator(seed, "reconcile")
    is_open = np.isnan(laid.known)
    by_event, by_kind = _sums(laid.event), _sums(laid.kind)
    prior = SHAPE * (SCALE * scale) ** 2
    y = np.repeat(_middle(laid)[None], CHAINS, axis=0)
    weight = np.ones_like(y)
    b = chance.normal(0, LEAN * scale, (CHAINS, len(laid.kinds)))
    sigma2 = np.full((CHAINS, 1), (SCALE * scale) ** 2)
    omega2 = sigma2.copy()
    kept: list[tuple[Floats, ...]] = []
    for step in range(WARM + DRAWS):
        precision = weight / sigma2
        held = np.where(is_open, 1 / WIDE**2, 1 / omega2)
        centre = np.where(is_open, 0.0, np.nan_to_num(laid.known))
        theta = _normal(
            by_event(precision * (y - b[:, laid.kind])) + held * centre,
            by_event(precision) + held, chance,
        )  # fmt: skip
        b = _normal(
            by_kind(precision * (y - theta[:, laid.event])),
            by_kind(precision) + 1 / (LEAN * scale) ** 2, chance,
        )  # fmt: skip
        shift = _shift(theta - centre, held, b, 1 / (LEAN * scale) ** 2, chance)
        theta, b = theta - shift, b + shift
        mean = theta[:, laid.event] + b[:, laid.kind]
        y = _within(laid, mean, np.sqrt(sigma2 / weight), chance)
        off = (y - mean) ** 2
        weight = chance.gamma((DEGREES + 1) / 2, 2 / (DEGREES + off / sigma2))
        sigma2 = _variance((weight * off).sum(axis=1), y.shape[1], prior, chance)
        apart = np.where(is_open, 0.0, theta - np.nan_to_num(laid.known))
        omega2 = _variance((apart**2).sum(axis=1), int((~is_open).sum()), prior, chance)
        if step >= WARM:
            mu = chance.normal(theta[:, is_open], np.sqrt(omega2))
            kept.append((mu, b, np.sqrt(sigma2[:, 0]), np.sqrt(omega2[:, 0])))
    mus, bs, sigmas, omegas = (np.stack(some, axis=1) for some in zip(*kept, strict=True))
    events = tuple(name for name, told in zip(laid.events, is_open, strict=True) if told)
    return Truths(events, laid.kinds, mus, bs, sigmas, omegas)


def above(mu: Floats, floor: int) -> Floats | None:
    """The draws of a truth that are no less than how many are named; None if hardly any are."""
    draws = np.exp(mu.ravel())
    kept = draws[draws >= floor - 0.5]
    return np.maximum(kept, floor) if len(kept) >= LEAST_KEPT else None


def _laid_out(figures: tuple[Figure, ...], anchors: dict[str, int]) -> _Layout:
    told: dict[str, list[tuple[str, int, int]]] = {}
    for one in figures:
        told.setdefault(one.kind, []).append((one.event, one.low, one.high))
    kinds = tuple(sorted(told, key=lambda kind: (sorted(told[kind]), kind)))
    events = tuple(sorted({one.event for one in figures}))
    at_kind = {kind: index for index, kind in enumerate(kinds)}
    at_event = {event: index for index, event in enumerate(events)}
    rows = sorted((at_event[one.event], at_kind[one.kind], one.low, one.high) for one in figures)
    spans = np.array([span_of(low, high) for _, _, low, high in rows])
    known = [np.log(max(anchors[one], 0.5)) if one in anchors else np.nan for one in events]
    return _Layout(
        spans[:, 0], spans[:, 1], np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows]), np.array(known), events, kinds,
    )  # fmt: skip


class _Sums(NamedTuple):
    """Sums of the last axis over equal labels, each label once at least."""

    order: Ints
    starts: Ints

    def __call__(self, values: Floats) -> Floats:
        sums: Floats = np.add.reduceat(values[..., self.order], self.starts, axis=-1)
        return sums


def _sums(labels: Ints) -> _Sums:
    order = np.argsort(labels, kind="stable")
    return _Sums(order, np.unique(labels[order], return_index=True)[1])


def _middle(laid: _Layout) -> Floats:
    return np.where(np.isfinite(laid.low), (laid.low + laid.high) / 2, laid.high)


def _normal(weighed: Floats, precision: Floats, chance: np.random.Generator) -> Floats:
    return chance.normal(weighed / precision, 1 / np.sqrt(precision))


def _within(laid: _Layout, mean: Floats, spread: Floats, chance: np.random.Generator) -> Floats:
    """Draws of a normal law between each figure's ends; far out, the nearer end."""
    low, high = (laid.low - mean) / spread, (laid.high - mean) / spread
    flip = low > 0  # the lower tail is the one that floats tell finely
    one, other = np.where(flip, -high, low), np.where(flip, -low, high)
    below, above_ = ndtr(one), ndtr(other)
    z = ndtri(below + chance.random(mean.shape) * (above_ - below))
    z = np.clip(np.where(np.isfinite(z), z, other), one, other)
    return mean + spread * np.where(flip, -z, z)


def _shift(
    apart: Floats, held: Floats, b: Floats, tight: float, chance: np.random.Generator
) -> Floats:
    """How far all events and all kinds move against one another: no figure knows, the priors do.

    Without this step the chains crawl along that line where anchors are few.
    """
    precision = np.broadcast_to(held, apart.shape).sum(axis=1, keepdims=True) + tight * b.shape[1]
    weighed = (held * apart).sum(axis=1, keepdims=True) - tight * b.sum(axis=1, keepdims=True)
    return _normal(weighed, precision, chance)


def _variance(squares: Floats, count: int, prior: float, chance: np.random.Generator) -> Floats:
    return ((prior + squares / 2) / chance.gamma(SHAPE + count / 2, 1.0, squares.shape))[:, None]
