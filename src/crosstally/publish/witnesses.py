"""Who tells: the sources, reports and origins of the open part of a record.

Invariant: no unit is named, and a report's words and title come out only where H6 opens them.
"""

from collections.abc import Iterable

from crosstally.publish.held import Held
from crosstally.publish.public import OpenOrigin, OpenReport, OpenSource
from crosstally.publish.values import Sight
from crosstally.records import Origin, Report, ReportId, Source, SourceKind


def open_sources(held: Held, open_: dict[ReportId, Report]) -> tuple[OpenSource, ...]:
    """The sources of open reports and those that they relay, by id; an unknown one is flagged."""
    told = {one.source for one in open_.values()}
    told |= {one.relay_of for one in open_.values() if one.relay_of is not None}
    known = {one.id: one for one in held.sources}
    unknown = SourceKind.UNKNOWN
    found = (known.get(one) or Source(id=one, name=one, kind=unknown) for one in sorted(told))
    return tuple(
        OpenSource(
            id=one.id,
            name=one.name,
            kind=one.kind.value,
            family=one.family,
            synthetic=one.synthetic,
            known=one.id in known,
        )
        for one in found
        if one.kind is not SourceKind.UNIT
    )


def told_reports(held: Held, sight: Sight, origins: Iterable[OpenOrigin]) -> tuple[OpenReport, ...]:
    """The open reports, each with the origin that it belongs to."""
    origin_of = {report: one.id for one in origins for report in one.reports}
    units = {one.id for one in held.sources if one.kind is SourceKind.UNIT}
    violent = {one.report for one in held.calls if one.violent}
    titled = sight.spoken.keys() - violent
    return tuple(
        OpenReport(
            id=one.id,
            source=one.source,
            day=one.said_on or (one.said_at.date() if one.said_at is not None else None),
            lang=one.lang,
            title=sight.mask(one.title) if one.id in titled and one.title else None,
            words=sight.spoken.get(one.id),
            url=one.url,
            provenance=one.provenance.value if one.provenance is not None else None,
            basis=one.basis.value,
            relay_of=one.relay_of if one.relay_of not in units else None,
            origin=origin_of.get(one.id),
        )
        for one in sight.reports.values()
    )


def open_origins(
    origins: Iterable[Origin], held: Held, open_: dict[ReportId, Report]
) -> tuple[OpenOrigin, ...]:
    """The reduced origins, with the owners of their open reports and why each was folded in."""
    mute = {str(one.id) for one in held.reports if one.id not in open_}
    mute |= {str(one.id) for one in held.sources if one.kind is SourceKind.UNIT}
    family_of = {one.id: one.family for one in held.sources}
    return tuple(
        OpenOrigin(
            id=one.id,
            basis=one.basis.value,
            known=one.known,
            reports=one.reports,
            families=tuple(
                family
                for family in dict.fromkeys(family_of.get(open_[r].source) for r in one.reports)
                if family is not None and family in one.families
            ),
            why=tuple((link.report, link.reason) for link in one.links if link.of not in mute),
        )
        for one in origins
    )
