"""New mentions into what was linked before, without linking it all again.

Invariant: what comes out is what linking all mentions at once gives, to the byte.

What is divided again. Whole are the components that are small, that a new mention's crowd took a
member from, or in which a block is so full that new mentions push others out of sight. Of any other
component only the events that a new mention speaks for, and from there on: where an event came out
changed, its neighbours too, those that a pair above the threshold leads to. Why that is enough:
average linkage joins the highest average first, and no joining raises one; so inside an event the
order of joinings is the event's own, whatever lies around it. Were two groups of different events
joined when all are there, they would have been joined before (neither is changed), or here (both are
here), or a pair above the threshold leads from a changed one to one that is not here: there is none.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.engines.pool import share
from crosstally.linking.block import Blocks, Part, crowded, near_pairs, nearby, told_together
from crosstally.linking.block import taken as taken_blocks
from crosstally.linking.bulk import Bulk, Divided, merge
from crosstally.linking.cluster import Edges, lowest
from crosstally.linking.columns import Columns, Numbers, weigh_pairs
from crosstally.linking.columns import taken as taken_columns
from crosstally.linking.crowds import thin
from crosstally.linking.partition import SMALL, partition_part
from crosstally.linking.weigh import Weights

Flags = npt.NDArray[np.bool_]


class Grown(NamedTuple):
    """All mentions, how they fall into events, and the rows of the events that changed."""

    bulk: Bulk
    divided: Divided
    touched: Flags


class _Held(NamedTuple):
    """The rows that stand for themselves, and what is known of each: its old component and event.

    `afresh` are rows of which nothing that was found is taken on, be they new or of a component that
    lost a member; `whole` those whose component is divided whole; `cut` says whether a block is so
    full that it matters who else is in it.
    """

    columns: Columns
    blocks: Blocks
    home: Numbers
    event: Numbers
    afresh: Flags
    whole: Flags
    cut: bool


class _Way(NamedTuple):
    """How pairs are weighed: the weights, and how many processes share them."""

    weights: Weights
    processes: int


def grow(old: Bulk, divided: Divided, new: Bulk, weights: Weights, *, processes: int = 1) -> Grown:
    """What linking gives with some mentions more; no report is in both."""
    bulk = merge([old, new])
    place = np.searchsorted(bulk.mention, old.mention)
    was = np.full(len(divided.front), -1)
    was[old.row] = bulk.row[place]
    count = len(bulk.blocks.cell)
    fresh = np.ones(count, dtype=bool)
    fresh[was] = False
    front, home, event = (_moved(column, was, count) for column in divided)
    stood = front.copy()
    touched = _thinned(bulk, front, fresh, weights)
    kept = np.flatnonzero(front == np.arange(count))
    broken = np.zeros(count, dtype=bool)
    moved = ~fresh & (front != stood)
    broken[home[moved]] = True
    held = _held(bulk, kept, Divided(front, home, event), fresh | broken[home])
    found = _again(held, touched[kept], int(moved.sum()), _Way(weights, processes))
    home[kept], event[kept] = kept[found.home], kept[found.event]
    behind = front != np.arange(count)
    home[behind], event[behind] = home[front[behind]], event[front[behind]]
    touched[kept[found.changed]] = True
    return Grown(bulk, Divided(front, home, event), touched | touched[front])


def _moved(column: Numbers, was: Numbers, count: int) -> Numbers:
    """A column of rows by rows, where old rows have new places; a new row stands for itself."""
    moved = np.arange(count)
    moved[was] = was[column]
    return moved


def _thinned(bulk: Bulk, front: Numbers, fresh: Flags, weights: Weights) -> Flags:
    """Set who stands for whom among those that may share a profile with a new row; which they are."""
    alike = np.ones(len(front), dtype=bool)
    for column in bulk.columns.features:
        for codes in (column.codes, column.days):
            alike &= np.isin(codes, np.unique(codes[fresh]))
    some = np.flatnonzero(alike | fresh)
    found = thin(taken_columns(bulk.columns, some), weights, judged=np.empty(0, dtype=np.int64))
    changed = fresh.copy()
    moved = some[some[found] != front[some]]
    for rows in (moved, front[moved], some[found][some[found] != front[some]]):
        changed[rows] = True
    front[some] = some[found]
    return changed


def _held(bulk: Bulk, kept: Numbers, divided: Divided, afresh: Flags) -> _Held:
    place = np.full(len(afresh), -1)
    place[kept] = np.arange(len(kept))
    known, own = ~afresh[kept], np.arange(len(kept))
    _, first, home = np.unique(divided.home[kept], return_index=True, return_inverse=True)
    home = first[home]  # who stood first may stand behind another now
    size = np.bincount(home, minlength=len(kept))[home]
    return _Held(
        columns=taken_columns(bulk.columns, kept),
        blocks=taken_blocks(bulk.blocks, kept),
        home=home,
        event=np.where(known, place[divided.event[kept]], own),
        afresh=~known,
        whole=~known | (size <= SMALL),
        cut=False,
    )


class _Found(NamedTuple):
    """The components and the events, and the rows of those that are not what they were."""

    home: Numbers
    event: Numbers
    changed: Flags


def _again(held: _Held, touched: Flags, left: int, way: _Way) -> _Found:
    """What is divided again, from the rows that new mentions touch to where nothing changes.

    Args:
        held: the rows.
        touched: those that are new, or that a new one stands behind or before.
        left: how many stand for themselves no more, which others may have been out of sight for.
        way: how pairs are weighed.
    """
    near = nearby(held.blocks, touched)
    full = crowded(held.blocks, near, room=left)
    if full.any():
        broken = np.isin(held.home, held.home[full])
        held = held._replace(afresh=held.afresh | broken, whole=held.whole | broken, cut=True)
        near = nearby(held.blocks, touched | full)
    seeds = touched | full
    first = _weighed(held, seeds, near, way)
    joined = first.millibits > way.weights.join
    reached = seeds.copy()
    reached[first.one[joined]] = reached[first.other[joined]] = True
    inside = np.isin(held.home, held.home[reached]) | held.afresh
    held = held._replace(cut=held.cut or bool(crowded(held.blocks, inside, room=0).any()))
    active = np.zeros(len(near), dtype=bool)
    more = (inside & held.whole) | np.isin(held.event, held.event[reached])
    edges: list[Edges] = []
    event = held.event.copy()
    while True:
        outer = inside & ~active & ~more
        edges.append(_weighed(held, more, outer & _beside(held, more), way))
        active |= more
        home = _components(held, edges, way)
        later = active & np.isin(home, home[more])
        event[later] = _divided(held, later, home, edges, way)
        changed = active & _differ(held.event, event, held.afresh)
        more = np.zeros(len(near), dtype=bool)
        for lot in edges:
            led = lot.millibits > way.weights.join
            one, other = lot.one[led], lot.other[led]
            more[one[changed[other]]] = more[other[changed[one]]] = True
        more &= ~active
        if not more.any():
            return _Found(home, event, changed)
        more = np.isin(held.event, held.event[more])


def _beside(held: _Held, some: Flags) -> Flags:
    """The rows that some may be compared with: near them, or of one report."""
    return nearby(held.blocks, some) | np.isin(held.columns.report, held.columns.report[some])


def _weighed(held: _Held, some: Flags, others: Flags, way: _Way) -> Edges:
    """The pairs of some rows with each other and with others, weighed."""
    runs = some | others
    rows = np.arange(len(runs)) if held.cut else np.flatnonzero(runs)
    blocks, report = taken_blocks(held.blocks, rows), held.columns.report[rows]
    only = runs if held.cut else None
    parts = [Part(number, way.processes, only) for number in range(way.processes)]
    work = (held.columns, way.weights, rows, blocks, report, some[rows], runs[rows])
    lots = share(_weigh_part, work, parts, processes=way.processes)
    return Edges(*(np.concatenate(column) for column in zip(*lots, strict=True)))


_Work = tuple[Columns, Weights, Numbers, Blocks, npt.NDArray[np.int32], Flags, Flags]


def _weigh_part(work: _Work, part: Part) -> Edges:
    columns, weights, rows, blocks, report, some, runs = work
    found = [Edges(*(np.empty(0, dtype=np.int32) for _ in range(3)))]
    for pairs in (near_pairs, told_together):
        for one, other in pairs(blocks, report, part):
            wanted = (some[one] & runs[other]) | (some[other] & runs[one])
            one, other = rows[one[wanted]], rows[other[wanted]]
            bits = weigh_pairs(columns, one, other, weights)
            found.append(Edges(*(column.astype(np.int32) for column in (one, other, bits))))
    return Edges(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _components(held: _Held, edges: Sequence[Edges], way: _Way) -> Numbers:
    """The component of each row: what stays of the old ones, and what pairs join."""
    count = len(held.home)
    old = np.flatnonzero(~held.afresh)
    one, other = [old], [held.home[old]]
    for lot in edges:
        led = lot.millibits > way.weights.join
        one.append(lot.one[led])
        other.append(lot.other[led])
    return lowest(count, np.concatenate(one), np.concatenate(other))


def _divided(held: _Held, some: Flags, home: Numbers, edges: Sequence[Edges], way: _Way) -> Numbers:
    """The events of some rows, of each component those that are divided again."""
    size = np.bincount(home, minlength=len(some))
    nodes = np.flatnonzero(some)
    new = np.full(len(some), -1)
    new[nodes] = np.arange(len(nodes))
    near = []
    for lot in edges:
        here = some[lot.one] & some[lot.other]
        near.append(Edges(new[lot.one[here]], new[lot.other[here]], lot.millibits[here]))
    found = partition_part(
        taken_columns(held.columns, nodes), near, way.weights, size[home[nodes]] > SMALL,
        processes=way.processes,
    )  # fmt: skip
    events: Numbers = nodes[found]
    return events


def _differ(old: Numbers, new: Numbers, afresh: Flags) -> Flags:
    """Which rows are of an event that has not the members it had."""
    count = len(old)
    least, most = np.full(count, count), np.full(count, -1)
    known = np.where(afresh, -1, old)
    np.minimum.at(least, new, known)
    np.maximum.at(most, new, known)
    before = np.bincount(old[~afresh], minlength=count)
    same = (least == most) & (least >= 0)
    same &= np.bincount(new, minlength=count) == before[np.where(same, least, 0)]
    found: Flags = ~same[new]
    return found
