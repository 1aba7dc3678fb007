"""The negative-binomial model of counts by place and day: background times, clustering plus.

Invariant: one likelihood serves every model here, from the endemic-epidemic ones to a desk's. What
it costs follows from places and days, never from how many incidents there are.

    Y_pd | past ~ NB(m_pd, ψ),   Var = m (1 + ψ m),   m_pd = exp(η_pd) + Σ_k α_k X_kpd,
    η_pd = o_pd + a_p + (B θ)_d + Σ_j γ_j Z_jpd
"""

from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import gammaln

from crosstally.analysis.inputs import Floats

_LEAST = 1e-12  # a mean is never nought: log m stays finite where no one expects anything
_RIDGE = 1e-9  # of the mean diagonal: a place's and the nation's level are told apart by it alone
_ROUNDS = 60  # Fisher steps at most; a desk takes 6 to 12
_HALVINGS = 12
_BETWEEN = (1e-5, 60.0)  # ψ: as good as Poisson, and a place in which all happened on one day


class Background(NamedTuple):
    """What moves incidents without incidents.

    `national` is B, days × q. `places` gives each place its own level a_p. `local` are the planes
    Z_j, j × places × days. `offset` is o, places × days (logs), or None.
    """

    national: Floats
    places: bool = True
    local: Floats | None = None
    offset: Floats | None = None


class Fit(NamedTuple):
    """A model of greatest likelihood.

    `alpha` are the α_k with their `covariance`, `national` θ, `local` γ, `places` a_p, `dispersion` ψ;
    `background` is exp(η) and `mean` is m, both places × days; `parameters` is how many were free.
    """

    alpha: Floats
    covariance: Floats
    national: Floats
    local: Floats
    places: Floats
    dispersion: float
    background: Floats
    mean: Floats
    log_likelihood: float
    parameters: int

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2 k − 2 log L."""
        return 2.0 * self.parameters - 2.0 * self.log_likelihood


class _Parts(NamedTuple):
    """a, θ, γ and α together."""

    places: Floats
    national: Floats
    local: Floats
    alpha: Floats


def nb_log_likelihood(counts: Floats, mean: Floats, dispersion: float) -> float:
    """Log L of counts under NB(m, ψ); ψ = 0 is Poisson.

    log L = Σ [Σ_{j<y} log(1 + ψ j) − log y! + y log m − (y + 1/ψ) log(1 + ψ m)].
    """
    at = counts > 0
    y, m = counts[at], np.maximum(mean[at], _LEAST)
    logs = float((y * np.log(m) - gammaln(y + 1.0)).sum())
    if dispersion <= 0:
        return logs - float(mean.sum())
    spread = np.log1p(dispersion * m)
    logs -= float((y * spread).sum()) - _rising(y, dispersion)
    return logs - float(np.log1p(dispersion * mean).sum()) / dispersion


def _rising(y: Floats, dispersion: float) -> float:
    """Σ over cells of Σ_{j<y} log(1 + ψ j): by how many counts are above j."""
    sizes = np.bincount(y.astype(np.int64))
    above = sizes[::-1].cumsum()[::-1]
    return float((above[1:] * np.log1p(dispersion * np.arange(len(above) - 1))).sum())


def fit_counts(
    counts: Floats, background: Background, exposures: Floats, *, enough: float = 1e-9
) -> Fit:
    """The model of greatest likelihood: a Fisher step for the mean and one for ψ in turn; α_k ≥ 0.

    The information of a, θ, γ and α has an arrow's form; the places are eliminated first.

    Args:
        counts: Y, places × days.
        background: B, Z and o.
        exposures: X, k × places × days: what is expected of one unit of each kernel.
        enough: the gain of log L by which a round counts as the last.
    """
    parts, dispersion = _start(counts, background, exposures), 0.5
    now = _means(background, exposures, parts)
    value = nb_log_likelihood(counts, now.mean, dispersion)
    for _ in range(_ROUNDS):
        before = value
        step = _step(counts, background, exposures, parts, (now, dispersion))
        length = 1.0
        for _ in range(_HALVINGS):
            moved = _moved(parts, step, length)
            means = _means(background, exposures, moved)
            value = nb_log_likelihood(counts, means.mean, dispersion)
            if value >= before:
                parts, now = moved, means
                break
            length /= 2.0
        dispersion = _dispersion(counts, now.mean, dispersion)
        value = nb_log_likelihood(counts, now.mean, dispersion)
        if value - before <= enough:
            break
    return Fit(
        alpha=parts.alpha,
        covariance=_covariance(background, exposures, now, dispersion),
        national=parts.national,
        local=parts.local,
        places=parts.places,
        dispersion=dispersion,
        background=now.background,
        mean=now.mean,
        log_likelihood=value,
        parameters=sum(len(part) for part in parts) + 1,
    )


class _Means(NamedTuple):
    background: Floats
    mean: Floats


def _start(counts: Floats, background: Background, exposures: Floats) -> _Parts:
    """What each place has, a fifth of it by clustering, θ and γ at nought or at the mean's level."""
    expected = 1.0 if background.offset is None else np.exp(background.offset)
    share = 0.2 / max(len(exposures), 1)
    alpha = share * counts.sum() / np.maximum(exposures.sum(axis=(1, 2)), _LEAST)
    local = np.zeros(0 if background.local is None else len(background.local))
    offered = np.broadcast_to(expected, counts.shape)
    if background.places:
        level = np.log(0.8 * (counts.sum(axis=1) + 0.5) / offered.sum(axis=1))
        return _Parts(level, np.zeros(background.national.shape[1]), local, alpha)
    wanted = np.full(counts.shape[1], np.log(0.8 * counts.sum() / offered.sum()))
    national = np.linalg.lstsq(background.national, wanted, rcond=None)[0]
    return _Parts(np.zeros(0), national, local, alpha)


