"""Incidents as the open reports alone would tell them.

Invariant: nothing that only a closed mention says remains: a value that it gave is replaced by the
first rival that an open mention gives, or goes; origins are counted anew (H4, H5).
"""

from collections.abc import Callable, Iterable
from typing import Any

from crosstally.records import (
    Incident,
    Mention,
    MentionId,
    Origin,
    Report,
    ReportId,
    Resolved,
    Rival,
    Source,
    SourceKind,
    Visibility,
    changed,
)

PROMOTED = "only-open-mentions"
_SINGLE = ("days", "place", "size", "killed", "injured", "arrested")
_MANY = ("groups", "demands", "slogans")


def open_reports(reports: Iterable[Report], sources: Iterable[Source]) -> dict[ReportId, Report]:
    """The reports whose existence is public: declared so, and of no unit (H5)."""
    units = {source.id for source in sources if source.kind is SourceKind.UNIT}
    return {
        report.id: report
        for report in reports
        if report.visibility is Visibility.PUBLIC and report.source not in units
    }


def reduce_incident(
    incident: Incident,
    mentions: dict[MentionId, Mention],
    origins: tuple[Origin, ...],
    open_: dict[ReportId, Report],
) -> Incident | None:
    """An incident without its closed mentions, or None where only closed reports tell of it.

    Args:
        incident: as linking resolved it.
        mentions: all mentions by id.
        origins: those of the incident.
        open_: the open reports.
    """
    reports = tuple(one for one in incident.reports if one in open_)
    kept = tuple(one for one in incident.mentions if mentions[one].report in open_)
    if not kept or not reports:
        return None
    if len(kept) == len(incident.mentions) and len(reports) == len(incident.reports):
        return incident
    own = [one for one in origins if any(report in open_ for report in one.reports)]
    fields: dict[str, Any] = {}
    is_open = frozenset(kept).__contains__
    for name in _SINGLE:
        fields[name] = _open_value(getattr(incident, name), is_open)
    for name in _MANY:
        values = (_open_value(value, is_open) for value in getattr(incident, name))
        fields[name] = tuple(value for value in values if value is not None)
    days = fields["days"]
    tellings = [mentions[one] for one in kept]
    return changed(
        incident,
        **fields,
        mentions=kept,
        reports=reports,
        sources=tuple(dict.fromkeys(open_[one].source for one in reports)),
        origins=tuple(one.id for one in own),
        independent=sum(one.known for one in own) + any(not one.known for one in own),
        first=days.value.first if days else None,
        last=days.value.last if days else None,
        denials=tuple(one for one in incident.denials if mentions[one].report in open_),
        subtype=_said_by(incident.subtype, (one.subtype for one in tellings)),
        stance=_said_by(incident.stance, (one.stance for one in tellings)),
        target=_said_by(incident.target, (one.target for one in tellings)),
        state_organised=_said_by(incident.state_organised, (o.state_organised for o in tellings)),
        flags=(),
    )


def _said_by(value: Any, said: Iterable[Any]) -> Any:
    return value if value in set(said) else None


def _open_value(
    resolved: Resolved[Any] | None, is_open: Callable[[object], bool]
) -> Resolved[Any] | None:
    if resolved is None:
        return None
    rivals = [rival for rival in (_open_rival(one, is_open) for one in resolved.rivals) if rival]
    if is_open(resolved.mention):
        return changed(resolved, asserters=(), rivals=tuple(rivals))
    if not rivals:
        return None
    first, *others = rivals
    return Resolved(
        value=first.value,
        rule=PROMOTED,
        mention=first.mentions[0],
        report=None,
        asserters=first.asserters,
        rivals=tuple(others),
    )


def _open_rival(rival: Rival[Any], is_open: Callable[[object], bool]) -> Rival[Any] | None:
    said = tuple(one for one in rival.mentions if is_open(one))
    if not said:
        return None
    return rival if said == rival.mentions else changed(rival, mentions=said, asserters=())
