"""`crosstally sensitivity`: how sure a desk's counts are, and what they rest on."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from crosstally.archive import Desk, read_log
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.cli.unlock import open_desk
from crosstally.counting import load_rules
from crosstally.counting.divergence import Divergence, Toll, divergences, tolls
from crosstally.counting.sensitivity import Sensitivity, Without
from crosstally.counting.sensitivity import sensitivity as measure
from crosstally.errors import UsageError
from crosstally.linking.incidents import prepare
from crosstally.linking.replicates import replicates
from crosstally.records import Coded, Incident, Mention, Origin
from crosstally.tables.files import read_lines, read_table, tables_of

SHOWN = 3  # sources, owners and incidents named for each rule; --json names all


@click.command()
@desk_folder
@click.option("--rules", default="all", show_default=True, help="Names with commas, or all.")
@click.option(
    "--replicates",
    "number",
    default=100,
    show_default=True,
    type=click.IntRange(min=0),
    help="Versions of the incidents that are drawn.",
)
@click.option("--seed", default=1, show_default=True, help="Of the draws.")
@as_json
def sensitivity(desk: Path, rules: str, number: int, seed: int, json: bool) -> None:
    """How sure the counts of DESK are: a rule each, with the interval of its number.

    The interval is under the doubt of the linking: which reports tell of one event. Beside it, what
    the number is without each source and owner, and the incidents most in doubt; then how much
    reports of one event differ.
    """
    tables = tables_of(desk)
    if not (tables / "incidents.parquet").is_file():
        raise UsageError(f"{desk.name} is not built", hint=f"crosstally build {desk.as_posix()}")
    chosen = load_rules(rules, search=(desk / "packs",))
    incidents = tuple(read_table(tables / "incidents.parquet", Incident))
    origins = {origin.id: origin for origin in read_table(tables / "origins.parquet", Origin)}
    mentions = {m.id: m for m in read_table(tables / "mentions.parquet", Mention)}
    opened = open_desk(desk)
    try:
        drawn = _doubted(opened, tables, number=number, seed=seed) if number else ()
        watched = say.watched(drawn, "draws", number)
        found = measure(incidents, origins, chosen, watched)
    finally:
        opened.store.close()
    counted = [incident for incident in incidents if incident.counts]
    differ, summed = divergences(counted, mentions), tolls(counted, mentions)
    if json:
        say.lines([*found, *differ, *summed])
        return
    _show(found, seed)
    _show_fields(differ, summed)


def _doubted(desk: Desk, tables: Path, *, number: int, seed: int) -> Iterator[tuple[Incident, ...]]:
    """A built desk's incidents as they might as well have been, so many times."""
    log = read_log(desk.store)
    coded = tuple(read_lines(tables / "coded.jsonl", Coded))
    known = prepare(
        log.reports, coded, desk.sources, log.judgements, desk.packs.weights,
        readers=desk.config.desk.readers,
    )  # fmt: skip
    return replicates(known, number=number, seed=seed)


def _show(found: Sequence[Sensitivity], seed: int) -> None:
    draws = found[0].replicates
    how = f"{draws} replicates, seed {seed}" if draws else "no replicates drawn"
    rows = [
        (
            one.rule,
            f"{one.value:,}",
            f"{one.low:,} to {one.high:,}" if one.low is not None else "—",
            _named(one.sources),
            _named(one.owners),
            ", ".join(driver.incident for driver in one.drivers[:SHOWN]),
        )
        for one in found
    ]
    head = ("rule", "number", "95 % interval", "without a source", "without an owner", "in doubt")
    say.table(f"how sure the counts are ({how})", head, rows)


def _named(without: Sequence[Without]) -> str:
    return ", ".join(f"{one.what}: {one.value:,}" for one in without[:SHOWN]) or "—"


def _show_fields(differ: Sequence[Divergence], summed: Sequence[Toll]) -> None:
    say.line("")
    head = ("field", "incidents", "values beyond one", "disagree", "commonest", "range")
    rows = [
        (
            one.field,
            f"{one.incidents:,}",
            f"{one.divergence:.2f}",
            f"{one.disagreeing:.0%}",
            f"{one.modal:.0%}",
            "—" if one.extent is None else f"{one.extent:,.1f}",
        )
        for one in differ
    ]
    say.table("how reports of one incident differ", head, rows)
    say.line("")
    sums = [
        (one.field, f"{one.incidents:,}", f"{one.least:,}", f"{one.commonest:,}", f"{one.most:,}")
        for one in summed
    ]
    say.table("sums over incidents", ("of", "incidents", "least told", "commonest", "most"), sums)
