"""`crosstally watch`: folders that another program fills, taken in as they fill."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, many
from crosstally.cli.desk import watch as passing
from crosstally.cli.unlock import open_desk

if TYPE_CHECKING:
    from crosstally.live import Look


@click.command()
@desk_folder
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--every", default=30, show_default=True, type=click.IntRange(1), help="Seconds between looks."
)
@click.option("--once", is_flag=True, help="One look at what lies there, then done.")
@as_json
def watch(*, desk: Path, folders: tuple[Path, ...], every: int, once: bool, json: bool) -> None:
    """Take in what other programs put into FOLDERS, and build again whenever the log has grown.

    Nothing is fetched: a downloader, a phone's sync or a feed reader fills the folders. The report
    page and site/tonight.html, for a projector, are written anew. Stop it with Ctrl-C.
    Example: crosstally watch my-desk inbox --every 60
    """
    from crosstally import live

    opened = open_desk(desk, create=True)
    state = live.NOTHING
    try:
        while True:
            state, found = live.look(
                opened, folders, state, now=datetime.now(UTC), progress=passing, patient=not once
            )
            _tell(found, json=json)
            if once:
                return
            time.sleep(every)
    except KeyboardInterrupt:
        say.remark("stopped")
    finally:
        opened.store.close()


def _tell(found: "Look", *, json: bool) -> None:
    """A line where something came or was built; files that cannot be read by their names."""
    for name in found.failed:
        say.remark(f"{name} cannot be read: it is tried again when it changes")
    if json:
        say.lines([found._asdict()])
    elif found.figures is not None:
        incidents = many(found.figures["incidents"], "incident")
        reports = many(found.new, "new report")
        say.line(f"{reports}, {found.known} known, {found.aside} set aside → {incidents}")
