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
_RIDGE = 1e-10  # a step is found even where a coefficient hardly matters; where it ends is the same
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


class _Batch(NamedTuple):
    """Tables with their overlaps, and the models that grow: which terms are in, which cells, beta."""

    counts: Floats
    overlaps: Floats
    active: Bools
    kept: Floats
    beta: Floats


class _Designs(NamedTuple):
    """X, the products of its columns two by two, and the column of the first pair."""

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
    designs = _Designs(seen, full, full[:, :, None] * full[:, None, :], 1 + lists)
    known: dict[tuple[bytes, bytes], bool] = {}
    batch = _independent(designs, counts)
    able = np.array([_estimable(designs, row, on, known)
                     for row, on in zip(counts > 0, batch.active, strict=True)], dtype=bool)  # fmt: skip
    todo = np.flatnonzero(able)
    while len(todo):
        expected = _newton(designs, batch, todo)[:, designs.first :]
        p = _surprise(batch.overlaps[todo, designs.first :], expected)
        p[batch.active[todo, designs.first :]] = 1.0
        best = _enter(designs, batch, todo, np.where(p < threshold, p, 1.0), known)
        going = best >= 0
        todo, best = todo[going], best[going]
        _add(designs, batch, todo, best, expected[going])
    unseen = np.exp(np.minimum(batch.beta[:, 0], 690.0))
    totals = np.where(able, counts.sum(axis=1) + unseen, np.inf)
    return Choice(totals, batch.active[:, designs.first :])


def _independent(designs: _Designs, counts: Floats) -> _Batch:
    """The tables before any pair has entered."""
    shape = (len(counts), designs.full.shape[1])
    active, beta = np.zeros(shape, dtype=bool), np.zeros(shape)
    active[:, : designs.first] = True
    beta[:, 0] = np.log(np.maximum(counts.sum(axis=1), 1.0))
    beta[:, 1 : designs.first] = -1.0
    return _Batch(counts, counts @ designs.full, active, np.ones(counts.shape), beta)


def _surprise(n: Floats, mean: Floats) -> Floats:
    """min(P(X <= n), P(X >= n)) for X Poisson."""
    above = np.where(n > 0, pdtrc(np.maximum(n - 1, 0), mean), 1.0)
    return np.asarray(np.minimum(pdtr(n, mean), above))


def _add(designs: _Designs, batch: _Batch, todo: Ints, best: Ints, expected: Floats) -> None:
    """Each table's pair made active; where its lists never meet, its cells are taken out."""
    column = designs.first + best
    n, mean = batch.overlaps[todo, column], expected[np.arange(len(todo)), best]
    batch.active[todo, column] = True
    start = np.log(np.maximum(n, 1) / np.maximum(mean, 1e-12))
    batch.beta[todo, column] = np.where(n > 0, start, 0.0)
    empty = n == 0
    batch.kept[todo[empty]] *= 1 - designs.full[:, column[empty]].T


def _enter(
    designs: _Designs, batch: _Batch, todo: Ints, p: Floats, known: dict[tuple[bytes, bytes], bool]
) -> Ints:
    """For each table the pair that enters, the one with the least p below 1; -1 where none does."""
    best = np.full(len(p), -1)
    for row in np.flatnonzero(p.min(axis=1) < 1):
        for pair in np.argsort(p[row], kind="stable")[: int((p[row] < 1).sum())]:
            larger = batch.active[todo[row]].copy()
            larger[designs.first + pair] = True
            if _estimable(designs, batch.counts[todo[row]] > 0, larger, known):
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


def _newton(designs: _Designs, batch: _Batch, rows: Ints) -> Floats:
    """What each table's model expects of every overlap; its coefficients are brought to their best.

    Inactive coefficients, and those of pairs that never meet, stay at nought.
    """
    counts, kept = batch.counts[rows], batch.kept[rows]
    used = np.flatnonzero(batch.active[rows].any(axis=0))
    full, p = designs.full[:, used], len(used)
    squares = designs.squares[:, used][:, :, used].reshape(len(full), -1)
    free = batch.active[rows][:, used] & ((counts @ full > 0) | (used < designs.first))
    beta = np.where(free, batch.beta[rows][:, used], 0.0)
    mu, todo = np.zeros(counts.shape), np.arange(len(counts))
    for _ in range(_MOST_STEPS):
        mu[todo] = np.exp(np.minimum(beta[todo] @ full.T, 40.0)) * kept[todo]
        score = ((counts[todo] - mu[todo]) @ full) * free[todo]
        left = np.abs(score).max(axis=1) > _TOLERANCE * counts[todo].sum(axis=1)
        todo, score = todo[left], score[left]
        if not len(todo):
            break
        information = (mu[todo] @ squares).reshape(-1, p, p)
        information *= free[todo][:, :, None] & free[todo][:, None, :]
        information[:, np.arange(p), np.arange(p)] += ~free[todo] + _RIDGE
        step = np.linalg.solve(information, score[:, :, None])[:, :, 0]
        beta[todo] += np.clip(step, -3.0, 3.0)
    batch.beta[np.ix_(rows, used)] = beta
    return np.asarray(mu @ designs.full)


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
