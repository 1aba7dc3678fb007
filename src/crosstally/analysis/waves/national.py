"""The estimates and tables of nationwide waves, each with what it would be under other choices.

Invariant: the headline is the number at the default thresholds, its interval is what the same
regimes, drawn again, and other linkings give; nothing is said where days are too few or too coarse.
"""

from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2

from crosstally.analysis.frame import Options
from crosstally.analysis.waves.checks import (
    MOST_FALSE,
    doubts,
    input_checks,
    sources_about,
    sources_check,
    towns_check,
)
from crosstally.analysis.waves.regimes import Regimes, regimes, usual_rate, waves
from crosstally.analysis.waves.scene import Scene
from crosstally.analysis.waves.uprisings import (
    BREADTHS,
    DRAWS,
    LASTING,
    RATIOS,
    FalseWaves,
    Spread,
    Thresholds,
    false_waves,
    nationwide,
    over_thresholds,
    reaches,
    redrawn,
    spread,
)
from crosstally.records import Check, Estimate, Grid, Standing, Variant

METHOD = "pelt-nb-1"
ASSUMPTIONS = ("first-day", "waves-above-usual", "breadth-is-risen", "home-only")


class National(NamedTuple):
    """What is asked about a scene, the same scene under other linkings, and without newcomers."""

    scene: Scene
    others: tuple[Scene, ...] = ()
    settled: Scene | None = None
    asked: Thresholds = Thresholds()


def regimes_of(scene: Scene) -> Regimes:
    """The regimes of all counts of a scene."""
    return regimes(scene.daily, scene.first.weekday(), seen=scene.seen)


def number_of(scene: Scene, asked: Thresholds) -> int:
    """How many nationwide waves a scene has."""
    return len(nationwide(scene, regimes_of(scene), asked, scene.daily))


def national(told: National, options: Options) -> tuple[tuple[Estimate, ...], tuple[Grid, ...]]:
    """The number of nationwide waves, of waves of any breadth, and of false ones in ten years."""
    scene, asked = told.scene, told.asked
    checks = input_checks(scene)
    if not all(check.passed for check in checks):
        names = ("nationwide-waves", "raised-periods", "false-waves")
        return tuple(_estimate(name, None, checks, options) for name in names), ()
    found = regimes_of(scene)
    spans = waves(scene.daily, found, ratio=asked.ratio, days=asked.days, gap=asked.gap)
    each = [spread(scene, wave, asked.ratio) for wave in spans]
    false = false_waves(scene, found, asked, options)
    quiet = _quiet(false)
    steady = sources_check(scene, [one for one in each if reaches(scene, one, asked)])
    soft = (*doubts(scene), quiet, *(() if steady is None else (steady,)))
    towns = towns_check(scene, asked)
    broad = _broad(told, found, options) if towns.passed else None
    estimates = (
        _estimate("nationwide-waves", broad, (*checks, towns, *soft), options, scene),
        _estimate(
            "raised-periods", _Found(len(each), None, None), (*checks, *soft), options, scene
        ),
        _estimate("false-waves", _false(false, options), (*checks, quiet), options),
    )
    return estimates, _grids(scene, found, each, asked)


class _Found(NamedTuple):
    value: float
    low: float | None
    high: float | None
    sensitivity: tuple[Variant, ...] = ()


