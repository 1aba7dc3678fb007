"""What was foreseen on a desk: weekdays, calls, anniversaries, fortieth days of mourning.

Invariant: a column tells of a day only what was known before it.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from crosstally.analysis.contagion.covariates import (
    KNOTS,
    anniversaries,
    curve,
    marked,
    mourned,
    weekdays,
)
from crosstally.analysis.contagion.likelihood import Background
from crosstally.analysis.contagion.towns import provinces_of, town_of, town_of_place
from crosstally.analysis.frame import Tables
from crosstally.analysis.inputs import Floats
from crosstally.records import Call, Level, Precision

LONGEST_CALL = 14  # days; a call for longer names no day


class Frame(NamedTuple):
    """The towns and days that every count of the desk shares, and where the towns are."""

    first: date
    days: int
    towns: tuple[str, ...]
    spots: dict[str, tuple[float, float]]


def background_of_desk(tables: Tables, frame: Frame) -> Background:
    """The nation's curve and days in common; by town, calls for it and its days of mourning.

    What all towns share on a day is taken out by the shock of that day in any case; here it keeps
    the curve from bending to it.
    """
    deaths = tuple(_deaths(tables))
    provinces = provinces_of(tables.incidents)
    calls = [(day, _called_towns(call, frame, provinces)) for call, day in _called(tables.calls)]
    last = frame.first + timedelta(days=frame.days - 1)
    shared = (
        [day for day, towns in calls if towns is None],
        [later for _, day in deaths for later in anniversaries(day, last)],
    )
    columns = [curve(frame.days, KNOTS), weekdays(frame.days)]
    columns += [marked(frame.first, frame.days, days)[:, None] for days in shared]
    planes = (
        _plane(frame, ((town, day) for day, towns in calls for town in towns or ())),
        _plane(frame, ((town, mourned(day)) for town, day in deaths if town is not None)),
    )
    local = [plane for plane in planes if plane.any()]
    return Background(np.hstack(columns), local=np.stack(local) if local else None)


def _deaths(tables: Tables) -> Iterator[tuple[str | None, date]]:
    """Where and when people were killed, as far as the day is known."""
    for one in tables.incidents:
        dated = one.days is not None and one.days.value.precision is Precision.DAY
        if dated and one.days is not None and one.killed is not None and one.killed.value.low > 0:
            yield town_of(one), one.days.value.first


def _called(calls: Iterable[Call]) -> Iterator[tuple[Call, date]]:
    """Each call with each day that it is for."""
    for call in calls:
        if call.days is not None and (call.days.last - call.days.first).days < LONGEST_CALL:
            for later in range((call.days.last - call.days.first).days + 1):
                yield call, call.days.first + timedelta(days=later)


def _called_towns(call: Call, frame: Frame, provinces: dict[str, str]) -> tuple[str, ...] | None:
    """The towns that a call is for: its own, its province's, or None for all."""
    if call.place is None or call.place.level is Level.COUNTRY:
        return None
    town = town_of_place(call.place)
    if town is not None:
        return (town,)
    return tuple(one for one in frame.towns if provinces.get(one) == call.place.province)


def _plane(frame: Frame, told: Iterable[tuple[str, date]]) -> Floats:
    """1 in the towns and on the days told."""
    plane = np.zeros((len(frame.towns), frame.days))
    at = {town: index for index, town in enumerate(frame.towns)}
    for town, day in told:
        offset = (day - frame.first).days
        if town in at and 0 <= offset < frame.days:
            plane[at[town], offset] = 1.0
    return plane
