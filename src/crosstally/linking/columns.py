"""Mentions as columns, and the weight of many pairs at once.

Invariant: a pair weighs what `weigh` says, to the thousandth of a bit: the same functions look at it,
once for each two readings instead of once for each pair. Nothing here depends on the order of the
mentions.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from crosstally.linking.compare import CONFLICTS, FEATURES, Feature
from crosstally.linking.facet import Facet, Range
from crosstally.linking.weigh import Look, Weights, bits_of
from crosstally.records import ReportId

Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
H = TypeVar("H", bound=Hashable)

SILENT = -1
BATCH = 1 << 20  # pairs weighed at a time: some tens of MB
DENSE = 1 << 22  # entries of a table of all two readings; above, only those that occur are kept
MOVING = ("days",)  # features to which of two mentions' days only the time between them matters
UNKNOWN = np.iinfo(np.int32).min
_OTHERS = (ReportId("other"), ReportId("same"))  # how a sample stands to another, by equality


class Column(NamedTuple):
    """What one feature reads of each mention: a code, and for each code a facet that reads so.

    The code is `SILENT` where the mention has nothing that the feature looks at. `days` are 0, or
    for a feature to which only the time between two mentions matters the first day of each: its
    samples all begin on day 0.
    """

    codes: Codes
    samples: tuple[Facet, ...]
    days: Codes


class Columns(NamedTuple):
    """Mentions as linking compares them, one a place, in the order of their ids.

    `names` are numbers that stay the same whatever else is linked. `report` and `copy` are equal
    where the mentions are of one report, or of copies of one.
    """

    names: npt.NDArray[np.uint64]
    report: Codes
    copy: Codes
    features: tuple[Column, ...]


def read_columns(facets: Iterable[Facet]) -> Columns:
    """The columns of some facets."""
    told = list(facets)
    return Columns(
        names=np.array([crc32(facet.mention.encode()) for facet in told], dtype=np.uint64),
        report=numbered(facet.report for facet in told),
        copy=numbered(facet.copy for facet in told),
        features=tuple(_read_column(feature, told) for feature in FEATURES),
    )


def _read_column(feature: Feature, facets: Sequence[Facet]) -> Column:
    """What a feature reads of each facet; a reading's number is that of its first facet's turn."""
    reads, speaks = feature.reads, feature.speaks
    known: dict[Hashable, int] = {}
    samples: list[Facet] = []
    codes = np.full(len(facets), SILENT, dtype=np.int32)
    for at, facet in enumerate(facets):
        if speaks(facet):
            code = known.setdefault(reads(facet), len(known))
            if code == len(samples):
                samples.append(facet)
            codes[at] = code
    days = np.zeros(len(facets), dtype=np.int32)
    if feature.name in MOVING:
        days = np.array([f.days.low if f.days else 0 for f in facets], dtype=np.int32)
        samples = [_from_day_0(sample) for sample in samples]
    bare = [f._replace(report=_OTHERS[1], copy=_OTHERS[1]) for f in samples]
    return _one_column(feature, [Column(codes, tuple(bare), days)])


def _from_day_0(facet: Facet) -> Facet:
    if facet.days is None:
        return facet
    return facet._replace(days=Range(0, facet.days.high - facet.days.low))


def taken(columns: Columns, places: Numbers) -> Columns:
    """The columns of some of the mentions, in the order of the places given."""
    return Columns(
        names=columns.names[places],
        report=columns.report[places],
        copy=columns.copy[places],
        features=tuple(
            Column(column.codes[places], column.samples, column.days[places])
            for column in columns.features
        ),
    )


def merged(parts: Sequence[Columns]) -> Columns:
    """The columns of several lots of mentions one after another; no report is in two lots."""
    starts = np.cumsum([0, *(int(part.report.max(initial=-1)) + 1 for part in parts[:-1])])
    copies = np.cumsum([0, *(int(part.copy.max(initial=-1)) + 1 for part in parts[:-1])])
    return Columns(
        names=np.concatenate([part.names for part in parts]),
        report=np.concatenate([p.report + int(at) for p, at in zip(parts, starts, strict=True)]),
        copy=np.concatenate([p.copy + int(at) for p, at in zip(parts, copies, strict=True)]),
        features=tuple(
            _one_column(feature, [part.features[at] for part in parts])
            for at, feature in enumerate(FEATURES)
        ),
    )


def _one_column(feature: Feature, parts: Sequence[Column]) -> Column:
    """Several columns of one feature as one: a reading that occurs in several has one code."""
    known: dict[Hashable, int] = {}
    samples: list[Facet] = []
    codes = []
    for part in parts:
        code = np.full(len(part.samples) + 1, SILENT, dtype=np.int32)  # the last is silence
        for at, sample in enumerate(part.samples):
            code[at] = known.setdefault(feature.reads(sample), len(known))
            if code[at] == len(samples):
                samples.append(sample)
        codes.append(code[part.codes])
    days = np.concatenate([part.days for part in parts])
    return Column(np.concatenate(codes), tuple(samples), days)


def numbered(keys: Iterable[Hashable]) -> Codes:
    """A number for each key, the same for equal ones, in the order in which they come."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int32)


