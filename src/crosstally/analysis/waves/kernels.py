"""The three inner loops of the scan, with numba where it is installed, with numpy else.

Invariant: both do the same arithmetic on the same numbers in the same order, so that a scan gives
the same windows with either.
"""

from collections.abc import Callable
from functools import cache
from math import log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.ratio import SHIFT, TIE, log_ratio

Small = npt.NDArray[Any]  # of int16 or int32
Flags = npt.NDArray[np.bool_]


class Best(NamedTuple):
    """The best window of each centre × replicate: its ratio (nought: none), zone, first day, stop."""

    ratio: Floats
    zone: Ints
    start: Ints
    stop: Ints


class Hunt(NamedTuple):
    """A group of zones and a block of windows that may hold something over the bound.

    Each zone is the one before it and one of `places` more; `held` (replicates × days) and `mean`
    are the running sums of the last, `prefix` and `expected` those of each place. `window` is the
    first day on which the block's windows begin, on how many days, their least and greatest
    length, and how long they may last by `when`; `bounds` the fewest cases, and C.
    """

    zone: int
    places: Ints
    looked: Flags
    held: Small
    mean: Floats
    prefix: Small
    expected: Floats
    when: Ints
    window: tuple[int, int, int, int, int]
    bounds: tuple[int, float]


class Kernels(NamedTuple):
    """`add` places to sums, give the `limits` of windows, tell which are `over` them, keep the `best`."""

    add: Callable[[Small, Small, Ints], None]
    limits: Callable[[Floats, Ints, Ints, Small, Small], None]
    over: Callable[[Small, Small, int, Flags], bool]
    best: Callable[[Hunt, Flags, float, Best], None]


@cache
def kernels() -> Kernels:
    """The quickest loops that are to be had here."""
    try:
        from numba import njit
        from numba.extending import register_jitable
    except ImportError:
        return PLAIN
    register_jitable(_ratio)
    jit = njit(cache=True, nogil=True)
    return Kernels(jit(_add), jit(_limits), jit(_over), jit(_best))


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


def _best_plain(hunt: Hunt, hit: Flags, bound: float, best: Best) -> None:
    begin, width, short, long, longest = hunt.window
    replicate, at = np.nonzero(hit[:, :width])
    start = begin + at
    stop = np.minimum(start[:, None] + np.arange(short, long + 1), len(hunt.when))
    lane, rest = replicate[:, None], hunt.places[1:, None, None]
    c = _peeled(
        hunt.held[lane, stop] - hunt.held[lane, start[:, None]],
        hunt.prefix[rest, lane, stop] - hunt.prefix[rest, lane, start[:, None]],
    )
    mu = _peeled(
        hunt.mean[stop] - hunt.mean[start[:, None]],
        hunt.expected[rest, stop] - hunt.expected[rest, start[:, None]],
    )
    brief = hunt.when[stop - 1] - hunt.when[start[:, None]] < longest
    looked = hunt.looked[:, None, None] & brief & (c >= hunt.bounds[0])
    ratio = np.where(looked, log_ratio(c, mu, hunt.bounds[1]), 0.0)
    turns = np.flatnonzero(np.diff(replicate, prepend=-1))
    tops = np.maximum.reduceat(ratio.max(axis=(0, 2)), turns)
    better = tops > np.maximum(bound, best.ratio[replicate[turns]] + TIE)
    for turn in np.flatnonzero(better):
        until = turns[turn + 1] if turn + 1 < len(turns) else len(replicate)
        mine = ratio[:, turns[turn] : until]
        zone, row, length = np.unravel_index(np.argmax(mine >= tops[turn] - TIE), mine.shape)
        r = replicate[turns[turn]]
        best.ratio[r], best.zone[r] = mine[zone, row, length], hunt.zone + zone
        best.start[r] = start[turns[turn] + row]
        best.stop[r] = best.start[r] + short + length


def _peeled(whole: Floats, rest: Floats) -> Floats:
    """Sums over each zone of a group, the smallest first, from the last's and the added places'."""
    outside = np.zeros((len(rest) + 1, *whole.shape))
    np.cumsum(rest[::-1], axis=0, out=outside[1:])
    return np.asarray(whole - outside[::-1])


PLAIN = Kernels(_add_plain, _limits_plain, _over_plain, _best_plain)


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


def _ratio(c: float, mu: float, total: float) -> float:
    """`log_ratio` of one window with c > μ."""
    rest = total - c
    return c * log(c / mu) + (rest * log(rest / (total - mu)) if rest > 0 else 0.0)


def _best(hunt: Hunt, hit: Flags, bound: float, best: Best) -> None:
    """The best window of each replicate among those that hit, where it beats the best so far.

    Of equals the smallest zone stands, then the first day, then the shortest.
    """
    begin, width, short, long, longest = hunt.window
    fewest, total = hunt.bounds
    days, zones = len(hunt.when), len(hunt.places)
    for r in range(hit.shape[0]):
        floor, top = max(bound, best.ratio[r] + TIE), 0.0
        zone, start, stop = 0, 0, 0
        for at in range(width):
            if not hit[r, at]:
                continue
            a = begin + at
            for b in range(a + short, min(a + long, days) + 1):
                if hunt.when[b - 1] - hunt.when[a] >= longest:
                    break
                c, mu = hunt.held[r, b] - hunt.held[r, a], hunt.mean[b] - hunt.mean[a]
                for z in range(zones - 1, -1, -1):
                    if hunt.looked[z] and c >= fewest and c > mu:
                        ratio = _ratio(c, mu, total)
                        if ratio > top + TIE or (ratio > top - TIE and z < zone):
                            top, zone, start, stop = ratio, z, a, b
                    place = hunt.places[z]
                    c -= hunt.prefix[place, r, b] - hunt.prefix[place, r, a]
                    mu -= hunt.expected[place, b] - hunt.expected[place, a]
        if top > floor:
            best.ratio[r], best.zone[r] = top, hunt.zone + zone
            best.start[r], best.stop[r] = start, stop
