"""A country's protest news for years, invented from a seed, with its truth.

`python bench/synthetic.py MENTIONS FOLDER [SEED [NOISE [TWINS]]]` writes `reports.jsonl` and `coded.jsonl`, as
`crosstally link` takes them, and `truth.csv` (mention, incident, first day, town).

What is modelled, each share below by name: towns by Zipf's law with districts and sites; waves of
unrest; incidents told by one report or by thousands (a power law); strikes that last; twins (the
same town, people and toll on the next day); reports that sum up several incidents; copies, which
repeat their original's errors; places coarser, finer, neighbouring or wrong; days a day off, as a
range, or only those of publication; sizes rounded, or exaggerated by rivals. Time grows with the
number of mentions (a million are ten years), as a desk's does. NOISE multiplies every share of
error, TWINS is the share of incidents that are followed by a twin (a third where people gather day
after day, as workers on strike do); what a report says of a province only, without text, no linker can place.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
    Level,
    Mention,
    MentionId,
    Place,
    PlaceId,
    Precision,
    Quote,
    Reality,
    ReportId,
    ReportLine,
    Size,
    Span,
    Theme,
    encode,
)

SEED = 20261123
START = date(2015, 1, 1)
DAYS_A_MILLION = 3650
TOWNS, PROVINCES, ZIPF, SITES = 1500, 31, 0.8, 40
POWER, MOST = 2.2, 1000  # P(m mentions) ~ m^-POWER, up to MOST
KINDS = (
    (Kind.ASM, 0.46, ("rally", "march", "sit-in", "workplace")),
    (Kind.STK, 0.14, ("stoppage", "closure")),
    (Kind.EXP, 0.10, ("chanting", "slogan-writing")),
    (Kind.ARR, 0.10, ("raid", "mass")),
    (Kind.FRC, 0.07, ("live-fire", "killing")),
    (Kind.DSP, 0.06, ("gas", "batons")),
    (Kind.BLK, 0.05, ("road",)),
    (Kind.HNG, 0.02, ("prison",)),
)
LASTING = (Kind.STK, Kind.HNG)
GROUPS = tuple(Group)
THEMES = tuple(Theme)
TWIN, ROUNDUP, COPY = 0.03, 0.08, 0.15
SAYS = {"group": 0.75, "theme": 0.5, "size": 0.5, "toll": 0.8, "subtype": 0.7, "site": 0.4}
# Errors. What a mention calls the place other than its town or the site in it: the county, the
# province, a town beside it, any other town; how it gives the day other than as one day: as a range
# around it, not at all.
WRONG_GROUP, RIVAL_SIZE, ONE_DAY_OFF = 0.02, 0.1, 0.02
PLACE = {"county": 0.05, "province": 0.03, "beside": 0.01, "other": 0.005}
DAY = {"range": 0.05, "none": 0.15}
HERE = Span(0, 1)

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Incidents(NamedTuple):
    """What happened, one a row."""

    town: Ints
    site: Ints
    first: Ints
    lasts: Ints
    kind: Ints
    subtype: Ints
    group: Ints
    theme: Ints
    size: Ints
    toll: Ints
    told: Ints


class Tellings(NamedTuple):
    """How each mention tells of its incident: what it says, in which form, how late."""

    of: Ints
    place: Ints
    town: Ints
    day: Ints
    shift: Ints
    lag: Ints
    group: Ints
    size: Ints
    says: dict[str, Flags]


class Told(NamedTuple):
    """One report, its mentions, and the incident that each truly tells of."""

    report: ReportLine
    coded: Coded
    truth: tuple[int, ...]


class World(NamedTuple):
    """What happened and how it was told."""

    happened: Incidents
    told: Tellings
    points: npt.NDArray[np.float64]


def invent(mentions: int, *, seed: int = SEED, noise: float = 1.0, twins: float = TWIN) -> World:
    """What happened and how it was told, in columns."""
    draw = np.random.default_rng(seed)
    points = np.stack([draw.uniform(26, 39, TOWNS), draw.uniform(45, 61, TOWNS)], axis=1)
    happened = _happen(mentions, draw, twins)
    return World(happened, _tell(happened, mentions, draw, noise), points)


def tell(world: World, *, seed: int = SEED) -> Iterator[Told]:
    """The reports, in an order that tells nothing."""
    draw = np.random.default_rng(seed + 1)
    published = world.happened.first[world.told.of] + world.told.lag
    reports = _gathered(published, draw)
    for number, members in enumerate(reports):
        name = f"r{number:08d}"
        day = START + timedelta(days=int(published[members[0]]))
        line = ReportLine(
            id=name, text="", source=f"s{number % 97}", published=day.isoformat(), lang="en",
            title=None,
        )  # fmt: skip
        told = tuple(
            _mention(world, at, MentionId(f"{name}#{rank}"), day)
            for rank, at in enumerate(members, 1)
        )
        truth = tuple(int(world.told.of[at]) for at in members)
        yield Told(line, Coded(report=ReportId(name), mentions=told), truth)


def write(
    mentions: int, folder: Path, *, seed: int = SEED, noise: float = 1.0, twins: float = TWIN
) -> None:
    """The three files of one invented desk."""
    folder.mkdir(parents=True, exist_ok=True)
    world = invent(mentions, seed=seed, noise=noise, twins=twins)
    with (
        (folder / "reports.jsonl").open("wb") as reports,
        (folder / "coded.jsonl").open("wb") as coded,
        (folder / "truth.csv").open("w", newline="") as truth,
    ):
        out = csv.writer(truth)
        out.writerow(("mention", "incident", "first", "town"))
        for told in tell(world, seed=seed):
            reports.write(encode(told.report) + b"\n")
            coded.write(encode(told.coded) + b"\n")
            for mention, of in zip(told.coded.mentions, told.truth, strict=True):
                first = START + timedelta(days=int(world.happened.first[of]))
                out.writerow((mention.id, of, first.isoformat(), f"t{world.happened.town[of]}"))


def _happen(mentions: int, draw: np.random.Generator, twins: float) -> Incidents:
    """Incidents until they are told often enough: in towns by size, on days in waves."""
    sizes = np.arange(1, MOST + 1, dtype=float) ** -POWER
    told = draw.choice(np.arange(1, MOST + 1), size=mentions, p=sizes / sizes.sum())
    count = int(np.searchsorted(np.cumsum(told), mentions)) + 1
    told = told[:count]
    span = max(36, round(DAYS_A_MILLION * mentions / 1_000_000))
    wave = np.repeat(draw.lognormal(0, 0.6, span // 7 + 1), 7)[:span]
    ranks = np.arange(1, TOWNS + 1, dtype=float) ** -ZIPF
    kind = draw.choice(len(KINDS), size=count, p=np.array([share for _, share, _ in KINDS]))
    lasting = np.isin(kind, [n for n, row in enumerate(KINDS) if row[0] in LASTING])
    town = draw.choice(TOWNS, size=count, p=ranks / ranks.sum())
    happened = Incidents(
        town=town,
        site=draw.integers(np.maximum(2, SITES // (1 + town // 10))),
        first=draw.choice(span, size=count, p=wave / wave.sum()),
        lasts=np.where(lasting, draw.geometric(0.3, count) - 1, 0),
        kind=kind,
        subtype=draw.integers(4, size=count),
        group=draw.integers(len(GROUPS), size=count),
        theme=draw.integers(len(THEMES), size=count),
        size=np.exp(draw.normal(5, 1.3, count)).astype(np.int64) + 3,
        toll=draw.geometric(0.35, count),
        told=told,
    )
    twin = np.flatnonzero(draw.random(count - 1) < twins)
    for at in twin.tolist():  # one after another: a twin may have a twin
        for column in happened[:-1]:
            column[at + 1] = column[at]
        happened.first[at + 1] += 1 + happened.lasts[at]
    return happened


def _tell(happened: Incidents, mentions: int, draw: np.random.Generator, noise: float) -> Tellings:
    """How each mention tells of its incident; a copy tells it as the first mention did."""
    of = np.repeat(np.arange(len(happened.town)), happened.told)[:mentions]
    off = draw.random(mentions)
    rivals = draw.random(mentions) < RIVAL_SIZE * noise
    size = happened.size[of] * np.where(rivals, draw.choice((0.1, 3, 10), mentions), 1)
    size *= draw.uniform(0.8, 1.25, mentions)
    group = happened.group[of]
    wrong = draw.random(mentions) < WRONG_GROUP * noise
    told = Tellings(
        of=of,
        place=_forms(PLACE, mentions, draw, noise),
        town=draw.integers(TOWNS, size=mentions),
        day=_forms(DAY, mentions, draw, noise),
        shift=np.where(off < ONE_DAY_OFF * noise, 1, 0) + draw.integers(0, happened.lasts[of] + 1),
        lag=happened.lasts[of] + np.minimum(draw.geometric(0.65, mentions) - 1, 9),
        group=np.where(wrong, draw.integers(len(GROUPS), size=mentions), group),
        size=_rounded(size),
        says={name: draw.random(mentions) < share for name, share in SAYS.items()},
    )
    first = np.searchsorted(of, of)
    copies = np.flatnonzero((draw.random(mentions) < COPY) & (first < np.arange(mentions)))
    for column in (told.place, told.town, told.day, told.shift, told.group, told.size):
        column[copies] = column[first[copies]]
    for flags in told.says.values():
        flags[copies] = flags[first[copies]]
    return told


def _forms(
    errors: dict[str, float], mentions: int, draw: np.random.Generator, noise: float
) -> Ints:
    """For each mention the number of the form in which it errs, or of none: the last."""
    shares = np.array(list(errors.values())) * noise
    return draw.choice(len(errors) + 1, mentions, p=[*shares, 1 - shares.sum()])


def _rounded(size: npt.NDArray[np.float64]) -> Ints:
    """Sizes to one digit, as people give them."""
    size = np.maximum(size, 1)
    scale = 10 ** np.floor(np.log10(size))
    return np.asarray(np.round(size / scale) * scale, dtype=np.int64)


def _gathered(published: Ints, draw: np.random.Generator) -> list[list[int]]:
    """Mentions in reports: most alone, some two or three of one day of publication together."""
    several = np.flatnonzero(draw.random(len(published)) < ROUNDUP)
    several = several[np.argsort(published[several], kind="stable")]
    reports: list[list[int]] = []
    for at in several.tolist():
        held = reports[-1] if reports else None
        if held and len(held) < 3 and published[held[0]] == published[at]:
            held.append(at)
        else:
            reports.append([at])
    alone = np.ones(len(published), dtype=bool)
    alone[several] = False
    reports += [[at] for at in np.flatnonzero(alone).tolist()]
    return [reports[at] for at in draw.permutation(len(reports)).tolist()]


def _mention(world: World, at: int, ident: MentionId, published: date) -> Mention:
    happened, told = world.happened, world.told
    of = int(told.of[at])
    says = {name: bool(flags[at]) for name, flags in told.says.items()}
    kind, _, subtypes = KINDS[int(happened.kind[of])]
    toll = Count(
        low=int(happened.toll[of]), high=int(happened.toll[of]), bound=Bound.EXACT, span=HERE
    )
    size = int(told.size[at])
    return Mention(
        id=ident,
        kind=kind,
        subtype=subtypes[int(happened.subtype[of]) % len(subtypes)] if says["subtype"] else None,
        reality=Reality.OCCURRED,
        stance=None,
        trigger=_TRIGGER,
        sentence=None,
        actor=None,
        days=_days(happened, told, at, published),
        place=_place(world, at, site=says["site"]),
        size=Size(low=size, high=size, bound=Bound.ABOUT, text="x", span=HERE)
        if says["size"]
        else None,
        groups=(_group(int(told.group[at])),) if says["group"] else (),
        demands=(_demand(int(happened.theme[of])),) if says["theme"] else (),
        slogans=(),
        harm=_harm(kind, toll) if says["toll"] else None,
        asserter=None,
        confidence=0.9,
    )


_TRIGGER = Quote(text="x", span=HERE)


@cache
def _group(number: int) -> GroupValue:
    return GroupValue(value=GROUPS[number], span=HERE)


@cache
def _demand(number: int) -> Demand:
    return Demand(value="x", theme=THEMES[number], span=HERE)


def _harm(kind: Kind, toll: Count) -> Harm | None:
    if kind is Kind.FRC:
        return Harm(killed=toll)
    return Harm(arrested=toll) if kind is Kind.ARR else None


def _days(happened: Incidents, told: Tellings, at: int, published: date) -> Days:
    form = (*DAY, None)[int(told.day[at])]
    if form == "none":
        return Days(
            first=published, last=published, precision=Precision.DAY, basis=Basis.PUBLICATION,
            span=None,
        )  # fmt: skip
    day = START + timedelta(days=int(happened.first[told.of[at]] + told.shift[at]))
    last = day + timedelta(days=2) if form == "range" else day
    return Days(first=day, last=last, precision=Precision.DAY, basis=Basis.STATED, span=HERE)


def _place(world: World, at: int, *, site: bool) -> Place:
    form = (*PLACE, None)[int(world.told.place[at])]
    of = int(world.told.of[at])
    town, away = int(world.happened.town[of]), int(world.told.town[at])
    if form == "province":
        return _area(town % PROVINCES)
    if form == "county":
        return _spot(world.points[town].tobytes(), f"c{town}", Level.COUNTY, town)
    if form == "beside":
        beside = world.points[town] + (0.03 + away % 5 / 100, 0.03)
        return _spot(beside.tobytes(), f"b{town}-{away % 5}", Level.CITY, None, town % PROVINCES)
    if form == "other":
        return _spot(world.points[away].tobytes(), f"t{away}", Level.CITY, None, away % PROVINCES)
    number = int(world.happened.site[of])
    if site:
        near = world.points[town] + (number % 7 / 100, number // 7 / 100)
        return _spot(near.tobytes(), f"t{town}-{number}", Level.NEIGHBOURHOOD, town)
    return _spot(world.points[town].tobytes(), f"t{town}", Level.CITY, None, town % PROVINCES)


@cache
def _spot(point: bytes, key: str, level: Level, town: int | None, province: int = -1) -> Place:
    lat, lon = np.frombuffer(point).round(4).tolist()
    held = town % PROVINCES if town is not None else province
    city = f"t{town}" if town is not None else key
    return Place(
        name=key, id=PlaceId(key), level=level, city=city, city_id=PlaceId(city),
        province=f"p{held}", country="IR", lat=lat, lon=lon, radius_km=5.0, span=HERE,
    )  # fmt: skip


@cache
def _area(province: int) -> Place:
    return Place(
        name=f"p{province}", id=PlaceId(f"p{province}"), level=Level.PROVINCE, city=None,
        province=f"p{province}", country="IR", lat=None, lon=None, span=HERE,
    )  # fmt: skip


if __name__ == "__main__":
    given = [float(word) for word in sys.argv[3:]]
    named = dict(zip(("seed", "noise", "twins"), given, strict=False))
    seed = int(named.pop("seed", SEED))
    write(int(sys.argv[1]), Path(sys.argv[2]), seed=seed, **named)
