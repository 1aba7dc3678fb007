"""A unit in a sealed desk: its keys, its roster, its contacts, its log that travels.

Invariant: the unit log is signed by the unit key and names no member; what stands in it was put
there by `share`, one report at a time. Nothing here is for people at risk before a review.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import pyrage

from crosstally.errors import SealError, UsageError
from crosstally.ledger.entry import EntryKind
from crosstally.ledger.forms import time_of
from crosstally.ledger.seal import KEY_BYTES, draw
from crosstally.ledger.sign import SigningKey, key_of_seed
from crosstally.ledger.store import Author, Store
from crosstally.records import Report, SourceId, Visibility, changed, decode, encode
from crosstally.units.quorum import (
    Objection,
    Seen,
    Standing,
    read_objection,
    standing,
    write_objection,
)
from crosstally.units.roster import (
    Contact,
    Member,
    Role,
    Roster,
    RosterReason,
    SignedRoster,
    UnitId,
    begun,
    read_roster,
    roster_digest,
    signed_with,
    write_roster,
)

CARD = "crosstally-unit1"
WAIT_DAYS = 14
NOT_FOR_PEOPLE_AT_RISK = "units have had no outside review: not for people at risk"
_CARD = re.compile(CARD + " ([0-9a-f]{32}) ([0-9a-f]{64}) (age1[02-9ac-hj-np-z]{58})")
_OBJECTION = "objection/"
_SEEN, _SEED, _IDENTITY, _UNIT = "seen/", "unit/seed/", "unit/identity", "unit/id"


class Unit(NamedTuple):
    """A unit as one of its desks holds it. Its `repr` shows no key.

    `own` is the unit key where this desk has it: the lead's. Others agree on rosters and read.
    """

    id: UnitId
    own: SigningKey | None
    identity: str
    standing: Standing

    def __repr__(self) -> str:
        """The id."""
        return f"<Unit {self.id}>"

    @property
    def key(self) -> SigningKey:
        """The key that signs for the unit.

        Raises:
            UsageError: it is at another desk of the unit.
        """
        if self.own is None:
            raise UsageError(
                "this desk has not the unit's key",
                hint="what goes out is sealed at the lead's desk",
            )
        return self.own

    @property
    def author(self) -> Author:
        """Who writes in the unit log, whose id is the unit's."""
        return Author(self.id, self.key)

    @property
    def recipient(self) -> str:
        """What others seal to."""
        return str(pyrage.x25519.Identity.from_str(self.identity).to_public())

    @property
    def card(self) -> str:
        """The line that another unit needs to exchange bundles with this one."""
        return f"{CARD} {self.id} {self.standing.roster.unit_key} {self.recipient}"


def create_unit(store: Store, *, sealed: bool, now: datetime) -> Unit:
    """A new unit of one person, in a desk that has none.

    Raises:
        UsageError: the desk has a unit already, or its log is not sealed.
    """
    if not sealed:
        raise UsageError(
            "a unit's keys stand in a sealed desk", hint="make one with `crosstally new --sealed`"
        )
    if next(store.kept(_UNIT), None) is not None:
        raise UsageError("the desk has a unit already", hint="see `crosstally unit status`")
    seed = draw(KEY_BYTES)
    key = key_of_seed(seed)
    first = begun(
        Roster(
            contacts=(), epoch=0, previous=None, quorum=1, reason=RosterReason.BEGIN,
            keys=(Member(key=store.author.key.public.hex(), role=Role.LEAD),), revoked=(),
            split=None, suite=1, time=time_of(now), unit=UnitId("0" * 32),
            unit_key=key.public.hex(), wait_days=WAIT_DAYS,
        )
    )  # fmt: skip
    signed = write_roster(signed_with(first, (store.author.key,)))
    identity = str(pyrage.x25519.Identity.generate())
    store.keep(
        {
            _UNIT: first.unit.encode(), seed_name(key): seed, _IDENTITY: identity.encode(),
            **_seen(read_roster(signed), now),
        }
    )  # fmt: skip
    _ = store.append([(EntryKind.ROSTER, signed)], author=Author(first.unit, key))
    return load_unit(store, now=now)


def load_unit(store: Store, *, now: datetime) -> Unit:
    """The desk's unit as it stands.

    Raises:
        UsageError: the desk has none.
    """
    kept = dict(store.kept("unit/"))
    if _UNIT not in kept:
        raise UsageError("the desk has no unit", hint="make one with `crosstally unit create`")
    unit = UnitId(kept[_UNIT].decode())
    stands = standing(rosters_of(store, unit), objections_in(store), now=now)
    if stands is None:
        raise SealError("the unit's first roster does not hold", hint="restore it from a backup")
    seed = kept.get(f"{_SEED}{stands.roster.unit_key}")
    own = None if seed is None else key_of_seed(seed)
    return Unit(unit, own, kept[_IDENTITY].decode(), stands)


def seed_name(key: SigningKey) -> str:
    """Under what name the seed of a unit key is kept."""
    return f"{_SEED}{key.public.hex()}"


