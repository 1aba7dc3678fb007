"""A country pack's towns, provinces and outlines, as a map needs them.

Invariant: outlines are for drawing only; a town's province is the one that the pack's table says.
"""

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

from crosstally.errors import PackError
from crosstally.publish.held import Geography, Province, Town
from crosstally.records import PlaceId, parse_json

Ring = list[list[float]]


def geography(folder: Path) -> Geography:
    """The geography of a country pack.

    Args:
        folder: the pack, e.g. `packs/country/IR`, with `places.csv`, `provinces.csv` and
            `outlines.geojson`.

    Raises:
        PackError: one of the three is missing.
    """
    try:
        outlines = (folder / "outlines.geojson").read_text(encoding="utf-8")
        provinces = _rows(folder / "provinces.csv")
        places = _rows(folder / "places.csv")
    except FileNotFoundError as error:
        missing = Path(error.filename).name
        raise PackError(
            f"the country pack {folder.name} has no {missing}",
            hint="a pack to draw needs places.csv, provinces.csv and outlines.geojson",
        ) from None
    middles = {
        feature["properties"]["code"]: _middle(feature["geometry"])
        for feature in parse_json(outlines)["features"]
    }
    return Geography(
        country=folder.name,
        towns=tuple(_town(row) for row in places),
        provinces=tuple(
            Province(
                code=row["code"],
                name=row["name"],
                name_fa=row["name_fa"],
                lon=middles[row["code"]][0],
                lat=middles[row["code"]][1],
            )
            for row in provinces
            if row["code"] in middles
        ),
        outlines=outlines,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _town(row: dict[str, str]) -> Town:
    return Town(
        id=PlaceId(row["id"]),
        name=row["name"],
        name_fa=row["names_fa"].split("|")[0] or None,
        province=row["province"] or None,
        lat=float(row["lat"]) if row["lat"] else None,
        lon=float(row["lon"]) if row["lon"] else None,
    )


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
