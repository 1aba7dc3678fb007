"""Tables, CSV and XLSX, read by a column map: a row is a report, or a row that somebody coded.

Invariant: a row makes one report or one issue. A report keeps the cells its map names and no
others, and carries the map itself (in the cell whose column is empty), so that what a row means
never changes when a map does.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath

from crosstally.errors import FormatError
from crosstally.intake.arrive import (
    Arrived,
    Inlet,
    Outcome,
    Told,
    aside,
    dropped,
    forbidden,
    report_of,
)
from crosstally.intake.columns import REPORT_FIELDS, ColumnMap
from crosstally.intake.dates import is_future
from crosstally.intake.rows import HEADER_WITHIN, Row, brief, index_of, read_rows
from crosstally.intake.values import read_day
from crosstally.records import (
    Issue,
    Knowing,
    Provenance,
    Reason,
    Report,
    Visibility,
    convert,
    decode,
    encode,
)

_MAP_HINT = "crosstally count --table T.csv --write-map T.map.toml"
MAP_COLUMN = ""  # the cell that holds the map; no column can be mapped by an empty name


def read_table(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every row of a table as a report or as an issue, in order; the header is no item.

    Raises:
        FormatError: the map names a column that the table has not, or that names a person.
    """
    found = told.maps.get(inlet.name) or told.maps.get("")
    rows = read_rows(inlet, told, sheet=found.sheet if found else None)
    header, above = _header(rows, found)
    if header is None:
        first = next((row for row in above if isinstance(row, Row)), None)
        yield from (row for row in above if isinstance(row, Issue))
        if first is not None and found is not None:
            _ = _places(found, first.cells, inlet.name)  # which raises: a column is not there
        elif first is not None:
            detail = f"a table needs a map beside it: {_MAP_HINT}"
            yield aside(inlet.name, Reason.UNKNOWN_FORMAT, detail)
        return
    column_map = found or own_map(header.cells)
    assert column_map is not None  # or no row would have been the header
    places = _places(column_map, header.cells, inlet.name)
    for row in above:
        above_it = f"{inlet.name}#{row.number}" if isinstance(row, Row) else ""
        yield (
            row
            if isinstance(row, Issue)
            else aside(above_it, Reason.NOT_A_RECORD, "a row above the header")
        )
    for row in rows:
        yield _row(row, column_map, places, inlet, told) if isinstance(row, Row) else row
    gone = forbidden(name for name in header.cells if name.strip())
    if gone:
        yield dropped(inlet.name, gone)


def _header(
    rows: Iterator[Row | Issue], column_map: ColumnMap | None
) -> tuple[Row | None, list[Row | Issue]]:
    """The first row that names every column of the map (or our own ones), and all above it."""
    above: list[Row | Issue] = []
    for row in islice(rows, HEADER_WITHIN):
        if isinstance(row, Row) and _heads(row.cells, column_map):
            return row, above
        above.append(row)
    return None, above


def _heads(cells: Sequence[str], column_map: ColumnMap | None) -> bool:
    if column_map is None:
        return own_map(cells) is not None
    return all(index_of(cells, column) is not None for _, column in column_map.columns)


def own_map(header: Sequence[str]) -> ColumnMap | None:
    """The map of a table of reports whose columns have our own names; None of any other."""
    names = {name.strip().lower(): name.strip() for name in header}
    if "text" not in names or not {"source", "published", "id"} & set(names):
        return None
    columns = tuple((field, names[field]) for field in REPORT_FIELDS if field in names)
    return ColumnMap(columns=columns, rows="reports")


def map_of(report: Report) -> ColumnMap | None:
    """The map by which a report's row was read; None of a report that came as words."""
    text = dict(report.cells).get(MAP_COLUMN)
    return decode(ColumnMap, text) if text else None


