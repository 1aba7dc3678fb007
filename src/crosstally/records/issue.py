"""What was set aside, where and why. Nothing is lost: a record comes out, or an issue."""

from crosstally.records.base import Record
from crosstally.records.ids import ReportId
from crosstally.records.terms import Reason, Stage


class Issue(Record, frozen=True, kw_only=True):
    """Something that could not be handled.

    `where` is a file and item ("inbox/a.jsonl#12") or an id, never a text. `detail` adds what a
    reader needs to mend it (a field's name, a limit), and never quotes the report.
    """

    stage: Stage
    reason: Reason
    where: str | None = None
    report: ReportId | None = None
    detail: str | None = None
