"""A number of people as a cell writes it: figures, a range, or the words of a language.

Invariant: the range holds every number the cell names; a share or a sum that is not of people
gives None.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from crosstally.records import Bound
from crosstally.text.fold import fold
from crosstally.text.numbers import NumberGrammar, numbers_in
from crosstally.text.sums import MOST

_NUMBER = re.compile(r"\d{1,3}(?:[,،٬ ]\d{3})+(?!\d)|\d+")
_ABOUT = re.compile(r"~|≈|\b(?:about|around|approx\w*|roughly|some|ca)\b|حدود|تقریبا|نزدیک به|نحو")
_LEAST = re.compile(
    r"\+|>|≥|\b(?:at least|more than|over|upwards)\b|دست کم|دستکم|حداقل|بیش از|بیشتر از|اکثر من"
)
_MOST = re.compile(r"<|≤|\b(?:at most|up to|fewer than|less than|under)\b|حداکثر|کمتر از|اقل من")


_DIGITS = len(str(MOST)) - 1  # a longer figure counts no people and fits no column

# All that may stand beside figures for them to be the whole of what a cell says, folded; with any
# other word ("1k", "150; hundreds", "300 thousand") the language's own numbers are asked.
_BESIDE = re.compile(
    r"(?:\d+|about|around|approx\w*|roughly|some|ca|at|least|more|than|over|upwards|of|most|up|to"
    r"|fewer|less|under|between|and|people|persons?|protesters|participants|demonstrators|crowd|size"
    r"|حدود|تقریبا|نزدیک|به|نحو|دست|کم|دستکم|حداقل|بیش|بیشتر|از|اکثر|من|حداکثر|کمتر|اقل|نفر|تن|شخص"
    r"|معترض|تا|الی|بین|و)"
)


class Amount(NamedTuple):
    """A number of people as a cell writes it."""

    low: int
    high: int
    bound: Bound


AmountReader = Callable[[str], Amount | None]


def amount_reader(grammars: Sequence[NumberGrammar]) -> AmountReader:
    """What reads a cell in figures, and else in the words of some languages.

    Args:
        grammars: the number words of each language; the first that reads the cell is taken.
    """

    def read(text: str) -> Amount | None:
        return read_amount(text) or next(
            (found for grammar in grammars if (found := _in_words(grammar, text))), None
        )

    return read


def _in_words(grammar: NumberGrammar, text: str) -> Amount | None:
    found = [n for n in numbers_in(grammar, text, 0, len(text)) if n.unit is None]
    if not found:
        return None
    low, high = min(n.low for n in found), max(n.high for n in found)
    return Amount(low, high, found[0].bound if len(found) == 1 else Bound.EXACT)


def read_amount(text: str) -> Amount | None:
    """The number of people that a cell writes in figures, or None.

    >>> read_amount("50-100"), read_amount("حدود ۳۰۰ نفر")
    (Amount(low=50, high=100, bound=<Bound.EXACT: 'exact'>), Amount(low=300, high=300, bound=<Bound.ABOUT: 'about'>))
    """
    plain = text.strip().lower()
    if re.fullmatch(r"[\d.]+", plain) and "." in plain:  # a float of a data frame: 150.0
        return _whole(plain)
    figures = "".join(str(int(c)) if c.isdecimal() else c for c in plain)
    written = [re.sub(r"\D", "", match) for match in _NUMBER.findall(figures)]
    if not 1 <= len(written) <= 2 or "%" in figures or "٪" in figures:
        return None
    if max(map(len, written)) > _DIGITS:
        return None
    found = [int(digits) for digits in written]
    folded = fold(figures).text
    if not all(_BESIDE.fullmatch(word) for word in folded.split()):
        return None
    words = f"{figures} {folded}"
    if len(found) == 2:
        return Amount(min(found), max(found), Bound.EXACT)
    bound = Bound.EXACT
    for pattern, meant in ((_ABOUT, Bound.ABOUT), (_LEAST, Bound.AT_LEAST), (_MOST, Bound.AT_MOST)):
        if pattern.search(words):
            bound = meant
            break
    return Amount(found[0], found[0], bound)


def _whole(text: str) -> Amount | None:
    try:
        value = float(text)
    except ValueError:
        return None
    whole = value.is_integer() and value <= MOST
    return Amount(int(value), int(value), Bound.EXACT) if whole else None
