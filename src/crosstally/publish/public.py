"""What may leave the desk: records with no field for what may not.

Invariant: `Public` is made by `disclose` alone, which holds the key to it; and its parts have no
field that could carry an organiser, a path, a native id, a media digest or a point finer than a
town, so that an exporter cannot leak what it never had (H1, H3, H5, H8, H17).
"""

from datetime import date

from crosstally.errors import DisclosureError
from crosstally.publish.held import Desk, MethodFact, Province, RuleNote
from crosstally.records import Record, Span, Study


class OpenSource(Record, frozen=True, kw_only=True):
    """A source of at least one open report. `family` is shown as interest."""

    id: str
    name: str
    kind: str
    family: str | None
    synthetic: bool
    known: bool


class OpenReport(Record, frozen=True, kw_only=True):
    """A report whose existence is public. `words` and `title` stand only where H6 opens them."""

    id: str
    source: str
    day: date | None
    lang: str | None
    title: str | None
    words: str | None
    url: str | None
    provenance: str | None
    basis: str
    relay_of: str | None
    origin: str | None


class OpenTown(Record, frozen=True, kw_only=True):
    """A place as fine as a public page names it: a town, a province or the country."""

    id: str
    name: str
    name_fa: str | None
    level: str
    province: str | None
    lat: float | None
    lon: float | None


class OpenValue(Record, frozen=True, kw_only=True):
    """A coded value and where it rests: who asserts it, in which report, at which characters.

    `term` is a code (a group, a theme, a town's id), `detail` refines it. `words` are the text's
    own and stand only where the report's words are open. `cell` is a column and row of a table.
    """

    term: str | None = None
    detail: str | None = None
    low: int | None = None
    high: int | None = None
    bound: str | None = None
    first: date | None = None
    last: date | None = None
    words: str | None = None
    report: str | None = None
    span: Span | None = None
    cell: tuple[str, int] | None = None
    asserters: tuple[str, ...] = ()


class OpenField(Record, frozen=True, kw_only=True):
    """A field of an incident: the value, the rule that chose it, and the rivals kept beside it."""

    name: str
    value: OpenValue
    rule: str
    rivals: tuple[OpenValue, ...] = ()


class OpenMention(Record, frozen=True, kw_only=True):
    """One report's telling of an incident: what each stretch of its words was read as."""

    id: str
    report: str
    kind: str
    reality: str
    spans: tuple[tuple[str, int, int], ...]
    cells: tuple[tuple[str, str, int], ...] = ()


class OpenRelation(Record, frozen=True, kw_only=True):
    """How an incident stands to another one on the page."""

    kind: str
    incident: str
    reason: str


class OpenIncident(Record, frozen=True, kw_only=True):
    """An incident that at least one open report tells. `origins` are those of open reports.

    `independent` counts open origins only: known bases each one, all unknown ones together one.
    """

    id: str
    kind: str
    subtype: str | None
    first: date | None
    last: date | None
    status: str
    counts: bool
    reality: str
    town: str | None
    stance: str | None
    target: str | None
    state_organised: bool | None
    independent: int
    origins: tuple[str, ...]
    mentions: tuple[OpenMention, ...]
    fields: tuple[OpenField, ...]
    denials: tuple[str, ...] = ()
    relations: tuple[OpenRelation, ...] = ()
    synthetic: bool = False
    flags: tuple[str, ...] = ()


class OpenOrigin(Record, frozen=True, kw_only=True):
    """One basis of knowledge: its open reports, and why each was folded into it."""

    id: str
    basis: str
    known: bool
    reports: tuple[str, ...]
    families: tuple[str, ...]
    why: tuple[tuple[str, str], ...]


class OpenEvidence(Record, frozen=True, kw_only=True):
    """An open record that speaks for or against a claim."""

    record: str
    origin: str | None
    source: str | None
    note: str
    note_fa: str | None
    span: Span | None


class OpenAlteration(Record, frozen=True, kw_only=True):
    """How a quotation differs from its primary text."""

    kind: str
    report: str
    span: Span | None
    primary: str | None
    note: str
    note_fa: str | None


