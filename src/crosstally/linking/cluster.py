"""Average linkage inside components, with what people judged standing above it.

Invariant: the result depends on which nodes and edges there are, never on their order, and what
becomes of a component never depends on the others. Connected components alone chain: on news of a
thousand incidents their pair precision fell to .22. A pair that a person judged the same is
together, one judged different is apart, whatever the weights say.

In rounds: two groups that are each other's best are joined, all such at once. A group's best is the
one with the highest average weight W(A, B) = sum of w(a, b) / (|A| |B|) above the threshold; of
equals, one whose best it is too, and of those the one that a hash of the two groups' names puts
first, so that thousands of equal mentions take a few rounds and not thousands. As no joining raises
an average above both of its parts', this is the tree that joining one pair at a time would give.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Nodes = npt.NDArray[np.int64]
Short = npt.NDArray[np.int32]  # six million pairs of one component: half the room
_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)


class Edge(NamedTuple):
    """Two nodes (the lower first) and their weight in thousandths of a bit."""

    one: int
    other: int
    millibits: int


class Edges(NamedTuple):
    """Many edges as columns, each pair of nodes once."""

    one: npt.NDArray[Any]
    other: npt.NDArray[Any]
    millibits: npt.NDArray[Any]


class Rules(NamedTuple):
    """What a pair without an edge weighs in an average, and above what groups are joined."""

    absent: int
    join: int


class _Cells(NamedTuple):
    """Pairs of groups, the lower first: their edges' sum and number, and whether they are foes."""

    one: Short
    other: Short
    total: Nodes
    heard: Short
    foes: npt.NDArray[np.bool_]


