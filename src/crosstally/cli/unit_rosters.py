"""The verbs of `crosstally unit` for a unit of several: who agrees, who leads, how it goes on."""

from datetime import UTC, datetime
from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.unit_desk import Open, as_json, desk_folder, opened, verb
from crosstally.cli.unlock import open_log
from crosstally.errors import FormatError, UsageError
from crosstally.units import agree
from crosstally.units.quorum import OBJECTION_BYTES, read_objection, write_objection
from crosstally.units.roster import Role, SignedRoster, UnitId, read_roster, write_roster
from crosstally.units.unit import join_unit, load_unit, note_objection, note_roster

MOST_FILE = 16 * 2**20
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_out = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="The file that it is written to; there must be none.",
)  # fmt: skip


@verb("key")
@desk_folder
@as_json
def key(desk: Path, json: bool) -> None:
    """Print this desk's member key, which the lead needs for an invitation."""
    store = open_log(desk)
    own = store.author.key.public.hex()
    store.close()
    say.lines([{"key": own}]) if json else say.line(own)


@verb("roster")
@desk_folder
@as_json
def roster(desk: Path, json: bool) -> None:
    """Show who agrees on the unit's rosters, and how many must."""
    with opened(desk) as at:
        stands = at.unit.standing.roster
        own = at.store.author.key.public.hex()
    if json:
        say.lines([stands])
        return
    out = {each.key for each in stands.revoked}
    rows = [
        (each.key, each.role.value, "revoked" if each.key in out else "", "*" * (each.key == own))
        for each in stands.keys
    ]
    say.table(f"epoch {stands.epoch}: {stands.quorum} of these", ("key", "role", "", "own"), rows)


@verb("invite")
@desk_folder
@click.option("--key", "newcomer", required=True, help="The newcomer's key: `unit key` there.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.MEMBER.value,
    show_default=True,
)
@click.option("--quorum", type=click.IntRange(min=1), help="How many must agree from then on.")
@_out
@as_json
def invite(desk: Path, newcomer: str, role: str, quorum: int | None, out: Path, json: bool) -> None:
    """Propose to take a key in; where this desk alone is the quorum it is done at once."""
    with opened(desk) as at:
        made = agree.invite(at.store, at.unit, newcomer, Role(role), quorum=quorum, now=at.now)
        _tell(at, made, out, json)


@verb("revoke")
@desk_folder
@click.option("--key", "gone", required=True, help="The key that counts no longer.")
@click.option("--last", help="The last entry of it that counts, by its id. Default: none counts.")
@_out
@as_json
def revoke(desk: Path, gone: str, last: str | None, out: Path, json: bool) -> None:
    """Propose that a key counts up to an entry, or not at all."""
    with opened(desk) as at:
        _tell(at, agree.revoke(at.store, at.unit, gone, last, now=at.now), out, json)


@verb("succeed")
@desk_folder
@_out
@as_json
def succeed(desk: Path, out: Path, json: bool) -> None:
    """Propose that this desk leads: when enough have signed, it waits, and the lead may object."""
    with opened(desk) as at:
        _tell(at, agree.succeed(at.store, at.unit, now=at.now), out, json)


@verb("object")
@desk_folder
@click.argument("proposal", type=_FILE)
@_out
@as_json
def object_(desk: Path, proposal: Path, out: Path, json: bool) -> None:
    """As the lead, object to a succession: whoever adopts the objection does not let it hold."""
    with opened(desk) as at:
        word = agree.object_against(at.store, read_roster(_read(proposal)))
        note_objection(at.store, word)
        _write(out, write_objection(word))
    say.lines([{"objection": out.as_posix()}]) if json else say.line(out.as_posix())


@verb("split")
@desk_folder
@click.option("--key", "keys", multiple=True, required=True, help="A key that leaves; repeat it.")
@click.option(
    "--first", type=click.Path(dir_okay=False, path_type=Path), required=True,
    help="The file for the new unit's first roster, which all of its keys have to sign.",
)  # fmt: skip
@_out
@as_json
def split(desk: Path, keys: tuple[str, ...], first: Path, out: Path, json: bool) -> None:
    """Propose that this desk and others leave and make a unit of their own, which this desk leads.

    The old unit's quorum signs the proposal, the new unit's keys its first roster; `unit adopt` the
    one, then `unit leave` by the other. Entries stay as they were signed.
    """
    with opened(desk) as at:
        proposed, begun = agree.split_off(at.store, at.unit, keys, now=at.now)
        _write(first, write_roster(begun))
        _tell(at, proposed, out, json)


