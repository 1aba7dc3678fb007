"""Who said what about whom, where, to whom, when."""

from crosstally.records.base import Record
from crosstally.records.ground import Span
from crosstally.records.ids import ReportId, SourceId, StatementId
from crosstally.records.text import Quote
from crosstally.records.when import Days


class Statement(Record, frozen=True, kw_only=True):
    """An attributed utterance: speaker, the word that attributes it, and what was said.

    `interpolations` are words that the report put into the quotation (brackets), `ellipses` where
    it cut. `quoted` says whether the content stands in quotation marks. `act` is what sort of
    statement it is (claim, deny, condemn, support, threaten, order, apologise), where told.
    """

    id: StatementId
    speaker: Quote | None
    cue: Quote | None
    content: Quote | None
    about: tuple[Quote, ...] = ()
    venue: Quote | None = None
    audience: Quote | None = None
    date: Days | None = None
    interpolations: tuple[Span, ...] = ()
    ellipses: tuple[Span, ...] = ()
    quoted: bool = False
    act: str | None = None
    cause: Quote | None = None
    report: ReportId | None = None
    source: SourceId | None = None
