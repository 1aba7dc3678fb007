"""Whether what arrives is old: when its words were first seen, and where they were seen before.

Invariant: a finding names the report it rests on; nothing is called old without one.
"""

from collections.abc import Iterable
from datetime import date

from crosstally.records import Incident, Record, Report, ReportId
from crosstally.reviewing.words import Why


class Seen(Record, frozen=True, kw_only=True):
    """Another report with the same or nearly the same words: how like, and how many days before."""

    report: ReportId
    source: str
    on: date | None
    likeness: float
    days_before: int | None


class OldOrNew(Record, frozen=True, kw_only=True):
    """What is known of an incident's age.

    `other_year` are near copies from more than 200 days before or after; `same_day` are incidents of the
    same kind and town on the same day of another year (Gregorian or Jalali).
    """

    first_seen: date | None
    first_report: ReportId | None
    copies: tuple[Seen, ...]
    other_year: tuple[Seen, ...]
    same_day: tuple[str, ...]
    whys: tuple[Why, ...]


class Memory:
    """What the desk has seen: fingerprints of its reports, and its incidents by day and town."""


def memory_of(reports: Iterable[Report], incidents: Iterable[Incident]) -> Memory:
    """The memory of a desk."""
    raise NotImplementedError


def old_or_new(memory: Memory, incident: Incident) -> OldOrNew:
    """What is known of an incident's age, from the words of its reports and from its day and town."""
    raise NotImplementedError
