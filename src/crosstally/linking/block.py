"""Which pairs of mentions are worth comparing: near in days and place, or alike in rare words.

Invariant: the pairs depend on which facets there are, never on their order. No pair is left out that
stands in one town (or within the reach of a county) on days that may be the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from crosstally.linking.facet import TOWN, Facet
from crosstally.linking.likeness import Words
from crosstally.records import Kind

CELL_DEGREES = 0.1  # about 11 km: a town with its districts, a county with its capital
LATE_DAYS = 14  # a report that states no day may tell of one up to this much earlier
LASTING_DAYS = 30  # a strike's reports lie up to this far apart
TOTAL_DAYS = 100  # figures that sum up are revised for months
WORD_DAYS = 90  # texts that share rare words are compared when published within this
RARE_WORDS = 30  # heaviest words of a text that bring it together with others
COMMON = 60  # a word that stands in more texts than this brings nobody together
ALIKE = 0.05  # likeness in those words from which two texts are compared

FAMILIES = (
    (Kind.ASM, Kind.STK, Kind.HNG, Kind.BLK, Kind.EXP, Kind.RIO),
    (Kind.FRC, Kind.ARM, Kind.CUS),
    (Kind.ARR, Kind.JUD, Kind.ABD),
)
_FAMILY = {kind: family[0] for family in FAMILIES for kind in family}


def pairs(facets: Sequence[Facet]) -> list[tuple[int, int]]:
    """Pairs of positions worth comparing, each once, the lower first, in order."""
    found = set(_near(facets))
    found.update(_told_together(facets))
    found.update(_alike(facets))
    return sorted(found)


def family(kind: Kind) -> Kind:
    """The kinds that are compared with one another, by the first of them."""
    return _FAMILY.get(kind, kind)


def _near(facets: Sequence[Facet]) -> Iterator[tuple[int, int]]:
    """Pairs that share a place key and whose days may be the same."""
    blocks: dict[tuple[str, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for index, facet in enumerate(facets):
        window = _window(facet)
        if window is not None:
            for key in _place_keys(facet):
                blocks[(family(facet.kind), key)].append((*window, index))
    for block in blocks.values():
        block.sort()
        for at, (_, high, index) in enumerate(block):
            for low, _, other in block[at + 1 :]:
                if low > high:
                    break
                yield (index, other) if index < other else (other, index)


def _window(facet: Facet) -> tuple[int, int] | None:
    """The first and last day that the event may have taken, with room for error."""
    if facet.days is None:
        return None
    if facet.total:
        return facet.days.low - TOTAL_DAYS, facet.days.high + TOTAL_DAYS
    if facet.inferred:
        return facet.days.low - LATE_DAYS, facet.days.high + 1
    room = LASTING_DAYS // 2 if facet.lasting else 1
    return facet.days.low - room, facet.days.high + room


def _place_keys(facet: Facet) -> Iterable[str]:
    """Keys that two mentions of one place share, whatever their levels and spellings."""
    spot = facet.spot
    if spot is None:
        return ("",) if not facet.words else ()
    keys = {spot.key}
    if spot.city is not None:
        keys.add(spot.city)
    if spot.rank <= TOWN + 1 and spot.lat is not None and spot.lon is not None:
        row, column = int(spot.lat // CELL_DEGREES), int(spot.lon // CELL_DEGREES)
        keys.update(f"{row + r}:{column + c}" for r in (0, 1) for c in (0, 1))
    keys.update(spot.rivals)
    return sorted(keys)


def _told_together(facets: Sequence[Facet]) -> Iterator[tuple[int, int]]:
    """Pairs of one report."""
    reports: dict[tuple[str, Kind], list[int]] = defaultdict(list)
    for index, facet in enumerate(facets):
        reports[(facet.report, family(facet.kind))].append(index)
    for block in reports.values():
        for at, index in enumerate(block):
            for other in block[at + 1 :]:
                yield index, other


def _alike(facets: Sequence[Facet]) -> Iterator[tuple[int, int]]:
    """Pairs whose texts share rare words that weigh enough, published within some weeks."""
    tellers: dict[str, tuple[Words, list[int]]] = {}
    for index, facet in enumerate(facets):
        if facet.words is not None and facet.said is not None:
            name = facet.report if facet.alone else facet.mention
            tellers.setdefault(name, (facet.words, []))[1].append(index)
    shared = _shared_weight({name: words for name, (words, _) in tellers.items()})
    for (one, other), weight in shared.items():
        if weight < ALIKE:
            continue
        for a in tellers[one][1]:
            for b in tellers[other][1]:
                if _comparable(facets[a], facets[b]):
                    yield (a, b) if a < b else (b, a)


def _shared_weight(texts: Mapping[str, Words]) -> Mapping[tuple[str, str], float]:
    """How much of the likeness of two texts lies in their heaviest words, where any does."""
    holders: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for name, words in sorted(texts.items()):
        for word, weight in islice(words.weights.items(), RARE_WORDS):
            holders[(words.lang, word)].append((name, weight))
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for block in holders.values():
        if len(block) <= COMMON:
            for at, (one, mine) in enumerate(block):
                for other, theirs in block[at + 1 :]:
                    shared[(one, other)] += mine * theirs
    return shared


def _comparable(one: Facet, other: Facet) -> bool:
    """Whether a likeness of words could make two mentions one event."""
    if family(one.kind) is not family(other.kind) or one.report == other.report:
        return False
    if abs((one.said or 0) - (other.said or 0)) > WORD_DAYS:
        return False
    mine, theirs = one.spot, other.spot
    if mine is None or theirs is None or max(mine.rank, theirs.rank) > TOWN:
        return True
    return (mine.city or mine.key) == (theirs.city or theirs.key)
