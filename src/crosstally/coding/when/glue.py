"""Words written together: درخرداد, امروزدوشنبه, هزارونهصدونود.

Invariant: a word that is known as it stands is never parted, and what it is parted into covers all
of it.
"""

from collections.abc import Container, Iterable, Mapping
from types import MappingProxyType
from typing import Final

_FIRST: Final = MappingProxyType(
    {"fa": ("و", "در", "از", "تا", "سال", "امروز", "امشب", "دیروز", "دیشب", "فردا"), "ar": ("و",)}
)
_SHORT: Final = 5
_LEAST: Final = 2  # characters: «وی» is a pronoun
_HUNDRED, _THOUSAND = "صد", "هزار"  # what a number written in one word holds


def compile_glued(lang: str, words: Iterable[str]) -> Mapping[str, str]:
    """For each word that is two, the first of them.

    Args:
        lang: the language.
        words: the time words and number words.
    """
    known = frozenset(word for word in words if " " not in word)
    both = {
        first + word: first
        for first in _FIRST.get(lang, ())
        for word in sorted(known)
        if len(first + word) > _LEAST
    }
    return MappingProxyType({word: first for word, first in both.items() if word not in known})


def parted(
    words: list[tuple[str, int]], glued: Mapping[str, str], numbers: Container[str], text: str
) -> list[tuple[str, int]]:
    """The words of a text and where they begin, those written together one by one.

    >>> parted([("درخرداد", 4)], {"درخرداد": "در"}, (), "درخرداد")
    [('در', 4), ('خرداد', 6)]
    """
    if (
        _HUNDRED not in text
        and _THOUSAND not in text
        and glued.keys().isdisjoint([word for word, _ in words])
    ):
        return words
    found: list[tuple[str, int]] = []
    for token in words:
        word = token[0]
        if word in glued:
            first, place = glued[word], token[1]
            found += [(first, place), (word[len(first) :], place + len(first))]
        elif len(word) > _SHORT and (_HUNDRED in word or _THOUSAND in word) and word not in numbers:
            found += [(piece, token[1] + at) for piece, at in _numbers_in(word, numbers)]
        else:
            found.append(token)
    return found


def _numbers_in(word: str, numbers: Container[str]) -> list[tuple[str, int]]:
    """The numbers that a word is made of; the word itself if it is not made of them alone."""
    found: list[tuple[str, int]] = []
    at = 0
    while at < len(word):
        end = next((end for end in range(len(word), at, -1) if word[at:end] in numbers), 0)
        if not end:
            return [(word, 0)]
        found.append((word[at:end], at))
        at = end
    return found
