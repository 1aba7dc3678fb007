"""What the places of two mentions say, each at its level.

Invariant: a place inside another is compatible with it; two places of one level with two names are
two, unless one is a rival reading of the other's words.
"""

from crosstally.linking.evidence import Evidence, kilometres
from crosstally.linking.facet import COUNTRY, TOWN, Facet, Spot
from crosstally.records import Group

ADJACENT_KM = 15.0  # a works is named by its own settlement or by the town beside it
NEAR_KM = 4.0  # a town and its county's centre, or two spellings' points, stand within this

PLACE_SAME = Evidence(1.0, "the same place")
_PLACE_WITHIN = Evidence(0.85, "one place lies within the other")
_PLACE_AROUND = Evidence(0.85, "a county and its capital")
_PLACE_RIVAL = Evidence(0.3, "the other's place is a rival reading of this one")
_PLACE_NEIGHBOUR = Evidence(-0.3, "places close together")
WORKS_OTHER = Evidence(-1.0, "what goes on for days, at two sites of one city")
SITE_OTHER = Evidence(0.75, "two sites of one city")
_AREA_SAME = Evidence(0.3, "the same province or country, no town")
_AREA_HOLDS = Evidence(0.0, "one names only the province or country")
_AREA_UNSURE = Evidence(-0.1, "one names only a province or country")
_SUMS = Evidence(1.0, "sums that name no town")
_TRADE = Evidence(0.5, "one trade, no town named")
_PLACE_ADJACENT = Evidence(-0.6, "two towns side by side")
PLACE_OTHER = Evidence(-2.0, "two different places")

# Places that are two where one report names both.
DISTINCT = (PLACE_OTHER, SITE_OTHER, WORKS_OTHER, _PLACE_ADJACENT, _PLACE_NEIGHBOUR)


def same_place(one: Facet, other: Facet) -> Evidence | None:
    """The two put the event in the same place, each at its level."""
    if one.spot is None or other.spot is None:
        return _without_town(one, other)
    fine, coarse = sorted((one.spot, other.spot), key=_rank)
    if fine.key == coarse.key:
        whole = one.total and other.total
        return PLACE_SAME if whole or fine.rank <= TOWN else _AREA_SAME
    if coarse.rank > TOWN + 1:
        return _inside_area(fine, coarse)
    if fine.city is not None and fine.city == coarse.city:
        if fine.rank != coarse.rank:
            return _PLACE_WITHIN
        return WORKS_OTHER if one.lasting and other.lasting else SITE_OTHER
    return _by_distance(fine, coarse)


def _without_town(one: Facet, other: Facet) -> Evidence | None:
    """What it says that one of the two names no place at all, for what is told of a whole country.

    Sums of a country often do not name it; nor does news of a strike of one trade everywhere.
    """
    wide = all(facet.spot is None or facet.spot.rank == COUNTRY for facet in (one, other))
    if wide and one.total and other.total:
        return _SUMS
    if wide and one.lasting and other.lasting and (one.groups & other.groups) - {Group.WORKERS}:
        return _TRADE
    return None


def _by_distance(fine: Spot, coarse: Spot) -> Evidence:
    """What two places of different names say: a rival reading, a county beside its capital, or two."""
    if fine.key in coarse.rivals or coarse.key in fine.rivals:
        return _PLACE_RIVAL
    away = kilometres(fine, coarse)
    if away is None:
        return PLACE_OTHER
    if away <= max(fine.radius_km, coarse.radius_km, NEAR_KM) and fine.rank != coarse.rank:
        return _PLACE_AROUND
    if away > ADJACENT_KM:
        return PLACE_OTHER
    return _PLACE_ADJACENT if away > NEAR_KM else _PLACE_NEIGHBOUR


def _inside_area(fine: Spot, coarse: Spot) -> Evidence:
    """What a province or a country says of a place inside it, or of another one."""
    held = fine.country if coarse.rank == COUNTRY else fine.province
    if held is None:
        return _AREA_UNSURE
    if held in (coarse.key, coarse.province, coarse.country):
        return _AREA_HOLDS
    return PLACE_OTHER


def _rank(spot: Spot) -> tuple[int, str]:
    return spot.rank, spot.key
