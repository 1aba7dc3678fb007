"""The windows of places and days whose counts are least like chance, each centre's best one.

Invariant: the search is exact. A group of windows is passed over only when all that they cover
together cannot reach the threshold against the expectation of what they all share.

Source: Kulldorff, A spatial scan statistic (1997); Kulldorff, Heffernan, Hartman, Assunção and
Mostashari, A space-time permutation scan statistic (2005). The letters are theirs.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.kernels import Best, Flags, Hunt, Kernels, Small, kernels
from crosstally.analysis.waves.ratio import limits
from crosstally.analysis.waves.zones import Zones

GROW = 1.08  # zones of one chain that hold at most this much more than the first are tried at once
STRETCH = 1.08  # windows up to this much longer likewise; both by trial on 400 places x 1,000 days
SLACK = 1 - 1e-6  # expectations are rounded to float32: downwards, so that nothing is passed over


class Windows(NamedTuple):
    """How many days a window may last; `alive`: only windows that end on the last day."""

    shortest: int
    longest: int
    alive: bool = False


class Field(NamedTuple):
    """What stays the same in every replicate: what is looked at, and where cases are expected.

    `expected` is the running sum along the days of the expected counts μ of each place, from
    nought; `when` is the number of each day, in order, with gaps where nothing ever is; `total` is
    C, `fewest` the least count that makes a cluster.
    """

    zones: Zones
    windows: Windows
    expected: Floats
    when: Ints
    total: int
    fewest: int


class _Block(NamedTuple):
    """Windows tried at once: they begin on `begin` + 0, 1, …, and last `short` to `long` days."""

    begin: int
    width: int
    short: int
    long: int


class _Sums(NamedTuple):
    """Running sums of the zone in hand, the last of its group: cases by replicate, and expected."""

    held: Small
    mean: Floats


def field_of(
    zones: Zones,
    weights: Floats,
    total: int,
    windows: Windows,
    *,
    when: Ints | None = None,
    fewest: int = 2,
) -> Field:
    """The field of a scan, from weights of place × day in proportion to what is expected there.

    In the permutation model the weight is C_place · C_day, so that μ = C_zone C_days / C.
    """
    expected = np.zeros((weights.shape[0], weights.shape[1] + 1))
    np.cumsum(weights, axis=1, out=expected[:, 1:])
    when = np.arange(weights.shape[1]) if when is None else when
    return Field(zones, windows, expected * (total / weights.sum()), when, total, fewest)


def search(
    counts: Ints,
    field: Field,
    bound: float,
    centres: Flags | None = None,
    *,
    loops: Kernels | None = None,
) -> Best:
    """The best window with a ratio over `bound` in each replicate, or of each centre in it.

    Args:
        counts: places × replicates × days.
        field: what is looked at.
        bound: windows whose ratio is at most this are left out.
        centres: which centres are looked at, each for itself; without it all of them as one.
        loops: the inner loops; the quickest without it.
    """
    places, replicates, days = counts.shape
    loops = kernels() if loops is None else loops
    prefix = running(counts, field.windows.longest)
    table: Small = limits(bound, field.total, field.fewest).astype(prefix.dtype)
    blocks = _blocks(field)
    start = np.concatenate([b.begin + np.arange(b.width) for b in blocks])
    stop = start + np.repeat([b.short for b in blocks], [b.width for b in blocks])
    most: Small = np.zeros(len(start), prefix.dtype)
    barred = np.flatnonzero(field.when[stop - 1] - field.when[start] >= field.windows.longest)
    parts = np.split(most, np.cumsum([b.width for b in blocks])[:-1])
    never = np.iinfo(most.dtype).max // 2
    hit = np.zeros((replicates, days + 1), dtype=bool)
    best = _nothing(1 if centres is None else places, replicates)
    for run, first, sums in _walk(field, prefix, centres, loops):
        loops.limits(first, start, stop, table, most)
        most[barred] = never
        for block, few in zip(blocks, parts, strict=True):
            cases = sums.held[:, block.begin :] if block.begin else sums.held
            if loops.over(cases, few, block.long, hit):
                hunt = _hunt(field, prefix, sums, run, block)
                row = int(field.zones.centre[run[0]]) if centres is not None else 0
                mine = Best(best.ratio[row], best.zone[row], best.start[row], best.stop[row])
                loops.best(hunt, hit, bound, mine)
    return best


def _hunt(field: Field, prefix: Small, sums: _Sums, run: tuple[int, int], block: _Block) -> Hunt:
    """A group of zones and a block of windows, laid out for the inner loop."""
    within = slice(*run)
    return Hunt(
        zone=run[0],
        places=field.zones.place[within],
        looked=field.zones.looked[within],
        held=sums.held,
        mean=sums.mean,
        prefix=prefix,
        expected=field.expected,
        when=field.when,
        window=(block.begin, block.width, block.short, block.long, field.windows.longest),
        bounds=(field.fewest, float(field.total)),
    )


def running(counts: Ints, pad: int) -> Small:
    """Running sums along the days from nought, the last of them repeated `pad` times."""
    places, replicates, days = counts.shape
    kind = np.int16 if counts.sum(axis=(0, 2)).max() < 2**15 else np.int32
    sums = np.zeros((places, replicates, days + 1 + pad), dtype=kind)
    np.cumsum(counts, axis=2, out=sums[:, :, 1 : days + 1], dtype=kind)
    sums[:, :, days + 1 :] = sums[:, :, days : days + 1]
    return sums


def _blocks(field: Field) -> tuple[_Block, ...]:
    """All windows of a field; a window of so many of its days may still last too long."""
    days, windows = len(field.when), field.windows
    reach = np.searchsorted(field.when, field.when + windows.longest)
    longest = int(np.max(reach - np.arange(days)))
    if windows.alive:
        return tuple(_Block(days - n, 1, n, n) for n in range(windows.shortest, longest + 1))
    found = []
    short = windows.shortest
    while short <= longest:
        long = min(longest, max(short, int(short * STRETCH)))
        found.append(_Block(0, days - short + 1, short, long))
        short = long + 1
    return tuple(found)


def _groups(zones: Zones, weight: Floats, centres: Flags | None) -> Iterator[tuple[int, int]]:
    """Runs of zones to try at once: each holds the one before it, and hardly more than the first."""
    chained = _depth(zones) == 1
    centre, size, place = zones.centre.tolist(), zones.size.tolist(), zones.place.tolist()
    begin, floor, held = 0, 0.0, 0.0
    for zone in range(len(place)):
        held = weight[place[zone]] + (held if size[zone] > 1 else 0.0)
        if zone == begin or size[zone] == 1 or not chained or held > floor * GROW:
            if zone > begin and (centres is None or centres[centre[begin]]):
                yield begin, zone
            begin, floor = zone, held
    if centres is None or centres[centre[begin]]:
        yield begin, len(place)


def _depth(zones: Zones) -> int:
    """How many sums must be kept: one where each zone but a centre's first follows its parent."""
    follows = np.diff(zones.size, prepend=0) == 1
    return 1 if bool(np.all(follows | (zones.size == 1))) else int(zones.size.max())


