"""The three inner loops of the scan, with numba where it is installed, with numpy else.

Invariant: both do the same arithmetic on the same numbers in the same order, so that a scan gives
the same windows with either.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.analysis.inputs import Floats, Ints

SHIFT = 16  # a float32 without its last 16 bits: 7 bits of mantissa, steps of under 1 %

Small = npt.NDArray[Any]  # of int16 or int32
Flags = npt.NDArray[np.bool_]


class Kernels(NamedTuple):
    """`add` places to sums, give the `limits` of windows, and tell which windows are `over` them."""

    add: Callable[[Small, Small, Ints], None]
    limits: Callable[[Floats, Ints, Ints, Small, Small], None]
    over: Callable[[Small, Small, int, Flags], bool]


@cache
def kernels() -> Kernels:
    """The quickest loops that are to be had here."""
    try:
        from numba import njit
    except ImportError:
        return PLAIN
    jit = njit(cache=True, nogil=True)
    return Kernels(jit(_add), jit(_limits), jit(_over))


def _add_plain(held: Small, prefix: Small, places: Ints) -> None:
    for place in places:
        held += prefix[place]


def _limits_plain(mean: Floats, start: Ints, stop: Ints, table: Small, most: Small) -> None:
    mu = (mean[stop] - mean[start]).astype(np.float32)
    np.take(table, mu.view(np.int32) >> SHIFT, out=most)


def _over_plain(held: Small, most: Small, long: int, hit: Flags) -> bool:
    width = len(most)
    np.greater(held[:, long : long + width] - held[:, :width], most, out=hit[:, :width])
    return bool(hit[:, :width].any())


PLAIN = Kernels(_add_plain, _limits_plain, _over_plain)


def _add(held: Small, prefix: Small, places: Ints) -> None:
    """Add the running sums of some places, replicate by replicate."""
    for r in range(held.shape[0]):
        into = held[r]
        for place in places:
            row = prefix[place, r]
            for day in range(len(into)):
                into[day] += row[day]


def _limits(mean: Floats, start: Ints, stop: Ints, table: Small, most: Small) -> None:
    """The largest count that each window may have, by the leading bits of its expectation."""
    mu = np.empty(len(start), np.float32)
    for at in range(len(start)):
        mu[at] = mean[stop[at]] - mean[start[at]]
    keys = mu.view(np.int32)
    for at in range(len(start)):
        most[at] = table[keys[at] >> SHIFT]


def _over(held: Small, most: Small, long: int, hit: Flags) -> bool:
    """Whether any window of a length has more than its limit; `hit` tells which, where any does.

    The differences' signs are gathered by "or" in 16 bits: the compiler makes that 32 at a time.
    """
    width = len(most)
    any_over = False
    for r in range(held.shape[0]):
        sign = most[0] & 0
        begins, ends = held[r, :width], held[r, long : long + width]
        for at in range(width):
            sign |= most[at] + begins[at] - ends[at]
        if sign < 0:
            any_over = True
    if any_over:
        for r in range(held.shape[0]):
            for at in range(width):
                hit[r, at] = held[r, at + long] - held[r, at] > most[at]
    return any_over
