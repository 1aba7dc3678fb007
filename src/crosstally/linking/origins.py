"""Independent origins: copies, relays and one family's repetitions folded into one.

Invariant: every report has one origin, whatever the order of input. A shared owner alone joins
nothing: a family is one origin only where its outlets repeat one assertion without saying how each
knows it. "X confirmed" joins nothing either; it is an assertion about X.

The number of independent origins of an incident: its origins, those that share a source among its
reports taken as one (a source's later figure is a revision, not a witness), and all that nobody
knows the basis of together as one at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosstally.linking.copies import gather, near_copies
from crosstally.linking.facet import TOWN, Spot, read_spot, said_day
from crosstally.linking.identity import origin_id, seniority
from crosstally.linking.knowing import Cue, basis_of, folded, load_cues, relayed, source_names
from crosstally.records import (
    Coded,
    Kind,
    Knowing,
    Mention,
    Origin,
    OriginLink,
    Report,
    ReportId,
    Source,
    SourceId,
)

RELAY_DAYS = 3  # a relay follows what it relays within so many days
REPEAT_DAYS = 14  # a family repeats an assertion within so many days
FIRM = (Knowing.WITNESS, Knowing.OWN_MEDIA, Knowing.DOCUMENT)


class Join(NamedTuple):
    """Why two reports rest on one basis of knowledge."""

    report: ReportId
    of: str
    reason: str


class _Seen(NamedTuple):
    """What finding origins needs of a report."""

    report: Report
    day: int | None
    topics: frozenset[tuple[str, str]]
    towns: frozenset[str]
    relays: tuple[SourceId, ...]
    basis: Knowing
    why: str
    family: str | None


def find_origins(
    reports: Sequence[Report],
    coded: Iterable[Coded],
    sources: Iterable[Source],
    *,
    cues: Sequence[Cue] | None = None,
) -> tuple[Origin, ...]:
    """Every report in one origin, by the origin's first report's id.

    Args:
        reports: what arrived.
        coded: what the coder read in it: which towns and kinds a report tells of.
        sources: the declared sources; a report of any other has no known basis.
        cues: phrases that show a basis or attribute; the built-in ones where None.
    """
    declared = {source.id: source for source in sources}
    seen = _look(reports, coded, declared, load_cues() if cues is None else cues)
    joins = [*copied(seen), *_relays(seen), *_repeats(seen)]
    names = sorted(seen)
    home = gather(names, [(j.report, j.of) for j in joins if j.of in seen])
    members: dict[str, list[ReportId]] = defaultdict(list)
    for name in names:
        members[home[name]].append(ReportId(name))
    why: dict[ReportId, list[OriginLink]] = defaultdict(list)
    for join in joins:
        why[join.report].append(OriginLink(report=join.report, of=join.of, reason=join.reason))
    found = [_origin(group, seen, why) for group in members.values()]
    return tuple(sorted(found, key=lambda origin: origin.id))


def copied(seen: Mapping[str, "_Seen"]) -> list[Join]:
    """The near copies among reports, each joined to the earlier one."""

    def agree(one: str, other: str) -> bool:
        mine, theirs = seen[one].towns, seen[other].towns
        return not mine or not theirs or bool(mine & theirs)

    texts = [(name, seen[name].report.body) for name in sorted(seen)]
    joins = []
    for a, b, share in near_copies(texts, agree):
        first, later = sorted((a, b), key=lambda name: seniority(seen[name].report))
        joins.append(Join(ReportId(later), first, f"near copy: {share:.0%} of the shorter text"))
    return joins


def independent(
    reports: Iterable[ReportId],
    *,
    origins: Mapping[ReportId, Origin],
    source_of: Mapping[ReportId, SourceId],
) -> int:
    """The number of independent origins that reports of one incident rest on (see the module)."""
    names = sorted(set(reports))
    first: dict[str, str] = {}
    home = gather(
        names,
        [
            (name, first.setdefault(key, name))
            for name in names
            for key in (f"o:{origins[name].id}", f"s:{source_of[name]}")
        ],
    )
    known = {home[name] for name in names if origins[name].known}
    unknown = {home[name] for name in names} - known
    return len(known) + bool(unknown)


def _look(
    reports: Sequence[Report],
    coded: Iterable[Coded],
    declared: Mapping[SourceId, Source],
    cues: Sequence[Cue],
) -> dict[str, _Seen]:
    mentions: dict[str, tuple[Mention, ...]] = {
        line.report: line.mentions for line in coded if line.report is not None
    }
    names = source_names(declared.values())
    seen: dict[str, _Seen] = {}
    for report in reports:
        text = folded(report.body)
        told = mentions.get(report.id, ())
        relays = relayed(report, text=text, names=names, cues=cues)
        basis, why = basis_of(report, text=text, declared=declared, cues=cues)
        if relays and basis not in FIRM and report.source in declared:
            basis, why = Knowing.RELAY, "attributed to another source"
        day = said_day(report)
        source = declared.get(report.source)
        spots = [read_spot(m.place) for m in told if m.place is not None]
        seen[report.id] = _Seen(
            report=report,
            day=day.toordinal() if day else None,
            topics=frozenset((m.kind, _town(m)) for m in told if m.kind is not Kind.STM),
            towns=frozenset(key for spot in spots if (key := _town_key(spot))),
            relays=relays,
            basis=basis,
            why=why,
            family=source.family or source.mirror_of if source else None,
        )
    return seen


def _town(mention: Mention) -> str:
    return _town_key(read_spot(mention.place)) if mention.place is not None else ""


def _town_key(spot: Spot) -> str:
    return (spot.city or spot.key) if spot.rank <= TOWN else spot.key


def _relays(seen: Mapping[str, _Seen]) -> list[Join]:
    """Reports that attribute what they tell to another source: to its report, or to each other."""
    by_source: dict[SourceId, list[_Seen]] = defaultdict(list)
    for one in seen.values():
        by_source[one.report.source].append(one)
    joins: list[Join] = []
    orphans: dict[SourceId, list[_Seen]] = defaultdict(list)
    for name in sorted(seen):
        one = seen[name]
        if one.basis in FIRM or not one.relays:
            continue
        upstream = one.relays[0]
        given = [other for other in by_source[upstream] if _follows(one, other, RELAY_DAYS)]
        if given:
            first = min(given, key=lambda other: seniority(other.report))
            reason = f"attributed to {upstream}"
            joins.append(Join(one.report.id, first.report.id, reason))
        else:
            orphans[upstream].append(one)
    for upstream, relays in sorted(orphans.items()):
        joins.extend(_together(relays, f"both attributed to {upstream}", RELAY_DAYS))
    return joins


def _repeats(seen: Mapping[str, _Seen]) -> list[Join]:
    """Reports of one family that repeat one assertion without a basis of their own."""
    families: dict[str, list[_Seen]] = defaultdict(list)
    for one in seen.values():
        if one.family is not None and one.basis not in FIRM:
            families[one.family].append(one)
    joins = []
    for family, members in sorted(families.items()):
        joins.extend(_together(members, f"one family repeats itself: {family}", REPEAT_DAYS))
    return joins


def _together(group: Sequence[_Seen], reason: str, days: int) -> list[Join]:
    """Each report joined to the earliest one of the group that tells of the same within `days`."""
    ordered = sorted(group, key=lambda one: seniority(one.report))
    joins = []
    for at, later in enumerate(ordered):
        for first in ordered[:at]:
            if later.report.source != first.report.source and _follows(later, first, days):
                joins.append(Join(later.report.id, first.report.id, reason))
                break
    return joins


def _follows(later: _Seen, first: _Seen, days: int) -> bool:
    """Whether one may repeat the other: the same kind and town, told within some days."""
    if not later.topics & first.topics or later.report.id == first.report.id:
        return False
    return later.day is None or first.day is None or -1 <= later.day - first.day <= days


def _origin(
    group: Sequence[ReportId],
    seen: Mapping[str, _Seen],
    why: Mapping[ReportId, Sequence[OriginLink]],
) -> Origin:
    ordered = sorted(group, key=lambda name: seniority(seen[name].report))
    first = ordered[0]
    firmest = min((seen[name].basis for name in ordered), key=list(Knowing).index)
    own = [link for name in sorted(group) for link in why.get(name, ())]
    return Origin(
        id=origin_id(first),
        reports=tuple(ordered),
        sources=tuple(sorted({seen[name].report.source for name in group})),
        basis=firmest,
        known=firmest is not Knowing.UNKNOWN,
        first=first,
        families=tuple(sorted({family for name in group if (family := seen[name].family)})),
        links=tuple(sorted(own, key=lambda link: (link.report, link.of, link.reason))),
    )
