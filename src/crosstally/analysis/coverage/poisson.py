"""Poisson log-linear fits: counts that follow from a design, and the number nobody counted.

Invariant: a fit is of the cells it was given, no cell of nought is dropped unasked. The design has
its intercept first, and that is the logarithm of the expected number that was seen by no list.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy
from scipy.stats import chi2

from crosstally.analysis.inputs import Floats

MOST_STEPS = 60
TOLERANCE = 1e-12  # of the deviance: N is then right to seven digits


class Fit(NamedTuple):
    """A log-linear fit: coefficients (intercept first), their covariance, how well it fits.

    `total` is N and `error` its standard error, `seen` is n. `freedom` is cells less parameters.
    """

    beta: Floats
    covariance: Floats
    expected: Floats
    seen: float
    deviance: float
    freedom: int
    aic: float
    bic: float

    @property
    def unseen(self) -> float:
        """The expected number that was seen by no list, exp(beta_0)."""
        return math.exp(min(float(self.beta[0]), 700.0))

    @property
    def total(self) -> float:
        """N = n + exp(beta_0)."""
        return self.seen + self.unseen

    @property
    def error(self) -> float:
        """The standard error of N: sqrt(exp(beta_0) + exp(2 beta_0) Var(beta_0))."""
        return math.sqrt(self.unseen + self.unseen**2 * float(self.covariance[0, 0]))


class Profile(NamedTuple):
    """The multinomial estimate of N and its profile-likelihood interval; an open end is None."""

    total: float
    low: float
    high: float | None


def fit(
    design: Floats, counts: Floats, offset: Floats | None = None, seen: float | None = None
) -> Fit:
    """The Poisson log-linear fit, log mu = offset + X beta, by iterated weighted least squares.

    Args:
        design: X, cells by parameters, a column of ones first.
        counts: y, one a cell, not below 0.
        offset: what is added to each cell's log mean.
        seen: n, where some were seen that stand in no cell of the fit.

    Source: Cormack, "Log-linear models for capture-recapture", Biometrics 45 (1989), section 2;
        Rivest and Levesque, "Improved log-linear model estimators of abundance in
        capture-recapture experiments", Canadian Journal of Statistics 29 (2001), equation 3.
    """
    beta, mu = _solve(design, counts, offset)
    information = design.T @ (mu[:, None] * design)
    covariance = np.asarray(np.linalg.pinv(information, hermitian=True), dtype=np.float64)
    log_likelihood = float(np.sum(xlogy(counts, mu) - mu - gammaln(counts + 1.0)))
    parameters = int(np.linalg.matrix_rank(design))
    n = float(counts.sum()) if seen is None else seen
    return Fit(
        beta=beta,
        covariance=covariance,
        expected=mu,
        seen=n,
        deviance=_deviance(counts, mu),
        freedom=len(counts) - parameters,
        aic=2 * parameters - 2 * log_likelihood,
        bic=math.log(max(n, 1.0)) * parameters - 2 * log_likelihood,
    )


def profile(
    design: Floats, counts: Floats, offset: Floats | None = None, *, level: float,
    seen: float | None = None, most: float = 3.0,
) -> Profile:  # fmt: skip
    """N and its interval from the multinomial profile likelihood.

    For each n_0 the table with n_0 in the cell of noughts is fitted; what it loses in likelihood is
    its deviance, with Cormack's term log(n_0^n_0 N! / (N^N n_0!)), N = n + n_0.

    Args:
        design: X, cells by parameters, a column of ones first.
        counts: y, one a cell.
        offset: what is added to each cell's log mean.
        level: of the interval.
        seen: n, where some were seen that stand in no cell of the fit.
        most: how many times the fitted total is looked at; a bound beyond it is open.

    Source: Cormack, "Interval estimation for mark-recapture studies of closed populations",
        Biometrics 48 (1992).
    """
    n = float(counts.sum())
    beyond = 0.0 if seen is None else seen - n
    wide = np.vstack([design, np.eye(1, design.shape[1])])
    shift = None if offset is None else np.append(offset, 0.0)
    start, _ = _solve(design, counts, offset)
    total = n + math.exp(min(start[0], 30.0))

    def lost(size: float) -> float:
        n_0 = size - n
        filled = np.append(counts, n_0)
        _, mu = _solve(wide, filled, shift, start)
        term = xlogy(n_0, n_0) + gammaln(size + 1) - xlogy(size, size) - gammaln(n_0 + 1)
        return float(_deviance(filled, mu) / 2 - term)

    found = minimize_scalar(lost, bounds=(n, most * total), method="bounded",
                            options={"xatol": 1e-5 * total})  # fmt: skip
    best, least = float(found.x), float(found.fun)
    allowed = least + float(chi2.ppf(level, 1)) / 2
    low, high = n, math.inf
    if lost(n) > allowed:
        low = float(brentq(lambda size: lost(size) - allowed, n, best, xtol=1e-5 * total))
    if lost(most * total) > allowed:
        edge = most * total
        high = float(brentq(lambda size: lost(size) - allowed, best, edge, xtol=1e-5 * total))
    return Profile(best + beyond, low + beyond, high + beyond if high < math.inf else None)


def _solve(
    design: Floats, counts: Floats, offset: Floats | None, start: Floats | None = None
) -> tuple[Floats, Floats]:
    """Beta and mu; a coefficient that runs to minus infinity is stopped far below all others."""
    shift = np.zeros(len(counts)) if offset is None else offset
    mu = counts + 0.1 if start is None else np.exp(np.clip(design @ start + shift, -30, 30))
    last = math.inf
    beta = np.zeros(design.shape[1])
    for _ in range(MOST_STEPS):
        target = np.log(mu) - shift + (counts - mu) / mu
        weighted = design.T * mu
        beta = _solved(weighted @ design, weighted @ target)
        mu = np.exp(np.clip(design @ beta + shift, -30.0, 30.0))
        now = _deviance(counts, mu)
        if abs(last - now) < TOLERANCE * (abs(now) + 0.1):
            break
        last = now
    return beta, mu


def _solved(information: Floats, score: Floats) -> Floats:
    """The step of a fit; the shortest one where the table leaves more than one."""
    try:
        step = np.linalg.solve(information, score)
    except np.linalg.LinAlgError:
        step = np.linalg.pinv(information, hermitian=True) @ score
    return np.asarray(step, dtype=np.float64)


def _deviance(counts: Floats, mu: Floats) -> float:
    """2 sum y log(y / mu) - (y - mu)."""
    return float(2 * np.sum(xlogy(counts, counts) - xlogy(counts, mu) - counts + mu))
