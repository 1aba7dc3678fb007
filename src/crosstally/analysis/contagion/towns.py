"""Towns of a desk: which one a place lies in, where it is, and in which province.

Invariant: a place coarser than a town is in none.
"""

from collections import Counter
from collections.abc import Iterable

import numpy as np

from crosstally.records import Incident, Level, Place


def town_of(incident: Incident) -> str | None:
    """The town's id, for a place in a town or the town itself."""
    if incident.place is None:
        return None
    return town_of_place(incident.place.value)


def town_of_place(place: Place) -> str | None:
    """The same of a place."""
    fine = place.level in (Level.SITE, Level.NEIGHBOURHOOD, Level.CITY)
    own = place.id if place.level is Level.CITY else None
    return (place.city_id or own) if fine else None


def spots_of(incidents: Iterable[Incident]) -> dict[str, tuple[float, float]]:
    """The degrees of each town: the middle of what its incidents tell."""
    told: dict[str, list[tuple[float, float]]] = {}
    for incident in incidents:
        town = town_of(incident)
        if town is not None and incident.place is not None:
            place = incident.place.value
            if place.lat is not None and place.lon is not None:
                told.setdefault(town, []).append((place.lat, place.lon))
    middle = {town: np.median(np.array(some), axis=0) for town, some in told.items()}
    return {town: (float(lat), float(lon)) for town, (lat, lon) in middle.items()}


def provinces_of(incidents: Iterable[Incident]) -> dict[str, str]:
    """The province of each town, by the name that most of its incidents tell."""
    told: dict[str, Counter[str]] = {}
    for incident in incidents:
        town = town_of(incident)
        if town is not None and incident.place is not None and incident.place.value.province:
            told.setdefault(town, Counter())[incident.place.value.province] += 1
    return {town: min(names, key=lambda name: (-names[name], name)) for town, names in told.items()}
