"""Ids of incidents, origins and calls that survive a rebuild and an addition.

Invariant: an incident is named by its anchor, the mention that was there first: earliest received,
else earliest published, then lowest id. What comes later can join an incident and never renames it;
where two incidents turn out to be one, the older name stays; where one falls apart, the part with
the anchor keeps the name. Nothing else enters the id: neither order, nor the other members, nor any
source's name.
"""

from collections.abc import Iterable, Mapping

from crosstally.records import (
    CallId,
    IncidentId,
    MentionId,
    OriginId,
    Report,
    ReportId,
    short_id,
)

EPOCH = 719163  # the ordinal of 1 January 1970
DAY = 86_400.0  # seconds


def seniority(report: Report) -> tuple[str, str]:
    """What orders reports by when they were there: instant received or published, then id."""
    moment = report.received_at or report.said_at
    if moment is not None:
        return f"{moment.timestamp() + EPOCH * DAY:020.3f}", report.id
    if report.said_on is not None:
        return f"{report.said_on.toordinal() * DAY:020.3f}", report.id
    return "~", report.id


def anchor(mentions: Iterable[MentionId], ages: Mapping[MentionId, tuple[str, str]]) -> MentionId:
    """The mention that names its incident: of the most senior report, then the lowest id."""
    return min(mentions, key=lambda mention: (ages[mention], mention))


def incident_id(first: MentionId) -> IncidentId:
    """The id of the incident that a mention anchors."""
    return IncidentId(short_id("i", first))


def origin_id(first: ReportId) -> OriginId:
    """The id of the origin whose first report this is."""
    return OriginId(short_id("o", first))


def call_id(mention: MentionId) -> CallId:
    """The id of the call that a mention quotes."""
    return CallId(short_id("c", mention))
