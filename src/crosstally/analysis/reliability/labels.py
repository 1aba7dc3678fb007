"""Who labels rightly, where nobody knows the truth: Dawid and Skene's estimate.

Invariant: labels of one group about different items, and of different groups about one item, are
independent once the truth is known. Names do not enter: groups and items stand in the order of
what they said.

Source: Dawid and Skene (1979), "Maximum likelihood estimation of observer error-rates using the EM
algorithm", Applied Statistics 28(1), 20-28.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.inputs import Floats, Ints

TOLERANCE = 1e-9  # of the log likelihood an item
MOST_STEPS = 2000
TINY = 1e-300  # stands for a probability of nought in a logarithm

Said = tuple[str, str, str]  # item, group, label


class Votes(NamedTuple):
    """Who gave which label how often: `n[i, k, l]` is `n_il^(k)`; equal items are one pattern.

    `weights` is how many items stand in each pattern, `items` which pattern each item has.
    """

    groups: tuple[str, ...]
    labels: tuple[str, ...]
    n: Ints
    weights: Ints
    items: dict[str, int]


class Fit(NamedTuple):
    """The estimate: `t[i, j]` (`T_ij`), `p[j]` and `pi[k, j, l]` of the paper, the likelihood's logarithm."""

    t: Floats
    p: Floats
    pi: Floats
    log_likelihood: float
    steps: int


def votes_of(said: Iterable[Said]) -> Votes:
    """The votes in an order that no group's name decides."""
    rows = sorted(said)
    labels = tuple(sorted({label for _, _, label in rows}))
    by_group: dict[str, list[tuple[str, str]]] = {}
    for item, group, label in rows:
        by_group.setdefault(group, []).append((item, label))
    groups = tuple(sorted(by_group, key=lambda group: (by_group[group], group)))
    at_group = {group: index for index, group in enumerate(groups)}
    at_label = {label: index for index, label in enumerate(labels)}
    cells: dict[str, Counter[tuple[int, int]]] = {}
    for item, group, label in rows:
        cells.setdefault(item, Counter())[at_group[group], at_label[label]] += 1
    told = {item: tuple(sorted(cell.items())) for item, cell in cells.items()}
    patterns = {pattern: index for index, pattern in enumerate(sorted(set(told.values())))}
    n = np.zeros((len(patterns), len(groups), len(labels)), dtype=np.int64)
    for pattern, index in patterns.items():
        for (group_at, label_at), count in pattern:
            n[index, group_at, label_at] = count
    items = {item: patterns[told[item]] for item in sorted(told)}
    weights = np.bincount(list(items.values()), minlength=len(patterns))
    return Votes(groups, labels, n, weights.astype(np.int64), items)


def dawid_skene(n: Ints, weights: Ints, tolerance: float = TOLERANCE) -> Fit:
    """The maximum likelihood estimate by EM, from each item's share of votes on.

    `pi_jl^(k) = Σ_i T_ij n_il^(k) / Σ_l Σ_i T_ij n_il^(k)` (2.3), `p_j = Σ_i T_ij / I` (2.4), then
    `T_ij ∝ p_j Π_k Π_l (pi_jl^(k))^(n_il^(k))` (2.5), until the likelihood's logarithm grows by
    less than the tolerance for an item.
    """
    w = weights.astype(np.float64)
    total = max(float(w.sum()), 1.0)
    t = n.sum(axis=1) / n.sum(axis=(1, 2))[:, None]
    before, steps = -np.inf, 0
    while True:
        p = w @ t / total
        pi = _rates(t * w[:, None], n)
        log_t = np.log(np.maximum(p, TINY)) + np.tensordot(
            n, np.log(np.maximum(pi, TINY)), axes=([1, 2], [0, 2])
        )
        most = log_t.max(axis=1, keepdims=True)
        unscaled = np.exp(log_t - most)
        sums = unscaled.sum(axis=1, keepdims=True)
        after = float(w @ (most + np.log(sums))[:, 0])
        t = unscaled / sums
        steps += 1
        if after - before <= tolerance * total or steps == MOST_STEPS:
            return Fit(t, p, pi, after, steps)
        before = after


def right(fit: Fit, n: Ints, weights: Ints) -> tuple[float, Floats]:
    """The share of all votes that were the truth, and of each group's votes: `Σ T_ij n_ij / Σ n`."""
    hits = np.einsum("i,ij,ikj->k", weights, fit.t, n)
    votes = np.einsum("i,ikl->k", weights, n)
    return float(hits.sum() / max(votes.sum(), 1)), hits / np.maximum(votes, 1)


def _rates(t: Floats, n: Ints) -> Floats:
    """`pi[k, j, l]`; of a truth that a group never met, nothing is known: all labels alike."""
    sums = np.einsum("ij,ikl->kjl", t, n)
    whole = sums.sum(axis=2, keepdims=True)
    alike = np.full_like(sums, 1 / n.shape[2])
    rates: Floats = np.where(whole > 0, sums / np.where(whole > 0, whole, 1.0), alike)
    return rates
