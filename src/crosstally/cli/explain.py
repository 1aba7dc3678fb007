"""`crosstally explain`: from a number or an id down to what it rests on."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.errors import UsageError
from crosstally.records import (
    Cell,
    Claim,
    Count,
    Days,
    Evidence,
    Incident,
    Mention,
    Origin,
    Place,
    Record,
    Report,
    Resolved,
    Size,
    Tally,
    short_id,
)
from crosstally.tables.files import read_table, tables_of

MOST = 12  # of a long list; --all shows the rest


class _Tables(NamedTuple):
    reports: dict[str, Report]
    mentions: dict[str, Mention]
    incidents: dict[str, Incident]
    origins: dict[str, Origin]
    claims: dict[str, Claim]
    tallies: dict[str, Tally]


@click.command()
@desk_folder
@click.argument("what", metavar="ID")
@click.option("--all", "every", is_flag=True, help="Long lists whole.")
@as_json
def explain(desk: Path, what: str, every: bool, json: bool) -> None:
    """What ID rests on: a rule's name, or the id of an incident, mention, report, origin or claim.

    From a number: `crosstally explain DESK strict` lists the incidents behind that count, with ids
    to explain in turn, down to the words of the reports.
    """
    tables = _read(tables_of(desk))
    ids = (what, short_id("c", what))  # a claim also by the id that claims.jsonl gives it
    for name, tell in _TELLERS:
        found: Mapping[str, Record] = getattr(tables, name)
        record = next((found[key] for key in ids if key in found), None)
        if record is not None:
            if json:
                say.lines([record])
            else:
                for line in tell(record, tables, None if every else MOST):
                    say.line(line)
            return
    rules = ", ".join(sorted(tables.tallies))
    raise UsageError(f"nothing here is called {what!r}", hint=f"an id, or a rule: {rules}")


def _tally(tally: Tally, tables: _Tables, most: int | None) -> Iterator[str]:
    yield f"{tally.rule}: {tally.value:,} (a unit is a {tally.unit})"
    for unit in tally.units[:most]:
        if unit.incidents == (unit.key,):
            yield f"  {_titled(unit.key, tables)}"
        else:
            yield f"  {unit.key}"
            yield from (f"    ← {_titled(key, tables)}" for key in unit.incidents)
    yield from _more(len(tally.units), most)
    if tally.left_out:
        yield f"left out: {len(tally.left_out):,} incidents"
        for one in tally.left_out[:most]:
            yield f"  {_titled(one.incident, tables)}: {one.reason}"
        yield from _more(len(tally.left_out), most)


def _titled(key: str, tables: _Tables) -> str:
    """An incident's id with its day, kind, place and origins."""
    incident = tables.incidents[key]
    kind = f"{incident.kind} {incident.subtype}" if incident.subtype else f"{incident.kind}"
    place = incident.place.value.name if incident.place else "no place"
    many = "" if incident.independent == 1 else "s"
    day = incident.first or "no day"
    return f"{key}  {day}  {kind}, {place}, {incident.independent} origin{many}"


def _incident(incident: Incident, tables: _Tables, most: int | None) -> Iterator[str]:
    kind = f"{incident.kind} {incident.subtype}" if incident.subtype else f"{incident.kind}"
    counted = "counts" if incident.counts else "does not count"
    yield f"{incident.id}: {kind}, {incident.reality}, {incident.status}; {counted}"
    for name in ("days", "place", "size", "killed", "injured", "arrested"):
        value = getattr(incident, name)
        if value is not None:
            yield from _value(name, value)
    yield f"independent origins: {incident.independent}"
    for origin in (tables.origins[key] for key in incident.origins):
        known = str(origin.basis) if origin.known else "nobody says how they know"
        yield f"  {origin.id}  {', '.join(origin.sources)} ({known})"
    yield "mentions:"
    for key in incident.mentions[:most]:
        yield f"  {key}  {_words(tables, key)}"
    yield from _more(len(incident.mentions), most)
    for key in incident.denials:
        yield f"  denied: {key}  {_words(tables, key)}"
    for relation in incident.relations:
        yield f"{relation.kind}: {relation.incident} ({relation.reason})"


def _value(name: str, value: Resolved[Record]) -> Iterator[str]:
    said = ", ".join(value.asserters)
    yield f"{name}: {_shown(value.value)}  [{value.rule}; {value.mention}; {said}]"
    for rival in value.rivals:
        yield f"  rival: {_shown(rival.value)}  [{', '.join(rival.asserters)}]"


