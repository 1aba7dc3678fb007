"""Average linkage inside components, with what people judged standing above it.

Invariant: the result depends on which nodes and edges there are, never on their order. Connected
components alone chain: on news of a thousand incidents their pair precision fell to .22. A pair that
a person judged the same is together, one judged different is apart, whatever the weights say.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class Edge(NamedTuple):
    """Two nodes (the lower first) and their weight in thousandths of a bit."""

    one: int
    other: int
    millibits: int


class Rules(NamedTuple):
    """What a pair without an edge weighs in an average, and above what groups are joined."""

    absent: int
    join: int


def cluster(
    count: int,
    edges: Sequence[Edge],
    rules: Rules,
    *,
    must: Iterable[tuple[int, int]] = (),
    cannot: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """The nodes 0 to `count` - 1 in groups, each sorted, by their first node.

    Groups whose average weight is highest are joined first, as long as it is above `rules.join`;
    of equals, those with the lower nodes.
    """
    groups = _Groups(count, cannot)
    for one, other in must:
        groups.unite(one, other)
    between: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for edge in edges:
        a, b = sorted((groups.of(edge.one), groups.of(edge.other)))
        if a != b:
            cell = between[a].setdefault(b, [0, 0])
            cell[0] += edge.millibits
            cell[1] += 1
            between[b][a] = cell
    _join(groups, between, rules)
    return groups.listed()


def components(count: int, joined: Iterable[tuple[int, int]]) -> list[int]:
    """For each node from 0 to `count` - 1 the lowest node that it is joined to, through any others.

    >>> components(4, [(1, 3), (3, 0)])
    [0, 0, 2, 0]
    """
    home = list(range(count))

    def root(node: int) -> int:
        while home[node] != node:
            home[node] = home[home[node]]
            node = home[node]
        return node

    for one, other in joined:
        a, b = root(one), root(other)
        home[max(a, b)] = min(a, b)
    return [root(node) for node in range(count)]


class _Groups:
    """Disjoint groups of nodes, each known by its lowest node, and which may not be joined."""

    def __init__(self, count: int, cannot: Iterable[tuple[int, int]]) -> None:
        self.members: dict[int, list[int]] = {node: [node] for node in range(count)}
        self._home = list(range(count))
        self._foes: dict[int, set[int]] = defaultdict(set)
        for one, other in cannot:
            self._foes[one].add(other)
            self._foes[other].add(one)

    def of(self, node: int) -> int:
        return self._home[node]

    def foes(self, one: int, other: int) -> bool:
        return other in self._foes.get(one, ())

    def unite(self, one: int, other: int) -> None:
        """Join two nodes' groups; the lower node names what they become."""
        keep, gone = sorted((self._home[one], self._home[other]))
        if keep == gone:
            return
        for node in self.members[gone]:
            self._home[node] = keep
        self.members[keep].extend(self.members.pop(gone))
        for foe in self._foes.pop(gone, ()):
            self._foes[foe].discard(gone)
            self._foes[foe].add(keep)
            self._foes[keep].add(foe)

    def listed(self) -> list[list[int]]:
        return sorted(sorted(group) for group in self.members.values())


def _join(groups: _Groups, between: dict[int, dict[int, list[int]]], rules: Rules) -> None:
    def average(a: int, b: int) -> int:
        total, heard = between[a][b]
        pairs = len(groups.members[a]) * len(groups.members[b])
        return (total + rules.absent * (pairs - heard)) // pairs

    heap = [(-average(a, b), a, b) for a in between for b in between[a] if a < b]
    heap = [entry for entry in heap if -entry[0] > rules.join]
    heapify(heap)
    while heap:
        cost, a, b = heappop(heap)
        if b not in between.get(a, ()) or groups.foes(a, b) or -cost != average(a, b):
            continue  # an entry of groups that are gone or have grown since
        groups.unite(a, b)
        del between[a][b]
        for c, (total, heard) in between.pop(b).items():
            if c == a:
                continue
            del between[c][b]
            cell = between[a].setdefault(c, [0, 0])
            cell[0] += total
            cell[1] += heard
            between[c][a] = cell
        for c in between[a]:
            now = average(a, c)
            if now > rules.join:
                heappush(heap, (-now, min(a, c), max(a, c)))
