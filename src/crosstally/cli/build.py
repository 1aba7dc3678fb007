"""`crosstally build`: from the log to tables and the report page."""

from pathlib import Path

import click

from crosstally import edition, project
from crosstally.cli import say
from crosstally.cli.asking import tell_account
from crosstally.cli.desk import as_json, desk_folder, many, watch
from crosstally.cli.unlock import open_desk


@click.command()
@desk_folder
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(min=1),
    help="How many processes code.",
)  # fmt: skip
@as_json
def build(desk: Path, processes: int, json: bool) -> None:
    """Build a desk: code, link, check claims, count, and write tables and the report page."""
    opened = open_desk(desk)
    named = opened.config.network_llm
    if named is not None:
        say.remark(f"network-llm: public reports are sent to {named.model}; all others stay here")
    try:
        built = project.build(opened, progress=watch, processes=processes)
        shown = edition.publish_desk(opened, built).reports
    finally:
        opened.store.close()
    if built.asked is not None:
        tell_account(built.asked, as_json=json)
    figures = built.figures()
    page = desk / "site" / "report.html"
    if json:
        say.lines([{**figures, "open": shown, "report": page.as_posix()}])
    else:
        say.line(headline(figures, shown, page))


def headline(figures: dict[str, int], shown: int, page: Path) -> str:
    """The one line that a build ends with; the page leaves closed reports out and says so."""
    reports = figures["reports"]
    told = many(reports, "report") + ("" if shown == reports else f" ({shown:,} open)")
    return (
        f"{told} → {many(figures['mentions'], 'mention')} → "
        f"{many(figures['incidents'], 'incident')} from "
        f"{many(figures['origins'], 'independent origin')}; "
        f"{figures['aside']:,} set aside (see issues) · report: {page.as_posix()}"
    )