def cluster(
    count: int,
    edges: Sequence[Edge],
    rules: Rules,
    *,
    must: Iterable[tuple[int, int]] = (),
    cannot: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """The nodes 0 to `count` - 1 in groups, each sorted, by their first node."""
    columns = np.array(edges, dtype=np.int64).reshape(-1, 3).T
    names = np.arange(count, dtype=np.uint64)
    home = join_groups(Edges(*columns), rules, names, must=as_pairs(must), cannot=as_pairs(cannot))
    return listed(home)


def join_groups(
    edges: Edges, rules: Rules, names: npt.NDArray[np.uint64], *, must: Nodes, cannot: Nodes
) -> Nodes:
    """For each node the lowest node of its group.

    Args:
        edges: the weighed pairs.
        rules: what an absent pair weighs, and the threshold.
        names: a number for each node that is the same whatever else is linked with it.
        must: pairs that are together, one a row.
        cannot: pairs that are apart, one a row.
    """
    home = lowest(len(names), must[:, 0], must[:, 1])
    size = np.bincount(home, minlength=len(names))
    cells, home, size = _join_cliques(_between(_opened(edges, cannot), home), home, size, rules)
    while len(cells.one):
        average = _average(cells, size, rules)
        able = np.flatnonzero((average > rules.join) & ~cells.foes)
        alive = np.zeros(len(names), dtype=bool)
        alive[cells.one[able]] = alive[cells.other[able]] = True
        first, second = _best(cells.one[able], cells.other[able], average[able], names)
        home[second] = first
        np.add.at(size, first, size[second])
        cells = _taken(cells, alive[cells.one] & alive[cells.other])
        grown = np.zeros(len(names), dtype=bool)
        grown[first] = grown[second] = True
        cells = _regrouped(cells, grown[cells.one] | grown[cells.other], home)
    return _settled(home)


def _opened(edges: Edges, cannot: Nodes) -> _Cells:
    """The cells of single nodes."""
    foes = np.repeat([False, True], [len(edges.one), len(cannot)])
    return _Cells(
        np.concatenate([edges.one, cannot[:, 0]], dtype=np.int32),
        np.concatenate([edges.other, cannot[:, 1]], dtype=np.int32),
        np.concatenate([edges.millibits, np.zeros(len(cannot), dtype=np.int64)]),
        (~foes).astype(np.int32),
        foes,
    )


def listed(home: Nodes) -> list[list[int]]:
    """The nodes in groups, each sorted, by their first node.

    >>> listed(np.array([0, 1, 0]))
    [[0, 2], [1]]
    """
    order = np.argsort(home, kind="stable")
    edges = np.flatnonzero(np.diff(home[order])) + 1
    return [part.tolist() for part in np.split(order, edges)] if len(home) else []


def components(count: int, joined: Iterable[tuple[int, int]]) -> list[int]:
    """For each node from 0 to `count` - 1 the lowest node that it is joined to, through any others.

    >>> components(4, [(1, 3), (3, 0)])
    [0, 0, 2, 0]
    """
    pairs = as_pairs(joined)
    found: list[int] = lowest(count, pairs[:, 0], pairs[:, 1]).tolist()
    return found


def lowest(count: int, one: npt.NDArray[Any], other: npt.NDArray[Any]) -> Nodes:
    """For each node the lowest node that it is joined to, by columns."""
    home = np.arange(count, dtype=np.int64)
    while len(one):
        a, b = home[one], home[other]
        apart = a != b
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(home, np.maximum(a, b), np.minimum(a, b))
        home = _settled(home)
    return home


def _settled(home: Nodes) -> Nodes:
    """Each node's group where groups have been joined to groups that were joined on."""
    while True:
        further = home[home]
        if np.array_equal(further, home):
            return home
        home = further


def _join_cliques(
    cells: _Cells, home: Nodes, size: Nodes, rules: Rules
) -> tuple[_Cells, Nodes, Nodes]:
    """What is left once components in which every two groups are for one another are joined."""
    able = (_average(cells, size, rules) > rules.join) & ~cells.foes
    label = lowest(len(home), cells.one[able], cells.other[able])
    groups = np.bincount(label[np.unique(home)], minlength=len(home))
    pairs = np.bincount(label[cells.one[able]], minlength=len(home))
    whole = (2 * pairs == groups * (groups - 1))[label]
    joined = np.where(whole, label, np.arange(len(home)))[home]
    left = (label[cells.one] == label[cells.other]) & ~whole[cells.one]
    return _taken(cells, left), joined, np.bincount(joined, minlength=len(home))


def _regrouped(cells: _Cells, touched: npt.NDArray[np.bool_], home: Nodes) -> _Cells:
    """The cells after some groups were joined, those of two same groups added up."""
    left, new = _taken(cells, ~touched), _between(_taken(cells, touched), home)
    return _Cells(
        np.concatenate([left.one, new.one]),
        np.concatenate([left.other, new.other]),
        np.concatenate([left.total, new.total]),
        np.concatenate([left.heard, new.heard]),
        np.concatenate([left.foes, new.foes]),
    )


def _between(cells: _Cells, home: Nodes) -> _Cells:
    """The cells between groups that are left, those of two same groups added up."""
    key = _keys(home[cells.one], home[cells.other], len(home))
    order = np.argsort(key, kind="stable")[int((key < 0).sum()) :]
    key = key[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(starts):
        return _taken(cells, starts)
    one, other = np.divmod(key[starts], len(home))
    return _Cells(
        one.astype(np.int32),
        other.astype(np.int32),
        np.add.reduceat(cells.total[order], starts),
        np.add.reduceat(cells.heard[order], starts),
        np.logical_or.reduceat(cells.foes[order], starts),
    )


def _keys(one: Nodes, other: Nodes, count: int) -> Nodes:
    """A number for each two groups, the same either way round; -1 for one and itself.

    The columns are used up: millions of pairs are not held twice.
    """
    key = np.minimum(one, other)
    same = one == other
    key *= count
    key += np.maximum(one, other, out=one)
    key[same] = -1
    return key


def _taken(cells: _Cells, rows: npt.NDArray[Any]) -> _Cells:
    return _Cells(
        cells.one[rows], cells.other[rows], cells.total[rows], cells.heard[rows], cells.foes[rows]
    )


def _average(cells: _Cells, size: Nodes, rules: Rules) -> Nodes:
    pairs = size[cells.one] * size[cells.other]
    average: Nodes = (cells.total + rules.absent * (pairs - cells.heard)) // pairs
    return average


def _best(
    one: Short, other: Short, average: Nodes, names: npt.NDArray[np.uint64]
) -> tuple[Short, Short]:
    """The pairs of groups that are each other's best; of equals those that a hash puts first."""
    top = np.full(len(names), np.iinfo(np.int64).min)
    np.maximum.at(top, one, average)
    np.maximum.at(top, other, average)
    mutual = (average == top[one]) & (average == top[other])
    one, other = one[mutual], other[mutual]
    draw = _mixed(_mixed(names[one]) + _mixed(names[other]))
    order = np.lexsort((other, one, draw))
    one, other = one[order], other[order]
    rank = np.arange(len(one))
    best = np.full(len(names), len(one))
    np.minimum.at(best, one, rank)
    np.minimum.at(best, other, rank)
    chosen = (best[one] == rank) & (best[other] == rank)
    return one[chosen], other[chosen]


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = (numbers + _MIX[0]) * _MIX[1]
    return mixed ^ (mixed >> np.uint64(31))


def as_pairs(rows: Iterable[tuple[int, int]]) -> Nodes:
    """Pairs as rows of an array, in order."""
    return np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)