def join_unit(store: Store, unit: UnitId, *, now: datetime) -> Unit:
    """The desk of one who joins a unit whose rosters it has seen.

    Raises:
        UsageError: the desk has a unit already, or its rosters do not name this desk's key.
    """
    if next(store.kept(_UNIT), None) is not None:
        raise UsageError("the desk has a unit already", hint="see `crosstally unit status`")
    stands = standing(rosters_of(store, unit), now=now)
    own = store.author.key.public.hex()
    if stands is None or own not in {member.key for member in stands.roster.keys}:
        raise UsageError("no roster that holds names this desk's key", hint="ask to be invited")
    move_unit(store, unit)
    return load_unit(store, now=now)


def move_unit(store: Store, unit: UnitId) -> None:
    """Make a desk one of another unit, under an identity of its own there."""
    identity = str(pyrage.x25519.Identity.generate())
    store.keep({_UNIT: unit.encode(), _IDENTITY: identity.encode()})


def rosters_of(store: Store, unit: UnitId) -> Iterator[Seen]:
    """Every roster of a unit that came in, and when."""
    for _, told in store.kept(f"{_SEEN}{unit}/"):
        at, _, data = told.partition(b"\n")
        yield Seen(read_roster(data), datetime.fromisoformat(at.decode()))


def objections_in(store: Store) -> Iterator[Objection]:
    """Every objection that came in."""
    return (read_objection(told) for _, told in store.kept(_OBJECTION))


def note_objection(store: Store, word: Objection) -> None:
    """Remember a lead's word against a succession."""
    store.keep({f"{_OBJECTION}{word.roster}/{word.key}": write_objection(word)})


def note_roster(store: Store, signed: SignedRoster, *, now: datetime) -> None:
    """Remember a roster and when it was first seen."""
    name = next(iter(_seen(signed, now)))
    if next(store.kept(name), None) is None:
        store.keep(_seen(signed, now))


def next_roster(store: Store, unit: Unit, roster: Roster, *, now: datetime) -> Unit:
    """The unit after its one keyholder has signed another roster.

    Raises:
        SealError: this key alone is no quorum, or the roster does not follow.
    """
    if unit.standing.frozen:
        raise SealError("two rosters stand at one epoch: nothing goes out until they are settled")
    signed = signed_with(roster, (store.author.key,))
    note_roster(store, signed, now=now)
    after = load_unit(store, now=now)
    if after.standing.roster != roster:
        raise SealError(
            "this key alone is no quorum", hint="propose it: others of the unit have to sign it"
        )
    _ = store.append([(EntryKind.ROSTER, write_roster(signed))], author=unit.author)
    return after


def read_card(line: str) -> Contact:
    """The contact that a card names.

    Raises:
        UsageError: it is no card.
    """
    found = _CARD.fullmatch(line.strip())
    if found is None:
        raise UsageError("that is no unit's card", hint="the other unit prints it: `unit card`")
    return Contact(unit=UnitId(found[1]), key=found[2], recipient=found[3])


def with_contact(store: Store, unit: Unit, contact: Contact, *, now: datetime) -> Unit:
    """The unit with another contact, or the same contact's new card."""
    others = [each for each in unit.standing.roster.contacts if each.unit != contact.unit]
    return _with_contacts(store, unit, [*others, contact], now)


def without_contact(store: Store, unit: Unit, gone: UnitId, *, now: datetime) -> Unit:
    """The unit without a contact.

    Raises:
        UsageError: it is no contact.
    """
    left = [each for each in unit.standing.roster.contacts if each.unit != gone]
    if len(left) == len(unit.standing.roster.contacts):
        raise UsageError("that unit is no contact", hint="see `crosstally unit status`")
    return _with_contacts(store, unit, left, now)


def share(store: Store, unit: Unit, reports: Iterable[str]) -> int:
    """How many reports were put into the unit log, as the unit's own, for its contacts to have.

    What tells of the device or the member (paths, native ids, when it was received) stays behind.

    Raises:
        UsageError: there is no such report.
    """
    wanted, author = set(reports), unit.author
    known = {decode(Report, each.body).id for each in store.read(kinds=("report",), log=unit.id)}
    found = []
    for each in store.read(kinds=("report",)):
        report = decode(Report, each.body)
        if report.id in wanted:
            wanted.discard(report.id)
            if report.id not in known:
                found.append((EntryKind.REPORT.value, encode(_outward(report, unit))))
    if wanted:
        raise UsageError(
            f"{len(wanted)} of these are no reports of the desk", hint="name their ids"
        )
    _ = store.append(found, author=author)
    return len(found)


def _outward(report: Report, unit: Unit) -> Report:
    return changed(
        report, source=SourceId(f"unit-{unit.id[:8]}"), native_id=None, path=None, row=None,
        received_at=None, digest=None, visibility=Visibility.SEALED,
    )  # fmt: skip


def _with_contacts(store: Store, unit: Unit, contacts: list[Contact], now: datetime) -> Unit:
    before = unit.standing.roster
    roster = changed(
        before, contacts=tuple(sorted(contacts, key=lambda each: each.unit)),
        epoch=before.epoch + 1, previous=roster_digest(before), reason=RosterReason.CONTACTS,
        split=None, time=time_of(now),
    )  # fmt: skip
    return next_roster(store, unit, roster, now=now)


def _seen(signed: SignedRoster, now: datetime) -> dict[str, bytes]:
    name = f"{_SEEN}{signed.roster.unit}/{roster_digest(signed.roster)}"
    return {name: now.isoformat().encode() + b"\n" + write_roster(signed)}