def _means(background: Background, exposures: Floats, parts: _Parts) -> _Means:
    eta = np.broadcast_to(background.national @ parts.national, exposures.shape[1:]).copy()
    if background.places:
        eta += parts.places[:, None]
    if background.offset is not None:
        eta += background.offset
    if background.local is not None:
        eta += np.tensordot(parts.local, background.local, axes=1)
    np.clip(eta, -30.0, 30.0, out=eta)
    np.exp(eta, out=eta)
    mean = eta + np.tensordot(parts.alpha, exposures, axes=1)
    np.maximum(mean, _LEAST, out=mean)
    return _Means(eta, mean)


def _moved(parts: _Parts, step: _Parts, length: float) -> _Parts:
    moved = [one + length * np.clip(by, -4.0, 4.0) for one, by in zip(parts, step, strict=True)]
    return _Parts(moved[0], moved[1], moved[2], np.maximum(moved[3], 0.0))


def _step(
    counts: Floats,
    background: Background,
    exposures: Floats,
    parts: _Parts,
    at: tuple[_Means, float],
) -> _Parts:
    """The Fisher step, with an α_k left alone that rests at nought and would go below."""
    system = _system(background, exposures, at)
    means, dispersion = at
    residual = (counts - means.mean) / (means.mean * (1.0 + dispersion * means.mean))
    on_background = residual * means.background
    dense = [background.national.T @ on_background.sum(axis=0)]
    if background.local is not None:
        dense.append(np.tensordot(background.local, on_background, axes=2))
    dense.append(np.tensordot(exposures, residual, axes=2))
    score = np.concatenate(dense)
    by_place = on_background.sum(axis=1)
    first = len(score) - len(parts.alpha)
    free = np.ones(len(score), dtype=np.bool_)
    free[first:] = (parts.alpha > 0) | (score[first:] > 0)
    found = np.zeros(len(score))
    left = (score - system.cross.T @ (by_place / system.places))[free]
    found[free] = cho_solve(_factor(system.dense[np.ix_(free, free)]), left)
    q = background.national.shape[1]
    places = (by_place - system.cross @ found) / system.places
    return _Parts(
        places if background.places else np.zeros(0), found[:q], found[q:first], found[first:]
    )


class _System(NamedTuple):
    """Fisher's information: of the places (a diagonal), across, and of the rest less the places."""

    places: Floats
    cross: Floats
    dense: Floats


