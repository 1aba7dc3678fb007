"""Mentions of one event in the world, resolved field by field with the rivals kept."""

from datetime import date
from typing import Generic, TypeVar

from crosstally.records.base import Record
from crosstally.records.ids import IncidentId, MentionId, OriginId, ReportId, SourceId
from crosstally.records.mention import Count, Demand, GroupValue, Size, Slogan
from crosstally.records.terms import Kind, Stance, Status, Target
from crosstally.records.when import Days
from crosstally.records.where import Place

T = TypeVar("T")


class Rival(Record, Generic[T], frozen=True, kw_only=True):
    """Another value for the same field, with the mentions that say it and who asserts it."""

    value: T
    mentions: tuple[MentionId, ...]
    asserters: tuple[str, ...]


class Resolved(Record, Generic[T], frozen=True, kw_only=True):
    """A field's value, the rule that chose it, the mention it stands in, and its rivals.

    `mentions` are all that give this value, the first to do so first.
    """

    value: T
    rule: str
    mention: MentionId
    report: ReportId | None
    asserters: tuple[str, ...] = ()
    rivals: tuple[Rival[T], ...] = ()
    mentions: tuple[MentionId, ...] = ()


class Relation(Record, frozen=True, kw_only=True):
    """How an incident stands to another: part_of, response_to, counter_to, mourns."""

    kind: str
    incident: IncidentId
    reason: str


class Incident(Record, frozen=True, kw_only=True):
    """One event in the world.

    `counts` says whether it enters protest counts at all (a protest kind that occurred, not armed
    action, not merely past). `independent` is the number of independent origins: known bases each
    count one, all unknown ones together at most one. `voices` are the owners behind them that tell
    something of their own (`linking/voices.py`). `responses` are what the state did there.
    """

    id: IncidentId
    kind: Kind
    subtype: str | None
    first: date | None
    last: date | None
    status: Status
    counts: bool
    reality: str
    mentions: tuple[MentionId, ...]
    reports: tuple[ReportId, ...]
    sources: tuple[SourceId, ...]
    origins: tuple[OriginId, ...]
    independent: int
    days: Resolved[Days] | None = None
    place: Resolved[Place] | None = None
    size: Resolved[Size] | None = None
    killed: Resolved[Count] | None = None
    injured: Resolved[Count] | None = None
    arrested: Resolved[Count] | None = None
    stance: Stance | None = None
    target: Target | None = None
    state_organised: bool | None = None
    groups: tuple[Resolved[GroupValue], ...] = ()
    demands: tuple[Resolved[Demand], ...] = ()
    slogans: tuple[Resolved[Slogan], ...] = ()
    denials: tuple[MentionId, ...] = ()
    relations: tuple[Relation, ...] = ()
    flags: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


class Link(Record, frozen=True, kw_only=True):
    """Why two mentions were held to tell of one event, or of two: bits, and each feature's reason.

    `bits` is a log odds to base 2; `probability` what share of pairs with such bits told of one event,
    where that was measured.
    """

    one: MentionId
    other: MentionId
    bits: float
    joined: bool
    reasons: tuple[str, ...]
    probability: float | None = None
