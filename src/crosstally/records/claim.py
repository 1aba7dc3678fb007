"""An assertion, what speaks for and against it, and a verdict by a stated rule."""

from crosstally.records.base import Record
from crosstally.records.ground import Span
from crosstally.records.ids import ClaimId, OriginId, ReportId, SourceId
from crosstally.records.terms import ClaimType, Verdict


class Evidence(Record, frozen=True, kw_only=True):
    """A record that speaks for or against a claim, the origin it comes from, and how."""

    record: str
    source: SourceId | None
    origin: OriginId | None
    note: str
    note_fa: str | None = None
    span: Span | None = None


class Alteration(Record, frozen=True, kw_only=True):
    """How a quotation differs from its primary text: interpolated, cut, merged, venue, date."""

    kind: str
    report: ReportId
    span: Span | None
    primary: ReportId | None
    note: str
    note_fa: str | None = None


class Claim(Record, frozen=True, kw_only=True):
    """Who asserted what, and what the independent record says of it.

    `text` is our paraphrase. `rule` names the verdict rule (packs/claims/verdicts.toml), `because`
    says in words how it applied. `origins_asserting` counts the voices among `reports`, a family of
    outlets as one; `origins_for` and `origins_against` those outside the asserter's own family that
    speak for it, and all that speak against it.
    """

    id: ClaimId
    type: ClaimType
    asserter: str
    source: SourceId | None
    reports: tuple[ReportId, ...]
    text: str
    verdict: Verdict
    rule: str
    because: str
    text_fa: str | None = None
    because_fa: str | None = None
    evidence_for: tuple[Evidence, ...] = ()
    evidence_against: tuple[Evidence, ...] = ()
    origins_asserting: int = 0
    origins_for: int = 0
    origins_against: int = 0
    alterations: tuple[Alteration, ...] = ()
    span: Span | None = None
    number: int | None = None
