"""The question that a desk asks: its incidents that count, by town and day, and what was foreseen.

Invariant: an incident enters once, in its town, on its first day; what is known to the week is
drawn within it, again and again, and what is coarser stays out and is counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from crosstally.analysis.contagion.contrast import World
from crosstally.analysis.contagion.exposure import distances
from crosstally.analysis.contagion.foreseen import Frame, background_of_desk
from crosstally.analysis.contagion.likelihood import Background
from crosstally.analysis.contagion.study import Question
from crosstally.analysis.contagion.towns import spots_of, town_of
from crosstally.analysis.frame import Options, Tables, generator
from crosstally.analysis.inputs import MOST_DAYS
from crosstally.errors import FormatError
from crosstally.records import Check, Incident, Precision, digest_of, encode

LEAST_DATED = 0.5  # of the incidents in towns; with fewer, who came first is unknown
DRAWS = 4  # of days known to the week
LEAST_OF_GROUP = 30  # incidents, for a group to have a kernel
MOST_GROUPS = 5
_WEEK = 7


class Happening(NamedTuple):
    """One incident: its town, its first possible day and how many days it may be, its groups."""

    town: str
    first: date
    days: int
    groups: tuple[str, ...]


def question_of_desk(tables: Tables, options: Options) -> Question:
    """The question of a desk's incidents that count and are placed in a town."""
    told = happenings(tables.incidents)
    linked = [happenings(some).known for some in tables.replicates]
    read = [*map(encode, (*tables.incidents, *tables.calls)), repr(linked).encode()]
    inputs = (digest_of(b"".join(read)),)
    share = len(told.known) / max(len(told.known) + told.coarse, 1)
    dated = Check(
        name="days-known", passed=share >= LEAST_DATED, value=round(share, 4), bound=LEAST_DATED
    )
    if not told.known:
        nothing = World(np.zeros((0, 0)), None, None, Background(np.zeros((0, 0))))
        return Question(nothing, 1, inputs, checks=(dated,))
    frame = _frame(told.known, tables.incidents)
    background = background_of_desk(tables, frame)
    chance = generator(options.seed, "contagion", "days")
    uncertain = any(one.days > 1 for one in told.known)
    drawn = [told.known] * (DRAWS if uncertain else 0)
    world, *others = (
        _world(some, frame, background, chance) for some in (told.known, *drawn, *linked)
    )
    warned = {
        "no-coordinates": world.distance is None,
        "days-drawn": uncertain,
        "coarse-days-left-out": told.coarse > 0,
        "no-town-left-out": told.townless > 0,
        "no-linking-interval": not tables.replicates,
    }
    warnings = tuple(code for code, holds in warned.items() if holds)
    return Question(world, 1, inputs, tuple(others), (dated,), warnings)


def _frame(known: Sequence[Happening], incidents: Iterable[Incident]) -> Frame:
    first = min(one.first for one in known)
    last = max(one.first + timedelta(days=one.days - 1) for one in known)
    if (last - first).days >= MOST_DAYS:
        raise FormatError("the days span more than a century", hint="look at the incidents' days")
    towns = tuple(sorted({one.town for one in known}))
    return Frame(first, (last - first).days + 1, towns, spots_of(incidents))


class Told(NamedTuple):
    """What is known well enough, and how many were too coarse in time or without a town."""

    known: tuple[Happening, ...]
    coarse: int
    townless: int


def happenings(incidents: Iterable[Incident]) -> Told:
    """The incidents that count, in towns, with their day or week; sorted."""
    known, coarse, townless = [], 0, 0
    for incident in incidents:
        if not incident.counts:
            continue
        town, days = town_of(incident), _days(incident)
        townless += town is None
        coarse += town is not None and days is None
        if town is not None and days is not None:
            groups = sorted({one.value.value.value for one in incident.groups})
            known.append(Happening(town, *days, tuple(groups)))
    return Told(tuple(sorted(known)), coarse, townless)


def _days(incident: Incident) -> tuple[date, int] | None:
    """The first possible day and how many it may be; None if more than a week."""
    if incident.days is None:
        return None
    days = incident.days.value
    if days.precision is Precision.DAY:
        return days.first, 1
    width = (days.last - days.first).days + 1
    return (days.first, width) if days.precision is Precision.WEEK and width <= _WEEK else None


def _world(
    known: Sequence[Happening], frame: Frame, background: Background, chance: np.random.Generator
) -> World:
    """Counts, each uncertain day drawn anew; towns of other linkings that are new stay out."""
    at = {town: index for index, town in enumerate(frame.towns)}
    usual = [group for group, _ in _groups(known)]
    counts = np.zeros((len(frame.towns), frame.days))
    by_group = np.zeros((len(usual), *counts.shape))
    for one in known:
        moved = int(chance.integers(one.days)) if one.days > 1 else 0
        day = (one.first - frame.first).days + moved
        if one.town in at and 0 <= day < frame.days:
            counts[at[one.town], day] += 1
            for group in one.groups:
                if group in usual:
                    by_group[usual.index(group), at[one.town], day] += 1
    distance = None
    if len(frame.towns) > 1 and all(town in frame.spots for town in frame.towns):
        degrees = np.array([frame.spots[town] for town in frame.towns])
        distance = distances(degrees[:, 0], degrees[:, 1])
    return World(counts, distance, by_group if len(usual) > 1 else None, background)


def _groups(known: Sequence[Happening]) -> list[tuple[str, int]]:
    """The groups with a kernel: those seen most, at least `LEAST_OF_GROUP` times."""
    seen = Counter(group for one in known for group in one.groups)
    often = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    return [item for item in often[:MOST_GROUPS] if item[1] >= LEAST_OF_GROUP]
