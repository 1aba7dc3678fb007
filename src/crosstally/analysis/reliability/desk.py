"""What the groups of sources of a desk say of one another's incidents.

Invariant: sources that copy one another are one group, fixed for the period, and a group says one
thing of an incident: the kind that most of its mentions tell, the figure that it told last.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

from crosstally.analysis.coverage.groups import groups_of
from crosstally.analysis.frame import Tables
from crosstally.analysis.reliability.figure_study import Case
from crosstally.analysis.reliability.figures import Figure
from crosstally.analysis.reliability.labels import Said
from crosstally.records import (
    Count,
    Incident,
    Mention,
    MentionId,
    Resolved,
    Size,
    SourceId,
    SourceKind,
)

Field = Callable[[Incident], Resolved[Count] | Resolved[Size] | None]

FIELDS: tuple[tuple[str, Field], ...] = (
    ("killed", lambda one: one.killed),
    ("arrested", lambda one: one.arrested),
    ("size", lambda one: one.size),
)


def kinds_said(tables: Tables) -> tuple[Said, ...]:
    """Which kind of event each group takes each incident that counts for."""
    of, mentions = _groups(tables), {one.id: one for one in tables.mentions}
    said: list[Said] = []
    for incident in tables.incidents:
        told: dict[str, Counter[str]] = {}
        for mention in (mentions[one] for one in incident.mentions if one in mentions):
            group = of.get(mention.source) if mention.source is not None else None
            if incident.counts and group is not None:
                told.setdefault(group, Counter())[str(mention.kind)] += 1
        for group, kinds in sorted(told.items()):
            said.append((incident.id, group, min(kinds, key=lambda kind: (-kinds[kind], kind))))
    return tuple(said)


def evidence_said(tables: Tables) -> tuple[Said, ...]:
    """Which groups speak for each claim, and which against it; a group may do both."""
    of = _groups(tables)
    told = {
        (claim.id, of.get(one.source, one.source), side)
        for claim in tables.claims
        for side, some in (("for", claim.evidence_for), ("against", claim.evidence_against))
        for one in some
        if one.source is not None
    }
    return tuple(sorted(told))


def figures_said(tables: Tables, name: str, field: Field) -> Case:
    """The rival figures of a field: the last that each group told of each incident."""
    of, mentions = _groups(tables), {one.id: one for one in tables.mentions}
    days = {one.id: one.said_on or date.min for one in tables.reports}
    kinds = {one.id: one.kind for one in tables.sources}
    names = {one.id: one.name for one in tables.sources}
    last: dict[tuple[str, str], tuple[tuple[date, int, int], Figure]] = {}
    for incident in tables.incidents:
        for mention, low, high in _told(field(incident), mentions):
            source = mention.source
            if source is None:
                continue
            group = of.get(source, source)
            day = days.get(mention.report, date.min) if mention.report else date.min
            kind = kinds.get(source, SourceKind.UNKNOWN)
            figure = Figure(incident.id, names.get(source, source), str(kind), low, high)
            new = ((day, low, high), figure)
            last[incident.id, group] = max(
                last.get((incident.id, group), new), new, key=lambda one: (one[0], one[1].kind)
            )
    return Case(name, tuple(last[key][1] for key in sorted(last)), {}, {})


def _told(
    resolved: Resolved[Count] | Resolved[Size] | None, mentions: dict[MentionId, Mention]
) -> Iterator[tuple[Mention, int, int]]:
    if resolved is None:
        return
    values = [(resolved.mentions or (resolved.mention,), resolved.value)]
    values += [(rival.mentions, rival.value) for rival in resolved.rivals]
    for told_in, value in values:
        for one in told_in:
            if one in mentions:
                yield mentions[one], value.low, value.high


def _groups(tables: Tables) -> dict[SourceId, str]:
    return {source: group.name for group in groups_of(tables) for source in group.sources}
