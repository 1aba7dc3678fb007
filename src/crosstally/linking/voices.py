"""Whose voices an incident has: the owners behind its origins that tell something of their own.

Invariant: an incident has at most as many voices as independent origins, and renaming the sources
renames the voices and changes nothing else.

A count that must not be moved by whoever writes the most cannot take every origin for a witness. Four
things are no voice of their own, whoever they are: a source that the desk has not declared (anybody
can be one); what another outlet of the same owner tells; what tells later, in whatever words, nothing that
another source had not told before; and all that is of unknown basis beyond the first. Nor does
anybody confirm what he contradicts: that it was a rally for the state, or long ago.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from crosstally.linking.copies import gather
from crosstally.linking.identity import seniority
from crosstally.linking.outline import Outline, facts_of
from crosstally.linking.resolve import Told
from crosstally.records import Origin, Reality, ReportId, Stance


def voices_of(
    told: Sequence[Told],
    *,
    seen: Mapping[str, Outline],
    origins: Mapping[ReportId, Origin],
) -> tuple[str, ...]:
    """The voices of one incident, in order: each the owner, else the source, that spoke first.

    Args:
        told: the incident's mentions.
        seen: the outline of each report.
        origins: the origin of each report.
    """
    facts: dict[ReportId, frozenset[str]] = {}
    for t in _agreeing(told):
        facts[t.report] = facts.get(t.report, frozenset()) | facts_of(t.mention)
    own = [seen[name] for name in sorted(facts) if seen[name].declared]
    kept = [one for one in own if not _retold(one, own, facts)]
    home = gather(
        [one.report.id for one in kept],
        _shared(
            kept, lambda one: (f"origin {origins[one.report.id].id}", f"owner {owner_of(one)}")
        ),
    )
    groups: dict[str, list[Outline]] = {}
    for one in kept:
        groups.setdefault(home[one.report.id], []).append(one)
    known: list[tuple[tuple[str, str], str]] = []
    unknown: list[tuple[tuple[str, str], str]] = []
    for group in groups.values():
        first = min(group, key=lambda one: seniority(one.report))
        sure = any(origins[one.report.id].known for one in group)
        (known if sure else unknown).append((seniority(first.report), owner_of(first)))
    return tuple(
        sorted([owner for _, owner in known] + [owner for _, owner in sorted(unknown)[:1]])
    )


def _agreeing(told: Sequence[Told]) -> list[Told]:
    """The mentions that tell of what the most tell of: not another time's, not the other side's."""
    now = [t for t in told if t.mention.reality is not Reality.PAST] or list(told)
    rally = [t for t in now if t.mention.stance is Stance.PRO_STATE]
    return [t for t in now if t not in rally] if 2 * len(rally) <= len(now) else now


def owner_of(one: Outline) -> str:
    """Whose voice a report is: its source's owner, else the source."""
    return one.family or one.report.source


def _retold(
    one: Outline, others: Iterable[Outline], facts: Mapping[ReportId, frozenset[str]]
) -> bool:
    """Whether a text tells later nothing but what a text of another source had told.

    A row of a table is no text: when it was told is not known, and what it leaves out says nothing.
    """
    if one.report.cells:
        return False
    mine = facts[one.report.id]
    return any(
        other.report.source != one.report.source
        and not other.report.cells
        and _after(one, other)
        and mine <= facts[other.report.id]
        for other in others
    )


def _after(one: Outline, other: Outline) -> bool:
    """Whether one report came after another: by their instants, else by their days."""
    if one.report.said_at is not None and other.report.said_at is not None:
        return one.report.said_at > other.report.said_at
    if other.day is None:
        return False
    return one.day is None or one.day > other.day


def _shared(
    group: Iterable[Outline], keys_of: Callable[[Outline], Iterable[str]]
) -> list[tuple[str, str]]:
    """Each report with the first that shares one of its keys."""
    first: dict[str, str] = {}
    return [
        (str(one.report.id), first.setdefault(key, one.report.id))
        for one in group
        for key in keys_of(one)
    ]
