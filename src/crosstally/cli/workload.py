"""`crosstally queue` and `workload`: what to review next and why, and what reviewing takes."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import click

from crosstally.archive import Desk, read_log
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.cli.unlock import open_desk
from crosstally.ledger.persons import persons
from crosstally.records import Estimate, Incident, Judgement, Link, Mention, Report, Standing
from crosstally.tables.files import read_lines, read_table, tables_of

if TYPE_CHECKING:
    from crosstally.reviewing.order import Queued
    from crosstally.reviewing.teach import Lesson

_LANG = click.option("--lang", type=click.Choice(("en", "fa")), default="en", show_default=True)
_SEED = 20170801  # any will do; fixed, so that a second run says the same


class _Reviewed(NamedTuple):
    """A desk's last build and what people judged, read once. `persons`: who is behind an account."""

    folder: Path
    incidents: tuple[Incident, ...]
    reports: tuple[Report, ...]
    judgements: tuple[Judgement, ...]
    persons: Mapping[str, str]
    join_bits: float
    zone: ZoneInfo
    readers: int


@click.command()
@desk_folder
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--teach", is_flag=True, help="What would teach most: where the record may be wrong.")
@_LANG
@as_json
def queue(*, desk: Path, most: int, teach: bool, lang: str, json: bool) -> None:
    """What to review next, and why: danger × independent origins × novelty.

    With --teach the order of the active queue: how likely the record is wrong there, learned from
    the desk's own judgements. Example: crosstally queue my-desk --most 5
    """
    from crosstally.reviewing.words import say as in_words

    read = _read(desk)
    rows: tuple[Queued | Lesson, ...]
    rows = tuple(_lessons(read, most)) if teach else tuple(_queued(read, most))
    if json:
        say.lines(rows)
        return
    shown = [
        (str(n), row.incident, " · ".join(in_words(one, lang) for one in row.whys))
        for n, row in enumerate(rows, 1)
    ]
    say.table(f"{len(rows)} to review", ("", "incident", "why"), shown)


@click.command()
@desk_folder
@_LANG
@as_json
def workload(*, desk: Path, lang: str, json: bool) -> None:
    """What reviewing takes: minutes an incident, nights of backlog, and how far readers agree.

    Each figure comes with its interval; where too little was timed, or too few incidents were
    judged by two persons, it says so instead. Nothing is told by person.
    """
    made = tuple(_estimates(_read(desk)))
    if json:
        say.lines(made)
        return
    from crosstally.reviewing.words import told

    rows = [_row(one, lang) for one in made]
    say.table("workload", ("what", "estimate", "interval", "unit", "status"), rows)
    for one in made:
        name = told("name", one.name, lang)
        for check in one.checks:
            if one.refusal == check.name:
                figures = {"value": _short(check.value), "bound": _short(check.bound)}
                say.line(f"refused: {name}: {told('check', check.name, lang, **figures)}")
        for warning in one.warnings:
            say.line(f"caution: {name}: {told('warning', warning, lang)}")
    for assumption in dict.fromkeys(code for one in made for code in one.assumptions):
        say.line(f"assumes: {told('assumption', assumption, lang)}")


def _read(folder: Path) -> _Reviewed:
    opened = open_desk(folder)
    try:
        judgements = read_log(opened.store).judgements
        behind = persons(opened.store)
    finally:
        opened.store.close()
    tables = tables_of(folder)
    return _Reviewed(
        folder=folder,
        incidents=tuple(read_table(tables / "incidents.parquet", Incident)),
        reports=tuple(read_table(tables / "reports.parquet", Report)),
        judgements=judgements,
        persons=behind,
        join_bits=opened.packs.weights.join / 1000,
        zone=_zone(opened),
        readers=opened.config.desk.readers,
    )


def _zone(desk: Desk) -> ZoneInfo:
    return ZoneInfo(desk.config.desk.zone or desk.packs.country.zone)


def _done(read: _Reviewed) -> frozenset[str]:
    """The incidents that wait for nothing more than being shown."""
    from crosstally.reviewing.standing import State, standings

    found = standings(read.incidents, read.judgements, read.persons, readers=read.readers)
    decided = (State.CONFIRMED, State.REJECTED)
    return frozenset(name for name, now in found.items() if now.state in decided)


def _queued(read: _Reviewed, most: int) -> Iterator["Queued"]:
    from crosstally.reviewing.order import queue_of, top

    seen: dict[str, date] = {
        r.id: day for r in read.reports if (day := _seen(r, read.zone)) is not None
    }
    today = datetime.now(UTC).astimezone(read.zone).date()
    ordered = queue_of(read.incidents, today=today, first_seen=seen, done=_done(read))
    yield from top(ordered, most)


def _lessons(read: _Reviewed, most: int) -> Iterator["Lesson"]:
    from crosstally.reviewing.teach import lessons

    tables = tables_of(read.folder)
    found = lessons(
        read.incidents,
        read_table(tables / "mentions.parquet", Mention),
        read_table(tables / "links.parquet", Link),
        read.judgements,
        join_bits=read.join_bits,
    )
    yield from found[:most]


def _estimates(read: _Reviewed) -> Iterator[Estimate]:
    from crosstally.reviewing.agreement import agreement
    from crosstally.reviewing.pace import STINTS, Stint, stints_of, workload

    path = read.folder / STINTS
    stints = tuple(read_lines(path, Stint)) if path.is_file() else stints_of(read.judgements)
    waiting = len(read.incidents) - len(_done(read))
    yield from workload(stints, open_incidents=waiting)
    yield from agreement(read.incidents, read.judgements, read.persons, seed=_SEED)


def _seen(report: Report, zone: ZoneInfo) -> date | None:
    """The day on which the desk, or else the world, first saw a report."""
    moment = report.received_at or report.said_at
    return moment.astimezone(zone).date() if moment is not None else report.said_on


def _row(one: Estimate, lang: str) -> tuple[str, ...]:
    from crosstally.reviewing.words import told

    interval = "" if one.low is None else f"{_short(one.low)} – {_short(one.high)}"
    status = "refused" if one.status is Standing.REFUSED else one.status.value
    name, unit = told("name", one.name, lang), told("unit", one.unit, lang)
    return name, _short(one.value), interval, unit, status


def _short(value: float | None) -> str:
    return "—" if value is None else f"{value:.3g}"
