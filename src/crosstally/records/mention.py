"""One event as one report tells it. What the report does not say is None or empty.

Invariant: every value carries its ground: a span of the body, or a cell, segment or note. The JSON
form of a `Mention` is the form of `crosstally code` (DESIGN section 5) with more keys.
"""

from crosstally.records.base import Record
from crosstally.records.ground import Ground, Span
from crosstally.records.ids import MentionId, ReportId, SourceId
from crosstally.records.issue import Issue
from crosstally.records.statement import Statement
from crosstally.records.terms import Actor, Bound, Group, Kind, Reality, Stance, Target, Theme
from crosstally.records.text import Quote, need_ground
from crosstally.records.when import Days, Time
from crosstally.records.where import Place


class Count(Record, frozen=True, kw_only=True):
    """A number of people as a range with its bound: "more than 60" is 60, 60, at_least."""

    low: int
    high: int
    bound: Bound
    span: Span | None
    text: str | None = None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """A range of whole numbers from 0 up, shown by something."""
        need_ground(self.span, self.ground)
        if not 0 <= self.low <= self.high:
            raise ValueError("a count runs from 0 upwards, low to high")


class Size(Record, frozen=True, kw_only=True):
    """How many took part: the words as written and the range they mean in their language."""

    low: int
    high: int
    bound: Bound
    text: str
    span: Span | None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """A range of whole numbers from 0 up, shown by something."""
        need_ground(self.span, self.ground)
        if not 0 <= self.low <= self.high:
            raise ValueError("a size runs from 0 upwards, low to high")


class Harm(Record, frozen=True, kw_only=True):
    """People killed, injured and arrested, each a range or not said."""

    killed: Count | None = None
    injured: Count | None = None
    arrested: Count | None = None


class GroupValue(Record, frozen=True, kw_only=True):
    """A group that took part. `sector` says which workers, students or farmers, where told."""

    value: Group
    span: Span | None
    sector: str | None = None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """Shown by something."""
        need_ground(self.span, self.ground)


class Demand(Record, frozen=True, kw_only=True):
    """What was asked for, in the text's words, and what it is about."""

    value: str
    theme: Theme | None
    span: Span | None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """Shown by something."""
        need_ground(self.span, self.ground)


class Slogan(Record, frozen=True, kw_only=True):
    """A slogan word for word; `canonical` is its id in the language pack's catalogue."""

    text: str
    theme: Theme | None
    span: Span | None
    canonical: str | None = None
    manner: str | None = None
    audio: str | None = None
    ground: Ground | None = None

    def __post_init__(self) -> None:
        """Shown by something."""
        need_ground(self.span, self.ground)


class Mention(Record, frozen=True, kw_only=True):
    """One event as one report tells it.

    `called_by`, `claimed_by` and `organised_by` are three separate fields with rivals, for the desk
    only (H8). `confidence` runs from 0 to 1; `reasons` say what the coder went by.
    """

    id: MentionId
    kind: Kind
    subtype: str | None
    reality: Reality
    stance: Stance | None
    trigger: Quote
    sentence: Span | None
    actor: Actor | None
    days: Days | None
    place: Place | None
    size: Size | None
    groups: tuple[GroupValue, ...]
    demands: tuple[Demand, ...]
    slogans: tuple[Slogan, ...]
    harm: Harm | None
    asserter: Quote | None
    confidence: float
    report: ReportId | None = None
    source: SourceId | None = None
    coder: str | None = None
    target: Target | None = None
    state_organised: bool | None = None
    called_by: tuple[Quote, ...] = ()
    claimed_by: tuple[Quote, ...] = ()
    organised_by: tuple[Quote, ...] = ()
    reasons: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A confidence is a share."""
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError("a confidence runs from 0 to 1")


class Coded(Record, frozen=True, kw_only=True):
    """All that a coder gives for one report, one for one and in order."""

    report: ReportId | None
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    times: tuple[Time, ...] = ()
    issues: tuple[Issue, ...] = ()
