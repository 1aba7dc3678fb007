"""Decades of counts whose waves we set: seeds are published with the results in docs/why/waves.md."""

from typing import NamedTuple

import numpy as np

from crosstally.analysis.inputs import Ints
from crosstally.analysis.waves import regimes, waves

WEEK = (
    np.array([1.0, 1.1, 0.9, 1.0, 0.6, 1.5, 0.9]) / 1.0
)  # mean 1: a quiet Friday, a loud Saturday
DECADE = 3650


class World(NamedTuple):
    """A rate a day, the size r of the spread (0: Poisson), and whether weekdays differ."""

    rate: float
    size: float
    weekday: bool = False


STEADY = (World(0.3, 0), World(2, 0), World(2, 2, weekday=True), World(10, 0),
          World(10, 5, weekday=True), World(50, 5, weekday=True))  # fmt: skip
PLANTED = (World(5, 0), World(8, 0), World(10, 0, weekday=True), World(20, 20, weekday=True))


def decade(world: World, chance: np.random.Generator, planted: int | None = None) -> Ints:
    """Ten years of counts; a wave of three times the rate for five days, where one is planted."""
    mu = world.rate * (WEEK[np.arange(DECADE) % 7] if world.weekday else np.ones(DECADE))
    if planted is not None:
        mu[planted : planted + 5] *= 3
    return chance.poisson(chance.gamma(world.size, mu / world.size) if world.size else mu)


def false_waves(world: World, run: int) -> int:
    """How many waves a decade without any has."""
    counts = decade(world, np.random.default_rng([7, run]))
    return len(waves(counts, regimes(counts, 0), ratio=2, days=3))


def planted_found(world: World, run: int) -> tuple[bool, bool, int]:
    """Whether a planted wave is found, with both edges within two days; and how many others."""
    chance = np.random.default_rng([8, run])
    at = int(chance.integers(200, 3400))
    counts = decade(world, chance, at)
    spans = waves(counts, regimes(counts, 0), ratio=2, days=3)
    mine = [one for one in spans if one.start < at + 5 and one.stop > at]
    near = len(mine) == 1 and abs(mine[0].start - at) <= 2 and abs(mine[0].stop - at - 5) <= 2
    return bool(mine), near, len(spans) - len(mine)
