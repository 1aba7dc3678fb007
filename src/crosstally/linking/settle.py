"""One incident from the mentions of one group.

Invariant: machine coding alone never confirms; a publication day never beats a stated one; only
what occurred or goes on counts, and only where a place and a day are known.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from crosstally.linking.edits import is_remark
from crosstally.linking.identity import anchor, incident_id
from crosstally.linking.judged import Judged, status_of
from crosstally.linking.origins import independent
from crosstally.linking.resolve import (
    Told,
    arrested_of,
    injured_of,
    killed_of,
    resolve_count,
    resolve_days,
    resolve_demands,
    resolve_groups,
    resolve_kind,
    resolve_organised,
    resolve_place,
    resolve_size,
    resolve_slogans,
    resolve_stance,
    resolve_target,
)
from crosstally.records import (
    DEADLY,
    HAPPENED,
    PROTEST_KINDS,
    Basis,
    Days,
    Group,
    Incident,
    Judgement,
    Kind,
    Level,
    Origin,
    Reality,
    Reason,
    ReportId,
    Resolved,
    SourceId,
    Status,
)


def settle(
    told: Sequence[Told],
    denials: Sequence[Told],
    *,
    origins: Mapping[ReportId, Origin],
    lasting: bool,
) -> Incident:
    """The incident of some mentions, with what denies it, as no person has seen it yet.

    Args:
        told: the mentions of one event.
        denials: mentions that deny it.
        origins: the origin of each report.
        lasting: whether it is of a kind that goes on for days, so that its days are joined.
    """
    told = sorted(told, key=lambda t: t.mention.id)
    reports = sorted({t.report for t in told})
    source_of = {t.report: SourceId(t.source) for t in told}
    kind, subtype = resolve_kind(told)
    days, place = resolve_days(told), resolve_place(told)
    first, last = _extent(told, days, lasting=lasting)
    reality = _reality(told)
    return Incident(
        id=incident_id(anchor((t.mention.id for t in told), {t.mention.id: t.age for t in told})),
        kind=kind,
        subtype=subtype,
        first=first,
        last=last,
        status=Status.MACHINE,
        counts=False,
        reality=reality,
        mentions=tuple(t.mention.id for t in told),
        reports=tuple(reports),
        sources=tuple(sorted(set(source_of.values()))),
        origins=tuple(sorted({origins[report].id for report in reports})),
        independent=independent(reports, origins=origins, source_of=source_of),
        days=days,
        place=place,
        size=resolve_size(told),
        killed=resolve_count(told, killed_of),
        injured=resolve_count(told, injured_of),
        arrested=resolve_count(told, arrested_of),
        stance=resolve_stance(told),
        target=resolve_target(told),
        state_organised=resolve_organised(told),
        groups=resolve_groups(told),
        demands=resolve_demands(told),
        slogans=resolve_slogans(told),
        denials=tuple(sorted(t.mention.id for t in denials)),
    )


def reviewed(incident: Incident, judged: Judged) -> Status:
    """How far people have reviewed an incident, of its values as they stand with their edits."""
    newest: dict[str, Judgement] = {}
    found = (j for mention in incident.mentions for j in judged.verdicts.get(mention, ()))
    for judgement in sorted(found, key=lambda j: (j.at.timestamp(), j.id)):
        newest[judgement.by] = judgement
    return status_of(
        [newest[by] for by in sorted(newest)],
        deaths=_died(incident),
        edits=[j for m in incident.mentions for j in judged.edits.get(m, ()) if not is_remark(j)],
        readers=judged.readers,
    )


def _died(incident: Incident) -> bool:
    """Whether anybody says that somebody died: a value, a rival of it, or the sub-type."""
    killed = incident.killed
    told = () if killed is None else (killed.value, *(rival.value for rival in killed.rivals))
    return incident.subtype in DEADLY or any(one.high > 0 for one in told)


def counts(incident: Incident) -> bool:
    """Whether an incident enters protest counts at all: a protest, placed, dated, not merely past."""
    happened = incident.kind in PROTEST_KINDS and incident.reality in HAPPENED
    return happened and incident.first is not None and _has_place(incident)


def why_not_counted(incident: Incident) -> Reason | None:
    """What a protest lacks that happened and is not counted; None for any other incident."""
    if incident.kind not in PROTEST_KINDS or incident.reality not in HAPPENED:
        return None
    if not _has_place(incident):
        return Reason.NO_PLACE
    return Reason.NO_DAY if incident.first is None else None


def _has_place(incident: Incident) -> bool:
    """Whether it has a place to be counted in. A strike may be a whole country's, of one trade.

    "Protests in 80 cities" is a sum of others and no gathering; "truck drivers struck in 80 cities"
    is one strike.
    """
    if incident.place is not None and incident.place.value.level is not Level.COUNTRY:
        return True
    trades = {group.value.value for group in incident.groups} - {Group.WORKERS}
    return incident.kind is Kind.STK and (incident.place is not None or bool(trades))


def _reality(told: Sequence[Told]) -> Reality:
    """Occurred where anybody says so, else ongoing, else past."""
    found = {t.mention.reality for t in told}
    return next((r for r in (Reality.OCCURRED, Reality.ONGOING) if r in found), Reality.PAST)


def _extent(
    told: Sequence[Told], days: Resolved[Days] | None, *, lasting: bool
) -> tuple[date | None, date | None]:
    """First and last day: the resolved ones; of what goes on for days, all stated days together."""
    if days is None:
        return None, None
    if not lasting or days.value.basis is Basis.PUBLICATION:
        return days.value.first, days.value.last
    stated = [
        t.mention.days
        for t in told
        if t.mention.days is not None
        and t.mention.days.basis is not Basis.PUBLICATION
        and t.mention.days.precision is days.value.precision
    ]
    return min(d.first for d in stated), max(d.last for d in stated)
