"""How incidents stand to one another: part of, response to, counter to, mourns.

Invariant: a relation points from the part to the whole, from the state's act to the protest it
answers, from the counter-rally to the protest, from the gathering of mourning to the deaths. It
never changes what either counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

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
LONGEST = 120  # days of an incident that are looked at: a longer one is a campaign
DEADLY = (Kind.FRC, Kind.CUS, Kind.RIO)
# Days after a death on which people gather to mourn: the burial's, the third, seventh, fortieth.
MOURNING = (*range(9), 39, 40, 41)
WIDE = LEVELS.index(Level.COUNTY)


def relate(incidents: Sequence[Incident]) -> dict[IncidentId, tuple[Relation, ...]]:
    """The relations of each incident that has any."""
    protests: dict[tuple[str, date], list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.kind in PROTEST_KINDS:
            for key in _town_days(incident):
                protests[key].append(incident)
    deaths = _deaths(incidents)
    found: dict[IncidentId, tuple[Relation, ...]] = {}
    for one in incidents:
        near = {other.id: other for key in _town_days(one) for other in protests.get(key, ())}
        relations = [r for other in near.values() if (r := _relation(one, other)) is not None]
        relations += _mourned(one, deaths)
        if relations:
            found[one.id] = tuple(sorted(relations, key=lambda r: (r.kind, r.incident)))
    return found


def _deaths(incidents: Sequence[Incident]) -> dict[tuple[str, date], list[Incident]]:
    """The incidents in which somebody died, by town and last day."""
    found: dict[tuple[str, date], list[Incident]] = defaultdict(list)
    for one in incidents:
        died = one.killed is not None and one.killed.value.low > 0
        if died and one.kind in DEADLY and one.place is not None and one.last is not None:
            found[(_town(one.place.value), one.last)].append(one)
    return found


def _mourned(
    one: Incident, deaths: Mapping[tuple[str, date], Sequence[Incident]]
) -> Iterator[Relation]:
    """The deaths of its town that a vigil or a funeral mourns, by the day on which it is held."""
    if one.kind is not Kind.ASM or one.subtype != "vigil":
        return
    if one.place is None or one.first is None or one.stance is Stance.PRO_STATE:
        return
    town = _town(one.place.value)
    for days in MOURNING:
        for other in deaths.get((town, one.first - timedelta(days=days)), ()):
            reason = f"a gathering of mourning in the town, {days} days after deaths"
            yield Relation(kind="mourns", incident=other.id, reason=reason)


def _town_days(incident: Incident) -> Iterator[tuple[str, date]]:
    """Each day of an incident with its town; none where it names no place or spans too long."""
    if incident.place is None or incident.first is None or incident.last is None:
        return
    town = _town(incident.place.value)
    for number in range(min((incident.last - incident.first).days, LONGEST) + 1):
        yield town, incident.first + timedelta(days=number)


def _relation(one: Incident, other: Incident) -> Relation | None:
    """How one stands to a protest of its town and days."""
    if one.id == other.id:
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


def _town(place: Place) -> str:
    if LEVELS.index(place.level) < WIDE:
        return place.city_id or place.city or place.id or place.name
    return place.id or place.name
