"""Columns for the background: the nation's curve, weekdays, announced days, days of mourning.

Invariant: every column is known before the day it speaks of, or is a smooth curve.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from scipy.interpolate import BSpline

from crosstally.analysis.inputs import Floats
from crosstally.records import Calendar
from crosstally.text.calendar import date_of, day_of

KNOTS = 14  # steps between the knots of the nation's curve
MOURNING_DAYS = 40  # chehelom, the fortieth day after a death


def curve(days: int, every: int) -> Floats:
    """A cubic B-spline of the days with a knot about `every` so many, days × columns."""
    if days < 2:
        return np.ones((days, 1))
    degree = 3
    inner = np.linspace(0.0, days - 1.0, max(2, round(days / every) + 1))
    knots = np.concatenate([np.zeros(degree), inner, np.full(degree, days - 1.0)])
    columns: Floats = BSpline.design_matrix(np.arange(float(days)), knots, degree).toarray()
    return columns


def weekdays(days: int) -> Floats:
    """Six columns, days × 6: each weekday but the one of the first day."""
    which = np.arange(days) % 7
    columns: Floats = (which[:, None] == np.arange(1, 7)).astype(np.float64)
    return columns


def marked(first: date, days: int, told: Iterable[date]) -> Floats:
    """One column: 1 on the days told, as far as they fall within."""
    column = np.zeros(days)
    for day in sorted(set(told)):
        if 0 <= (day - first).days < days:
            column[(day - first).days] = 1.0
    return column


def mourned(day: date) -> date:
    """The fortieth day after a death, by count of days in any calendar.

    >>> mourned(date(2019, 11, 16))
    datetime.date(2019, 12, 26)
    """
    return day + timedelta(days=MOURNING_DAYS)


def anniversaries(day: date, until: date) -> tuple[date, ...]:
    """The same Jalali date in the years after, up to a day; 30 Esfand is kept in leap years only.

    >>> anniversaries(date(2017, 12, 28), date(2019, 12, 31))
    (datetime.date(2018, 12, 28), datetime.date(2019, 12, 28))
    """
    year, month, number = date_of(Calendar.JALALI, day)
    last = date_of(Calendar.JALALI, until)[0]
    found = (day_of(Calendar.JALALI, later, month, number) for later in range(year + 1, last + 1))
    return tuple(later for later in found if later is not None and later <= until)
