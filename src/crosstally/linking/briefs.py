"""Incidents in brief: id, kind, days, place and members, for a million mentions at once.

Invariant: an incident's id is that which `link` gives to the same mentions; the day and the place are ones that a mention
gives: stated before published, finest, then of most reports, then first said.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.linking.bulk import Ages, Bulk, Divided
from crosstally.linking.columns import SILENT, Column, Numbers
from crosstally.linking.compare import FEATURES
from crosstally.linking.facet import LEVELS, Spot
from crosstally.linking.identity import incident_id
from crosstally.records import IncidentId, Kind, MentionId, Record

UNKNOWN_DAY = np.iinfo(np.int64).max


class Brief(Record, frozen=True, kw_only=True):
    """One incident in brief, as `crosstally link --give groups` prints it."""

    incident: IncidentId
    kind: Kind
    first: date | None
    last: date | None
    place: str | None
    level: str | None
    reports: int
    mentions: tuple[MentionId, ...]


def read_briefs(
    bulk: Bulk, divided: Divided, some: npt.NDArray[np.bool_] | None = None
) -> Iterator[Brief]:
    """The incidents, by the first of their mentions.

    Args:
        bulk: the mentions.
        divided: how they fall into events.
        some: rows; only the incidents of these are given. All where None.
    """
    event = divided.event[bulk.row]
    wanted = np.arange(len(event)) if some is None else np.flatnonzero(_of(some, divided)[event])
    order = wanted[np.argsort(event[wanted], kind="stable")]
    event = event[order]
    starts = np.flatnonzero(np.r_[True, event[1:] != event[:-1]][: len(event)])
    ends = np.r_[starts[1:], len(order)][: len(starts)]
    eldest = _firsts(event, starts, bulk.said[order], order)
    columns = {f.name: c for f, c in zip(FEATURES, bulk.columns.features, strict=True)}
    row = bulk.row[order]
    days = _best_days(columns["days"], event, starts, row, bulk.said[order])
    places = _best_place(columns["place"], event, starts, row, bulk.said[order])
    kinds = _most(columns["kind"], event, starts, row)
    mention, report = bulk.mention[order], bulk.report[order]
    for at, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        first, last = _told_days(columns["days"], row[days[at]])
        spot = _told_spot(columns["place"], row[places[at]])
        yield Brief(
            incident=incident_id(MentionId(bulk.mention[eldest[at]].decode())),
            kind=columns["kind"].samples[columns["kind"].codes[row[kinds[at]]]].kind,
            first=first,
            last=last,
            place=spot.key if spot is not None else None,
            level=LEVELS[spot.rank] if spot is not None else None,
            reports=len(set(report[start:end].tolist())),
            mentions=tuple(MentionId(name.decode()) for name in mention[start:end].tolist()),
        )


def _of(some: npt.NDArray[np.bool_], divided: Divided) -> npt.NDArray[np.bool_]:
    """Which events have one of some rows."""
    found = np.zeros(len(some), dtype=bool)
    found[divided.event[some]] = True
    return found


def _firsts(event: Numbers, starts: Numbers, said: Ages, order: Numbers) -> Numbers:
    """For each event the place of its eldest mention: first said, then lowest id."""
    by_age = np.lexsort((order, said, event))
    found: Numbers = order[by_age[starts]]
    return found


def _chosen(
    event: Numbers, starts: Numbers, value: Numbers, keys: Sequence[npt.NDArray[Any]]
) -> Numbers:
    """For each event a mention that gives the value first by some keys, then by votes and age."""
    values, code = np.unique(value, return_inverse=True)
    number = np.searchsorted(starts, np.arange(len(event)), side="right")
    _, pair, votes = np.unique(number * len(values) + code, return_inverse=True, return_counts=True)
    by = np.lexsort((*keys[:0:-1], -votes[pair], *keys[:1], event))
    found: Numbers = by[starts]
    return found


def _best_days(
    column: Column, event: Numbers, starts: Numbers, row: Numbers, said: Ages
) -> Numbers:
    codes = column.codes[row]
    inferred = np.array([*(s.inferred for s in column.samples), True])[codes]
    width = np.array([*(s.days.high if s.days else 0 for s in column.samples), 0])[codes]
    rank = np.where(codes == SILENT, UNKNOWN_DAY, inferred * (1 << 40) + width)
    value = column.days[row].astype(np.int64) * (1 << 20) + np.minimum(width, (1 << 20) - 1)
    return _chosen(event, starts, value, [rank, said])


def _best_place(
    column: Column, event: Numbers, starts: Numbers, row: Numbers, said: Ages
) -> Numbers:
    codes = column.codes[row]
    keys = sorted({s.spot.key for s in column.samples if s.spot is not None})
    number = {key: at for at, key in enumerate(keys)}
    value = np.array([*(number[s.spot.key] if s.spot else -1 for s in column.samples), -1])[codes]
    ranks = [s.spot.rank if s.spot else len(LEVELS) for s in column.samples]
    rank = np.array([*ranks, len(LEVELS)], dtype=np.int64)[codes]
    return _chosen(event, starts, value, [rank, said])


def _most(column: Column, event: Numbers, starts: Numbers, row: Numbers) -> Numbers:
    """For each event a mention of the kind that most give; of equals the one first in the codebook."""
    order = list(Kind)
    kind = np.array([*(order.index(s.kind) for s in column.samples), 0])[column.codes[row]]
    return _chosen(event, starts, kind, [np.zeros(len(kind), dtype=np.int64), kind])


def _told_days(column: Column, row: int) -> tuple[date | None, date | None]:
    code = int(column.codes[row])
    days = column.samples[code].days if code != SILENT else None
    if days is None:
        return None, None
    first = int(column.days[row])
    return date.fromordinal(first), date.fromordinal(first + days.high)


def _told_spot(column: Column, row: int) -> Spot | None:
    code = int(column.codes[row])
    return column.samples[code].spot if code != SILENT else None
