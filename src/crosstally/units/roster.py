"""Rosters: who speaks for a unit, and how many must agree on the next (spec/roster-v1, 1 and 2).

Invariant: a roster that `holds` was signed by a quorum of the one before it. Keys stand in it,
never names; what it has put out of count it never takes back in.
"""

from enum import StrEnum
from typing import NamedTuple, NewType

from crosstally.errors import FormatError, SealError
from crosstally.ledger.forms import are_ids, is_recipient, is_time
from crosstally.ledger.sign import SIGNATURE_BYTES, SigningKey, digest, domain, sign, verifies
from crosstally.records import Record, changed, decode, encode

UnitId = NewType("UnitId", str)
RosterDigest = NewType("RosterDigest", str)

MOST_ROSTER = 65_536
MOST_KEYS = 32
MOST_CONTACTS = 256
MOST_REVOKED = 1024
LONGEST_WAIT_DAYS = 90
KEY_BYTES = 32
_NO_UNIT = UnitId("0" * 32)


class Role(StrEnum):
    """What a key does in its unit. There is no other role, and no name."""

    LEAD = "lead"
    KEEPER = "keeper"
    MEMBER = "member"


class RosterReason(StrEnum):
    """Why there is a new roster."""

    BEGIN = "begin"
    JOIN = "join"
    LEAVE = "leave"
    REVOKE = "revoke"
    REPLACE_KEY = "replace_key"
    SUCCEED = "succeed"
    SPLIT = "split"
    CONTACTS = "contacts"
    QUORUM = "quorum"


class Contact(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit that this one exchanges bundles with."""

    key: str
    recipient: str
    unit: UnitId

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.key) or not are_ids(self.unit, size=16):
            raise ValueError("a contact is not as specified")
        if not is_recipient(self.recipient):
            raise ValueError("a contact's recipient is not as specified")


class Member(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that may agree on the next roster."""

    key: str
    role: Role

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.key):
            raise ValueError("a member's key is not as specified")


class Revoked(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that counts up to and with an entry, or not at all."""

    key: str
    last: str | None

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.key) or not are_ids(self.last or self.key):
            raise ValueError("a revocation is not as specified")


class Split(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The unit that this one came out of, and the roster that says so."""

    unit: UnitId
    roster: RosterDigest

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.unit, size=16) or not are_ids(self.roster):
            raise ValueError("a division is not as specified")


