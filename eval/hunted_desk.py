"""Desks that are hunted: made-up weeks of protest, told by a unit, by the press, by both or by nobody.

Invariant: a desk follows from its seed. A fair coin, thrown for each event, says whether the unit
told of it; nothing else depends on the coin, so that whoever guesses it can only have learned it from
what was published.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from crosstally.linking.identity import incident_id, origin_id
from crosstally.publish.held import Desk, Geography, Held, MethodFact, Province, RuleNote
from crosstally.records import (
    Basis,
    Cell,
    Days,
    Incident,
    IncidentId,
    Issue,
    Kind,
    Knowing,
    Level,
    Mention,
    MentionId,
    Origin,
    Place,
    Precision,
    Provenance,
    Quote,
    Reality,
    Reason,
    Report,
    ReportId,
    Resolved,
    Source,
    SourceId,
    SourceKind,
    Stage,
    Stance,
    Status,
    Tally,
    Unit,
    Visibility,
    digest_of,
    encode,
    report_id,
)

RELEASES = 20
WEEKS = 14  # of events; releases go on, so that what is late comes out too
START = date(2024, 1, 1)
PROVINCES = (("Alpha", 0.6), ("Beta", 3.0), ("Gamma", 9.0), ("Delta", 30.0))  # events a week
KINDS = (Kind.ASM, Kind.STK)
PRESS = Source(id=SourceId("press"), name="Press", kind=SourceKind.PRESS)
UNIT = Source(id=SourceId("unit"), name="Unit", kind=SourceKind.UNIT)
RULE = RuleNote(id="gatherings", title="Gatherings", unit="gatherings", source="Crosstally")
LAND = Geography(
    country="XX", towns=(), outlines='{"features":[]}',
    provinces=tuple(
        Province(code=name, name=name, name_fa=name, lat=0.0, lon=0.0) for name, _ in PROVINCES
    ),
)  # fmt: skip
GROUND = Cell(column="row", row=1)


class Event(NamedTuple):
    """What happened, whether the unit told of it and when, and when the press did, if ever."""

    name: int
    province: str
    week: int
    kind: Kind
    coin: bool
    told: int
    public: int | None

    def known(self, release: int) -> bool:
        """Whether only the unit has told of it by a release."""
        return self.coin and self.told <= release and not self.is_public(release)

    def is_public(self, release: int) -> bool:
        """Whether the press has told of it by a release."""
        return self.public is not None and self.public <= release


class Hunted(NamedTuple):
    """A desk: its key and all that happened around it."""

    key: bytes
    events: tuple[Event, ...]


def make_hunted(seed: int) -> Hunted:
    """A desk of some hundreds of events; half of them never reach the press."""
    rng = np.random.default_rng(seed)
    events = []
    for week in range(WEEKS):
        for province, rate in PROVINCES:
            for _ in range(rng.poisson(rate)):
                told = week + 1 + int(rng.integers(0, 2))
                # strictly later than the unit would tell: until then only the unit can have known
                public = told + 1 + int(rng.geometric(0.35)) - 1 if rng.random() < 0.5 else None
                events.append(
                    Event(
                        len(events), province, week, KINDS[int(rng.integers(0, 2))],
                        bool(rng.integers(0, 2)), told, public,
                    )
                )  # fmt: skip
    return Hunted(rng.bytes(32), tuple(events))


def day_of(event: Event) -> date:
    """The day of an event, within its week."""
    return START + timedelta(days=7 * event.week + event.name % 7)


def monday_of(event: Event) -> date:
    """The Monday of the week of an event."""
    return START + timedelta(days=7 * event.week)


def held_at(desk: Hunted, release: int, only: frozenset[ReportId] | None = None) -> Held:
    """What the desk holds at a release, or what it would hold of some reports alone."""
    reports: list[Report] = []
    mentions: list[Mention] = []
    incidents: list[Incident] = []
    origins: list[Origin] = []
    for event in desk.events:
        told = tuple(r for r in _reports(desk, event, release) if only is None or r.id in only)
        if told:
            found, own, incident = _linked(event, told)
            reports += told
            mentions += found
            origins += own
            incidents.append(incident)
    counted = tuple(
        Unit(
            key=f"{one.first} {one.place.value.province if one.place else ''}", incidents=(one.id,)
        )
        for one in incidents
    )
    return Held(
        desk=Desk(name="hunted", country="XX"),
        geography=LAND,
        sources=(PRESS, UNIT),
        reports=tuple(reports),
        mentions=tuple(mentions),
        origins=tuple(origins),
        incidents=tuple(incidents),
        tallies=(Tally(rule=RULE.id, value=len(counted), unit="gathering", units=counted),),
        rules=(RULE,),
        issues=tuple(_issues(reports)),
        method=(
            MethodFact(section="inputs", name="reports", value=f"{len(reports):,}"),
            MethodFact(section="inputs", name="digest", value=digest_of(b"".join(map(encode, reports)))),
        ),
    )  # fmt: skip


def recount(incidents: tuple[Incident, ...]) -> tuple[Tally, ...]:
    """Each incident one unit."""
    units = tuple(Unit(key=str(one.first), incidents=(one.id,)) for one in incidents)
    return (Tally(rule=RULE.id, value=len(units), unit="gathering", units=units),)


def event_of(desk: Hunted) -> dict[str, Event]:
    """The event behind each report of the press, which anybody can read."""
    return {
        report.id: event
        for event in desk.events
        for report in _reports(desk, event, RELEASES)
        if report.source == PRESS.id
    }


def _reports(desk: Hunted, event: Event, release: int) -> Iterator[Report]:
    """The tellings of an event that have arrived by a release, the first to arrive first."""
    if event.coin and event.told <= release:
        yield _report(desk.key, event, UNIT.id, event.told, Visibility.SEALED)
    if event.is_public(release):
        yield _report(desk.key, event, PRESS.id, event.public or 0, Visibility.PUBLIC)


@cache
def _report(
    key: bytes, event: Event, source: SourceId, release: int, visibility: Visibility
) -> Report:
    body = f"{event.name} {source}"
    day = START + timedelta(days=7 * release - 1)
    return Report(
        id=report_id(key, source, "", day.isoformat(), body), source=source, body=body,
        said_on=day, visibility=visibility, provenance=Provenance.SYNTHETIC, basis=Knowing.WITNESS,
    )  # fmt: skip


@cache
def _linked(
    event: Event, reports: tuple[Report, ...]
) -> tuple[tuple[Mention, ...], tuple[Origin, ...], Incident]:
    """What linking makes of an event's tellings: one incident, an origin for each."""
    mentions = tuple(_mention(event, one) for one in reports)
    origins = tuple(_origin(one) for one in reports)
    return mentions, origins, _incident(mentions, reports, origins)


