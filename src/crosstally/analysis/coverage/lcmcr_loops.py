"""The density of the latent classes, compiled: import it where numba is installed, and nowhere else.

Invariant: what `lcmcr_law.by_arrays` gives, to rounding (a test holds them side by side). One state
after another, its classes innermost, so that all stays in the processor's nearest memory.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numba import njit

from crosstally.analysis.inputs import Floats, Ints

REORDERED = {"reassoc", "contract", "arcp", "nsz"}  # sums in any order; infinities keep their meaning
F = TypeVar("F", bound=Callable[..., object])


def _fast(function: F) -> F:
    compiled: F = njit(cache=True, error_model="numpy", fastmath=REORDERED)(function)
    return compiled


class Room(NamedTuple):
    """Where one state is worked out: by list and class, and by class."""

    chances: Floats
    odds: Floats
    sums: Floats
    first: Floats
    sizes: Floats
    taken: Floats
    shares: Floats


@_fast
def _sticks(state: Floats, room: Room, a: float, b: float) -> tuple[float, float]:
    """The weights into `first`; the logarithm of the sticks' prior, and the pull of α."""
    last = state.shape[1] - 1
    left, length, log_prior = 1.0, 0.0, 0.0
    for k in range(last):
        y = state[-1, k]
        e = math.exp(-abs(y))
        most = 1 / (1 + e)
        room.taken[k] = most if y > 0 else e * most
        one = math.log1p(e) + max(y, 0.0)
        length += one
        log_prior += y - one
        room.first[k] = left * room.taken[k]
        left *= e * most if y > 0 else most
    room.first[last] = left
    pull = (a + last) / (b + length)
    return log_prior - (a + last) * math.log(b + length), pull


@_fast
def _lists(state: Floats, room: Room) -> float:
    """Chances and odds, the chance to be missed into `first`; the logarithm of λ's prior."""
    log_prior = 0.0
    room.shares[:] = 1.0
    for j in range(len(state) - 1):
        for k in range(state.shape[1]):
            e = math.exp(-abs(state[j, k]))
            most = 1 / (1 + e)
            least = e * most
            caught = most if state[j, k] > 0 else least
            missed = least if state[j, k] > 0 else most
            room.chances[j, k] = caught
            room.odds[j, k] = caught / missed
            room.first[k] *= missed
            room.shares[k] *= least * most
        if j % 8 == 7 or j == len(state) - 2:  # so many factors never run out of exponent
            for k in range(state.shape[1]):
                log_prior += math.log(room.shares[k])
            room.shares[:] = 1.0
    return log_prior


@_fast
def _cells(counts: Floats, starts: Ints, members: Ints, room: Room) -> float:
    """The expected sizes of the classes, seen and missed, into `sizes`, and by list into `sums`."""
    first, sizes, shares = room.first, room.sizes, room.shares
    n, caught = counts.sum(), 1 - first.sum()
    likelihood = -n * math.log(caught)
    for k in range(len(first)):
        sizes[k] = first[k] * n / caught
    room.sums[:] = 0.0
    for c in range(len(counts)):
        shares[:] = first
        for e in range(starts[c], starts[c + 1]):
            for k in range(len(first)):
                shares[k] *= room.odds[members[e], k]
        total = 0.0
        for k in range(len(first)):
            total += shares[k]
        likelihood += counts[c] * math.log(total)
        each = counts[c] / total
        for k in range(len(first)):
            shares[k] *= each
            sizes[k] += shares[k]
        for e in range(starts[c], starts[c + 1]):
            for k in range(len(first)):
                room.sums[members[e], k] += shares[k]
    return float(likelihood)


@_fast
def _slopes(slope: Floats, room: Room, power: float, pull: float) -> None:
    lists, last = len(slope) - 1, slope.shape[1] - 1
    for j in range(lists):
        for k in range(last + 1):
            fit = room.sums[j, k] - room.sizes[k] * room.chances[j, k]
            slope[j, k] = power * fit + 1 - 2 * room.chances[j, k]
    slope[lists, last] = 0.0
    tail = room.sizes[last]
    for k in range(last - 1, -1, -1):
        v = room.taken[k]
        fit = room.sizes[k] * (1 - v) - v * tail
        slope[lists, k] = power * fit + 1 - v - v * pull
        tail += room.sizes[k]


@_fast
def by_loops(
    states: Floats,
    powers: Floats,
    cells: tuple[Floats, Ints, Ints],
    prior: tuple[float, float],
    out: tuple[Floats, Floats],
) -> None:
    """Write the slopes and the logarithms of likelihood and prior (two rows) of the states."""
    lists, classes = states.shape[1] - 1, states.shape[2]
    by_list = np.empty((3, lists, classes))
    by_class = np.empty((4, classes))
    first, sizes, taken, shares = by_class[0], by_class[1], by_class[2], by_class[3]
    room = Room(by_list[0], by_list[1], by_list[2], first, sizes, taken, shares)
    slope, values = out
    for i in range(len(states)):
        of_sticks, pull = _sticks(states[i], room, prior[0], prior[1])
        of_lists = _lists(states[i], room)
        values[0, i] = _cells(cells[0], cells[1], cells[2], room)
        values[1, i] = of_sticks + of_lists
        _slopes(slope[i], room, powers[i], pull)
