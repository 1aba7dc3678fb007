"""Nationwide waves: those that last, rise and spread as far as stated thresholds ask.

Invariant: every number of waves is given with the thresholds that it holds for; which of them is an
uprising is a definition, and the table shows what other definitions give.
"""

from math import ceil
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.regimes import (
    LEAST_SEEN,
    YEAR,
    Regimes,
    Wave,
    regimes,
    usual_rate,
    waves,
)
from crosstally.analysis.waves.scene import Scene

DECADE = 3652.5
DECADES = 100  # that are simulated at most for the rate of false waves, in at most RUNS runs
RUNS = 200
DRAWS = 60


class Thresholds(NamedTuple):
    """What makes a wave nationwide: `ratio` times the usual rate, `days`, towns, share of provinces.

    Waves fewer than `gap` days apart are one.
    """

    ratio: float = 2.0
    days: int = 3
    towns: int = 10
    share: float = 1 / 3
    gap: int = 7


RATIOS = (2.0, 3.0, 5.0)
LASTING = (3, 5, 7)
BREADTHS = ((5, 1 / 6), (10, 1 / 3), (20, 1 / 2))


class Spread(NamedTuple):
    """A wave with how many towns and provinces rose with it."""

    wave: Wave
    cases: int
    towns: int
    provinces: int


class FalseWaves(NamedTuple):
    """How many waves, of any breadth, were found in so many decades of nothing."""

    number: int
    decades: float


def spread(scene: Scene, wave: Wave, ratio: float) -> Spread:
    """In how many towns and provinces the rate rose too, to `ratio` times their own usual rate.

    A town's usual rate is that of the days seen in the year about the wave, without the wave.
    """
    usual = _about(scene, wave)
    days = int(np.count_nonzero(scene.seen[wave.start : wave.stop]))
    during = scene.counts[:, wave.start : wave.stop].sum(axis=1)
    otherwise = scene.counts[:, usual].sum(axis=1)

    def risen(part: Floats, rest: Floats) -> int:
        above = part * len(usual) >= ratio * rest * days
        return int(np.count_nonzero((part > 0) & above))

    names, which = np.unique(np.array(("", *scene.provinces)), return_inverse=True)
    sums = (np.bincount(which[1:], weights=w, minlength=len(names)) for w in (during, otherwise))
    inside = names != ""
    return Spread(
        wave=wave,
        cases=int(scene.daily[wave.start : wave.stop].sum()),
        towns=risen(during, otherwise),
        provinces=risen(*(part[inside] for part in sums)),
    )


def _about(scene: Scene, wave: Wave) -> Ints:
    """The days seen in the year about a wave, without it; of the whole record if they are few."""
    seen = scene.seen.copy()
    seen[wave.start : wave.stop] = False
    days = np.flatnonzero(seen)
    near = days[np.abs(days - (wave.start + wave.stop) // 2) <= YEAR // 2]
    return near if len(near) >= LEAST_SEEN else days


def nationwide(scene: Scene, found: Regimes, asked: Thresholds, daily: Ints) -> list[Spread]:
    """The waves of some daily counts that reach the thresholds, with the breadth that was seen."""
    spans = waves(daily, found, ratio=asked.ratio, days=asked.days, gap=asked.gap)
    each = [spread(scene, wave, asked.ratio) for wave in spans]
    return [one for one in each if reaches(scene, one, asked)]


def reaches(scene: Scene, one: Spread, asked: Thresholds) -> bool:
    """Whether a wave is broad enough; provinces are asked for where they are known."""
    known = scene.all_provinces
    return one.towns >= asked.towns and (
        known is None or one.provinces >= ceil(asked.share * known - 1e-9)
    )


def over_thresholds(scene: Scene, found: Regimes) -> list[tuple[Thresholds, int]]:
    """How many nationwide waves there are, for which thresholds."""
    asked = [
        Thresholds(ratio, days, towns, share)
        for ratio in RATIOS
        for days in LASTING
        for towns, share in BREADTHS
    ]
    return [(one, len(nationwide(scene, found, one, scene.daily))) for one in asked]


def redrawn(
    scene: Scene, found: Regimes, asked: Thresholds, options: Options, draws: int = DRAWS
) -> list[int]:
    """The number of nationwide waves when the same regimes happen again.

    Each day's count is drawn from its regime, and regimes and waves are found anew; which towns
    rose is taken from what was seen on a wave's days.
    """
    numbers = []
    for run in options.progress(range(draws), "waves", draws):
        chance = generator(options.seed, "waves", "again", str(run))
        counts = drawn(found.level * found.exposure, found.habit.size, chance)
        numbers.append(len(nationwide(scene, _anew(scene, counts, found), asked, counts)))
    return numbers


def false_waves(scene: Scene, found: Regimes, asked: Thresholds, options: Options) -> FalseWaves:
    """How many waves are found in decades of counts that never leave the usual rate."""
    runs = int(np.clip(ceil(DECADES * DECADE / len(found.level)), 20, RUNS))
    rate = float(np.median(usual_rate(found)[found.exposure > 0]))
    false = 0
    for run in options.progress(range(runs), "false waves", runs):
        chance = generator(options.seed, "waves", "false", str(run))
        counts = drawn(rate * found.exposure, found.habit.size, chance)
        anew = _anew(scene, counts, found)
        false += len(waves(counts, anew, ratio=asked.ratio, days=asked.days, gap=asked.gap))
    return FalseWaves(false, runs * float(np.count_nonzero(found.exposure)) / DECADE)


def _anew(scene: Scene, counts: Ints, found: Regimes) -> Regimes:
    """The regimes of other counts on the same days, of the same habit."""
    return regimes(counts, scene.first.weekday(), seen=scene.seen, habit=found.habit)


def drawn(mu: Floats, size: float, chance: np.random.Generator) -> Ints:
    """Counts of these means; their variance is μ + μ²/r, with r the size."""
    return chance.poisson(mu if np.isinf(size) else chance.gamma(size, mu / size))
