"""What daily counts must be for a study of waves, and what makes one doubtful.

Invariant: a check has its value and its bound, and whether it refuses or only warns is told here.
"""

import numpy as np

from crosstally.analysis.inputs import Ints
from crosstally.analysis.waves.scene import Scene
from crosstally.analysis.waves.uprisings import Spread, Thresholds
from crosstally.records import Check

LEAST_DAYS = 60
LEAST_CASES = 30
MOST_ONE_DAY = 0.9  # of the days with a case, one day of the week or month: counts by week or month
MOST_FIRSTS = 0.2  # of the cases, on the first of a month, where a day is written that is not known
MOST_FALSE = 1.0  # waves in ten years of nothing
MOST_SHIFT = 1.5  # times as many sources after a wave begins as before
LEAST_SEEN = 0.9
SOURCE_DAYS = 14  # before and after
LEAST_TOWNS = 3  # for the scan


def input_checks(scene: Scene) -> tuple[Check, ...]:
    """Checks without which there is no study of waves at all."""
    days, cases = int(scene.seen.sum()), int(scene.daily.sum())
    coarse = _share_of_one_day(scene)
    return (
        Check(name="enough-days", passed=days >= LEAST_DAYS, value=days, bound=LEAST_DAYS),
        Check(name="enough-cases", passed=cases >= LEAST_CASES, value=cases, bound=LEAST_CASES),
        Check(name="by-day", passed=coarse < MOST_ONE_DAY, value=coarse, bound=MOST_ONE_DAY),
    )


def doubts(scene: Scene) -> tuple[Check, ...]:
    """Checks whose failure makes whatever is found doubtful."""
    firsts = round(_share(scene.daily, _days(scene) == 1), 4)
    seen = round(float(scene.seen.mean()), 4)
    heaped = Check(
        name="days-not-heaped", passed=firsts < MOST_FIRSTS, value=firsts, bound=MOST_FIRSTS
    )
    looked = Check(name="days-seen", passed=seen >= LEAST_SEEN, value=seen, bound=LEAST_SEEN)
    return (heaped,) if scene.sources is None else (heaped, looked)


def towns_check(scene: Scene, asked: Thresholds) -> Check:
    """Whether enough towns are known at all for a wave to be nationwide."""
    towns = len(scene.towns)
    return Check(name="several-towns", passed=towns >= asked.towns, value=towns, bound=asked.towns)


def sources_check(scene: Scene, found: list[Spread]) -> Check | None:
    """The largest shift in the number of active sources as a wave begins; None if not known."""
    if scene.sources is None:
        return None
    about = [sources_about(scene, one) for one in found]
    shifts = [after / max(before, 1.0) for before, after in about]
    most = round(max(shifts, default=1.0), 4)
    return Check(name="sources-steady", passed=most <= MOST_SHIFT, value=most, bound=MOST_SHIFT)


def sources_about(scene: Scene, one: Spread) -> tuple[float, float]:
    """The mean number of active sources in the fortnight before a wave began, and the one after."""
    sources = np.zeros(0) if scene.sources is None else scene.sources
    start = one.wave.start
    before = sources[max(start - SOURCE_DAYS, 0) : start]
    after = sources[start : start + SOURCE_DAYS]
    return float(before.mean()) if len(before) else 0.0, float(after.mean()) if len(after) else 0.0


def _share_of_one_day(scene: Scene) -> float:
    """The largest share of the days with any case that is one day of the week, or of the month."""
    active = scene.daily > 0
    weekday = (np.arange(len(active)) + scene.first.weekday()) % 7
    weeks = np.bincount(weekday, weights=active, minlength=7)
    months = np.bincount(_days(scene), weights=active, minlength=32)
    return round(float(max(weeks.max(), months.max()) / max(active.sum(), 1)), 4)


def _days(scene: Scene) -> Ints:
    """Each day's number in its month."""
    first = np.datetime64(scene.first, "D")
    days = first + np.arange(len(scene.daily))
    return np.asarray((days - days.astype("datetime64[M]")).astype(np.int64) + 1)


def _share(daily: Ints, which: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
    return float(daily[which].sum() / max(daily.sum(), 1))
