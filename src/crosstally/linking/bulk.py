"""A million coded mentions at once: which of them tell of one event.

Invariant: the groups are those of `group` for the same mentions, whatever the order of the lines and
the number of processes. Texts are not looked at, and what `link` gives beside the groups (reasons,
origins, every field with its rivals) is not made here.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.engines.pool import each, share
from crosstally.errors import FormatError
from crosstally.linking.block import Blocks, Part, near_pairs, read_blocks, told_together
from crosstally.linking.block import merged as merged_blocks
from crosstally.linking.block import taken as taken_blocks
from crosstally.linking.cluster import Edges
from crosstally.linking.columns import Columns, Numbers, open_tables, read_columns, weigh_pairs
from crosstally.linking.columns import merged as merged_columns
from crosstally.linking.columns import taken as taken_columns
from crosstally.linking.crowds import thin
from crosstally.linking.facet import Facet, read_facets
from crosstally.linking.identity import seniority
from crosstally.linking.lines import read_report
from crosstally.linking.partition import linked, partition
from crosstally.linking.tellings import read_tellings
from crosstally.linking.weigh import Weights
from crosstally.records import Coded, Reality, Report, ReportLine, decode

LINES = 20_000  # reports read at a time
FEW = 8  # lots held before they are made one: what they share is then held once
TOLD = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)
NOBODY: Numbers = np.empty((0, 2), dtype=np.int64)

Names = npt.NDArray[np.bytes_]
Ages = npt.NDArray[np.float64]


class Bulk(NamedTuple):
    """Mentions as columns, by id: all that one report tells of one event is one row.

    `mention` and `report` are ids in UTF-8, `said` when its report was published or received, in
    seconds (`identity.seniority`), `row` the row of each mention in `columns` and `blocks`.
    """

    mention: Names
    report: Names
    said: Ages
    row: Numbers
    columns: Columns
    blocks: Blocks


class Divided(NamedTuple):
    """How rows fall into events, each by the lowest row.

    `front` is the row that stands for each where many say the same, `home` the component, `event`
    the event.
    """

    front: Numbers
    home: Numbers
    event: Numbers


def read_bulk(reports: Iterable[bytes], coded: Iterable[bytes], *, processes: int = 1) -> Bulk:
    """The columns of reports and their coded lines, as `crosstally code` takes and gives them.

    Args:
        reports: lines of JSON; the texts are not looked at.
        coded: a line for each, in the same order.
        processes: how many read.

    Raises:
        FormatError: a line is broken, or is not that of its report.
    """
    lots = zip(_lots(reports), _lots(coded), strict=True)
    found = each(_read_lot, lots, processes=processes)
    return merge([merge(some) for some in iter(lambda: list(islice(found, FEW)), [])])


def read_rows(lines: Iterable[tuple[bytes, bytes]]) -> tuple[Bulk, list[Facet]]:
    """The columns of some reports and their coded lines, and the facet of each row."""
    reports, coded = {}, []
    for raw, raw_coded in lines:
        (report, _), line = read_report(decode(ReportLine, raw)), decode(Coded, raw_coded)
        if line.report != report.id:
            raise FormatError(
                "a coded line is not that of its report",
                hint="give the reports in the order in which they were coded",
            )
        reports[report.id] = report
        coded.append(line)
    read = read_facets(coded, reports=reports, words={}, copies={})
    facets = [facet for facet in read if facet.reality in TOLD]
    tellings = read_tellings(facets, judged=())
    told = [telling.facet for telling in tellings]
    row = np.empty(len(facets), dtype=np.int64)
    for at, telling in enumerate(tellings):
        row[list(telling.places)] = at
    bulk = Bulk(
        mention=np.array([f.mention.encode() for f in facets], dtype=bytes),
        report=np.array([f.report.encode() for f in facets], dtype=bytes),
        said=np.array([_age(reports[f.report]) for f in facets], dtype=np.float64),
        row=row,
        columns=read_columns(told),
        blocks=read_blocks(told),
    )
    return bulk, told


def merge(lots: Sequence[Bulk]) -> Bulk:
    """Several lots of mentions as one, by id."""
    starts = np.cumsum([0, *(len(lot.blocks.cell) for lot in lots)])
    mention = np.concatenate([lot.mention for lot in lots])
    row = np.concatenate([lot.row + at for lot, at in zip(lots, starts[:-1], strict=True)])
    order = np.argsort(mention, kind="stable")
    first = np.full(int(starts[-1]), len(order))
    np.minimum.at(first, row[order], np.arange(len(order)))
    rows = np.argsort(first, kind="stable")
    place = np.empty(len(rows), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    return Bulk(
        mention=mention[order],
        report=np.concatenate([lot.report for lot in lots])[order],
        said=np.concatenate([lot.said for lot in lots])[order],
        row=place[row[order]],
        columns=taken_columns(merged_columns([lot.columns for lot in lots]), rows),
        blocks=taken_blocks(merged_blocks([lot.blocks for lot in lots]), rows),
    )


def divide(bulk: Bulk, weights: Weights, *, processes: int = 1) -> Divided:
    """How all rows fall into events."""
    front = thin(bulk.columns, weights, judged=np.empty(0, dtype=np.int64))
    kept = np.flatnonzero(front == np.arange(len(front)))
    columns, blocks = taken_columns(bulk.columns, kept), taken_blocks(bulk.blocks, kept)
    parts = [Part(number, processes) for number in range(processes)]
    found = share(_weigh_part, (columns, blocks, weights), parts, processes=processes)
    near = [lot for lots in found for lot in lots]
    home, event = front.copy(), front.copy()
    home[kept] = kept[linked(len(kept), near, weights, NOBODY)]
    event[kept] = kept[
        partition(columns, near, weights, must=NOBODY, apart=NOBODY, processes=processes)
    ]
    return Divided(front, home[front], event[front])


def _weigh_part(shared: tuple[Columns, Blocks, Weights], part: Part) -> list[Edges]:
    """The near pairs of one part, weighed, in lots, in half the room that pairs usually take."""
    columns, blocks, weights = shared
    found = []
    tables = open_tables(columns, weights)
    for near in (near_pairs, told_together):
        for one, other in near(blocks, columns.report, part):
            bits = weigh_pairs(columns, one, other, weights, tables)
            found.append(Edges(*(row.astype(np.int32) for row in (one, other, bits))))
    return found


def _lots(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines some thousands at a time, each lot one piece: a process is sent it at once."""
    rest = (line.removesuffix(b"\n") for line in lines)
    return iter(lambda: b"\n".join(islice(rest, LINES)), b"")


def _read_lot(lot: tuple[bytes, bytes]) -> Bulk:
    """Some lines as columns."""
    reports, coded = (lines.split(b"\n") for lines in lot)
    gc.disable()  # records hold no circles: the collector looks at millions and frees none
    try:
        return read_rows(zip(reports, coded, strict=True))[0]
    finally:
        gc.enable()


def _age(report: Report) -> float:
    moment, _ = seniority(report)
    return inf if moment == "~" else float(moment)
