"""Anyone's coded sheet, counted again under the named rules.

Invariant: every row of the sheet is accounted for: it is read or set aside with a reason, and each
rule counts it, folds it into another row or leaves it out with a reason. A row is one incident; a
recount joins no rows but by a rule's own merge keys.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeVar

from crosstally.counting.rules import Rule
from crosstally.counting.tally import Boundary, count, differences
from crosstally.records import (
    HAPPENED,
    PROTEST_KINDS,
    Incident,
    IncidentId,
    Issue,
    Mention,
    OriginId,
    Reason,
    Record,
    ReportId,
    Resolved,
    SourceId,
    Stage,
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


class TotalsRow(NamedTuple):
    """A day's running totals as a monitor's table gives them; None where it does not."""

    number: int
    day: date
    gatherings: int | None
    cities: int | None


class Grouped(NamedTuple):
    """A reason why a rule leaves incidents out, how many it does, and the first of them."""

    rule: str
    text: str
    number: int
    incidents: tuple[str, ...]


class Recount(Record, frozen=True, kw_only=True):
    """A sheet's own number, each rule's, and the rows that make the difference.

    Incidents are named by their rows: `row 12`. `theirs` is the number that a table of running
    totals ends with; `refused` says, rule by rule, why such a table has no count of ours.
    """

    rows: int
    read: int
    tallies: tuple[Tally, ...]
    boundary: tuple[Boundary, ...]
    aside: tuple[Issue, ...]
    theirs: int | None = None
    refused: tuple[tuple[str, str], ...] = ()


def recount(rows: Sequence[SheetRow], aside: Sequence[Issue], rules: Sequence[Rule]) -> Recount:
    """The sheet's number beside each rule's, and why they differ.

    Args:
        rows: the rows that were read.
        aside: the rows that were not, with reasons.
        rules: what to count under.
    """
    incidents = tuple(incident_of(row) for row in sorted(rows, key=lambda row: row.number))
    counts = [count(incidents, rule) for rule in rules]
    return Recount(
        rows=len(rows) + len(aside),
        read=len(rows),
        tallies=tuple(one.tally for one in counts),
        boundary=differences(incidents, counts),
        aside=tuple(aside),
    )


def incident_of(row: SheetRow) -> Incident:
    """A coded row as an incident of its own, named by its row.

    A row with deaths that its sheet calls confirmed stays under review: a sheet cannot show that
    two have read it (H13).
    """
    m = row.mention
    deaths = m.harm is not None and m.harm.killed is not None and m.harm.killed.high > 0
    unread = deaths and row.status is Status.CONFIRMED
    return Incident(
        id=IncidentId(f"row {row.number}"),
        kind=m.kind,
        subtype=m.subtype,
        first=m.days.first if m.days else None,
        last=m.days.last if m.days else None,
        status=Status.UNDER_REVIEW if unread else row.status,
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
        voices=tuple(f"row {row.number}, origin {n}" for n in range(1, row.origins + 1)),
    )


def recount_totals(
    rows: Sequence[TotalsRow], aside: Sequence[Issue], rules: Sequence[Rule]
) -> Recount:
    """A monitor's running totals beside the rules that count so; the others are refused.

    Args:
        rows: the days' totals.
        aside: the rows that were not read, with reasons.
        rules: what to count under. Only a cumulative rule has a number here: the last total.
    """
    ordered = sorted(rows, key=lambda row: (row.day, row.number))
    refused = []
    for rule in rules:
        last = next((t for row in reversed(ordered) if (t := _total(row, rule)) is not None), None)
        told = "running totals hold no incidents to count"
        if last is not None:
            told = f"{last:,} as the table says; not ours to check"
        refused.append((rule.id, told))
    gatherings = [row.gatherings for row in ordered if row.gatherings is not None]
    return Recount(
        rows=len(rows) + len(aside),
        read=len(rows),
        tallies=(),
        boundary=(),
        aside=(*aside, *_falls(ordered)),
        theirs=gatherings[-1] if gatherings else None,
        refused=tuple(refused),
    )


def _total(row: TotalsRow, rule: Rule) -> int | None:
    """The total of a row that a rule counts: of places by the day, or of cities."""
    if not rule.cumulative:
        return None
    return row.gatherings if "day" in rule.merge else row.cities


def _falls(rows: Sequence[TotalsRow]) -> list[Issue]:
    """The rows in which a total that can only grow is smaller than before."""
    found = []
    for before, after in pairwise(rows):
        pairs = ((before.gatherings, after.gatherings), (before.cities, after.cities))
        if any(a is not None and b is not None and b < a for a, b in pairs):
            detail = "a running total falls: a correction, or a slip"
            found.append(
                Issue(
                    stage=Stage.COUNTING,
                    reason=Reason.BAD_CELL,
                    where=f"#{after.number}",
                    detail=detail,
                )
            )
    return found


def reasons(
    differing: Sequence[Boundary], rules: Sequence[Rule], *, limit: int
) -> tuple[Grouped, ...]:
    """What makes the difference, by rule and sort of reason, the most frequent first.

    Args:
        differing: the incidents that some rules count and others do not.
        rules: the rules, in the order in which they are to come.
        limit: how many incidents to name for each reason.
    """
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in differing:
        for side in row.not_by:
            grouped.setdefault((side.rule, side.sort), []).append(row.incident)
    order = {rule.id: at for at, rule in enumerate(rules)}
    found = [
        Grouped(rule, why, len(ids), tuple(ids[:limit])) for (rule, why), ids in grouped.items()
    ]
    return tuple(sorted(found, key=lambda one: (order[one.rule], -one.number, one.text)))


def _resolved(value: T | None, mention: Mention) -> Resolved[T] | None:
    return _must(value, mention) if value is not None else None


def _must(value: T, mention: Mention) -> Resolved[T]:
    asserters = (mention.source,) if mention.source else ()
    return Resolved(
        value=value, rule=_RULE, mention=mention.id, report=mention.report, asserters=asserters
    )
