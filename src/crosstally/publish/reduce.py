"""Incidents as the open reports alone would tell them.

Invariant: nothing that only a closed mention says remains: a value that it gave is replaced by the
first rival that an open mention gives, or goes; origins are counted anew (H4, H5).
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from crosstally.records import (
    Demand,
    GroupValue,
    Incident,
    Knowing,
    Mention,
    MentionId,
    Origin,
    OriginId,
    Report,
    ReportId,
    Resolved,
    Rival,
    Slogan,
    changed,
)

Teller = Callable[[Mention], tuple[Any, ...]]
PROMOTED = "only-open-mentions"
_MANY = ("groups", "demands", "slogans")


def reduce_origin(origin: Origin, open_: dict[ReportId, Report]) -> Origin | None:
    """An origin as its open reports show it, or None where it has none.

    How they know is then what the first open report says of itself: a closed one may have told more.
    """
    reports = tuple(one for one in origin.reports if one in open_)
    if not reports or len(reports) == len(origin.reports):
        return origin if reports else None
    first = origin.first if origin.first in open_ else reports[0]
    basis = open_[first].basis
    sources = tuple(dict.fromkeys(open_[one].source for one in reports))
    return changed(
        origin,
        reports=reports,
        sources=sources,
        basis=basis,
        known=basis is not Knowing.UNKNOWN,
        first=first,
        links=tuple(link for link in origin.links if link.report in open_),
    )


def reduce_incident(
    incident: Incident,
    mentions: dict[MentionId, Mention],
    origins: dict[OriginId, Origin],
    open_: dict[ReportId, Report],
) -> Incident | None:
    """An incident without its closed mentions, or None where only closed reports tell of it.

    Args:
        incident: as linking resolved it.
        mentions: all mentions by id.
        origins: the reduced origins by id.
        open_: the open reports.
    """
    reports = tuple(one for one in incident.reports if one in open_)
    kept = tuple(one for one in incident.mentions if mentions[one].report in open_)
    if not kept or not reports:
        return None
    if len(kept) == len(incident.mentions) and len(reports) == len(incident.reports):
        return incident
    own = [origins[one] for one in incident.origins if one in origins]
    told = [mentions[one] for one in kept]
    fields: dict[str, Any] = {
        name: _open_value(getattr(incident, name), told, tells) for name, tells in _SINGLE
    }
    for name in _MANY:
        tells = attrgetter(name)
        values = (_open_value(value, told, tells) for value in getattr(incident, name))
        fields[name] = tuple(value for value in values if value is not None)
    days = fields["days"]
    return changed(
        incident,
        **fields,
        **_said(incident, told),
        mentions=kept,
        reports=reports,
        sources=tuple(dict.fromkeys(open_[one].source for one in reports)),
        origins=tuple(one.id for one in own),
        independent=sum(one.known for one in own) + any(not one.known for one in own),
        first=days.value.first if days else None,
        last=days.value.last if days else None,
        counts=incident.counts and days is not None and fields["place"] is not None,
        denials=tuple(one for one in incident.denials if _is_told(one, mentions, open_)),
        flags=(),
    )


def _is_told(
    mention: MentionId, mentions: dict[MentionId, Mention], open_: dict[ReportId, Report]
) -> bool:
    return mention in mentions and mentions[mention].report in open_


def _said(incident: Incident, tellings: list[Mention]) -> dict[str, Any]:
    """The fields without ground of their own, as far as an open mention says the same.

    Kind and reality an incident must have: where no open mention says them, the first one's stand.
    """
    kinds = [one.kind for one in tellings]
    realities = [one.reality for one in tellings]
    reality = incident.reality if incident.reality in realities else realities[0]
    return {
        "kind": incident.kind if incident.kind in kinds else kinds[0],
        "reality": reality,
        "subtype": _said_by(incident.subtype, (one.subtype for one in tellings)),
        "stance": _said_by(incident.stance, (one.stance for one in tellings)),
        "target": _said_by(incident.target, (one.target for one in tellings)),
        "state_organised": _said_by(
            incident.state_organised, (one.state_organised for one in tellings)
        ),
    }


def _said_by(value: Any, said: Iterable[Any]) -> Any:
    return value if value in set(said) else None


def _open_value(
    resolved: Resolved[Any] | None, told: list[Mention], tells: Teller
) -> Resolved[Any] | None:
    """The value as open mentions give it: one that agrees with it, else the first open rival."""
    if resolved is None:
        return None
    names = {one.id for one in told}
    rivals = tuple(
        rival for rival in (_open_rival(one, names) for one in resolved.rivals) if rival is not None
    )
    if resolved.mention in names:
        return changed(resolved, asserters=(), rivals=rivals)
    apart = {mention for rival in rivals for mention in rival.mentions}
    for one in told:
        for value in tells(one):
            if one.id not in apart and _is_same(value, resolved.value):
                return Resolved(
                    value=value, rule=PROMOTED, mention=one.id, report=one.report, rivals=rivals
                )
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


def _is_same(value: Any, closed: Any) -> bool:
    """Whether an open value may stand for a closed one: of several of a sort, only its like."""
    if isinstance(value, GroupValue):
        return bool(value.value == closed.value)
    if isinstance(value, Slogan | Demand):
        return bool(value.theme is not None and value.theme == closed.theme)
    return value is not None


def _open_rival(rival: Rival[Any], names: set[MentionId]) -> Rival[Any] | None:
    said = tuple(one for one in rival.mentions if one in names)
    if not said:
        return None
    return rival if said == rival.mentions else changed(rival, mentions=said, asserters=())


def _harm(name: str) -> Teller:
    return lambda mention: (getattr(mention.harm, name, None),)


_SINGLE: tuple[tuple[str, Teller], ...] = (
    ("days", lambda mention: (mention.days,)),
    ("place", lambda mention: (mention.place,)),
    ("size", lambda mention: (mention.size,)),
    ("killed", _harm("killed")),
    ("injured", _harm("injured")),
    ("arrested", _harm("arrested")),
)
