"""What linking's tests are made of: reports that tell of events, and the linking of them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from crosstally.linking import link, load_weights
from crosstally.records import (
    Actor,
    Basis,
    Bound,
    Coded,
    Count,
    Days,
    Demand,
    Group,
    GroupValue,
    Harm,
    Kind,
    Knowing,
    Level,
    Mention,
    MentionId,
    Place,
    PlaceId,
    Precision,
    Quote,
    Reality,
    Report,
    ReportId,
    Size,
    Slogan,
    Source,
    SourceId,
    SourceKind,
    Span,
    Stance,
    Theme,
)

HERE = Span(0, 1)
TOWNS = {
    # id: name, level, city id, province, degrees, radius
    "mashhad": ("Mashhad", Level.CITY, None, "Razavi Khorasan", (36.31, 59.6), 10),
    "dorud": ("Dorud", Level.CITY, None, "Lorestan", (33.49, 49.06), 4),
    "karaj": ("Karaj", Level.CITY, None, "Alborz", (35.83, 50.99), 10),
    "gohardasht": ("Gohardasht", Level.NEIGHBOURHOOD, "karaj", "Alborz", (35.85, 50.94), 3),
    "zarrinshahr": ("Zarrinshahr", Level.CITY, None, "Isfahan", (32.39, 51.38), 4),
    "lenjan": ("Lenjan", Level.COUNTY, None, "Isfahan", (32.40, 51.37), 20),
    "tehran": ("Tehran", Level.CITY, None, "Tehran", (35.69, 51.39), 20),
    "ahvaz": ("Ahvaz", Level.CITY, None, "Khuzestan", (31.32, 48.67), 10),
    "shush": ("Shush", Level.CITY, None, "Khuzestan", (32.19, 48.25), 4),
    "izeh": ("Izeh", Level.CITY, None, "Khuzestan", (31.83, 49.87), 4),
    "birjand": ("Birjand", Level.CITY, None, "South Khorasan", (32.87, 59.22), 6),
    "khuzestan": ("Khuzestan", Level.PROVINCE, None, "Khuzestan", (31.5, 49.0), 200),
    "iran": ("Iran", Level.COUNTRY, None, None, (32.0, 53.0), 800),
}


def day(text):
    return date.fromisoformat(text)


def place(town):
    name, level, city, province, (lat, lon), radius = TOWNS[town]
    return Place(
        name=name,
        id=PlaceId(town),
        level=level,
        city=TOWNS[city][0] if city else (name if level is Level.CITY else None),
        city_id=PlaceId(city) if city else None,
        province=province,
        country="IR",
        lat=lat,
        lon=lon,
        radius_km=radius,
        span=HERE,
    )


def days(first, last=None, *, basis=Basis.STATED, precision=Precision.DAY):
    shown = None if basis is Basis.PUBLICATION else HERE
    return Days(
        first=day(first), last=day(last or first), precision=precision, basis=basis, span=shown
    )


def count(low, high=None, bound=Bound.EXACT):
    return Count(low=low, high=low if high is None else high, bound=bound, span=HERE)


def event(kind="ASM", on="2017-12-30", at="dorud", **more):
    """What a mention says, but for its id."""
    harm = {name: more.pop(name) for name in ("killed", "injured", "arrested") if name in more}
    size = more.pop("size", None)
    told = {
        "kind": Kind(kind),
        "subtype": None,
        "reality": Reality.OCCURRED,
        "stance": None,
        "trigger": Quote(text="x", span=HERE),
        "sentence": None,
        "actor": None,
        "days": days(on) if isinstance(on, str) else on,
        "place": place(at) if isinstance(at, str) else at,
        "size": Size(low=size[0], high=size[1], bound=Bound.ABOUT, text="x", span=HERE)
        if size
        else None,
        "groups": tuple(GroupValue(value=Group(g), span=HERE) for g in more.pop("groups", ())),
        "demands": tuple(
            Demand(value=d, theme=Theme(d), span=HERE) for d in more.pop("demands", ())
        ),
        "slogans": tuple(Slogan(text=s, theme=None, span=HERE) for s in more.pop("slogans", ())),
        "harm": Harm(**{k: v if isinstance(v, Count) else count(v) for k, v in harm.items()})
        if harm
        else None,
        "asserter": None,
        "confidence": 0.9,
    }
    told.update(more)
    return told


def tell(name, *events, source=None, said="2017-12-31", body="", **more):
    """A report that tells of some events, and what the coder read in it."""
    report = Report(
        id=ReportId(name),
        source=SourceId(source or f"of-{name}"),
        body=body or f"body of {name}",
        said_on=day(said) if said else None,
        lang=more.pop("lang", "en"),
        **more,
    )
    mentions = tuple(Mention(id=MentionId(f"{name}#{n}"), **e) for n, e in enumerate(events, 1))
    return report, Coded(report=report.id, mentions=mentions)


def source(ident, kind="press", **more):
    """A declared source."""
    return Source(id=SourceId(ident), name=more.pop("name", ident), kind=SourceKind(kind), **more)


def join(*told, sources=(), judgements=()):
    """All that linking gives for some reports."""
    reports, coded = [t[0] for t in told], [t[1] for t in told]
    return link(reports, coded, sources, judgements, load_weights())


def groups(linked, *, kind=None):
    """The reports of each incident, as a sorted list of sorted lists."""
    return sorted(
        sorted(i.reports) for i in linked.incidents if kind is None or i.kind is Kind(kind)
    )


@pytest.fixture(scope="session")
def made():
    """Reports, events and linking, by name."""
    return SimpleNamespace(
        Actor=Actor,
        Basis=Basis,
        Knowing=Knowing,
        Precision=Precision,
        Reality=Reality,
        Stance=Stance,
        count=count,
        day=day,
        days=days,
        event=event,
        groups=groups,
        join=join,
        later=lambda text, n: (day(text) + timedelta(days=n)).isoformat(),
        place=place,
        source=source,
        tell=tell,
    )
