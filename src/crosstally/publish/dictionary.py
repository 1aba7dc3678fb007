"""The data dictionary of a release: every column of every table, and the Data Package that says so.

Invariant: every column of every table is explained, its type and codes following from the record
behind it; equal tables give equal bytes.
"""

import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from crosstally.publish.frozen import columns
from crosstally.records import Record, terms
from crosstally.records.base import shape_of

_TYPES = {
    "str": "string", "int": "integer", "float": "number", "bool": "boolean", "date": "date",
}  # fmt: skip
_KEYS = {
    "incidents": "incident", "mentions": "mention", "reports": "report", "claims": "claim",
    "calls": "call", "judgements": "judgement",
}  # fmt: skip
_LISTS = ("groups", "themes")  # several codes in one cell: no enumeration can check them


class DictionaryRow(Record, frozen=True, kw_only=True):
    """A column: what it means, its type, its unit and the codes that may stand in it."""

    table: str
    column: str
    type: str
    required: bool
    unit: str | None
    meaning: str
    codes: str | None


def dictionary() -> tuple[DictionaryRow, ...]:
    """Every column of every table of a release."""
    return tuple(row for name, kind in columns().items() for row in _rows(name, kind))


def table_meaning(name: str) -> str:
    """What a row of a table is."""
    return str(_words()["tables"][name])


def schema_of(name: str) -> dict[str, Any]:
    """The Table Schema (Data Package v2) of a table."""
    kind = columns()[name]
    schema: dict[str, Any] = {
        "fields": [_field(row) for row in _rows(name, kind)],
        "missingValues": [""],
    }
    if name in _KEYS:
        schema["primaryKey"] = [_KEYS[name]]
    known = [
        c for c in ("incident", "report") if c in kind.__struct_fields__ and c != _KEYS.get(name)
    ]
    if known:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": f"{column}s", "fields": [column]}}
            for column in known
        ]
    return schema


def _rows(name: str, kind: type[Record]) -> Iterator[DictionaryRow]:
    words = _words()["columns"]
    needed = _required(kind)
    for column, shape in shape_of(kind).fields:
        told = words.get(f"{name}.{column}") or words[column]
        codes = [code for listed in told.get("codes", ()) for code in _codes(listed)]
        yield DictionaryRow(
            table=name, column=column, type=_TYPES[shape.kind], required=column in needed,
            unit=told.get("unit"), meaning=told["meaning"], codes=" ".join(codes) or None,
        )  # fmt: skip


def _field(row: DictionaryRow) -> dict[str, Any]:
    field: dict[str, Any] = {"name": row.column, "type": row.type, "description": row.meaning}
    if row.unit is not None:
        field["unit"] = row.unit
    if row.type == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    constraints: dict[str, Any] = {}
    one_code = row.codes is not None and row.column not in _LISTS
    if row.required and (row.type != "string" or one_code):
        constraints["required"] = True  # an empty text is a missing one in CSV
    if row.codes is not None and one_code:
        constraints["enum"] = row.codes.split(" ")
    return field | ({"constraints": constraints} if constraints else {})


def _required(kind: type[Record]) -> frozenset[str]:
    """The columns that hold a value in every row."""
    hints = {name: str(hint) for name, hint in kind.__annotations__.items()}
    return frozenset(name for name, hint in hints.items() if "None" not in hint)


def _codes(listed: str) -> tuple[str, ...]:
    """The terms of a list of the codebook."""
    if listed == "SUBTYPES":
        return tuple(dict.fromkeys(one for names in terms.SUBTYPES.values() for one in names))
    kind = getattr(terms, listed)
    assert issubclass(kind, StrEnum)
    return tuple(one.value for one in kind)


@cache
def _words() -> dict[str, Any]:
    text = resources.files("crosstally.publish").joinpath("dictionary.toml").read_text("utf-8")
    return tomllib.loads(text)
