"""A time axis without its empty months: days or weeks stand at even steps, long silences are folded.

Invariant: two days on the axis keep their order; days next to one another stay next to one another;
every fold is drawn and says how long it is.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

FOLD_AFTER = 6  # steps: a lull inside a wave stays; 14 days left a quarter of the axis empty
FOLD_STEPS = 2
STEPS = (1, 7, 28)  # days in a bar, in either calendar: a day, a week, four weeks
MOST_STEPS = 560  # ten years of weeks: two points a bar on a desk's screen
LABEL_FROM_DAYS = (
    28  # a shorter fold has its line, and no number: numbers would stand on one another
)


class Fold(NamedTuple):
    """A silence left out: where its middle stands on the axis, and how many days it stands for."""

    position: float
    days: int


class Axis(NamedTuple):
    """First days of steps in order with their places from 0, the folds between, and the length.

    A step is `step` days long: a day where the axis has room for days.
    """

    days: tuple[date, ...]
    positions: tuple[int, ...]
    folds: tuple[Fold, ...]
    length: int
    step: int = 1

    def start_of(self, day: date) -> date:
        """The first day of the step in which a day lies."""
        return _start(day, self.step)


def folded(days: Iterable[date]) -> Axis:
    """An axis for the days on which something happened, in days, else weeks, else four weeks.

    A silence of more than `FOLD_AFTER` steps takes `FOLD_STEPS` steps; a shorter one keeps its
    steps, so that a lull inside a wave is seen as a lull.

    >>> folded([date(2018, 1, 1), date(2018, 1, 3), date(2019, 1, 1)]).positions
    (0, 1, 2, 5)
    """
    told = sorted(set(days))
    axis = _folded(told, STEPS[0])
    for step in STEPS[1:]:
        if len(axis.days) <= MOST_STEPS:
            break
        axis = _folded(told, step)
    return axis


def _start(day: date, step: int) -> date:
    """Steps are laid from 1 January of the year 1, a Monday."""
    return day - timedelta(days=(day.toordinal() - 1) % step)


def _folded(told: list[date], step: int) -> Axis:
    shown: list[date] = []
    positions: list[int] = []
    folds: list[Fold] = []
    for day in dict.fromkeys(_start(one, step) for one in told):
        if not shown:
            shown, positions = [day], [0]
            continue
        silence = (day - shown[-1]).days // step - 1
        if silence > FOLD_AFTER:
            folds.append(Fold(positions[-1] + (FOLD_STEPS + 1) / 2, silence * step))
            positions.append(positions[-1] + FOLD_STEPS + 1)
            shown.append(day)
            continue
        for _ in range(silence + 1):
            shown.append(shown[-1] + timedelta(days=step))
            positions.append(positions[-1] + 1)
    length = positions[-1] + 1 if positions else 0
    return Axis(tuple(shown), tuple(positions), tuple(folds), length, step)


def ticks(axis: Axis, *, apart: float) -> tuple[int, ...]:
    """Which days (by index) carry a label: the first after each fold, then others where there is room.

    Args:
        axis: the axis.
        apart: steps that two labels need between them.
    """
    starts = [0] + [
        number
        for number in range(1, len(axis.positions))
        if axis.positions[number] - axis.positions[number - 1] > 1
    ]
    chosen: list[int] = []
    for number in (start for start in starts if axis.positions):
        if all(abs(axis.positions[number] - axis.positions[one]) >= apart for one in chosen):
            chosen.append(number)
    for number in range(len(axis.positions)):
        if all(abs(axis.positions[number] - axis.positions[one]) >= apart for one in chosen):
            chosen.append(number)
    return tuple(sorted(chosen))


def named(axis: Axis, *, apart: float) -> tuple[Fold, ...]:
    """The folds that carry their number of days: the longest first, where there is room.

    Args:
        axis: the axis.
        apart: steps that two numbers need between them.
    """
    chosen: list[Fold] = []
    for fold in sorted(axis.folds, key=lambda one: (-one.days, one.position)):
        if fold.days >= LABEL_FROM_DAYS and all(
            abs(fold.position - one.position) >= apart for one in chosen
        ):
            chosen.append(fold)
    return tuple(sorted(chosen))


def spread(positions: Sequence[int]) -> tuple[float, float]:
    """The axis's domain: half a step beyond the first and the last day."""
    return (positions[0] - 0.6, positions[-1] + 0.6) if positions else (-0.6, 0.6)
