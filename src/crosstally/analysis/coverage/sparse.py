"""Log-linear models chosen step by step for tables with many noughts, many tables at once.

Invariant: every table of a batch gives what it would give alone; a table whose estimate does not
exist has an infinite N, it is not left out.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, pdtr, pdtrc

from crosstally.analysis.coverage.existence import existence
from crosstally.analysis.coverage.table import Table, Term, columns, mains, pairs
from crosstally.analysis.inputs import Floats, Ints

Bools = npt.NDArray[np.bool_]

THRESHOLD = 0.02  # the p-value below which a pair enters, as Chan, Silverman and Vincent
BOOTSTRAPS = 1000
_MOST_STEPS = 40
_TOLERANCE = 1e-10  # of n: the largest difference left between fitted and observed overlaps
_FINITE = 1e90  # its cube and its square still are numbers


class Stepwise(NamedTuple):
    """N by stepwise choice, the pairs that were chosen, and the BCa interval; an open end is None.

    `replicates` are the bootstrap's N, infinite where no estimate exists.
    """

    total: float
    terms: tuple[Term, ...]
    low: float | None
    high: float | None
    replicates: Floats


class Choice(NamedTuple):
    """For each table of a batch: N, and which pairs were chosen."""

    totals: Floats
    chosen: Bools


class _Designs(NamedTuple):
    """X, the products of its columns two by two, and which columns are pairs."""

    seen: Ints
    full: Floats
    squares: Floats
    first: int


def stepwise(found: Table, *, threshold: float = THRESHOLD) -> Stepwise:
    """N by stepwise choice of pairs, without an interval."""
    made = choose(found.seen, found.counts[None, :], threshold=threshold)
    return Stepwise(float(made.totals[0]), _terms(made.chosen[0]), None, None, np.empty(0))


def bootstrapped(
    found: Table, random: np.random.Generator, *, level: float, number: int = BOOTSTRAPS,
    threshold: float = THRESHOLD, given_seen: bool = False,
) -> Stepwise:  # fmt: skip
    """N by stepwise choice, with the bias-corrected and accelerated interval of a bootstrap.

    The pairs are chosen anew in each replicate. z_0 = Phi^-1(share of replicates below N), a from
    the jackknife over single events, and the interval's ends are the quantiles
    Phi(z_0 + (z_0 + z) / (1 - a (z_0 + z))) of the replicates. A replicate draws how many are seen
    too, from Binomial(N, n / N): with n held fast, as the authors' program has it, the interval
    leaves out that another n could have been seen, and is too narrow where much is seen.

    Args:
        found: the table.
        random: where chance comes from.
        level: of the interval.
        number: how many replicates.
        threshold: the p-value above which no pair enters.
        given_seen: whether n is held fast, as in the authors' program.

    Source: Chan, Silverman and Vincent (2021), section 3.3; DiCiccio and Efron, "Bootstrap
        confidence intervals", Statistical Science 11 (1996).
    """
    held = np.flatnonzero(found.counts > 0)
    fewer = found.counts - np.eye(len(found.counts))[held]
    observed = choose(found.seen, np.vstack([found.counts, fewer]), threshold=threshold)
    total, jackknife = float(observed.totals[0]), observed.totals[1:]
    n = np.full(number, round(found.total))
    if not given_seen and total < _FINITE:
        n = random.binomial(round(total), found.total / total, size=number)
    drawn = random.multinomial(n, found.counts / found.total).astype(float)
    replicates = np.sort(choose(found.seen, drawn, threshold=threshold).totals)
    acceleration = _acceleration(np.minimum(jackknife, _FINITE), found.counts[held])
    tail = (1 - level) / 2
    low, high = (_bca(replicates, total, acceleration, share) for share in (tail, 1 - tail))
    return Stepwise(total, _terms(observed.chosen[0]), low, high, replicates)


def choose(seen: Ints, counts: Floats, *, threshold: float = THRESHOLD) -> Choice:
    """N of each table, after pairs of lists were added while one was out of the ordinary.

    From independence on, the pair whose overlap is least likely under the model enters, where
    min(P(X <= n*), P(X >= n*)) < threshold for X Poisson with the model's mean, and where the
    larger model's estimate exists.

    Args:
        seen: all combinations of lists, one a row.
        counts: tables by combinations.
        threshold: the p-value above which no pair enters.

    Source: Chan, Silverman and Vincent (2021), section 3.2.
    """
    lists = seen.shape[1]
    full = columns(seen, (*mains(lists), *pairs(lists)))
    squares = full[:, :, None] * full[:, None, :]
    designs = _Designs(seen, full, squares, 1 + lists)
    known: dict[tuple[bytes, bytes], bool] = {}
    active = np.zeros((len(counts), full.shape[1]), dtype=bool)
    active[:, : designs.first] = True
    kept = np.ones(counts.shape)
    observed = counts @ full
    able = np.array([_estimable(designs, row, on, known)
                     for row, on in zip(counts > 0, active, strict=True)], dtype=bool)  # fmt: skip
    beta = np.zeros(active.shape)
    beta[:, 0] = np.log(np.maximum(counts.sum(axis=1), 1.0))
    beta[:, 1 : designs.first] = -1.0
    todo = np.flatnonzero(able)
    for _ in range(full.shape[1] - designs.first + 1):
        if not len(todo):
            break
        beta[todo], mu = _newton(designs, counts[todo], kept[todo], active[todo], beta[todo])
        expected = (mu @ full)[:, designs.first :]
        n = observed[todo, designs.first :]
        p = np.minimum(pdtr(n, expected), np.where(n > 0, pdtrc(np.maximum(n - 1, 0), expected), 1))
        p[active[todo, designs.first :]] = 1.0
        best = _enter(designs, counts[todo] > 0, active[todo], p, threshold, known)
        going = best >= 0
        todo, best = todo[going], best[going]
        _add(designs, todo, best, (active, kept, beta), observed, expected[going])
    totals = np.where(able, counts.sum(axis=1) + np.exp(np.minimum(beta[:, 0], 690.0)), np.inf)
    return Choice(totals, active[:, designs.first :])


def _add(
    designs: _Designs, todo: Ints, best: Ints, state: tuple[Bools, Floats, Floats],
    observed: Floats, expected: Floats,
) -> None:  # fmt: skip
    """Each table's pair made active; where its lists never meet, its cells are taken out."""
    active, kept, beta = state
    column = designs.first + best
    n, mean = observed[todo, column], expected[np.arange(len(todo)), best]
    active[todo, column] = True
    beta[todo, column] = np.where(n > 0, np.log(np.maximum(n, 1) / np.maximum(mean, 1e-12)), 0.0)
    empty = n == 0
    kept[todo[empty]] *= 1 - designs.full[:, column[empty]].T


