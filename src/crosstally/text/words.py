"""The words of a folded text, and the longest known phrase that begins at one of them.

Invariant: words come in the text's order with the offsets where they begin; a figure and letters
written together ("10k", "16بهمن") are two words.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

_RUNS: Final = re.compile(r"\d+|[^\W\d_]+")


def words_of(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """Each word between two characters of a folded text and where it begins.

    >>> words_of(" may 10k ", 0, 9)
    [('may', 1), ('10', 5), ('k', 7)]
    """
    found: list[tuple[str, int]] = []
    place = start
    for word in text[start:end].split(" "):
        if word.isalpha():
            found.append((word, place))
        elif word:
            runs = _RUNS.finditer(word)
            found.extend((run.group(), place + run.start()) for run in runs)
        place += len(word) + 1
    return found


def longest_of(phrases: Iterable[str]) -> Mapping[str, int]:
    """For each word that begins a phrase, how many words the longest such phrase has.

    >>> dict(longest_of(["may", "may day"]))
    {'may': 2}
    """
    sizes: dict[str, int] = defaultdict(int)
    for phrase in phrases:
        words = phrase.split(" ")
        sizes[words[0]] = max(sizes[words[0]], len(words))
    return MappingProxyType(dict(sizes))


def phrase_at(
    words: Sequence[tuple[str, int]], at: int, longest: int, known: Container[str]
) -> tuple[str, int]:
    """The longest known phrase of at most so many words at a word, and how many it has, or 0.

    >>> phrase_at([("may", 1), ("day", 5), ("march", 9)], 0, 3, {"may", "may day"})
    ('may day', 2)
    """
    for size in range(min(longest, len(words) - at), 1, -1):
        phrase = " ".join([word for word, _ in words[at : at + size]])
        if phrase in known:
            return phrase, size
    word = words[at][0]
    return (word, 1) if word in known else ("", 0)
