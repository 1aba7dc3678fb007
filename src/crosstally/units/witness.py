"""Checkpoints that go along with bundles: what a unit says its log is, and who else saw the same.

Invariant: a unit co-signs only what it has checked entry by entry against the log that it holds, and
that extends what it co-signed before; what contradicts is kept as proof, and never taken back.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from crosstally.ledger.checkpoint import (
    TIME_BYTES,
    Checkpoint,
    Note,
    cosign,
    cosigned_by,
    read_note,
    shown,
    signed_by,
    write_note,
)
from crosstally.ledger.merkle import leaf, root
from crosstally.ledger.sign import SIGNATURE_BYTES, digest
from crosstally.ledger.store import Store
from crosstally.units.roster import UnitId
from crosstally.units.unit import Unit

MOST_PROOFS = 4  # of one unit
_SEEN, _WITNESS, _AGAINST = "checkpoint/", "witness/", "contradiction/"


class Became(StrEnum):
    """What became of a checkpoint that came in."""

    AGREES = "agrees"
    EARLIER = "earlier"
    AHEAD = "ahead"
    CONTRADICTS = "contradicts"
    OURS = "ours"
    NOTHING = "nothing"


class Witness(NamedTuple):
    """A contact that saw this unit's log: how long it was then, and when, by the contact's clock."""

    unit: UnitId
    size: int
    seconds: int


def own_note(store: Store, unit: Unit) -> bytes:
    """The unit's word of what its log is now."""
    leaves = _leaves(store, unit.id)
    return shown(write_note(unit.key, Checkpoint(unit.id, len(leaves), root(leaves))))


def notes_for(store: Store, unit: Unit, to: Iterable[UnitId]) -> tuple[bytes, ...]:
    """What goes along to some contacts: the unit's own checkpoint, and each contact's co-signed.

    Nothing of any third unit: that would tell one contact of another.
    """
    returned = [told for name in to for _, told in store.kept(f"{_SEEN}{name}")]
    return (own_note(store, unit), *returned)


def take_notes(
    store: Store,
    unit: Unit,
    notes: Iterable[Note],
    *,
    sender: UnitId,
    keys: frozenset[str],
    now: datetime,
) -> tuple[Became, ...]:
    """What became of each checkpoint that a contact's bundle brought, its entries being in already.

    Args:
        store: the desk's.
        unit: the desk's own.
        notes: as they came.
        sender: the contact.
        keys: those that sign for the contact.
        now: by the desk's clock, for what it co-signs.
    """
    return tuple(_one(store, unit, note, sender, keys, now) for note in notes)


def _one(
    store: Store, unit: Unit, note: Note, sender: UnitId, keys: frozenset[str], now: datetime
) -> Became:
    told, public = note.checkpoint, tuple(bytes.fromhex(key) for key in sorted(keys))
    if told.unit == unit.id:
        return _ours(store, unit, note, sender, public)
    if told.unit != sender or not any(signed_by(note, key) for key in public):
        return Became.NOTHING
    leaves = _leaves(store, sender)
    if told.size > len(leaves):
        return Became.AHEAD  # some of its entries are still on their way
    if root(leaves[: told.size]) != told.root:
        _keep_proof(store, sender, note)
        return Became.CONTRADICTS
    if told.size < _size_seen(store, sender):
        return Became.EARLIER
    if unit.own is not None:
        note = cosign(note, unit.own, unit=unit.id, seconds=int(now.timestamp()))
    store.keep({f"{_SEEN}{sender}": shown(note)})
    return Became.AGREES


def _ours(
    store: Store, unit: Unit, note: Note, sender: UnitId, public: tuple[bytes, ...]
) -> Became:
    """A checkpoint of this unit that comes back: kept where it is true and the contact co-signed it."""
    leaves, told = _leaves(store, unit.id), note.checkpoint
    own = bytes.fromhex(unit.standing.roster.unit_key)
    if not signed_by(note, own) or not any(cosigned_by(note, sender, key) for key in public):
        return Became.NOTHING
    if told.size > len(leaves) or root(leaves[: told.size]) != told.root:
        # This unit's key has signed a log that this desk does not hold: another copy writes too.
        _keep_proof(store, unit.id, note)
        return Became.CONTRADICTS
    store.keep({f"{_WITNESS}{sender}": shown(note)})
    return Became.OURS


def witnesses(store: Store) -> Iterator[Witness]:
    """Each contact that saw this unit's log, as it last said."""
    for name, told in store.kept(_WITNESS):
        unit, note = UnitId(name.removeprefix(_WITNESS)), read_note(told)
        stamps = [
            each.signature[:TIME_BYTES]
            for each in note.signatures
            if each.unit == unit and len(each.signature) == TIME_BYTES + SIGNATURE_BYTES
        ]
        seconds = max((int.from_bytes(each, "big") for each in stamps), default=0)
        yield Witness(unit, note.checkpoint.size, seconds)


def contradictions(store: Store) -> tuple[UnitId, ...]:
    """The units that signed a log which is not the one held here, this one's own among them."""
    found = {name.removeprefix(_AGAINST).split("/")[0] for name, _ in store.kept(_AGAINST)}
    return tuple(map(UnitId, sorted(found)))


def _keep_proof(store: Store, unit: UnitId, note: Note) -> None:
    """Keep what contradicts, a few of it: one is proof enough."""
    if sum(1 for _ in store.kept(f"{_AGAINST}{unit}/")) < MOST_PROOFS:
        store.keep({f"{_AGAINST}{unit}/{digest('note/v1', shown(note)).hex()}": shown(note)})


def _size_seen(store: Store, unit: UnitId) -> int:
    return max(
        (read_note(told).checkpoint.size for _, told in store.kept(f"{_SEEN}{unit}")), default=0
    )


def _leaves(store: Store, log: UnitId) -> list[bytes]:
    return [leaf(bytes.fromhex(name)) for name in store.ids(log)]
