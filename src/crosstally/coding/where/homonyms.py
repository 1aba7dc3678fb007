"""Which place a name means, and the record made of it.

Invariant: the place chosen bears the name that stands in the span; every other place that bears it
and could be meant is a rival. A county is given as a county, with its capital as its city.
"""

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from crosstally.coding.document import Document
from crosstally.coding.where.spots import Spot
from crosstally.packs.atlas import Atlas
from crosstally.packs.gazetteer import PlaceRow
from crosstally.records import Level, Place, PlaceId, RivalPlace
from crosstally.text.fold import fold_phrase

# A hundred times the people is worth two points of the ten-logarithm; a province named beside the
# name outweighs any population, the desk's own country outweighs a city ten times as large.
_HELD: Final = 8.0
_CALLED: Final = 6.0
_NAMED: Final = 2.0
_HOME: Final = 1.5
_CAPITAL_RANK: Final[Mapping[Level, float]] = MappingProxyType(
    {Level.COUNTRY: 4.0, Level.CITY: 0.0, Level.PROVINCE: -3.0, Level.COUNTY: -1.0}
)
_NAMESAKE: Final = 6.0  # a small town abroad that is called as a province is: California, Maryland
_OWN_NAME: Final = 1.5  # Bethlehem before Belém, which is called so too
_SITE_WORTH: Final = 4.5  # a known site weighs as a city of thirty thousand
_NOTED: Final = 100_000
_RIVALS: Final = 3
_RADIUS: Final[Mapping[Level, float]] = MappingProxyType(
    {
        Level.SITE: 1.0, Level.NEIGHBOURHOOD: 3.0, Level.CITY: 5.0, Level.COUNTY: 30.0,
        Level.PROVINCE: 120.0, Level.COUNTRY: 600.0,
    }
)  # fmt: skip
_LOOSE: Final = ("in", "at", "of", "group", "to")
_BESIDE: Final = ("at", "group", "in")  # "in front of the ministry", "the students of Sharif"
_FINE: Final = (Level.SITE, Level.NEIGHBOURHOOD)
_OF_TOWN: Final = ("ی",)  # اهوازی: one of Ahvaz
# What towns have under the same names: Azadi Square, Imam Street.
_COMMON: Final = ("square", "street", "bridge", "road", "bazaar", "district")
_COMMON_HEADS: Final = (
    "میدان ", "میدون ", "فلکه ", "خیابان ", "خیابون ", "چهارراه ", "چهار راه ", "بلوار ", "پل ", "سبزه میدان",
)  # fmt: skip


# The same names come again and again, and folding costs as much as all the rest of weighing.
_folded: Final = lru_cache(maxsize=1 << 13)(fold_phrase)


def meant(spot: Spot, atlas: Atlas, *, latin: bool) -> tuple[PlaceId, ...]:
    """The places that a spot can mean: those that need a cue only where there is one.

    In Latin letters a capital behind a preposition is a cue; in Persian, where both are missing
    from the writing, only a word such as شهر is.
    """
    ids = spot.ids
    if not ids:
        return ids
    if spot.level is Level.COUNTY:
        ids = tuple(i for i in ids if atlas.places[i].country in atlas.counties)
    strong = spot.tail == "noun" or spot.within is not None or bool(spot.held)
    strong = strong or (spot.level is not None and "of" in spot.codes) or spot.listed is not None
    if strong or (latin and spot.codes and spot.codes[0] in _LOOSE):
        return ids
    cued = dict(zip(spot.ids, spot.cued, strict=True))
    free = tuple(i for i in ids if not cued[i] or (not latin and _is_beside(i, spot, atlas)))
    if latin and not spot.codes and not spot.tail:
        return tuple(i for i in free if _noted(atlas.places[i], atlas))
    return free


def _is_beside(place: PlaceId, spot: Spot, atlas: Atlas) -> bool:
    """Whether the word before a name is cue enough: for a site, or "the women of Ahvaz" in one."""
    if spot.codes[:1] and spot.codes[0] in _BESIDE and atlas.places[place].level in _FINE:
        return True
    return spot.codes[:1] == ("group",) and spot.text.endswith(_OF_TOWN)


def _noted(row: PlaceRow, atlas: Atlas) -> bool:
    """Whether a name in Latin letters is the place's even where no word beside it says so."""
    return row.level is not Level.CITY or row.population >= _NOTED or row.country == atlas.home


def name_place(
    document: Document,
    spot: Spot,
    atlas: Atlas,
    context: Mapping[str, int],
    reasons: tuple[str, ...],
    town: PlaceRow | None = None,
) -> Place:
    """The record of the place that a spot names.

    Args:
        document: the report.
        spot: the name.
        atlas: the packs.
        context: how often the report names each province, country and place.
        reasons: why this spot was chosen.
        town: the town that the report is about, for a site or quarter that no pack knows.
    """
    span = document.span(*spot.whole)
    ranked = rank(spot, atlas, context) if spot.ids else []
    if ranked and town and _is_of_town(ranked[0], spot, atlas, context, town):
        ranked, spot = [], spot._replace(level=Level.NEIGHBOURHOOD)
    row = ranked[0] if ranked else None
    level = row.level if row else spot.level or Level.CITY
    around = row or next((atlas.places[i] for i in spot.held), None)
    if around is None and town and level in (Level.SITE, Level.NEIGHBOURHOOD):
        around, reasons = town, (*reasons, "in the report's town")
    province, country = _chain(around, atlas)
    city = _city(around, atlas)
    if row and spot.level is Level.COUNTY:
        level = Level.COUNTY
    point = city if around and around.lat is None else around  # a site stands at its town
    exact = row is not None or (around is not None and around.level is not Level.COUNTRY)
    return Place(
        name=document.words(spot.start, spot.end),
        id=row.id if row else None,
        level=level,
        city=city.name if city else None,
        city_id=city.id if city else None,
        province=province,
        country=country,
        lat=point.lat if point and exact else None,
        lon=point.lon if point and exact else None,
        radius_km=_radius(point) if point and exact else None,
        span=span,
        rivals=tuple(_rival(r, atlas) for r in ranked[1 : _RIVALS + 1]),
        reasons=reasons if len(ranked) < 2 else (*reasons, f"one of {len(ranked)} of that name"),
    )