def _places(column_map: ColumnMap, header: Sequence[str], name: str) -> dict[str, int]:
    places = {field: index_of(header, column) for field, column in column_map.columns}
    missing = sorted(column for field, column in column_map.columns if places[field] is None)
    if missing:
        raise FormatError(
            f"{name} has no column {missing[0]!r}",
            hint=f"its columns are: {', '.join(brief(c.strip()) for c in header if c.strip())}",
        )
    if banned := forbidden(column for _, column in column_map.columns):
        raise FormatError(
            f"the map takes in {banned[0]!r}, which names a person", hint="leave the column out"
        )
    return {field: at for field, at in places.items() if at is not None}


def _row(
    row: Row, column_map: ColumnMap, places: dict[str, int], inlet: Inlet, told: Told
) -> Outcome:
    where = f"{inlet.name}#{row.number}"
    marked = sorted(f for f, at in places.items() if at in row.formulas)
    if marked:
        return aside(where, Reason.FORMULA, f"{marked[0]}: a formula; paste its value instead")
    told_cells = {
        field: row.cells[at] if at < len(row.cells) else "" for field, at in places.items()
    }
    values = dict(column_map.constants) | {f: t for f, t in told_cells.items() if t.strip()}
    if column_map.rows == "reports":
        return _as_report(values, row.number, where, inlet, told)
    day = read_day(values.get("date", ""), column_map.date_format)
    if day is None:
        reason = Reason.BAD_DATE if values.get("date", "").strip() else Reason.NO_DATE
        return aside(where, reason, f"no day in {column_map.date_format} order")
    if is_future(day, told.now):
        return aside(where, Reason.FUTURE_DATE, f"{day.isoformat()} is still to come")
    return _as_coded(values, column_map, row, inlet, told)


def _as_report(
    values: dict[str, str], number: int, where: str, inlet: Inlet, told: Told
) -> Outcome:
    terms = _terms(values)
    if isinstance(terms, str):
        return aside(where, Reason.BAD_CELL, f"{terms} is not of the codebook")
    item = Arrived(
        source=values.get("source") or PurePosixPath(inlet.name).stem,
        body=values.get("text", ""),
        published=values.get("published"),
        native_id=values.get("id") or f"row {number}",
        lang=values.get("lang"),
        title=values.get("title"),
        url=values.get("url"),
        provenance=terms[0],
        basis=terms[1],
        visibility=terms[2],
        relay_of=values.get("relay_of"),
    )
    return report_of(item, told, where)


def _as_coded(
    values: dict[str, str], column_map: ColumnMap, row: Row, inlet: Inlet, told: Told
) -> Outcome:
    where = f"{inlet.name}#{row.number}"
    terms = _terms({f: t for f, t in values.items() if f != "provenance"})
    if isinstance(terms, str):
        return aside(where, Reason.BAD_CELL, f"{terms} is not of the codebook")
    cells = tuple(
        (column, values[field])
        for field, column in column_map.columns
        if field in values and field != "text"
    )
    item = Arrived(
        source=values.get("source") or PurePosixPath(inlet.name).stem,
        body=values.get("text", ""),
        native_id=values.get("id") or f"row {row.number}",
        url=values.get("url"),
        provenance=Provenance.TABLE,
        basis=terms[1],
        cells=(*cells, (MAP_COLUMN, encode(column_map).decode())),
        row=row.number,
    )
    return report_of(item, told, where)


def _terms(values: dict[str, str]) -> tuple[Provenance | None, Knowing | None, Visibility] | str:
    """The closed lists of a row, or the field that is not of its list (jsonl says why)."""
    name = "provenance"
    try:
        provenance = convert(Provenance, values[name]) if values.get(name) else None
        name = "basis"
        basis = convert(Knowing, values[name]) if values.get(name) else None
        name = "visibility"
        visibility = convert(Visibility, values[name]) if values.get(name) else Visibility.PUBLIC
    except FormatError:
        return name
    return provenance, basis, visibility
