"""Which pairs of mentions are worth comparing: near in days and place, or alike in rare words.

Invariant: the pairs depend on which facets there are, never on their order. No pair is left out that
stands in one town (or within the reach of a county) on days that may be the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from crosstally.linking.facet import TOWN, Facet
from crosstally.records import Kind

CELL_DEGREES = 0.1  # about 11 km: a town with its districts, a county with its capital
LATE_DAYS = 14  # a report that states no day may tell of one up to this much earlier
LASTING_DAYS = 30  # a strike's reports lie up to this far apart
WORD_DAYS = 60  # texts that share rare words are compared when published within this
RARE_WORDS = 12  # heaviest words of a text that bring it together with others
COMMON = 100  # a word that stands in more texts than this brings nobody together

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
    """Pairs whose texts share two of their rarest words, published within some weeks."""
    holders: dict[tuple[Kind, str, str], list[int]] = defaultdict(list)
    for index, facet in enumerate(facets):
        if facet.words is not None and facet.said is not None:
            heaviest = list(facet.words.weights)[:RARE_WORDS]
            for word in heaviest:
                holders[(family(facet.kind), facet.words.lang, word)].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for block in holders.values():
        if len(block) > COMMON:
            continue
        for at, index in enumerate(block):
            for other in block[at + 1 :]:
                shared[(index, other)] += 1
    for (index, other), words in shared.items():
        days = (facets[index].said or 0) - (facets[other].said or 0)
        if words > 1 and abs(days) <= WORD_DAYS:
            yield index, other
