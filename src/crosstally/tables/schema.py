"""How a record looks as columns.

Invariant: the columns follow from the record's own types, field by field in its order, so a record
that changes changes its table. An instant stays text, so that its zone is never relabelled.
"""

from crosstally.records.base import Shape, shape_of

_SCALARS = {
    "str": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "instant": "VARCHAR",
    "any": "JSON",
}


def columns_of(kind: object) -> dict[str, str]:
    """The DuckDB type of each column of a record's table, in the record's order.

    >>> from crosstally.records import Note
    >>> columns_of(Note)
    {'coder': 'VARCHAR', 'day': 'DATE'}
    """
    return {name: _column(shape) for name, shape in shape_of(kind).fields}


def _column(shape: Shape) -> str:
    if shape.kind == "list":
        return f"{_column(shape.items[0])}[]"
    if shape.kind == "record":
        inner = ", ".join(f'"{name}" {_column(part)}' for name, part in shape.fields)
        return f"STRUCT({inner})"
    return _SCALARS[shape.kind]
