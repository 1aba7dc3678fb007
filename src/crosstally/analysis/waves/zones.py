"""Sets of places that a scan looks at: circles about each place, and connected pieces of a graph.

Invariant: zones stand in an order in which each is the last one before it that has one place less,
and `place` added to it; so a sum over a zone takes one addition, and no list of members is stored.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.analysis.inputs import Floats, Ints

EARTH_KM = 6367.0  # the radius that SaTScan takes: its kilometres are ours to the second decimal
MOST_ZONES = 200_000

Bools = npt.NDArray[np.bool_]


class Zones(NamedTuple):
    """Sets of places in the order that the module tells.

    `centre` is the place about which a zone lies, `radius` its kilometres (nought for pieces of a
    graph), `looked` whether it is a zone or only a step on the way to one.
    """

    place: Ints
    size: Ints
    centre: Ints
    radius: Floats
    looked: Bools

    def members(self, zone: int) -> Ints:
        """The places of a zone, in the order in which they were added."""
        wanted = int(self.size[zone])
        found: list[int] = []
        at = zone
        while wanted:
            if self.size[at] == wanted:
                found.append(int(self.place[at]))
                wanted -= 1
            at -= 1
        return np.array(found[::-1], dtype=np.int64)


def distances_km(lat: Floats, lon: Floats) -> Floats:
    """Great-circle kilometres between all pairs of places, by the haversine."""
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi) / 2) ** 2
    half += np.cos(phi)[:, None] * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def circles(
    kilometres: Floats, at_risk: Floats, *, most_share: float = 0.5, most_km: float = np.inf
) -> Zones:
    """All circles about each place that hold at most a share of what is at risk.

    Places at the same distance enter together: a circle that holds one of them holds all.

    Args:
        kilometres: places × places.
        at_risk: what each place holds of the people, or of the cases, in any unit.
        most_share: of the sum of `at_risk`, at most .5.
        most_km: the largest radius.
    """
    limit = most_share * at_risk.sum() * (1 + 1e-12)
    parts: list[tuple[Ints, Floats, Bools]] = []
    for row in kilometres:
        order = np.argsort(row, kind="stable")
        far = row[order]
        fits = (np.cumsum(at_risk[order]) <= limit) & (far <= most_km)
        ends = np.append(far[1:] > far[:-1] + 1e-9, True)
        kept = int(np.max(np.flatnonzero(fits & ends), initial=-1)) + 1
        parts.append((order[:kept], far[:kept], ends[:kept]))
    return Zones(
        place=np.concatenate([part[0] for part in parts]),
        size=np.concatenate([np.arange(1, len(part[0]) + 1) for part in parts]),
        centre=np.concatenate([np.full(len(p[0]), c) for c, p in enumerate(parts)]),
        radius=np.concatenate([part[1] for part in parts]),
        looked=np.concatenate([part[2] for part in parts]),
    )


def pieces(
    neighbours: Sequence[Sequence[int]], at_risk: Floats, *, most_size: int, most_share: float = 0.5
) -> Zones:
    """All connected pieces of a graph of places, of at most so many places, each piece once.

    A piece lies about its place of lowest number. Flexible zones of Tango and Takahashi (2005), of
    the graph itself and not only of the nearest places.

    Raises:
        ValueError: there are more pieces than can be looked at; take fewer places a piece.
    """
    limit = most_share * at_risk.sum() * (1 + 1e-12)
    near = [sorted(set(row) - {place}) for place, row in enumerate(neighbours)]
    place: list[int] = []
    size: list[int] = []
    centre: list[int] = []

    def grow(members: list[int], ahead: list[int], nearby: set[int], held: float) -> None:
        """Every piece that holds `members` and some of `ahead` (ESU of Wernicke, 2006)."""
        place.append(members[-1])
        size.append(len(members))
        centre.append(members[0])
        if len(place) > MOST_ZONES:
            raise ValueError("more pieces of the graph than can be looked at")
        for at, new in enumerate(ahead if len(members) < most_size else ()):
            if held + at_risk[new] <= limit:
                fresh = [n for n in near[new] if n > members[0] and n not in nearby]
                further = ahead[at + 1 :] + fresh
                grow([*members, new], further, nearby.union(near[new]), held + at_risk[new])

    for root in range(len(near)):
        if at_risk[root] <= limit:
            above = [n for n in near[root] if n > root]
            grow([root], above, {root, *near[root]}, float(at_risk[root]))
    return Zones(
        place=np.array(place, dtype=np.int64),
        size=np.array(size, dtype=np.int64),
        centre=np.array(centre, dtype=np.int64),
        radius=np.zeros(len(place)),
        looked=np.ones(len(place), dtype=bool),
    )
