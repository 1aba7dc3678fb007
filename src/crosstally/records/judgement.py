"""A person's review: appended, never edited. A newer one supersedes an older."""

from crosstally.records.base import Record
from crosstally.records.ids import JudgementId
from crosstally.records.terms import Decision
from crosstally.records.when import Moment


class Judgement(Record, frozen=True, kw_only=True):
    """What one person decided about a record, or about two being one event, and why.

    `about` holds the ids judged: one, or two for same, different and unsure. `field` and `value`
    (JSON text) are set for an edit.
    """

    id: JudgementId
    decision: Decision
    about: tuple[str, ...]
    by: str
    at: Moment
    reason: str
    field: str | None = None
    value: str | None = None
    supersedes: JudgementId | None = None
