"""What linking looks at of a mention, worked out once.

Invariant: a facet holds nothing that names a source or depends on the order of input, so that
renaming the sources or shuffling the reports changes no link.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from crosstally.linking.likeness import Words, terms
from crosstally.records import (
    Basis,
    Coded,
    Count,
    Kind,
    Level,
    Mention,
    MentionId,
    Place,
    Reality,
    Report,
    ReportId,
    Stance,
)
from crosstally.text.fold import fold

LEVELS = tuple(Level)  # finest first
TOWN = LEVELS.index(Level.CITY)
COUNTRY = LEVELS.index(Level.COUNTRY)
MANY = 100  # killed or arrested: no report of one town gives so many without naming it

# Kinds that go on for days under one name: a report of each day tells of the same event.
LASTING = (Kind.STK, Kind.HNG, Kind.NET)
LASTING_SUBTYPES = ("sit-in", "occupation", "curfew", "martial-law", "deployment")


class Range(NamedTuple):
    """A range of whole numbers, both ends included."""

    low: int
    high: int


class Spot(NamedTuple):
    """A place as linking compares it: its level's rank, keys for itself and what holds it.

    `name` is its name in the words that texts are compared by.
    """

    rank: int
    key: str
    name: tuple[str, ...]
    city: str | None
    province: str | None
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float
    rivals: frozenset[str]


class Facet(NamedTuple):
    """A mention as linking compares it, or all that one report tells of one event (`tellings.py`).

    Days are ordinals; unknown is None or empty. `spots` are all places told of it, `spot` the one
    it is looked up by; `elsewhere` are the keys of what else its report names and puts events in.
    """

    mention: MentionId
    report: ReportId
    kind: Kind
    subtype: str | None
    reality: Reality
    stance: Stance | None
    days: Range | None
    inferred: bool
    day_known: bool
    lasting: bool
    total: bool
    said: int | None
    spot: Spot | None
    spots: tuple[Spot, ...]
    elsewhere: frozenset[str]
    size: Range | None
    killed: Range | None
    injured: Range | None
    arrested: Range | None
    groups: frozenset[str]
    themes: frozenset[str]
    slogans: frozenset[str]
    words: Words | None
    copy: ReportId
    copied: bool
    alone: bool


def read_facets(
    coded: Iterable[Coded],
    *,
    reports: Mapping[ReportId, Report],
    words: Mapping[str, Words],
    copies: Mapping[ReportId, ReportId],
) -> tuple[Facet, ...]:
    """A facet for each mention whose report is given, by mention id.

    Args:
        coded: what the coder gave.
        reports: the reports by id.
        words: the weighted words of a report (by its id) or of a sentence (by its mention's id).
        copies: for a report that is a near copy, the report that stands for all its copies.
    """
    facets = []
    spot_of = spot_reader()
    for line in coded:
        if line.report is None or line.report not in reports:
            continue
        report = reports[line.report]
        several = tells_of_several(line.mentions)
        for mention in line.mentions:
            own = words.get(mention.id if several else report.id)
            spot = spot_of(mention.place) if mention.place else None
            copy = copies.get(report.id)
            facets.append(_facet(mention, spot, report, own, copy, alone=not several))
    facets.sort(key=_by_mention)
    return tuple(facets)


def tells_of_several(mentions: Sequence[Mention]) -> bool:
    """Whether a report's mentions name more than one town or more than one stated day."""
    towns = {
        m.place.city_id or m.place.city or m.place.id or m.place.name for m in mentions if m.place
    }
    days = {
        (m.days.first, m.days.last)
        for m in mentions
        if m.days and m.days.basis is not Basis.PUBLICATION
    }
    return len(towns) > 1 or len(days) > 1


def said_day(report: Report) -> date | None:
    """The day a report was published, in the zone in which it was said."""
    said: datetime | None = report.said_at
    return said.date() if said is not None else report.said_on


def read_spot(place: Place) -> Spot:
    """A place as linking compares it."""
    city = place.city_id or (_key(place.city) if place.city else None)
    key = place.id or _key(place.name)
    rank = LEVELS.index(place.level)
    if rank == TOWN:
        city = key
    return Spot(
        rank=rank,
        key=key,
        name=tuple(terms(place.name)),
        city=city,
        province=_key(place.province) if place.province else None,
        country=_key(place.country) if place.country else None,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km or 0.0,
        rivals=frozenset(rival.id for rival in place.rivals),
    )


def spot_reader() -> Callable[[Place], Spot]:
    """`read_spot`, which makes the spot of a town once however many tell of it."""
    known: dict[tuple[object, ...], Spot] = {}

    def read(place: Place) -> Spot:
        key = (
            place.id, place.name, place.level, place.city_id, place.city, place.province,
            place.country, place.lat, place.lon, place.radius_km, place.rivals,
        )  # fmt: skip
        spot = known.get(key)
        if spot is None:
            spot = known[key] = read_spot(place)
        return spot

    return read


def _facet(
    mention: Mention,
    spot: Spot | None,
    report: Report,
    words: Words | None,
    copy: ReportId | None,
    *,
    alone: bool,
) -> Facet:
    days, harm, said = mention.days, mention.harm, said_day(report)
    inferred = days is None or days.basis is Basis.PUBLICATION
    return Facet(
        mention=mention.id,
        report=report.id,
        kind=mention.kind,
        subtype=mention.subtype,
        reality=mention.reality,
        stance=mention.stance,
        days=_when(mention, said),
        inferred=inferred,
        day_known=days is not None and not inferred and days.first == days.last,
        lasting=mention.kind in LASTING or mention.subtype in LASTING_SUBTYPES,
        total=is_total(mention),
        said=said.toordinal() if said else None,
        spot=spot,
        spots=(spot,) if spot else (),
        elsewhere=frozenset(),
        size=Range(mention.size.low, mention.size.high) if mention.size else None,
        killed=_range(harm.killed) if harm else None,
        injured=_range(harm.injured) if harm else None,
        arrested=_range(harm.arrested) if harm else None,
        groups=frozenset([group.value for group in mention.groups]),
        themes=frozenset([demand.theme for demand in mention.demands if demand.theme]),
        slogans=frozenset([s.canonical or fold(s.text).text for s in mention.slogans]),
        words=words,
        copy=copy or report.id,
        copied=copy is not None,
        alone=alone,
    )


def is_total(mention: Mention) -> bool:
    """Whether a mention sums up: a figure of a whole country or province, or of many days there."""
    several = mention.days is not None and mention.days.first < mention.days.last
    harm = mention.harm
    if mention.place is None:
        counts = (harm.killed, harm.arrested) if harm else ()
        return several or any(count is not None and count.high >= MANY for count in counts)
    if LEVELS.index(mention.place.level) <= TOWN + 1:
        return False
    return several or harm is not None or mention.size is not None


def _when(mention: Mention, said: date | None) -> Range | None:
    """The days told; where none is, the day of publication, but for what is long past."""
    days = mention.days
    if days is not None:
        return Range(days.first.toordinal(), days.last.toordinal())
    if said is None or mention.reality is Reality.PAST:
        return None
    return Range(said.toordinal(), said.toordinal())


def _range(count: Count | None) -> Range | None:
    return Range(count.low, count.high) if count else None


def _key(name: str) -> str:
    return name.lower() if name.isascii() else fold(name).text.strip()


def _by_mention(facet: Facet) -> str:
    return facet.mention
