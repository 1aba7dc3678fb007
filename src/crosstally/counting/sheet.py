"""Anyone's coded sheet, counted again under the named rules.

Invariant: every row of the sheet is accounted for: it is read or set aside with a reason, and each
rule counts it, folds it into another row or leaves it out with a reason. A row is one incident; a
recount joins no rows but by a rule's own merge keys.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from crosstally.counting.rules import Rule
from crosstally.counting.tally import Boundary, boundary, tally
from crosstally.records import (
    HAPPENED,
    PROTEST_KINDS,
    Incident,
    IncidentId,
    Issue,
    Mention,
    OriginId,
    Record,
    ReportId,
    Resolved,
    SourceId,
    Status,
    Tally,
)

T = TypeVar("T")

_RULE = "one row"  # what resolved each field: there was one mention


class SheetRow(NamedTuple):
    """A coded row: its number in the sheet, its mention, and what the sheet says of its review."""

    number: int
    mention: Mention
    status: Status
    origins: int


class Recount(Record, frozen=True, kw_only=True):
    """A sheet's own number, each rule's, and the rows that make the difference.

    Incidents are named by their rows: `row 12`. `rows` = `read` + the rows of `aside`.
    """

    rows: int
    read: int
    tallies: tuple[Tally, ...]
    boundary: tuple[Boundary, ...]
    aside: tuple[Issue, ...]


def recount(rows: Sequence[SheetRow], aside: Sequence[Issue], rules: Sequence[Rule]) -> Recount:
    """The sheet's number beside each rule's, and why they differ.

    Args:
        rows: the rows that were read.
        aside: the rows that were not, with reasons.
        rules: what to count under.
    """
    incidents = tuple(incident_of(row) for row in rows)
    return Recount(
        rows=len(rows) + len(aside),
        read=len(rows),
        tallies=tuple(tally(incidents, rule) for rule in rules),
        boundary=boundary(incidents, rules),
        aside=tuple(aside),
    )


def incident_of(row: SheetRow) -> Incident:
    """A coded row as an incident of its own, named by its row."""
    m = row.mention
    return Incident(
        id=IncidentId(f"row {row.number}"),
        kind=m.kind,
        subtype=m.subtype,
        first=m.days.first if m.days else None,
        last=m.days.last if m.days else None,
        status=row.status,
        counts=m.kind in PROTEST_KINDS and m.reality in HAPPENED,
        reality=m.reality,
        mentions=(m.id,),
        reports=(m.report or ReportId(""),),
        sources=(m.source or SourceId("unknown"),),
        origins=(OriginId(f"row {row.number}"),),
        independent=row.origins,
        days=_resolved(m.days, m),
        place=_resolved(m.place, m),
        size=_resolved(m.size, m),
        killed=_resolved(m.harm.killed, m) if m.harm else None,
        injured=_resolved(m.harm.injured, m) if m.harm else None,
        arrested=_resolved(m.harm.arrested, m) if m.harm else None,
        stance=m.stance,
        target=m.target,
        state_organised=m.state_organised,
        groups=tuple(_must(group, m) for group in m.groups),
    )


def reasons(found: Recount, *, limit: int) -> tuple[tuple[str, str, int, tuple[str, ...]], ...]:
    """Rule, reason, how many rows, and the first rows, for all that make a difference.

    Args:
        found: a recount.
        limit: how many rows to name for each reason.
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in found.boundary:
        for side in row.not_by:
            reason = side.why_en.partition(":")[2].strip() if side.folded else side.why_en
            why = f"one with an earlier row, {reason}" if side.folded else reason
            grouped.setdefault((side.rule, why), []).append(row.incident)
    return tuple((rule, why, len(ids), tuple(ids[:limit])) for (rule, why), ids in grouped.items())


def _resolved(value: T | None, mention: Mention) -> Resolved[T] | None:
    return _must(value, mention) if value is not None else None


def _must(value: T, mention: Mention) -> Resolved[T]:
    asserters = (mention.source,) if mention.source else ()
    return Resolved(
        value=value, rule=_RULE, mention=mention.id, report=mention.report, asserters=asserters
    )