def _mention(mention: Mention, tables: _Tables, _most: int | None) -> Iterator[str]:
    yield f"{mention.id}: {mention.kind} {mention.subtype or ''} {mention.reality}".rstrip()
    yield f"  trigger: {mention.trigger.text}"
    for name in ("days", "place", "size"):
        value = getattr(mention, name)
        if value is not None:
            yield f"  {name}: {_shown(value)}  {_ground(value)}"
    yield f"  report: {mention.report}  {_words(tables, mention.id)}"
    yield f"  coder: {mention.coder}"


def _report(report: Report, tables: _Tables, _most: int | None) -> Iterator[str]:
    yield f"{report.id}: {report.source}, {report.published or 'no date'}, {report.path or ''}"
    mark = f" [{report.provenance}]" if report.provenance else ""
    yield f"  {report.url or 'no address'}{mark}"
    yield f"  {report.body}"
    told = [m.id for m in tables.mentions.values() if m.report == report.id]
    yield f"  mentions: {', '.join(told) or 'none'}"


def _origin(origin: Origin, tables: _Tables, _most: int | None) -> Iterator[str]:
    yield f"{origin.id}: {origin.basis}, first told by {origin.first}"
    for link in origin.links:
        yield f"  {link.report}  {link.reason} ({link.of})"
    for key in origin.reports:
        yield f"  {key}  {tables.reports[key].source}"


def _claim(claim: Claim, _tables: _Tables, _most: int | None) -> Iterator[str]:
    yield f"{claim.id}: {claim.asserter}: {claim.text}"
    yield f"  verdict: {claim.verdict} by rule {claim.rule}: {claim.because}"
    for word, evidence in (("for", claim.evidence_for), ("against", claim.evidence_against)):
        for one in evidence:
            yield f"  {word}: {_evidence(one)}"
    for change in claim.alterations:
        yield f"  altered ({change.kind}): {change.note}"


def _evidence(one: Evidence) -> str:
    return f"{one.record} ({one.source or 'unknown source'}; origin {one.origin or '?'}) {one.note}"


_TELLERS: tuple[tuple[str, Callable[..., Iterator[str]]], ...] = (
    ("tallies", _tally),
    ("incidents", _incident),
    ("mentions", _mention),
    ("reports", _report),
    ("origins", _origin),
    ("claims", _claim),
)


def _shown(value: object) -> str:
    match value:
        case Size() | Count():
            numbers = (
                f"{value.low:,}" if value.low == value.high else f"{value.low:,}-{value.high:,}"
            )
            return f"{numbers} ({value.bound})"
        case Days():
            days = (
                f"{value.first}" if value.first == value.last else f"{value.first} to {value.last}"
            )
            return f"{days} ({value.basis}, {value.precision})"
        case Place():
            return f"{value.name} ({value.level})"
        case _:
            return str(value)


def _ground(value: Days | Place | Size) -> str:
    if value.span is not None:
        return f"characters {value.span.start} to {value.span.end}"
    if isinstance(value.ground, Cell):
        return f"{value.ground.column}, row {value.ground.row}"
    return "inferred" if value.ground is None else str(value.ground)


def _words(tables: _Tables, key: str) -> str:
    mention = tables.mentions[key]
    report = tables.reports.get(str(mention.report))
    if report is None:
        return ""
    if mention.sentence is None:
        return f"{report.source}: {report.path}"
    return f"{report.source}: {mention.sentence.of(report.body)}"


def _more(total: int, most: int | None) -> Iterator[str]:
    if most is not None and total > most:
        yield f"  … and {total - most:,} more (--all)"


def _read(tables: Path) -> _Tables:
    return _Tables(
        reports={r.id: r for r in read_table(tables / "reports.parquet", Report)},
        mentions={m.id: m for m in read_table(tables / "mentions.parquet", Mention)},
        incidents={i.id: i for i in read_table(tables / "incidents.parquet", Incident)},
        origins={o.id: o for o in read_table(tables / "origins.parquet", Origin)},
        claims={c.id: c for c in read_table(tables / "claims.parquet", Claim)},
        tallies={t.rule: t for t in read_table(tables / "tallies.parquet", Tally)},
    )
