"""The only door out of the desk: what is held goes in, what may be public comes out (H17).

Invariant: every exporter takes a `Public`, and only this module makes one. It opens a report's
words only where they are public at an address or are an example's own (H6), strikes names out (H2),
has no field for organisers (H8) and re-issues no violent call (H10). All that it shows is what the
open reports alone give, so that subtraction finds nothing; what closed reports alone say stands in
cells of province and week (H5), each told once (`closed.py`), and in no other number (H4).
"""

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import date

from crosstally.publish.claims import open_claims
from crosstally.publish.gate import hushed, is_named, open_reports
from crosstally.publish.held import Held, MethodFact
from crosstally.publish.judged import open_judgements
from crosstally.publish.mask import STRUCK, masker
from crosstally.publish.policy import Policy
from crosstally.publish.public import (
    DOOR,
    Figures,
    HeldBack,
    OpenCall,
    OpenIncident,
    OpenIssue,
    OpenOrigin,
    OpenRelation,
    OpenTally,
    OpenTown,
    Public,
)
from crosstally.publish.reduce import reduce_incident, reduce_origin
from crosstally.publish.sensitive import without_rare
from crosstally.publish.studies import codes_of, open_study, places_of
from crosstally.publish.told import Told, bound, remember
from crosstally.publish.towns import atlas, open_town
from crosstally.publish.values import Sight, open_fields, open_mention
from crosstally.publish.witnesses import open_origins, open_sources, told_reports
from crosstally.records import (
    Incident,
    IncidentId,
    Origin,
    Place,
    Provenance,
    Reality,
    Reason,
    Report,
    ReportId,
    SourceKind,
    Study,
    Tally,
    changed,
)

Recount = Callable[[tuple[Incident, ...]], tuple[Tally, ...]]
Again = Callable[[frozenset[ReportId]], Held]
NOT_TOLD = "not told"
_PUBLIC = ("https://", "http://")
_EXAMPLE = (Provenance.SUMMARY, Provenance.SYNTHETIC)
_SECRET = ("key", "secret", "pass", "token", "salt")


def disclose(
    held: Held,
    policy: Policy,
    recount: Recount | None = None,
    *,
    again: Again | None = None,
    told: Told | None = None,
) -> Public:
    """The public part of what a desk holds, with the numbers of what was held back.

    Args:
        held: all that the build made.
        policy: the desk's disclosure policy.
        recount: counts incidents under the desk's rules; asked only where closed reports stood
            behind an incident, because a count must not tell of them. Without it no such count
            is printed.
        again: what the stages make of some reports alone. Where reports are closed it makes the
            page from the open ones, as a stranger could who has them; without it the closed part
            is taken out of what was made of all, which may show that something was there.
        told: what is told of closed reports, this edition's included (`told.remember`). Where None
            it is worked out as for a first edition.
    """
    policy = bound(policy, told or Told())
    told = told or remember(Told(), policy, held.reports, held.sources, held.incidents)
    open_ = open_reports(held.reports, held.sources, policy)
    whole = len(open_) == len(held.reports)
    every = frozenset(one.id for one in held.reports)
    if again is not None and not whole:
        held = again(frozenset(open_))
    if policy.withheld:
        held = changed(held, sources=hushed(held.sources, open_.values(), policy))
    basis = tuple(o for one in held.origins if (o := reduce_origin(one, open_)) is not None)
    reduced = without_rare(_reduced(held, basis, open_), policy)
    towns: dict[str, OpenTown] = {}
    sight = _sight(held, policy, open_, towns)
    known = {one.id for one in reduced}
    incidents = tuple(_incident(one, sight, known) for one in reduced)
    origins = open_origins(basis, held, open_)
    if len(open_) == len(held.reports):
        tallies = held.tallies
    else:
        tallies = recount(reduced) if recount is not None else ()
    shown = tuple(_tallies(held, tallies, known))
    claims = open_claims(held, known, open_, sight.spoken, sight.mask)
    calls = tuple(_calls(held, sight))
    studies, rows_held = _studies(held, policy, sight)
    issues = _issues(held, open_, every - set(open_), policy.k)
    return Public(
        door=DOOR,
        desk=held.desk,
        figures=_figures(incidents, origins, open_, issues, held),
        outlines=held.geography.outlines,
        credits=held.geography.credits,
        provinces=held.geography.provinces,
        sources=open_sources(held, open_),
        reports=told_reports(held, sight, origins),
        towns=tuple(towns[one] for one in sorted(towns)),
        origins=origins,
        incidents=incidents,
        tallies=shown,
        claims=claims,
        calls=calls,
        issues=issues,
        judgements=tuple(open_judgements(held, known, open_)),
        # a desk that raises k shows no more what it told below it
        aggregates=tuple(one for one in told.cells if one.count >= policy.k),
        held_back=(
            *_held_back(held, open_, sight, whole=whole),
            *(HeldBack(what="study-rows", number=str(n)) for n in (rows_held,) if n),
        ),
        method=tuple(_method(held, len(open_))),
        words_fa=tuple(_words_fa(held, shown)),
        studies=studies,
        studies_note=held.studies_note,
        study_words=tuple(_study_words(held, studies)),
    )


