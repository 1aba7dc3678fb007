"""The files of a country pack: written from GeoNames and Natural Earth, checked by loading them.

Invariant: a file made by hand (`pack.toml`, `provinces.csv`, `supplement.csv`, `corrections.csv`,
`officials.csv`, `sources.csv`) is written once where it is missing, then read and never
overwritten; `places.csv`, `outlines.geojson` and `neighbours.csv` are derived anew each time.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from crosstally.errors import PackError
from crosstally.packs.gazetteer import load_country, names
from crosstally.packs.making import provinces as divisions
from crosstally.packs.making.geonames import Land, Settlement
from crosstally.packs.making.names import sorted_names
from crosstally.packs.making.shapes import adjacent, read_areas, to_geojson

Row = dict[str, str]
PLACE_COLUMNS = (
    "id", "name", "names_latn", "names_fa", "names_ar", "names_ckb", "level", "province",
    "lat", "lon", "population", "cue",
)  # fmt: skip
SPELLED = ("names_latn", "names_fa", "names_ar", "names_ckb")
GRID = 0.001  # the outlines' precision in degrees, about 100 m
TOWN = 20_000  # people from which a name of three or four letters is believed
ABOUT = """# The pack of one country, proposed by `crosstally pack build`: correct what is wrong. It is
# never overwritten.
code = {code}
name = {name}
# name_fa = ""
# name_ar = ""
# names = []                        # other names of the country, in any script
version = "1"
zone = {zone}  # where a bare day begins and ends
calendar = "gregorian"              # or jalali
languages = ["en"]                  # language packs to code with: en, fa, ar
lat = {lat:.1f}
lon = {lon:.1f}
credits = [
    "Places: GeoNames (CC BY 4.0)",
    "Outlines: Natural Earth 1:10m (public domain)",
]
"""


class Built(NamedTuple):
    """What a pack holds, and what a person should look at before it is used."""

    places: int
    provinces: int
    outlines: int
    shared_names: int
    flaws: tuple[str, ...]


def build_country(land: Land, into: Path, world_map: Path | None, *, known: int = 0) -> Built:
    """Write the pack's files to `into/country/XX` and read them back.

    Args:
        land: the country's settlements and divisions.
        into: a folder of packs, as that of a desk; made where it is missing.
        world_map: Natural Earth 1:10m as a GeoPackage; without it there are no outlines.
        known: people from which other spellings than the English name are kept.

    Raises:
        PackError: a table made by hand is broken, or corrects a place that is none.
    """
    out = into / "country" / land.code
    out.mkdir(parents=True, exist_ok=True)
    areas = read_areas(world_map, land.code) if world_map else []
    table = read_rows(out / "provinces.csv")
    if not table:
        table = divisions.propose(land, areas)
        write_rows(out / "provinces.csv", divisions.COLUMNS, table)
    by_admin1 = {row["admin1"]: row["code"] for row in table if row.get("admin1")}
    places = corrected(
        [to_place(place, by_admin1, known) for place in land.settlements],
        read_rows(out / "corrections.csv"),
    )
    write_rows(out / "places.csv", PLACE_COLUMNS, places)
    if not (out / "pack.toml").exists():
        (out / "pack.toml").write_text(_about(land), encoding="utf-8", newline="\n")
    wrong: list[str] = []
    if areas:
        areas, wrong = divisions.join(areas, table)
        pairs = [{"province": a, "neighbour": b} for a, b in adjacent(areas)]
        write_rows(out / "neighbours.csv", ("province", "neighbour"), pairs)
        text = json.dumps(to_geojson(areas, GRID), separators=(",", ":"), sort_keys=True)
        (out / "outlines.geojson").write_text(text + "\n", encoding="utf-8", newline="\n")
    wrong += divisions.flaws(areas, table, places)
    return Built(len(places), len(table), len(areas), _shared_names(into, land.code), tuple(wrong))


def to_place(place: Settlement, provinces: Mapping[str, str], known: int) -> Row:
    """One row of `places.csv`; the province is the pack's own code.

    Of a place with fewer than `known` people only the name in English is kept.
    """
    found = sorted_names(place.name, list(place.alternates), town=place.population >= TOWN)
    if place.population < known:
        found = found._replace(latn=(), fa=(), ar=(), ckb=())
    return {
        "id": f"geonames:{place.id}",
        "name": found.common.rstrip("*"),
        "names_latn": "|".join(found.latn),
        "names_fa": "|".join(found.fa),
        "names_ar": "|".join(found.ar),
        "names_ckb": "|".join(found.ckb),
        "level": "city",
        "province": provinces.get(place.admin1, ""),
        "lat": f"{place.lat:.4f}",
        "lon": f"{place.lon:.4f}",
        "population": str(place.population or ""),
        "cue": "1" if found.common.endswith("*") else "",
    }


def corrected(places: Sequence[Row], corrections: Iterable[Row]) -> list[Row]:
    """The places after the corrections made by hand.

    Raises:
        PackError: a correction fits no row.
    """
    table = {place["id"]: dict(place) for place in places}
    for fix in corrections:
        if fix["id"] not in table:
            raise PackError(
                f"corrections.csv: there is no place {fix['id']}",
                hint="an id of places.csv, as geonames:112931",
            )
        if fix["field"] == "drop":
            del table[fix["id"]]
        elif fix["field"] == "not":
            _take_away(table[fix["id"]], fix["value"].split("|"))
        else:
            table[fix["id"]][fix["field"]] = fix["value"]
    return list(table.values())


def _take_away(place: Row, wrong: Sequence[str]) -> None:
    for column in SPELLED:
        kept = (name for name in place[column].split("|") if name.rstrip("*") not in wrong)
        place[column] = "|".join(kept)


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, or none where there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write a CSV file with LF line ends, so that its digest is the same everywhere."""
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.DictWriter(out, list(columns), lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(rows)


def _about(land: Land) -> str:
    zones = Counter(place.zone for place in land.settlements if place.zone)
    zone = min(zones.items(), key=lambda each: (-each[1], each[0]))[0] if zones else "UTC"
    seat = max(land.settlements, key=lambda each: (each.is_capital, each.population, -each.id))
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in
              (("code", land.code), ("name", land.name), ("zone", zone))}  # fmt: skip
    return ABOUT.format(**quoted, lat=seat.lat, lon=seat.lon)


def _shared_names(into: Path, code: str) -> int:
    """How many names belong to more than one place, by the pack as it loads."""
    bearers: dict[str, set[str]] = {}
    for name, _, place, _ in names(load_country(code, search=(into,))):
        bearers.setdefault(name, set()).add(place)
    return sum(len(places) > 1 for places in bearers.values())
