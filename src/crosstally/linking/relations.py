"""How incidents stand to one another: part of, response to, counter to.

Invariant: a relation points from the part to the whole, from the state's act to the protest it
answers, from the counter-rally to the protest. It never changes what either counts.
"""

from collections import defaultdict
from collections.abc import Sequence

from crosstally.linking.facet import LEVELS
from crosstally.records import (
    PROTEST_KINDS,
    Incident,
    IncidentId,
    Kind,
    Level,
    Place,
    Relation,
    Stance,
)

RESPONSES = (Kind.DSP, Kind.FRC, Kind.ARR, Kind.INA)
WIDE = LEVELS.index(Level.COUNTY)


def relate(incidents: Sequence[Incident]) -> dict[IncidentId, tuple[Relation, ...]]:
    """The relations of each incident that has any."""
    towns: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.place is not None and incident.first is not None:
            towns[_town(incident.place.value)].append(incident)
    found: dict[IncidentId, tuple[Relation, ...]] = {}
    for group in towns.values():
        protests = [i for i in group if i.counts or _protest(i)]
        for one in group:
            relations = [r for other in protests if (r := _relation(one, other)) is not None]
            if relations:
                ordered = sorted(relations, key=lambda r: (r.kind, r.incident))
                found[one.id] = tuple(ordered)
    return found


def _protest(incident: Incident) -> bool:
    return incident.kind in PROTEST_KINDS


def _relation(one: Incident, other: Incident) -> Relation | None:
    """How one stands to a protest of its town whose days overlap."""
    if one.id == other.id or not _overlap(one, other):
        return None
    if one.kind in RESPONSES:
        reason = "an act of the state in the town and on the day of the protest"
        return Relation(kind="response_to", incident=other.id, reason=reason)
    if one.stance is Stance.PRO_STATE and other.stance is not Stance.PRO_STATE:
        reason = "a rally for the state in the town and on the day of the protest"
        return Relation(kind="counter_to", incident=other.id, reason=reason)
    lasts = other.kind is Kind.STK and one.kind in (Kind.ASM, Kind.BLK, Kind.EXP, Kind.RIO)
    if lasts and other.stance is not Stance.PRO_STATE and one.stance is not Stance.PRO_STATE:
        reason = "an act in the town and during the strike"
        return Relation(kind="part_of", incident=other.id, reason=reason)
    return None


def _overlap(one: Incident, other: Incident) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return False
    return one.first <= other.last and other.first <= one.last


def _town(place: Place) -> str:
    if LEVELS.index(place.level) < WIDE:
        return place.city_id or place.city or place.id or place.name
    return place.id or place.name