def _system(background: Background, exposures: Floats, at: tuple[_Means, float]) -> _System:
    means, dispersion = at
    weight = 1.0 / (means.mean * (1.0 + dispersion * means.mean))
    mixed = weight * means.background
    squared = mixed * means.background
    basis = background.national
    planes = [] if background.local is None else [mixed * plane for plane in background.local]
    local = [] if background.local is None else list(background.local)
    q, j, k = basis.shape[1], len(local), len(exposures)
    dense = np.zeros((q + j + k, q + j + k))
    cross = np.zeros((len(squared), q + j + k))
    dense[:q, :q] = (basis.T * squared.sum(axis=0)) @ basis
    cross[:, :q] = squared @ basis
    # rows of the planes in units of the mean: b Z_j, then X_k
    columns = [plane * means.background for plane in local] + list(exposures)
    rows = [plane * means.background for plane in planes] + [mixed * x for x in exposures]
    for index, row in enumerate(rows):
        dense[:q, q + index] = dense[q + index, :q] = basis.T @ row.sum(axis=0)
        cross[:, q + index] = row.sum(axis=1)
    weighted = [column * weight for column in columns]
    for one, left in enumerate(weighted):
        for other in range(one, j + k):
            product = float(np.vdot(left, columns[other]))
            dense[q + one, q + other] = dense[q + other, q + one] = product
    places = squared.sum(axis=1)
    places += _RIDGE * max(float(places.mean()), _LEAST)
    if background.places:
        dense -= (cross.T / places) @ cross
    else:
        cross[:] = 0.0
    return _System(places, cross, dense)


def _factor(dense: Floats) -> tuple[Floats, bool]:
    size = np.maximum(np.diag(dense), 0.0)
    lift = _RIDGE * np.maximum(size, max(float(size.max(initial=0.0)), _LEAST) * 1e-3)
    found: tuple[Floats, bool] = cho_factor(dense + np.diag(lift), check_finite=False)
    return found


def _covariance(
    background: Background, exposures: Floats, means: _Means, dispersion: float
) -> Floats:
    """The covariance of the α_k, everything else free."""
    k = len(exposures)
    if not k:
        return np.zeros((0, 0))
    dense = _system(background, exposures, (means, dispersion)).dense
    unit = np.eye(len(dense))[:, -k:]
    found: Floats = cho_solve(_factor(dense), unit)[-k:]
    return found


def best_dispersion(counts: Floats, mean: Floats) -> float:
    """ψ of greatest likelihood around given means."""
    found = 0.5
    for _ in range(_ROUNDS):
        before, found = found, _dispersion(counts, mean, found)
        if abs(found - before) <= 1e-6 * before:
            break
    return found


def _dispersion(counts: Floats, mean: Floats, before: float) -> float:
    """ψ after a Newton step for log ψ, within `_BETWEEN`."""
    slope, curve = dispersion_slope(counts, mean, before)
    step = -slope / curve if curve < 0 else float(np.sign(slope))
    return float(np.clip(before * np.exp(np.clip(step, -1.5, 1.5)), *_BETWEEN))


def dispersion_slope(counts: Floats, mean: Floats, dispersion: float) -> tuple[float, float]:
    """The first and second derivative of log L by log ψ.

    ∂ log L/∂ψ = Σ_{j<y} j/(1 + ψ j) − Σ y m/(1 + ψ m) + Σ [log(1 + ψ m)/ψ² − m/(ψ (1 + ψ m))].
    """
    psi = dispersion
    at = counts > 0
    y, m = counts[at], mean[at]
    above = np.bincount(y.astype(np.int64))[::-1].cumsum()[::-1][1:]
    j = np.arange(len(above))
    over = mean / (1.0 + psi * mean)
    logs, once = float(np.log1p(psi * mean).sum()), float(over.sum())
    of_counts = m / (1.0 + psi * m)
    rising = j / (1.0 + psi * j)
    slope = float((above * rising).sum() - y @ of_counts) + logs / psi**2 - once / psi
    curve = float(y @ of_counts**2 - (above * rising**2).sum())
    curve += (2.0 * once - 2.0 * logs / psi) / psi**2 + float(np.vdot(over, over)) / psi
    return psi * slope, psi**2 * curve + psi * slope
