"""`crosstally fit`: what a desk's own pairs and judgements say of the linking weights."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from crosstally import project
from crosstally.archive import own_weights
from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder, watch
from crosstally.cli.unlock import open_desk
from crosstally.linking import link
from crosstally.linking.fit import Fitted, Move, to_toml
from crosstally.linking.fit import fit as fit_weights
from crosstally.linking.incidents import prepare
from crosstally.records import Incident


@click.command()
@desk_folder
@click.option("--write", is_flag=True, help="Write the new weights into the desk's own packs.")
@as_json
def fit(desk: Path, write: bool, json: bool) -> None:
    """The linking weights again, from the pairs and judgements of a desk, and what would move.

    Nothing is written unless asked: then packs/linking/weights.toml in the desk, under a new
    version; the next build links with it. Take the file away to be back where you were.
    """
    opened = open_desk(desk)
    try:
        built = project.build(opened, progress=watch)
    finally:
        opened.store.close()
    weights = opened.packs.weights
    told = (built.log.reports, built.coded, opened.sources, built.log.judgements)
    known = prepare(*told, weights)
    fitted = fit_weights(known.facets, known.judged, weights)
    after = link(*told, fitted.weights).incidents if fitted.moves else built.linked.incidents
    changes = list(_changes(built.linked.incidents, after))
    if json:
        say.lines([*map(_row, fitted.moves), *changes])
    else:
        _tell(fitted, changes)
    if write and fitted.moves:
        path = own_weights(desk)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(to_toml(fitted.weights), encoding="utf-8")
        say.remark(f"packs/linking/{path.name} written: {fitted.weights.version}")


def _tell(fitted: Fitted, changes: Iterable[dict[str, object]]) -> None:
    rows = [
        (f"{m.feature}: {m.level}", str(m.pairs), f"{m.old:+.1f}", f"{m.new:+.1f}")
        for m in fitted.moves
    ]
    title = f"{fitted.pairs} pairs, {fitted.judged} of them judged"
    say.table(title, ("level", "pairs", "bits now", "bits then"), rows)
    moved = [(str(c["change"]), str(c["incident"]), " ".join(c["with"])) for c in changes]  # type: ignore[arg-type]
    say.table(f"{len(moved)} incidents would move", ("what", "incident", "with or into"), moved)


def _row(move: Move) -> dict[str, object]:
    return {"change": "bits", **move._asdict()}


def _changes(before: Iterable[Incident], after: Iterable[Incident]) -> Iterator[dict[str, object]]:
    """Each incident that would merge with others or split, and with or into which."""
    before, after = list(before), list(after)
    yield from _parts("split", before, after)
    yield from _parts("merge", after, before)


def _parts(
    what: str, wholes: Iterable[Incident], parts: Iterable[Incident]
) -> Iterator[dict[str, object]]:
    home = {mention: part.id for part in parts for mention in part.mentions}
    for whole in wholes:
        held: dict[str, int] = defaultdict(int)
        for mention in whole.mentions:
            if mention in home:
                held[home[mention]] += 1
        if len(held) > 1:
            yield {"change": what, "incident": whole.id, "with": sorted(held)}
