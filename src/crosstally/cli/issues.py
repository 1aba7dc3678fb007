"""`crosstally issues`: what was set aside and why."""

from collections import Counter
from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.records import Issue
from crosstally.tables.files import read_table, tables_of


@click.command()
@desk_folder
@click.option("--reason", help="Only this reason.")
@click.option("--stage", help="Only this stage: intake, coding, linking …")
@click.option("--all", "every", is_flag=True, help="Each issue, not a count by reason.")
@as_json
def issues(desk: Path, reason: str | None, stage: str | None, every: bool, json: bool) -> None:
    """What was set aside, at which stage and why. Nothing is lost: it is here or in the record."""
    found = [
        issue
        for issue in read_table(tables_of(desk) / "issues.parquet", Issue)
        if (reason is None or issue.reason == reason) and (stage is None or issue.stage == stage)
    ]
    if json:
        say.lines(found)
    elif every:
        rows = [(i.stage, i.reason, i.where or i.report or "", i.detail or "") for i in found]
        say.table(f"{len(found)} issues", ("stage", "reason", "where", "detail"), rows)
    else:
        counts = Counter((i.stage, i.reason) for i in found)
        rows = [(s, r, str(n), "") for (s, r), n in sorted(counts.items())]
        say.table(f"{len(found)} issues", ("stage", "reason", "how many", ""), rows)
