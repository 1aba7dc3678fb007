"""The question that a table of counts by place and day asks.

Invariant: a table dated by the week is read by the week; nothing is spread over days.
"""

from datetime import date, timedelta

import numpy as np

from crosstally.analysis.contagion.contrast import World
from crosstally.analysis.contagion.covariates import KNOTS, curve, weekdays
from crosstally.analysis.contagion.exposure import distances
from crosstally.analysis.contagion.likelihood import Background
from crosstally.analysis.contagion.study import Question
from crosstally.analysis.inputs import Ints, PlaceDays

_MONTH = 28  # days a step of a table dated by the month, at least


def question_of_table(table: PlaceDays) -> Question:
    """The question of a table, its days read at the step that they are told in."""
    counts = table.counts[table.counts.sum(axis=1) > 0]
    step = step_of(table.first, counts.sum(axis=0))
    kept = counts[:, ::step].astype(np.float64)
    steps = kept.shape[1]
    columns = [curve(steps, KNOTS)]
    columns += [weekdays(steps)] if step == 1 else []
    seen = table.counts.sum(axis=1) > 0
    distance = None
    if table.lat is not None and table.lon is not None and len(kept) > 1:
        distance = distances(table.lat[seen], table.lon[seen])
    warned = {"no-coordinates": distance is None, "weekly-dates": step > 1}
    warnings = tuple(code for code, holds in warned.items() if holds)
    world = World(kept, distance, None, Background(np.hstack(columns)))
    return Question(world, step, (table.digest,), warnings=warnings)


def step_of(first: date, totals: Ints) -> int:
    """Days between the dates that are told: 1 by day, 7 by week, 28 or more by month.

    >>> step_of(date(2018, 1, 1), np.array([1] + [0] * 6 + [2] + [0] * 6 + [1]))
    7
    """
    told = np.flatnonzero(totals)
    if len(told) < 3:
        return 1
    if len({(first + timedelta(days=int(day))).day for day in told}) == 1:
        return int(max(np.diff(told).min(), _MONTH))
    return int(np.gcd.reduce(np.diff(told)))
