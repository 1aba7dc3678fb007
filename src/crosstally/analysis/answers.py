"""What is known of each protest: when the state answered, and how long anybody was looking.

Invariant: a protest after which nobody looked is lost from sight, never unanswered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Tables
from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.watch import Watch, day_of, published
from crosstally.records import (
    Incident,
    Kind,
    Level,
    Place,
    Precision,
    Report,
    ReportId,
    SourceKind,
)

HORIZON = 30  # days: what comes later is not counted as an answer
BEFORE = 7  # days before a protest in which the same is looked for
OFFICIAL = (SourceKind.OFFICIAL, SourceKind.STATE_MEDIA)
HARMS = ("killed", "injured")


class Answers(NamedTuple):
    """When each protest was answered: in (low, high] days, 0 being its own day.

    `low` is at least -1; `high` is infinite where no answer was seen by `low`. `town` numbers the
    towns; `before` says whether the same was recorded in the seven days before, and `acts` is how
    many acts of the sort are recorded at all.
    """

    name: str
    low: Floats
    high: Floats
    town: Ints
    before: Ints
    acts: int


class _Protest(NamedTuple):
    incident: Incident
    day: date
    town: str
    province: str | None
    seen: int


class _Act(NamedTuple):
    first: date
    last: date


def answers_of(tables: Tables, watch: Watch) -> tuple[Answers, ...]:
    """When each protest with a day and a town was answered, by each sort of answer."""
    protests = tuple(_protests(tables.incidents, watch))
    reports = {one.id: one for one in tables.reports}
    towns = {town: n for n, town in enumerate(sorted({one.town for one in protests}))}
    town = np.array([towns[one.town] for one in protests], dtype=np.int64)
    acts = {name: _acts(tables.incidents, kinds) for name, kinds in KINDS}
    found = []
    for name, some in acts.items():
        harmed = [_harm_of(one, name, reports) for one in protests]
        lags = [_lag(one, some, harm) for one, harm in zip(protests, harmed, strict=True)]
        before = [_is_before(one, some) for one in protests]
        number = sum(map(len, some.values())) + sum(harm is not None for harm in harmed)
        found.append(_answers(name, lags, protests, town, before)._replace(acts=number))
    words = _official_words(tables, reports)
    lags = [_word_lag(one, words, reports) for one in protests]
    none = [False] * len(protests)
    found.append(_answers("word", lags, protests, town, none)._replace(acts=len(words)))
    return tuple(found)


KINDS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("arrests", (Kind.ARR,)),
    ("force", (Kind.DSP, Kind.FRC)),
    ("shutdown", (Kind.NET,)),
)


def _protests(incidents: Iterable[Incident], watch: Watch) -> Iterator[_Protest]:
    """Each protest known to the day and the town, and for how many days on somebody looked."""
    unseen = np.flatnonzero(watch.active == 0)
    for one in incidents:
        day = day_of(one)
        town = town_of(one.place.value) if one.place is not None else None
        if day is None or town is None or one.place is None:
            continue
        index = (day - watch.first).days
        later = unseen[np.searchsorted(unseen, index + 1) :]
        end = int(later[0]) if len(later) else len(watch.active)
        yield _Protest(one, day, town, one.place.value.province, min(end - 1 - index, HORIZON))


def town_of(place: Place) -> str | None:
    """The town of a place, where it names one."""
    if place.level in (Level.PROVINCE, Level.COUNTRY):
        return None
    return place.city_id or place.city or place.id or place.name


def _acts(
    incidents: Iterable[Incident], kinds: tuple[Kind, ...]
) -> dict[tuple[str, str], list[_Act]]:
    """What the state did by town, and of shutdowns also by province and in the whole country."""
    found: dict[tuple[str, str], list[_Act]] = defaultdict(list)
    for one in incidents:
        if one.kind not in kinds or one.subtype == "release" or one.first is None:
            continue
        if one.days is None or one.days.value.precision is Precision.LONGER:
            continue
        key = _reach(one)
        if key is not None:
            last = one.first if one.days.value.precision is Precision.DAY else one.last
            found[key].append(_Act(one.first, last or one.first))
    return {key: sorted(acts) for key, acts in found.items()}


def _reach(one: Incident) -> tuple[str, str] | None:
    """Where an act of the state was felt: in a town; only a shutdown is felt more widely."""
    place = one.place.value if one.place is not None else None
    if one.kind is not Kind.NET:
        town = town_of(place) if place is not None else None
        return ("town", town) if town is not None else None
    if place is None or place.level is Level.COUNTRY or one.subtype == "national":
        return ("country", "")
    if place.level is Level.PROVINCE:
        return ("province", place.province or place.name)
    return ("town", town_of(place) or place.name)


def _felt(one: _Protest, acts: dict[tuple[str, str], list[_Act]]) -> Iterator[_Act]:
    """The acts of the state that were felt where a protest was."""
    for key in (("town", one.town), ("province", one.province or ""), ("country", "")):
        yield from acts.get(key, ())


def _lag(
    one: _Protest, acts: dict[tuple[str, str], list[_Act]], harm: int | None
) -> tuple[int, int] | None:
    """The first answer to a protest, in (low, high] days; None where there was none."""
    after = [
        (max((act.first - one.day).days, 0) - 1, (act.last - one.day).days)
        for act in _felt(one, acts)
        if one.day <= act.last and (act.first - one.day).days <= HORIZON
    ]
    if harm is not None:
        after.append((-1, harm))
    return min(after, key=lambda lag: (lag[1], lag[0])) if after else None


def _is_before(one: _Protest, acts: dict[tuple[str, str], list[_Act]]) -> bool:
    """Whether the same was recorded there in the seven days before the protest."""
    return any(1 <= (one.day - act.last).days <= BEFORE for act in _felt(one, acts))


def _harm_of(one: _Protest, name: str, reports: dict[ReportId, Report]) -> int | None:
    """By how many days after a protest its own report tells of arrests, or of force, there."""
    fields = {"arrests": ("arrested",), "force": HARMS}.get(name, ())
    told = [value for field in fields if (value := getattr(one.incident, field)) is not None]
    days = [_said(value.report, reports) for value in told if value.value.high > 0]
    lags = [max((day - one.day).days, 0) for day in days if day is not None]
    return min(lags, default=None)


def _said(report: ReportId | None, reports: dict[ReportId, Report]) -> date | None:
    return published(reports[report]) if report in reports else None


def _official_words(tables: Tables, reports: dict[ReportId, Report]) -> frozenset[ReportId]:
    """The reports in which the state itself speaks."""
    sources = {one.id for one in tables.sources if one.kind in OFFICIAL}
    return frozenset(key for key, one in reports.items() if one.source in sources)


def _word_lag(
    one: _Protest, words: frozenset[ReportId], reports: dict[ReportId, Report]
) -> tuple[int, int] | None:
    """When the state first spoke of a protest."""
    days = [_said(key, reports) for key in one.incident.reports if key in words]
    lags = [(day - one.day).days for day in days if day is not None and day >= one.day]
    return (min(lags) - 1, min(lags)) if lags else None


def _answers(
    name: str,
    lags: list[tuple[int, int] | None],
    protests: tuple[_Protest, ...],
    town: Ints,
    before: list[bool],
) -> Answers:
    low = np.empty(len(protests))
    high = np.full(len(protests), np.inf)
    for at, (one, lag) in enumerate(zip(protests, lags, strict=True)):
        if lag is None or lag[0] >= one.seen:  # after the last day on which anybody looked
            low[at] = one.seen
        else:
            low[at], high[at] = lag
    return Answers(name, low, high, town, np.array(before, dtype=np.int64), 0)
