"""Who repeats whom: relays by name, one source's revisions, one family's repetitions.

Invariant: a shared owner alone joins nothing. What joins is an attribution to a source that told of
the same, or one assertion (a sum, a figure, a quoted speaker) repeated within one source or family
that does not say how each outlet knows it. "X confirmed" attributes nothing.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from crosstally.linking.identity import seniority
from crosstally.linking.outline import Outline, Topic, agree
from crosstally.records import Knowing, ReportId, SourceId

RELAY_DAYS = 7  # a relay follows what it relays within so many days
REPEAT_DAYS = 30  # a family repeats an assertion within so many days
SERIES_DAYS = 200  # a source revises a sum within so many days of its last word
FIRM = (Knowing.WITNESS, Knowing.OWN_MEDIA, Knowing.DOCUMENT)


class Join(NamedTuple):
    """Why a report rests on one basis of knowledge with another."""

    report: ReportId
    of: ReportId
    reason: str


def relays(outlines: Mapping[str, Outline]) -> list[Join]:
    """Reports that attribute what they tell to another source: to its report, or to each other."""
    by_topic: dict[tuple[SourceId, Topic], list[tuple[int, tuple[str, str]]]] = defaultdict(list)
    for one in outlines.values():
        if one.day is not None:
            for topic in one.topics | one.sums:
                by_topic[(one.report.source, topic)].append((one.day, seniority(one.report)))
    for told in by_topic.values():
        told.sort()
    joins: list[Join] = []
    orphans: dict[SourceId, list[Outline]] = defaultdict(list)
    for one in outlines.values():
        if one.basis is not Knowing.RELAY or not one.relays or one.day is None:
            continue
        upstream = one.relays[0]
        given = [
            seen
            for topic in sorted(one.topics | one.sums)
            for seen in _within(by_topic.get((upstream, topic), ()), one.day)
        ]
        first = min((at for at in given if agree(outlines[at[1]], one)), default=None)
        if first is None:
            orphans[upstream].append(one)
        else:
            joins.append(Join(one.report.id, ReportId(first[1]), f"attributed to {upstream}"))
    for upstream, group in sorted(orphans.items()):
        reason = f"both attributed to {upstream}"
        joins += _chained(group, lambda o: o.topics | o.sums, days=RELAY_DAYS, reason=reason)
    return joins


def revisions(outlines: Mapping[str, Outline]) -> list[Join]:
    """One source's words on one sum: a later figure is a revision and no new knowledge."""
    by_source: dict[SourceId, list[Outline]] = defaultdict(list)
    for one in outlines.values():
        by_source[one.report.source].append(one)
    joins: list[Join] = []
    for _, group in sorted(by_source.items()):
        joins += _chained(
            group, lambda o: o.sums, days=SERIES_DAYS, reason="revised by the same source"
        )
    return joins


def repetitions(outlines: Mapping[str, Outline]) -> list[Join]:
    """One family's reports that repeat an assertion without a basis of their own."""
    families: dict[str, list[Outline]] = defaultdict(list)
    for one in outlines.values():
        if one.family is not None and one.basis not in FIRM:
            families[one.family].append(one)
    joins: list[Join] = []
    for name, group in sorted(families.items()):
        joins += _chained(
            group,
            lambda o: o.sums | o.figures | o.speakers,
            days=REPEAT_DAYS,
            reason=f"one family repeats one assertion: {name}",
        )
    return joins


def _chained(
    group: Iterable[Outline],
    topics: Callable[[Outline], frozenset[Topic]],
    *,
    days: int,
    reason: str,
) -> list[Join]:
    """Each report joined to the one before it that shares a topic, where it follows soon enough."""
    by_topic: dict[Topic, list[Outline]] = defaultdict(list)
    for one in group:
        if one.day is not None:
            for topic in topics(one):
                by_topic[topic].append(one)
    joins = set()
    for told in by_topic.values():
        told.sort(key=lambda one: (one.day, seniority(one.report)))
        for first, later in pairwise(told):
            if (later.day or 0) - (first.day or 0) <= days:
                joins.add(Join(later.report.id, first.report.id, reason))
    return sorted(joins)


def _within(told: Sequence[tuple[int, tuple[str, str]]], day: int) -> Iterator[tuple[str, str]]:
    """The seniority of the reports in a list that a relay of a day may repeat, the first first."""
    at = bisect_left(told, (day - RELAY_DAYS,))
    while at < len(told) and told[at][0] <= day + 1:
        yield told[at][1]
        at += 1
