"""From the names of a table's cells to a place of the country's gazetteer.

Invariant: a name that could be several places is never decided by order: its province decides,
else the finer hint, else the far larger town; and where nothing decides, there is no place.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from crosstally.packs.gazetteer import Country, PlaceRow
from crosstally.records import Level, PlaceId, RivalPlace
from crosstally.text.fold import fold_phrase

# A town is meant before its county or province of the same name, in a column of cities.
_ORDER = (
    Level.CITY, Level.NEIGHBOURHOOD, Level.SITE, Level.COUNTY, Level.PROVINCE, Level.COUNTRY,
)  # fmt: skip
_FAR_LARGER = 10  # times the people: Iran's Malayer (170,000) against a village of 900


class Located(NamedTuple):
    """A place of the gazetteer and the chain above it."""

    id: PlaceId
    name: str
    level: Level
    city: str | None
    city_id: PlaceId | None
    province: str | None
    country: str | None
    lat: float | None
    lon: float | None
    rivals: tuple[RivalPlace, ...] = ()


Lookup = Callable[[str, str | None, Level], Located | None]


def no_places(_name: str, _province: str | None, _level: Level) -> Located | None:
    """No place: for a country without a gazetteer. Names then stand as they are written."""
    return None


def lookup_in(country: Country) -> Lookup:
    """What finds a place by its name, its province's name where told, and the level meant."""
    rows = {place.id: place for place in country.places}
    found: dict[str, list[PlaceRow]] = {}
    for place in country.places:
        for name in place.names:
            found.setdefault(fold_phrase(name.text), []).append(place)
    provinces = {
        key: place.id
        for key, places in sorted(found.items())
        for place in places
        if place.level is Level.PROVINCE
    }

    def look(name: str, province: str | None, level: Level) -> Located | None:
        wanted = provinces.get(fold_phrase(province)) if province else None
        candidates = list({p.id: p for p in found.get(fold_phrase(name), ())}.values())
        if wanted is not None:
            candidates = [p for p in candidates if p.province in (wanted, None)] or candidates
        chosen = _choose(candidates, level)
        return _located(chosen, level, candidates, rows) if chosen is not None else None

    return look


def _choose(candidates: Iterable[PlaceRow], level: Level) -> PlaceRow | None:
    order = (level, *(other for other in _ORDER if other is not level))
    ranked = sorted(candidates, key=lambda p: (order.index(p.level), -p.population, p.id))
    if not ranked:
        return None
    same = [p for p in ranked if p.level is ranked[0].level]
    if len(same) > 1 and same[0].population < _FAR_LARGER * max(same[1].population, 1):
        return None
    return ranked[0]


def _located(
    place: PlaceRow, level: Level, candidates: Iterable[PlaceRow], rows: Mapping[PlaceId, PlaceRow]
) -> Located:
    # A county in a column of towns stands for its capital ("Lenjan" for Zarrinshahr); in a column
    # of counties it stands for itself, and the town is not known.
    of_itself = place.level is Level.COUNTY and level is not Level.CITY
    parent = rows.get(place.parent) if place.parent and not of_itself else None
    city = place if place.level is Level.CITY else parent
    return Located(
        id=place.id,
        name=place.name,
        level=place.level,
        city=city.name if city else None,
        city_id=city.id if city else None,
        province=_province(place, rows),
        country=place.country,
        lat=place.lat,
        lon=place.lon,
        rivals=tuple(
            RivalPlace(id=p.id, name=p.name, province=_province(p, rows), reason="the same name")
            for p in sorted(candidates, key=lambda p: p.id)
            if p.id != place.id
        ),
    )


def _province(place: PlaceRow, rows: Mapping[PlaceId, PlaceRow]) -> str | None:
    province = rows.get(PlaceId(place.province)) if place.province else None
    return province.name if province else place.province
