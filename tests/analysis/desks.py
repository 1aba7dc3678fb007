"""Small desks for tests of analyses, made of what each test says."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from crosstally.analysis.frame import Tables
from crosstally.records import (
    Basis,
    Days,
    Incident,
    Kind,
    Level,
    Mention,
    Origin,
    Place,
    Precision,
    Quote,
    Reality,
    Report,
    Resolved,
    Source,
    SourceKind,
    Span,
    Status,
)

START = date(2018, 1, 1)
SPAN = Span(0, 1)


def source(name: str, kind: SourceKind = SourceKind.PRESS, family: str | None = None) -> Source:
    """A source."""
    return Source(id=name, name=f"The {name}", kind=kind, family=family)


def report(name: str, by: str, day: int | None) -> Report:
    """A report by a source on a day from `START` on."""
    said = START + timedelta(days=day) if day is not None else None
    return Report(id=name, source=by, body="متن", said_on=said)


def incident(
    name: str,
    day: int | None,
    *,
    town: str | None = "a",
    kind: Kind = Kind.ASM,
    reports: Sequence[Report] = (),
    mentions: Sequence[str] = (),
    origins: Sequence[str] = (),
    last: int | None = None,
    precision: Precision = Precision.DAY,
    level: Level = Level.CITY,
    **fields: object,
) -> Incident:
    """An incident of a day and a town; it counts if it is an assembly."""
    first = START + timedelta(days=day) if day is not None else None
    end = START + timedelta(days=last) if last is not None else first
    days = None
    if first is not None and end is not None:
        days = resolved(
            Days(first=first, last=end, precision=precision, basis=Basis.STATED, span=SPAN)
        )
    told = resolved(place(town, level)) if town is not None else None
    usual: dict[str, object] = {"counts": kind is Kind.ASM and first is not None}
    return Incident(
        id=name, kind=kind, subtype=None, first=first, last=end, status=Status.MACHINE,
        reality="occurred", mentions=tuple(mentions), reports=tuple(one.id for one in reports),
        sources=tuple(one.source for one in reports), origins=tuple(origins), independent=1,
        days=days, place=told, **(usual | fields),
    )  # fmt: skip


def place(town: str, level: Level = Level.CITY) -> Place:
    """A town, or a wider place."""
    return Place(
        name=town, id=town, level=level, city=town if level is Level.CITY else None,
        province=f"province of {town}" if level is not Level.COUNTRY else None, country="IR",
        lat=None, lon=None, span=SPAN, city_id=town if level is Level.CITY else None,
    )  # fmt: skip


def resolved(value: object, said: Report | None = None) -> Resolved:
    """A value as linking resolved it."""
    return Resolved(value=value, rule="only", mention="m", report=said.id if said else None)


def mention(name: str, told_in: Report | None = None, **fields: object) -> Mention:
    """A mention of an assembly in a report."""
    usual: dict[str, object] = {
        "kind": Kind.ASM, "subtype": None, "reality": Reality.OCCURRED, "stance": None,
        "trigger": quote("تجمع"), "sentence": None, "actor": None, "days": None, "place": None,
        "size": None, "groups": (), "demands": (), "slogans": (), "harm": None, "asserter": None,
        "confidence": 0.9, "report": told_in.id if told_in else None,
        "source": told_in.source if told_in else None,
    }  # fmt: skip
    return Mention(id=name, **(usual | fields))


def quote(text: str) -> Quote:
    """Words of a report."""
    return Quote(text=text, span=SPAN)


def desk(
    incidents: Iterable[Incident],
    reports: Iterable[Report] = (),
    sources: Iterable[Source] = (),
    origins: Iterable[Origin] = (),
    **tables: object,
) -> Tables:
    """The tables of a desk."""
    return Tables(tuple(incidents), tuple(origins), tuple(reports), tuple(sources), **tables)
