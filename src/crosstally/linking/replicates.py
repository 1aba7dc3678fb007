"""A desk's incidents as they might as well have been: partitions drawn from the linking's doubt.

Invariant: the same reports, weights, number and seed give the same replicates in any order of input;
what people judged the same or different holds in every one.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from crosstally.linking.group import group
from crosstally.linking.identity import seniority
from crosstally.linking.incidents import Known, settle_groups
from crosstally.linking.trees import Branch, Rung, cut, grow, load_rungs
from crosstally.records import Incident


def replicates(
    known: Known, *, number: int, seed: int, rungs: Sequence[Rung] | None = None
) -> Iterator[tuple[Incident, ...]]:
    """So many versions of a desk's incidents, each a whole table of them.

    Args:
        known: what is known of the desk (`incidents.prepare`).
        number: how many versions.
        seed: of the draws; version n is the same whatever the number.
        rungs: how sure joinings are; the built-in ones where None.
    """
    sure = load_rungs() if rungs is None else rungs
    trees = read_trees(known, [rung.height for rung in sure])
    for draw in range(number):
        rng = np.random.default_rng([seed, draw])
        groups = [
            [known.facets[at] for at in members]
            for tree in trees
            for members in cut(tree, sure, rng)
        ]
        yield settle_groups(known, groups).incidents


def read_trees(known: Known, heights: Sequence[int]) -> list[Branch]:
    """The trees of average linkage down to the lowest height, the oldest mention's first."""
    at = {facet.mention: place for place, facet in enumerate(known.facets)}
    homes = []
    for height in heights:
        weights = known.weights._replace(join=height)
        home = [0] * len(at)
        for number, members in enumerate(group(known.facets, known.judged, weights).groups):
            for facet in members:
                home[at[facet.mention]] = number
        homes.append(home)
    order = sorted(
        range(len(at)),
        key=lambda place: (
            seniority(known.reports[known.facets[place].report]),
            known.facets[place].mention,
        ),
    )
    return grow(order, homes)
