"""What a unit of several agrees on: proposals that go from hand to hand until a quorum has signed.

Invariant: nobody's desk takes a roster as its own before it holds by the one that stands; a
proposal is a file that says what would be so, and who has signed it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crosstally.errors import FormatError, SealError, UsageError
from crosstally.ledger.entry import EntryKind
from crosstally.ledger.forms import time_of
from crosstally.ledger.seal import KEY_BYTES, draw
from crosstally.ledger.sign import SigningKey, key_of_seed
from crosstally.ledger.store import Store
from crosstally.records import changed
from crosstally.units.quorum import Objection, object_to
from crosstally.units.roster import (
    Member,
    Revoked,
    Role,
    Roster,
    RosterReason,
    SignedRoster,
    Split,
    UnitId,
    agreeing,
    begun,
    holds,
    read_roster,
    roster_digest,
    signed_with,
    write_roster,
)
from crosstally.units.unit import (
    Unit,
    load_unit,
    move_unit,
    note_roster,
    rosters_of,
    seed_name,
)

_SIGNATURE_BYTES = 96


def invite(
    store: Store, unit: Unit, key: str, role: Role, *, quorum: int | None, now: datetime
) -> SignedRoster:
    """A proposal to take another key in.

    Args:
        store: the desk's.
        unit: the desk's own.
        key: the newcomer's member key, hex.
        role: what it shall do.
        quorum: how many must agree from then on; as before where None.
        now: the time that it claims.

    Raises:
        UsageError: the key is in the unit already.
    """
    before = unit.standing.roster
    if key in {member.key for member in before.keys}:
        raise UsageError("that key is in the unit already", hint="see `crosstally unit roster`")
    keys = sorted([*before.keys, Member(key=key, role=role)], key=lambda member: member.key)
    wanted = before.quorum if quorum is None else quorum
    return _proposed(store, unit, now, reason=RosterReason.JOIN, keys=tuple(keys), quorum=wanted)


def revoke(store: Store, unit: Unit, key: str, last: str | None, *, now: datetime) -> SignedRoster:
    """A proposal that a key counts up to and with an entry, or not at all.

    Raises:
        UsageError: the unit would be left without a quorum.
    """
    before = unit.standing.roster
    others = [each for each in before.revoked if each.key != key]
    revoked = tuple(sorted([*others, Revoked(key=key, last=last)], key=lambda each: each.key))
    left = len(agreeing(before) - {key})
    if left < 1:
        raise UsageError("nobody would be left to agree", hint="invite another key first")
    return _proposed(
        store, unit, now, reason=RosterReason.REVOKE, revoked=revoked,
        quorum=min(before.quorum, left),
    )  # fmt: skip


def succeed(store: Store, unit: Unit, *, now: datetime) -> SignedRoster:
    """A proposal that this desk leads from now on, with a unit key of its own; it has to wait."""
    seed = draw(KEY_BYTES)
    key, own = key_of_seed(seed), store.author.key.public.hex()
    store.keep({seed_name(key): seed})
    keys = tuple(
        changed(each, role=Role.LEAD if each.key == own else _demoted(each.role))
        for each in unit.standing.roster.keys
    )
    return _proposed(
        store, unit, now, reason=RosterReason.SUCCEED, keys=keys, unit_key=key.public.hex()
    )


def object_against(store: Store, signed: SignedRoster) -> Objection:
    """The lead's word against a succession; whoever sees it does not let it hold."""
    return object_to(store.author.key, signed.roster)


def divide(
    store: Store, unit: Unit, keys: Iterable[str], unit_key: SigningKey, *, now: datetime
) -> tuple[SignedRoster, Roster]:
    """A proposal that some keys leave, and the first roster of the unit that they make.

    Raises:
        UsageError: none would leave, or none would stay.
    """
    before, leaving = unit.standing.roster, set(keys)
    stay = tuple(each for each in before.keys if each.key not in leaving)
    go = tuple(each for each in before.keys if each.key in leaving)
    if not stay or not go:
        raise UsageError("a unit divides in two", hint="name some of its keys, not all")
    proposed = _proposed(
        store, unit, now, reason=RosterReason.SPLIT, keys=stay,
        quorum=min(before.quorum, len(stay)),
    )  # fmt: skip
    lead = go[0].key if all(each.role is not Role.LEAD for each in go) else ""
    first = changed(
        before, contacts=(), epoch=0, previous=None, reason=RosterReason.BEGIN, revoked=(),
        keys=tuple(changed(each, role=Role.LEAD) if each.key == lead else each for each in go),
        quorum=min(before.quorum, len(go)), unit_key=unit_key.public.hex(),
        split=Split(unit=unit.id, roster=roster_digest(proposed.roster)), time=time_of(now),
    )  # fmt: skip
    return proposed, begun(first)


