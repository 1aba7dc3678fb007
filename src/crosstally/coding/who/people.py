"""People counted in a sentence: a number and the noun it counts, one person, or a bare number.

Invariant: a span covers the number, or for one person the noun that is singular; an age, a sum of
money, a percentage or any other measure counts nobody.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.figures import Figure, figures_in
from crosstally.coding.lexicon import Hit
from crosstally.records import Bound, Span
from crosstally.text.numbers import OLDEST, NumberGrammar

_NOUNS: Final = frozenset({"person", "force", "one", "one-force", "two"})
_ONE: Final = frozenset({"one", "one-force"})
_SEVERAL: Final = MappingProxyType({"one": "person", "one-force": "force"})
BREAKS: Final = frozenset({"break", "agent"})
_ARTICLES: Final = frozenset({"article", "definite"})
_PART_REACH: Final = 12  # characters between "including" and its number: "including at least"
_FAR: Final = 3  # words between a number and its noun: "about 200 mostly young local people"
_NEAR: Final = 1  # the same where adjectives follow their noun
_ADJECTIVES_FIRST: Final = frozenset({"en"})
_APART: Final = re.compile(r"[,،;؛:.!?؟()\[\]“”«»\"\n]")


class People(NamedTuple):
    """Some people: how many, where they stand (folded `start`, `end`), and what they are called.

    `noun` is person, force, one, one-force, or "" for a number without a noun. `part` marks those
    who are among others already counted ("including two children"), `among` those of whom it is
    said behind them ("six of them"), `numbered` those whom a number counts. `sex` is m, f or "",
    `name` what they are called; `definite` marks one who is known already ("the man").
    """

    low: int
    high: int
    bound: Bound
    start: int
    end: int
    span: Span
    noun: str
    part: bool
    vague: bool
    among: bool = False
    numbered: bool = False
    sex: str = ""
    name: str = ""
    definite: bool = False


class _Words(NamedTuple):
    """The words of a sentence that decide what a number counts."""

    nouns: list[Hit]
    breaks: list[int]
    parts: list[Hit]
    articles: list[tuple[int, int]]
    definite: frozenset[int]
    things: list[int]


def people_in(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[People]:
    """Everybody who is counted in a sentence, in its order."""
    hits = longest(sentence, ("crowd", "groups"))
    figures = figures_in(document, sentence, grammar)
    if not hits and not figures:
        return []
    words = _Words(
        _heads(document, [hit for hit in hits if _sort(hit) in _NOUNS]),
        [hit.start for hit in hits if hit.term.code in BREAKS],
        [hit for hit in hits if hit.term.code == "part"],
        [(hit.start, hit.end) for hit in hits if hit.term.code in _ARTICLES],
        frozenset(hit.start for hit in hits if hit.term.code == "definite"),
        [hit.start for hit in hits if hit.term.code == "thing"],
    )
    figures = [_aged(document, figure, words) for figure in figures]
    ages = [(figure.start, figure.end) for figure in figures if figure.number.unit == "age"]
    found = _numbered(document, figures, words)
    found.extend(_singled(document, sentence, words, ages, found))
    return sorted(found, key=lambda people: people.start)


def _aged(document: Document, figure: Figure, words: _Words) -> Figure:
    """A figure that is put behind a word for one person is an age: "a man, 26, of Arak"."""
    number, start, _ = figure
    if number.unit is None and number.high <= OLDEST and number.text.isdecimal():
        for noun in words.nouns:
            if noun.end + 1 == start and _sort(noun) in _ONE:
                gap = document.words(noun.end - 1, start + 1)[1:-1]
                if gap.strip() in {",", "("}:
                    return figure._replace(number=number._replace(unit="age"))
    return figure


def _numbered(document: Document, figures: list[Figure], words: _Words) -> list[People]:
    """The people whom a number counts."""
    found: list[People] = []
    reached = 0
    for figure in figures:
        number, start, end = figure
        if number.unit is not None or start < reached:
            continue
        noun = _noun_after(document, end, words)
        if noun is None and _counts_things(document, end, words.things):
            continue
        adjectives = document.lang in _ADJECTIVES_FIRST
        if noun is not None and number.high == 1 and noun.start - end > 1 and not adjectives:
            noun = None  # «یک مقام اتاق اصناف»: one official, no guild
        reached = end if noun is None else noun.end
        found.append(_counted(document, figure, reached, noun, words.parts))
    return found


def _singled(
    document: Document,
    sentence: Sentence,
    words: _Words,
    ages: list[tuple[int, int]],
    counted: list[People],
) -> Iterator[People]:
    """One person or a couple, whom only a noun counts."""
    lefts = sorted([*words.articles, *ages], reverse=True)
    for noun in words.nouns:
        if any(people.start <= noun.start < people.end for people in counted):
            continue
        if _sort(noun) == "two":
            two = (2, 2, Bound.EXACT, noun.start, noun.end, document.span(noun.start, noun.end))
            yield People(*two, "person", _is_part(noun.start, words.parts), vague=False)
        elif _sort(noun) in _ONE:
            start = _one_from(document, noun, lefts, words)
            said = document.lang not in _ADJECTIVES_FIRST  # «جوانی» says by itself that it is one
            if said or start < noun.start or start == sentence.start:
                one = (1, 1, Bound.EXACT, start, noun.end, document.span(start, noun.end))
                yield People(
                    *one,
                    _sort(noun),
                    _is_part(start, words.parts),
                    vague=False,
                    sex=_sex(noun),
                    definite=start in words.definite,
                )


def longest(sentence: Sentence, sorts: tuple[str, ...]) -> list[Hit]:
    """The hits of some tables, the longest at each place, none overlapping another."""
    found: list[Hit] = []
    for hit in sentence.among(sorts):
        if not found or hit.start >= found[-1].end:
            found.append(hit)
    return found


def _heads(document: Document, nouns: list[Hit]) -> list[Hit]:
    """The nouns without those that only stand before another: "year old boy", "student leader"."""
    return [
        noun
        for noun, after in zip_longest(nouns, nouns[1:])
        if after is None
        or after.start - noun.end > 1
        or _APART.search(document.words(noun.end - 1, after.start + 1))
    ]


def _sort(hit: Hit) -> str:
    if hit.term.sort == "groups":
        return "person" if hit.term.code != "not" else "not"
    return hit.term.code


def _sex(hit: Hit) -> str:
    return hit.term.row.get("sex", "")


def _noun_after(document: Document, end: int, words: _Words) -> Hit | None:
    for noun in words.nouns:
        if noun.start < end:
            continue
        gap = document.folded.text[end : noun.start]
        far = _FAR if document.lang in _ADJECTIVES_FIRST else _NEAR
        if len(gap.split()) > far or any(end <= at < noun.start for at in words.breaks):
            return None
        if any(end <= start < noun.start for start, _ in words.articles):
            return None
        between = document.words(end - 1, noun.start + 1)[1:-1]
        return None if _APART.search(between) else noun
    return None


def _counts_things(document: Document, end: int, things: list[int]) -> bool:
    """Whether a word for no people stands at once after a number: "142 cities"."""
    text = document.folded.text
    return any(
        len(text[end:at].split()) <= _NEAR
        and not _APART.search(document.words(end - 1, at + 1)[1:-1])
        for at in things
        if at >= end
    )


def _counted(
    document: Document, figure: Figure, end: int, noun: Hit | None, parts: list[Hit]
) -> People:
    number, start, after = figure
    return People(
        number.low,
        number.high,
        number.bound,
        start,
        end,
        document.span(start, end),
        ""
        if noun is None
        else "one"
        if number.high == 1
        else _SEVERAL.get(_sort(noun), _sort(noun)),
        _is_part(start, parts),
        not number.exact,
        _is_whole_behind(document, after, parts),
        numbered=True,
        sex="" if noun is None else _sex(noun),
    )


def _is_whole_behind(document: Document, end: int, parts: list[Hit]) -> bool:
    """Whether those follow of whom a number is a part: "six of them", not "178, of them six"."""
    return any(
        hit.start - end == 1 and not _APART.search(document.words(end - 1, hit.start + 1)[1:-1])
        for hit in parts
    )


def _one_from(document: Document, noun: Hit, lefts: list[tuple[int, int]], words: _Words) -> int:
    """Where the words for one person begin: at an article or an age before the noun."""
    start, breaks, articles = noun.start, words.breaks, words.articles
    for left, right in lefts:
        if right > start:
            continue
        gap = document.folded.text[right:start]
        if len(gap.split()) > _FAR or any(right <= at < start for at in breaks):
            break
        start = left
        if (left, right) in articles:
            break  # a noun has one, and nothing of it stands before
    return start


def _is_part(start: int, parts: list[Hit]) -> bool:
    return any(0 <= start - hit.end <= _PART_REACH for hit in parts)
