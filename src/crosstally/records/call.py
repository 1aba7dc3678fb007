"""An announced protest or strike, quoted with its origin."""

from crosstally.records.base import Record
from crosstally.records.ids import CallId, MentionId, ReportId
from crosstally.records.text import Quote
from crosstally.records.when import Days
from crosstally.records.where import Place


class Call(Record, frozen=True, kw_only=True):
    """A public call. One that calls for violence is kept and never re-issued (`violent`)."""

    id: CallId
    mention: MentionId
    report: ReportId
    kind: str
    quote: Quote
    days: Days | None
    place: Place | None
    violent: bool
