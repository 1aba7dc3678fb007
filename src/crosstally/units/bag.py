"""Evidence bags: some entries of a unit log with all that a stranger needs (spec/bag-v1).

Invariant: a bag is made whole in a folder of its own and then given its name; one signature of the
unit stands for every byte in it.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import bagit

from crosstally.errors import UsageError
from crosstally.ledger import verify_bag
from crosstally.ledger.checkpoint import Checkpoint, shown, write_note
from crosstally.ledger.forms import time_of
from crosstally.ledger.merkle import leaf, prove_inclusion, root
from crosstally.ledger.sign import domain, sign
from crosstally.ledger.store import Store
from crosstally.records import encode
from crosstally.units.roster import RosterDigest, SignedRoster, roster_digest, write_roster
from crosstally.units.unit import Unit, rosters_of

_TAG = "tagmanifest-sha256.txt"


class Act(StrEnum):
    """What somebody did with what a bag holds."""

    COLLECTED = "collected"
    SEALED = "sealed"
    COPIED = "copied"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"


def write_bag(
    store: Store, unit: Unit, entries: Iterable[str], folder: Path, *, by: str, now: datetime
) -> int:
    """How many entries were put into a new bag.

    Args:
        store: the desk's.
        unit: the desk's own.
        entries: ids of entries of the unit log.
        folder: where the bag shall stand; there must be nothing.
        by: the role of who makes it: never a name.
        now: the time that custody tells.

    Raises:
        UsageError: there is something in its place, or an id is of no entry of the unit log.
    """
    if folder.exists():
        raise UsageError(f"there is a {folder.name} already", hint="name another folder")
    ids = [name for name, _, _ in store.signed(unit.id)]
    at = {str(name): index for index, name in enumerate(ids)}
    wanted = sorted(set(entries), key=lambda name: at.get(name, -1))
    if not wanted or any(name not in at for name in wanted):
        raise UsageError(
            "an id is of no entry of the unit log", hint="see `crosstally unit status`"
        )
    with _beside(folder) as made:
        _put_entries(store, unit, made, at, wanted)
        _put_rosters(store, unit, made)
        _ = bagit.make_bag(
            str(made), {"Bagging-Date": f"{now:%Y-%m-%d}", "Source-Organization": unit.id},
            checksums=["sha256"],
        )  # fmt: skip
        _put_custody(unit, made, (Act.COLLECTED, Act.SEALED), by=by, now=now)
        _ = made.rename(folder)
    return len(wanted)


def _put_entries(
    store: Store, unit: Unit, made: Path, at: dict[str, int], wanted: Sequence[str]
) -> None:
    leaves = [leaf(bytes.fromhex(name)) for name in at]
    note = write_note(unit.key, Checkpoint(unit.id, len(leaves), root(leaves)))
    _ = (made / "checkpoint.txt").write_bytes(shown(note))
    for kind in ("entries", "bodies", "proofs"):
        (made / kind).mkdir()
    chosen = set(wanted)
    for name, exact, body in store.signed(unit.id):
        if name not in chosen:
            continue
        path = [each.hex() for each in prove_inclusion(leaves, at[name])]
        proof: dict[str, int | list[str]] = {
            "index": at[name], "path": path, "size": len(leaves),
        }  # fmt: skip
        _ = (made / "entries" / f"{name}.entry").write_bytes(exact)
        _ = (made / "proofs" / f"{name}.proof").write_bytes(encode(proof))
        if body is not None:
            _ = (made / "bodies" / f"{name}.body").write_bytes(body.salt + body.body)


def _put_rosters(store: Store, unit: Unit, made: Path) -> None:
    """The chain of rosters up to the one that stands."""
    (made / "rosters").mkdir()
    for signed in _standing_chain(store, unit):
        last = signed.roster == unit.standing.roster
        path = made / "roster.bin" if last else made / "rosters" / f"{signed.roster.epoch}.bin"
        _ = path.write_bytes(write_roster(signed))


def _put_custody(unit: Unit, made: Path, acts: Iterable[Act], *, by: str, now: datetime) -> None:
    """Custody, the tag manifest that covers it, and the unit's signature over that."""
    time = time_of(now)
    lines = [encode({"act": act.value, "by": by, "time": time}) + b"\n" for act in acts]
    _ = (made / "custody.jsonl").write_bytes(b"".join(lines))
    tags = sorted(verify_bag.TAGS)
    digests = (f"{sha256((made / tag).read_bytes()).hexdigest()}  {tag}\n" for tag in tags)
    manifest = "".join(digests).encode()
    _ = (made / _TAG).write_bytes(manifest)
    message = domain("bag/v1", sha256(manifest).digest())
    _ = (made / verify_bag.SIGNATURE).write_bytes(sign(unit.key, message))


def _standing_chain(store: Store, unit: Unit) -> Iterator[SignedRoster]:
    """The rosters from the one that stands back to the first."""
    seen = {roster_digest(each.signed.roster): each.signed for each in rosters_of(store, unit.id)}
    name: RosterDigest | None = roster_digest(unit.standing.roster)
    while name is not None:
        yield seen[name]
        name = seen[name].roster.previous


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder beside the one that shall be, on the same disk; gone if it was not renamed."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".bag-") as place:
        made = Path(place) / "bag"
        made.mkdir()
        yield made
