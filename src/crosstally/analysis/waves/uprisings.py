"""Nationwide waves: those that last, rise and spread as far as stated thresholds ask.

Invariant: every number of waves is given with the thresholds that it holds for; which of them is an
uprising is a definition, and the table shows what other definitions give.
"""

from math import ceil
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.kernels import Flags
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
    """In how many towns and provinces the rate rose too, to `ratio` times their own usual rate."""
    by_province = np.zeros((len(scene.province_names), scene.counts.shape[1]), dtype=np.int64)
    for number, name in enumerate(scene.province_names):
        by_province[number] = scene.counts[[one == name for one in scene.provinces]].sum(axis=0)
    return Spread(
        wave=wave,
        cases=int(scene.daily[wave.start : wave.stop].sum()),
        towns=int(_risen(scene, scene.counts, wave, ratio).sum()),
        provinces=int(_risen(scene, by_province, wave, ratio).sum()),
    )


def _risen(scene: Scene, counts: Ints, wave: Wave, ratio: float) -> Flags:
    """Which rows have anything in a wave, and `ratio` times the rate of the year about it."""
    seen = scene.seen.copy()
    length = int(seen[wave.start : wave.stop].sum())
    seen[wave.start : wave.stop] = False
    about = np.zeros(len(seen), dtype=bool)
    middle = (wave.start + wave.stop) // 2
    about[max(middle - YEAR // 2, 0) : middle + YEAR // 2 + 1] = True
    usual = seen & about if (seen & about).sum() >= LEAST_SEEN else seen
    during = counts[:, wave.start : wave.stop].sum(axis=1)
    before = counts[:, usual].sum(axis=1)
    return np.asarray((during > 0) & (during * usual.sum() >= ratio * before * length))


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
