"""From weighed pairs to events: which mentions are one, by columns.

Invariant: what becomes of a component does not depend on the others, so that components can be
taken in lots of any size, here or elsewhere. Two mentions that one report sets apart, that weigh
`never` or less, or that a person judged different are never joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.engines.pool import share
from crosstally.linking.cluster import Edges, Rules, join_groups, lowest
from crosstally.linking.columns import BATCH, Columns, Numbers, conflicts, taken, weigh_pairs
from crosstally.linking.weigh import Weights

SMALL = 60  # mentions of a component whose pairs are all weighed, so that its averages are exact
_NONE = Edges(*(np.empty(0, dtype=np.int64) for _ in range(3)))
LOT = 700_000  # pairs of a lot of components: some 120 MB while they are joined


class _Told(NamedTuple):
    """Pairs judged to be together and apart; mentions of whose component only a part is here."""

    must: Numbers
    apart: Numbers
    part: npt.NDArray[np.bool_]


class _Work(NamedTuple):
    """All that dividing components needs.

    `lot` is the lot of each mention's component, -1 where it is alone; `lots` the lot of each pair,
    -1 where the two are of two components.
    """

    columns: Columns
    near: Sequence[Edges]
    weights: Weights
    told: _Told
    home: Numbers
    lot: Numbers
    lots: list[npt.NDArray[np.int32]]


def partition(
    columns: Columns,
    near: Sequence[Edges],
    weights: Weights,
    *,
    must: Numbers,
    apart: Numbers,
    processes: int = 1,
) -> Numbers:
    """For each mention the lowest mention of its event.

    Args:
        columns: the mentions.
        near: the pairs worth comparing, weighed, in lots of any size; pairs below the threshold
            count in averages.
        weights: the threshold, and what a pair weighs that was never brought together.
        must: pairs judged to be together, one a row.
        apart: pairs judged to be apart.
        processes: how many divide components.
    """
    told = _Told(must, apart, np.zeros(len(columns.names), dtype=bool))
    return _partition(columns, near, weights, told, processes=processes)


def partition_part(
    columns: Columns,
    near: Sequence[Edges],
    weights: Weights,
    part: npt.NDArray[np.bool_],
    *,
    processes: int = 1,
) -> Numbers:
    """For each mention the lowest mention of its event, where large components are not here whole.

    Args:
        columns: the mentions.
        near: the pairs worth comparing, weighed.
        weights: the threshold.
        part: mentions of components of which only a part is here, though they are large.
        processes: how many divide components.
    """
    nobody = np.empty((0, 2), dtype=np.int64)
    told = _Told(nobody, nobody, part)
    return _partition(columns, near, weights, told, processes=processes)


def _partition(
    columns: Columns, near: Sequence[Edges], weights: Weights, told: _Told, *, processes: int
) -> Numbers:
    home = linked(len(columns.names), near, weights, told.must)
    lot = _lots(home, near)
    lots = [_lots_of(some, home, lot) for some in _steps(near)]
    work = _Work(columns, near, weights, told, home, lot, lots)
    numbers = np.unique(lot[lot >= 0])
    parts = [numbers[at::processes].tolist() for at in range(processes)]
    event = np.arange(len(home))
    for found in share(_divide_lots, work, parts, processes=processes):
        for nodes, events in found:
            event[nodes] = events
    return event


def linked(count: int, near: Iterable[Edges], weights: Weights, must: Numbers) -> Numbers:
    """For each mention the lowest mention of its component: what pairs above the threshold join."""
    home = lowest(count, must[:, 0], must[:, 1])
    for some in _steps(near):
        bound = some.millibits > weights.join
        joined = lowest(count, home[some.one[bound]], home[some.other[bound]])
        home = joined[home]
    return home


def _lots(home: Numbers, near: Iterable[Edges]) -> Numbers:
    """For each mention the number of the lot in which its component is divided, -1 for one alone."""
    pairs = np.zeros(len(home), dtype=np.int64)
    for some in _steps(near):
        one, other = home[some.one], home[some.other]
        pairs += np.bincount(one[one == other], minlength=len(home))
    several = np.bincount(home, minlength=len(home)) > 1
    lot = np.where(several, (np.cumsum(pairs) - pairs) // LOT, -1)
    found: Numbers = lot[home]
    return found


def _lots_of(some: Edges, home: Numbers, lot: Numbers) -> npt.NDArray[np.int32]:
    one = home[some.one]
    found: npt.NDArray[np.int32] = np.where(one == home[some.other], lot[one], -1).astype(np.int32)
    return found


def _steps(near: Iterable[Edges]) -> Iterator[Edges]:
    """The same pairs, not too many at a time."""
    for lot in near:
        for start in range(0, len(lot.one), BATCH):
            yield Edges(*(column[start : start + BATCH] for column in lot))


def _divide_lots(work: _Work, numbers: Sequence[int]) -> list[tuple[Numbers, Numbers]]:
    """The mentions of some lots, and for each the lowest mention of its event."""
    return [_divide_lot(work, number) for number in numbers]


def _divide_lot(work: _Work, number: int) -> tuple[Numbers, Numbers]:
    nodes = np.flatnonzero(work.lot == number)
    new = np.full(len(work.home), -1, dtype=np.int32)
    new[nodes] = np.arange(len(nodes))
    steps = zip(_steps(work.near), work.lots, strict=True)
    edges = _joined([*(_kept(some, of == number) for some, of in steps), _NONE])
    found = _divide(
        taken(work.columns, nodes),
        work.home[nodes],
        Edges(new[edges.one], new[edges.other], edges.millibits),
        work.weights,
        _Told(_among(work.told.must, new), _among(work.told.apart, new), work.told.part[nodes]),
    )
    return nodes, nodes[found]


def _kept(edges: Edges, which: npt.NDArray[np.bool_]) -> Edges:
    return Edges(edges.one[which], edges.other[which], edges.millibits[which])


def _joined(lots: Sequence[Edges]) -> Edges:
    return Edges(*(np.concatenate(column) for column in zip(*lots, strict=True)))


def _among(pairs: Numbers, new: npt.NDArray[np.int32]) -> Numbers:
    """The pairs of which both are among those that have a new place, by it."""
    placed = new[pairs].reshape(-1, 2).astype(np.int64)
    found: Numbers = placed[(placed >= 0).all(axis=1)]
    return found


def _divide(columns: Columns, home: Numbers, near: Edges, weights: Weights, told: _Told) -> Numbers:
    """For each mention of some components the lowest of its event."""
    component = np.unique(home, return_inverse=True)[1]
    one, other = _rest(component, near, told.part)
    rest = Edges(one, other, weigh_pairs(columns, one, other, weights))
    edges = _joined([near, rest])
    never = edges.millibits <= weights.never
    never |= conflicts(columns, edges.one, edges.other)
    foes = np.stack([edges.one[never], edges.other[never]], axis=1)
    rules = Rules(weights.absent, weights.join)
    cannot = np.concatenate([told.apart, foes])
    return join_groups(edges, rules, columns.names, must=told.must, cannot=cannot)


def _rest(component: Numbers, near: Edges, part: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """The pairs of small components that blocking did not bring together, the lower first."""
    size = np.bincount(component)
    heard = np.bincount(component[near.one], minlength=len(size))
    wanted = (size > 2) & (size <= SMALL) & (2 * heard < size * (size - 1))
    wanted[component[part]] = False
    nodes = np.flatnonzero(wanted[component])
    nodes = nodes[np.argsort(component[nodes], kind="stable")]
    ends = np.searchsorted(component[nodes], component[nodes], side="right")
    following = ends - np.arange(len(nodes)) - 1
    first = np.repeat(np.arange(len(nodes)), following)
    step = np.arange(len(first)) - np.repeat(np.cumsum(following) - following, following)
    count = max(1, len(component))
    key = nodes[first] * count + nodes[first + 1 + step]
    have = wanted[component[near.one]]
    one, other = near.one[have].astype(np.int64), near.other[have].astype(np.int64)
    known = np.minimum(one, other) * count + np.maximum(one, other)
    return np.divmod(np.setdiff1d(key, known), count)
