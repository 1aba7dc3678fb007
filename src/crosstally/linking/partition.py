"""From weighed pairs to events: which mentions are one, by columns.

Invariant: what becomes of a component does not depend on the others, so that components can be
taken in lots of any size, here or elsewhere. Two mentions that one report sets apart, that weigh
`never` or less, or that a person judged different are never joined.
"""

from collections.abc import Iterator

import numpy as np

from crosstally.linking.cluster import Edges, Rules, join_groups, lowest
from crosstally.linking.columns import Columns, Numbers, conflicts, taken, weigh_pairs
from crosstally.linking.weigh import Weights

SMALL = 60  # mentions of a component whose pairs are all weighed, so that its averages are exact
LOT = 3_000_000  # pairs of a lot of components: some 500 MB while they are joined


def partition(
    columns: Columns, near: Edges, weights: Weights, *, must: Numbers, apart: Numbers
) -> Numbers:
    """For each mention the lowest mention of its event.

    Args:
        columns: the mentions.
        near: the pairs worth comparing, weighed; pairs below the threshold count in averages.
        weights: the threshold, and what a pair weighs that was never brought together.
        must: pairs judged to be together, one a row.
        apart: pairs judged to be apart.
    """
    home = linked(len(columns.names), near, weights, must)
    event = np.arange(len(home))
    for nodes, edges in _lots(home, near):
        new = np.full(len(home), -1)
        new[nodes] = np.arange(len(nodes))
        local = Edges(new[edges.one], new[edges.other], edges.millibits)
        ours = must[new[must[:, 0]] >= 0] if len(must) else must
        foes = apart[(new[apart] >= 0).all(axis=1)] if len(apart) else apart
        found = _divide(
            taken(columns, nodes), home[nodes], local, weights, must=new[ours], apart=new[foes]
        )
        event[nodes] = nodes[found]
    return event


def linked(count: int, near: Edges, weights: Weights, must: Numbers) -> Numbers:
    """For each mention the lowest mention of its component: what pairs above the threshold join."""
    bound = near.millibits > weights.join
    one, other = np.r_[near.one[bound], must[:, 0]], np.r_[near.other[bound], must[:, 1]]
    return lowest(count, one, other)


def _lots(home: Numbers, near: Edges) -> Iterator[tuple[Numbers, Edges]]:
    """Components of several mentions in lots of so many pairs, each with its pairs."""
    inside = np.flatnonzero(home[near.one] == home[near.other])
    pairs = np.bincount(home[near.one[inside]], minlength=len(home))
    several = np.bincount(home, minlength=len(home)) > 1
    lot = np.where(several, np.cumsum(pairs) // LOT, -1)
    for number in np.unique(lot[several]).tolist():
        rows = inside[lot[home[near.one[inside]]] == number]
        yield (
            np.flatnonzero(lot[home] == number),
            Edges(near.one[rows], near.other[rows], near.millibits[rows]),
        )


def _divide(
    columns: Columns, home: Numbers, near: Edges, weights: Weights, *, must: Numbers, apart: Numbers
) -> Numbers:
    """For each mention of some components the lowest of its event."""
    component = np.unique(home, return_inverse=True)[1]
    one, other = _rest(component, near)
    rest = Edges(one, other, weigh_pairs(columns, one, other, weights))
    edges = Edges(*(np.concatenate(both) for both in zip(near, rest, strict=True)))
    never = edges.millibits <= weights.never
    never |= conflicts(columns, edges.one, edges.other)
    foes = np.stack([edges.one[never], edges.other[never]], axis=1)
    rules = Rules(weights.absent, weights.join)
    cannot = np.concatenate([apart, foes])
    return join_groups(edges, rules, columns.names, must=must, cannot=cannot)


def _rest(component: Numbers, near: Edges) -> tuple[Numbers, Numbers]:
    """The pairs of small components that blocking did not bring together, the lower first."""
    size = np.bincount(component)
    heard = np.bincount(component[near.one], minlength=len(size))
    wanted = (size > 2) & (size <= SMALL) & (2 * heard < size * (size - 1))
    nodes = np.flatnonzero(wanted[component])
    nodes = nodes[np.argsort(component[nodes], kind="stable")]
    ends = np.searchsorted(component[nodes], component[nodes], side="right")
    following = ends - np.arange(len(nodes)) - 1
    first = np.repeat(np.arange(len(nodes)), following)
    step = np.arange(len(first)) - np.repeat(np.cumsum(following) - following, following)
    count = max(1, len(component))
    key = nodes[first] * count + nodes[first + 1 + step]
    have = wanted[component[near.one]]
    low, high = np.minimum(near.one, near.other)[have], np.maximum(near.one, near.other)[have]
    return np.divmod(np.setdiff1d(key, low * count + high), count)
