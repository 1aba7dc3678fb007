"""Mentions into groups of one event each, and the links worth keeping.

Invariant: what people judged stands above the weights; two mentions that one report sets apart are
never in one group, whatever lies between them.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from crosstally.linking.block import Pairs, pairs
from crosstally.linking.calibrate import probability
from crosstally.linking.cluster import Edge, Rules, cluster, components
from crosstally.linking.compare import contradict
from crosstally.linking.crowds import thin
from crosstally.linking.facet import Facet
from crosstally.linking.judged import Judged
from crosstally.linking.weigh import Weights, weigh, weigh_all
from crosstally.records import Link

SMALL = 60  # mentions of a component whose pairs are all weighed, so that its averages are exact


class Grouped(NamedTuple):
    """The groups, by their first mention's id, and for each mention its strongest links."""

    groups: list[list[Facet]]
    links: tuple[Link, ...]


def group(facets: Sequence[Facet], judged: Judged, weights: Weights) -> Grouped:
    """The facets in groups of one event each.

    Args:
        facets: mentions of what occurred, goes on or is past, by mention id.
        judged: what people judged to be together and apart.
        weights: what each feature is worth.
    """
    named = {mention for pair in (*judged.together, *judged.apart) for mention in pair}
    thinned = thin(facets, weights, judged=named)
    groups, links = _compared([facets[index] for index in thinned.kept], judged, weights)
    full = []
    for members in groups:
        places = [thinned.kept[place] for place in members]
        places += [other for place in places for other in thinned.behind.get(place, ())]
        full.append([facets[place] for place in sorted(places)])
    for front, others in thinned.behind.items():
        links += tuple(_link(facets[front], facets[o], weights, joined=True) for o in others)
    return Grouped(full, tuple(sorted(links, key=lambda link: (link.one, link.other))))


def _compared(
    facets: Sequence[Facet], judged: Judged, weights: Weights
) -> tuple[list[list[int]], tuple[Link, ...]]:
    """The groups of mentions that are compared one by one, and the links worth keeping."""
    at = {facet.mention: index for index, facet in enumerate(facets)}
    must = [(at[a], at[b]) for a, b in judged.together if a in at and b in at]
    apart = [(at[a], at[b]) for a, b in judged.apart if a in at and b in at]
    near = pairs(facets)
    bits = np.array(weigh_all(facets, near.tolist(), weights), dtype=np.int64)
    home = components(len(facets), [*near[bits > weights.join].tolist(), *must])
    labels = np.array(home, dtype=np.int64)
    inside = labels[near[:, 0]] == labels[near[:, 1]]
    edges = [
        Edge(one, other, worth)
        for (one, other), worth in zip(near[inside].tolist(), bits[inside].tolist(), strict=True)
    ]
    edges += _rest(facets, home, edges, weights)
    groups = cluster(
        len(facets),
        edges,
        Rules(weights.absent, weights.join),
        must=must,
        cannot=[*apart, *_set_apart(facets, edges, weights)],
    )
    number = np.empty(len(facets), dtype=np.int64)
    for rank, members in enumerate(groups):
        number[members] = rank
    kept = _strongest(near, bits, number[near[:, 0]] == number[near[:, 1]])
    return groups, tuple(_link(facets[a], facets[b], weights, joined=j) for a, b, j in kept)


def _rest(
    facets: Sequence[Facet], home: Sequence[int], edges: Sequence[Edge], weights: Weights
) -> list[Edge]:
    """The pairs of small components that blocking did not bring together, weighed."""
    members: dict[int, list[int]] = defaultdict(list)
    for node, label in enumerate(home):
        members[label].append(node)
    have = {(edge.one, edge.other) for edge in edges}
    rest = [
        (one, other)
        for nodes in members.values()
        if 2 < len(nodes) <= SMALL
        for rank, one in enumerate(nodes)
        for other in nodes[rank + 1 :]
        if (one, other) not in have
    ]
    worth = weigh_all(facets, rest, weights)
    return [Edge(one, other, bits) for (one, other), bits in zip(rest, worth, strict=True)]


def _set_apart(
    facets: Sequence[Facet], edges: Sequence[Edge], weights: Weights
) -> list[tuple[int, int]]:
    """Pairs that may not be joined through others."""
    return [
        (edge.one, edge.other)
        for edge in edges
        if edge.millibits <= weights.never or contradict(facets[edge.one], facets[edge.other])
    ]


def _strongest(near: Pairs, bits: Pairs, joined: Pairs) -> list[tuple[int, int, bool]]:
    """For each mention the strongest pair that was joined and the strongest that was not."""
    order = np.lexsort((near[:, 1], near[:, 0], -bits))
    chosen: set[int] = set()
    for wanted in (True, False):
        rows = order[joined[order] == wanted]
        for side in (0, 1):
            first = np.unique(near[rows, side], return_index=True)[1]
            chosen.update(rows[first].tolist())
    return [(*near[row].tolist(), bool(joined[row])) for row in sorted(chosen)]


def _link(one: Facet, other: Facet, weights: Weights, *, joined: bool) -> Link:
    weight = weigh(one, other, weights)
    return Link(
        one=one.mention,
        other=other.mention,
        bits=weight.millibits / 1000,
        joined=joined,
        reasons=tuple(f"{name}: {evidence.reason}" for name, evidence in weight.parts),
        probability=round(probability(weight.millibits, weights), 4),
    )
