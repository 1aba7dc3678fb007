"""Averaging over decomposable graphs: every way in which lists may hang together, weighed.

Invariant: all decomposable graphs of the lists enter, each with the same prior weight; the prior of
N and the range that was looked at are arguments, and what lies outside of it has no weight.
"""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, logsumexp

from crosstally.analysis.coverage.table import Table
from crosstally.analysis.inputs import Floats, Ints
from crosstally.errors import FormatError

MOST_LISTS = 6  # 18,154 graphs; of seven lists there are 617,675
POINTS = 1000  # of the default range of N, up to 30 times what was seen, as Binette and Steorts
MULTIPLE = 30
_BATCH = 4_000_000  # weights held at once


class Average(NamedTuple):
    """The posterior of N, averaged over graphs.

    `sizes` are the values of N, `weights` how likely each is, `graphs` how likely each graph
    (`edges` names their edges).
    """

    sizes: Floats
    weights: Floats
    graphs: Floats
    edges: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def mean(self) -> float:
        """E[N]."""
        return float(self.weights @ self.sizes)

    @property
    def mode(self) -> float:
        """The likeliest N."""
        return float(self.sizes[int(np.argmax(self.weights))])

    @property
    def relative(self) -> float:
        """The N with the least expected ((N' - N) / N)^2: E[1/N] / E[1/N^2]."""
        return float((self.weights @ (1 / self.sizes)) / (self.weights @ self.sizes**-2.0))

    @property
    def edge(self) -> float:
        """What weight lies in the highest hundredth of the range: near 0 where it is wide enough."""
        return float(self.weights[-max(1, len(self.weights) // 100) :].sum())

    def quantile(self, share: float) -> float:
        """The least N at which the cumulated weight is above a share."""
        below = np.cumsum(self.weights)
        return float(self.sizes[min(int(np.searchsorted(below, share, "right")), len(below) - 1)])


def average(
    found: Table, *, delta: float | None = None, unseen: Ints | None = None,
    log_prior: Floats | None = None,
) -> Average:  # fmt: skip
    """The posterior of N under every decomposable graph with a hyper-Dirichlet prior.

    P(N, G | n) is in proportion to P(N) N! / n_0! times, over cliques C and separators S of G,
    prod_C L_C / prod_S L_S, where L_A = prod_i Gamma(n_A(i) + delta_A) / Gamma(delta_A) over the
    cells i of the marginal table A, delta_A = delta 2^(t - |A|), n_0 = N - n in the cell of noughts.

    Args:
        found: the table of 2 to 6 lists.
        delta: the prior count of each cell; 2^-t if not given.
        unseen: the values of n_0 to look at; 1,000 up to 30 n if not given.
        log_prior: log P(N) at each of them; -log N if not given.

    Source: Madigan and York, "Bayesian methods for estimation of the size of a closed population",
        Biometrika 84 (1997), sections 2 and 3; Dawid and Lauritzen (1993); the R package dga.
    """
    t = found.lists
    if not 2 <= t <= MOST_LISTS:
        raise FormatError(f"graphs of {t} lists", hint=f"give 2 to {MOST_LISTS} lists")
    n_0 = default_unseen(found.total) if unseen is None else unseen
    sizes = np.asarray(found.total + n_0, dtype=np.float64)
    prior = -np.log(sizes) if log_prior is None else log_prior
    prior = prior + gammaln(sizes + 1) - gammaln(n_0 + 1.0)
    graphs, edges = decomposable(t)
    parts = _marginals(found, 2.0**-t if delta is None else delta, n_0)
    by_size, by_graph, top = np.zeros(len(sizes)), np.full(len(graphs), -np.inf), -np.inf
    step = max(1, _BATCH // len(graphs))
    for first in range(0, len(sizes), step):
        span = slice(first, first + step)
        logs = graphs @ parts[:, span] + prior[span]
        by_size[span] = logsumexp(logs, axis=0)
        by_graph = np.logaddexp(by_graph, logsumexp(logs, axis=1))
        top = max(top, float(by_size[span].max()))
    weights: Floats = np.exp(by_size - top)
    return Average(
        sizes, weights / weights.sum(), np.asarray(np.exp(by_graph - logsumexp(by_graph))), edges
    )


def default_unseen(seen: float) -> Ints:
    """The values of n_0 that are looked at if none are named."""
    return np.unique(np.round(np.linspace(1, MULTIPLE * seen, POINTS))).astype(np.int64)


@cache
def decomposable(lists: int) -> tuple[Floats, tuple[tuple[tuple[int, int], ...], ...]]:
    """Every decomposable graph: how often each set of lists divides or multiplies, and its edges.

    A set is numbered by its lists as binary digits, the first list lowest. For a perfect order of
    elimination P(x) = prod_v P(v, S_v) / P(S_v), S_v being the later neighbours of v: each v and
    S_v counts 1, each S_v counts -1, and what is no clique or separator cancels.

    >>> [len(decomposable(lists)[0]) for lists in (2, 3, 4, 5)]
    [2, 8, 61, 822]
    """
    places = tuple(combinations(range(lists), 2))
    rows, edges = [], []
    for bits in range(2 ** len(places)):
        chosen = tuple(pair for place, pair in enumerate(places) if bits >> place & 1)
        row = _factors(lists, chosen)
        if row is not None:
            rows.append(row)
            edges.append(chosen)
    made = np.array(rows)
    made.setflags(write=False)
    return made, tuple(edges)


def _factors(lists: int, edges: tuple[tuple[int, int], ...]) -> Floats | None:
    """How often each set counts, or None where the graph is not decomposable."""
    near = [0] * lists
    for one, other in edges:
        near[one] |= 1 << other
        near[other] |= 1 << one
    row, left = np.zeros(2**lists), (1 << lists) - 1
    while left:
        for vertex in _members(left):
            around = near[vertex] & left
            if all(around & ~near[other] == 1 << other for other in _members(around)):
                break
        else:
            return None
        row[around | 1 << vertex] += 1
        row[around] -= 1
        left ^= 1 << vertex
    return row


def _members(mask: int) -> Iterator[int]:
    return (place for place in range(mask.bit_length()) if mask >> place & 1)


def _marginals(found: Table, delta: float, n_0: Ints) -> Floats:
    """The logarithm of L_A for each set of lists A and each n_0; only the cell of noughts depends on n_0."""
    t = found.lists
    parts = np.zeros((2**t, len(n_0)))
    for mask in range(2**t):
        inside = list(_members(mask))
        codes = found.seen[:, inside] @ (1 << np.arange(len(inside)))
        cells = np.bincount(
            codes.astype(np.int64), weights=found.counts, minlength=2 ** len(inside)
        )
        prior = delta * 2.0 ** (t - len(inside))
        fixed = np.sum(gammaln(cells[1:] + prior)) - 2 ** len(inside) * gammaln(prior)
        parts[mask] = fixed + gammaln(cells[0] + n_0 + prior)
    return parts
