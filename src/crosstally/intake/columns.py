"""How a table is read: which column holds what, what holds for all rows, and what words mean.

Invariant: a map names known fields only, each once, and no column that names a person; read and
written again it is the same map. A table is one of three kinds: reports, coded rows, or a
monitor's running totals.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from crosstally.errors import FormatError
from crosstally.records import Record

REPORT_FIELDS = (
    "id", "source", "published", "lang", "title", "text", "url", "provenance", "basis",
    "visibility", "relay_of",
)  # fmt: skip
CODED_FIELDS = (
    "id", "source", "url", "text", "date", "last_date", "site", "city", "county", "province",
    "country", "lat", "lon", "size", "size_low", "size_high", "kind", "subtype", "reality",
    "stance", "target", "actor", "groups", "demand", "killed", "injured", "arrested", "asserter",
    "origins", "status", "basis", "provenance",
)  # fmt: skip
TOTAL_FIELDS = (
    "date",
    "total_gatherings",
    "total_cities",
    "killed",
    "injured",
    "arrested",
    "source",
)
DATE_FORMATS = ("iso", "dmy", "mdy", "jalali")
_FIELDS = {"reports": REPORT_FIELDS, "coded": CODED_FIELDS, "totals": TOTAL_FIELDS}
_TABLES = ("columns", "constants", "options", "values")

Pairs = tuple[tuple[str, str], ...]


class ColumnMap(Record, frozen=True, kw_only=True):
    """How a table is read.

    `columns` gives the column of each field, `constants` a value for every row, `values` what the
    table's own words mean, field by field. `rows` says what a row is: a report, a coded row, or a
    day's running totals.
    """

    columns: Pairs
    constants: Pairs = ()
    values: tuple[tuple[str, Pairs], ...] = ()
    date_format: str = "iso"
    rows: str = "coded"
    sheet: str | None = None

    def __post_init__(self) -> None:
        """Known fields, each once."""
        if self.rows not in _FIELDS:
            raise ValueError("rows are reports, coded or totals")
        if self.date_format not in DATE_FORMATS:
            raise ValueError("a date format is iso, dmy, mdy or jalali")
        known = _FIELDS[self.rows]
        for pairs in (self.columns, self.constants, self.values):
            names = [pair[0] for pair in pairs]
            if len(set(names)) < len(names) or not set(names) <= set(known):
                raise ValueError(f"a field is one of: {', '.join(known)}")

    def column(self, field: str) -> str | None:
        """The column that holds a field."""
        return dict(self.columns).get(field)

    def constant(self, field: str) -> str | None:
        """The value that a field has in every row."""
        return dict(self.constants).get(field) or None

    def meaning(self, field: str) -> Mapping[str, str]:
        """What the table's own words for a field mean."""
        return dict(dict(self.values).get(field, ()))


def parse_map(text: str, *, name: str) -> ColumnMap:
    """A column map read from TOML.

    Raises:
        FormatError: it is no TOML, or names what is not known.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormatError(f"{name} is no TOML: {error}") from None
    wrong = sorted(key for key, table in tables.items() if not isinstance(table, dict))
    if wrong:
        raise FormatError(f"{name}: {wrong[0]} is no table", hint=f"write [{wrong[0]}] above it")
    unknown = sorted(set(tables) - set(_TABLES))
    if unknown:
        raise FormatError(
            f"{name} has an unknown table [{unknown[0]}]",
            hint="known are [columns], [constants], [options] and [values.FIELD]",
        )
    options = dict(tables.get("options", {}))
    columns = _pairs(tables.get("columns", {}))
    rows = options.pop("rows", None) or _kind_of(columns)
    chosen = {
        "date_format": options.pop("date_format", "iso"),
        "sheet": options.pop("sheet", None),
    }
    if options:
        raise FormatError(
            f"{name} has an unknown option {min(options)!r}", hint="rows, date_format and sheet"
        )
    if not columns:
        raise FormatError(f"{name} maps no column", hint='write [columns], then date = "Date"')
    try:
        return ColumnMap(
            columns=columns,
            constants=_pairs(tables.get("constants", {})),
            values=tuple((f, _pairs(v)) for f, v in tables.get("values", {}).items()),
            rows=rows,
            **chosen,
        )
    except (ValueError, AttributeError, TypeError) as error:
        raise FormatError(f"{name}: {error}") from None


def map_text(column_map: ColumnMap, *, title: str) -> str:
    """The map as TOML, to be kept beside its table and mended by hand."""
    lines = [f"# {title}"]
    lines += ["[columns]", *_toml(column_map.columns)]
    if column_map.constants:
        lines += ["", "[constants]", *_toml(column_map.constants)]
    lines += ["", "[options]", f"rows = {_quoted(column_map.rows)}"]
    lines += [f"date_format = {_quoted(column_map.date_format)}  # iso, dmy, mdy or jalali"]
    if column_map.sheet:
        lines += [f"sheet = {_quoted(column_map.sheet)}"]
    for field, pairs in column_map.values:
        lines += ["", f"[values.{field}]", *_toml(pairs)]
    return "\n".join(lines) + "\n"


def _kind_of(columns: Pairs) -> str:
    fields = {field for field, _ in columns}
    if {"total_gatherings", "total_cities"} & fields:
        return "totals"
    return "reports" if "text" in fields and "date" not in fields else "coded"


def _pairs(table: Any) -> Pairs:
    return tuple((str(key), str(value)) for key, value in table.items())


def _toml(pairs: Pairs) -> list[str]:
    return [f"{_key(key)} = {_quoted(value)}" for key, value in pairs]


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else _quoted(key)


def _quoted(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in inside) + '"'