def _reduced(
    held: Held, origins: tuple[Origin, ...], open_: dict[ReportId, Report]
) -> tuple[Incident, ...]:
    mentions = {one.id: one for one in held.mentions}
    known = {one.id: one for one in origins}
    found = (reduce_incident(one, mentions, known, open_) for one in held.incidents)
    return tuple(one for one in found if one is not None)


def _sight(
    held: Held,
    policy: Policy,
    open_: dict[ReportId, Report],
    towns: dict[str, OpenTown],
) -> Sight:
    where = atlas(held.geography)

    def town_of(place: Place) -> OpenTown | None:
        town = open_town(place, where)
        return towns.setdefault(town.id, town) if town is not None else None

    mask = masker(tuple(sorted({*policy.mask_names, *held.masked_names})))
    spoken = {
        one.id: mask(one.body)
        for one in open_.values()
        if policy.public and is_spoken(one) and not is_named(one, policy.no_words)
    }
    _strike_violence(held, spoken)
    told = [one for one in held.sources if one.kind is not SourceKind.UNIT]
    names = frozenset(name for one in told for name in (one.id, one.name))
    return Sight({one.id: one for one in held.mentions}, open_, spoken, town_of, mask, names)


def _strike_violence(held: Held, spoken: dict[ReportId, str]) -> None:
    """Strikes the sentences that call for violence out of the open words (H10), length kept."""
    mentions = {one.id: one for one in held.mentions}
    for call in held.calls:
        told = mentions.get(call.mention)
        span = (told.sentence if told is not None else None) or call.quote.span
        if call.violent and call.report in spoken and span is not None:
            words = spoken[call.report]
            struck = STRUCK * len(span.of(words))
            spoken[call.report] = words[: span.start] + struck + words[span.end :]


def is_spoken(report: Report) -> bool:
    """Whether its words are public at an address that others can open (H6), or an example's."""
    address = (report.url or "").strip().lower()
    public = address.startswith(_PUBLIC)
    return bool(report.body) and (public or report.provenance in _EXAMPLE)


def _method(held: Held, opened: int) -> Iterable[MethodFact]:
    """The statement of method, without keys and without what would tell how many are closed."""
    total = len(held.reports)
    for fact in held.method:
        if any(word in fact.name.lower() for word in _SECRET):
            continue
        if opened == total or fact.value.replace(",", "") != str(total):
            yield fact


def _incident(incident: Incident, sight: Sight, known: set[IncidentId]) -> OpenIncident:
    mentions = tuple(open_mention(sight.mentions[one], sight) for one in incident.mentions)
    town = sight.towns(incident.place.value) if incident.place is not None else None
    reports = [sight.reports[one] for one in incident.reports]
    return OpenIncident(
        id=incident.id,
        kind=incident.kind.value,
        subtype=incident.subtype,
        first=incident.first,
        last=incident.last,
        status=incident.status.value,
        counts=incident.counts,
        reality=incident.reality,
        town=town.id if town is not None else None,
        stance=incident.stance.value if incident.stance is not None else None,
        target=incident.target.value if incident.target is not None else None,
        state_organised=incident.state_organised,
        independent=incident.independent,
        origins=tuple(incident.origins),
        mentions=mentions,
        fields=tuple(open_fields(incident, sight)),
        denials=tuple(dict.fromkeys(_denying(incident, sight))),
        relations=tuple(
            OpenRelation(kind=one.kind, incident=one.incident, reason=sight.mask(one.reason))
            for one in incident.relations
            if one.incident in known
        ),
        synthetic=all(one.provenance is Provenance.SYNTHETIC for one in reports),
        flags=incident.flags,
    )


def _denying(incident: Incident, sight: Sight) -> Iterable[str]:
    for one in incident.denials:
        mention = sight.mentions.get(one)
        if mention is not None and mention.report in sight.reports:
            yield str(mention.report)


