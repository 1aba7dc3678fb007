"""The verbs of `crosstally unit` for a unit's log, contacts, bundles and bags."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import click

from crosstally import archive
from crosstally.cli import say
from crosstally.cli.unit_desk import FOLDER, as_json, desk_folder, opened, verb
from crosstally.cli.unlock import open_log
from crosstally.errors import SealError, UsageError
from crosstally.ledger import verify_bag
from crosstally.ledger.opening import is_sealed
from crosstally.ledger.panic import lock as remove_derived
from crosstally.ledger.panic import panic as destroy
from crosstally.units import exchange
from crosstally.units import unit as units
from crosstally.units.bag import write_bag
from crosstally.units.roster import UnitId
from crosstally.units.witness import contradictions, witnesses


@verb("create")
@desk_folder
@as_json
def create(desk: Path, json: bool) -> None:
    """Make a unit of one person in a sealed DESK, and print its card."""
    store = open_log(desk)
    try:
        sealed = is_sealed(desk / "desk.db")
        made = units.create_unit(store, sealed=sealed, now=datetime.now(UTC))
    finally:
        store.close()
    _print_card(made, json)


@verb("card")
@desk_folder
@as_json
def card(desk: Path, json: bool) -> None:
    """Print the card that another unit needs; give it in person."""
    with opened(desk) as at:
        _print_card(at.unit, json)


@verb("contact")
@desk_folder
@click.option("--add", "added", help="A card, as `unit card` printed it there.")
@click.option("--remove", "removed", help="A unit's id.")
@as_json
def contact(desk: Path, added: str | None, removed: str | None, json: bool) -> None:
    """Add a contact by its card, remove one, or list them."""
    if added and removed:
        raise UsageError("either --add or --remove", hint="one change, one roster")
    with opened(desk) as at:
        now, after = at.now, at.unit
        if added:
            after = units.with_contact(at.store, after, units.read_card(added), now=now)
        if removed:
            gone = UnitId(removed)
            after = units.without_contact(at.store, after, gone, now=now)
        rows = [(each.unit, each.key) for each in after.standing.roster.contacts]
    if json:
        say.lines({"unit": name, "key": key} for name, key in rows)
    else:
        say.table("contacts", ("unit", "key"), rows)


@verb("share")
@desk_folder
@click.argument("reports", nargs=-1, required=True)
@as_json
def share(desk: Path, reports: tuple[str, ...], json: bool) -> None:
    """Put REPORTS, by their ids, into the unit log, for the next bundles."""
    with opened(desk) as at:
        count = units.share(at.store, at.unit, reports)
    say.lines([{"shared": count}]) if json else say.line(f"shared: {count}")


@verb("seal")
@desk_folder
@click.option("--to", "to", multiple=True, required=True, help="A contact's id; may be repeated.")
@click.option("--out", type=FOLDER, default=Path(), help="The folder it is written to.")
@as_json
def seal(desk: Path, to: tuple[str, ...], out: Path, json: bool) -> None:
    """Seal what the contacts lack into one bundle, to be carried by any means."""
    with opened(desk) as at:
        named = tuple(map(UnitId, to))
        path = exchange.seal_for(at.store, at.unit, out, named, now=at.now)
    say.lines([{"bundle": path.as_posix()}]) if json else say.line(path.as_posix())


@verb("open")
@desk_folder
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--all", "whole", is_flag=True, help="Also what too much at once had set aside.")
@as_json
def open_(desk: Path, bundle: Path, whole: bool, json: bool) -> None:
    """Take a contact's BUNDLE in: all of it, or nothing; a flood waits until you say --all."""
    with opened(desk) as at:
        received = exchange.take_from(at.store, at.unit, bundle, desk, now=at.now, whole=whole)
        reports = archive.take_shared(at.store, received.head.sender.unit, now=at.now)
    figures = {**received.taken._asdict(), "reports": reports}
    if json:
        say.lines([{"from": received.head.sender.unit, **figures}])
    else:
        told = ", ".join(f"{count} {name}" for name, count in figures.items() if count)
        say.line(f"from {received.head.sender.unit}: {told or 'nothing new'}")


@verb("handed")
@desk_folder
@click.argument("bundle")
@as_json
def handed(desk: Path, bundle: str, json: bool) -> None:
    """Say that a BUNDLE, by the beginning of its name, was handed over."""
    with opened(desk) as at:
        made = exchange.hand_over(at.store, bundle)
    say.lines([made]) if json else say.line(f"handed over: {made.bundle}")


