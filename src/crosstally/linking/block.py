"""Which pairs of mentions are worth comparing: near in days and place, or alike in rare words.

Invariant: the pairs depend on which facets there are, never on their order. No pair is left out that
stands in one town (or within the reach of a county) on days that may be the same, up to `WIDEST`
mentions of one town and time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from crosstally.linking.facet import COUNTRY, TOWN, Facet
from crosstally.linking.likeness import Words
from crosstally.records import Kind

CELL_DEGREES = 0.1  # about 11 km: a town with its districts, a county with its capital
LATE_DAYS = 7  # a report that states no day may tell of one up to this much earlier
LASTING_DAYS = 30  # a strike's reports lie up to this far apart
TOTAL_DAYS = 100  # figures that sum up are revised for months
WORD_DAYS = 90  # texts that share rare words are compared when published within this
RARE_WORDS = 30  # heaviest words of a text that bring it together with others
WIDEST = 2000  # followers of a mention in its block that it is compared with
COMMON = 60  # a word that stands in more texts than this brings nobody together
ALIKE = 0.05  # likeness in those words from which two texts are compared

FAMILIES = (
    (Kind.ASM, Kind.STK, Kind.HNG, Kind.BLK, Kind.EXP, Kind.RIO),
    (Kind.FRC, Kind.ARM, Kind.CUS),
    (Kind.ARR, Kind.JUD, Kind.ABD),
)
_FAMILY = {kind: family[0] for family in FAMILIES for kind in family}

Places = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.int64]


def pairs(facets: Sequence[Facet]) -> Pairs:
    """Pairs of positions worth comparing, one a row, the lower first, in order and each once."""
    count = max(1, len(facets))
    found = [*_near(facets), *_told_together(facets), *_alike(facets)]
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    low = np.concatenate([np.minimum(one, other) for one, other in found])
    high = np.concatenate([np.maximum(one, other) for one, other in found])
    once = np.unique(low * count + high)
    return np.stack(np.divmod(once, count), axis=1)


def family(kind: Kind) -> Kind:
    """The kinds that are compared with one another, by the first of them."""
    return _FAMILY.get(kind, kind)


def _near(facets: Sequence[Facet]) -> Iterator[tuple[Places, Places]]:
    """Pairs that share a place key and whose days may be the same."""
    blocks: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for index, facet in enumerate(facets):
        window = _window(facet)
        if window is not None:
            for key in _place_keys(facet):
                blocks[(family(facet.kind), key)].append((*window, index))
    for block in blocks.values():
        if len(block) > 1:
            lows, highs, places = np.array(sorted(block), dtype=np.int64).T
            ends = np.searchsorted(lows, highs, side="right")
            first, second = _following(np.minimum(ends, np.arange(len(ends)) + WIDEST))
            yield places[first], places[second]


def _following(ends: Places) -> tuple[Places, Places]:
    """Each position with those after it up to its end, as two columns.

    >>> [list(map(int, column)) for column in _following(np.array([3, 2, 3]))]
    [[0, 0], [1, 2]]
    """
    at = np.arange(len(ends))
    counts = np.maximum(ends - at - 1, 0)
    first = np.repeat(at, counts)
    step = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)
    return first, first + 1 + step


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


def _place_keys(facet: Facet) -> Iterable[str]:
    """Keys that two mentions of one place share, whatever their levels and spellings."""
    spot = facet.spot
    wide = [key for key, told in (("sum", facet.total), ("trade", facet.lasting)) if told]
    if spot is None:
        return wide
    keys = {spot.key}
    if spot.city is not None:
        keys.add(spot.city)
    if spot.rank <= TOWN + 1 and spot.lat is not None and spot.lon is not None:
        row, column = int(spot.lat // CELL_DEGREES), int(spot.lon // CELL_DEGREES)
        keys.update(f"{row + r}:{column + c}" for r in (0, 1) for c in (0, 1))
    if spot.rank == COUNTRY:
        keys.update(wide)
    keys.update(spot.rivals)
    return sorted(keys)


def _told_together(facets: Sequence[Facet]) -> Iterator[tuple[Places, Places]]:
    """Pairs of one report."""
    reports: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, facet in enumerate(facets):
        reports[(facet.report, family(facet.kind))].append(index)
    for block in reports.values():
        if len(block) > 1:
            places = np.array(block, dtype=np.int64)
            first, second = np.triu_indices(len(places), 1)
            yield places[first], places[second]


def _alike(facets: Sequence[Facet]) -> Iterator[tuple[Places, Places]]:
    """Pairs whose texts share rare words that weigh enough, published within some weeks.

    One of the two must be loose: without a town or without a stated day. Two that name both are
    compared where those are near, and no likeness of words makes one event of them elsewhere.
    """
    tellers: dict[str, list[int]] = defaultdict(list)
    words: dict[str, Words] = {}
    for index, facet in enumerate(facets):
        if facet.words is not None and facet.said is not None:
            name = facet.report if facet.alone else facet.mention
            tellers[name].append(index)
            words[name] = facet.words
    names = sorted(words)
    loose = np.array([any(_is_loose(facets[at]) for at in tellers[n]) for n in names], dtype=bool)
    said = np.array([facets[tellers[name][0]].said for name in names], dtype=np.int64)

    def wanted(one: Places, other: Places) -> npt.NDArray[np.bool_]:
        chosen: npt.NDArray[np.bool_] = loose[one] | loose[other]
        chosen &= np.abs(said[one] - said[other]) <= WORD_DAYS
        return chosen

    one, other = _sharing([words[name] for name in names], wanted)
    found = [
        (a, b)
        for first, second in zip(one.tolist(), other.tolist(), strict=True)
        for a in tellers[names[first]]
        for b in tellers[names[second]]
        if _comparable(facets[a], facets[b])
    ]
    if found:
        left, right = np.array(found, dtype=np.int64).T
        yield left, right


def _sharing(
    texts: Sequence[Words], wanted: Callable[[Places, Places], npt.NDArray[np.bool_]]
) -> tuple[Places, Places]:
    """Pairs of texts, of those wanted, that share enough of their likeness in their heaviest words.

    Words that stand in equally many texts are looked at together, so that no loop runs over pairs.
    """
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        (numbers.setdefault((text.lang, word), len(numbers)), at, weight)
        for at, text in enumerate(texts)
        for word, weight in islice(text.weights.items(), RARE_WORDS)
    ]
    if not rows:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    term, text_at, weight = (np.array(column) for column in zip(*rows, strict=True))
    order = np.lexsort((text_at, term))
    text_at, weight = text_at[order], weight[order]
    sizes = np.bincount(term)
    starts = np.cumsum(sizes) - sizes
    keys, parts = [], []
    for size in range(2, COMMON + 1):
        cells = starts[sizes == size][:, None] + np.arange(size)[None, :]
        first, second = np.triu_indices(size, 1)
        left, right = cells[:, first].ravel(), cells[:, second].ravel()
        kept = wanted(text_at[left], text_at[right])
        left, right = left[kept], right[kept]
        keys.append(text_at[left] * len(texts) + text_at[right])
        parts.append((weight[left] * weight[right]).astype(np.float32))
    key, at = np.unique(np.concatenate(keys), return_inverse=True)
    shared = np.bincount(at, weights=np.concatenate(parts), minlength=len(key))
    one, other = np.divmod(key[shared >= ALIKE], len(texts))
    return one, other


def _is_loose(facet: Facet) -> bool:
    """Whether a mention names no town or states no day."""
    return facet.spot is None or facet.spot.rank > TOWN or facet.inferred or facet.days is None


def _comparable(one: Facet, other: Facet) -> bool:
    """Whether a likeness of words could make two mentions one event."""
    if family(one.kind) is not family(other.kind) or one.report == other.report:
        return False
    mine, theirs = one.spot, other.spot
    if mine is None or theirs is None or max(mine.rank, theirs.rank) > TOWN:
        return True
    return (mine.city or mine.key) == (theirs.city or theirs.key)