def rank(spot: Spot, atlas: Atlas, context: Mapping[str, int]) -> list[PlaceRow]:
    """The places that bear the name, the likeliest first."""
    rows = [atlas.places[i] for i in spot.ids]
    if len(rows) < 2:
        return rows
    land = spot.level is None and any(row.level is Level.PROVINCE for row in rows)
    worth = {
        row.id: _worth(row, spot, atlas, context) - _NAMESAKE * (land and _is_small(row, atlas))
        for row in rows
    }
    return sorted(rows, key=lambda row: (-worth[row.id], row.id))


def _is_small(row: PlaceRow, atlas: Atlas) -> bool:
    return row.level is Level.CITY and row.population < _NOTED and row.country != atlas.home


def _worth(row: PlaceRow, spot: Spot, atlas: Atlas, context: Mapping[str, int]) -> float:
    people = math.log10(row.population + 10) if row.population else 1.0
    if row.level in (Level.SITE, Level.NEIGHBOURHOOD, Level.COUNTY):
        people = _SITE_WORTH
    worth = people + _CAPITAL_RANK.get(row.level, 0.0)
    own_name = f" {spot.text} "
    if any(name == own_name for name in _first_names(row)):
        worth += _OWN_NAME
    own = (row.province, row.country, row.parent)
    if any(i in own for i in spot.held):
        worth += _HELD
    if spot.level and (spot.level is row.level):
        worth += _CALLED
    if row.level is not Level.COUNTRY:
        worth += _NAMED * any(context.get(code, 0) for code in (row.province, row.parent) if code)
        worth += _NAMED / 2 * bool(row.country and context.get(row.country, 0))
    return worth + _HOME * (row.country == atlas.home)


def _first_names(row: PlaceRow) -> Iterator[str]:
    """What a place is called first in each language, before its other spellings; folded."""
    told: set[str] = set()
    for name in row.names:
        if name.language not in told:
            told.add(name.language)
            yield _folded(name.text)


def _is_of_town(
    row: PlaceRow, spot: Spot, atlas: Atlas, context: Mapping[str, int], town: PlaceRow
) -> bool:
    """Whether a name is rather that of a place in the report's town."""
    return _is_quarter(row, spot, atlas, context, town) or _is_elsewhere(
        row, spot, atlas, context, town
    )


def is_common(row: PlaceRow, spot: Spot) -> bool:
    """Whether a name is that of a square or street such as many towns have."""
    common = row.level in _FINE and row.kind in _COMMON
    return common and spot.text.startswith(_COMMON_HEADS)


def _is_elsewhere(
    row: PlaceRow, spot: Spot, atlas: Atlas, context: Mapping[str, int], town: PlaceRow
) -> bool:
    """Whether a common square is that of the report's town, not of the one that it is known in."""
    if row.parent is None or town.level is not Level.CITY or not is_common(row, spot):
        return False
    own = atlas.places[row.parent].names
    named = row.parent == town.id or context.get(row.parent, 0)
    return not named and not any(fold_phrase(n.text).strip() in spot.text for n in own)


def _is_quarter(
    row: PlaceRow, spot: Spot, atlas: Atlas, context: Mapping[str, int], town: PlaceRow
) -> bool:
    """Whether a name is rather a quarter of the report's town than a small town far off.

    Abroad only ("in Englewood", in a report from Chicago): at home every town is told of from
    everywhere.
    """
    if row.level is not Level.CITY or row.country == atlas.home or spot.held or row.id == town.id:
        return False
    apart = row.province and town.province and row.province != town.province
    return bool(apart) and row.population < _NOTED and context.get(row.province or "", 0) < 2


def _rival(row: PlaceRow, atlas: Atlas) -> RivalPlace:
    return RivalPlace(
        id=row.id,
        name=row.name,
        province=_chain(row, atlas)[0],
        reason=f"a {row.level} of that name",
    )


def _chain(row: PlaceRow | None, atlas: Atlas) -> tuple[str | None, str | None]:
    if row is None:
        return None, None
    province = atlas.places.get(PlaceId(row.province)) if row.province else None
    country = atlas.places.get(PlaceId(row.country)) if row.country else None
    if row.level is Level.PROVINCE:
        province = row
    return province.name if province else None, country.name if country else row.country


def _city(row: PlaceRow | None, atlas: Atlas) -> PlaceRow | None:
    if row is None or row.level is Level.CITY:
        return row
    return atlas.places.get(row.parent) if row.parent else None


def _radius(row: PlaceRow) -> float:
    """Kilometres: a city's grows with the root of its people, 5 at a hundred thousand."""
    if row.level is Level.CITY and row.population:
        return round(min(max(5.0 * math.sqrt(row.population / 100_000), 2.0), 30.0), 1)
    return _RADIUS[row.level]