def _walk(
    field: Field, prefix: Small, centres: Flags | None, loops: Kernels
) -> Iterator[tuple[tuple[int, int], Floats, _Sums]]:
    """Each group of zones, with the expectations of its first zone and the sums of its last."""
    zones = field.zones
    deep = _depth(zones)
    held = np.zeros((deep + 1, *prefix.shape[1:]), prefix.dtype)
    mean = np.zeros((deep + 1, field.expected.shape[1]))
    for begin, end in _groups(zones, field.expected[:, -1], centres):
        size = int(zones.size[begin])
        slot = min(size, deep)
        if size == 1 or deep > 1:
            held[slot], mean[slot] = held[min(size - 1, deep)], mean[min(size - 1, deep)]
        mean[slot] += field.expected[zones.place[begin]]
        first = mean[slot] * SLACK
        loops.add(held[slot], prefix, zones.place[begin:end])
        for place in zones.place[begin + 1 : end]:
            mean[slot] += field.expected[place]
        yield (begin, end), first, _Sums(held[slot], mean[slot])


def _nothing(places: int, replicates: int) -> Best:
    """No window found yet."""
    shape = (places, replicates)
    blank = [np.zeros(shape, dtype=np.int64) for _ in range(3)]
    return Best(np.zeros(shape), blank[0], blank[1], blank[2])
