"""`crosstally source`: the sources of a desk, their kinds and owners."""

from collections import Counter
from pathlib import Path

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder


@click.command()
@desk_folder
@click.option("--all", "every", is_flag=True, help="Also those of the pack without a report here.")
@as_json
def source(desk: Path, every: bool, json: bool) -> None:
    """The sources: what each is, whose interest it serves, how many reports it has here.

    A source that nobody declared is its own family, and flagged. Declare it in crosstally.toml.
    """
    opened = archive.open_desk(desk)
    try:
        reports = Counter(report.source for report in archive.read_log(opened.store).reports)
    finally:
        opened.store.close()
    declared = {one.id: one for one in opened.sources}
    ids = sorted(set(reports) | (set(declared) if every else set()))
    rows = []
    for key in ids:
        one = declared.get(key)
        kind = str(one.kind) if one else "undeclared"
        family = (one.family or "") if one else "its own"
        name = one.name if one else key
        rows.append((key, name, kind, family, str(reports[key])))
    head = ("id", "name", "kind", "owner or family", "reports")
    if json:
        say.lines(
            dict(zip(("id", "name", "kind", "family", "reports"), r, strict=True)) for r in rows
        )
    else:
        say.table(f"{len(rows)} sources", head, rows)
