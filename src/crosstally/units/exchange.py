"""Bundles of a unit: sealed for its contacts, taken from them, and where each stands.

Invariant: every report that was shared shows kept, sealed, handed over or acknowledged; nothing is
taken from a unit that is no contact, or that signs with a key that its rosters do not name.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from crosstally.errors import SealError, UsageError
from crosstally.ledger.bundle import Sender
from crosstally.ledger.entry import EntryId, Header
from crosstally.ledger.rows import Place
from crosstally.ledger.seal import draw
from crosstally.ledger.store import Store
from crosstally.ledger.sync import Extra, From, Received, To, Trust, receive, send
from crosstally.records import Record, changed, decode, encode
from crosstally.units.quorum import standing
from crosstally.units.roster import (
    Contact,
    UnitId,
    holds,
    read_roster,
    roster_digest,
    write_roster,
)
from crosstally.units.unit import Unit, note_roster, rosters_of
from crosstally.units.witness import notes_for, take_notes

NAME_BYTES = 16
_BUNDLE, _FRONTIER, _OWED = "bundle/", "frontier/", "owed/"


class State(StrEnum):
    """Where something that was shared stands, the least first."""

    KEPT = "kept"
    SEALED = "sealed"
    HANDED_OVER = "handed over"
    ACKNOWLEDGED = "acknowledged"


class Sealed(Record, frozen=True, kw_only=True):
    """A bundle that was made: for whom, up to which entry of the unit log, and what became of it."""

    bundle: str
    to: tuple[UnitId, ...]
    sequence: int
    time: str
    handed_over: bool = False
    acknowledged: tuple[UnitId, ...] = ()

    def state_for(self, contact: UnitId) -> State:
        """Where it stands with a contact."""
        if contact not in self.to:
            return State.KEPT
        if contact in self.acknowledged:
            return State.ACKNOWLEDGED
        return State.HANDED_OVER if self.handed_over else State.SEALED


class ItemState(NamedTuple):
    """An entry of the unit log, and where it stands with each contact."""

    id: EntryId
    sequence: int
    kind: str
    states: tuple[tuple[UnitId, State], ...]


def seal_for(
    store: Store, unit: Unit, folder: Path, to: Iterable[UnitId], *, now: datetime
) -> Path:
    """A new bundle in a folder, sealed to some contacts: all that the least informed of them lacks.

    Raises:
        SealError: two rosters stand at one epoch.
        UsageError: one of them is no contact.
    """
    if unit.standing.frozen:
        raise SealError("two rosters stand at one epoch: nothing goes out until they are settled")
    contacts = {each.unit: each for each in unit.standing.roster.contacts}
    named = sorted(set(to))
    if not named or any(name not in contacts for name in named):
        raise UsageError("a bundle is sealed to contacts", hint="see `crosstally unit status`")
    recipients = tuple(contacts[name].recipient for name in named)
    frontier = _frontier(store, named[0]) if len(named) == 1 else {}
    owed = sorted({name.split("/")[2] for c in named for name, _ in store.kept(f"{_OWED}{c}/")})
    rosters = tuple(write_roster(each.signed) for each in rosters_of(store, unit.id))
    sequence = {place: last for place, last, _ in store.frontier()}.get(unit.author.place, 0)
    path = folder / f"{draw(NAME_BYTES).hex()}.age"
    with path.open("xb") as out:
        head = send(
            store, out, From(unit.id, unit.key, (unit.id,)), To(recipients, frontier, tuple(named)),
            Extra(rosters, notes_for(store, unit, named), tuple(owed)), now=now,
        )  # fmt: skip
    made = Sealed(bundle=head.bundle, to=tuple(named), sequence=sequence, time=head.time)
    store.keep({f"{_BUNDLE}{head.bundle}": encode(made)})
    return path


def take_from(
    store: Store, unit: Unit, path: Path, folder: Path, *, now: datetime, whole: bool = False
) -> Received:
    """What a contact's bundle brought, after all of it was taken in.

    Args:
        store: the desk's.
        unit: the desk's own.
        path: the bundle, wherever it lies.
        folder: the desk's, where what is opened may lie for a moment, without a name.
        now: the reader's clock, from which successions wait.
        whole: take too what would be set aside because too much came from one author.

    Raises:
        FormatError: it is no bundle, or holds what none may.
        SealError: it does not open, is from no contact, or breaks a rule.
    """
    contacts = {each.unit: each for each in unit.standing.roster.contacts}
    keys = {name: _keys_of(store, each, now) for name, each in contacts.items()}

    def from_contact(sender: Sender) -> bool:
        return sender.key in keys.get(UnitId(sender.unit), ())

    def may(header: Header) -> bool:
        return header.author in keys.get(UnitId(header.log), ())

    def heir(sender: Sender, rosters: tuple[bytes, ...]) -> bool:
        contact = contacts.get(UnitId(sender.unit))
        if contact is None:
            return False
        _note_following(store, contact.unit, rosters, now)
        keys[contact.unit] = _keys_of(store, contact, now)
        if sender.key not in keys[contact.unit]:
            _refuse_waiting(store, contact.unit, sender.key, now)
        return sender.key in keys[contact.unit]

    trust = Trust(from_contact, may, read_roster, heir)
    received = receive(store, path, folder, [unit.identity], trust, whole=whole)
    sender = UnitId(received.head.sender.unit)
    for data in received.rosters:
        signed = read_roster(data)
        if signed.roster.unit == sender:
            note_roster(store, signed, now=now)
    known = frozenset(keys.get(sender, ()))
    _ = take_notes(store, unit, received.checkpoints, sender=sender, keys=known, now=now)
    _acknowledge(store, sender, received.acknowledged)
    told = {each.log: each for each in received.head.frontier}
    kept = {f"{_OWED}{sender}/{received.head.bundle}": b""}
    if unit.id in told:
        kept[f"{_FRONTIER}{sender}"] = encode((told[unit.id].sequence, told[unit.id].id))
    store.keep(kept)
    return received


def hand_over(store: Store, bundle: str) -> Sealed:
    """A bundle, named by its beginning, of which a person says that it was handed over.

    Raises:
        UsageError: there is no such bundle, or more than one begins so.
    """
    found = list(store.kept(f"{_BUNDLE}{bundle}"))
    if len(found) != 1:
        raise UsageError(
            f"{len(found) or 'no such'} bundle{'s' * (len(found) > 1)} by that name",
            hint="see `crosstally unit status`",
        )
    name, told = found[0]
    made = changed(decode(Sealed, told), handed_over=True)
    store.keep({name: encode(made)})
    return made


def bundles(store: Store) -> tuple[Sealed, ...]:
    """Every bundle that was made, by its name."""
    return tuple(decode(Sealed, told) for _, told in store.kept(_BUNDLE))


def states(store: Store, unit: Unit) -> Iterator[ItemState]:
    """Each shared entry of the unit log, and where it stands with each contact."""
    made = bundles(store)
    ranks = list(State)
    for name, sequence, kind in store.sequences(unit.author.place):
        found = []
        for contact in unit.standing.roster.contacts:
            reached = [b.state_for(contact.unit) for b in made if b.sequence >= sequence]
            found.append((contact.unit, max(reached, key=ranks.index, default=State.KEPT)))
        yield ItemState(name, sequence, kind, tuple(found))


def _acknowledge(store: Store, sender: UnitId, names: Iterable[str]) -> None:
    """Mark bundles that their reader says have come in."""
    for name in names:
        for key, told in store.kept(f"{_BUNDLE}{name}"):
            made = decode(Sealed, told)
            if sender in made.to:
                known = tuple(sorted({*made.acknowledged, sender}))
                store.keep({key: encode(changed(made, acknowledged=known))})


def _keys_of(store: Store, contact: Contact, now: datetime) -> frozenset[str]:
    """The keys that sign for a contact: the one on its card, or those of the rosters that stand.

    A unit key that a later roster replaced still signs for what it signed before.
    """
    seen = tuple(rosters_of(store, contact.unit))
    stands = standing(seen, now=now)
    if stands is None:
        return frozenset({contact.key})
    by_name = {roster_digest(each.signed.roster): each.signed.roster for each in seen}
    keys, roster = set[str](), stands.roster
    while True:
        keys.add(roster.unit_key)
        if roster.previous is None:
            return frozenset(keys)
        roster = by_name[roster.previous]


def _note_following(store: Store, unit: UnitId, rosters: Iterable[bytes], now: datetime) -> None:
    """Remember those rosters of a unit that hold after one that is known: nothing else of a stranger.

    A unit's id is that of its first roster, so that nobody can bring another first one.
    """
    known = {
        roster_digest(each.signed.roster): each.signed.roster for each in rosters_of(store, unit)
    }
    read = (read_roster(data) for data in rosters)
    for signed in sorted(read, key=lambda each: each.roster.epoch):
        roster = signed.roster
        before = known.get(roster.previous) if roster.previous is not None else None
        follows = before is not None or roster.previous is None
        if roster.unit == unit and follows and holds(signed, before):
            known[roster_digest(roster)] = roster
            note_roster(store, signed, now=now)


def _refuse_waiting(store: Store, unit: UnitId, key: str, now: datetime) -> None:
    """Say until when a succession waits, where it names the key that signed a bundle.

    Raises:
        SealError: it does.
    """
    seen = tuple(rosters_of(store, unit))
    stands = standing(seen, now=now)
    named = {roster_digest(s.signed.roster) for s in seen if s.signed.roster.unit_key == key}
    for name, until in () if stands is None else stands.waiting:
        if name in named:
            raise SealError(
                f"unit {unit} has a successor who waits until {until:%Y-%m-%d}",
                hint="take the bundle in again then, or ask the unit's others",
            )


def _frontier(store: Store, contact: UnitId) -> dict[Place, tuple[int, EntryId]]:
    """What a contact said that it has of our log; where it never said, nothing."""
    for _, told in store.kept(f"{_FRONTIER}{contact}"):
        sequence, name = decode(tuple[int, EntryId], told)
        header = store.header(name)
        if header is not None:
            return {Place(header.log, header.author): (sequence, name)}
    return {}
