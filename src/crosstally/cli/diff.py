"""`crosstally diff`: what moved between two releases, and why."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from crosstally import releasing
from crosstally.cli import say
from crosstally.cli.desk import as_json, many
from crosstally.publish.moved import Cause, Change, Difference, Reason

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("one", type=_FOLDER)
@click.argument("other", type=_FOLDER)
@click.option("--reasons", is_flag=True, help="Every incident that moved, and why.")
@as_json
def diff(one: Path, other: Path, reasons: bool, json: bool) -> None:
    """Compare the release in folder OTHER with the earlier ONE, from the two folders alone.

    \b
    crosstally diff mydesk/releases/2026-10 mydesk/releases/2026-11 --reasons
    """  # noqa: D301  click's own mark
    found = releasing.diff(one, other)
    if json:
        say.lines([found])
        return
    summary(found)
    if reasons:
        rows = [
            (each.incident, " ".join((each.became, *each.others)), moved, why)
            for each in found.changes
            for moved, why in [("; ".join(_moved(each)), "; ".join(map(_why, each.reasons)))]
        ]
        say.table("what moved", ("incident", "became", "from and to", "why"), rows)


def summary(found: Difference) -> None:
    """The counts of both releases, and what moved them in numbers."""
    rows = [
        (
            row.rule + (" (rule changed)" if row.changed else ""),
            *(f"{value:,}" if value is not None else "" for value in (row.before, row.after)),
            *(f"{value:,}" for value in (row.entered, row.left, row.withdrawn)),
        )
        for row in found.counts
    ]
    head = ("rule", found.before, found.after, "entered", "left", "withdrawn")
    say.table(f"{found.before} → {found.after}", head, rows)
    causes = Counter(reason for each in found.changes for reason in {r.cause for r in each.reasons})
    told = ", ".join(f"{cause} {number:,}" for cause, number in sorted(causes.items()))
    say.line(f"{many(len(found.changes), 'incident')} moved" + (f": {told}" if told else ""))
    if found.withdrawn_reports:
        reports = many(found.withdrawn_reports, "report")
        touched = many(found.withdrawn_incidents, "incident")
        say.line(f"{reports} withdrawn, which touched {touched}; which, is not told")


def _moved(change: Change) -> Iterator[str]:
    for value in (*change.fields, *change.crossed):
        yield f"{value.name}: {value.before or 'none'} → {value.after or 'none'}"


def _why(reason: Reason) -> str:
    if reason.cause in (Cause.NEW_REPORT, Cause.JUDGEMENT) or len(reason.shown) != 3:
        return " ".join((reason.cause.value, *reason.shown))
    name, before, after = reason.shown
    return f"{reason.cause.value} {name}: {before} → {after}"
