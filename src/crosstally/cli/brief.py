"""`crosstally brief`: a day's record on one page."""

import re
import sys
from datetime import date
from pathlib import Path

import click

from crosstally import edition, project
from crosstally.cli import say
from crosstally.cli.desk import desk_folder, watch
from crosstally.cli.unlock import open_desk
from crosstally.errors import UsageError
from crosstally.publish.brief import FORMATS, Asked, last_day
from crosstally.publish.brief import brief as brief_of
from crosstally.publish.public import Public
from crosstally.records import Calendar
from crosstally.text.calendar import day_of

_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_GREGORIAN_FROM = 1700  # a smaller year is one of the Jalali calendar


@click.command(
    epilog="For example: crosstally brief DESK --date 2018-01-01 --rule strict --lang fa "
    "--format pdf --out brief.pdf"
)
@desk_folder
@click.option(
    "--date", "day",
    help="The day, as 2018-01-01 or 1396-10-11. Default: the last of which the record tells.",
)  # fmt: skip
@click.option("--days", default=1, show_default=True, type=click.IntRange(1, 366),
              help="How many days, that day the last.")  # fmt: skip
@click.option("--rule", default="strict", show_default=True, help="The rule to count under.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(("en", "fa")))
@click.option(
    "--format", "form", default="html", show_default=True, type=click.Choice(tuple(FORMATS))
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="The file. Default: on stdout.")  # fmt: skip
def brief(  # noqa: PLR0913  (one parameter an option)
    *, desk: Path, day: str | None, days: int, rule: str, lang: str, form: str, out: Path | None
) -> None:
    """One page of what a DESK knows of a day: confirmed, under review, rejected, rival figures.

    Only what may leave the desk is told. The same record gives the same bytes.
    """
    if out is None and form == "pdf" and sys.stdout.isatty():
        raise UsageError("a PDF is not for a terminal", hint="name a file with --out")
    chosen = _day(day) if day is not None else None
    opened = open_desk(desk)
    try:
        public = edition.public_of(opened, project.build(opened, progress=watch))
    finally:
        opened.store.close()
    asked = Asked(chosen or _last(public, desk), rule, days, lang)
    made = FORMATS[form](brief_of(public, asked))
    if out is None and sys.stdout.isatty():
        say.line(made.decode("utf-8"))  # a terminal is given characters, never orders
        return
    if out is None:
        _ = sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    _ = out.write_bytes(made)
    say.line(f"written: {out.as_posix()}, {len(made):,} bytes")


def _last(public: Public, desk: Path) -> date:
    day = last_day(public)
    if day is None:
        raise UsageError(f"{desk.name} tells of no day", hint="name one with --date")
    return day


def _day(text: str) -> date:
    """A day as it is written in either calendar, with the digits of any language."""
    found = _DAY.fullmatch(text.strip())
    if found is not None:
        year, month, of_month = (int(part) for part in found.groups())
        calendar = Calendar.GREGORIAN if year >= _GREGORIAN_FROM else Calendar.JALALI
        day = day_of(calendar, year, month, of_month)
        if day is not None:
            return day
    raise UsageError(f"{text!r} is no day", hint="write it as 2018-01-31 or 1396-11-11")
