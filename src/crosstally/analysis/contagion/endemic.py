"""Endemic-epidemic models of counts by region and week, through the same likelihood.

    Y_it | past ~ NB(m_it, ψ),   m_it = λ_it Y_i,t−1 + φ_it Σ_j w_ji Y_j,t−1 + e_it ν_it,

each of λ, φ, ν log-linear in its columns. Invariant: the first week is only looked back at.

Source: Held and Paul (2012), Biometrical Journal 54; Meyer, Held and Höhle (2017), JSS 77(11), 5.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from crosstally.analysis.contagion.exact import curvature
from crosstally.analysis.contagion.likelihood import (
    best_dispersion,
    dispersion_slope,
    nb_log_likelihood,
)
from crosstally.analysis.inputs import Floats


class Component(NamedTuple):
    """One addend of the mean: exp(Σ_k β_k z_kit) times what it works on.

    `columns` is k × regions × weeks, `times` regions × weeks.
    """

    columns: Floats
    times: Floats


class EndemicFit(NamedTuple):
    """β by component, their standard errors, ψ, the mean, log L and how many were free."""

    coefficients: tuple[Floats, ...]
    errors: tuple[Floats, ...]
    dispersion: float
    mean: Floats
    log_likelihood: float
    parameters: int

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2 k − 2 log L."""
        return 2.0 * self.parameters - 2.0 * self.log_likelihood


def columns(
    shape: tuple[int, int], *, trend: bool = False, period: float | None = None, waves: int = 1
) -> Floats:
    """An intercept, and where asked for a trend and sines and cosines: k × regions × weeks.

    The first week looked at is week 1, as the week before it only serves as past.

    Args:
        shape: regions and weeks.
        trend: whether a column counts the weeks.
        period: weeks a year, if there is a season.
        waves: sines a year, S.
    """
    week = np.arange(1.0, shape[1] + 1.0)
    rows = [np.ones(shape[1])]
    rows += [week] if trend else []
    if period is not None:
        for wave in range(1, waves + 1):
            angle = 2.0 * np.pi * wave * week / period
            rows += [np.sin(angle), np.cos(angle)]
    out: Floats = np.broadcast_to(np.stack(rows)[:, None, :], (len(rows), *shape)).copy()
    return out


def neighbours(order: Floats, *, decay: float | None = None) -> Floats:
    """w_ji from neighbourhood orders: 1 for order one, or o^−d over all, each row to sum to one."""
    if decay is None:
        return np.where(order == 1, 1.0, 0.0)
    weights = np.where(order > 0, np.maximum(order, 1.0) ** -decay, 0.0)
    total: Floats = weights / weights.sum(axis=1, keepdims=True)
    return total


def epidemic(counts: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """What λ and φ work on: Y_i,t−1 and Σ_j w_ji Y_j,t−1, from the second week on."""
    before = counts[:, :-1]
    return before, weights.T @ before


def fit_decay(
    fit_at: Callable[[float], EndemicFit], most: float = 10.0
) -> tuple[float, EndemicFit]:
    """The power d of `neighbours` of greatest likelihood, and the fit there with d counted."""
    found = minimize_scalar(
        lambda decay: -fit_at(decay).log_likelihood,
        bounds=(0.0, most),
        method="bounded",
        options={"xatol": 1e-5},
    )
    fit = fit_at(float(found.x))
    return float(found.x), fit._replace(parameters=fit.parameters + 1)


def fit_endemic(counts: Floats, components: Sequence[Component]) -> EndemicFit:
    """The model of greatest likelihood; ψ is free.

    Args:
        counts: regions × weeks, from the second week on.
        components: the addends, as long as `counts`.
    """
    cuts = np.cumsum([len(one.columns) for one in components])[:-1]

    def objective(told: Floats) -> tuple[float, Floats]:
        psi = float(np.exp(np.clip(told[-1], -12.0, 6.0)))
        parts = _parts(components, np.split(told[:-1], cuts))
        mean = np.maximum(sum(parts, np.zeros_like(counts)), 1e-12)
        value = nb_log_likelihood(counts, mean, psi)
        by_mean = (counts - mean) / (mean * (1.0 + psi * mean))
        pairs = zip(components, parts, strict=True)
        slope = [np.tensordot(one.columns, part * by_mean, axes=2) for one, part in pairs]
        return -value, -np.concatenate([*slope, [dispersion_slope(counts, mean, psi)[0]]])

    start = _start(counts, components)
    found = minimize(objective, start, jac=True, method="BFGS", options={"gtol": 1e-5})
    spread = np.linalg.pinv(curvature(lambda at: objective(at)[1], found.x))
    errors = np.sqrt(np.maximum(np.diag(spread)[:-1], 0.0))
    coefficients = np.split(found.x[:-1], cuts)
    mean = sum(_parts(components, coefficients), np.zeros_like(counts))
    psi = float(np.exp(found.x[-1]))
    return EndemicFit(
        tuple(coefficients), tuple(np.split(errors, cuts)), psi, mean, -float(found.fun), len(start)
    )


def _parts(components: Sequence[Component], told: Sequence[Floats]) -> list[Floats]:
    pairs = zip(components, told, strict=True)
    return [
        one.times * np.exp(np.clip(np.tensordot(beta, one.columns, axes=1), -30.0, 30.0))
        for one, beta in pairs
    ]


def _start(counts: Floats, components: Sequence[Component]) -> Floats:
    """Every component brings the same part; slopes at nought; ψ around the flat mean."""
    told = []
    for one in components:
        beta = np.zeros(len(one.columns))
        beta[0] = np.log(max(float(counts.sum()), 1.0) / len(components) / one.times.sum())
        told.append(beta)
    mean = sum(_parts(components, told), np.zeros_like(counts))
    psi = best_dispersion(counts, np.maximum(mean, 1e-12))
    return np.concatenate([*told, [np.log(psi)]])
