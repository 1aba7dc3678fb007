"""The density of the latent classes, compiled: import it where numba is installed, and nowhere else.

Invariant: what `lcmcr_law.by_arrays` gives, to rounding (a test holds them side by side). One state
after another, its classes innermost, so that all stays in the processor's nearest memory.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numba import njit

from crosstally.analysis.coverage.lcmcr_types import Law, Prior, Room
from crosstally.analysis.inputs import Floats, Ints

F = TypeVar("F", bound=Callable[..., object])


def _fast(function: F) -> F:
    compiled = njit(cache=True, error_model="numpy")(function)
    return cast(F, compiled)


class One(NamedTuple):
    """Where one state is worked out: by list and class, and by class."""

    chances: Floats
    odds: Floats
    sums: Floats
    first: Floats
    sizes: Floats
    taken: Floats
    shares: Floats


@_fast
def _sticks(state: Floats, one: One, a: float, b: float) -> tuple[float, float]:
    """The weights into `first`; the logarithm of the sticks' prior, and the pull of α."""
    last = state.shape[1] - 1
    left, length, log_prior = 1.0, 0.0, 0.0
    for k in range(last):
        y = state[-1, k]
        e = math.exp(-abs(y))
        most = 1 / (1 + e)
        one.taken[k] = most if y > 0 else e * most
        stick = math.log1p(e) + max(y, 0.0)
        length += stick
        log_prior += y - stick
        one.first[k] = left * one.taken[k]
        left *= e * most if y > 0 else most
    one.first[last] = left
    pull = (a + last) / (b + length)
    return log_prior - (a + last) * math.log(b + length), pull


@_fast
def _lists(state: Floats, one: One) -> float:
    """Chances and odds, the chance to be missed into `first`; the logarithm of λ's prior."""
    log_prior = 0.0
    one.shares[:] = 1.0
    for j in range(len(state) - 1):
        for k in range(state.shape[1]):
            e = math.exp(-abs(state[j, k]))
            most = 1 / (1 + e)
            least = e * most
            caught = most if state[j, k] > 0 else least
            missed = least if state[j, k] > 0 else most
            one.chances[j, k] = caught
            one.odds[j, k] = caught / missed
            one.first[k] *= missed
            one.shares[k] *= least * most
        if j % 8 == 7 or j == len(state) - 2:  # so many factors never run out of exponent
            for k in range(state.shape[1]):
                log_prior += math.log(one.shares[k])
            one.shares[:] = 1.0
    return log_prior


def _cells_of(width: int) -> Callable[[Floats, Ints, Ints, One], float]:
    """The sums over cells for so many classes, or for any number of them where it is nought.

    Known to the compiler, the number lets it keep a cell's classes in registers: R1's density then
    takes four microseconds and a half instead of eight, and every digit is the same.
    """

    @_fast
    def cells(counts: Floats, starts: Ints, members: Ints, one: One) -> float:
        """The expected sizes of the classes, seen and missed, into `sizes`; by list into `sums`."""
        first, sizes, shares = one.first, one.sizes, one.shares
        classes = width if width > 0 else len(first)
        n, caught = counts.sum(), 1 - first.sum()
        likelihood = -n * math.log(caught)
        sizes[:] = first * n / caught
        one.sums[:] = 0.0
        for c in range(len(counts)):
            for k in range(classes):
                shares[k] = first[k]
            for e in range(starts[c], starts[c + 1]):
                row = np.uint64(members[e])  # never counted from the end
                for k in range(classes):
                    shares[k] *= one.odds[row, k]
            total = 0.0
            for k in range(classes):
                total += shares[k]
            likelihood += counts[c] * math.log(total)
            each = counts[c] / total
            for k in range(classes):
                shares[k] *= each
                sizes[k] += shares[k]
            for e in range(starts[c], starts[c + 1]):
                row = np.uint64(members[e])
                for k in range(classes):
                    one.sums[row, k] += shares[k]
        return float(likelihood)

    return cells


USUAL = Prior().classes
_usual_cells, _any_cells = _cells_of(USUAL), _cells_of(0)


@_fast
def _slopes(slope: Floats, one: One, power: float, pull: float) -> None:
    lists, last = len(slope) - 1, slope.shape[1] - 1
    for j in range(lists):
        for k in range(last + 1):
            fit = one.sums[j, k] - one.sizes[k] * one.chances[j, k]
            slope[j, k] = power * fit + 1 - 2 * one.chances[j, k]
    slope[lists, last] = 0.0
    tail = one.sizes[last]
    for k in range(last - 1, -1, -1):
        v = one.taken[k]
        fit = one.sizes[k] * (1 - v) - v * tail
        slope[lists, k] = power * fit + 1 - v - v * pull
        tail += one.sizes[k]


@_fast
def _states(
    states: Floats,
    powers: Floats,
    cells: tuple[Floats, Ints, Ints],
    prior: tuple[float, float],
    out: tuple[Floats, Floats],
) -> None:
    chains, rows, classes = states.shape[1:]
    by_list = np.empty((3, rows - 1, classes))
    by_class = np.empty((4, classes))
    first, sizes, taken, shares = by_class[0], by_class[1], by_class[2], by_class[3]
    one = One(by_list[0], by_list[1], by_list[2], first, sizes, taken, shares)
    slope, values = out
    for level in range(len(states)):
        for chain in range(chains):
            of_sticks, pull = _sticks(states[level, chain], one, prior[0], prior[1])
            of_lists = _lists(states[level, chain], one)
            if classes == USUAL:
                values[0, level, chain] = _usual_cells(cells[0], cells[1], cells[2], one)
            else:
                values[0, level, chain] = _any_cells(cells[0], cells[1], cells[2], one)
            values[1, level, chain] = of_sticks + of_lists
            _slopes(slope[level, chain], one, powers[level, chain], pull)


def by_loops(law: Law, states: Floats, room: Room) -> None:
    """Write the densities state by state."""
    cells = (law.counts, law.starts, law.members)
    _states(states, room.powers, cells, (law.prior.a, law.prior.b), (room.slope, room.values))
