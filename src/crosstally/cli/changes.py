"""`crosstally changes`: what the last build made of the incidents of the one before."""

from collections import Counter
from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.linking.changes import Became, Change
from crosstally.project import CHANGES
from crosstally.tables.files import read_lines


@click.command()
@desk_folder
@click.option("--became", type=click.Choice([*Became]), help="Only these: merged, split, moved …")
@as_json
def changes(desk: Path, became: str | None, json: bool) -> None:
    """What merged, split, moved, appeared or grew at the last build that changed anything."""
    path = desk / CHANGES
    found = [
        change
        for change in (read_lines(path, Change) if path.is_file() else ())
        if became is None or change.became == became
    ]
    if json:
        say.lines(found)
        return
    told = Counter(change.became for change in found)
    title = ", ".join(f"{told[kind]} {kind}" for kind in Became if told[kind]) or "nothing changed"
    rows = [
        (
            change.became,
            change.incident,
            " ".join(change.others) or " → ".join(filter(None, (change.before, change.after))),
            "; ".join(change.reasons),
        )
        for change in found
    ]
    say.table(title, ("became", "incident", "others, or from and to", "why"), rows)