def _tallies(held: Held, tallies: tuple[Tally, ...], known: set[IncidentId]) -> Iterable[OpenTally]:
    notes = {one.id: one for one in held.rules}
    for tally in tallies:
        if tally.rule not in notes:
            continue
        units = tuple(
            (_day_of(unit.key), tuple(one for one in unit.incidents if one in known))
            for unit in tally.units
        )
        units = tuple(unit for unit in units if unit[1])
        yield OpenTally(
            rule=notes[tally.rule],
            value=len(units),
            units=units,
            left_out=tuple(
                (one.incident, one.reason) for one in tally.left_out if one.incident in known
            ),
        )


def _day_of(key: str) -> date | None:
    """The day with which a unit's key begins, where the rule counts by days."""
    try:
        return date.fromisoformat(key[:10])
    except ValueError:
        return None


def _words_fa(held: Held, tallies: Iterable[OpenTally]) -> Iterable[tuple[str, str]]:
    told = {reason for tally in tallies for _, reason in tally.left_out}
    return (pair for pair in held.words_fa if pair[0] in told)


def _studies(held: Held, policy: Policy, sight: Sight) -> tuple[tuple[Study, ...], int]:
    """The studies as they may be shown, and how many rows of their tables stay."""
    ids = frozenset((*(i.id for i in held.incidents), *(m.id for m in held.mentions)))
    places = places_of(held.geography)
    found = [
        open_study(one, k=policy.k, places=places, ids=ids, mask=sight.mask) for one in held.studies
    ]
    return tuple(one for one, _ in found), sum(rows for _, rows in found)


def _study_words(held: Held, studies: tuple[Study, ...]) -> Iterable[tuple[str, str, str]]:
    used = {f"{table}.{code}" for one in studies for table, code in codes_of(one)}
    return (words for words in held.study_words if words[0] in used)


def _calls(held: Held, sight: Sight) -> Iterable[OpenCall]:
    realities = {one.id: one.reality for one in held.mentions}
    for call in held.calls:
        if call.violent or call.report not in sight.reports:
            continue
        town = sight.towns(call.place) if call.place is not None else None
        yield OpenCall(
            id=call.id,
            kind=call.kind,
            report=call.report,
            words=sight.mask(call.quote.text) if call.report in sight.spoken else None,
            first=call.days.first if call.days is not None else None,
            last=call.days.last if call.days is not None else None,
            town=town.id if town is not None else None,
            span=call.quote.span if call.report in sight.spoken else None,
            reality=realities.get(call.mention, Reality.CALLED).value,
        )


def _issues(
    held: Held, open_: dict[ReportId, Report], closed: AbstractSet[ReportId], k: int
) -> tuple[OpenIssue, ...]:
    """What was set aside, and why.

    What belongs to no open report may have come from a closed one: where any is closed, it is told
    in whole k's, and what was withdrawn not at all.
    """
    where: dict[tuple[str, str], list[str]] = {}
    loose: Counter[tuple[str, str]] = Counter()
    for issue in held.issues:
        key = (issue.stage.value, issue.reason.value)
        if issue.report in open_:
            where.setdefault(key, []).append(str(issue.report))
        elif not closed or (issue.report not in closed and issue.reason is not Reason.WITHDRAWN):
            loose[key] += 1
    step = k if closed else 1
    counts = {
        key: len(where.get(key, ())) + loose[key] // step * step for key in sorted({*where, *loose})
    }
    return tuple(
        OpenIssue(stage=stage, reason=reason, count=n, where=tuple(where.get((stage, reason), ())))
        for (stage, reason), n in counts.items()
        if n
    )


def _held_back(
    held: Held, open_: dict[ReportId, Report], sight: Sight, *, whole: bool
) -> Iterable[HeldBack]:
    """What stays, as far as it tells of open reports alone; of closed ones only whether there are none."""
    violent = sum(one.violent and one.report in open_ for one in held.calls)
    rows = (
        ("closed-reports", "0" if whole else NOT_TOLD),
        ("closed-words", str(len(open_) - len(sight.spoken))),
        ("closed-incidents", "0" if whole else NOT_TOLD),
        ("violent-calls", str(violent)),
    )
    return (HeldBack(what=what, number=number) for what, number in rows)


def _figures(
    incidents: tuple[OpenIncident, ...],
    origins: tuple[OpenOrigin, ...],
    open_: dict[ReportId, Report],
    issues: tuple[OpenIssue, ...],
    held: Held,
) -> Figures:
    """The head line. Origins are those behind protests; all that do not say how they know are one."""
    used = {origin for one in incidents if one.counts for origin in one.origins}
    behind = [one for one in origins if one.id in used]
    return Figures(
        reports=len(open_),
        mentions=sum(one.report in open_ for one in held.mentions),
        incidents=len(incidents),
        independent=sum(one.known for one in behind) + any(not one.known for one in behind),
        set_aside=sum(one.count for one in issues),
    )
