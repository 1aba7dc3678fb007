"""`crosstally capture`: the form for the field, as one file."""

from pathlib import Path

import click

from crosstally.cli import say
from crosstally.errors import UsageError
from crosstally.packs.gazetteer import load_country
from crosstally.publish.capture import LANGUAGES, capture_html
from crosstally.units.unit import NOT_FOR_PEOPLE_AT_RISK


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--pack", default="IR", show_default=True, help="The country whose towns it offers.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="fa", show_default=True,
    help="The language that it opens in; it speaks all three.",
)  # fmt: skip
def capture(file: Path, pack: str, lang: str) -> None:
    """Write the form for the field to FILE: opened from disk, it asks and saves a file for `add`.

    Example: crosstally capture form.html --lang fa
    """
    say.remark(NOT_FOR_PEOPLE_AT_RISK)
    page = capture_html(load_country(pack), lang=lang)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            _ = out.write(page)
    except FileExistsError:
        raise UsageError(f"there is a {file.name} already", hint="name another file") from None
    say.line(f"{file.name}: open it in a browser; `crosstally add DESK x.capture.jsonl` reads it")
