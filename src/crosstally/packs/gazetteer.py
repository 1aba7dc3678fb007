"""A country pack: its places, provinces, office-holders and sources, versioned and digested.

Invariant: a pack is data and no code; two packs with the same files have the same digest. Every
place has an id of its own, every place but a country lies in a country of the pack, and where a
row names a province, a parent or a capital, that exists.

A pack is a folder `country/XX/` with `pack.toml` and tables, all but `places.csv` optional;
`docs/own-country.md` describes each column. A name with a star behind it (`Nur*`), and every
name of one word of a place whose column `cue` is 1, is an ordinary word too: it counts only with a
word beside it that says "city of", "province of" or the like.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crosstally.errors import PackError
from crosstally.records import Digest, Level, PlaceId
from crosstally.text.fold import fold_phrase

Row = Mapping[str, str]
_NEEDED = MappingProxyType({  # what a table must have; docs/own-country.md tells the others
    "places.csv": ("id", "name"), "supplement.csv": ("id", "name"),
    "provinces.csv": ("code", "name"), "countries.csv": ("code", "name", "capital"),
    "sources.csv": ("id", "name", "kind"),
})  # fmt: skip
NAME_COLUMNS = (
    ("name", "en"), ("names_latn", "en"), ("name_fa", "fa"), ("names_fa", "fa"),
    ("name_ar", "ar"), ("names_ar", "ar"), ("names_ckb", "ckb"),
)  # fmt: skip


class Name(NamedTuple):
    """A name of a place. `language` is en for any name in Latin letters."""

    text: str
    language: str
    cue: bool


class PlaceRow(NamedTuple):
    """A place of a pack.

    `parent` is the city that a site or quarter lies in, or the capital of a county. `province` and
    `country` are codes. `population` is 0 where it is not known.
    """

    id: PlaceId
    name: str
    names: tuple[Name, ...]
    level: Level
    kind: str
    parent: PlaceId | None
    province: str | None
    country: str | None
    lat: float | None
    lon: float | None
    population: int
    note: str


class Country(NamedTuple):
    """A country pack.

    `places` holds the country and its provinces too, as places with their codes for ids. `tables`
    are the other tables by name (`officials`, `sources`, `neighbours`, …), rows as written.
    """

    code: str
    name: str
    version: str
    zone: str
    calendar: str
    languages: tuple[str, ...]
    places: tuple[PlaceRow, ...]
    tables: Mapping[str, tuple[Row, ...]]
    outlines: bytes | None
    credits: tuple[str, ...]
    digest: Digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def provinces(self) -> tuple[PlaceRow, ...]:
        """The provinces, in the order of their table."""
        return tuple(p for p in self.places if p.level is Level.PROVINCE)

    @property
    def officials(self) -> tuple[Row, ...]:
        """Who held which office when."""
        return self.tables.get("officials", ())

    @property
    def sources(self) -> tuple[Row, ...]:
        """The sources that reports come from or cite."""
        return self.tables.get("sources", ())


def load_country(code: str, *, search: tuple[Path, ...] = ()) -> Country:
    """The pack of a country, a desk's own folders looked into first.

    Args:
        code: the name of the pack's folder, e.g. "IR" or "WORLD".
        search: folders that may hold `country/XX/`; the built-in packs come last.

    Raises:
        PackError: there is no such pack, or a table of it is broken.
    """
    folder = _folder(code, search)
    return _country(
        code, tuple((p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file())
    )


@lru_cache(maxsize=8)
def _country(code: str, files: tuple[tuple[str, bytes], ...]) -> Country:
    """A pack from its files: a program that opens two desks reads their places once."""
    raws = dict(files)
    digest = hashlib.sha256()
    for name, raw in files:
        digest.update(name.encode() + b"\0" + raw)
    try:
        about = tomllib.loads(raws["pack.toml"].decode("utf-8"))
        tables = {n[:-4]: tuple(_rows(n, raw)) for n, raw in raws.items() if n.endswith(".csv")}
        return Country(
            code=str(about["code"]),
            name=str(about["name"]),
            version=str(about["version"]),
            zone=ZoneInfo(str(about.get("zone", "UTC"))).key,
            calendar=str(about.get("calendar", "gregorian")),
            languages=tuple(about.get("languages", ("en",))),
            places=tuple(_places(about, tables)),
            tables=tables,
            outlines=raws.get("outlines.geojson"),
            credits=tuple(about.get("credits", ())),
            digest=Digest(digest.hexdigest()),
        )
    except (ZoneInfoNotFoundError, OSError):
        raise PackError(
            f"the country pack {code!r} names no time zone", hint="as Asia/Tehran or UTC"
        ) from None
    except (KeyError, ValueError) as error:
        raise PackError(
            f"the country pack {code!r} is broken: {type(error).__name__}",
            hint="pack.toml needs code, name and version; see docs/own-country.md",
        ) from None


def country_codes(*, search: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The codes of the countries that have a pack."""
    roots = [*search, _built_in()]
    return tuple(sorted({p.parent.name for r in roots for p in r.glob("country/*/pack.toml")}))


