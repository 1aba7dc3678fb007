"""What every record is: frozen, checked on the way in, the same bytes for equal values.

Invariant: this is the only module that imports msgspec. A `repr` prints the type and the id, never
a field, so that no log or crash dump can hold a report's text.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar, cast

import msgspec

from crosstally.errors import FormatError

T = TypeVar("T")
Meta = msgspec.Meta


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value that crosses a module's edge. Compared by value; changed only by `changed`."""

    def __repr__(self) -> str:
        """The type and, where there is one, the id."""
        name = type(self).__name__
        own = getattr(self, "id", None)
        return f"<{name} {own}>" if own is not None else f"<{name}>"


def changed(record: T, **fields: Any) -> T:
    """A copy of a record with other values in some fields, its rules checked anew."""
    return cast(T, msgspec.structs.replace(cast(Any, record), **fields))


def encode(value: object) -> bytes:
    """Canonical JSON of a record or of plain values: fields in order, no blanks, UTF-8."""
    return _ENCODER.encode(value)


def encode_in_order(value: object) -> bytes:
    """The same for values that hold sets: their members, and the keys of dicts, in order."""
    return _IN_ORDER.encode(value)


def encode_lines(values: Iterable[object]) -> Iterator[bytes]:
    """One line of JSON, with its line feed, for each value."""
    for value in values:
        yield _ENCODER.encode(value) + b"\n"


def plain(value: object) -> Any:
    """The value as dicts, lists, strings and numbers."""
    return msgspec.to_builtins(value)


def decode(kind: type[T], data: bytes | str) -> T:
    """A record read from JSON and checked.

    Raises:
        FormatError: the data are no JSON, or break a rule of the record. The message names the
            field and never the value.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"no {_name(kind)}: {_why(error)}") from None


def convert(kind: type[T], value: object) -> T:
    """A record made from plain values (dicts, lists, strings, numbers) and checked.

    Raises:
        FormatError: the values break a rule of the record.
    """
    try:
        return msgspec.convert(value, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise FormatError(f"no {_name(kind)}: {_why(error)}") from None


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON schema of a record (`spec/records.md` prints it)."""
    return msgspec.json.schema(kind)


def parse_json(data: bytes | str) -> Any:
    """Plain values from JSON.

    Raises:
        FormatError: the data are no JSON; the message gives the place, never the text.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(f"no JSON: {_why(error)}") from None


def _name(kind: object) -> str:
    return getattr(kind, "__name__", str(kind))


def _why(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the bytes are no UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = str(error)
    return text[:1].lower() + text[1:] if not _quotes_input(text) else "a value is not of its kind"


def _quotes_input(text: str) -> bool:
    return "Invalid enum value" in text or "Invalid literal" in text


_ENCODER = msgspec.json.Encoder()
_IN_ORDER = msgspec.json.Encoder(order="deterministic")


class Shape(NamedTuple):
    """The form of a type, as tables need it: a scalar, a list of one thing, or a record.

    `kind` is str, int, float, bool, date, instant, list, record or any (a union of records).
    """

    kind: str
    fields: tuple[tuple[str, "Shape"], ...] = ()
    items: tuple["Shape", ...] = ()


def shape_of(kind: object) -> Shape:
    """The form of a record or field type. A record written as an array is a list of its items."""
    return _shape(msgspec.inspect.type_info(kind))


def _shape(info: msgspec.inspect.Type) -> Shape:
    inspect = msgspec.inspect
    if isinstance(info, inspect.StructType) and not info.array_like:
        return Shape("record", tuple((f.encode_name, _shape(f.type)) for f in info.fields))
    if isinstance(info, inspect.Metadata):
        return _shape(info.type)
    if isinstance(info, inspect.UnionType):
        some = [part for part in info.types if not isinstance(part, inspect.NoneType)]
        return _shape(some[0]) if len(some) == 1 else Shape("any")
    item = _item(info)
    if item is not None:
        return Shape("list", items=(_shape(item),))
    return Shape(_SCALAR_SHAPES.get(type(info), "str"))


def _item(info: msgspec.inspect.Type) -> msgspec.inspect.Type | None:
    """What a list-like type holds: a tuple, or a record that is written as an array."""
    if isinstance(info, msgspec.inspect.StructType):
        return info.fields[0].type
    if isinstance(info, msgspec.inspect.VarTupleType):
        return info.item_type
    return info.item_types[0] if isinstance(info, msgspec.inspect.TupleType) else None


_SCALAR_SHAPES: dict[type, str] = {
    msgspec.inspect.IntType: "int",
    msgspec.inspect.FloatType: "float",
    msgspec.inspect.BoolType: "bool",
    msgspec.inspect.DateType: "date",
    msgspec.inspect.DateTimeType: "instant",
}
