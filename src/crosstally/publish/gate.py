"""Which reports are open, and why another one is shut.

Invariant: a report is open only if nothing shuts it; how it stands to the gate depends on the report,
its source, the policy and the record's own clock, never on another closed report.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from crosstally.publish.policy import Policy, keyed
from crosstally.records import Report, ReportId, Source, SourceKind, Visibility, changed

SEALED, UNIT, WITHHELD, EMBARGO = "sealed", "unit", "withheld", "embargo"


def open_reports(
    reports: Iterable[Report], sources: Iterable[Source], policy: Policy | None = None
) -> dict[ReportId, Report]:
    """The reports whose existence is public: declared so, of no unit, held back by nothing (H5, H9)."""
    told = tuple(reports)
    shut = shut_reports(told, sources, policy or Policy())
    return {report.id: report for report in told if report.id not in shut}


def shut_reports(
    reports: Iterable[Report], sources: Iterable[Source], policy: Policy
) -> dict[ReportId, str]:
    """Why each report that is not open is shut: the strongest reason of each."""
    told = tuple(reports)
    units = unit_sources(sources)
    names = frozenset(policy.withheld)
    last = record_day(told, units)
    until = last - timedelta(days=policy.embargo_days) if last and policy.embargo_days else None
    found: dict[ReportId, str] = {}
    for report in told:
        if names and _is_withheld(report, names, policy.secret):
            found[report.id] = WITHHELD
        elif report.source in units:
            found[report.id] = UNIT
        elif report.visibility is not Visibility.PUBLIC:
            found[report.id] = SEALED
        elif until is not None and ((day := day_of(report)) is None or day > until):
            found[report.id] = EMBARGO
    return found


def unit_sources(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of units, whose existence is told to nobody."""
    return frozenset(one.id for one in sources if one.kind is SourceKind.UNIT)


def hushed(
    sources: Iterable[Source], reports: Iterable[Report], policy: Policy
) -> tuple[Source, ...]:
    """The sources, each withheld one made a unit: what relays it or links to it tells no name."""
    known = {one.id: one for one in sources}
    names = frozenset(policy.withheld)
    for name in sorted({one.relay_of for one in reports if one.relay_of is not None}):
        _ = known.setdefault(name, Source(id=name, name=name, kind=SourceKind.UNKNOWN))
    return tuple(
        changed(one, kind=SourceKind.UNIT)
        if names and not names.isdisjoint({one.id, keyed(policy.secret, one.id)})
        else one
        for one in known.values()
    )


def record_day(reports: Iterable[Report], units: frozenset[str]) -> date | None:
    """The day up to which the record's public reports reach: its clock, since it reads no other.

    It never runs ahead of the calendar, because a report from the future is no report; where nothing
    new is public it stands still, and then nothing opens.
    """
    days = (
        day_of(one)
        for one in reports
        if one.visibility is Visibility.PUBLIC and one.source not in units
    )
    return max((day for day in days if day is not None), default=None)


def day_of(report: Report) -> date | None:
    """The day on which a report was published, as far as it is known."""
    return report.said_on or (report.said_at.date() if report.said_at is not None else None)


def is_named(report: Report, names: Iterable[str]) -> bool:
    """Whether a list of reports and sources names a report."""
    return report.id in names or report.source in names


def _is_withheld(report: Report, names: frozenset[str], secret: bytes) -> bool:
    if is_named(report, names):
        return True
    own = {keyed(secret, report.id), keyed(secret, report.source)}
    return not own.isdisjoint(names)
