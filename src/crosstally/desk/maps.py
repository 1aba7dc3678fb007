"""The country's outline as a small drawing, and where on it a place lies.

Invariant: the drawing is made of the pack's own outlines and numbers alone; no text of a record
enters it, and no tile is asked of anybody.
"""

import math
from typing import Any, NamedTuple

from crosstally.packs.gazetteer import Country
from crosstally.records import parse_json

WIDTH = 320.0


class Outline(NamedTuple):
    """A drawing and the stretch of the globe that it shows, in degrees."""

    svg: bytes
    west: float
    north: float
    scale: float
    stretch: float
    width: float
    height: float

    def point(self, lat: float | None, lon: float | None) -> tuple[float, float] | None:
        """Where a place lies on the drawing; None of one that lies outside it."""
        if lat is None or lon is None:
            return None
        x, y = (lon - self.west) * self.scale, (self.north - lat) * self.scale * self.stretch
        inside = 0 <= x <= self.width and 0 <= y <= self.height
        return (round(x, 1), round(y, 1)) if inside else None


def outline_of(country: Country) -> Outline | None:
    """The drawing of a country; None of a pack without outlines."""
    rings = list(_rings(parse_json(country.outlines))) if country.outlines else []
    if not rings:
        return None
    lons = [point[0] for ring in rings for point in ring]
    lats = [point[1] for ring in rings for point in ring]
    west, north = min(lons), max(lats)
    stretch = 1 / math.cos(math.radians((north + min(lats)) / 2))
    scale = WIDTH / (max(lons) - west)
    height = round((north - min(lats)) * scale * stretch, 1)
    lines = []
    for ring in rings:
        points = [((x - west) * scale, (north - y) * scale * stretch) for x, y in ring]
        lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}">'
        f'<path d="{"".join(lines)}" fill="#efece4" stroke="#c9c3b4" stroke-width=".7" '
        'stroke-linejoin="round"/></svg>'
    )
    return Outline(svg.encode(), west, north, scale, stretch, WIDTH, height)


def _rings(collection: Any) -> Any:
    for feature in collection["features"]:
        shape = feature["geometry"]
        many = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in many:
            yield polygon[0]
