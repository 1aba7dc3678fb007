"""What stands among the rosters that a reader has seen: which holds, what waits, what is frozen.

Invariant: the answer depends on which rosters and objections were seen and when, never on their
order. Two rosters that both hold at one epoch stop outward publication; nothing else stops.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from crosstally.errors import FormatError
from crosstally.ledger.sign import SigningKey, domain, sign, verifies
from crosstally.units.roster import (
    Role,
    Roster,
    RosterDigest,
    RosterReason,
    SignedRoster,
    holds,
    roster_digest,
)

OBJECTION_BYTES = 128


class Seen(NamedTuple):
    """A roster and when the reader first saw it, by the reader's own clock."""

    signed: SignedRoster
    at: datetime


class Objection(NamedTuple):
    """A lead's word against a succession."""

    roster: RosterDigest
    key: str
    signature: bytes


class Standing(NamedTuple):
    """Where a unit stands: its roster, what waits until when, and what froze it."""

    roster: Roster
    waiting: tuple[tuple[RosterDigest, datetime], ...]
    rivals: tuple[RosterDigest, ...]

    @property
    def frozen(self) -> bool:
        """Whether outward publication stops."""
        return bool(self.rivals)


def object_to(key: SigningKey, roster: Roster) -> Objection:
    """A lead's signature against a succession."""
    name = roster_digest(roster)
    return Objection(name, key.public.hex(), sign(key, _objection(name)))


def write_objection(word: Objection) -> bytes:
    """The 128 bytes of an objection: digest, key, signature."""
    return bytes.fromhex(word.roster) + bytes.fromhex(word.key) + word.signature


def read_objection(data: bytes) -> Objection:
    """The objection that some bytes are; whether it counts is asked of `standing`.

    Raises:
        FormatError: they are none.
    """
    if len(data) != OBJECTION_BYTES:
        raise FormatError("no objection: a wrong length")
    return Objection(RosterDigest(data[:32].hex()), data[32:64].hex(), data[64:])


def standing(
    seen: Iterable[Seen], objections: Iterable[Objection] = (), *, now: datetime
) -> Standing | None:
    """Where a unit stands; None where no first roster holds.

    Args:
        seen: every roster of the unit that came in, in any order.
        objections: every objection that came in.
        now: the reader's clock.
    """
    by_previous: dict[RosterDigest | None, dict[RosterDigest, Seen]] = defaultdict(dict)
    for each in seen:
        name = roster_digest(each.signed.roster)
        known = by_previous[each.signed.roster.previous].get(name)
        if known is None or each.at < known.at:
            by_previous[each.signed.roster.previous][name] = each
    firsts = [each for each in by_previous[None].values() if holds(each.signed, None)]
    if len(firsts) != 1:
        return None
    return _walk(firsts[0].signed.roster, by_previous, tuple(objections), now)


def _walk(
    roster: Roster,
    by_previous: dict[RosterDigest | None, dict[RosterDigest, Seen]],
    objections: tuple[Objection, ...],
    now: datetime,
) -> Standing:
    """From a roster that stands to the last one that does."""
    while True:
        after = sorted(by_previous.get(roster_digest(roster), {}).items())
        held = [(name, each) for name, each in after if holds(each.signed, roster)]
        open_ones = [pair for pair in held if not _objected(roster, pair[0], pair[1], objections)]
        by_lead = [pair for pair in open_ones if not _waits(pair[1])]
        waiting = [pair for pair in open_ones if _waits(pair[1])]
        if by_lead:
            waiting = []  # a roster that the lead has signed ends a succession
        due = [pair for pair in waiting if pair[1].at + _wait(roster) <= now]
        ready = by_lead or due
        if len(ready) > 1:
            return _settled(roster, ready, by_previous, objections, now)
        if not ready:
            until = tuple((name, each.at + _wait(roster)) for name, each in waiting)
            return Standing(roster, until, ())
        roster = ready[0][1].signed.roster


def _settled(
    roster: Roster,
    rivals: list[tuple[RosterDigest, Seen]],
    by_previous: dict[RosterDigest | None, dict[RosterDigest, Seen]],
    objections: tuple[Objection, ...],
    now: datetime,
) -> Standing:
    """Past two rosters of one epoch, if a quorum of both has named one of them; else frozen."""
    chosen = []
    for name, each in rivals:
        for following in by_previous.get(name, {}).values():
            if all(_agree(following.signed, other.signed.roster) for _, other in rivals) and holds(
                following.signed, each.signed.roster
            ):
                chosen.append(each.signed.roster)
                break
    if len(chosen) == 1:
        return _walk(chosen[0], by_previous, objections, now)
    return Standing(roster, (), tuple(name for name, _ in rivals))


def _agree(signed: SignedRoster, rival: Roster) -> bool:
    keys = {member.key for member in rival.keys}
    return len(signed.signers & keys) >= rival.quorum


def _waits(seen: Seen) -> bool:
    """Whether a roster is a succession, which waits."""
    return seen.signed.roster.reason is RosterReason.SUCCEED


def _wait(roster: Roster) -> timedelta:
    return timedelta(days=roster.wait_days)


def _objected(
    before: Roster, name: RosterDigest, seen: Seen, objections: tuple[Objection, ...]
) -> bool:
    leads = {member.key for member in before.keys if member.role is Role.LEAD}
    return _waits(seen) and any(
        each.roster == name
        and each.key in leads
        and verifies(bytes.fromhex(each.key), _objection(name), each.signature)
        for each in objections
    )


def _objection(name: RosterDigest) -> bytes:
    return domain("objection/v1", bytes.fromhex(name))