def _enter(
    designs: _Designs, support: Bools, active: Bools, p: Floats, threshold: float,
    known: dict[tuple[bytes, bytes], bool],
) -> Ints:  # fmt: skip
    """For each table the pair that enters, -1 where none does."""
    best = np.full(len(p), -1)
    for row in np.flatnonzero(p.min(axis=1) < threshold):
        for pair in np.argsort(p[row], kind="stable"):
            if p[row, pair] >= threshold:
                break
            larger = active[row].copy()
            larger[designs.first + pair] = True
            if _estimable(designs, support[row], larger, known):
                best[row] = pair
                break
    return best


def _estimable(
    designs: _Designs, support: Bools, active: Bools, known: dict[tuple[bytes, bytes], bool]
) -> bool:
    """Whether the estimate exists and is unique: it hangs on which cells are nought alone."""
    key = (np.packbits(support).tobytes(), np.packbits(active).tobytes())
    if key not in known:
        terms = (*mains(designs.first - 1), *_terms(active[designs.first :]))
        told = existence(Table(designs.seen, support.astype(float)), terms)
        known[key] = told.exists and told.unique
    return known[key]


def _newton(
    designs: _Designs, counts: Floats, kept: Floats, active: Bools, start: Floats
) -> tuple[Floats, Floats]:
    """Beta and mu of each table, the inactive coefficients held at nought."""
    used = np.flatnonzero(active.any(axis=0))
    full = designs.full[:, used]
    p = len(used)
    squares = designs.squares[:, used][:, :, used].reshape(len(full), -1)
    on, beta = active[:, used], start[:, used].copy()
    free = on & ~((counts @ full == 0) & (np.arange(p) >= designs.first))
    beta[~free] = 0.0
    mu = np.zeros(counts.shape)
    todo = np.arange(len(counts))
    for _ in range(_MOST_STEPS):
        mu[todo] = np.exp(np.minimum(beta[todo] @ full.T, 40.0)) * kept[todo]
        score = ((counts[todo] - mu[todo]) @ full) * free[todo]
        left = np.abs(score).max(axis=1) > _TOLERANCE * counts[todo].sum(axis=1)
        todo, score = todo[left], score[left]
        if not len(todo):
            break
        information = (mu[todo] @ squares).reshape(-1, p, p)
        information *= free[todo][:, :, None] & free[todo][:, None, :]
        information[:, np.arange(p), np.arange(p)] += ~free[todo]
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        beta[todo] += np.clip(step, -3.0, 3.0)
    whole = np.zeros(start.shape)
    whole[:, used] = beta
    return whole, mu


def _terms(chosen: Bools) -> tuple[Term, ...]:
    lists = int((1 + np.sqrt(1 + 8 * len(chosen))) / 2)
    return tuple(term for term, on in zip(pairs(lists), chosen, strict=True) if on)


def _acceleration(jackknife: Floats, weights: Floats) -> float:
    """The acceleration sum (N. - N_i)^3 / (6 (sum (N. - N_i)^2)^(3/2)), over single events."""
    apart = np.average(jackknife, weights=weights) - jackknife
    spread = float(weights @ apart**2)
    return float(weights @ apart**3) / (6 * spread**1.5) if spread > 0 else 0.0


def _bca(replicates: Floats, total: float, acceleration: float, share: float) -> float | None:
    """The replicates' quantile (type 8 of Hyndman and Fan) at the corrected share."""
    number = len(replicates)
    below = np.clip(np.mean(replicates < total), 0.5 / number, 1 - 0.5 / number)
    z_0 = float(ndtri(below))
    z = z_0 + float(ndtri(share))
    corrected = ndtr(z_0 + z / (1 - acceleration * z))
    finite = np.minimum(replicates, _FINITE)
    value = float(np.quantile(finite, corrected, method="median_unbiased"))
    return value if value < _FINITE / number else None
