"""`crosstally release`: freeze what the last build made, under a name, for ever."""

from datetime import datetime
from pathlib import Path

import click

from crosstally import releasing
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, many
from crosstally.cli.diff import summary
from crosstally.cli.unlock import open_desk


@click.command()
@desk_folder
@click.argument("name")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]),
    help="The release's day. Default: that of the newest public report.",
)  # fmt: skip
@click.option("--since", help="The release that it follows. Default: the desk's newest.")
@as_json
def release(desk: Path, name: str, day: datetime | None, since: str | None, json: bool) -> None:
    """Freeze tables, codebook, rules, page and a manifest in DESK/releases/NAME, sealed.

    \b
    crosstally release mydesk 2026-11
    crosstally verify mydesk/releases/2026-11
    """  # noqa: D301  click's own mark
    opened = open_desk(desk)
    try:
        made = releasing.release(opened, name, day=day.date() if day else None, since=since)
    finally:
        opened.store.close()
    told = made.manifest
    if json:
        say.lines([told, *([made.moved] if made.moved is not None else [])])
        return
    counts = ", ".join(f"{rule} {value:,}" for rule, value in told.counts.items())
    say.line(
        f"released {made.folder.as_posix()}: {many(len(told.files), 'file')}, day {told.date} · {counts}"
    )
    if made.moved is not None:
        summary(made.moved)