def _mention(event: Event, report: Report) -> Mention:
    day = day_of(event)
    return Mention(
        id=MentionId(f"{report.id}#0"), report=report.id, source=report.source, kind=event.kind,
        subtype=None, reality=Reality.OCCURRED, stance=Stance.CHALLENGER,
        trigger=Quote(text="event", span=None, ground=GROUND), sentence=None, actor=None,
        days=Days(first=day, last=day, precision=Precision.DAY, basis=Basis.STATED, span=None,
                  ground=GROUND),
        place=Place(name=event.province, id=None, level=Level.PROVINCE, city=None,
                    province=event.province, country="XX", lat=None, lon=None, span=None,
                    ground=GROUND),
        size=None, groups=(), demands=(), slogans=(), harm=None, asserter=None, confidence=1.0,
    )  # fmt: skip


def _origin(report: Report) -> Origin:
    return Origin(
        id=origin_id(report.id), reports=(report.id,), sources=(report.source,),
        basis=report.basis, known=True, first=report.id,
    )  # fmt: skip


def _incident(
    mentions: tuple[Mention, ...], reports: tuple[Report, ...], origins: tuple[Origin, ...]
) -> Incident:
    first = mentions[0]
    assert first.days is not None
    assert first.place is not None
    return Incident(
        id=IncidentId(incident_id(first.id)), kind=first.kind, subtype=None,
        first=first.days.first, last=first.days.last, status=Status.MACHINE, counts=True,
        reality="occurred", mentions=tuple(one.id for one in mentions),
        reports=tuple(one.id for one in reports), sources=tuple(one.source for one in reports),
        origins=tuple(one.id for one in origins), independent=len(origins),
        days=Resolved(value=first.days, rule="first", mention=first.id, report=first.report),
        place=Resolved(value=first.place, rule="first", mention=first.id, report=first.report),
        stance=first.stance,
    )  # fmt: skip


def _issues(reports: list[Report]) -> Iterator[Issue]:
    """Every seventh report has something that could not be read; the unit's has no name left."""
    for number, one in enumerate(sorted(reports, key=lambda r: r.id)):
        if number % 7 == 0:
            named = one.id if one.source == PRESS.id else None
            yield Issue(stage=Stage.CODING, reason=Reason.NO_DAY, report=named)
