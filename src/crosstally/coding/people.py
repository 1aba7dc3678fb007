"""People counted in a sentence: a number and the noun it counts, one person, or a bare number.

Invariant: a span covers the number, or for one person the noun that is singular; an age, a sum of
money, a percentage or any other measure counts nobody.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.records import Bound, Span
from crosstally.text.numbers import Number, NumberGrammar, numbers_in

_NOUNS = frozenset({"person", "force", "one", "one-force", "two"})
_ONE = frozenset({"one", "one-force"})
_LEADING = re.compile(r"\d+(?=\s)")
_FIGURE = re.compile(r"\d")
_COUNTING = frozenset({"unit", "scale", "vague", "several", "half"})
_LAST_DAY = 31
_FIRST_YEAR, _LAST_YEAR, _DIGITS = 1300, 2100, 4  # Jalali, Hijri and Gregorian years of today
_PART_REACH = 12  # characters between "including" and its number: "including at least"
_FAR = 3  # words between a number and its noun: "about 200 mostly young local people"
_NEAR = 1  # the same where adjectives follow their noun
_ADJECTIVES_FIRST = frozenset({"en"})
_APART = re.compile(r"[,،;؛:.!?؟()\[\]“”«»\"\n]")


class People(NamedTuple):
    """Some people: how many, where they stand (folded `start`, `end`), and what they are called.

        `noun` is person, force, one, one-force, or "" for a number without a noun. `part` marks those
        who are among others already counted ("including two children"), `among` those of whom it is said
    behind them ("six of them").
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


class _Calendar(NamedTuple):
    """Where words stand that make a number beside them a day or a year."""

    months: list[Hit]
    before_years: list[Hit]
    weekdays: list[Hit]
    clock: list[Hit]


class _Words(NamedTuple):
    """The words of a sentence that decide what a number counts."""

    nouns: list[Hit]
    breaks: list[int]
    parts: list[Hit]
    articles: list[tuple[int, int]]
    things: list[int]


def people_in(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[People]:
    """Everybody who is counted in a sentence, in its order."""
    hits = longest(sentence, ("crowd", "groups"))
    words = _Words(
        _heads(document, [hit for hit in hits if _sort(hit) in _NOUNS]),
        [hit.start for hit in hits if hit.term.code == "break"],
        [hit for hit in hits if hit.term.code == "part"],
        [(hit.start, hit.end) for hit in hits if hit.term.code == "article"],
        [hit.start for hit in hits if hit.term.code == "thing"],
    )
    calendar = _calendar(sentence)
    numbers = [
        part
        for number in _numbers(document, sentence, grammar)
        for part in _without_date(document, number, calendar, grammar)
    ]
    ages = [_place(document, number) for number in numbers if number.unit == "age"]
    found = _numbered(document, numbers, words, calendar)
    found.extend(_singled(document, sentence, words, ages, found))
    return sorted(found, key=lambda people: people.start)


def _place(document: Document, number: Number) -> tuple[int, int]:
    folded = document.folded.folded
    return folded(number.span.start), folded(number.span.end - 1) + 1


def _without_date(
    document: Document, number: Number, calendar: _Calendar, grammar: NumberGrammar
) -> list[Number]:
    """A number that begins with a day or a year read again behind it: «۱۴۰۴ ده‌ها نفر»."""
    figure = _LEADING.match(number.text)
    if figure is None or figure.end() == len(number.text):
        return [number]
    start = number.span.start
    value = int(figure.group())
    span = Span(start, start + figure.end())
    date = Number(value, value, number.bound, span, exact=True, text=figure.group())
    if not _is_date(document, date, _place(document, date), calendar):
        return [number]
    return numbers_in(grammar, document.body, span.end, number.span.end)


def _numbered(
    document: Document, numbers: list[Number], words: _Words, calendar: _Calendar
) -> list[People]:
    """The people whom a number counts."""
    found: list[People] = []
    reached = 0
    for number in numbers:
        start, end = _place(document, number)
        if number.unit is not None or start < reached:
            continue
        if _is_date(document, number, (start, end), calendar):
            continue
        noun = _noun_after(document, end, words)
        if noun is None and _counts_things(document, end, words.things):
            continue
        if noun is not None and number.high == 1 and noun.start - end > 1:
            noun = None  # «یک مقام اتاق اصناف»: one official, no guild
        reached = end if noun is None else noun.end
        found.append(_counted(document, number, (start, reached), noun, words.parts))
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
            start = _one_from(document, noun, lefts, words.breaks)
            if start < noun.start or start == sentence.start:
                one = (1, 1, Bound.EXACT, start, noun.end, document.span(start, noun.end))
                yield People(*one, _sort(noun), _is_part(start, words.parts), vague=False)


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


def _noun_after(document: Document, end: int, words: _Words) -> Hit | None:
    for noun in words.nouns:
        if noun.start < end:
            continue
        gap = document.folded.text[end : noun.start]
        far = _FAR if document.lang in _ADJECTIVES_FIRST else _NEAR
        if len(gap.split()) > far or any(end <= at < noun.start for at in words.breaks):
            return None
        between = document.words(end - 1, noun.start + 1)[1:-1]
        return None if _APART.search(between) else noun
    return None


def _counts_things(document: Document, end: int, things: list[int]) -> bool:
    """Whether a word for no people stands at once after a number: "142 cities"."""
    text = document.folded.text
    return any(len(text[end:at].split()) <= _NEAR for at in things if at >= end)


def _counted(
    document: Document,
    number: Number,
    place: tuple[int, int],
    noun: Hit | None,
    parts: list[Hit],
) -> People:
    start, end = place
    return People(
        number.low,
        number.high,
        number.bound,
        start,
        end,
        document.span(start, end),
        "" if noun is None else "one" if number.high == 1 else _sort(noun),
        _is_part(start, parts),
        not number.exact,
        any(hit.start - _place(document, number)[1] == 1 for hit in parts),
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


def _calendar(sentence: Sentence) -> _Calendar:
    dating = [hit for hit in sentence.of("crowd") if hit.term.code == "dating"]
    clock = [hit for hit in sentence.hits if hit.term.code == "clock"]
    return _Calendar(sentence.of("months"), dating, sentence.of("weekdays"), clock)


def _is_date(
    document: Document, number: Number, place: tuple[int, int], calendar: _Calendar
) -> bool:
    """Whether a number is a day beside its month, a year after a month or "since", or «سه‌شنبه»."""
    if any(hit.start <= place[0] < hit.end for hit in calendar.weekdays):
        return True
    text = document.folded.text
    if any(not text[hit.end : place[0]].strip() for hit in calendar.clock if hit.end <= place[0]):
        return True
    if not number.text[-1:].isdigit():
        return False
    after_month = any(
        not text[hit.end : place[0]].strip() for hit in calendar.months if hit.end <= place[0]
    )
    if number.high <= _LAST_DAY:
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


def _is_part(start: int, parts: list[Hit]) -> bool:
    return any(0 <= start - hit.end <= _PART_REACH for hit in parts)
