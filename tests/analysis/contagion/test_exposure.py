from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.analysis.contagion.covariates import (
    anniversaries,
    curve,
    marked,
    mourned,
    weekdays,
)
from crosstally.analysis.contagion.exposure import (
    distances,
    near,
    power_law,
    same_group,
    same_place,
    unseen,
    within_days,
)

DELAYS = st.floats(0.3, 20.0)


def _one(places: int, days: int, place: int, day: int) -> np.ndarray:
    counts = np.zeros((places, days))
    counts[place, day] = 1.0
    return counts


@given(DELAYS)
def test_a_kernel_starts_the_day_after_and_sums_to_one(delay: float) -> None:
    exposure = same_place(_one(2, 2000, 0, 5), delay)
    assert not exposure[:, :6].any()
    assert not exposure[1].any()
    assert exposure.sum() == pytest.approx(1.0)
    assert exposure[0, 7] / exposure[0, 6] == pytest.approx(np.exp(-1 / delay))


def test_what_is_near_goes_elsewhere_and_falls_with_distance() -> None:
    weights = power_law(distances(np.array([30.0, 30.5, 34.0]), np.array([50.0, 50.0, 50.0])), 2.0)
    assert weights.sum(axis=1) == pytest.approx(1.0)
    exposure = near(_one(3, 4, 0, 1), weights)
    assert exposure[0].sum() == 0.0
    assert exposure[1, 1] > exposure[2, 1] > 0.0


def test_places_on_one_spot_share_evenly() -> None:
    weights = power_law(np.zeros((3, 3)), 3.0)
    assert weights == pytest.approx((1 - np.eye(3)) / 2)


def test_tehran_and_mashhad_are_about_740_km_apart() -> None:
    far = distances(np.array([35.69, 36.30]), np.array([51.39, 59.61]))
    assert far[0, 1] == pytest.approx(742, abs=5)
    assert far[0, 0] == 0.0


def test_a_group_reaches_where_it_was_active_before_and_not_where_it_is_next() -> None:
    by_group = np.zeros((1, 3, 30))
    by_group[0, 0, [1, 20]] = 1.0
    by_group[0, 1, 2] = 1.0
    by_group[0, 2, 25] = 5.0
    exposure = same_group(by_group, 2.0)
    assert exposure[1, 21] > 0.0
    assert not exposure[2, :26].any()


def test_a_reaction_of_one_day_leaves_a_third_on_the_day_itself() -> None:
    assert unseen(1.0) == pytest.approx(np.exp(-1.0))
    assert unseen(1e-3) == pytest.approx(1.0, abs=2e-3)


@given(st.floats(0.0, 1.0), DELAYS)
def test_the_same_day_only_adds_and_undoes_itself(share: float, delay: float) -> None:
    whole, part = within_days(share, delay), unseen(delay)
    assert share - 1e-12 <= whole <= 1.0 + 1e-12
    assert whole * (1 - part) / (1 - whole * part) == pytest.approx(share, abs=1e-9)


@given(st.integers(1, 800), st.integers(3, 60))
def test_the_curve_sums_to_one_on_every_day(days: int, every: int) -> None:
    assert curve(days, every).sum(axis=1) == pytest.approx(1.0)


def test_weekdays_are_told_apart_and_come_round() -> None:
    columns = weekdays(15)
    assert columns[0].sum() == columns[7].sum() == 0.0
    assert (columns[1] == columns[8]).all()


def test_marked_days_beyond_the_record_are_no_days_of_it() -> None:
    first = date(2018, 1, 1)
    told = [first - timedelta(days=1), first, first, first + timedelta(days=9)]
    assert marked(first, 5, told).tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_the_fortieth_day_crosses_a_jalali_year() -> None:
    assert mourned(date(2018, 3, 1)) == date(2018, 4, 10)


def test_an_anniversary_keeps_the_jalali_date_where_the_gregorian_one_moves() -> None:
    # 24 Aban 1398 and 1399: 15 November 2019, then 14 November 2020, after a leap day
    assert anniversaries(date(2019, 11, 15), date(2021, 1, 1)) == (date(2020, 11, 14),)


def test_the_leap_day_of_esfand_has_no_anniversary_in_a_common_year() -> None:
    # 30 Esfand 1399 is 20 March 2021; 1400 to 1402 have none, 1403 has
    assert anniversaries(date(2021, 3, 20), date(2024, 12, 1)) == ()
    assert anniversaries(date(2021, 3, 20), date(2025, 12, 1)) == (date(2025, 3, 20),)