def weigh_pairs(
    columns: Columns,
    one: Numbers,
    other: Numbers,
    weights: Weights,
    tables: Sequence["Table"] | None = None,
) -> Numbers:
    """The thousandths of a bit of each pair of places, as `weigh` gives them.

    Args:
        columns: the mentions.
        one: the first of each pair.
        other: the second.
        weights: what each feature is worth.
        tables: what was looked at before (`open_tables`), where there is more to come.
    """
    tables = open_tables(columns, weights) if tables is None else tables
    found = np.empty(len(one), dtype=np.int64)
    for start in range(0, len(one), BATCH):
        a, b = one[start : start + BATCH], other[start : start + BATCH]
        ties = _ties(columns, a, b)
        total = np.full(len(a), weights.prior, dtype=np.int64)
        for table in tables:
            table.add(total, a, b, ties)
        found[start : start + BATCH] = total
    return found


def open_tables(columns: Columns, weights: Weights) -> list["Table"]:
    """A table for each feature, in which what two readings are worth is kept once looked at."""
    return [
        Table(column, _bits_of(feature.look, weights.features[feature.name]))
        for feature, column in zip(FEATURES, columns.features, strict=True)
    ]


def conflicts(columns: Columns, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Which pairs one report sets apart, as `contradict` says."""
    found = np.zeros(len(one), dtype=np.int64)
    told = np.flatnonzero(columns.report[one] == columns.report[other])
    a, b = one[told], other[told]
    said = np.zeros(len(told), dtype=np.int64)
    named = {
        feature.name: column for feature, column in zip(FEATURES, columns.features, strict=True)
    }
    for name, look in CONFLICTS:
        Table(named[name], look).add(said, a, b, _ties(columns, a, b))
    found[told] = said
    return found > 0


def _bits_of(look: Look, levels: Mapping[str, int]) -> Callable[[Facet, Facet], int]:
    return lambda one, other: bits_of(look(one, other), levels)


class Table:
    """What two readings of a column are worth, worked out when they first meet."""

    def __init__(self, column: Column, bits: Callable[[Facet, Facet], int]) -> None:
        count = len(column.samples)
        self._bits, self._column = bits, column
        self._codes = np.where(column.codes < 0, count, column.codes)  # the last is silence
        self._reach = int(np.ptp(column.days)) + 1 if len(column.days) else 1
        self._standing: dict[tuple[int, int], Facet] = {}
        self._small = self._reach == 1 and 4 * (count + 1) ** 2 <= DENSE
        self._keys = np.empty(0, dtype=np.int64)
        self._worth = np.full(4 * (count + 1) ** 2 if self._small else 0, UNKNOWN, dtype=np.int32)
        if self._small:
            self._worth.reshape(count + 1, count + 1, 4)[count, :] = 0
            self._worth.reshape(count + 1, count + 1, 4)[:, count] = 0

    def add(self, total: Numbers, one: Numbers, other: Numbers, ties: Codes) -> None:
        """Add what the readings of each pair are worth to its total."""
        count = len(self._column.samples)
        if not count:
            return
        a, b = self._codes[one], self._codes[other]
        if self._small:
            key = (a * (count + 1) + b) * 4 + ties
            new = np.unique(key[self._worth[key] == UNKNOWN])
            self._worth[new] = self._looked_at(new, count + 1)
            total += self._worth[key]
            return
        speak = np.flatnonzero((a < count) & (b < count))
        key = self._keys_of(a[speak], b[speak], one[speak], other[speak]) * 4 + ties[speak]
        met, at = np.unique(key, return_inverse=True)
        total[speak] += self._worth_of(met.astype(np.int64))[at]

    def _keys_of(self, a: Codes, b: Codes, one: Numbers, other: Numbers) -> Numbers:
        """A number for each two readings and the time between them, the lower reading first."""
        between = self._column.days[other].astype(np.int64) - self._column.days[one]
        between = np.where(a == b, np.abs(between), np.where(a < b, between, -between))
        pair = np.minimum(a, b).astype(np.int64) * len(self._column.samples) + np.maximum(a, b)
        return pair * (2 * self._reach) + between + self._reach

    def _worth_of(self, keys: Numbers) -> Numbers:
        """The worth of some keys of a large table, in order."""
        at = np.searchsorted(self._keys, keys)
        known = np.zeros(len(keys), dtype=bool)
        inside = at < len(self._keys)
        known[inside] = self._keys[at[inside]] == keys[inside]
        new = keys[~known]
        worth = np.array(self._looked_at(new, len(self._column.samples)), dtype=np.int32)
        self._keys = np.insert(self._keys, at[~known], new)
        self._worth = np.insert(self._worth, at[~known], worth)
        found: Numbers = self._worth[np.searchsorted(self._keys, keys)].astype(np.int64)
        return found

    def _looked_at(self, keys: Numbers, size: int) -> list[int]:
        """The worth of keys not met before."""
        pairs, ties = np.divmod(keys, 4)
        between = np.zeros(len(keys), dtype=np.int64)
        if not self._small:
            pairs, between = np.divmod(pairs, 2 * self._reach)
            between -= self._reach
        rows = zip(*(row.tolist() for row in (*np.divmod(pairs, size), ties, between)), strict=True)
        return [self._look(*row) for row in rows]

    def _look(self, one: int, other: int, tie: int, between: int) -> int:
        standing = self._standing.get((other, tie))
        if standing is None:
            sample = self._column.samples[other]
            standing = sample._replace(report=_OTHERS[tie >> 1], copy=_OTHERS[tie & 1])
            self._standing[other, tie] = standing
        if between and standing.days is not None:
            low, high = standing.days
            standing = standing._replace(days=Range(low + between, high + between))
        return self._bits(self._column.samples[one], standing)


def _ties(columns: Columns, one: Numbers, other: Numbers) -> Codes:
    """Whether each pair is of one report (2) and of one copy (1), added up."""
    reports = columns.report[one] == columns.report[other]
    copies = columns.copy[one] == columns.copy[other]
    ties: Codes = 2 * reports.astype(np.int32) + copies
    return ties


def slices(counts: Numbers, most: int = BATCH) -> Iterator[slice]:
    """Runs of places whose counts add up to at most so many, or of one place that has more.

    >>> list(slices(np.array([2, 2, 9, 1]), 4))
    [slice(0, 2, None), slice(2, 3, None), slice(3, 4, None)]
    """
    ends = np.cumsum(counts)
    start, done = 0, 0
    while start < len(counts):
        stop = max(start + 1, int(np.searchsorted(ends, done + most, side="right")))
        yield slice(start, stop)
        start, done = stop, int(ends[stop - 1])
