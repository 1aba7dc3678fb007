"""What moved between two releases, as records.

Invariant: every incident that differs is in one change with at least one reason, or among those that
a withdrawal touched, of which nothing but their number is told (H9).
"""

from enum import StrEnum

from crosstally.records import Record


class Cause(StrEnum):
    """Why something moved."""

    NEW_REPORT = "new-report"
    REVISED = "revised-figure"
    JUDGEMENT = "judgement"
    CODER = "coder"
    PACK = "pack"
    PROGRAM = "program"
    SETTINGS = "settings"
    RULE = "rule"
    OTHERS = "others"  # nothing of its own, but of the record around it: a shared origin, a fold
    UNEXPLAINED = "unexplained"


class Reason(Record, frozen=True, kw_only=True):
    """A cause and what shows it: ids of reports or judgements, or what a version was and is."""

    cause: Cause
    shown: tuple[str, ...] = ()


class Value(Record, frozen=True, kw_only=True):
    """A field, or a setting, and what it was and is; None where there was or is none."""

    name: str
    before: str | None
    after: str | None


class Change(Record, frozen=True, kw_only=True):
    """An incident that is not as it was.

    `became` is appeared, vanished, changed, merged, split or renamed; `others` are the incidents
    that it became one with, came from or fell into. `crossed` are the rules whose boundary it
    crossed: counted, folded (one with another), left out, or not there.
    """

    incident: str
    became: str
    reasons: tuple[Reason, ...]
    others: tuple[str, ...] = ()
    fields: tuple[Value, ...] = ()
    crossed: tuple[Value, ...] = ()


class Count(Record, frozen=True, kw_only=True):
    """A rule's count in both releases, and how many incidents entered and left it.

    `withdrawn` are those of them that a withdrawal touched; they are in neither of the others. The
    count is one of units, which may hold several incidents. `changed` says that the rule is another.
    """

    rule: str
    before: int | None
    after: int | None
    entered: int
    left: int
    withdrawn: int
    changed: bool


class Difference(Record, frozen=True, kw_only=True):
    """What moved from one release to another.

    `versions` are the lines of the statement of method that differ. `new_reports` and
    `withdrawn_reports` are numbers; `withdrawn_incidents` is how many incidents a withdrawal
    touched: none of them is among `changes`.
    """

    before: str
    after: str
    counts: tuple[Count, ...]
    versions: tuple[Value, ...]
    new_reports: int
    withdrawn_reports: int
    withdrawn_incidents: int
    changes: tuple[Change, ...]
