"""`crosstally study`: what the record means, of a desk or of anyone's table."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crosstally.cli import say
from crosstally.cli.desk import watch
from crosstally.cli.unlock import open_desk
from crosstally.errors import UsageError
from crosstally.records import Entry, Estimate, Grid, Standing, Study

if TYPE_CHECKING:
    from crosstally.archive import Keep

Words = Callable[..., str]
_ROWS_SHOWN = 12  # of each table; --json gives them all
_path = click.Path(path_type=Path)


@click.command()
@click.argument("words", nargs=-1, metavar="[DESK] [NAME]...")
@click.option("--table", type=_path, help="A plain table of your own, CSV; then NAME is one study.")
@click.option("--places", type=_path, help="Its places: a CSV of place, lat, lon.")
@click.option("--seed", type=click.IntRange(min=0), help="Another seed than the usual one.")
@click.option("--keep", type=_path, help="With --table: a folder to go on from, if it breaks off.")
@click.option("--lang", type=click.Choice(("en", "fa")), default="en", show_default=True)
@click.option("--json", "json", is_flag=True, help="JSON lines for a pipe.")
def study(  # noqa: PLR0913  (one parameter an option)
    words: tuple[str, ...],
    table: Path | None,
    places: Path | None,
    seed: int | None,
    keep: Path | None,
    lang: str,
    json: bool,
) -> None:
    """Estimate from a DESK that is built, or with --table from a table of your own.

    Without a NAME all studies are made. Each number comes with its interval, what it assumes and
    what was checked; where a check fails, the study says why instead of a number.
    """
    if table is None:
        if places is not None or keep is not None:
            raise UsageError("--places and --keep go with --table", hint="name a --table FILE.csv")
        made = _of_desk(words, seed)
    else:
        made = (_of_table(words, table, places, seed, keep),)
    if json:
        say.lines(made)
        return
    for at, one in enumerate(made):
        if at:
            say.line("")
        _show(one, _words_in(lang))


def _of_desk(words: tuple[str, ...], seed: int | None) -> tuple[Study, ...]:
    from crosstally import project  # a table needs neither

    here = not words or not Path(words[0]).is_dir()
    desk, names = (Path(), words) if here else (Path(words[0]), words[1:])
    _known(names)
    opened = open_desk(desk)
    try:
        return project.study(opened, names, seed=seed, progress=watch)
    finally:
        opened.store.close()


def _known(names: tuple[str, ...]) -> None:
    """Refuse what is no study before a desk is opened."""
    from crosstally.analysis import named

    _ = named(names)


def _of_table(
    words: tuple[str, ...], table: Path, places: Path | None, seed: int | None, keep: Path | None
) -> Study:
    from crosstally.analysis import Options, study_table

    if len(words) != 1:
        raise UsageError(
            "a table has one study", hint=f"crosstally study NAME --table {table.name}"
        )
    options = Options(progress=watch)
    options = options if seed is None else options._replace(seed=seed)
    if keep is not None:
        options = options._replace(keep=_keeper(words[0], table, places, options.seed, keep))
    return study_table(words[0], table, places, options)


def _keeper(name: str, table: Path, places: Path | None, seed: int, folder: Path) -> "Keep":
    from crosstally import __version__
    from crosstally.archive import keeper
    from crosstally.records import digest_of

    files = [path for path in (table, places) if path is not None]
    stamp = [digest_of(path.read_bytes()) for path in files]
    return keeper(folder, __version__, name, str(seed), *stamp)


def _words_in(lang: str) -> Words:
    """The words of a code in a language; a code without words is shown as it is."""
    from crosstally.analysis.words import codes, told

    def words(table: str, code: str, **figures: str) -> str:
        known = code in codes(table, lang)
        return told(table, code, lang, **figures) if known else code.replace("-", " ")

    return words


def _show(study: Study, words: Words) -> None:
    rows = [_row(one, words) for one in study.estimates]
    say.table(words("name", study.name), ("what", "estimate", "interval", "unit", "status"), rows)
    told = (line for one in study.estimates for line in _lines(one, words))
    for line in dict.fromkeys(told):
        say.line(line)
    for grid in study.tables:
        _show_grid(grid, words)


def _row(one: Estimate, words: Words) -> tuple[str, ...]:
    interval = "" if one.low is None and one.high is None else f"{_end(one.low)} – {_end(one.high)}"
    told = one.status.value if one.status is not Standing.REFUSED else "refused"
    return words("name", one.name), number(one.value), interval, words("unit", one.unit), told


def _end(value: float | None) -> str:
    return "…" if value is None else number(value)


def _lines(one: Estimate, words: Words) -> Iterator[str]:
    """What stands behind an estimate: its refusal first, then what it rests on."""
    name = words("name", one.name)
    for check in one.checks:
        text = words("check", check.name, value=number(check.value), bound=number(check.bound))
        if not check.passed and check.name == one.refusal:
            yield f"refused: {name}: {text}"
    if one.refusal is not None and all(one.refusal != check.name for check in one.checks):
        yield f"refused: {name}: {words('check', one.refusal, value='', bound='')}"
    for warning in one.warnings:
        yield f"caution: {name}: {words('warning', warning)}"
    for assumption in one.assumptions:
        yield f"assumes: {words('assumption', assumption)}"
    for check in one.checks:
        if check.name != one.refusal:
            text = words("check", check.name, value=number(check.value), bound=number(check.bound))
            yield f"{'passed' if check.passed else 'failed'}: {text}"
    for variant in one.sensitivity:
        to = "" if variant.to is None else f" {variant.to}"
        ends = "" if variant.low is None and variant.high is None else (
            f" ({_end(variant.low)} – {_end(variant.high)})"
        )  # fmt: skip
        yield f"{name}, {words('change', variant.change)}{to}: {number(variant.value)}{ends}"


def _show_grid(grid: Grid, words: Words) -> None:
    say.line("")
    rows = [tuple(map(_cell, row)) for row in grid.rows[:_ROWS_SHOWN]]
    more = len(grid.rows) - len(rows)
    say.table(words("table", grid.name), [words("column", one) for one in grid.columns], rows)
    if more:
        say.line(f"… {more:,} more rows: --json")


def _cell(entry: Entry) -> str:
    if entry is None:
        return "—"
    return entry if isinstance(entry, str) else number(entry)


def number(value: float | None) -> str:
    """A number with as many digits as a person reads.

    >>> number(10356.52), number(0.43716), number(12.0), number(None)
    ('10,357', '0.437', '12', '—')
    """
    if value is None:
        return "—"
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 100 else f"{value:.3g}"