@verb("status")
@desk_folder
@as_json
def status(desk: Path, json: bool) -> None:
    """Where everything shared stands, what was sealed, and what waits or is frozen."""
    with opened(desk) as at:
        items = list(exchange.states(at.store, at.unit))
        made = exchange.bundles(at.store)
        seen, against = list(witnesses(at.store)), contradictions(at.store)
        stands = at.unit.standing
    if json:
        say.lines(
            {"entry": i.id, "sequence": i.sequence, "kind": i.kind, "states": dict(i.states)}
            for i in items
        )
        say.lines(made)
        say.lines({"seen_by": each.unit, "entries": each.size} for each in seen)
        say.lines({"contradicts": each} for each in against)
        return
    contacts = [each.unit for each in stands.roster.contacts]
    rows = [(str(i.sequence), i.kind, i.id, *(state for _, state in i.states)) for i in items]
    say.table("the unit log", ("number", "kind", "entry", *contacts), rows)
    told = [
        (b.bundle, ", ".join(b.to), ", ".join(sorted({b.state_for(c) for c in b.to}))) for b in made
    ]
    say.table("bundles", ("bundle", "for", "stands"), told)
    for each in seen:
        say.line(f"seen by unit {each.unit}: the log up to entry {each.size}")
    for unit in against:
        say.line(f"unit {unit} signed another log than the one held here: both are kept as proof")
    for name, until in stands.waiting:
        say.line(f"a succession waits until {until:%Y-%m-%d %H:%M} UTC: roster {name[:16]}")
    if stands.frozen:
        say.line("frozen: two rosters stand at one epoch; nothing goes out")


@verb("bag")
@desk_folder
@click.argument("entries", nargs=-1, required=True)
@click.option("--out", required=True, type=FOLDER, help="The bag's folder; there must be none.")
@click.option("--by", required=True, help="Who makes it, for its custody: a role, never a name.")
@as_json
def bag(desk: Path, entries: tuple[str, ...], out: Path, by: str, json: bool) -> None:
    """Put ENTRIES of the unit log, by their ids, into an evidence bag that a stranger can check."""
    with opened(desk) as at:
        count = write_bag(at.store, at.unit, entries, out, by=by, now=at.now)
    if json:
        say.lines([{"bag": out.as_posix(), "entries": count}])
    else:
        say.line(
            f"{out.as_posix()}: {count} entries · check it with: crosstally unit verify FOLDER"
        )


@verb("verify")
@click.argument("folder", type=FOLDER)
@as_json
def verify(folder: Path, json: bool) -> None:
    """Check an evidence bag: whole, signed, in its log, unchanged."""
    try:
        count = verify_bag.verify(folder)
    except verify_bag.WrongError as wrong:
        raise SealError(f"the bag is wrong: {wrong}", hint="ask for it anew") from None
    except (LookupError, TypeError, ValueError, struct.error):
        raise SealError("the bag is wrong: a file has not the form that it must have") from None
    say.lines([{"entries": count}]) if json else say.line(f"right: {count} entries")


@verb("lock")
@desk_folder
@as_json
def lock(desk: Path, json: bool) -> None:
    """Remove what builds left in the open: tables, the page. The log stays; a build brings it back."""
    if not is_sealed(desk / "desk.db"):
        raise UsageError("the desk is not sealed", hint="its log is in the open too")
    removed = remove_derived(desk)
    say.lines([{"removed": removed}]) if json else say.line(
        f"removed: {', '.join(removed) or 'nothing'}"
    )


@verb("panic")
@desk_folder
@click.option("--yes", is_flag=True, help="Do not ask.")
def panic(desk: Path, yes: bool) -> None:
    """Destroy the desk's key at once: nobody opens its log again, you neither."""
    if not yes:
        click.confirm(
            "Nobody will ever open this desk again. Destroy its key?", abort=True, err=True
        )
    destroy(desk / "desk.db")
    say.line("the key is destroyed")


def _print_card(made: units.Unit, json: bool) -> None:
    say.lines([{"unit": made.id, "card": made.card}]) if json else say.line(made.card)


VERBS = (
    create, card, contact, share, seal, open_, handed, status, bag, verify, lock, panic,
)  # fmt: skip
