"""`crosstally link`: coded lines in, incidents out; nothing is stored."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import click

from crosstally.cli.engine import engine_options
from crosstally.cli.say import lines, remark, table
from crosstally.errors import FormatError
from crosstally.linking.incidents import link as link_records
from crosstally.linking.lines import read_report
from crosstally.linking.weigh import load_weights
from crosstally.records import (
    Coded,
    Incident,
    Issue,
    Judgement,
    Reason,
    Record,
    Report,
    ReportLine,
    Source,
    Stage,
    decode,
)

R = TypeVar("R", bound=Record)
STATE = "crosstally.state"  # under this the call keeps the folder of --state
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option(
    "--reports",
    "reports_path",
    type=_FILE,
    required=True,
    help="the reports, JSON lines as `crosstally code` reads them",
)
@click.option(
    "--sources", "sources_path", type=_FILE, help="declared sources, JSON lines of Source records"
)
@click.option("--judgements", "judgements_path", type=_FILE, help="people's judgements, JSON lines")
@click.option(
    "--weights", "weights_path", type=_FILE, help="other weights than the built-in ones (TOML)"
)
@click.option(
    "--give",
    type=click.Choice(("lines", "incidents", "origins", "links", "calls", "issues", "groups")),
    default="lines",
    help="what to print: the filter's lines (default), whole records of one sort, or groups: only "
    "which mentions are one incident, when and where, for a million at once and without texts",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    expose_value=False,
    callback=lambda ctx, _, folder: ctx.meta.update({STATE: folder}),
    help="with groups: a folder that keeps what was linked; the lines given are added to it, and "
    "the incidents that they touch are printed",
)
@engine_options
@click.option("--json", "as_json", is_flag=True, help="JSON lines even where a person looks on")
def link(
    *,
    reports_path: Path,
    sources_path: Path | None,
    judgements_path: Path | None,
    weights_path: Path | None,
    give: str,
    as_json: bool,
) -> None:
    """Incidents, one a line, from coded lines on standard input.

    crosstally code < reports.jsonl | crosstally link --reports reports.jsonl
    """
    if give == "groups":
        lines(import_module("crosstally.cli.groups").groups(reports_path, weights_path))
        return
    issues: list[Issue] = []
    coded = _read(Coded, sys.stdin.buffer, "stdin", issues)
    found = link_records(
        [_report(line, issues) for line in _open(ReportLine, reports_path, issues)],
        [line for line in coded if line.report is not None],
        _open(Source, sources_path, issues),
        _open(Judgement, judgements_path, issues),
        load_weights(weights_path),
    )
    issues.extend(found.issues)
    if give == "issues":
        lines(issues)
    elif give != "lines":
        lines(found._asdict()[give])
    elif as_json or not sys.stdout.isatty():
        lines(_line(incident) for incident in found.incidents)
    else:
        table(
            "incidents",
            ("incident", "kind", "day", "place", "reports", "origins"),
            _rows(found.incidents),
        )
    for reason, count in sorted(Counter(issue.reason for issue in issues).items()):
        remark(f"{count} set aside: {reason}")


def _open(kind: type[R], path: Path | None, issues: list[Issue]) -> list[R]:
    """The records of a file of JSON lines; a line that is none becomes an issue."""
    if path is None:
        return []
    try:
        with path.open("rb") as stream:
            return _read(kind, stream, path.name, issues)
    except OSError as error:
        raise FormatError(
            f"cannot read {path.name}: {error.strerror}", hint="give a file of JSON lines"
        ) from None


def _read(kind: type[R], stream: Iterable[bytes], name: str, issues: list[Issue]) -> list[R]:
    found = []
    for number, raw in enumerate(stream, 1):
        if raw.strip():
            try:
                found.append(decode(kind, raw))
            except FormatError as error:
                where = f"{name}#{number}"
                issues.append(
                    Issue(
                        stage=Stage.LINKING,
                        reason=Reason.NOT_A_RECORD,
                        where=where,
                        detail=error.message,
                    )
                )
    return found


def _report(line: ReportLine, issues: list[Issue]) -> Report:
    report, issue = read_report(line)
    if issue is not None:
        issues.append(issue)
    return report


def _line(incident: Incident) -> dict[str, object]:
    """The filter's form of an incident (DESIGN section 5)."""
    return {
        "incident": incident.id,
        "reports": incident.reports,
        "mentions": incident.mentions,
        "origins": incident.independent,
        "kind": incident.kind,
        "days": incident.days.value if incident.days else None,
        "place": incident.place.value if incident.place else None,
        "counts": incident.counts,
    }


def _rows(incidents: Iterable[Incident]) -> Iterator[tuple[str, ...]]:
    for incident in incidents:
        yield (
            incident.id,
            incident.kind,
            str(incident.first or "?"),
            incident.place.value.name if incident.place else "?",
            f"{len(incident.reports):,}",
            f"{incident.independent:,}",
        )
