"""Waves are found where they were planted, and none where nothing is.

The seeds of the simulations are [7, run] and [8, run]; docs/why/waves.md has their results.
"""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.analysis.inputs import Ints
from crosstally.analysis.waves import Habit, regimes, waves
from crosstally.analysis.waves.regimes import usual_rate

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


WAVE = np.array([2, 3, 1, 2] * 40 + [12, 15, 11, 14, 13] + [2, 3, 1, 2] * 40)


def test_a_planted_wave_has_its_days_its_rate_and_what_is_usual() -> None:
    found = waves(WAVE, regimes(WAVE, 0), ratio=2, days=3)
    assert [(one.start, one.stop, one.rate, one.usual) for one in found] == [(160, 165, 13.0, 2.0)]


def test_a_wave_that_is_too_short_or_too_low_is_none() -> None:
    assert waves(WAVE, regimes(WAVE, 0), ratio=2, days=6) == []
    assert waves(WAVE, regimes(WAVE, 0), ratio=7, days=3) == []


def test_two_rises_within_a_week_are_one_wave() -> None:
    quiet = [2, 3, 1, 2] * 40
    high = [20, 22, 19, 21]
    near = np.array(quiet + high + [2, 2, 2, 2] + high + quiet)
    far = np.array(quiet + high + [2] * 14 + high + quiet)
    assert len(waves(near, regimes(near, 0), ratio=2, days=3)) == 1
    assert len(waves(far, regimes(far, 0), ratio=2, days=3)) == 2


def test_a_lasting_rise_is_no_wave() -> None:
    counts = np.array([2, 3, 1, 2] * 250 + [8, 9, 7, 8] * 250)
    found = regimes(counts, 0)
    assert found.starts.tolist() == [1000]
    assert waves(counts, found, ratio=2, days=3) == []


def test_days_that_nobody_saw_are_not_quiet_days() -> None:
    seen = np.ones(len(WAVE), dtype=bool)
    seen[162] = False
    counts = np.where(seen, WAVE, 0)
    found = waves(counts, regimes(counts, 0, seen=seen), ratio=2, days=3)
    assert [(one.start, one.stop, one.rate) for one in found] == [(160, 165, 13.5)]
    assert waves(counts, regimes(counts, 0, seen=seen), ratio=2, days=5) == []


def test_a_wave_that_ends_in_the_dark_ends_with_its_last_seen_day() -> None:
    seen = np.ones(len(WAVE), dtype=bool)
    seen[164:260] = False
    counts = np.where(seen, WAVE, 0)
    found = waves(counts, regimes(counts, 0, seen=seen), ratio=2, days=3)
    assert [(one.start, one.stop) for one in found] == [(160, 164)]


def test_the_habit_of_weekdays_and_the_spread_are_found() -> None:
    world = World(20, 5, weekday=True)
    found = regimes(decade(world, np.random.default_rng([7, 0])), 0)
    assert found.habit.size == pytest.approx(5, rel=0.15)
    assert found.habit.weekday == pytest.approx(WEEK, abs=0.1)


def test_weekdays_that_do_not_differ_are_left_alone() -> None:
    counts = decade(World(5, 0), np.random.default_rng([7, 1]))
    assert regimes(counts, 0).habit.weekday.tolist() == [1.0] * 7


@given(
    counts=st.lists(st.integers(0, 30), min_size=2, max_size=60),
    weekday=st.integers(0, 6),
    size=st.sampled_from((0.5, 5.0, float("inf"))),
)
def test_waves_lie_apart_and_within_the_days(counts: list[int], weekday: int, size: float) -> None:
    some = np.array(counts)
    found = regimes(some, weekday, habit=Habit(np.ones(7), size))
    spans = waves(some, found, ratio=1.5, days=1, gap=3)
    edges = [edge for one in spans for edge in (one.start, one.stop)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(some) for edge in edges)
    assert np.all(usual_rate(found) > 0)


@pytest.mark.parametrize("world", STEADY, ids=str)
def test_a_decade_of_nothing_has_no_wave(world: World) -> None:
    assert false_waves(world, 0) == 0


@pytest.mark.parametrize("world", PLANTED, ids=str)
def test_three_times_the_rate_for_five_days_is_found(world: World) -> None:
    assert planted_found(world, 1) == (True, True, 0)


@pytest.mark.slow
@pytest.mark.parametrize("world", STEADY, ids=str)
def test_a_hundred_decades_have_at_most_a_hundred_false_waves(world: World) -> None:
    assert sum(false_waves(world, run) for run in range(100)) <= 100


@pytest.mark.slow
@pytest.mark.parametrize("world", PLANTED, ids=str)
def test_planted_waves_are_found_nineteen_times_in_twenty(world: World) -> None:
    found = np.array([planted_found(world, run) for run in range(100)])
    assert found[:, :2].sum(axis=0).min() >= 95
