"""Where the words of an answer stand in a report.

Invariant: what is found is a run of the body that has the letters asked for, and nothing is found
for words that have no letter or figure. Letters may differ as `text.fold` lets them, no further.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from crosstally.coding.document import Document
from crosstally.records import Span
from crosstally.text.fold import fold

LONGEST: Final = 4_000  # characters looked for
_MOST: Final = 500  # places of one run of words that are looked at
_OUTER: Final = " \t\r\n«»“”„\"'‘’"  # blanks and quotation marks are no part of a value
_SHORTEST_ATTACHED: Final = 3  # letters: «بتبريز» holds the town, «به» does not hold the letter


class Found(NamedTuple):
    """Words of the body: the span, and the folded characters that they are."""

    span: Span
    start: int
    end: int


def find_words(document: Document, words: str, near: Span | None = None) -> Found | None:
    """The run of the body that words stand for, of several the one nearest to another span.

    Args:
        document: the report.
        words: as a model gave them.
        near: what they belong to; where None, the first run is taken.
    """
    found = places_of(document, words)
    if not found:
        return None
    span = min(found, key=lambda s: (apart(s, near) if near is not None else 0, s.start))
    return located(document, span)


def places_of(document: Document, words: str) -> tuple[Span, ...]:
    """Every run of the body that words stand for, in its order.

    Whole words as written come first, then whole words in another spelling, then words that Arabic
    writes behind an article or a preposition.
    """
    words = words.strip(_OUTER)
    if not any(map(str.isalnum, words)) or len(words) > LONGEST:
        return ()
    body = document.body
    exact = [s for s in _occurrences(body, words) if _ends(body, s.end)]
    whole = tuple(s for s in exact if _begins(body, s.start))
    if whole:
        return whole
    needle = f" {fold(words).text.strip()} "
    folded = tuple(
        document.span(s.start + 1, s.end - 1) for s in _occurrences(document.folded.text, needle)
    )
    if folded or words.isascii() or len(words) < _SHORTEST_ATTACHED:
        return folded
    return tuple(exact)


def located(document: Document, span: Span) -> Found:
    """A span of the body with its folded characters."""
    folded = document.folded.folded
    start = folded(span.start)
    return Found(span, start, max(folded(span.end - 1) + 1, start + 1))


def sentence_of(document: Document, found: Found) -> int | None:
    """The index of the sentence in which words begin."""
    for index, sentence in enumerate(document.sentences):
        if sentence.start <= found.start < sentence.end:
            return index
    return None


def apart(one: Span, other: Span) -> int:
    """Characters between two spans, 0 where they meet."""
    return max(0, one.start - other.end, other.start - one.end)


def nearest_to_all(spans: Iterable[Span], others: Iterable[Span]) -> Span:
    """The first of the spans that stand nearest to some others, taken together."""
    anchors = tuple(others)
    return min(spans, key=lambda s: (sum(apart(s, anchor) for anchor in anchors), s.start))


def _occurrences(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    for _ in range(_MOST):
        if at < 0:
            return
        yield Span(at, at + len(words))
        at = text.find(words, at + 1)


def _begins(body: str, start: int) -> bool:
    """Whether no word goes on over the beginning of a run."""
    return start == 0 or not (body[start - 1].isalnum() and body[start].isalnum())


def _ends(body: str, end: int) -> bool:
    """Whether no word, and no mark on its last letter, goes on over the end of a run."""
    if end == len(body) or not body[end - 1].isalnum():
        return True
    return not body[end].isalnum() and unicodedata.category(body[end]) != "Mn"
