"""New mentions into what was linked before, without linking it all again.

Invariant: what comes out is what linking all mentions at once gives, to the byte. Only components
that a new mention touches are divided again: that it joins, that lose a mention to a crowd of the
new one's profile, or whose block is so full that it pushes others out of sight.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.linking.block import Blocks, Part, crowded, near_pairs, nearby, told_together
from crosstally.linking.block import taken as taken_blocks
from crosstally.linking.bulk import NOBODY, Bulk, Divided, merge
from crosstally.linking.cluster import Edges
from crosstally.linking.columns import Numbers, weigh_pairs
from crosstally.linking.columns import taken as taken_columns
from crosstally.linking.crowds import thin
from crosstally.linking.partition import linked, partition
from crosstally.linking.weigh import Weights

Flags = npt.NDArray[np.bool_]


class Grown(NamedTuple):
    """All mentions, how they fall into events, and which rows were divided again."""

    bulk: Bulk
    divided: Divided
    touched: Flags


def grow(old: Bulk, divided: Divided, new: Bulk, weights: Weights) -> Grown:
    """What linking gives with some mentions more; no report is in both."""
    bulk = merge([old, new])
    place = np.searchsorted(bulk.mention, old.mention)
    was = np.full(len(divided.front), -1)
    was[old.row] = bulk.row[place]
    count = len(bulk.blocks.cell)
    fresh = np.ones(count, dtype=bool)
    fresh[was] = False
    front, home, event = (_moved(column, was, count) for column in divided)
    touched = _thinned(bulk, front, fresh, weights)
    kept = np.flatnonzero(front == np.arange(count))
    nodes, edges = _again(bulk, kept, home, touched, weights)
    home[nodes] = nodes[linked(len(nodes), [edges], weights, NOBODY)]
    columns = taken_columns(bulk.columns, nodes)
    event[nodes] = nodes[partition(columns, [edges], weights, must=NOBODY, apart=NOBODY)]
    behind = front != np.arange(count)
    home[behind], event[behind] = home[front[behind]], event[front[behind]]
    touched[nodes] = True
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


def _again(
    bulk: Bulk, kept: Numbers, home: Numbers, touched: Flags, weights: Weights
) -> tuple[Numbers, Edges]:
    """The rows that are divided again, and their pairs."""
    columns, blocks = taken_columns(bulk.columns, kept), taken_blocks(bulk.blocks, kept)
    seeds = touched[kept]
    near = nearby(blocks, seeds)
    seeds |= crowded(blocks, near, room=int(touched.sum()))
    near = nearby(blocks, seeds)
    one, other = _pairs(columns.report, blocks, near)
    some = seeds[one] | seeds[other]
    one, other = one[some], other[some]
    joined = weigh_pairs(columns, one, other, weights) > weights.join
    reached = seeds.copy()
    reached[one[joined]] = reached[other[joined]] = True
    labels = np.zeros(len(home), dtype=bool)
    labels[home[kept[reached]]] = True
    labels[home[touched]] = True
    inside = labels[home[kept]] | reached
    one, other = _pairs(columns.report, blocks, inside)
    both = inside[one] & inside[other]
    one, other = one[both], other[both]
    bits = weigh_pairs(columns, one, other, weights)
    new = np.cumsum(inside) - 1
    return kept[inside], Edges(new[one], new[other], bits)


def _pairs(report: npt.NDArray[np.int32], blocks: Blocks, only: Flags) -> tuple[Numbers, Numbers]:
    """The pairs whose run begins with some rows."""
    part = Part(0, 1, only)
    found = [*near_pairs(blocks, report, part), *told_together(blocks, report, part)]
    one = np.concatenate([np.empty(0, dtype=np.int64), *(pair[0] for pair in found)])
    other = np.concatenate([np.empty(0, dtype=np.int64), *(pair[1] for pair in found)])
    return one, other
