"""People counted in a sentence: a number and the noun it counts, one person, or a bare number.

Invariant: a span covers the number, or for one person the noun that is singular; an age, a sum of
money, a percentage or any other measure counts nobody.
"""

import re
from itertools import zip_longest
from typing import NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.records import Bound, Span
from crosstally.text.numbers import Number, NumberGrammar, numbers_in

_NOUNS = frozenset({"person", "force", "one", "one-force", "two"})
_ONE = frozenset({"one", "one-force"})
_FIGURE = re.compile(r"\d")
_COUNTING = frozenset({"unit", "scale", "vague", "several", "half"})
_LAST_DAY = 31
_FIRST_YEAR, _LAST_YEAR, _DIGITS = 1300, 2100, 4  # Jalali, Hijri and Gregorian years of today
_FAR = 3  # words between a number and its noun: "about 200 mostly young local people"
_APART = re.compile(r"[,،;؛:.!?؟()\[\]“”«»\"\n]")


class People(NamedTuple):
    """Some people: how many, where they stand (folded `start`, `end`), and what they are called.

    `noun` is person, force, one, one-force, or "" for a number without a noun. `part` marks those
    who are among others already counted ("including two children").
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


def people_in(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[People]:
    """Everybody who is counted in a sentence, in its order."""
    hits = longest(sentence, ("crowd", "groups"))
    nouns = _heads(document, [hit for hit in hits if _sort(hit) in _NOUNS])
    breaks = [hit.start for hit in hits if hit.term.code == "break"]
    calendar = _calendar(sentence)
    parts = [hit.end for hit in hits if hit.term.code == "part"]
    found: list[People] = []
    ages: list[tuple[int, int]] = []
    reached = 0
    taken: set[int] = set()
    for number in _numbers(document, sentence, grammar):
        start = document.folded.folded(number.span.start)
        end = document.folded.folded(number.span.end - 1) + 1
        if number.unit == "age":
            ages.append((start, end))
        if (
            number.unit is not None
            or start < reached
            or _is_date(document, number, (start, end), calendar)
        ):
            continue
        noun = _noun_after(document, end, nouns, breaks)
        if noun is not None:
            taken.add(noun.start)
            end = noun.end
        reached = end
        found.append(_counted(document, number, (start, end), noun, parts))
    articles = [(hit.start, hit.end) for hit in hits if hit.term.code == "article"]
    lefts = sorted([*articles, *ages], reverse=True)
    for noun in nouns:
        if noun.start in taken or (noun.start < reached and _within(noun, found)):
            continue
        if _sort(noun) == "two":
            two = (2, 2, Bound.EXACT, noun.start, noun.end, document.span(noun.start, noun.end))
            found.append(People(*two, "person", _is_part(noun.start, parts), vague=False))
        elif _sort(noun) in _ONE:
            start = _one_from(document, noun, lefts, breaks)
            if start < noun.start or start == sentence.start:
                one = (1, 1, Bound.EXACT, start, noun.end, document.span(start, noun.end))
                found.append(People(*one, _sort(noun), _is_part(start, parts), vague=False))
    return sorted(found, key=lambda people: people.start)


def _numbers(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[Number]:
    """The numbers of a sentence; those without a figure or a number word are not read at all."""
    start, end = sentence.span.start, sentence.span.end
    if _FIGURE.search(document.body, start, end) is None and not any(
        hit.term.code in _COUNTING for hit in sentence.of("numbers")
    ):
        return []
    return numbers_in(grammar, document.body, start, end)


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


def _noun_after(document: Document, end: int, nouns: list[Hit], breaks: list[int]) -> Hit | None:
    for noun in nouns:
        if noun.start < end:
            continue
        gap = document.folded.text[end : noun.start]
        if len(gap.split()) > _FAR or any(end <= at < noun.start for at in breaks):
            return None
        between = document.body[
            document.folded.original(end - 1) + 1 : document.folded.original(noun.start)
        ]
        return None if _APART.search(between) else noun
    return None


def _counted(
    document: Document,
    number: Number,
    place: tuple[int, int],
    noun: Hit | None,
    parts: list[int],
) -> People:
    start, end = place
    return People(
        number.low,
        number.high,
        number.bound,
        start,
        end,
        document.span(start, end),
        _sort(noun) if noun is not None else "",
        _is_part(start, parts),
        not number.exact,
    )


def _one_from(
    document: Document, noun: Hit, lefts: list[tuple[int, int]], breaks: list[int]
) -> int:
    """Where the words for one person begin: at an article or an age before the noun."""
    start = noun.start
    for left, right in lefts:
        if right > start:
            continue
        gap = document.folded.text[right:start]
        if len(gap.split()) > _FAR or any(right <= at < start for at in breaks):
            break
        start = left
    return start


class _Calendar(NamedTuple):
    """Where words stand that make a number beside them a day or a year."""

    months: list[Hit]
    before_years: list[Hit]


def _calendar(sentence: Sentence) -> _Calendar:
    dating = [hit for hit in sentence.of("crowd") if hit.term.code == "dating"]
    return _Calendar(sentence.of("months"), dating)


def _is_date(
    document: Document, number: Number, place: tuple[int, int], calendar: _Calendar
) -> bool:
    """Whether a figure is a day beside its month, or a year after a month or "since"."""
    if number.low != number.high or not number.text[-1:].isdigit():
        return False
    text = document.folded.text
    after_month = any(
        not text[hit.end : place[0]].strip() for hit in calendar.months if hit.end <= place[0]
    )
    if number.low <= _LAST_DAY:
        return after_month or any(
            not text[place[1] : hit.start].strip()
            for hit in calendar.months
            if hit.start >= place[1]
        )
    if not (_FIRST_YEAR <= number.low <= _LAST_YEAR and len(number.text) == _DIGITS):
        return False
    return after_month or any(
        not text[hit.end : place[0]].strip() for hit in calendar.before_years if hit.end <= place[0]
    )


def _within(noun: Hit, found: list[People]) -> bool:
    return any(people.start <= noun.start < people.end for people in found)


def _is_part(start: int, parts: list[int]) -> bool:
    return any(0 <= start - end <= 12 for end in parts)