class Roster(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who speaks for a unit from here on (spec/roster-v1, section 1)."""

    contacts: tuple[Contact, ...]
    epoch: int
    keys: tuple[Member, ...]
    previous: RosterDigest | None
    quorum: int
    reason: RosterReason
    revoked: tuple[Revoked, ...]
    split: Split | None
    suite: int
    time: str
    unit: UnitId
    unit_key: str
    wait_days: int

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if self.suite != 1 or not 0 <= self.epoch < 2**31 or not is_time(self.time):
            raise ValueError("suite, epoch or time is not as specified")
        ids = (self.unit_key, *(() if self.previous is None else (self.previous,)))
        if not are_ids(*ids) or not are_ids(self.unit, size=16):
            raise ValueError("an id is not as specified")
        first = self.epoch == 0
        if first != (self.previous is None) or (self.reason is RosterReason.BEGIN) != first:
            raise ValueError("the first roster alone begins and has none before it")
        if self.split is not None and not first:
            raise ValueError("a first roster alone says what it came out of")
        _in_order([member.key for member in self.keys], MOST_KEYS)
        _in_order([contact.unit for contact in self.contacts], MOST_CONTACTS)
        _in_order([each.key for each in self.revoked], MOST_REVOKED)
        if not 1 <= self.quorum <= len(self.keys):
            raise ValueError("the quorum is not among its keys")
        if not 1 <= self.wait_days <= LONGEST_WAIT_DAYS:
            raise ValueError("the waiting time is out of bounds")


class Signature(NamedTuple):
    """A key and its signature over a roster."""

    key: str
    signature: bytes


class SignedRoster(NamedTuple):
    """A roster with the signatures under it, by key."""

    roster: Roster
    signatures: tuple[Signature, ...]

    @property
    def signers(self) -> frozenset[str]:
        """The keys that signed."""
        return frozenset(each.key for each in self.signatures)


def begun(roster: Roster) -> Roster:
    """A first roster with the id that follows from all that it says."""
    bare = changed(roster, unit=_NO_UNIT)
    told = digest("unit/v1", encode(bare))
    return changed(roster, unit=UnitId(told[:16].hex()))


def roster_digest(roster: Roster) -> RosterDigest:
    """What the next roster names this one by."""
    return RosterDigest(digest("roster/v1", encode(roster)).hex())


def signed_with(roster: Roster, keys: tuple[SigningKey, ...]) -> SignedRoster:
    """The roster under the signatures of some keys."""
    message = _message(roster)
    signatures = sorted(Signature(key.public.hex(), sign(key, message)) for key in keys)
    return SignedRoster(roster, tuple(signatures))


def write_roster(signed: SignedRoster) -> bytes:
    """The bytes of a signed roster."""
    told = encode(signed.roster)
    under = b"".join(bytes.fromhex(each.key) + each.signature for each in signed.signatures)
    return len(told).to_bytes(4, "big") + told + bytes([len(signed.signatures)]) + under


def read_roster(data: bytes) -> SignedRoster:
    """The signed roster that some bytes are; each signature holds, whether or not it counts.

    Raises:
        FormatError: they are no roster, or not in its one form.
        SealError: a signature does not hold.
    """
    length = int.from_bytes(data[:4], "big")
    if len(data) > MOST_ROSTER + 4 + 1 + MOST_KEYS * 96 or not 0 < length <= MOST_ROSTER:
        raise FormatError("no roster: a wrong length")
    told, rest = data[4 : 4 + length], data[4 + length :]
    size = KEY_BYTES + SIGNATURE_BYTES
    if not rest or not 1 <= rest[0] <= MOST_KEYS or len(rest) != 1 + rest[0] * size:
        raise FormatError("no roster: a wrong number of signatures")
    roster = decode(Roster, told)
    if encode(roster) != told:
        raise FormatError("no roster: not in canonical form")
    pieces = [rest[at : at + size] for at in range(1, len(rest), size)]
    signatures = tuple(Signature(p[:KEY_BYTES].hex(), p[KEY_BYTES:]) for p in pieces)
    _check_signatures(roster, signatures)
    return SignedRoster(roster, signatures)


def holds(signed: SignedRoster, before: Roster | None) -> bool:
    """Whether a roster may follow another: the chain, the quorum, and what it may not take back.

    A first roster holds if every key in it has signed. Whether a succession has waited long enough
    is asked of `standing`; what takes a unit from its lead is a succession or does not hold.
    """
    roster = signed.roster
    if before is None:
        own = {member.key for member in roster.keys}
        return roster.epoch == 0 and begun(roster) == roster and signed.signers == own
    may = agreeing(before)
    return (
        (roster.unit, roster.epoch) == (before.unit, before.epoch + 1)
        and roster.previous == roster_digest(before)
        and signed.signers <= may
        and len(signed.signers) >= before.quorum
        and _keeps_out(before, roster)
        and (roster.reason is RosterReason.SUCCEED or not _takes_over(before, signed))
    )


def agreeing(roster: Roster) -> frozenset[str]:
    """The keys whose signatures count for the next roster."""
    out = {each.key for each in roster.revoked}
    return frozenset(member.key for member in roster.keys if member.key not in out)


def _keeps_out(before: Roster, roster: Roster) -> bool:
    """Whether nothing that was revoked counts again, or counts further."""
    now = {each.key: each.last for each in roster.revoked}
    return all(each.key in now and now[each.key] in (each.last, None) for each in before.revoked)


def _takes_over(before: Roster, signed: SignedRoster) -> bool:
    """Whether a roster without a lead's signature has another unit key or lead, or waits less."""
    roster, leads = signed.roster, _leads(before)
    if leads & signed.signers:
        return False
    less = roster.wait_days < before.wait_days
    return roster.unit_key != before.unit_key or not _leads(roster) <= leads or less


def _leads(roster: Roster) -> frozenset[str]:
    """The keys that lead and are not revoked."""
    led = {member.key for member in roster.keys if member.role is Role.LEAD}
    return agreeing(roster) & led


def _check_signatures(roster: Roster, signatures: tuple[Signature, ...]) -> None:
    keys = [each.key for each in signatures]
    if keys != sorted(set(keys)):
        raise FormatError("no roster: signatures twice or out of order")
    message = _message(roster)
    for each in signatures:
        if not verifies(bytes.fromhex(each.key), message, each.signature):
            raise SealError("a signature under a roster does not hold")


def _message(roster: Roster) -> bytes:
    return domain("roster-sign/v1", bytes.fromhex(roster_digest(roster)))


def _in_order(ids: list[str], most: int) -> None:
    if len(ids) > most or ids != sorted(set(ids)):
        raise ValueError("a list is too long, twice or out of order")
