"""Mentions into groups of one event each, and the links worth keeping.

Invariant: what people judged stands above the weights; two mentions that one report sets apart are
never in one group, whatever lies between them.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.linking.alike import alike_pairs
from crosstally.linking.block import near_pairs, read_blocks, told_together
from crosstally.linking.calibrate import probability
from crosstally.linking.cluster import Edges, Rules, as_pairs, join_groups, listed, lowest
from crosstally.linking.columns import Columns, Numbers, conflicts, read_columns, weigh_pairs
from crosstally.linking.crowds import thin
from crosstally.linking.facet import Facet
from crosstally.linking.judged import Judged
from crosstally.linking.tellings import read_tellings
from crosstally.linking.weigh import Weights, weigh
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
    tellings = read_tellings(facets, judged=named)
    told = [telling.facet for telling in tellings]
    thinned = thin(told, weights, judged=named)
    groups, links = _compared([told[index] for index in thinned.kept], judged, weights)
    full = []
    for members in groups:
        fronts = [thinned.kept[place] for place in members]
        fronts += [other for front in fronts for other in thinned.behind.get(front, ())]
        places = sorted(place for front in fronts for place in tellings[front].places)
        full.append([facets[place] for place in places])
    for front, others in thinned.behind.items():
        links += tuple(_link(told[front], told[o], weights, joined=True) for o in others)
    links += tuple(
        _link(facets[telling.places[0]], facets[place], weights, joined=True)
        for telling in tellings
        for place in telling.places[1:]
    )
    return Grouped(
        sorted(full, key=lambda members: members[0].mention),
        tuple(sorted(links, key=lambda link: (link.one, link.other))),
    )


def _compared(
    facets: Sequence[Facet], judged: Judged, weights: Weights
) -> tuple[list[list[int]], tuple[Link, ...]]:
    """The groups of mentions that are compared one by one, and the links worth keeping."""
    at = {facet.mention: index for index, facet in enumerate(facets)}
    must = [(at[a], at[b]) for a, b in judged.together if a in at and b in at]
    apart = [(at[a], at[b]) for a, b in judged.apart if a in at and b in at]
    columns = read_columns(facets)
    near = pairs(facets, columns)
    bits = weigh_pairs(columns, near[:, 0], near[:, 1], weights)
    edges = Edges(near[:, 0], near[:, 1], bits)
    home = partition(columns, edges, weights, must=as_pairs(must), apart=as_pairs(apart))
    kept = _strongest(near, bits, home[near[:, 0]] == home[near[:, 1]])
    links = tuple(_link(facets[a], facets[b], weights, joined=j) for a, b, j in kept)
    return listed(home), links


def pairs(facets: Sequence[Facet], columns: Columns) -> Numbers:
    """Pairs of positions worth comparing, one a row, the lower first, in order and each once."""
    blocks = read_blocks(facets)
    found = [*near_pairs(blocks, columns.report), *told_together(blocks, columns.report)]
    found += alike_pairs(facets)
    low = np.concatenate([np.minimum(one, other) for one, other in found] or [np.arange(0)])
    high = np.concatenate([np.maximum(one, other) for one, other in found] or [np.arange(0)])
    once = np.unique(low * max(1, len(facets)) + high)
    return np.stack(np.divmod(once, max(1, len(facets))), axis=1)


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
    count = len(columns.names)
    bound = near.millibits > weights.join
    one, other = np.r_[near.one[bound], must[:, 0]], np.r_[near.other[bound], must[:, 1]]
    home = lowest(count, one, other)
    inside = home[near.one] == home[near.other]
    near = Edges(near.one[inside], near.other[inside], near.millibits[inside])
    one, other = _rest(home, near)
    rest = Edges(one, other, weigh_pairs(columns, one, other, weights))
    edges = Edges(*(np.concatenate(both) for both in zip(near, rest, strict=True)))
    never = edges.millibits <= weights.never
    never |= conflicts(columns, edges.one, edges.other)
    cannot = np.concatenate([apart, np.stack([edges.one[never], edges.other[never]], axis=1)])
    rules = Rules(weights.absent, weights.join)
    return join_groups(edges, rules, columns.names, must=must, cannot=cannot)


def _rest(home: Numbers, near: Edges) -> tuple[Numbers, Numbers]:
    """The pairs of small components that blocking did not bring together, the lower first."""
    size, heard = (
        np.bincount(home),
        np.bincount(home[near.one], minlength=int(home.max(initial=0)) + 1),
    )
    wanted = (size > 2) & (size <= SMALL) & (2 * heard < size * (size - 1))
    nodes = np.flatnonzero(wanted[home]) if len(home) else home
    nodes = nodes[np.argsort(home[nodes], kind="stable")]
    ends = np.searchsorted(home[nodes], home[nodes], side="right")
    following = ends - np.arange(len(nodes)) - 1
    one = np.repeat(np.arange(len(nodes)), following)
    step = np.arange(len(one)) - np.repeat(np.cumsum(following) - following, following)
    key = nodes[one] * len(home) + nodes[one + 1 + step]
    have = wanted[home[near.one]]
    low, high = np.minimum(near.one, near.other)[have], np.maximum(near.one, near.other)[have]
    return np.divmod(np.setdiff1d(key, low * len(home) + high), max(1, len(home)))


def _strongest(
    near: Numbers, bits: Numbers, joined: npt.NDArray[np.bool_]
) -> list[tuple[int, int, bool]]:
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
