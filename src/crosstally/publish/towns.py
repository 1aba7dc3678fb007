"""Places no finer than a town, by the pack's own names and points (H5)."""

from typing import NamedTuple

from crosstally.publish.held import Geography, Province, Town
from crosstally.publish.public import OpenTown
from crosstally.records import Level, Place, short_id

_FINE = (Level.SITE, Level.NEIGHBOURHOOD, Level.CITY)


class Atlas(NamedTuple):
    """The pack's towns by id and by name, and its provinces by code and by name."""

    country: str
    towns: dict[str, Town]
    named: dict[tuple[str, str | None], Town]
    provinces: dict[str, Province]


def atlas(geography: Geography) -> Atlas:
    """The geography, ready to be asked."""
    codes = {one.code: one for one in geography.provinces}
    names = {one.name: one for one in geography.provinces}
    named: dict[tuple[str, str | None], Town] = {}
    for town in geography.towns:
        for province in (
            town.province,
            codes[town.province].name if town.province in codes else None,
        ):
            _ = named.setdefault((town.name, province), town)
    return Atlas(geography.country, {one.id: one for one in geography.towns}, named, codes | names)


def open_town(place: Place, where: Atlas) -> OpenTown | None:
    """The town of a place; its county, province or country where no town is told.

    Returns:
        None where the place is told by words alone that no pack knows, outside every level.
    """
    province = where.provinces.get(place.province or "")
    code = province.code if province is not None else None
    town = _town(place, where)
    if town is not None:
        return OpenTown(
            id=town.id, name=town.name, name_fa=town.name_fa, level="city",
            province=_code(town.province, where) or code, lat=town.lat, lon=town.lon,
        )  # fmt: skip
    if place.level in (Level.CITY, Level.COUNTY):
        return OpenTown(
            id=str(place.id or short_id("p", place.name, place.province or "")),
            name=place.name, name_fa=None, level=place.level.value, province=code,
            lat=place.lat, lon=place.lon,
        )  # fmt: skip
    if province is not None:
        return OpenTown(
            id=province.code, name=province.name, name_fa=province.name_fa, level="province",
            province=province.code, lat=province.lat, lon=province.lon,
        )  # fmt: skip
    if place.level is Level.COUNTRY:
        return OpenTown(
            id=str(place.id or place.country or where.country), name=place.name, name_fa=None,
            level="country", province=None, lat=None, lon=None,
        )  # fmt: skip
    return None


def _town(place: Place, where: Atlas) -> Town | None:
    if place.level not in _FINE:
        return None
    for one in (place.city_id, place.id):
        if one is not None and one in where.towns:
            return where.towns[one]
    name = place.city or (place.name if place.level is Level.CITY else None)
    if name is None:
        return None
    return where.named.get((name, place.province)) or (
        where.named.get((name, None)) if place.province is None else None
    )


def _code(province: str | None, where: Atlas) -> str | None:
    found = where.provinces.get(province or "")
    return found.code if found is not None else None
