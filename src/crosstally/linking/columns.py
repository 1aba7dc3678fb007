"""Mentions as columns, and the weight of many pairs at once.

Invariant: a pair weighs what `weigh` says, to the thousandth of a bit: the same functions look at it,
once for each two readings instead of once for each pair. Nothing here depends on the order of the
mentions.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from crosstally.linking.compare import CONFLICTS, FEATURES
from crosstally.linking.facet import Facet
from crosstally.linking.weigh import Look, Weights, bits_of
from crosstally.records import ReportId

Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
H = TypeVar("H", bound=Hashable)

SILENT = -1
BATCH = 1 << 20  # pairs weighed at a time: some tens of MB
DENSE = 1 << 24  # entries of a table of all two readings; above, only those that occur are kept
_OTHERS = (ReportId("other"), ReportId("same"))  # how a sample stands to another, by equality


class Column(NamedTuple):
    """What one feature reads of each mention: a code, and for each code a facet that reads so.

    The code is `SILENT` where the mention has nothing that the feature looks at.
    """

    codes: Codes
    samples: tuple[Facet, ...]


class Columns(NamedTuple):
    """Mentions as linking compares them, one a place, in the order of their ids.

    `names` are numbers that stay the same whatever else is linked. `report` and `copy` are equal
    where the mentions are of one report, or of copies of one.
    """

    names: npt.NDArray[np.uint64]
    report: Codes
    copy: Codes
    features: tuple[Column, ...]


class _Reader:
    """Readings met so far, each with the number of the first mention that reads so."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.samples: list[Facet] = []
        self._known: dict[Hashable, int] = {}

    def read(self, facet: Facet, reading: Hashable) -> None:
        code = self._known.setdefault(reading, len(self._known))
        if code == len(self.samples):
            self.samples.append(_sample(facet))
        self.codes.append(code)

    def pass_over(self) -> None:
        self.codes.append(SILENT)

    def column(self) -> Column:
        return Column(np.array(self.codes, dtype=np.int32), tuple(self.samples))


def read_columns(facets: Iterable[Facet]) -> Columns:
    """The columns of some facets, which need not stay in memory."""
    readers = [_Reader() for _ in FEATURES]
    names, reports, copies = [], [], []
    for facet in facets:
        names.append(crc32(facet.mention.encode()))
        reports.append(facet.report)
        copies.append(facet.copy)
        for feature, reader in zip(FEATURES, readers, strict=True):
            if feature.speaks(facet):
                reader.read(facet, feature.reads(facet))
            else:
                reader.pass_over()
    return Columns(
        names=np.array(names, dtype=np.uint64),
        report=numbered(reports),
        copy=numbered(copies),
        features=tuple(reader.column() for reader in readers),
    )


def numbered(keys: Iterable[Hashable]) -> Codes:
    """A number for each key, the same for equal ones, in the order in which they come."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int32)


def weigh_pairs(columns: Columns, one: Numbers, other: Numbers, weights: Weights) -> Numbers:
    """The thousandths of a bit of each pair of places, as `weigh` gives them."""
    found = np.empty(len(one), dtype=np.int64)
    tables = [
        _Table(column, _bits_of(feature.look, weights.features[feature.name]))
        for feature, column in zip(FEATURES, columns.features, strict=True)
    ]
    for start in range(0, len(one), BATCH):
        a, b = one[start : start + BATCH], other[start : start + BATCH]
        ties = _ties(columns, a, b)
        total = np.full(len(a), weights.prior, dtype=np.int64)
        for table in tables:
            table.add(total, a, b, ties)
        found[start : start + BATCH] = total
    return found


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
        _Table(named[name], look).add(said, a, b, _ties(columns, a, b))
    found[told] = said
    return found > 0


def _bits_of(look: Look, levels: Mapping[str, int]) -> Callable[[Facet, Facet], int]:
    return lambda one, other: bits_of(look(one, other), levels)


class _Table:
    """What two readings of a column are worth, worked out when they first meet."""

    def __init__(self, column: Column, bits: Callable[[Facet, Facet], int]) -> None:
        self._column, self._bits = column, bits
        self._keys = np.empty(0, dtype=np.int64)
        self._worth = np.empty(0, dtype=np.int64)

    def add(self, total: Numbers, one: Numbers, other: Numbers, ties: Numbers) -> None:
        """Add what the readings of each pair are worth to its total."""
        codes, count = self._column.codes, len(self._column.samples)
        a, b = codes[one].astype(np.int64), codes[other].astype(np.int64)
        speak = np.flatnonzero((a >= 0) & (b >= 0))
        if not len(speak):
            return
        a, b = a[speak], b[speak]
        key = (np.minimum(a, b) * count + np.maximum(a, b)) * 4 + ties[speak]
        met, at = _distinct(key, 4 * count * count)
        total[speak] += self._worth_of(met)[at]

    def _worth_of(self, keys: Numbers) -> Numbers:
        """The worth of some keys, in order; those not met before are looked at."""
        at = np.searchsorted(self._keys, keys)
        known = np.zeros(len(keys), dtype=bool)
        inside = at < len(self._keys)
        known[inside] = self._keys[at[inside]] == keys[inside]
        fresh = keys[~known]
        worth = np.array([self._look(key) for key in fresh.tolist()], dtype=np.int64)
        place = at[~known]
        self._keys = np.insert(self._keys, place, fresh)
        self._worth = np.insert(self._worth, place, worth)
        found: Numbers = self._worth[np.searchsorted(self._keys, keys)]
        return found

    def _look(self, key: int) -> int:
        pair, tie = divmod(key, 4)
        one, other = divmod(pair, len(self._column.samples))
        samples = self._column.samples
        return self._bits(samples[one], _standing(samples[other], tie))


def _distinct(key: Numbers, bound: int) -> tuple[Numbers, Numbers]:
    """The keys that occur, in order, and for each key the place of its like among them."""
    if bound > DENSE:
        met, at = np.unique(key, return_inverse=True)
        return met, at.astype(np.int64)
    there = np.zeros(bound, dtype=bool)
    there[key] = True
    met = np.flatnonzero(there)
    place = np.empty(bound, dtype=np.int64)
    place[met] = np.arange(len(met))
    return met, place[key]


def _ties(columns: Columns, one: Numbers, other: Numbers) -> Numbers:
    """Whether each pair is of one report (2) and of one copy (1), added up."""
    reports = columns.report[one] == columns.report[other]
    copies = columns.copy[one] == columns.copy[other]
    ties: Numbers = 2 * reports.astype(np.int64) + copies
    return ties


def _sample(facet: Facet) -> Facet:
    return facet._replace(report=_OTHERS[1], copy=_OTHERS[1])


def _standing(sample: Facet, tie: int) -> Facet:
    """A sample, of the same report and copy as the others or of another, as a tie says."""
    if tie == 3:
        return sample
    return sample._replace(report=_OTHERS[tie >> 1], copy=_OTHERS[tie & 1])


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
