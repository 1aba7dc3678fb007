"""A person's review: appended, never edited. A newer one supersedes an older."""

from crosstally.records.base import Record
from crosstally.records.ids import JudgementId
from crosstally.records.terms import Decision
from crosstally.records.when import Moment


class Judgement(Record, frozen=True, kw_only=True):
    """What one person decided about a record, or about some being one event, and why.

    `about` holds the ids judged. For same, different and unsure they are two or more, and the first
    is compared with each of the others: `different` with a mention and all others of its incident
    splits it off. Copies may be accepted together. `field` and `value` (JSON text) are set for an
    edit; one of `note`, or of `x:` and a title (a column of the desk's own), only remarks. A value
    `null` takes the field's away. `supersedes` names the judgement that this one takes the place of;
    an undo does that alone.
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
