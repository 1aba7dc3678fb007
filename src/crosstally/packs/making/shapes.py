"""Outlines out of a GeoPackage: read, tested for a point, compared, written as GeoJSON.

Invariant: two areas that share a border in the source share it in what is written, because
simplifying is rounding to one grid, which treats the same vertex the same way in both.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.errors import PackError

Point = tuple[float, float]
Ring = tuple[Point, ...]

DIVISIONS = "SELECT name, geom FROM states_provinces WHERE iso_a2 = ? ORDER BY name, fid"
ENVELOPE_DOUBLES = (0, 4, 6, 6, 8)  # GeoPackage 2.1.3: size of the header's envelope by its code


class Area(NamedTuple):
    """One outline: polygons, each an outer ring and its holes, as longitude and latitude."""

    name: str
    polygons: tuple[tuple[Ring, ...], ...]


def _polygon(blob: bytes, at: int) -> tuple[tuple[Ring, ...], int]:
    order = "<" if blob[at] else ">"
    (count,) = struct.unpack_from(order + "I", blob, at + 5)
    at += 9
    rings = []
    for _ in range(count):
        (length,) = struct.unpack_from(order + "I", blob, at)
        flat = struct.unpack_from(f"{order}{2 * length}d", blob, at + 4)
        rings.append(tuple(zip(flat[::2], flat[1::2], strict=True)))
        at += 4 + 16 * length
    return tuple(rings), at


def parse_area(blob: bytes) -> tuple[tuple[Ring, ...], ...]:
    """The polygons of a GeoPackage geometry, a polygon or several."""
    at = 8 + 8 * ENVELOPE_DOUBLES[(blob[3] >> 1) & 7]
    order = "<" if blob[at] else ">"
    kind, count = struct.unpack_from(order + "II", blob, at + 1)
    if kind == 3:
        return (_polygon(blob, at)[0],)
    at += 9
    polygons = []
    for _ in range(count):
        polygon, at = _polygon(blob, at)
        polygons.append(polygon)
    return tuple(polygons)


def read_areas(world_map: Path, code: str) -> list[Area]:
    """The first-level divisions of one country, by name.

    Raises:
        PackError: the file is no GeoPackage with Natural Earth's states and provinces.
    """
    try:
        with closing(sqlite3.connect(f"{world_map.resolve().as_uri()}?mode=ro", uri=True)) as store:
            rows = store.execute(DIVISIONS, (code,)).fetchall()
    except sqlite3.Error:
        raise PackError(
            f"{world_map.name} is no GeoPackage of Natural Earth's states and provinces",
            hint="world_map.gpkg of Debian's qgis-common; docs/own-country.md tells more",
        ) from None
    return [Area(name, parse_area(geom)) for name, geom in rows if name]


def _inside(ring: Ring, point: Point) -> bool:
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def contains(area: Area, point: Point) -> bool:
    """Whether the point lies in the area: inside an outer ring and in none of its holes."""
    return any(
        _inside(outer, point) and not any(_inside(hole, point) for hole in holes)
        for outer, *holes in area.polygons
    )


def nearly_contains(area: Area, point: Point, slack: float = 0.05) -> bool:
    """Whether the point, or one `slack` degrees beside it, lies in the area.

    A port stands on a coast that the outline cuts off: Bandar Abbas, by 3 km.
    """
    x, y = point
    steps = (0.0, slack, -slack)
    return any(contains(area, (x + i, y + j)) for i in steps for j in steps)


def _signed(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def centroid(area: Area) -> Point:
    """The centre of the largest polygon of the area."""
    ring = max((p[0] for p in area.polygons), key=lambda r: abs(_signed(r)))
    a = 6 * _signed(ring)
    x = sum((x1 + x2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairwise(ring)) / a
    y = sum((y1 + y2) * (x1 * y2 - x2 * y1) for (x1, y1), (x2, y2) in pairwise(ring)) / a
    return x, y


def _vertices(area: Area) -> frozenset[Point]:
    return frozenset(
        (round(x, 4), round(y, 4)) for p in area.polygons for ring in p for x, y in ring
    )


def adjacent(areas: Sequence[Area]) -> list[tuple[str, str]]:
    """Both directions of every pair of areas with two vertices or more in common."""
    seen = {a.name: _vertices(a) for a in areas}
    pairs = [(a, b) for a, b in combinations(sorted(seen), 2) if len(seen[a] & seen[b]) > 1]
    return sorted(pairs + [(b, a) for a, b in pairs])


def _rounded(ring: Ring, grid: float) -> list[list[float]]:
    out: list[list[float]] = []
    for x, y in ring:
        point = [round(round(x / grid) * grid, 3), round(round(y / grid) * grid, 3)]
        if not out or out[-1] != point:
            out.append(point)
    return out


def _drawn(area: Area, grid: float) -> Iterator[list[list[list[float]]]]:
    for polygon in area.polygons:
        rings = [r for r in (_rounded(ring, grid) for ring in polygon) if len(r) > 3]
        if rings:
            yield rings


def to_geojson(areas: Sequence[Area], grid: float) -> dict[str, Any]:
    """A GeoJSON collection, a feature for each area with its name as property `code`."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": area.name},
                "geometry": {"type": "MultiPolygon", "coordinates": list(_drawn(area, grid))},
            }
            for area in areas
        ],
    }
