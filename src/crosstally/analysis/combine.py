"""Doubt from several places in one interval: linking replicates, and the coder's own mistakes.

Invariant: what is combined is never surer than its surest part; where the coder tells kinds apart
no better than chance there is no correction, and None says so.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.inputs import Floats, Ints

LEAST_YOUDEN = 0.1  # se + sp - 1 below which the correction multiplies chance more than tenfold
MOST_CONDITION = 50.0  # the same for a matrix: how far inverting may blow up a share
DRAWS = 4000


class Combined(NamedTuple):
    """A value with the variance within replicates, between them, and in all; `df` of its t."""

    value: float
    low: float
    high: float
    within: float
    between: float
    total: float
    df: float


class Share(NamedTuple):
    """A share with its interval."""

    value: float
    low: float
    high: float


def total_variance(
    values: Sequence[float], variances: Sequence[float], level: float, *, df: float | None = None
) -> Combined:
    """One estimate from `m` replicates of the data, by total variance.

    With Q the values and U their variances: Q̄ = mean Q, Ū = mean U, B = Σ(Q - Q̄)² / (m - 1),
    T = Ū + (1 + 1/m) B, and (Q̄ - Q) / √T follows t with ν = (m - 1)(1 + Ū / ((1 + 1/m) B))²
    degrees of freedom; where the whole data would give `df`, ν is 1 / (1/ν + 1/ν̂) with
    ν̂ = (df + 1) / (df + 3) · df · (1 - γ), γ = (1 + 1/m) B / T.

    Source: Rubin, Multiple Imputation for Nonresponse in Surveys (1987), (3.1.2)-(3.1.6); Barnard
        and Rubin, Biometrika 86 (1999), 948-955.

    >>> [round(x, 3) for x in total_variance([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 0.95)]
    [2.0, -1.719, 5.719, 1.0, 1.0, 2.333, 6.125]
    """
    q, u = np.asarray(values, dtype=float), np.asarray(variances, dtype=float)
    m = len(q)
    centre, within = float(q.mean()), float(u.mean())
    between = float(q.var(ddof=1)) if m > 1 else 0.0
    excess = (1 + 1 / m) * between
    total = within + excess
    nu = (m - 1) * (1 + within / excess) ** 2 if excess > 0 else np.inf
    if df is not None:
        gamma = excess / total if total > 0 else 0.0
        nu_hat = (df + 1) / (df + 3) * df * (1 - gamma)
        nu = 1 / (1 / nu + 1 / nu_hat) if nu_hat > 0 else nu
    reach = float(stats.t.ppf((1 + level) / 2, nu)) * total**0.5 if total > 0 else 0.0
    return Combined(centre, centre - reach, centre + reach, within, between, total, float(nu))


def corrected_share(
    coded: tuple[int, int], truly: tuple[int, int], falsely: tuple[int, int], level: float
) -> Share | None:
    """The true share of a kind, from the share that a coder gave it and the coder's mistakes.

    p = (q + Sp - 1) / (Se + Sp - 1), with q the coded share, Se and Sp as measured on texts that
    people have coded. The interval adds z² to n, 2 to each measured group, and shifts by
    2z² (p Se(1 - Se)/n_Se - (1 - p) Sp(1 - Sp)/n_Sp).

    Args:
        coded: how many the coder gave the kind, of how many.
        truly: how many of those of the kind it gave the kind (Se), of how many.
        falsely: how many of the others it gave the kind (1 - Sp), of how many.
        level: of the interval.

    Returns:
        The share, or None where the coder's choice tells next to nothing (Youden's J below
        `LEAST_YOUDEN`).

    Source: Rogan and Gladen, Am. J. Epidemiol. 107 (1978), 71-76; Lang and Reiczigel, Prev. Vet.
        Med. 113 (2014), 13-22, section 2.
    """
    z = float(stats.norm.ppf((1 + level) / 2))
    n, n_se, n_sp = coded[1] + z * z, truly[1] + 2, falsely[1] + 2
    se, sp = (truly[0] + 1) / n_se, 1 - (falsely[0] + 1) / n_sp
    plain_se, plain_sp = truly[0] / max(truly[1], 1), 1 - falsely[0] / max(falsely[1], 1)
    if coded[1] == 0 or min(se + sp, plain_se + plain_sp) - 1 < LEAST_YOUDEN:
        return None
    q = (coded[0] + z * z / 2) / n
    p = (q + sp - 1) / (se + sp - 1)
    shift = 2 * z * z * (p * se * (1 - se) / n_se - (1 - p) * sp * (1 - sp) / n_sp)
    spread = q * (1 - q) / n + p * p * se * (1 - se) / n_se + (1 - p) ** 2 * sp * (1 - sp) / n_sp
    reach = z * spread**0.5 / (se + sp - 1)
    value = (coded[0] / coded[1] + plain_sp - 1) / (plain_se + plain_sp - 1)
    low, high = _within(p + shift - reach), _within(p + shift + reach)
    value = _within(value)
    return Share(value, min(low, value), max(high, value))


def corrected_shares(
    coded: Ints, confusion: Ints, level: float, chance: np.random.Generator
) -> tuple[Share, ...] | None:
    """The true shares of several kinds, from the coded ones and the coder's confusion matrix.

    With C the shares in which each true kind (row) is coded as each kind (column): Cᵀ p = q. The
    interval is that of p = (Cᵀ)⁻¹ q over draws of q and of the rows of C from their Dirichlet
    distributions with half a count added to each cell.

    Args:
        coded: how many were coded as each kind.
        confusion: true kinds × coded kinds, on texts that people have coded.
        level: of the intervals.
        chance: where the draws come from.

    Returns:
        A share for each kind, or None where C can hardly be inverted.

    Source: Buonaccorsi, Measurement Error (2010), section 3.7, "matrix method".
    """
    rows = confusion.sum(axis=1)
    if coded.sum() == 0 or (rows == 0).any():
        return None
    c = confusion / rows[:, None]
    if np.linalg.cond(c) > MOST_CONDITION:
        return None
    value = _on_simplex(np.linalg.solve(c.T, coded / coded.sum())[None, :])[0]
    q = chance.dirichlet(coded + 0.5, DRAWS)
    drawn = np.stack([chance.dirichlet(row + 0.5, DRAWS) for row in confusion], axis=1)
    usable = np.linalg.cond(drawn) < MOST_CONDITION * 100
    solved = np.linalg.solve(np.swapaxes(drawn[usable], 1, 2), q[usable][:, :, None])[:, :, 0]
    p = _on_simplex(solved)
    ends = np.quantile(p, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return tuple(
        Share(float(v), min(float(low), float(v)), max(float(high), float(v)))
        for v, low, high in zip(value, *ends, strict=True)
    )


def _on_simplex(p: Floats) -> Floats:
    """Shares that add up to one, none below nought."""
    kept = np.clip(p, 0, None)
    return np.asarray(kept / kept.sum(axis=1, keepdims=True), dtype=float)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
