"""`crosstally source`: the sources of a desk, their kinds and owners."""

from collections import Counter
from pathlib import Path

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.cli.unlock import open_desk


@click.command()
@desk_folder
@click.option("--all", "every", is_flag=True, help="Also those of the pack without a report here.")
@as_json
def source(desk: Path, every: bool, json: bool) -> None:
    """The sources: what each is, whose interest it serves, how many reports it has here.

    A source that nobody declared is its own family, and flagged. Declare it in crosstally.toml.
    """
    opened = open_desk(desk)
    try:
        reports = Counter(report.source for report in archive.read_log(opened.store).reports)
    finally:
        opened.store.close()
    declared = {one.id: one for one in opened.sources}
    ids = sorted(set(reports) | (set(declared) if every else set()))
    found = [(key, declared.get(key), reports[key]) for key in ids]
    if json:
        say.lines(
            {
                "id": key,
                "name": one.name if one else None,
                "kind": one.kind if one else None,
                "family": one.family if one else None,
                "reports": number,
            }
            for key, one, number in found
        )
        return
    rows = [
        (key, one.name, str(one.kind), one.family or "", str(number))
        if one
        else (key, key, "undeclared", "its own", str(number))
        for key, one, number in found
    ]
    say.table(f"{len(rows)} sources", ("id", "name", "kind", "owner or family", "reports"), rows)
