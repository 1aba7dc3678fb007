"""Independent origins: copies, relays and one family's repetitions folded into one.

Invariant: every report has one origin, whatever the order of input. A shared owner alone joins
nothing: a family is one origin only where its outlets repeat one assertion without saying how each
knows it. "X confirmed" joins nothing either; it is an assertion about X.

The number of independent origins of an incident: its origins, those that share a source among its
reports taken as one (a source's later figure is a revision, not a witness), and all that nobody
knows the basis of together as one at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crosstally.linking.copies import gather, near_copies
from crosstally.linking.identity import origin_id, seniority
from crosstally.linking.knowing import Cue, load_cues
from crosstally.linking.outline import Outline, agree, read_outlines
from crosstally.linking.repeats import Join, relays, repetitions, revisions
from crosstally.linking.retold import retold
from crosstally.records import (
    Coded,
    Digest,
    Knowing,
    Origin,
    OriginLink,
    Report,
    ReportId,
    Source,
    SourceId,
)

LOOKED_BACK = (
    20  # reports with a picture that the next one with it is held against: a logo has thousands
)
LOGO = 3  # a picture that stands with so many towns is a logo: no event was in three


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
    seen = read_outlines(
        reports, coded, declared=declared, cues=load_cues() if cues is None else cues
    )
    return gather_origins(seen, copied(seen))


def gather_origins(seen: Mapping[str, Outline], copies: Sequence[Join]) -> tuple[Origin, ...]:
    """The origins of reports whose near copies are found already."""
    joins = [*copies, *retold(seen), *pictured(seen)]
    joins += [*relays(seen), *revisions(seen), *repetitions(seen)]
    names = sorted(seen)
    home = gather(names, [(join.report, join.of) for join in joins])
    members: dict[str, list[ReportId]] = defaultdict(list)
    for name in names:
        members[home[name]].append(ReportId(name))
    why: dict[ReportId, list[OriginLink]] = defaultdict(list)
    for join in joins:
        why[join.report].append(OriginLink(report=join.report, of=join.of, reason=join.reason))
    found = [_origin(group, seen, why) for group in members.values()]
    return tuple(sorted(found, key=lambda origin: origin.id))


def copied(seen: Mapping[str, Outline]) -> list[Join]:
    """The near copies among reports, each joined to the earlier one."""

    def alike(one: str, other: str) -> bool:
        return agree(seen[one], seen[other])

    texts = [(name, seen[name].report.body) for name in sorted(seen)]
    joins = []
    for a, b, share in near_copies(texts, alike):
        first, later = sorted((a, b), key=lambda name: seniority(seen[name].report))
        joins.append(
            Join(ReportId(later), ReportId(first), f"near copy: {share:.0%} of the shorter text")
        )
    return joins


def pictured(seen: Mapping[str, Outline]) -> list[Join]:
    """Reports that carry the same picture or recording, by digest, each joined to the first that does.

    Of one town and one day only, because an archive picture stands with many stories, and never where
    it stands with `LOGO` towns: it is a logo. A report that names no town is joined where all others
    with the picture agree.
    """
    carried: dict[Digest, list[Outline]] = defaultdict(list)
    for name in sorted(seen, key=lambda name: seniority(seen[name].report)):
        for digest in seen[name].report.media:
            carried[digest].append(seen[name])
    joins: set[Join] = set()
    for outlines in carried.values():
        if len({town for one in outlines for town in one.towns}) < LOGO:
            joins.update(_same_picture(outlines))
    return sorted(joins)


def _same_picture(outlines: Sequence[Outline]) -> Iterator[Join]:
    """The joins among the reports with one picture, given by seniority."""
    placed = [one for one in outlines if one.towns]
    one_story = bool(placed) and all(agree(placed[0], one) for one in placed)
    for at, later in enumerate(outlines):
        before = outlines[max(0, at - LOOKED_BACK) : at]
        fit = (
            one
            for one in before
            if agree(one, later) and (one_story or (one.towns and later.towns))
        )
        if (first := next(fit, None)) is not None:
            yield Join(later.report.id, first.report.id, "the same picture or recording")


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


def _origin(
    group: Sequence[ReportId],
    seen: Mapping[str, Outline],
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
