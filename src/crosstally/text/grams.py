"""Fingerprints of texts, and which texts are near copies of one another.

Invariant: a fingerprint depends on the folded words alone, not on the machine, the process or
PYTHONHASHSEED; likeness is the exact share of common shingles. Sketches only choose which pairs
are looked at.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Sketch = npt.NDArray[np.uint32]

# Three words: two let stock phrases of wire reports look alike, five lost a copy with one word in
# four changed.
SHINGLE: Final = 3
ROWS: Final = 128
RECALL: Final = 0.995
_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Fingerprint(NamedTuple):
    """A text as the sorted hashes of its shingles, and their sketch of `ROWS` least hashes."""

    shingles: Hashes
    sketch: Sketch


class Copies(NamedTuple):
    """Two texts by their places in the list, the first before the second, and their likeness."""

    first: int
    second: int
    likeness: float


def fingerprint(folded: str) -> Fingerprint:
    """The fingerprint of a folded text. A text shorter than a shingle is one shingle.

    >>> likeness(fingerprint(" a b c d "), fingerprint(" a b c e "))
    0.3333333333333333
    """
    shingles = shingles_of(folded)
    if len(shingles) == 0:
        return Fingerprint(shingles, np.zeros(ROWS, dtype=np.uint32))
    least = _mix(shingles[:, None] ^ _salts()[None, :]).min(axis=0)
    return Fingerprint(shingles, (least >> np.uint64(32)).astype(np.uint32))


def shingles_of(folded: str) -> Hashes:
    """The sorted hashes of a folded text's shingles, without the sketch, a third of the work."""
    words = np.array([crc32(word.encode()) for word in folded.split()], dtype=np.uint64)
    size = min(SHINGLE, len(words))
    if size == 0:
        return words
    count = len(words) - size + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        mixed = _mix(mixed * _GOLDEN + words[place : place + count])
    return np.unique(mixed)


def likeness(one: Fingerprint, other: Fingerprint) -> float:
    """The share of shingles that two texts have in common (Jaccard); 0 where one is empty."""
    common = _common(one, other)
    whole = len(one.shingles) + len(other.shingles) - common
    return common / whole if common else 0.0


def contained(one: Fingerprint, other: Fingerprint) -> float:
    """The share of the shorter text's shingles that stand in the longer: a copy with additions."""
    common = _common(one, other)
    return common / min(len(one.shingles), len(other.shingles)) if common else 0.0


def near_copies(fingerprints: Sequence[Fingerprint], floor: float) -> list[Copies]:
    """The pairs of texts at least as like as the floor, in order.

    Equal texts are paired with the first of their kind only, and only that one is compared with
    the rest: a text posted ten thousand times gives ten thousand pairs and not fifty million. At
    the floor itself a pair is missed once in two hundred times, above it less often.

    Args:
        fingerprints: the texts, in a stable order.
        floor: the least likeness, above 0.
    """
    first_of: dict[bytes, int] = {}
    found: list[Copies] = []
    for at, print_ in enumerate(fingerprints):
        if len(print_.shingles):
            first = first_of.setdefault(print_.shingles.tobytes(), at)
            if first != at:
                found.append(Copies(first, at, 1.0))
    places = sorted(first_of.values())
    for one, other in _candidates([fingerprints[at].sketch for at in places], floor):
        first, second = places[one], places[other]
        share = likeness(fingerprints[first], fingerprints[second])
        if share >= floor:
            found.append(Copies(first, second, share))
    return sorted(found)


def _candidates(sketches: list[Sketch], floor: float) -> list[tuple[int, int]]:
    """Pairs whose sketches agree in a whole band."""
    if len(sketches) < 2:
        return []
    table, rows = np.stack(sketches), _rows_of_a_band(floor)
    pairs: set[tuple[int, int]] = set()
    for start in range(0, ROWS - rows + 1, rows):
        key = np.zeros(len(table), dtype=np.uint64)
        for row in range(start, start + rows):
            key = _mix(key * _GOLDEN + table[:, row].astype(np.uint64))
        for group in _equal(key):
            pairs.update((one, other) for i, one in enumerate(group) for other in group[i + 1 :])
    return sorted(pairs)


def _equal(key: Hashes) -> Iterator[list[int]]:
    """Places with the same key, each group in order."""
    order = np.argsort(key, kind="stable")
    edges = np.flatnonzero(np.diff(key[order])) + 1
    for group in np.split(order, edges):
        if len(group) > 1:
            yield [int(at) for at in group]


def _rows_of_a_band(floor: float) -> int:
    """As many rows as still find a pair at the floor with `RECALL`: 1 - (1 - s^r)^(n/r)."""
    rows = 1
    while rows < 16 and 1 - (1 - floor ** (rows + 1)) ** (ROWS // (rows + 1)) >= RECALL:
        rows += 1
    return rows


def _common(one: Fingerprint, other: Fingerprint) -> int:
    return len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))


def _mix(value: Hashes) -> Hashes:
    """SplitMix64's finisher: every bit of the input moves half the bits of the output."""
    value = (value ^ (value >> np.uint64(30))) * _MIX[0]
    value = (value ^ (value >> np.uint64(27))) * _MIX[1]
    return value ^ (value >> np.uint64(31))


def _salts() -> Hashes:
    return _mix((np.arange(1, ROWS + 1, dtype=np.uint64)) * _GOLDEN)
