"""What finding origins needs of a report: what it tells of, whom it repeats, how it knows.

Invariant: an outline holds no words of the report, only what was coded in it, its cues and its
numbers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosstally.linking.facet import COUNTRY, LEVELS, TOWN, is_total, read_spot, said_day
from crosstally.linking.knowing import Cue, basis_of, folded, relayed, source_names
from crosstally.records import (
    Basis,
    Coded,
    Days,
    Kind,
    Knowing,
    Mention,
    Report,
    Source,
    SourceId,
    SourceKind,
)

Topic = tuple[str, ...]  # a kind with a town, a sum with its area, a figure, a speaker

SHARED_FIGURE = 10  # a smaller figure two outlets may well reach by themselves
READ = 20_000  # characters of a body in which numbers are looked for
NUMBER = re.compile(r"(?<![A-Za-z0-9])(?:\d{1,3}(?:[,٬،]\d{3})+|\d+)")


class Outline(NamedTuple):
    """A report as finding origins sees it.

    `topics` are kinds with towns, `sums` what it sums up of a country, `figures` the numbers it
    gives, `speakers` whom it quotes. `days` are the days it states, first and last of each; `numbers`
    all numbers of its text in order, those of dates left out.
    `declared` says whether the desk knows its source.
    """

    report: Report
    day: int | None
    topics: frozenset[Topic]
    sums: frozenset[Topic]
    figures: frozenset[Topic]
    speakers: frozenset[Topic]
    towns: frozenset[str]
    days: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]
    relays: tuple[SourceId, ...]
    basis: Knowing
    family: str | None
    declared: bool


def read_outlines(
    reports: Iterable[Report],
    coded: Iterable[Coded],
    *,
    declared: Mapping[SourceId, Source],
    cues: Sequence[Cue],
) -> dict[str, Outline]:
    """The outline of each report, by its id and in the ids' order."""
    lines = {line.report: line for line in coded if line.report is not None}
    names = source_names(declared.values())
    found: dict[str, Outline] = {}
    for report in sorted(reports, key=lambda r: r.id):
        text = folded(report.body)
        line = lines.get(report.id)
        told = line.mentions if line is not None else ()
        relays = relayed(report, text=text, names=names, cues=cues)
        day, source = said_day(report), declared.get(report.source)
        found[report.id] = Outline(
            report=report,
            day=day.toordinal() if day is not None else None,
            topics=frozenset(t for m in told if (t := _topic(m)) is not None),
            sums=frozenset(t for m in told if (t := _sum(m)) is not None),
            figures=frozenset(t for m in told for t in _figures(m)),
            speakers=frozenset(
                ("says", folded(s.speaker.text).strip())
                for s in (line.statements if line is not None else ())
                if s.speaker is not None
            ),
            towns=frozenset(town for m in told if (town := _town(m))),
            days=tuple(sorted({_range(m.days) for m in told if _is_stated(m.days)})),
            numbers=_numbers(report.body[:READ], line),
            relays=relays,
            basis=basis_of(report, text=text, declared=declared, cues=cues, relays=bool(relays)),
            family=(source.family or source.mirror_of) if source is not None else None,
            declared=source is not None and source.kind is not SourceKind.UNKNOWN,
        )
    return found


def agree(one: Outline, other: Outline) -> bool:
    """Whether two reports may tell of the same thing: no other town and no other day is named."""
    if one.towns and other.towns and not one.towns & other.towns:
        return False
    return not one.days or not other.days or _share_a_day(one.days, other.days)


def facts_of(mention: Mention) -> frozenset[str]:
    """What a mention tells beyond a kind, a town and a day, in words that can be compared.

    Numbers, groups, themes, slogans, the sub-type, the part of the day, and a place finer than a town.
    """
    harm, place = mention.harm, mention.place
    counts = (
        ("size", mention.size),
        ("killed", harm.killed if harm else None),
        ("injured", harm.injured if harm else None),
        ("arrested", harm.arrested if harm else None),
    )
    told = {f"{name} {count.low}-{count.high}" for name, count in counts if count is not None}
    told |= {f"group {group.value}" for group in mention.groups}
    told |= {f"theme {demand.theme}" for demand in mention.demands if demand.theme}
    told |= {
        f"slogan {slogan.canonical or folded(slogan.text).strip()}" for slogan in mention.slogans
    }
    told |= {f"sub-type {mention.subtype}"} if mention.subtype else set()
    told |= {f"part {mention.days.part}"} if mention.days and mention.days.part else set()
    if place is not None and LEVELS.index(place.level) < TOWN:
        told.add(f"place {read_spot(place).key}")
    return frozenset(told)


def _share_a_day(one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]]) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)


def _numbers(body: str, line: Coded | None) -> tuple[int, ...]:
    told = line.mentions if line is not None else ()
    dates = [m.days.span for m in told if m.days is not None and m.days.span is not None]
    if line is not None:
        dates += [time.span for time in line.times if time.first is not None]
    return tuple(
        int("".join(filter(str.isdigit, match[0])))
        for match in NUMBER.finditer(body)
        if not any(span.start <= match.start() < span.end for span in dates)
    )


def _topic(mention: Mention) -> Topic | None:
    town = _town(mention)
    return (_kind(mention), town) if town and mention.kind is not Kind.STM else None


def _sum(mention: Mention) -> Topic | None:
    """What a mention sums up: of a country, or without any place."""
    rank = COUNTRY if mention.place is None else LEVELS.index(mention.place.level)
    if rank < COUNTRY or mention.kind is Kind.STM:
        return None
    summing = mention.place is not None or is_total(mention)
    return ("sum", _kind(mention)) if summing else None


def _kind(mention: Mention) -> Kind:
    """The kind of a mention; shots are shots, whoever fired: reports often do not say."""
    return Kind.FRC if mention.kind is Kind.ARM else mention.kind


def _figures(mention: Mention) -> Iterable[Topic]:
    harm = mention.harm
    counts = (
        ("killed", harm.killed if harm else None),
        ("injured", harm.injured if harm else None),
        ("arrested", harm.arrested if harm else None),
        ("size", mention.size),
    )
    for name, count in counts:
        if count is not None and count.high >= SHARED_FIGURE:
            yield name, _town(mention), str(count.low), str(count.high)


def _town(mention: Mention) -> str:
    """The town of a mention; empty where it names none."""
    if mention.place is None:
        return ""
    spot = read_spot(mention.place)
    return (spot.city or spot.key) if spot.rank <= TOWN else spot.key if spot.rank < COUNTRY else ""


def _is_stated(days: Days | None) -> bool:
    return days is not None and days.basis is not Basis.PUBLICATION


def _range(days: Days | None) -> tuple[int, int]:
    assert days is not None
    return days.first.toordinal(), days.last.toordinal()
