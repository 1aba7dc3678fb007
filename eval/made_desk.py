"""Desks that are made up: what happened, who told of it and how, all of it known.

Invariant: a desk follows from its seed. Nothing here is a real town, outlet or person. Reports come
with what a perfect coder would read in them, because what is measured is linking and counting.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from crosstally.records import (
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
    Source,
    SourceId,
    SourceKind,
    Span,
    Stance,
    Theme,
)

HERE = Span(0, 1)
START = date(2024, 1, 1)
GROUPS = (
    Group.WORKERS,
    Group.TEACHERS,
    Group.STUDENTS,
    Group.RETIREES,
    Group.FARMERS,
    Group.NURSES,
)
THEMES = (Theme.LABOUR, Theme.ECONOMIC, Theme.ENVIRONMENT, Theme.JUSTICE)
KINDS = (Kind.ASM, Kind.ASM, Kind.ASM, Kind.ASM, Kind.STK, Kind.EXP)
BASES = (Knowing.WITNESS, Knowing.WITNESS, Knowing.OWN_MEDIA, Knowing.DOCUMENT, Knowing.UNKNOWN)
SYLLABLES = ("ba", "do", "ki", "ma", "ne", "ro", "sa", "te", "vu", "za", "li", "po")


class Scale(NamedTuple):
    """How large a desk is: its sources, towns, incidents, days, and how much a source hears of."""

    sources: int = 30
    towns: int = 60
    incidents: int = 500
    days: int = 120
    heard: float = 0.07


SCALE = Scale()


class Deed(NamedTuple):
    """What happened: where, when, of what kind, and what a close observer would know of it."""

    name: str
    kind: Kind
    town: int
    day: int
    size: int | None
    arrested: int | None
    group: Group | None
    theme: Theme | None
    site: int | None
    words: tuple[str, ...]


class Telling(NamedTuple):
    """A report with what stands in it, and which deed it tells of (None: nothing that happened)."""

    report: Report
    coded: Coded
    deed: str | None
    told: Deed


class Made(NamedTuple):
    """A desk: its sources, what happened, and who told of it."""

    scale: Scale
    sources: tuple[Source, ...]
    deeds: tuple[Deed, ...]
    tellings: tuple[Telling, ...]


def make_desk(seed: int, scale: Scale = SCALE) -> Made:
    """A desk in which nobody lies: sources hear of some of what happened, and tell some of it."""
    rng = np.random.default_rng([seed, 1])
    sources = tuple(make_source(rng, n, scale.sources) for n in range(scale.sources))
    deeds = tuple(make_deed(rng, f"d{n:04}", scale) for n in range(scale.incidents))
    reach = rng.gamma(1.5, 1 / 1.5, scale.sources)
    home = rng.integers(0, 8, scale.sources)  # 6 and 7: the whole country
    loud = rng.gamma(1.0, 1.0, scale.incidents)
    tellings: list[Telling] = []
    for deed, noise in zip(deeds, loud, strict=True):
        near = np.where(home > 5, 1.0, np.where(home == deed.town % 6, 2.5, 0.4))
        hears = rng.random(scale.sources) < 1 - np.exp(-scale.heard * reach * near * noise * 2)
        for at in np.flatnonzero(hears).tolist():
            name = f"{deed.name}-{at:02}"
            late = int(rng.integers(0, 3))
            tellings.append(
                tell(rng, name, sources[at], perceived(rng, deed), late=late, of=deed.name)
            )
        if hears.sum() > 0 and rng.random() < 0.25:  # somebody reposts it
            first = tellings[-1]
            at = int(rng.integers(0, scale.sources))
            if sources[at].id != first.report.source:
                tellings.append(repost(first, f"{deed.name}-{at:02}-again", sources[at]))
    return Made(scale, sources, deeds, tuple(tellings))


def make_source(rng: np.random.Generator, number: int, among: int) -> Source:
    """A declared source; every eighth shares its owner with the one before."""
    owner = number - 1 if number % 8 == 7 else number
    return Source(
        id=SourceId(f"s{number:03}"),
        name=f"outlet {number:03} of {among}",
        kind=SourceKind.PRESS,
        family=f"owner {owner:03}",
        basis=BASES[int(rng.integers(0, len(BASES)))],
    )


def make_deed(rng: np.random.Generator, name: str, scale: Scale) -> Deed:
    """A deed of any town and day."""
    return Deed(
        name=name,
        kind=KINDS[int(rng.integers(0, len(KINDS)))],
        town=int(rng.integers(0, scale.towns)),
        day=int(rng.integers(0, scale.days)),
        size=int(10 ** rng.uniform(1, 3.7)) if rng.random() < 0.7 else None,
        arrested=int(rng.integers(1, 60)) if rng.random() < 0.25 else None,
        group=GROUPS[int(rng.integers(0, len(GROUPS)))] if rng.random() < 0.8 else None,
        theme=THEMES[int(rng.integers(0, len(THEMES)))] if rng.random() < 0.5 else None,
        site=int(rng.integers(0, 5)) if rng.random() < 0.4 else None,
        words=tuple(make_word(rng) for _ in range(14)),
    )


def make_word(rng: np.random.Generator) -> str:
    """A word of three or four syllables that means nothing."""
    return "".join(SYLLABLES[n] for n in rng.integers(0, len(SYLLABLES), rng.integers(3, 5)))


def perceived(rng: np.random.Generator, deed: Deed) -> Deed:
    """A deed as one who was there tells it: some things left out, numbers their own."""
    size = deed.size
    if size is not None:
        size = max(2, round(size * float(rng.uniform(0.6, 1.5)), -1 if size > 50 else 0))
    return deed._replace(
        size=size if rng.random() < 0.75 else None,
        arrested=_about(rng, deed.arrested) if rng.random() < 0.7 else None,
        group=deed.group if rng.random() < 0.85 else None,
        theme=deed.theme if rng.random() < 0.6 else None,
        site=deed.site if rng.random() < 0.6 else None,
        words=tuple(w if rng.random() < 0.5 else make_word(rng) for w in deed.words),
    )


def _about(rng: np.random.Generator, number: int | None) -> int | None:
    if number is None or rng.random() < 0.5:
        return number
    return max(1, number + int(rng.integers(-3, 4)))


class Manner(NamedTuple):
    """What else a report says of a deed than that it happened there on that day."""

    reality: Reality = Reality.OCCURRED
    stance: Stance | None = None
    last: int | None = None
    unplaced: bool = False
    phrase: str = ""


PLAIN = Manner()


def tell(  # noqa: PLR0913  (a report is all of this)
    rng: np.random.Generator,
    name: str,
    source: Source,
    told: Deed,
    *,
    late: int,
    of: str | None,
    manner: Manner = PLAIN,
    basis: Knowing = Knowing.UNKNOWN,
) -> Telling:
    """A report of one deed in words of its own."""
    filler = [make_word(rng) for _ in range(10)]
    words = [manner.phrase, *told.words, *filler, str(told.size or ""), str(told.arrested or "")]
    order = rng.permutation(len(words))
    report = Report(
        id=ReportId(name),
        source=source.id,
        body=" ".join(words[n] for n in order if words[n]) or "x",
        said_on=START + timedelta(days=told.day + late),
        lang="en",
        basis=basis,
    )
    mention = read_perfectly(f"{name}#1", told, source, manner)
    return Telling(report, Coded(report=report.id, mentions=(mention,)), of, told)


def repost(first: Telling, name: str, source: Source) -> Telling:
    """The same text a day later, by another source."""
    on = (first.report.said_on or START) + timedelta(days=1)
    report = Report(
        id=ReportId(name), source=source.id, body=first.report.body, said_on=on, lang="en"
    )
    mention = read_perfectly(f"{name}#1", first.told, source, PLAIN)
    return Telling(report, Coded(report=report.id, mentions=(mention,)), first.deed, first.told)


def read_perfectly(name: str, told: Deed, source: Source, manner: Manner) -> Mention:
    """The mention that a perfect coder would make of a telling."""
    first = START + timedelta(days=told.day)
    last = START + timedelta(days=manner.last) if manner.last is not None else first
    arrested = told.arrested
    return Mention(
        id=MentionId(name),
        report=ReportId(name.partition("#")[0]),
        source=source.id,
        kind=told.kind,
        subtype=None,
        reality=manner.reality,
        stance=manner.stance,
        trigger=Quote(text="x", span=HERE),
        sentence=None,
        actor=None,
        days=Days(
            first=first,
            last=max(first, last),
            precision=Precision.DAY,
            basis=Basis.STATED,
            span=HERE,
        ),
        place=town_of(told, unplaced=manner.unplaced),
        size=_size(told.size),
        groups=(GroupValue(value=told.group, span=HERE),) if told.group else (),
        demands=(Demand(value=told.theme.value, theme=told.theme, span=HERE),)
        if told.theme
        else (),
        slogans=(),
        harm=Harm(arrested=_count(arrested)) if arrested is not None else None,
        asserter=None,
        confidence=0.9,
    )


def town_of(told: Deed, *, unplaced: bool) -> Place:
    """The town of a deed, or a site in it; an invented town has a name and nothing else."""
    name, province = f"Town {told.town}", f"Province {told.town % 6}"
    row, column = divmod(told.town, 12)
    base = {"province": province, "country": "XX", "span": HERE}
    if unplaced:
        return Place(
            name=f"No {name}", id=None, level=Level.CITY, city=None, lat=None, lon=None, **base
        )
    spot = {"lat": 30.0 + row, "lon": 50.0 + column, "radius_km": 8.0, **base}
    if told.site is None:
        return Place(name=name, id=PlaceId(f"t{told.town}"), level=Level.CITY, city=name, **spot)
    return Place(
        name=f"Square {told.site}",
        id=None,
        level=Level.SITE,
        city=name,
        city_id=PlaceId(f"t{told.town}"),
        **spot,
    )


def _size(number: int | None) -> Size | None:
    if number is None:
        return None
    return Size(low=number, high=number, bound=Bound.ABOUT, text="x", span=HERE)


def _count(number: int) -> Count:
    return Count(low=number, high=number, bound=Bound.EXACT, span=HERE)
