"""Which incident a denial denies.

Invariant: a denial is data: it stands against the incident that it fits best, or comes out as lost.
It never makes an incident and never removes one.
"""

from collections import defaultdict
from collections.abc import Sequence

from crosstally.linking.block import family
from crosstally.linking.facet import Facet
from crosstally.linking.places import AGREEING, same_place
from crosstally.linking.weigh import Weights
from crosstally.records import Kind, MentionId

LATEST = 10  # a denial that names no day answers an event of at most so many days before

# What a denial of a kind may also be answering: "no shot was fired" denies the killing too.
_ANSWERS = {Kind.DSP: (Kind.FRC,), Kind.FRC: (Kind.DSP,)}


def deny(
    denied: Sequence[Facet], groups: Sequence[Sequence[Facet]], weights: Weights
) -> tuple[dict[int, list[MentionId]], list[MentionId]]:
    """The denials against each group (by position), and those that fit none.

    Args:
        denied: mentions whose reality is denied.
        groups: the mentions of each incident.
        weights: what place and kind are worth.
    """
    towns: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        for key in sorted({key for facet in group for key in _towns(facet)}):
            towns[key].append(at)
    against: dict[int, list[MentionId]] = defaultdict(list)
    lost = []
    for facet in denied:
        near = sorted({at for key in _towns(facet) for at in towns.get(key, ())})
        best = max(((_fit(facet, groups[at], weights), -at) for at in near), default=(0, 0))
        if best[0] > 0:
            against[-best[1]].append(facet.mention)
        else:
            lost.append(facet.mention)
    return against, lost


def _fit(facet: Facet, group: Sequence[Facet], weights: Weights) -> int:
    """How well a denial fits an incident; 0 or less where it does not."""
    return max((_fit_one(facet, other, weights) for other in group), default=0)


def _fit_one(facet: Facet, other: Facet, weights: Weights) -> int:
    if family(facet.kind) is not family(other.kind) and other.kind not in _ANSWERS.get(
        facet.kind, ()
    ):
        return 0
    place = same_place(facet, other)
    if place not in AGREEING or facet.days is None or other.days is None:
        return 0
    lag = facet.days.high - other.days.high
    if facet.inferred and not 0 <= lag <= LATEST:
        return 0
    if not facet.inferred and not -1 <= lag <= 1:
        return 0
    exact = 2 * (facet.kind is other.kind) + (facet.report == other.report)
    near = weights.features["place"][place.level]
    return max(1, near) + 1000 * exact - 100 * abs(lag)


def _towns(facet: Facet) -> tuple[str, ...]:
    spot = facet.spot
    if spot is None:
        return ()
    return (spot.key,) if spot.city is None or spot.city == spot.key else (spot.key, spot.city)