def _broad(told: National, found: Regimes, options: Options) -> _Found:
    """The number of nationwide waves, with what chance, other linkings and thresholds make of it."""
    scene, asked = told.scene, told.asked
    value = len(nationwide(scene, found, asked, scene.daily))
    numbers = redrawn(scene, found, asked, options)
    for other in told.others:
        few = max(DRAWS // len(told.others), 2)
        numbers += redrawn(other, regimes_of(other), asked, options, few)
    ends = (1 - options.level) / 2, (1 + options.level) / 2
    low, high = np.quantile(numbers, ends, method="closest_observation")
    variants = [
        Variant(change=change, to=to, value=len(nationwide(scene, found, other, scene.daily)))
        for change, to, other in _others(asked)
    ]
    if told.settled is not None:
        few = number_of(told.settled, asked)
        variants.append(Variant(change="newcomers-left-out", to=None, value=few))
    return _Found(value, min(float(low), value), max(float(high), value), tuple(variants))


def _others(asked: Thresholds) -> list[tuple[str, str, Thresholds]]:
    """The thresholds with one of them changed, or both of breadth."""
    ratios = [("ratio", f"{ratio:g}", asked._replace(ratio=ratio)) for ratio in RATIOS]
    lasting = [("days", str(days), asked._replace(days=days)) for days in LASTING]
    broad = [
        ("breadth", f"{towns}, {share:.0%}", asked._replace(towns=towns, share=share))
        for towns, share in BREADTHS
    ]
    return [one for one in (*ratios, *lasting, *broad) if one[2] != asked]


def _quiet(false: FalseWaves) -> Check:
    """Whether nothing makes few enough waves."""
    rate = round(false.number / false.decades, 4)
    return Check(name="false-waves-few", passed=rate <= MOST_FALSE, value=rate, bound=MOST_FALSE)


def _false(false: FalseWaves, options: Options) -> _Found:
    """False waves in ten years, with the exact interval of a Poisson count (Garwood, 1936)."""
    tail = (1 - options.level) / 2
    low = float(chi2.ppf(tail, 2 * false.number)) / 2 if false.number else 0.0
    high = float(chi2.isf(tail, 2 * false.number + 2)) / 2
    value, low, high = (float(x / false.decades) for x in (false.number, low, high))
    return _Found(round(value, 4), round(low, 4), round(high, 4))


def _estimate(
    name: str,
    found: _Found | None,
    checks: tuple[Check, ...],
    options: Options,
    scene: Scene | None = None,
) -> Estimate:
    """An estimate with its checks; without anything found, refused by the first that failed."""
    failed = [check.name for check in checks if not check.passed]
    status = Standing.CAUTION if failed else Standing.OK
    return Estimate(
        name=name,
        value=None if found is None else found.value,
        low=None if found is None else found.low,
        high=None if found is None else found.high,
        level=options.level,
        unit="waves-a-decade" if name == "false-waves" else "waves",
        method=METHOD,
        status=Standing.REFUSED if found is None else status,
        assumptions=ASSUMPTIONS,
        checks=checks,
        warnings=() if scene is None else _warnings(scene),
        refusal=failed[0] if found is None else None,
        sensitivity=() if found is None else found.sensitivity,
    )


def _warnings(scene: Scene) -> tuple[str, ...]:
    """What the number does not know."""
    told = (
        ("provinces-unknown", scene.all_provinces is None),
        ("sources-unknown", scene.sources is None),
        ("days-unseen", not bool(scene.seen.all())),
    )
    return tuple(name for name, holds in told if holds)


def _grids(scene: Scene, found: Regimes, each: list[Spread], asked: Thresholds) -> tuple[Grid, ...]:
    """The definition, the number over thresholds, the waves, the regimes and the days."""
    return (
        _definition(scene, asked),
        _thresholds(scene, found),
        _waves(scene, each, asked),
        _regimes(scene, found),
        _days(scene, found),
    )


def _needed(scene: Scene, asked: Thresholds) -> int | None:
    """How many provinces a wave must reach."""
    known = scene.all_provinces
    return None if known is None else ceil(asked.share * known - 1e-9)


def _definition(scene: Scene, asked: Thresholds) -> Grid:
    needed = _needed(scene, asked)
    columns = ("times-usual", "days-at-least", "towns", "provinces", "gap")
    row = (asked.ratio, asked.days, asked.towns, needed, asked.gap)
    return Grid(name="definition", columns=columns, rows=(row,))


def _thresholds(scene: Scene, found: Regimes) -> Grid:
    rows = tuple(
        (one.ratio, one.days, one.towns, _needed(scene, one), number)
        for one, number in over_thresholds(scene, found)
    )
    columns = ("times-usual", "days-at-least", "towns", "provinces", "nationwide-waves")
    return Grid(name="thresholds", columns=columns, rows=rows)


def _waves(scene: Scene, each: list[Spread], asked: Thresholds) -> Grid:
    rows = []
    for one in each:
        wave = one.wave
        before, after = sources_about(scene, one)
        known = scene.sources is not None
        rows.append(
            (
                scene.day(wave.start),
                scene.day(wave.stop - 1),
                one.cases,
                round(wave.rate, 3),
                round(wave.usual, 3),
                one.towns,
                one.provinces if scene.all_provinces else None,
                round(before, 1) if known else None,
                round(after, 1) if known else None,
                int(reaches(scene, one, asked) and one.towns >= asked.towns),
            )
        )
    columns = ("first", "last", "count", "rate", "usual", "towns", "provinces")
    more = ("sources-before", "sources-after", "nationwide")
    return Grid(name="waves", columns=(*columns, *more), rows=tuple(rows))


def _regimes(scene: Scene, found: Regimes) -> Grid:
    edges = [0, *found.starts.tolist(), len(found.level)]
    rows = tuple(
        (
            scene.day(begin),
            scene.day(end - 1),
            int(np.count_nonzero(found.exposure[begin:end])),
            int(scene.daily[begin:end].sum()),
            round(float(found.level[begin]), 4),
        )
        for begin, end in pairwise(edges)
    )
    return Grid(name="regimes", columns=("first", "last", "days-seen", "count", "rate"), rows=rows)


def _days(scene: Scene, found: Regimes) -> Grid:
    usual = usual_rate(found)
    rows = tuple(
        (
            scene.day(day),
            int(scene.daily[day]) if scene.seen[day] else None,
            round(float(found.level[day]), 4),
            round(float(usual[day]), 4),
        )
        for day in range(len(usual))
    )
    return Grid(name="waves-daily", columns=("day", "count", "rate", "usual"), rows=rows)