def names(country: Country) -> Iterator[tuple[str, str, PlaceId, bool]]:
    """Each name as it stands in a folded text, its language, its place, whether it needs a cue."""
    for place in country.places:
        for name in place.names:
            yield fold_phrase(name.text), name.language, place.id, name.cue


def merged(countries: Iterable[Country]) -> Mapping[PlaceId, PlaceRow]:
    """The places of several packs by id; of a place that two packs have, the first one's row."""
    table: dict[PlaceId, PlaceRow] = {}
    for country in countries:
        for place in country.places:
            table.setdefault(place.id, place)
    return table


def _places(about: Mapping[str, Any], tables: Mapping[str, tuple[Row, ...]]) -> Iterator[PlaceRow]:
    code = str(about["code"])
    rows: dict[str, Row] = {}
    if "countries" not in tables:
        rows[code] = _country_row(about)
    for row in tables.get("countries", ()):
        rows[row["code"]] = {**row, "id": row["code"], "level": "country", "country": row["code"]}
    for row in tables.get("provinces", ()):
        own = {"id": row["code"], "level": "province", "province": row["code"]}
        rows[row["code"]] = {**row, **own}
    for row in (*tables.get("places", ()), *tables.get("supplement", ())):
        old = rows.get(row["id"])
        rows[row["id"]] = _joined(old, row) if old else row
    for row in rows.values():
        yield _place(row, code, rows)


def _country_row(about: Mapping[str, Any]) -> Row:
    row = {k: str(about.get(k, "")) for k in ("code", "name", "name_fa", "name_ar", "lat", "lon")}
    latin = [n for n in about.get("names", ()) if n.isascii()]
    other = [n for n in about.get("names", ()) if not n.isascii()]
    return row | {
        "id": row["code"], "level": "country", "country": row["code"],
        "names_latn": "|".join(latin), "names_fa": "|".join(other),
    }  # fmt: skip


def _joined(old: Row, new: Row) -> Row:
    joined = dict(old)
    for column, value in new.items():
        if column.startswith("names_"):
            both = [*old.get(column, "").split("|"), *value.split("|")]
            joined[column] = "|".join(dict.fromkeys(filter(None, both)))
        elif value:
            joined[column] = value
    return joined


def _place(row: Row, code: str, rows: Mapping[str, Row]) -> PlaceRow:
    for column in ("parent", "province", "capital"):
        if row.get(column) and row[column] not in rows:
            raise PackError(
                f"the place {row['id']} names a {column} that is none: {row[column]}",
                hint="a province stands in provinces.csv, a town in places.csv",
            )
    try:
        return PlaceRow(
            id=PlaceId(row["id"]),
            name=row["name"].rstrip("*"),
            names=tuple(_names(row)),
            level=Level(row["level"] if row.get("level") else "city"),
            kind=row.get("kind", ""),
            parent=PlaceId(row["parent"]) if row.get("parent") else None,
            province=row.get("province") or None,
            country=row.get("country") or code,
            lat=float(row["lat"]) if row.get("lat") else None,
            lon=float(row["lon"]) if row.get("lon") else None,
            population=int(row.get("population") or 0),
            note=row.get("note", ""),
        )
    except ValueError as error:
        raise PackError(f"the place {row['id']} has a broken value: {error}") from None


def _names(row: Row) -> Iterator[Name]:
    whole = row.get("cue") == "1"
    seen: dict[str, bool] = {}
    for column, language in NAME_COLUMNS:
        cell = row.get(column)
        for word in cell.split("|") if cell else ():
            bare = word.rstrip("*")
            if bare and bare not in seen:
                seen[bare] = True
                yield Name(bare, language, bare != word or (whole and " " not in bare))


def _rows(name: str, raw: bytes) -> Iterator[Row]:
    lines = csv.DictReader(raw.decode("utf-8-sig").splitlines(), restkey="", strict=True)
    try:
        missing = [c for c in _NEEDED.get(name, ()) if c not in (lines.fieldnames or ())]
        if missing:
            raise PackError(
                f"{name} has no column {missing[0]!r}", hint="docs/own-country.md lists them"
            )
        for number, row in enumerate(lines, 2):
            if "" in row or None in row.values():
                raise PackError(
                    f"{name} line {number} has too few or too many columns",
                    hint="quote a value that holds a comma",
                )
            yield row
    except csv.Error as error:
        raise PackError(f"{name} is no CSV table: {error}") from None


def _folder(code: str, search: tuple[Path, ...]) -> Path:
    known = country_codes(search=search)
    for root in (*search, _built_in()):
        if code in known and (root / "country" / code / "pack.toml").is_file():
            return root / "country" / code
    raise PackError(
        f"there is no country pack {code!r}",
        hint=f"there are: {', '.join(known)}; docs/own-country.md tells how to make one",
    )


def _built_in() -> Path:
    return Path(str(resources.files("crosstally.packs")))
