"""`crosstally report`: the page and the exports again, from what the log holds."""

from pathlib import Path

import click

from crosstally import edition, project
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, watch
from crosstally.cli.unlock import open_desk


@click.command()
@desk_folder
@as_json
def report(desk: Path, json: bool) -> None:
    """Write the report page, its charts and the exports, and name the files."""
    opened = open_desk(desk)
    try:
        built = project.build(opened, progress=watch)
        files = edition.publish_desk(opened, built).files
    finally:
        opened.store.close()
    if json:
        say.lines({"file": file.as_posix(), "bytes": file.stat().st_size} for file in files)
    else:
        rows = [(file.as_posix(), f"{file.stat().st_size:,}") for file in files]
        say.table(f"{len(files)} files", ("file", "bytes"), rows)
