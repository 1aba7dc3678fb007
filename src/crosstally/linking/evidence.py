"""What a feature gives: a level and its reason, and the distances that features speak of.

Invariant: distances are the same whichever way round the two are given.
"""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from crosstally.linking.facet import Range, Spot


class Evidence(NamedTuple):
    """What one feature says of a pair: its level, the reason in words, and how much of it counts.

    What a level is worth in bits stands in the weights, under the feature and the level's name.
    `share` is below 1 where little could be looked at.
    """

    level: str
    reason: str
    share: float = 1.0


def apart(one: Range, other: Range) -> int:
    """How far two ranges are from each other, 0 where they overlap."""
    return max(0, one.low - other.high, other.low - one.high)


def kilometres(one: Spot, other: Spot) -> float | None:
    """The distance of two places along the globe, where both are known (haversine)."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    up, along = radians(other.lat - one.lat), radians(other.lon - one.lon)
    chord = sin(up / 2) ** 2
    chord += cos(radians(one.lat)) * cos(radians(other.lat)) * sin(along / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, chord)))
