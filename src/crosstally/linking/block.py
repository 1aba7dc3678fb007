"""Which pairs of mentions are worth comparing: near in days and place, or alike in rare words.

Invariant: the pairs depend on which facets there are, never on their order, and each comes once. No
pair is left out that stands in one town (or within the reach of a county) on days that may be the
same, up to `WIDEST` mentions of one town and time.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

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

_STEPS: tuple[tuple[int, Literal["left", "right"]], ...] = ((1, "left"), (-1, "right"))

Pair = tuple[Numbers, Numbers]


class Part(NamedTuple):
    """Some of the pairs: one share of several, and those whose run begins with some mentions."""

    number: int
    of: int
    only: npt.NDArray[np.bool_] | None = None


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
    yield from near_by_point(blocks, report, part)
    yield from near_by_name(blocks, report, part)


def near_by_point(blocks: Blocks, report: Codes, part: Part = WHOLE) -> Iterator[Pair]:
    """The near pairs that lie in one square of the globe or in two side by side."""
    placed = np.flatnonzero(blocks.cell >= 0)
    for spans in _meeting(blocks, placed, blocks.cell[placed], _SHIFTS, part.only):
        for rows, others in _runs(spans, part):
            one, other = placed[rows], placed[others]
            kept = report[one] != report[other]
            yield one[kept], other[kept]


def near_by_name(
    blocks: Blocks, report: Codes, part: Part = WHOLE, *, names: Collection[str] | None = None
) -> Iterator[Pair]:
    """The other near pairs: they share a name of a place, and these are the first that they share.

    Args:
        blocks: where and when each mention may have taken place.
        report: a number for the report of each.
        part: which part of the pairs.
        names: the names that are looked at; all where None.
    """
    mention, key = _named(blocks)
    own = _own_keys(len(blocks.cell), mention, key)
    if names is not None:
        looked_at = np.array([name in names for name in blocks.names], dtype=bool)
        rows = np.flatnonzero(looked_at[blocks.keys[:, 1]])
        mention, key = mention[rows], key[rows]
    for spans in _meeting(blocks, mention, key, (), part.only):
        for rows, others in _runs(spans, part):
            one, other = mention[rows], mention[others]
            kept = report[one] != report[other]
            kept &= ~_are_neighbours(blocks.cell[one], blocks.cell[other])
            kept[kept] = _least_common(own, one[kept], other[kept]) == key[rows[kept]]
            yield one[kept], other[kept]


def tiles(blocks: Blocks, side: int) -> list[tuple[tuple[int, int, int], ...]]:
    """For each mention the large squares in which it or a neighbour lies, its own first.

    Args:
        blocks: where each mention may have taken place.
        side: cells to a side of a large square.
    """
    found = []
    for cell in blocks.cell.tolist():
        rest, column = divmod(cell, _COLUMNS)
        kinds, row = divmod(rest, _ROWS)
        around = {
            (kinds, (row + up) // side, (column + along) // side)
            for up in (-1, 0, 1)
            for along in (-1, 0, 1)
        }
        own = (kinds, row // side, column // side)
        found.append((own, *sorted(around - {own})) if cell >= 0 else ())
    return found


def nearby(blocks: Blocks, some: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which mentions may be near some of them, or of one block and time with one near."""
    found = some.copy()
    room = int((blocks.high - blocks.low).max(initial=0)) + 1
    wide = Blocks(
        blocks.family, blocks.cell, np.where(some, blocks.low - room, blocks.low), blocks.high,
        blocks.keys, blocks.names,
    )  # fmt: skip
    placed = np.flatnonzero(blocks.cell >= 0)
    named, key = _named(blocks)
    both = ((placed, blocks.cell[placed], _SHIFTS), (named, key, ()))
    for mention, block, shifts in both:
        for spans in _meeting(wide, mention, block, shifts, some):
            for rows, others in _runs(spans, WHOLE, most=len(blocks.cell)):
                one, other = mention[rows], mention[others]
                met = (blocks.low[other] <= blocks.high[one]) & (
                    blocks.high[other] >= blocks.low[one]
                )
                found[other[met]] = True
    return found


def crowded(blocks: Blocks, some: npt.NDArray[np.bool_], *, room: int) -> npt.NDArray[np.bool_]:
    """Which of some mentions have more followers in a block than are looked at, but for some room."""
    found = np.zeros(len(some), dtype=bool)
    placed = np.flatnonzero(blocks.cell >= 0)
    named, key = _named(blocks)
    both = ((placed, blocks.cell[placed], _SHIFTS), (named, key, ()))
    for mention, block, shifts in both:
        for spans in _meeting(blocks, mention, block, shifts, some):
            found[mention[spans.one[spans.end - spans.begin > WIDEST - room]]] = True
    return found


def told_together(blocks: Blocks, report: Codes, part: Part = WHOLE) -> Iterator[Pair]:
    """The pairs of one report and of kinds that are compared."""
    block = report.astype(np.int64) * len(_NUMBER) + blocks.family
    order = np.argsort(block, kind="stable")
    ends = np.searchsorted(block[order], block[order], side="right")
    asked = np.arange(len(order)) if part.only is None else np.flatnonzero(part.only[order])
    yield from _runs(_Spans(order[asked], asked + 1, ends[asked], order), part)


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


class _Spans(NamedTuple):
    """Rows, and where in an order of rows the run of others begins and ends that is their own."""

    one: Numbers
    begin: Numbers
    end: Numbers
    other: Numbers


def _named(blocks: Blocks) -> tuple[Numbers, Numbers]:
    """The mention and the key of each row of keys, a key's number following from its name alone."""
    mention, key = blocks.keys.T.astype(np.int64)
    rank = np.argsort(np.argsort(np.array(blocks.names, dtype=str), kind="stable"))
    return mention, rank[key] if len(rank) else key


def _meeting(
    blocks: Blocks,
    mention: Numbers,
    block: Numbers,
    shifts: tuple[int, ...],
    only: npt.NDArray[np.bool_] | None,
) -> Iterator[_Spans]:
    """The runs of rows of one block, or of blocks a shift apart, whose times overlap.

    Each two are in one run, that of the row that begins first (in a shift, of either).
    """
    if not len(mention):
        return
    first = int(blocks.low.min())
    span = int(blocks.high.max()) - first + 2
    low, high = blocks.low[mention] - np.int64(first), blocks.high[mention] - np.int64(first)
    order = np.lexsort((mention, high, low, block))
    start, stop = (block * span + low)[order], (block * span + high)[order]
    asked = np.arange(len(order)) if only is None else np.flatnonzero(only[mention[order]])
    rows, begin, end = order[asked], start[asked], stop[asked]
    yield _Spans(rows, asked + 1, np.searchsorted(start, end, side="right"), order)
    for shift in shifts:
        for step, side in _STEPS:
            at = np.searchsorted(start, begin + step * shift * span, side=side)
            yield _Spans(
                rows, at, np.searchsorted(start, end + step * shift * span, side="right"), order
            )


def _runs(spans: _Spans, part: Part, *, most: int = WIDEST) -> Iterator[Pair]:
    """Each row with the others of its run, as two columns, some at a time."""
    counts = np.clip(spans.end - spans.begin, 0, most)
    rows = np.flatnonzero(counts)
    for run in islice(slices(counts[rows]), part.number, None, part.of):
        some = rows[run]
        count = counts[some]
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        at = np.repeat(spans.begin[some], count) + step
        yield np.repeat(spans.one[some], count), spans.other[at]


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
