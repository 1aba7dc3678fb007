"""Whether chains that started apart have come together: R-hat and effective sample sizes.

Invariant: each figure depends on the draws' ranks or on their order alone, never on where they
lie: a law without a mean is judged as fairly as a normal one. Draws are chains × draws.

Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding, and
localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16(2).
"""

import numpy as np
import numpy.typing as npt
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]


def rhat(draws: npt.ArrayLike) -> float:
    """The rank-normalised split R-hat: the greater of the bulk's and the tails' (folded).

    `R-hat = sqrt(((n - 1) / n · W + B / n) / W)`, (4) of the paper, over the halves of all chains,
    of the normal scores of the draws and of their distances from the median. One where no draw
    differs from another; infinite where chains stand still at different places.
    """
    halves = _halved(draws)
    folded = np.abs(halves - np.median(halves))
    return max(_ratio(_scores(halves)), _ratio(_scores(folded)))


def bulk_ess(draws: npt.ArrayLike) -> float:
    """How many independent draws would tell the middle of the law as well."""
    return _size(_scores(_halved(draws)))


def tail_ess(draws: npt.ArrayLike) -> float:
    """How many independent draws would tell the 5 % and 95 % quantiles as well (the lesser)."""
    halves = _halved(draws)
    sizes = [_size((halves <= np.quantile(halves, q)).astype(np.float64)) for q in (0.05, 0.95)]
    return min(sizes)


def mean_ess(draws: npt.ArrayLike) -> float:
    """How many independent draws would tell the mean as well."""
    return _size(_halved(draws))


def _halved(draws: npt.ArrayLike) -> Floats:
    """Each chain as two of half its length: a drift within a chain shows as two apart."""
    array = np.atleast_2d(np.asarray(draws, dtype=np.float64))
    half = array.shape[1] // 2
    if half < 2:
        raise ValueError("a chain of fewer than four draws cannot be judged")
    return np.concatenate([array[:, :half], array[:, -half:]])


def _scores(draws: Floats) -> Floats:
    """Normal scores of the ranks, (14): `z = Φ⁻¹((r - 3/8) / (S + 1/4))`."""
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Floats = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return scores


def _ratio(draws: Floats) -> float:
    n = draws.shape[1]
    within = float(draws.var(axis=1, ddof=1).mean())
    between = float(draws.mean(axis=1).var(ddof=1))
    if not np.ptp(draws, axis=1).any():
        return 1.0 if np.ptp(draws) == 0 else float("inf")
    return float(np.sqrt((n - 1) / n + between / within))


def _size(draws: Floats) -> float:
    """The sample size `S / τ`, τ summed by Geyer's initial monotone sequence, (10)-(13)."""
    n = draws.shape[1]
    within = draws.var(axis=1, ddof=1)
    total = (n - 1) / n * within.mean() + draws.mean(axis=1).var(ddof=1)
    if total == 0:
        return float(draws.size)
    lags = _autocovariance(draws)
    rho = 1 - (within.mean() - (lags * n / (n - 1)).mean(axis=0)) / total
    rho[0] = 1.0
    pairs = rho[: n // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs < 0)
    kept = np.minimum.accumulate(pairs[: ends[0]] if len(ends) else pairs)
    tau = max(2 * float(kept.sum()) - 1, 1 / np.log10(draws.size))
    return float(draws.size / tau)


def _autocovariance(draws: Floats) -> Floats:
    """Each chain's autocovariance at every lag, divided by its length."""
    n = draws.shape[1]
    size = next_fast_len(2 * n, real=True)
    spectrum = rfft(draws - draws.mean(axis=1, keepdims=True), size, axis=1)
    lags: Floats = irfft(np.abs(spectrum) ** 2, size, axis=1)[:, :n] / n
    return lags
