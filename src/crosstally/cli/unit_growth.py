"""The verbs of `crosstally unit` that count a network: from what units tell, and nothing else."""

from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.unit_desk import as_json, desk_folder, opened, verb
from crosstally.units.growth import Members, growth, read_told
from crosstally.units.growth import tell as told_line


@verb("tell")
@desk_folder
@click.option("--members", required=True, type=click.Choice([each.value for each in Members]))
@click.option("--reports", required=True, type=click.IntRange(min=0), help="In that week.")
@click.option("--week", required=True, help="As 2026-W01.")
@as_json
def tell(desk: Path, members: str, reports: int, week: str, json: bool) -> None:
    """Print a signed line that says how large this unit is: your words, nothing read from the desk."""
    with opened(desk) as at:
        line = told_line(at.unit.key, members=Members(members), reports=reports, week=week)
    say.lines([{"line": line}]) if json else say.line(line)


@verb("growth")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@as_json
def growth_(files: tuple[Path, ...], json: bool) -> None:
    """Count a network week by week from FILES of lines that units told."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files)
    told = [read_told(line) for text in texts for line in text.splitlines() if line.strip()]
    weeks = growth(told)
    if json:
        say.lines(each._asdict() for each in weeks)
        return
    rows = [
        (w.week, str(w.units), f"{w.members_low}-{w.members_high or ''}", str(w.reports))
        for w in weeks
    ]
    say.table("what units told", ("week", "units", "members", "reports"), rows)


VERBS = (tell, growth_)
