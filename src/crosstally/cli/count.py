"""`crosstally count`: a desk, or anyone's coded sheet, counted under the named rules."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click

from crosstally.cli import say
from crosstally.counting import (
    GROUPINGS,
    NOT_RECORDED,
    Boundary,
    Recount,
    Rule,
    SheetRow,
    TotalsRow,
    differences,
    incident_of,
    load_rules,
    reasons,
    recount,
    recount_totals,
    series,
    tally,
)
from crosstally.counting import count as count_under
from crosstally.errors import FormatError, UsageError
from crosstally.intake import (
    AmountReader,
    ColumnMap,
    Inlet,
    Lookup,
    Row,
    Told,
    amount_reader,
    coded_row,
    in_place,
    lookup_in,
    map_text,
    no_places,
    origins_told,
    parse_map,
    propose_for,
    read_amount,
    read_rows,
    read_table,
    reviewed,
    totals_row,
)
from crosstally.packs.gazetteer import country_codes, load_country
from crosstally.packs.language import language_codes, load_language
from crosstally.records import Incident, Issue, Report, Tally
from crosstally.text.numbers import compile_numbers

_ROWS_NAMED = 6  # for each reason; --json names all
_IDS_NAMED = 2
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")
LookIn = Callable[[str | None], Lookup]
_path = click.Path(path_type=Path)


class _Sheet(NamedTuple):
    """A table as it was read."""

    rows: tuple[SheetRow, ...]
    reports: tuple[Report, ...]
    aside: tuple[Issue, ...]
    doubtful: tuple[Issue, ...]


@click.command()
@click.argument("desk", required=False, type=_path)
@click.option("--table", type=_path, help="A coded sheet, CSV or XLSX, of anyone's.")
@click.option("--map", "mapped", type=_path, help="How its columns are read. Default: proposed.")
@click.option("--write-map", type=_path, help="Keep the proposed map in this file.")
@click.option("--rules", default="all", show_default=True, help="Names with commas, or all.")
@click.option("--by", help=f"A row for each group: {', '.join(GROUPINGS)}; several with commas.")
@click.option(
    "--compare",
    is_flag=True,
    help="How far each number is from your own (of a desk: the first rule's).",
)
@click.option("--json", "json", is_flag=True, help="JSON lines for a pipe.")
def count(  # noqa: PLR0913  (one parameter an option)
    desk: Path | None,
    table: Path | None,
    mapped: Path | None,
    write_map: Path | None,
    rules: str,
    by: str | None,
    compare: bool,
    json: bool,
) -> None:
    """Count under the named rules: a DESK that is built, or with --table anyone's coded sheet.

    Shows each rule's number beside the sheet's own, and what makes the difference. --json gives
    every row with its reasons in English and Persian.
    """
    if (desk is None) == (table is None):
        raise UsageError(
            "count either a desk or a table", hint="crosstally count --table FILE.xlsx"
        )
    chosen = load_rules(rules, search=(desk / "packs",) if desk else ())
    if table is None:
        assert desk is not None
        _count_desk(desk, chosen, by, compare=compare, json=json)
        return
    look_in = cache(_look_in)
    column_map = _map_for(table, mapped, write_map, look_in)
    if column_map.rows == "reports":
        raise UsageError(
            f"{table.name} holds reports, no coded rows", hint=f"crosstally add DESK {table.name}"
        )
    sheet = _read(table, column_map, look_in)
    if column_map.rows == "totals" and by is not None:
        raise UsageError("running totals hold no incidents to group", hint="leave --by out")
    if column_map.rows == "totals":
        totals = [TotalsRow(*row) for report in sheet.reports if (row := totals_row(report))]
        found = recount_totals(totals, sheet.aside, chosen)
    else:
        found = recount(sheet.rows, sheet.aside, chosen)
    if json:
        say.lines([found])
    elif by is not None:
        _show_by(tuple(incident_of(row) for row in sheet.rows), chosen, by)
    else:
        _show(table.name, found, sheet, chosen, compare=compare)


def _count_desk(
    desk: Path, rules: Sequence[Rule], by: str | None, *, compare: bool, json: bool
) -> None:
    from crosstally.tables.files import read_table as read_records  # 0.15 s a sheet need not pay
    from crosstally.tables.files import tables_of

    path = tables_of(desk) / "incidents.parquet"
    if not path.is_file():
        raise UsageError(f"{desk.name} is not built", hint=f"crosstally build {desk.as_posix()}")
    incidents = tuple(read_records(path, Incident))
    if by is not None and not json:
        _show_by(incidents, rules, by)
        return
    counts = [count_under(incidents, rule, by) for rule in rules]
    tallies = tuple(one.tally for one in counts)
    differing = differences(incidents, counts)
    if json:
        say.lines([*tallies, *differing])
        return
    base = tallies[0].value if compare else None
    _show_tallies(f"{len(incidents)} incidents", tallies, rules, base=base)
    _show_reasons(differing, rules, _IDS_NAMED)


def _map_for(
    table: Path, mapped: Path | None, write_map: Path | None, look_in: LookIn
) -> ColumnMap:
    """The map that was given, or the one the wizard proposes, said aloud."""
    if table.suffix.lower() not in _TABLES:
        raise UsageError(f"{table.name} is no table", hint="a table is .csv, .tsv or .xlsx")
    if mapped is not None and write_map is not None:
        raise UsageError("--write-map keeps a map that is proposed", hint="leave --map out")
    if mapped is not None:
        return parse_map(_text(mapped), name=mapped.name)
    countries = ((code, look_in(code)) for code in country_codes() if len(code) == 2)
    proposed = propose_for(_rows(table), countries=countries)
    text = map_text(proposed.map, title=f"How {table.name} is read: proposed from its header.")
    say.remark("no --map: this one is proposed from the header")
    for remark in (*text.splitlines(), *(f"look: {remark}" for remark in proposed.remarks)):
        say.remark(f"  {remark}")
    if write_map is None:
        say.remark("keep and mend it: --write-map map.toml, then --map map.toml")
    else:
        _write(write_map, text)
        say.remark(f"written to {write_map.name}")
    return proposed.map


def _read(table: Path, column_map: ColumnMap, look_in: LookIn) -> _Sheet:
    told = Told(b"", datetime.now(UTC), maps={"": column_map})
    lookup = look_in(column_map.constant("country"))
    amounts = _amounts()
    rows: list[SheetRow] = []
    reports: list[Report] = []
    aside: list[Issue] = []
    doubtful: list[Issue] = []
    for outcome in read_table(_inlet(table), told):
        if isinstance(outcome, Issue):
            (aside if in_place(outcome) else doubtful).append(outcome)
            continue
        reports.append(outcome)
        if column_map.rows == "totals":
            continue
        coded = coded_row(outcome, lookup=lookup, amounts=amounts)
        for mention in coded.mentions:
            row = outcome.row or 0
            rows.append(SheetRow(row, mention, reviewed(outcome), origins_told(outcome)))
        (doubtful if coded.mentions else aside).extend(coded.issues)
    return _Sheet(tuple(rows), tuple(reports), tuple(aside), tuple(doubtful))


def _look_in(code: str | None) -> Lookup:
    return lookup_in(load_country(code)) if code and code in country_codes() else no_places


def _amounts() -> AmountReader:
    """What reads numbers of people; the languages are loaded when a cell needs words (0.3 s)."""
    in_words = cache(
        lambda: amount_reader([compile_numbers(load_language(c)) for c in language_codes()])
    )
    return lambda text: read_amount(text) or in_words()(text)


def _rows(table: Path) -> list[tuple[str, ...]]:
    told = Told(b"", datetime.now(UTC))
    return [row.cells for row in read_rows(_inlet(table), told) if isinstance(row, Row)]


def _inlet(table: Path) -> Inlet:
    if not table.is_file():
        raise UsageError(f"{table.name} is not there", hint="give the path of a sheet")
    return Inlet(table.name, lambda: table.open("rb"))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FormatError(f"{path.name} cannot be read", hint="a column map is TOML") from None


def _write(path: Path, text: str) -> None:
    try:
        _ = path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FormatError(
            f"{path.name} cannot be written: {(error.strerror or 'no reason told').lower()}",
            hint="choose another place, or make room on the disk",
        ) from None


def _show(
    name: str, found: Recount, sheet: _Sheet, rules: Sequence[Rule], *, compare: bool
) -> None:
    title = f"{name}: {found.rows} rows, their number"
    if found.theirs is not None:
        title = f"{name}: {found.theirs}, their number ({found.rows} rows of running totals)"
    own = found.theirs if found.theirs is not None else found.rows
    base = own if compare else None
    _show_tallies(title, found.tallies, rules, refused=dict(found.refused), base=base)
    _show_reasons(found.boundary, rules, _ROWS_NAMED)
    _show_aside("set aside", found.aside)
    _show_aside("cells not understood (the rows count)", sheet.doubtful)


def _show_tallies(
    title: str,
    tallies: Sequence[Tally],
    rules: Sequence[Rule],
    refused: dict[str, str] | None = None,
    *,
    base: int | None = None,
) -> None:
    by_rule = {one.rule: one for one in tallies}
    shown = []
    for rule in rules:
        one = by_rule.get(rule.id)
        told = (refused or {}).get(rule.id, "")
        number = f"{one.value:,}" if one is not None else "—"
        left = f"{len(one.left_out):,}" if one is not None else ""
        row = (rule.id, number, rule.unit_name.en, left, told or rule.source.publisher)
        apart = f"{one.value - base:+,}" if one is not None and base is not None else ""
        shown.append(row if base is None else (*row[:2], apart, *row[2:]))
    head = ("rule", "number", "unit", "left out", "as counted by")
    say.table(title, head if base is None else (*head[:2], "apart", *head[2:]), shown)


def _show_reasons(differing: Sequence[Boundary], rules: Sequence[Rule], limit: int) -> None:
    shown = [
        (why.rule, f"{why.number:,}", why.text, _named(why.incidents, why.number))
        for why in reasons(differing, rules, limit=limit)
    ]
    if shown:
        say.line("")
        say.table("what makes the difference", ("rule", "how many", "why", "for example"), shown)


def _named(ids: Sequence[str], number: int) -> str:
    """Some ids for a person: "rows 2, 9, 30, …"."""
    more = ", …" if number > len(ids) else ""
    if not all(one.startswith("row ") for one in ids):
        return ", ".join(ids) + more
    return "rows " + ", ".join(one.removeprefix("row ") for one in ids) + more


def _show_aside(title: str, issues: Sequence[Issue]) -> None:
    grouped: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        row = (issue.where or "").rpartition("#")[2]
        grouped.setdefault((issue.reason, issue.detail or ""), []).append(row)
    shown = [
        (
            reason,
            f"{len(rows):,}",
            detail,
            _named([f"row {r}" for r in rows[:_ROWS_NAMED]], len(rows)),
        )
        for (reason, detail), rows in grouped.items()
    ]
    if shown:
        say.line("")
        say.table(title, ("reason", "how many", "why", "for example"), shown)


def _show_by(incidents: Sequence[Incident], rules: Sequence[Rule], by: str) -> None:
    counted = [tally(incidents, rule, by) for rule in rules]
    groups = sorted({group for one in counted for group, _ in series(one, cumulative=False)})
    groups.sort(key=lambda group: group == NOT_RECORDED)
    columns = [
        _column(one, groups, cumulative=rule.cumulative and by in ("day", "week", "month"))
        for one, rule in zip(counted, rules, strict=True)
    ]
    body = [(group, *(f"{n:,}" for n in row)) for group, *row in zip(groups, *columns, strict=True)]
    say.table(f"{len(incidents)} incidents by {by}", (by, *(rule.id for rule in rules)), body)


def _column(counted: Tally, groups: Sequence[str], *, cumulative: bool) -> list[int]:
    """A rule's number for each group; a running total stands where nothing is added."""
    told = dict(series(counted, cumulative=cumulative))
    numbers: list[int] = []
    for group in groups:
        before = numbers[-1] if cumulative and numbers and group != NOT_RECORDED else 0
        numbers.append(told.get(group, before))
    return numbers
