"""A desk's own sheet come back: its rows by column, and what went out in each.

Invariant: every row of the sheet is in the answer, or an issue that names it is. A row is only as
good as what is kept of it: a sheet of another desk, or with what went out taken away, is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crosstally.errors import FormatError, SealError
from crosstally.intake.arrive import Inlet, Told, aside, dropped, forbidden
from crosstally.intake.rows import HEADER_WITHIN, Row, brief, read_rows
from crosstally.records import Issue, Reason
from crosstally.tables.sheet import (
    MAIN,
    OUT,
    About,
    Line,
    columns,
    plain,
    read_about,
    read_kept,
)
from crosstally.tables.workbook import writable
from crosstally.text.fold import fold

_BEGINS = '{"crosstally_sheet":'  # what a CSV's last heading says of the sheet


class Edited(NamedTuple):
    """A row as it came back: its number, its cells by column as typed, and the row as it went out.

    `own` are the cells of columns that are none of ours. A column that is no longer in the sheet is
    in neither; `formulas` are the columns in which a formula stands.
    """

    number: int
    kept: Line
    cells: Mapping[str, str]
    own: Mapping[str, str]
    formulas: frozenset[str] = frozenset()


class Returned(NamedTuple):
    """A sheet that came back: what it says of itself, its rows, what is wrong with the others.

    `missing` is how many rows went out and did not come back, `gone` the columns that did not.
    """

    about: About
    rows: tuple[Edited, ...]
    issues: tuple[Issue, ...]
    missing: int
    gone: tuple[str, ...]


class _Header(NamedTuple):
    """Where each column stands: ours by name, and those that are none of ours by their heading."""

    ours: Mapping[str, int]
    own: Mapping[str, int]
    last: str


def read_sheet(inlet: Inlet, told: Told) -> Returned:
    """The sheet in a file, XLSX or CSV, whoever saved it last.

    Raises:
        FormatError: it is no sheet of ours, or what went out has been taken away.
        SealError: what went out is another desk's, or was changed in every row.
    """
    issues: list[Issue] = []
    is_book = inlet.name.lower().endswith((".xlsx", ".xlsm"))
    about, kept = _kept_in_book(inlet, told) if is_book else (None, {})
    rows = read_rows(inlet, told, sheet=MAIN[about.lang == "fa"] if about else None)
    header = _header(rows, inlet.name, issues)
    about = about or _about(header.last, inlet.name)
    found = []
    for row in rows:
        if isinstance(row, Issue):
            issues += [] if row.reason is Reason.NOT_A_RECORD else [row]
            continue
        line = _line(row, header, about, kept if is_book else None, told.key)
        if isinstance(line, Line):
            found.append(_edited(row, header, line))
        else:
            issues.append(aside(f"{inlet.name}#{row.number}", Reason.NOT_A_RECORD, line))
    banned = forbidden(header.own)
    if banned:
        issues.append(dropped(inlet.name, banned))
    changed = sum(one.detail == _CHANGED for one in issues)
    if changed and not found:
        raise SealError(
            f"{inlet.name} is another desk's sheet, or what went out in it was changed",
            hint="write it anew: crosstally sheet out",
        )
    came = {one.kept.incident for one in found}
    return Returned(
        about=about,
        rows=tuple(
            one._replace(own={n: v for n, v in one.own.items() if n not in banned}) for one in found
        ),
        issues=tuple(issues),
        missing=max(0, about.rows - len(came) - changed),
        gone=tuple(one.name for one in about.shown() if one.name not in header.ours),
    )


_CHANGED = "what went out in this row was changed, or is another desk's"


def _kept_in_book(inlet: Inlet, told: Told) -> tuple[About, dict[str, str]]:
    """What the hidden page says of the sheet, and what it keeps of each row."""
    rows = (row for row in read_rows(inlet, told, sheet=OUT) if isinstance(row, Row))
    first = next(rows, None)
    if first is None:
        raise FormatError(
            f"{inlet.name} does not say what went out: its page {OUT!r} is gone",
            hint="save it as .xlsx with all its pages, or write it anew: crosstally sheet out",
        )
    about = read_about(first.cells[0])
    return about, {row.cells[0]: "".join(row.cells[1:]) for row in rows}


def _about(last: str, name: str) -> About:
    if not last.startswith(_BEGINS):
        raise FormatError(
            f"{name} does not say what went out: its last column is gone",
            hint="keep that column, or write it anew: crosstally sheet out",
        )
    return read_about(last)


def _header(rows: Iterator[Row | Issue], name: str, issues: list[Issue]) -> _Header:
    """The row that names the columns; a title may have been put above it."""
    titles = {_folded(title): one.name for one in columns().values() for title in (one.en, one.fa)}
    for number, row in enumerate(rows):
        if isinstance(row, Issue):
            issues += [] if row.reason is Reason.NOT_A_RECORD else [row]
            continue
        ours: dict[str, int] = {}
        own: dict[str, int] = {}
        last = ""
        for at, cell in enumerate(row.cells):
            heading = plain(cell.strip())
            if heading.startswith(_BEGINS):
                last = heading
                ours["kept"] = at
            elif (known := titles.get(_folded(heading))) is not None and known not in ours:
                ours[known] = at
            elif heading:
                own[heading] = at
        if "incident" in ours:
            return _Header(ours, own, last)
        if number >= HEADER_WITHIN:
            break
    raise FormatError(
        f"{name} has no column of incidents' ids", hint="write it anew: crosstally sheet out"
    )


def _line(
    row: Row, header: _Header, about: About, kept: Mapping[str, str] | None, key: bytes
) -> Line | str:
    """The row as it went out, or why that is not known."""
    incident = _at(row.cells, header.ours["incident"])
    if not incident:
        return "no incident's id: a new event comes in as a report, with `crosstally add --map`"
    text = _at(row.cells, header.ours["kept"]) if kept is None else kept.get(incident)
    if not text:
        return "no incident that went out in this sheet"
    try:
        line = read_kept(text, about, key)
    except FormatError:
        return _CHANGED
    return line if line.incident == incident else _CHANGED


def _edited(row: Row, header: _Header, kept: Line) -> Edited:
    cells = {name: plain(_at(row.cells, at)) for name, at in header.ours.items() if name != "kept"}
    own = {name: plain(_at(row.cells, at)) for name, at in header.own.items()}
    places = {**header.own, **header.ours}
    formulas = frozenset(name for name, at in places.items() if at in row.formulas)
    return Edited(row.number, kept, cells, own, formulas)


def _at(cells: Sequence[str], at: int) -> str:
    return writable(cells[at]).strip() if at < len(cells) else ""


def _folded(title: str) -> str:
    return fold(title).text.strip()


def named(name: str) -> str:
    """What a message calls a column: our own title, else its heading as far as it is short."""
    column = columns().get(name)
    return column.en if column is not None else brief(name)
