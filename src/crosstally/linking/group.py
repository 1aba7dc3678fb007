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
from crosstally.linking.cluster import Edges, as_pairs, listed
from crosstally.linking.columns import Columns, Numbers, read_columns, taken, weigh_pairs
from crosstally.linking.crowds import thin
from crosstally.linking.facet import Facet
from crosstally.linking.judged import Judged
from crosstally.linking.partition import partition
from crosstally.linking.tellings import read_tellings
from crosstally.linking.weigh import Weights, weigh
from crosstally.records import Link


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
    columns = read_columns(told)
    held = np.array([at for at, facet in enumerate(told) if facet.mention in named], dtype=np.int64)
    front = thin(columns, weights, judged=held)
    kept = np.flatnonzero(front == np.arange(len(front)))
    home, links = _compared([told[at] for at in kept], taken(columns, kept), judged, weights)
    event = np.empty(len(told), dtype=np.int64)
    event[kept] = kept[home]
    groups = [
        [facets[place] for place in sorted(p for at in members for p in tellings[at].places)]
        for members in listed(event[front])
    ]
    behind = [(told[front[at]], told[at]) for at in np.flatnonzero(front != np.arange(len(front)))]
    behind += [
        (facets[telling.places[0]], facets[place])
        for telling in tellings
        for place in telling.places[1:]
    ]
    links += tuple(_link(one, other, weights, joined=True) for one, other in behind)
    return Grouped(
        sorted(groups, key=lambda members: members[0].mention),
        tuple(sorted(links, key=lambda link: (link.one, link.other))),
    )


def _compared(
    facets: Sequence[Facet], columns: Columns, judged: Judged, weights: Weights
) -> tuple[Numbers, tuple[Link, ...]]:
    """For each mention the lowest of its event, and the links worth keeping."""
    at = {facet.mention: index for index, facet in enumerate(facets)}
    must = as_pairs((at[a], at[b]) for a, b in judged.together if a in at and b in at)
    apart = as_pairs((at[a], at[b]) for a, b in judged.apart if a in at and b in at)
    near = pairs(facets, columns)
    bits = weigh_pairs(columns, near[:, 0], near[:, 1], weights)
    edges = Edges(near[:, 0], near[:, 1], bits)
    home = partition(columns, [edges], weights, must=must, apart=apart)
    kept = _strongest(near, bits, home[near[:, 0]] == home[near[:, 1]])
    return home, tuple(_link(facets[a], facets[b], weights, joined=j) for a, b, j in kept)


def pairs(facets: Sequence[Facet], columns: Columns) -> Numbers:
    """Pairs of positions worth comparing, one a row, the lower first, in order and each once."""
    blocks = read_blocks(facets)
    found = [*near_pairs(blocks, columns.report), *told_together(blocks, columns.report)]
    found += alike_pairs(facets)
    low = np.concatenate([np.minimum(one, other) for one, other in found] or [np.arange(0)])
    high = np.concatenate([np.maximum(one, other) for one, other in found] or [np.arange(0)])
    once = np.unique(low * max(1, len(facets)) + high)
    return np.stack(np.divmod(once, max(1, len(facets))), axis=1)


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
