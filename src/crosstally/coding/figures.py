"""The numbers of a sentence that may count somebody.

Invariant: no figure is a day of a month, a year, a weekday's name or the time of a clock. Ages stay
in, by their unit: they tell of one person.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.records import Span
from crosstally.text.numbers import Number, NumberGrammar, numbers_in

_LEADING: Final = re.compile(r"\d+(?=\s)")
_FIGURE: Final = re.compile(r"\d")
_COUNTING: Final = frozenset({"unit", "scale", "vague", "several", "half"})
_LAST_DAY: Final = 31
_FIRST_YEAR, _LAST_YEAR, _DIGITS = 1300, 2100, 4  # Jalali, Hijri and Gregorian years of today


class Figure(NamedTuple):
    """A number and its folded place."""

    number: Number
    start: int
    end: int


class _Calendar(NamedTuple):
    """Where words stand that make a number beside them a day or a year."""

    months: Sequence[Hit]
    before_years: list[Hit]
    weekdays: Sequence[Hit]
    clock: list[Hit]


def figures_in(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[Figure]:
    """The numbers of a sentence without its dates, in its order."""
    numbers = _numbers(document, sentence, grammar)
    return list(_undated(document, numbers, _calendar(sentence), grammar)) if numbers else []


def _undated(
    document: Document, numbers: list[Number], calendar: _Calendar, grammar: NumberGrammar
) -> Iterator[Figure]:
    for number in numbers:
        for part in _without_date(document, number, calendar, grammar):
            place = _place(document, part)
            if _is_in_address(document.body, part.span.start):
                continue
            if not _is_date(document, part, place, calendar):
                yield Figure(part, *place)


def _is_in_address(body: str, start: int) -> bool:
    """Whether a figure is part of a web address: "/95198614/"."""
    return body[start - 1 : start] == "/" and body[start - 2 : start - 1].isalpha()


def _place(document: Document, number: Number) -> tuple[int, int]:
    folded = document.folded.folded
    return folded(number.span.start), folded(number.span.end - 1) + 1


def _numbers(document: Document, sentence: Sentence, grammar: NumberGrammar) -> list[Number]:
    """The numbers of a sentence; those without a figure or a number word are not read at all."""
    start, end = sentence.span.start, sentence.span.end
    if _FIGURE.search(document.body, start, end) is None and not any(
        hit.term.code in _COUNTING for hit in sentence.of("numbers")
    ):
        return []
    return numbers_in(grammar, document.body, start, end, document.folded)


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


def _calendar(sentence: Sentence) -> _Calendar:
    dating = [hit for hit in sentence.of("crowd") if hit.term.code == "dating"]
    clock = [hit for hit in sentence.of("crowd") if hit.term.code == "clock"]
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
