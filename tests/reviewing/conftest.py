"""Small incidents, judgements and links, made with only what a test names."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crosstally.records import (
    Bound,
    Count,
    Decision,
    Incident,
    IncidentId,
    Judgement,
    JudgementId,
    Kind,
    Level,
    MentionId,
    OriginId,
    Place,
    PlaceId,
    ReportId,
    Resolved,
    SourceId,
    Span,
    Status,
    short_id,
)

NIGHT = datetime(2018, 1, 1, 20, tzinfo=UTC)
SPOTS = {"Tehran": (35.7, 51.4), "Karaj": (35.8, 51.0), "Mashhad": (36.3, 59.6)}


def _incident(name: str, **own: Any) -> Incident:
    """An incident with one mention of one report unless more are named."""
    reports = own.pop("reports", (name,))
    mentions = tuple(MentionId(f"{one}#0") for one in reports)
    report, mention = ReportId(reports[0]), mentions[0]

    def resolved(value: Any) -> Resolved[Any]:
        return Resolved(value=value, rule="first", mention=mention, report=report)

    town = own.pop("town", None)
    if town is not None:
        lat, lon = SPOTS[town]
        own["place"] = resolved(
            Place(
                name=town, id=PlaceId(town), level=Level.CITY, city=town, province=town,
                country="IR", lat=lat, lon=lon, span=Span(0, 1), city_id=PlaceId(town),
            )
        )  # fmt: skip
    for field in ("killed", "injured", "arrested"):
        if isinstance(own.get(field), int):
            many = own[field]
            own[field] = resolved(Count(low=many, high=many, bound=Bound.EXACT, span=Span(0, 1)))
    day = own.pop("day", date(2018, 1, 1))
    sources = own.pop("sources", ("a",))
    fields: dict[str, Any] = {
        "kind": Kind.ASM, "subtype": None, "first": day, "last": day, "counts": True,
        "status": Status.MACHINE, "reality": "occurred", "independent": 1,
    }  # fmt: skip
    return Incident(
        id=IncidentId(short_id("i", mention)),
        mentions=mentions,
        reports=tuple(map(ReportId, reports)),
        sources=tuple(map(SourceId, sources)),
        origins=(OriginId("o"),),
        **fields | own,
    )


@pytest.fixture(scope="session")
def incident() -> Callable[..., Incident]:
    return _incident


@pytest.fixture(scope="session")
def judge() -> Callable[..., Judgement]:
    """`judge(minute, by, decision, about…)`: one judgement of a night."""

    def made(at: float, by: str, decision: str, *about: str, **own: Any) -> Judgement:
        return Judgement(
            id=own.pop("id", JudgementId(f"j{at:05.1f}{by}")),
            decision=Decision(decision),
            about=about,
            by=by,
            at=NIGHT + timedelta(minutes=at),
            reason=own.pop("reason", ""),
            **own,
        )

    return made
