"""Which pairs of mentions are worth comparing: near in days and place, or alike in rare words.

Invariant: the pairs depend on which facets there are, never on their order, and each comes once. No
pair is left out that stands in one town (or within the reach of a county) on days that may be the
same, up to `WIDEST` mentions of one town and time.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.linking.columns import Codes, Numbers, slices
from crosstally.linking.facet import COUNTRY, TOWN, Facet, Spot
from crosstally.records import Kind

CELL_DEGREES = 0.1  # about 11 km: a town with its districts, a county with its capital
LATE_DAYS = 7  # a report that states no day may tell of one up to this much earlier
LASTING_DAYS = 30  # a strike's reports lie up to this far apart
TOTAL_DAYS = 100  # figures that sum up are revised for months
WIDEST = 2000  # followers of a mention in its block that it is compared with

FAMILIES = (
    (Kind.ASM, Kind.STK, Kind.HNG, Kind.BLK, Kind.EXP, Kind.RIO),
    (Kind.FRC, Kind.ARM, Kind.CUS),
    (Kind.ARR, Kind.JUD, Kind.ABD),
)
_FAMILY = {kind: family[0] for family in FAMILIES for kind in family}
_NUMBER = {kind: number for number, kind in enumerate(Kind)}
_ROWS = round(180 / CELL_DEGREES) + 2
_COLUMNS = round(360 / CELL_DEGREES) + 2
# A cell's neighbours to one side; those to the other side have it as theirs.
_SHIFTS = (1, _COLUMNS - 1, _COLUMNS, _COLUMNS + 1)

Pair = tuple[Numbers, Numbers]


class Part(NamedTuple):
    """One part of several, for each of several processes."""

    number: int
    of: int


WHOLE = Part(0, 1)


class Blocks(NamedTuple):
    """Where and when each mention may have taken place.

    `cell` is a kind of acts in a square of the globe, -1 where the mention has no point or no day;
    `low` and `high` the first and last day. `keys` are rows of mention and key, a key being a kind
    of acts with a name of a place. `family` is a number for the kinds that are compared.
    """

    family: Codes
    cell: Numbers
    low: Codes
    high: Codes
    keys: npt.NDArray[np.int32]
    names: tuple[str, ...]


def family(kind: Kind) -> Kind:
    """The kinds that are compared with one another, by the first of them."""
    return _FAMILY.get(kind, kind)


def read_blocks(facets: Iterable[Facet]) -> Blocks:
    """Where and when each mention may have taken place; the facets need not stay in memory."""
    rows: list[tuple[int, int, int, int]] = []
    keys: list[tuple[int, int]] = []
    known: dict[str, int] = {}
    for at, facet in enumerate(facets):
        kinds = _NUMBER[family(facet.kind)]
        window = _window(facet)
        if window is None:
            rows.append((kinds, -1, 0, 0))
            continue
        rows.append((kinds, _cell(facet.spot, kinds), *window))
        named = (f"{family(facet.kind)} {name}" for name in _place_names(facet))
        keys.extend((at, known.setdefault(name, len(known))) for name in named)
    table = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return Blocks(
        family=table[0].astype(np.int32),
        cell=table[1],
        low=table[2].astype(np.int32),
        high=table[3].astype(np.int32),
        keys=np.array(keys, dtype=np.int32).reshape(-1, 2),
        names=tuple(known),
    )


def taken(blocks: Blocks, places: Numbers) -> Blocks:
    """The blocks of some of the mentions, in the order of the places given."""
    new = np.full(len(blocks.cell), -1, dtype=np.int32)
    new[places] = np.arange(len(places), dtype=np.int32)
    rows = new[blocks.keys[:, 0]]
    keys = np.stack([rows, blocks.keys[:, 1]], axis=1)[rows >= 0]
    return Blocks(
        blocks.family[places], blocks.cell[places], blocks.low[places], blocks.high[places],
        keys, blocks.names,
    )  # fmt: skip


def merged(parts: Sequence[Blocks]) -> Blocks:
    """The blocks of several lots of mentions one after another."""
    known: dict[str, int] = {}
    keys, done = [], 0
    for part in parts:
        code = np.array([known.setdefault(name, len(known)) for name in part.names], dtype=np.int32)
        keys.append(np.stack([part.keys[:, 0] + done, code[part.keys[:, 1]]], axis=1))
        done += len(part.cell)
    return Blocks(
        family=np.concatenate([part.family for part in parts]),
        cell=np.concatenate([part.cell for part in parts]),
        low=np.concatenate([part.low for part in parts]),
        high=np.concatenate([part.high for part in parts]),
        keys=np.concatenate(keys),
        names=tuple(known),
    )


def near_pairs(blocks: Blocks, report: Codes, part: Part = WHOLE) -> Iterator[Pair]:
    """The pairs of two reports that are near in place and time, some at a time, each once.

    Args:
        blocks: where and when each mention may have taken place.
        report: a number for the report of each.
        part: which part of the pairs, where several processes share them.
    """
    placed = np.flatnonzero(blocks.cell >= 0)
    for one, other in _meeting(blocks, placed, blocks.cell[placed], _SHIFTS, part):
        kept = report[one] != report[other]
        yield one[kept], other[kept]
    rank = np.argsort(np.argsort(np.array(blocks.names, dtype=str), kind="stable"))
    mention, key = blocks.keys.T.astype(np.int64)
    key = rank[key] if len(rank) else key
    own = _own_keys(len(blocks.cell), mention, key)
    for rows, others in _meeting(blocks, mention, key, (), part):
        one, other = mention[rows], mention[others]
        kept = (report[one] != report[other]) & ~_are_neighbours(
            blocks.cell[one], blocks.cell[other]
        )
        kept[kept] = _least_common(own, one[kept], other[kept]) == key[rows[kept]]
        yield one[kept], other[kept]


def told_together(blocks: Blocks, report: Codes, part: Part = WHOLE) -> Iterator[Pair]:
    """The pairs of one report and of kinds that are compared."""
    block = report.astype(np.int64) * len(_NUMBER) + blocks.family
    order = np.argsort(block, kind="stable")
    ends = np.searchsorted(block[order], block[order], side="right")
    yield from _runs(order, np.arange(len(order)) + 1, ends, order, part)


def _cell(spot: Spot | None, kinds: int) -> int:
    """The square of the globe that a place of a town or county lies in, for some kinds."""
    if spot is None or spot.rank > TOWN + 1 or spot.lat is None or spot.lon is None:
        return -1
    row, column = int(spot.lat // CELL_DEGREES), int(spot.lon // CELL_DEGREES)
    return (kinds * _ROWS + row + _ROWS // 2) * _COLUMNS + column + _COLUMNS // 2


def _window(facet: Facet) -> tuple[int, int] | None:
    """The first and last day that the event may have taken, with room for error."""
    if facet.days is None:
        return None
    if facet.total:
        return facet.days.low - TOTAL_DAYS, facet.days.high + TOTAL_DAYS
    if facet.inferred:
        return facet.days.low - LATE_DAYS, facet.days.high
    room = LASTING_DAYS // 2 if facet.lasting else 1
    return facet.days.low - room, facet.days.high + room


def _place_names(facet: Facet) -> Iterable[str]:
    """Names that two mentions of one place share, whatever their levels and spellings."""
    wide = {key for key, told in (("sum", facet.total), ("trade", facet.lasting)) if told}
    if facet.spot is None:
        return sorted(wide)
    keys = wide if facet.spot.rank == COUNTRY else set()
    for spot in facet.spots:
        keys |= {spot.key, *spot.rivals}
        if spot.city is not None:
            keys.add(spot.city)
    return sorted(keys)


def _meeting(
    blocks: Blocks, mention: Numbers, block: Numbers, shifts: tuple[int, ...], part: Part
) -> Iterator[Pair]:
    """Rows of one block, or of blocks a shift apart, whose times overlap.

    Where `shifts` is empty the places given are those of the rows, else those of the mentions.
    """
    if not len(mention):
        return
    first = int(blocks.low.min())
    span = int(blocks.high.max()) - first + 2
    low, high = blocks.low[mention] - np.int64(first), blocks.high[mention] - np.int64(first)
    order = np.lexsort((mention, high, low, block))
    start, stop = (block * span + low)[order], (block * span + high)[order]
    names = mention[order] if shifts else order
    after = np.arange(len(order)) + 1
    yield from _runs(names, after, np.searchsorted(start, stop, side="right"), names, part)
    for shift in shifts:
        for step, side in ((shift * span, "left"), (-shift * span, "right")):
            begin = np.searchsorted(start, start + step, side=side)  # type: ignore[call-overload]
            end = np.searchsorted(start, stop + step, side="right")
            yield from _runs(names, begin, end, names, part)


def _runs(one: Numbers, begin: Numbers, end: Numbers, other: Numbers, part: Part) -> Iterator[Pair]:
    """Each of one with the run of others that is its own, as two columns, some at a time."""
    counts = np.clip(end - begin, 0, WIDEST)
    rows = np.flatnonzero(counts)
    for run in islice(slices(counts[rows]), part.number, None, part.of):
        some = rows[run]
        count = counts[some]
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        yield np.repeat(one[some], count), other[np.repeat(begin[some], count) + step]


def _are_neighbours(one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Whether two cells are one or lie side by side, so that their pairs are found there."""
    apart = np.abs(one - other)
    near: npt.NDArray[np.bool_] = (apart <= 1) | (np.abs(apart - _COLUMNS) <= 1)
    near &= (one >= 0) & (other >= 0)
    return near


def _own_keys(count: int, mention: Numbers, key: Numbers) -> Numbers:
    """The keys of each mention in a row, the lowest first, filled up with -1 - its number."""
    order = np.lexsort((key, mention))
    held = np.bincount(mention, minlength=count)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(held) - held, held)
    own = np.repeat(-1 - np.arange(count)[:, None], max(1, int(held.max(initial=1))), axis=1)
    own[mention[order], rank] = key[order]
    return own


def _least_common(own: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The lowest key that two mentions share."""
    least = np.full(len(one), np.iinfo(np.int64).max)
    for left in own.T:
        for right in own.T:
            mine = left[one]
            least = np.where(mine == right[other], np.minimum(least, mine), least)
    return least
