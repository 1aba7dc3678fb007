"""How large a network is, counted only from what units choose to tell (roster-v1, section 7).

Invariant: a statement holds what its unit typed into it and nothing of its desk: a range of members,
a number of reports, a week. Nobody is counted who did not tell, and nobody twice.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from crosstally.errors import FormatError, SealError
from crosstally.ledger.forms import are_ids
from crosstally.ledger.sign import SigningKey, domain, sign, verifies
from crosstally.records import Record, decode, encode

STATEMENT = "crosstally-growth1"
MOST_REPORTS = 1_000_000
_MOST_LINE = 1024
_WEEK = re.compile("[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])")


class Members(StrEnum):
    """How many people a unit is: ranges, never a number."""

    ONE = "1"
    FEW = "2-4"
    SOME = "5-9"
    MANY = "10-19"
    MORE = "20+"


_RANGES = {
    Members.ONE: (1, 1), Members.FEW: (2, 4), Members.SOME: (5, 9), Members.MANY: (10, 19),
    Members.MORE: (20, None),
}  # fmt: skip


class Told(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a unit says of one week. `key` signs it; it names the unit to nobody else."""

    key: str
    members: Members
    reports: int
    week: str

    def __post_init__(self) -> None:
        """Only what can be."""
        if not are_ids(self.key) or not _WEEK.fullmatch(self.week):
            raise ValueError("a key or a week is not as specified")
        if not 0 <= self.reports <= MOST_REPORTS:
            raise ValueError("a number of reports that cannot be")


class Growth(NamedTuple):
    """A week: the units that told, their members as a range (None: no upper end), their reports."""

    week: str
    units: int
    members_low: int
    members_high: int | None
    reports: int


def tell(key: SigningKey, *, members: Members, reports: int, week: str) -> str:
    """The line that says so.

    Raises:
        FormatError: the week or the number cannot be.
    """
    try:
        told = encode(Told(key=key.public.hex(), members=members, reports=reports, week=week))
    except ValueError:
        raise FormatError("no such week or number", hint="a week is 2026-W01") from None
    return f"{STATEMENT} {told.decode()} {b64encode(sign(key, domain('growth/v1', told))).decode()}"


def read_told(line: str) -> Told:
    """What a line says.

    Raises:
        FormatError: it is no statement, or not in its one form.
        SealError: its signature does not hold.
    """
    name, _, rest = line.strip().partition(" ")
    told, _, signature = rest.rpartition(" ")
    if name != STATEMENT or len(line) > _MOST_LINE:
        raise FormatError("no statement of a unit", hint="`unit tell` prints one")
    try:
        raw = b64decode(signature, validate=True)
    except (Error, ValueError):
        raise FormatError("no statement of a unit: no base64") from None
    found = decode(Told, told.encode())
    if encode(found) != told.encode() or b64encode(raw).decode() != signature:
        raise FormatError("no statement of a unit: not in its one form")
    if not verifies(bytes.fromhex(found.key), domain("growth/v1", told.encode()), raw):
        raise SealError("a statement's signature does not hold")
    return found


def growth(told: Iterable[Told]) -> tuple[Growth, ...]:
    """The weeks in order. Of one that a unit tells twice, the larger number of reports counts."""
    best: dict[tuple[str, str], Told] = {}
    for each in told:
        known = best.get((each.week, each.key))
        if known is None or (each.reports, each.members) > (known.reports, known.members):
            best[each.week, each.key] = each
    weeks = sorted({week for week, _ in best})
    return tuple(
        _week(week, [one for (at, _), one in best.items() if at == week]) for week in weeks
    )


def _week(week: str, told: list[Told]) -> Growth:
    ranges = [_RANGES[each.members] for each in told]
    highs = [high for _, high in ranges]
    return Growth(
        week, len(told), sum(low for low, _ in ranges),
        None if None in highs else sum(high for high in highs if high is not None),
        sum(each.reports for each in told),
    )  # fmt: skip
