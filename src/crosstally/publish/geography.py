"""A country pack's towns, provinces and outlines, as a map needs them.

Invariant: outlines are for drawing only; a town's province is the one that the pack's table says.
"""

from itertools import pairwise
from typing import Any

from crosstally.errors import PackError
from crosstally.packs.gazetteer import Country, PlaceRow
from crosstally.publish.held import Geography, Province, Town
from crosstally.records import Level, parse_json

Ring = list[list[float]]


def geography(country: Country) -> Geography:
    """The geography of a country pack; only provinces that have an outline can be drawn.

    Raises:
        PackError: the pack has no outlines.
    """
    if country.outlines is None:
        raise PackError(
            f"the country pack {country.code} has no outlines.geojson",
            hint="a pack to draw needs provinces.csv and outlines.geojson",
        )
    outlines = country.outlines.decode("utf-8")
    middles = {
        feature["properties"]["code"]: _middle(feature["geometry"])
        for feature in parse_json(outlines)["features"]
    }
    return Geography(
        country=country.code,
        towns=tuple(_town(place) for place in country.places if place.level is Level.CITY),
        provinces=tuple(
            Province(
                code=place.id,
                name=place.name,
                name_fa=_persian(place) or place.name,
                lon=middles[place.id][0],
                lat=middles[place.id][1],
            )
            for place in country.provinces
            if place.id in middles
        ),
        outlines=outlines,
    )


def _town(place: PlaceRow) -> Town:
    return Town(
        id=place.id,
        name=place.name,
        name_fa=_persian(place),
        province=place.province,
        lat=place.lat,
        lon=place.lon,
    )


def _persian(place: PlaceRow) -> str | None:
    return next((name.text for name in place.names if name.language == "fa"), None)


def _middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """The centre of gravity of the largest ring, to a hundredth of a degree."""
    shapes = geometry["coordinates"]
    polygons = shapes if geometry["type"] == "MultiPolygon" else [shapes]
    _, lon, lat = max(_gravity(polygon[0]) for polygon in polygons)
    return round(lon, 2), round(lat, 2)


def _gravity(ring: Ring) -> tuple[float, float, float]:
    """Area (always positive) and centre of a closed ring.

    With cᵢ = xᵢyᵢ₊₁ - xᵢ₊₁yᵢ: A = ½Σcᵢ, x̄ = Σ(xᵢ+xᵢ₊₁)cᵢ / 6A, ȳ = Σ(yᵢ+yᵢ₊₁)cᵢ / 6A.
    """
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area += cross / 2
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return abs(area), x / (6 * area), y / (6 * area)
