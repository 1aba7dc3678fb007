"""The split into regimes is the best of all splits, and finds the one change in the coal mines."""

from itertools import combinations, pairwise
from math import inf, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves import changes, event_changes, rates
from crosstally.analysis.waves.pelt import _loop, _path, _plain

# Days between explosions in British coal mines that killed ten or more, from 15 March 1851 to
# 22 March 1962: Jarrett, Biometrika 66 (1979), 191-193.
COAL = (
    157, 123, 2, 124, 12, 4, 10, 216, 80, 12, 33, 66, 232, 826, 40, 12, 29, 190, 97, 65, 186,
    23, 92, 197, 431, 16, 154, 95, 25, 19, 78, 202, 36, 110, 276, 16, 88, 225, 53, 17, 538,
    187, 34, 101, 41, 139, 42, 1, 250, 80, 3, 324, 56, 31, 96, 70, 41, 93, 24, 91, 143, 16,
    27, 144, 45, 6, 208, 29, 112, 43, 193, 134, 420, 95, 125, 34, 127, 218, 2, 0, 378, 36, 15,
    31, 215, 11, 137, 4, 15, 72, 96, 124, 50, 120, 203, 176, 55, 93, 59, 315, 59, 61, 1, 13,
    189, 345, 20, 81, 286, 114, 108, 188, 233, 28, 22, 61, 78, 99, 326, 275, 54, 217, 113, 32,
    388, 151, 361, 312, 354, 307, 275, 78, 17, 1205, 644, 467, 871, 48, 123, 456, 498, 49,
    131, 182, 255, 194, 224, 566, 462, 228, 806, 517, 1643, 54, 326, 1312, 348, 745, 217, 120,
    275, 20, 66, 292, 4, 368, 307, 336, 19, 329, 330, 312, 536, 145, 75, 364, 37, 19, 156, 47,
    129, 1630, 29, 217, 7, 18, 1358, 2366, 952, 632,
)  # fmt: skip
FIRST = 1851.20260095825
SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "stats" / "coal" / "coal.csv"

small = st.lists(st.integers(0, 12), min_size=1, max_size=9)
sizes = st.sampled_from((inf, 0.5, 3.0))


def cost(counts: Ints, exposure: Floats, size: float) -> float:
    """Minus the log likelihood of a segment at its best rate, from the densities' own formulas."""
    s, w = float(counts.sum()), float(exposure.sum())
    if size == inf:
        return -(s * log(s / w)) if s else 0.0
    lam = s / w
    odd = size * w
    return -((s * log(lam / (lam + size)) if s else 0.0) + odd * log(size / (lam + size)))


def best_of_all(counts: Ints, exposure: Floats, penalty: float, size: float) -> float:
    """The least cost of any split, each tried."""
    n = len(counts)
    least = inf
    for many in range(n):
        for cut in combinations(range(1, n), many):
            edges = [0, *cut, n]
            parts = [slice(a, b) for a, b in pairwise(edges)]
            each = sum(cost(counts[p], exposure[p], size) for p in parts)
            least = min(least, each + penalty * many)
    return least


@pytest.mark.parametrize("search", [_plain, _loop], ids=["numpy", "loop"])
@given(counts=small, penalty=st.floats(0.0, 6.0), size=sizes, data=st.data())
@example(counts=[0, 0, 0], penalty=0.0, size=inf, data=None)
def test_no_split_is_better(
    search: object, counts: list[int], penalty: float, size: float, data: st.DataObject | None
) -> None:
    weights = st.lists(st.floats(0.2, 3.0), min_size=len(counts), max_size=len(counts))
    exposure = np.array(data.draw(weights)) if data is not None else np.ones(len(counts))
    some = np.array(counts)
    cases = np.concatenate([[0.0], np.cumsum(some)])
    days = np.concatenate([[0.0], np.cumsum(exposure)])
    came = search(cases, days, (penalty, size, 0.0))  # type: ignore[operator]
    edges = [len(some)]
    while edges[-1] > 0:
        edges.append(int(came[edges[-1]]))
    parts = [slice(a, b) for b, a in pairwise(edges)]
    found = sum(cost(some[p], exposure[p], size) for p in parts) + penalty * (len(parts) - 1)
    assert found == pytest.approx(best_of_all(some, exposure, penalty, size), abs=1e-9)


def test_a_steady_series_has_no_change() -> None:
    assert len(changes(np.full(400, 3), penalty=log(400))) == 0
    assert len(changes(np.zeros(400, dtype=int), penalty=log(400))) == 0


def test_a_single_day_has_no_change() -> None:
    assert len(changes(np.array([7]), penalty=0.0)) == 0


def test_a_planted_wave_is_found_to_the_day() -> None:
    counts = np.array([4, 5, 3, 4] * 30 + [13, 15, 16, 12, 14] + [4, 5, 3, 4] * 30)
    starts = changes(counts, penalty=log(len(counts)))
    assert starts.tolist() == [120, 125]
    assert rates(counts, starts)[[0, 122, 200]].tolist() == [4.0, 14.0, 4.0]


def test_spread_counts_need_more_to_be_a_change() -> None:
    counts = np.array([4, 5, 3, 4] * 10 + [9, 12, 8] + [4, 5, 3, 4] * 10)
    assert len(changes(counts, penalty=4.0)) == 2
    assert len(changes(counts, penalty=4.0, size=1.0)) == 0


def test_a_habit_of_weekdays_is_no_change() -> None:
    habit = np.array([1, 1, 1, 1, 0.1, 2, 0.9])
    counts = np.tile((habit * 20).astype(int), 20)
    assert len(changes(counts, penalty=3.0)) > 0
    assert len(changes(counts, penalty=3.0, exposure=np.tile(habit, 20))) == 0


def test_the_loop_for_numba_and_numpy_agree_on_a_long_series() -> None:
    chance = np.random.default_rng(11)
    counts = chance.poisson(np.repeat([2.0, 9.0, 2.0, 3.0], [300, 20, 400, 80]))
    cases = np.concatenate([[0.0], np.cumsum(counts)])
    days = np.arange(801.0)
    for size in (inf, 4.0):
        plain = _plain(cases, days, (6.0, size, 0.0))
        assert np.array_equal(plain, _path()(cases, days, (6.0, size, 0.0)))


def test_the_coal_mines_have_one_change_in_march_1890() -> None:
    times = FIRST + np.concatenate([[0], np.cumsum(COAL)]) / 365.25
    assert len(times) == 191
    one = event_changes(times, 1851, 1963, penalty=2 * log(191))
    assert one.round(2).tolist() == [1890.19]
    early = times <= one[0]
    assert early.sum() / (one[0] - 1851) == pytest.approx(3.190, abs=5e-4)
    assert (~early).sum() / (1963 - one[0]) == pytest.approx(0.906, abs=5e-4)


@pytest.mark.skipif(not SHARED.exists(), reason="the dates as R's boot has them are not here")
def test_the_dates_of_r_give_the_same() -> None:
    times = np.loadtxt(SHARED, skiprows=1)
    assert event_changes(times, 1851, 1963, penalty=2 * log(191)).round(2).tolist() == [1890.19]


def test_two_events_at_one_moment_make_no_endless_rate() -> None:
    times = np.array([1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0])
    assert len(event_changes(times, 0, 7, penalty=2.0)) == 0
    assert len(event_changes(times, 0, 7, penalty=2.0, shortest=0.0)) == 0
