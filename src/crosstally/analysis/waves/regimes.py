"""Daily counts as regimes of steady rate, and waves: runs of days well above the usual rate.

Invariant: the usual rate, the weekday's habit and the spread of counts come from the data and the
seed plays no part; the same counts give the same waves.
"""

from math import inf, log
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.kernels import Flags
from crosstally.analysis.waves.pelt import changes, rates

PENALTY = 1.0  # β = log n is BIC; docs/why/waves.md has the false waves and misses of .8 and 1.25
DECADE_DAYS = (
    3652  # a shorter series is held to no less, lest a decade in pieces have more false waves
)
YEAR = 365
ROUNDS = 12
LEAST_SEEN = 30  # days of a year, for a usual rate
LEAST_WEEKS = 8  # fewer say nothing about a weekday


class Habit(NamedTuple):
    """What counts do without any wave: the weekday's factor, mean 1, and the size r of their spread.

    The variance of a day's count is μ + μ²/r; infinite r is Poisson.
    """

    weekday: Floats
    size: float


class Regimes(NamedTuple):
    """The first days of the regimes after the first, each day's rate, and the habit beneath.

    `exposure` is what a day's rate is multiplied by: the weekday's factor, nought where nobody
    looked.
    """

    starts: Ints
    level: Floats
    habit: Habit
    exposure: Floats


class Wave(NamedTuple):
    """Days `start` to `stop` (excluded) at a rate of at least so many times the usual one."""

    start: int
    stop: int
    rate: float
    usual: float


def regimes(
    counts: Ints, weekday: int, *, seen: Flags | None = None, habit: Habit | None = None
) -> Regimes:
    """The regimes of daily counts, negative binomial, with a weekday's habit where there is one.

    The spread is first taken from the whole series, where waves make it look large, then from what
    the regimes so found leave over, and so on until nothing changes: so it is approached from the
    cautious side.

    Args:
        counts: by day.
        weekday: of the first day, Monday nought.
        seen: on which days anybody looked; the others have no count. All without it.
        habit: where it is known.
    """
    day = (np.arange(len(counts)) + weekday) % 7
    looked = np.ones(len(counts)) if seen is None else seen.astype(float)
    if habit is not None:
        return _split(counts, habit, habit.weekday[day] * looked)
    level = np.full(len(counts), counts.sum() / max(looked.sum(), 1))
    habit = _habit(counts, day, level * looked, inf)
    found = _split(counts, habit, habit.weekday[day] * looked)
    for _ in range(ROUNDS):
        habit = _habit(counts, day, found.level * looked, habit.size)
        again = _split(counts, habit, habit.weekday[day] * looked)
        if np.array_equal(again.starts, found.starts):
            return again
        found = again
    return found


def _split(counts: Ints, habit: Habit, exposure: Floats) -> Regimes:
    beta = PENALTY * log(max(int(np.count_nonzero(exposure)), DECADE_DAYS))
    starts = changes(counts, penalty=beta, exposure=exposure, size=habit.size)
    return Regimes(starts, rates(counts, starts, exposure), habit, exposure)


def _habit(counts: Ints, day: Ints, level: Floats, size: float) -> Habit:
    """The habit that the counts show about known rates; a rate of nought is a day unseen."""
    weekday = _weekday(counts, day, level, size)
    mu = level * weekday[day]
    days = int(np.count_nonzero(level))
    if not days:
        return Habit(np.ones(7), inf)
    pieces = 1 + int(np.count_nonzero(np.diff(level[level > 0])))
    spare = days / max(days - pieces, 1)
    excess = float(np.sum((counts - mu) ** 2 * spare - mu))
    return Habit(weekday, float(np.sum(mu**2)) / excess if excess > 0 else inf)


def _weekday(counts: Ints, day: Ints, level: Floats, size: float) -> Floats:
    """Each weekday's factor, mean 1; all 1 where the counts do not show any at 1 %.

    Days of a high rate weigh less, as in the score of the negative binomial.
    """
    weight = 1 / (1 + level / size)
    seen = np.bincount(day, weights=counts * weight, minlength=7)
    due = np.bincount(day, weights=level * weight, minlength=7)
    if len(counts) < 7 * LEAST_WEEKS or np.any(seen == 0) or np.any(due == 0):
        return np.ones(7)
    spread = np.bincount(day, weights=(weight * (counts - level)) ** 2, minlength=7)
    score = float(np.sum((seen - due) ** 2 / np.maximum(spread, 1e-12)))
    factor = seen / due
    return np.ones(7) if chi2.sf(score, 6) > 0.01 else np.asarray(factor / factor.mean())


def usual_rate(found: Regimes) -> Floats:
    """The usual rate about each day's regime: the median of the days seen in the year about it.

    The year lies about the regime's middle; near the ends it is the first or the last 365 days; it
    is the whole series where fewer than `LEAST_SEEN` of its days were seen. The rate is at least one
    case in the year, so that a rate above nought has a ratio.
    """
    n = len(found.level)
    year = min(YEAR, n)
    edges = np.concatenate([[0], found.starts, [n]])
    first = np.clip((edges[:-1] + edges[1:]) // 2 - year // 2, 0, n - year)
    values, which = np.unique(found.level, return_inverse=True)
    held = np.zeros((len(values), n + 1))
    held[which, np.arange(1, n + 1)] = found.exposure > 0
    within = np.cumsum(held, axis=1)
    days = within[:, first + year] - within[:, first]
    days = np.where(days.sum(axis=0) < LEAST_SEEN, within[:, -1:], days)
    below = np.cumsum(days, axis=0)
    usual = values[np.argmax(below >= below[-1] / 2, axis=0)]
    return np.asarray(np.repeat(np.maximum(usual, 1 / year), np.diff(edges)))


def waves(counts: Ints, found: Regimes, *, ratio: float, days: int, gap: int = 7) -> list[Wave]:
    """Runs of regimes at `ratio` times the usual rate or more, with at least so many days seen.

    Runs fewer than `gap` days apart are one. A wave begins and ends with a day that was seen.
    """
    usual = usual_rate(found)
    seen = found.exposure > 0
    high = np.flatnonzero(found.level >= ratio * usual)
    found_waves = []
    for run in np.split(high, np.flatnonzero(np.diff(high) > gap) + 1):
        within = run[seen[run]]
        if len(within) >= days:
            a, b = int(within[0]), int(within[-1]) + 1
            rate = counts[a:b].sum() / np.count_nonzero(seen[a:b])
            found_waves.append(Wave(a, b, float(rate), float(np.median(usual[a:b]))))
    return found_waves
