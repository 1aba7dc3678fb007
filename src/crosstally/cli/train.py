"""`crosstally train`: a light model from texts that a desk has coded itself."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from crosstally import project
from crosstally.cli import say
from crosstally.cli.desk import watch
from crosstally.cli.options import codes_in, country_packs
from crosstally.cli.unlock import open_desk
from crosstally.coding.coder import Coder, compile_coder, load_coder
from crosstally.coding.model import LARGEST
from crosstally.errors import CrosstallyError
from crosstally.scoring import Case, read_gold
from crosstally.training import Gain
from crosstally.training import train as train_model
from crosstally.training.judged import cases_of_judgements

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.option("--out", type=_FILE, help="Where the model is written; only measured if left out.")
@click.option("--name", default="own", show_default=True, help="What the model is called.")
@country_packs
@click.option("--json", "json", is_flag=True, help="JSON lines for a pipe: every figure.")
def train(*, gold: Path, out: Path | None, name: str, pack: str, json: bool) -> None:
    """Learn a light model from GOLD, texts that a person has coded: JSON lines, one case a line.

    GOLD may be a desk's folder: then from its reports of which people judged every event.
    What it adds to the rules is measured on cases that it has not seen: a fifth of them at a time,
    by a model of the other four. Where it makes things worse nothing is written (exit 1).
    docs/how-to/train-a-model.md says what it learns, and from how much.
    """
    coder, cases = _desk_cases(gold) if gold.is_dir() else (_coder(pack), read_gold(gold))
    trained = train_model(coder, cases, name=name)
    whole = trained.gains[-1]
    if json:
        say.lines(_row(gain) for gain in trained.gains)
    else:
        title = f"{trained.head.cases} cases, F1 by case on cases not seen"
        say.table(title, ("label", "cases", "rules", "model", "gain", "95 %"), _rows(trained.gains))
    if trained.left_out:
        say.remark(
            f"left out, since the rules alone or mere chance do better: {', '.join(trained.left_out)}"
        )
    if whole.gain <= 0:
        raise CrosstallyError(
            f"the model makes things worse: {whole.gain:+.3f}; it is not written",
            hint="code more cases, above all of the kinds that the rules get wrong",
        )
    if whole.low < 0:
        say.remark("the gain may be chance: its interval begins below nought")
    if len(trained.file) > LARGEST:
        raise CrosstallyError(
            f"the model is too large: {len(trained.file) / 1e6:.1f} MB",
            hint="train on fewer cases; those with sentences teach most",
        )
    if out is not None:
        out.write_bytes(trained.file)
        say.remark(f"{out.name} written: use it with `crosstally code --model {out.name}`")


def _coder(pack: str) -> Coder:
    return load_coder(countries=codes_in(pack))


def _desk_cases(folder: Path) -> tuple[Coder, tuple[Case, ...]]:
    """A coder of the desk's packs, and the cases that its judgements give."""
    desk = open_desk(folder)
    try:
        built = project.build(desk, progress=watch)
    finally:
        desk.store.close()
    zone = ZoneInfo(desk.config.desk.zone or desk.packs.country.zone)
    coder = compile_coder(desk.packs.languages, countries=desk.packs.countries, zone=zone)
    found = cases_of_judgements(
        built.log.reports, built.coded, built.log.judgements, built.linked.incidents
    )
    return coder, tuple(found)


def _rows(gains: tuple[Gain, ...]) -> Iterator[tuple[str, ...]]:
    for one in gains:
        interval = f"{one.low:+.3f} - {one.high:+.3f}"
        figures = (f"{one.rules:.3f}", f"{one.model:.3f}", f"{one.gain:+.3f}")
        yield one.name, str(one.cases), *figures, interval


def _row(gain: Gain) -> dict[str, object]:
    return {"label": gain.name, **gain._asdict(), "gain": gain.gain}
