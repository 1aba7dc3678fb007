"""Linking cut into cells of space and time, so that each can be done anywhere, and put together.

Invariant: the incidents are those of `bulk`, to the byte, whatever the cells and wherever they are
done. A row stands in its own cells and, as their halo, in those of its neighbours; a pair belongs to
one cell alone: that of the first day that both may have taken place on and of the lower mention.

Four steps, each a pure function from a batch to a batch: `rows_of` a report, `fronts` of a crowd,
`edges` of a cell, `settled` for a bucket of components. Only `joined` sees all edges at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from crosstally.errors import CrosstallyError
from crosstally.linking.block import (
    Blocks,
    Pair,
    crowded,
    near_by_name,
    near_by_point,
    read_blocks,
    tiles,
    told_together,
)
from crosstally.linking.briefs import Brief, read_briefs
from crosstally.linking.bulk import NOBODY, Bulk, Divided, read_rows
from crosstally.linking.cluster import Edges, lowest
from crosstally.linking.columns import Columns, read_columns, weigh_pairs
from crosstally.linking.columns import taken as taken_columns
from crosstally.linking.crowds import thin
from crosstally.linking.facet import Facet
from crosstally.linking.partition import partition
from crosstally.linking.weigh import Weights
from crosstally.records import decode, encode_in_order

SLAB = 64  # days of a cell: a mention near its edge lies in two
SIDE = (
    40  # squares of a tenth of a degree to a side of a cell: 4 degrees, with a halo of one square
)
BUCKETS = 64  # of names, of reports, of crowds and of components
FULL = 500  # room that is left to the limit of a block, below which cells could cut it elsewhere


class Row(NamedTuple):
    """All that one report tells of one event, as it travels: with its mentions and its age."""

    facet: Facet
    mentions: tuple[str, ...]
    said: float | None
    alone: bool


class Edge(NamedTuple):
    """Two rows, by their first mention, and what the pair weighs in thousandths of a bit."""

    one: str
    other: str
    millibits: int


def rows_of(reports: Iterable[bytes], coded: Iterable[bytes]) -> Iterator[bytes]:
    """The rows of some reports and their coded lines."""
    bulk, facets = read_rows(zip(reports, coded, strict=True))
    mentions: dict[int, list[int]] = {}
    for place, row in enumerate(bulk.row.tolist()):
        mentions.setdefault(row, []).append(place)
    count = np.bincount(bulk.columns.report)
    for at, facet in enumerate(facets):
        said = float(bulk.said[mentions[at][0]])
        yield encode_in_order(
            Row(
                facet=facet,
                mentions=tuple(bulk.mention[place].decode() for place in mentions[at]),
                said=said if np.isfinite(said) else None,
                alone=bool(count[bulk.columns.report[at]] == 1),
            )
        )


def crowd_of(row: Row) -> int:
    """The bucket of the crowd in which a row may stand behind another: of its kind, day and place."""
    spot, days = row.facet.spot, row.facet.days
    return _bucket(f"{row.facet.kind}|{days.low if days else ''}|{spot.key if spot else ''}")


def fronts(rows: Sequence[Row], weights: Weights) -> dict[str, str]:
    """The row that stands for each row of some whole crowds, by first mentions."""
    rows = sorted(rows, key=_first)
    found = thin(_columns(rows), weights, judged=np.empty(0, dtype=np.int64))
    return {_first(row): _first(rows[at]) for row, at in zip(rows, found.tolist(), strict=True)}


def cells_of(row: Row) -> list[str]:
    """The names of the cells in which a row is compared, as a member or as halo."""
    blocks = read_blocks([row.facet])
    slabs = range(int(blocks.low[0]) // SLAB, int(blocks.high[0]) // SLAB + 1)
    where = [f"t {kinds} {up} {along}" for kinds, up, along in tiles(blocks, SIDE)[0]]
    where += sorted({f"n {_bucket(name)}" for name in blocks.names})
    found = [f"{place} {slab}" for place in where for slab in slabs]
    return found if row.alone else [*found, f"r {_bucket(row.facet.report)}"]


def edges(cell: str, rows: Sequence[Row], weights: Weights) -> Iterator[Edge]:
    """The pairs that belong to a cell, weighed.

    Raises:
        CrosstallyError: a block is so full that cells would cut it elsewhere than one machine.
    """
    rows = sorted(rows, key=_first)
    columns, blocks = _columns(rows), read_blocks(row.facet for row in rows)
    if crowded(blocks, np.ones(len(rows), dtype=bool), room=FULL).any():
        raise CrosstallyError(
            f"a block of cell {cell!r} is too full", hint="link on one machine: --engine pool"
        )
    for one, other in _belonging(cell, columns, blocks):
        bits = weigh_pairs(columns, one, other, weights)
        for a, b, worth in zip(one.tolist(), other.tolist(), bits.tolist(), strict=True):
            yield Edge(_first(rows[a]), _first(rows[b]), worth)


def joined(names: Sequence[str], found: Iterable[Edge], weights: Weights) -> dict[str, str]:
    """For each row the lowest row of its component, by first mentions."""
    names = sorted(names)
    at = {name: place for place, name in enumerate(names)}
    pairs = [(at[e.one], at[e.other]) for e in found if e.millibits > weights.join]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    home = lowest(len(names), one, other)
    return {name: names[place] for name, place in zip(names, home.tolist(), strict=True)}


def bucket_of(component: str) -> int:
    """The bucket in which a component is divided."""
    return _bucket(component)


def settled(
    rows: Sequence[Row], front: Mapping[str, str], found: Iterable[Edge], weights: Weights
) -> Iterator[Brief]:
    """The incidents of some whole components.

    Args:
        rows: all their rows, also those behind others.
        front: the row that stands for each.
        found: all edges between their rows.
        weights: what each feature is worth.
    """
    rows = sorted(rows, key=_first)
    if not rows:
        return
    bulk = _bulk(rows)
    at = {_first(row): place for place, row in enumerate(rows)}
    ahead = np.array([at[front[_first(row)]] for row in rows], dtype=np.int64)
    kept = np.flatnonzero(ahead == np.arange(len(rows)))
    new = np.full(len(rows), -1)
    new[kept] = np.arange(len(kept))
    near = np.array([(at[e.one], at[e.other], e.millibits) for e in sorted(found)], dtype=np.int64)
    one, other, bits = near.reshape(-1, 3).T
    columns = taken_columns(bulk.columns, kept)
    event = ahead.copy()
    event[kept] = kept[
        partition(columns, [Edges(new[one], new[other], bits)], weights, must=NOBODY, apart=NOBODY)
    ]
    yield from read_briefs(bulk, Divided(ahead, ahead, event[ahead]))


def read_row(data: bytes) -> Row:
    """A row as it came from elsewhere."""
    return decode(Row, data)


def _belonging(cell: str, columns: Columns, blocks: Blocks) -> Iterator[Pair]:
    """The pairs that belong to a cell and to no other."""
    sort, *place = cell.split()
    if sort == "r":
        yield from told_together(blocks, columns.report)
        return
    slab, own = int(place[-1]), tuple(map(int, place[:-1]))
    if sort == "n":
        names = {name for name in blocks.names if _bucket(name) == own[0]}
        pairs = near_by_name(blocks, columns.report, names=names)
    else:
        pairs = near_by_point(blocks, columns.report)
    home = [found[0] if found else None for found in tiles(blocks, SIDE)]
    here = np.array([sort == "n" or tile == own for tile in home], dtype=bool)
    for one, other in pairs:
        first = np.maximum(blocks.low[one], blocks.low[other]) // SLAB == slab
        first &= here[np.minimum(one, other)]
        yield one[first], other[first]


def _bulk(rows: Sequence[Row]) -> Bulk:
    """Rows, by first mention, as one lot."""
    members = sorted((name, at) for at, row in enumerate(rows) for name in row.mentions)
    order = [at for _, at in members]
    said = [np.inf if row.said is None else row.said for row in rows]
    return Bulk(
        mention=np.array([name.encode() for name, _ in members], dtype=bytes),
        report=np.array([rows[at].facet.report.encode() for at in order], dtype=bytes),
        said=np.array([said[at] for at in order], dtype=np.float64),
        row=np.array(order, dtype=np.int64),
        columns=_columns(rows),
        blocks=read_blocks(row.facet for row in rows),
    )


def _columns(rows: Sequence[Row]) -> Columns:
    return read_columns(row.facet for row in rows)


def _first(row: Row) -> str:
    return min(row.mentions)


def _bucket(name: str) -> int:
    return crc32(name.encode()) % BUCKETS