def split_off(
    store: Store, unit: Unit, keys: Iterable[str], *, now: datetime
) -> tuple[SignedRoster, SignedRoster]:
    """A proposal that this desk's key and others leave, and the first roster of the unit they make.

    The new unit's key is drawn here and stays here: this desk leads it.

    Raises:
        UsageError: this desk's key is not among those who leave, or nobody would stay.
    """
    own, leaving = store.author.key.public.hex(), set(keys)
    if own not in leaving:
        raise UsageError("who leaves proposes it", hint="name this desk's own key: `unit key`")
    seed = draw(KEY_BYTES)
    key = key_of_seed(seed)
    proposed, first = divide(store, unit, leaving, key, now=now)
    led = tuple(
        changed(each, role=Role.LEAD if each.key == own else _demoted(each.role))
        for each in first.keys
    )
    store.keep({seed_name(key): seed})
    return proposed, signed_with(begun(changed(first, keys=led)), (store.author.key,))


def leave(store: Store, unit: Unit, first: SignedRoster, *, now: datetime) -> Unit:
    """The new unit of a desk whose division holds on both sides; entries stay as they were signed.

    Raises:
        SealError: the old unit's roster is not the one that divides it, or not all of the new
            unit's keys have signed.
    """
    roster, own = first.roster, store.author.key.public.hex()
    stands = unit.standing.roster
    divided = stands.reason is RosterReason.SPLIT and roster.split == Split(
        unit=unit.id, roster=roster_digest(stands)
    )
    if not divided or own not in {member.key for member in roster.keys}:
        raise SealError(
            "the unit has not divided so", hint="adopt the division first, then leave by it"
        )
    if not holds(first, None):
        raise SealError("the new unit does not hold", hint="all of its keys have to sign it")
    note_roster(store, first, now=now)
    move_unit(store, roster.unit)
    after = load_unit(store, now=now)
    if after.own is not None:
        _ = store.append([(EntryKind.ROSTER, write_roster(first))], author=after.author)
    return after


def countersigned(store: Store, unit: Unit, signed: SignedRoster) -> SignedRoster:
    """A proposal under this desk's signature too.

    Raises:
        SealError: this desk's key may not agree, or the proposal follows another roster.
    """
    key, before = store.author.key, unit.standing.roster
    if signed.roster.split is not None and _is_own_division(signed.roster, key, unit):
        own = signed_with(signed.roster, (key,)).signatures
        return SignedRoster(signed.roster, tuple(sorted({*signed.signatures, *own})))
    if key.public.hex() not in agreeing(before):
        raise SealError("this desk's key does not agree on the unit's rosters")
    if signed.roster.previous != roster_digest(before):
        raise SealError("the proposal follows another roster than the one that stands")
    own = signed_with(signed.roster, (key,)).signatures
    return SignedRoster(signed.roster, tuple(sorted({*signed.signatures, *own})))


def adopt(store: Store, unit: Unit, signed: SignedRoster, *, now: datetime) -> Unit:
    """The unit after a proposal that a quorum has signed; a succession then waits.

    Raises:
        SealError: it does not hold by the roster that stands.
    """
    if not holds(signed, unit.standing.roster):
        raise SealError(
            "the proposal does not hold", hint="more of the unit's keys have to sign it"
        )
    note_roster(store, signed, now=now)
    after = load_unit(store, now=now)
    if after.own is not None and after.standing.roster == signed.roster:
        _ = store.append([(EntryKind.ROSTER, write_roster(signed))], author=after.author)
    return after


def chain_of(store: Store, unit: UnitId) -> bytes:
    """All rosters of a unit that this desk has seen, for one who joins."""
    rosters = sorted(
        (each.signed for each in rosters_of(store, unit)),
        key=lambda signed: (signed.roster.epoch, roster_digest(signed.roster)),
    )
    return b"".join(map(write_roster, rosters))


def read_chain(data: bytes) -> Iterator[SignedRoster]:
    """The rosters in some bytes, one after the other.

    Raises:
        FormatError: they are no rosters.
    """
    while data:
        length = int.from_bytes(data[:4], "big")
        at = 4 + length
        if len(data) <= at:
            raise FormatError("no rosters: cut off")
        end = at + 1 + data[at] * _SIGNATURE_BYTES
        yield read_roster(data[:end])
        data = data[end:]


def _proposed(store: Store, unit: Unit, now: datetime, **changes: object) -> SignedRoster:
    before = unit.standing.roster
    roster = changed(
        before, epoch=before.epoch + 1, previous=roster_digest(before), split=None,
        time=time_of(now), **changes,
    )  # fmt: skip
    return signed_with(roster, (store.author.key,))


def _is_own_division(first: Roster, key: SigningKey, unit: Unit) -> bool:
    """Whether a first roster is that of a part of this unit to which this desk goes."""
    named = key.public.hex() in {member.key for member in first.keys}
    return named and first.split is not None and first.split.unit == unit.id


def _demoted(role: Role) -> Role:
    return Role.KEEPER if role is Role.LEAD else role