class OpenClaim(Record, frozen=True, kw_only=True):
    """A claim, the open evidence on both sides, and the verdict with its rule.

    `origins_asserting` counts the voices among its reports: a family of outlets is one.
    """

    id: str
    number: int | None
    type: str
    asserter: str
    reports: tuple[str, ...]
    text: str
    text_fa: str | None
    verdict: str
    rule: str
    because: str
    because_fa: str | None
    evidence_for: tuple[OpenEvidence, ...]
    evidence_against: tuple[OpenEvidence, ...]
    origins_asserting: int
    origins_for: int
    origins_against: int
    alterations: tuple[OpenAlteration, ...]
    span: Span | None


class OpenTally(Record, frozen=True, kw_only=True):
    """A count over the open incidents: a number of units, each with the incidents it rests on.

    A unit has its day where the rule counts by days. Its key stays inside: it may name a site.
    """

    rule: RuleNote
    value: int
    units: tuple[tuple[date | None, tuple[str, ...]], ...]
    left_out: tuple[tuple[str, str], ...]


class OpenIssue(Record, frozen=True, kw_only=True):
    """How many items were set aside at a stage for a reason, and where the open ones stand."""

    stage: str
    reason: str
    count: int
    where: tuple[str, ...]


class OpenCall(Record, frozen=True, kw_only=True):
    """A public call of a non-violent kind, quoted with its report (H10)."""

    id: str
    kind: str
    report: str
    words: str | None
    first: date | None
    last: date | None
    town: str | None
    span: Span | None = None
    reality: str = "called"


class OpenJudgement(Record, frozen=True, kw_only=True):
    """That a person judged records which the page shows: not who, nor in which words."""

    id: str
    decision: str
    about: tuple[str, ...]


class Aggregate(Record, frozen=True, kw_only=True):
    """What only closed reports tell, as a province, a week and a kind. `count` is never below k."""

    province: str
    week: date
    kind: str
    count: int


class HeldBack(Record, frozen=True, kw_only=True):
    """What did not leave, in words that give away no small number.

    A figure is text: an exact number where it tells nothing of a person, else "fewer than k" or a
    multiple of k below which the true number does not lie.
    """

    what: str
    number: str


class Figures(Record, frozen=True, kw_only=True):
    """The line at the head of the page."""

    reports: int
    mentions: int
    incidents: int
    independent: int
    set_aside: int


class Public(Record, frozen=True, kw_only=True):
    """All that an exporter ever sees. Only `disclose` can make one: it takes its `door`."""

    door: object
    desk: Desk
    figures: Figures
    outlines: str
    credits: tuple[str, ...]
    provinces: tuple[Province, ...]
    sources: tuple[OpenSource, ...]
    reports: tuple[OpenReport, ...]
    towns: tuple[OpenTown, ...]
    origins: tuple[OpenOrigin, ...]
    incidents: tuple[OpenIncident, ...]
    tallies: tuple[OpenTally, ...]
    claims: tuple[OpenClaim, ...]
    calls: tuple[OpenCall, ...]
    issues: tuple[OpenIssue, ...]
    aggregates: tuple[Aggregate, ...]
    held_back: tuple[HeldBack, ...]
    method: tuple[MethodFact, ...]
    judgements: tuple[OpenJudgement, ...] = ()
    words_fa: tuple[tuple[str, str], ...] = ()
    studies: tuple[Study, ...] = ()
    studies_note: str | None = None
    study_words: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        """Through the door, or not at all."""
        if self.door is not DOOR:
            raise DisclosureError(
                "a public record is made by disclose alone",
                hint="pass what the desk holds through publish.disclose",
            )


class _Door:
    """The only thing that `disclose` has and an exporter has not."""


DOOR = _Door()


def checked(public: Public) -> Public:
    """The record itself, if it came through the door: every way out asks before it writes.

    Raises:
        DisclosureError: it is something else, whatever its fields are called.
    """
    if type(public) is not Public:
        raise DisclosureError(
            "only a public record may leave the desk",
            hint="pass what the desk holds through publish.disclose",
        )
    return public
