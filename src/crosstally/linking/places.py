"""What the places of two mentions say, each at its level.

Invariant: a place inside another is compatible with it; two places of one level with two names are
two, unless one is a rival reading of the other's words. Where several places are told of one event,
the two that say most are compared.
"""

from crosstally.linking.evidence import Evidence, kilometres
from crosstally.linking.facet import COUNTRY, TOWN, Facet, Spot
from crosstally.linking.likeness import LENGTH_STEPS, fullness
from crosstally.records import Group

ADJACENT_KM = 15.0  # a works is named by its own settlement or by the town beside it
NEAR_KM = 4.0  # a town and its county's centre, or two spellings' points, stand within this

SITE_SAME = Evidence("same-site", "the same site")
WORKS_OTHER = Evidence("other-works", "what goes on for days, at two sites of one city")
SITE_OTHER = Evidence("other-site", "two sites of one city")
PLACE_SAME = Evidence("same", "the same place")
_WITHIN = Evidence("within", "one place lies within the other")
_AROUND = Evidence("around", "a county and its capital")
_SUMS = Evidence("sums", "sums that name no town")
_TRADE = Evidence("trade", "one trade, no town named")
_RIVAL = Evidence("rival", "the other's place is a rival reading of this one")
_AREA_SAME = Evidence("same-area", "the same province or country, no town")
_AREA_HOLDS = Evidence("area-holds", "one names only the province or country")
_AREA_UNSURE = Evidence("area-unsure", "one names only a province or country")
_NEIGHBOUR = Evidence("close", "places close together")
_ADJACENT = Evidence("beside", "two towns side by side")
_NAMESAKE = Evidence("namesakes", "sites of one name in two cities")
PLACE_OTHER = Evidence("other", "two different places")

# Of several places told of one event, what says most comes first.
PLACES = (
    SITE_SAME, WORKS_OTHER, SITE_OTHER, PLACE_SAME, _WITHIN, _AROUND, _SUMS, _TRADE, _RIVAL,
    _AREA_SAME, _AREA_HOLDS, _AREA_UNSURE, _NEIGHBOUR, _ADJACENT, _NAMESAKE, PLACE_OTHER,
)  # fmt: skip

# Places that may be one.
AGREEING = (
    SITE_SAME, SITE_OTHER, PLACE_SAME, _WITHIN, _AROUND, _SUMS, _TRADE, _RIVAL, _AREA_SAME,
)  # fmt: skip
# Places that are two where one report names both.
DISTINCT = (PLACE_OTHER, SITE_OTHER, WORKS_OTHER, _ADJACENT, _NEIGHBOUR, _NAMESAKE)
# Places that may be one misread.
_TOWNS = (SITE_SAME, WORKS_OTHER, SITE_OTHER, PLACE_SAME, _WITHIN, _AROUND)
DOUBTFUL = (PLACE_OTHER, _ADJACENT, _NEIGHBOUR, _NAMESAKE)

_ONE = Evidence("one", "two places, and one report names the other's too")
_BOTH = Evidence("both", "two places, and each report names the other's too")
_AGAIN = tuple(
    Evidence("again", "one town, whose name is among the words compared", step / LENGTH_STEPS)
    for step in range(LENGTH_STEPS + 1)
)
_SUMMED = tuple(
    Evidence("sums", "two sums, whose words are compared", step / LENGTH_STEPS)
    for step in range(LENGTH_STEPS + 1)
)
NAMINGS = (_ONE, _BOTH, _AGAIN[-1], _SUMMED[-1])


def same_place(one: Facet, other: Facet) -> Evidence | None:
    """The two put the event in the same place, each at its level."""
    if not one.spots or not other.spots:
        return _without_town(one, other)
    found = {_of_two(mine, theirs, one, other) for mine in one.spots for theirs in other.spots}
    return min(found, key=PLACES.index) if len(found) > 1 else found.pop()


def same_naming(one: Facet, other: Facet) -> Evidence | None:
    """What the names of the places say among the words of the texts.

    Where the two are placed apart, yet a report names the other's town and puts nothing there, a
    town was misread: a quarter of a city is called like a town elsewhere. Two reports from one pen
    on two towns name each its own. Where they are placed together, the likeness of their words has
    the town in it, which is not to be told twice.
    """
    if one.words is None or other.words is None:
        return None
    place = same_place(one, other)
    if (place in _TOWNS or place is _SUMS) and one.words.lang == other.words.lang:
        said = _SUMMED if one.total and other.total else _AGAIN
        return said[fullness(one.words, other.words)]
    if place not in DOUBTFUL:
        return None
    mine, theirs = _names(one, other), _names(other, one)
    if mine and theirs:
        return _BOTH
    return _ONE if mine or theirs else None


def _names(one: Facet, other: Facet) -> bool:
    """Whether the words of the one hold the name of a town of the other, where it puts nothing."""
    words = one.words.weights if one.words is not None else {}
    return any(
        spot.rank <= TOWN + 1
        and spot.name
        and spot.key not in one.elsewhere
        and all(word in words for word in spot.name)
        for spot in other.spots
    )


def _of_two(mine: Spot, theirs: Spot, one: Facet, other: Facet) -> Evidence:
    fine, coarse = sorted((mine, theirs), key=_rank)
    if fine.key == coarse.key:
        if fine.rank < TOWN:
            return SITE_SAME if fine.city == coarse.city else _NAMESAKE
        whole = one.total and other.total
        return PLACE_SAME if whole or fine.rank == TOWN else _AREA_SAME
    if coarse.rank > TOWN + 1:
        return _inside_area(fine, coarse)
    if fine.city is not None and fine.city == coarse.city:
        if fine.rank != coarse.rank:
            return _WITHIN
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
        return _RIVAL
    away = kilometres(fine, coarse)
    if away is None:
        return PLACE_OTHER
    if away <= max(fine.radius_km, coarse.radius_km, NEAR_KM) and fine.rank != coarse.rank:
        return _AROUND
    if away > ADJACENT_KM:
        return PLACE_OTHER
    return _ADJACENT if away > NEAR_KM else _NEIGHBOUR


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
