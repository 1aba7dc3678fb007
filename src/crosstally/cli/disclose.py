"""`crosstally disclose`: what may leave the desk, what may not, and why, in numbers."""

from pathlib import Path

import click

from crosstally import edition, project
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, many, watch
from crosstally.cli.unlock import open_desk
from crosstally.errors import DisclosureError


@click.command()
@desk_folder
@click.option(
    "--check", is_flag=True, help="Hold the page to the laws of disclosure; exit 1 if one fails."
)
@as_json
def disclose(desk: Path, check: bool, json: bool) -> None:
    """Show what is held back from the page and why, in numbers that give nobody away.

    Nothing is published by it, and nothing is told that the page does not tell: what closed reports
    hold is given as "fewer than k" or as a number that it reaches. Example: crosstally disclose
    mydesk --check
    """
    opened = open_desk(desk)
    try:
        found = edition.examine(opened, project.build(opened, progress=watch))
    finally:
        opened.store.close()
    if json:
        say.lines([*found.held_back, *(found.laws if check else ())])
    else:
        rows = [(one.what, one.why, one.number) for one in found.held_back]
        say.table("held back", ("what", "why", "how many"), rows)
        cells = many(found.cells, "cell")
        say.line(f"told of closed reports: {cells} of province, week and kind")
        say.line(found.rule)
    if check and not json:
        say.line("")
        marks = [(one.rule, one.law, "holds" if one.holds else "BROKEN") for one in found.laws]
        say.table("laws of disclosure", ("", "law", ""), marks)
    if check and not all(one.holds for one in found.laws):
        raise DisclosureError(
            "a law of disclosure does not hold", hint="publish nothing, and report it"
        )
