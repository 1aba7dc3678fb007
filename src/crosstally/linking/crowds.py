"""Many mentions of one profile stand behind one of them, so that a flood stays linear.

Invariant: a mention stands behind another only where everything coded of the two is equal, the pair
speaks for one event, and nobody judged it; the one in front has the lowest id of its profile. Few of
a profile are compared one by one as all others are.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

from crosstally.linking.facet import TOWN, Facet
from crosstally.linking.weigh import Weights, weigh_all

FEW = 30  # mentions of one profile that are compared with everything: 435 pairs


class Thinned(NamedTuple):
    """Positions that are compared, in order, and for each the positions that stand behind it."""

    kept: list[int]
    behind: dict[int, list[int]]


def thin(facets: Sequence[Facet], weights: Weights, *, judged: Collection[str]) -> Thinned:
    """Which mentions are compared with others, and which stand behind one of those.

    Args:
        facets: mentions by id.
        weights: what each feature is worth.
        judged: mentions that people judged: they always stand for themselves.
    """
    profiles: dict[Hashable, list[int]] = defaultdict(list)
    for index, facet in enumerate(facets):
        key = _profile(facet)
        if key is not None and facet.mention not in judged:
            profiles[key].append(index)
    pairs = [
        (members[0], other)
        for members in profiles.values()
        if len(members) > FEW
        for other in members[1:]
    ]
    behind: dict[int, list[int]] = defaultdict(list)
    for (front, other), millibits in zip(pairs, weigh_all(facets, pairs, weights), strict=True):
        if millibits > weights.join:
            behind[front].append(other)
    gone = {index for members in behind.values() for index in members}
    return Thinned([i for i in range(len(facets)) if i not in gone], dict(behind))


def _profile(facet: Facet) -> Hashable | None:
    """Everything that was coded of a mention; None where it names no town or no day."""
    if facet.spot is None or facet.spot.rank > TOWN or not facet.day_known:
        return None
    return (
        facet.kind, facet.subtype, facet.reality, facet.stance, facet.days, facet.spot.key,
        facet.groups, facet.themes, facet.slogans, facet.size,
        facet.killed, facet.injured, facet.arrested,
    )  # fmt: skip