@verb("leave")
@desk_folder
@click.argument("first", type=_FILE)
@as_json
def leave(desk: Path, first: Path, json: bool) -> None:
    """Leave for the unit whose FIRST roster all of its keys have signed, once the old one divided."""
    with opened(desk) as at:
        made = agree.leave(at.store, at.unit, read_roster(_read(first)), now=at.now)
    say.lines([{"unit": made.id}]) if json else say.line(f"now of unit {made.id}: {made.card}")


@verb("sign")
@desk_folder
@click.argument("proposal", type=_FILE)
@_out
@as_json
def sign(desk: Path, proposal: Path, out: Path, json: bool) -> None:
    """Sign a PROPOSAL of another desk of the unit, after you have read what it would change."""
    with opened(desk) as at:
        made = agree.countersigned(at.store, at.unit, read_roster(_read(proposal)))
        _tell(at, made, out, json)


@verb("adopt")
@desk_folder
@click.argument("file", type=_FILE)
@as_json
def adopt(desk: Path, file: Path, json: bool) -> None:
    """Take in a roster that a quorum has signed, or a lead's objection."""
    data = _read(file)
    with opened(desk) as at:
        if len(data) == OBJECTION_BYTES:
            note_objection(at.store, read_objection(data))
            after = load_unit(at.store, now=at.now)
        else:
            after = agree.adopt(at.store, at.unit, read_roster(data), now=at.now)
        waits = [until for _, until in after.standing.waiting]
    if json:
        say.lines([{"epoch": after.standing.roster.epoch, "waiting": waits}])
    elif waits:
        say.line(f"it waits until {max(waits):%Y-%m-%d %H:%M} UTC")
    else:
        say.line(f"epoch {after.standing.roster.epoch} stands")


@verb("chain")
@desk_folder
@_out
@as_json
def chain(desk: Path, out: Path, json: bool) -> None:
    """Write all rosters of the unit, for one who joins."""
    with opened(desk) as at:
        _write(out, agree.chain_of(at.store, at.unit.id))
    say.lines([{"chain": out.as_posix()}]) if json else say.line(out.as_posix())


@verb("join")
@desk_folder
@click.argument("file", type=_FILE)
@as_json
def join(desk: Path, file: Path, json: bool) -> None:
    """Join the unit whose rosters FILE holds (`unit chain`), if they name this desk's key."""
    store, now = open_log(desk), datetime.now(UTC)
    try:
        rosters = list(agree.read_chain(_read(file)))
        if not rosters:
            raise FormatError("no rosters in the file", hint="`unit chain` writes one")
        for each in rosters:
            note_roster(store, each, now=now)
        made = join_unit(store, UnitId(rosters[0].roster.unit), now=now)
    finally:
        store.close()
    say.lines([{"unit": made.id}]) if json else say.line(f"joined {made.id}")


def _tell(at: Open, made: SignedRoster, out: Path, json: bool) -> None:
    """Write a proposal, and take it as the unit's where it holds already."""
    _write(out, write_roster(made))
    begins = made.roster.epoch == 0  # of the unit that leaves: all of its keys have to sign
    quorum = len(made.roster.keys) if begins else at.unit.standing.roster.quorum
    need = quorum - len(made.signers)
    enough = need <= 0
    if enough and not begins:
        _ = agree.adopt(at.store, at.unit, made, now=at.now)
    if json:
        say.lines([{"proposal": out.as_posix(), "signatures": len(made.signers), "holds": enough}])
    else:
        signed = "all have signed: `unit leave`" if begins else "a quorum has signed"
        how = signed if enough else f"{need} more must sign it: `unit sign`"
        say.line(f"{out.as_posix()} · {how}")


def _read(path: Path) -> bytes:
    if path.stat().st_size > MOST_FILE:
        raise FormatError(f"{path.name} is too large", hint="name a file that `unit` wrote")
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    try:
        with path.open("xb") as file:
            _ = file.write(data)
    except FileExistsError:
        raise UsageError(f"there is a {path.name} already", hint="name another file") from None


VERBS = (key, roster, invite, revoke, succeed, object_, split, leave, sign, adopt, chain, join)
