"""Which mentions share rare words, wherever and whenever they are said to have happened.

Invariant: the pairs depend on which texts there are, never on their order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from crosstally.linking.block import Pair, family
from crosstally.linking.columns import Numbers
from crosstally.linking.evidence import apart
from crosstally.linking.facet import TOWN, Facet
from crosstally.linking.likeness import Words

Likeness = npt.NDArray[np.float64]

WORD_DAYS = 90  # texts that share some rare words are compared when published within this
TALE_DAYS = 400  # texts that share many: a trial tells of the deed a year later
RARE_WORDS = 30  # heaviest words of a text that bring it together with others
COMMON = 60  # a word that stands in more texts than this brings nobody together
ALIKE = 0.05  # likeness in those words from which two texts are compared, if one is loose
TALE = 0.12  # and from which any two are: of 2,600 news items 6 % more true pairs are compared


def alike_pairs(facets: Sequence[Facet]) -> Iterator[Pair]:
    """Pairs whose texts share rare words that weigh enough, published within some weeks or months.

    Few words in common are enough where one of the two is loose: without a town or without a stated
    day. Two that name both are compared where many are, and the town or the days agree: a town or a
    day may be misread, hardly both.
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

    def wanted(one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
        chosen: npt.NDArray[np.bool_] = np.abs(said[one] - said[other]) <= TALE_DAYS
        return chosen

    one, other, shared = _sharing([words[name] for name in names], wanted)
    near = np.abs(said[one] - said[other]) <= WORD_DAYS
    kept = (shared >= TALE) | (near & (loose[one] | loose[other]))
    one, other = one[kept], other[kept]
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
    texts: Sequence[Words], wanted: Callable[[Numbers, Numbers], npt.NDArray[np.bool_]]
) -> tuple[Numbers, Numbers, Likeness]:
    """Pairs of texts, of those wanted, with the likeness they share in their heaviest words, if enough.

    Words that stand in equally many texts are looked at together, so that no loop runs over pairs.
    """
    numbers: dict[tuple[str, str], int] = {}
    rows = [
        (numbers.setdefault((text.lang, word), len(numbers)), at, weight)
        for at, text in enumerate(texts)
        for word, weight in islice(text.weights.items(), RARE_WORDS)
    ]
    if not rows:
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0, dtype=np.float64)
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
    weights = np.concatenate(parts).astype(np.float64)
    shared: Likeness = np.bincount(at, weights=weights, minlength=len(key)).astype(np.float64)
    enough = shared >= ALIKE
    one, other = np.divmod(key[enough], len(texts))
    return one, other, shared[enough]


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
    if (mine.city or mine.key) == (theirs.city or theirs.key):
        return True
    return one.days is not None and other.days is not None and not apart(one.days, other.days)
