"""`crosstally export`: what a desk lets out, in the formats that others read."""

from pathlib import Path

import click

from crosstally import edition, project
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, watch
from crosstally.cli.options import codes_in
from crosstally.cli.unlock import open_desk
from crosstally.publish.exports import EXPORTERS, LANGUAGES, exporter, under_rule
from crosstally.publish.exports import export as export_public

FOLDER = "exports"
_FORMATS = ", ".join(name for name, _, _ in EXPORTERS)


@click.command(
    epilog="For example: crosstally export DESK --to csv,xlsx --rule strict --lang fa --out FOLDER"
)
@desk_folder
@click.option(
    "--to", "formats", required=True, metavar="FORMATS", help=f"With commas, or all: {_FORMATS}."
)
@click.option("--rule", help="Only what this rule counts. Default: all that is told.")
@click.option(
    "--lang", default="en", show_default=True, type=click.Choice(LANGUAGES),
    help="What is worded, and which way sheets run.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the files shall be. Default: {FOLDER}/ in the desk.",
)  # fmt: skip
@as_json
def export(
    *, desk: Path, formats: str, rule: str | None, lang: str, out: Path | None, json: bool
) -> None:
    """Write a DESK's public record in other formats, and name the files.

    Only what may leave is written, whatever the format: closed reports, names and places finer
    than a town are in none. The same record gives the same bytes.
    """
    names = tuple(name for name, _, _ in EXPORTERS) if formats == "all" else codes_in(formats)
    for name in names:
        _ = exporter(name)  # a misspelt format is told before the desk is built
    opened = open_desk(desk)
    try:
        built = project.build(opened, progress=watch)
        public = edition.public_of(opened, built)
    finally:
        opened.store.close()
    if rule is not None:
        public = under_rule(public, rule)
    files = export_public(public, names, out or desk / FOLDER, lang)
    if json:
        say.lines({"file": file.as_posix(), "bytes": file.stat().st_size} for file in files)
    else:
        rows = [(file.as_posix(), f"{file.stat().st_size:,}") for file in files]
        say.table(
            f"{len(files)} files, {len(public.incidents):,} incidents", ("file", "bytes"), rows
        )
