"""How far a time expression reaches in the text.

Invariant: the stretches of a sentence come in order and do not overlap; each holds at most one time
that days are taken from, and everything joined to it: "Friday evening at seven", از ۷ تا ۱۳ دی.

In English the preposition stays outside; in Persian and Arabic it belongs to the expression, as in
the reference taggers of these languages.
"""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.when.points import Found
from crosstally.coding.when.words import Line


class Stretch(NamedTuple):
    """Symbols from a first to a last, and the time they mean, if it is one of days."""

    start: int
    end: int
    found: Found | None


class _Habits(NamedTuple):
    """What belongs to an expression in a language: alone, before it, between two parts, after."""

    alone: re.Pattern[str]
    before: frozenset[str]
    between: re.Pattern[str]
    after: re.Pattern[str]


_NUMBER: Final = r"[#DYGh]{1,4}(?:[,&V-]{1,2}[#DYh]{1,4}){0,6}"
_ENGLISH: Final = _Habits(
    re.compile(r"P"), frozenset(), re.compile(r"[,-]?[IO]*"), re.compile(r"P?")
)
_PERSIAN: Final = _Habits(
    re.compile(
        rf"H(?:{_NUMBER}|C)U?(?:&{_NUMBER}U){{0,3}}|{_NUMBER}(?:[UHe])(?:&(?:h|{_NUMBER}[UH])){{0,3}}[LXTA]?"
        rf"|E?U{_NUMBER}|EU|[DG](?:V[DG])?(?:&[Dh])?P|Q[UWPH]|[YD#][Kk]|[UH]r|[TL]?U[TLXA]|P|e|B|GU|E?G?UG|Ga|hUA"
        r"|vD?[UH][LXTA]?|HA|iU|(?<=F)#P|U"
        r"|(?<=[IEUFe&])q|q(?=[YUS#])"
    ),
    frozenset("IFVEUQHv"),
    re.compile(r"[&VIFHUTKEQPGOvr]*"),
    re.compile(r"[PKkLXAr]*(?:(?<!M)U|H)?"),
)
_JOINS: Final = frozenset("V&-")
_KINDS: Final = ("WwPHCU", "RSJ", "eq", "B", "A", "D#G")  # what "and" joins to its like
_HOURS: Final = frozenset("PHC")
_BARE_IN: Final = "در"
_HABITS: Final = MappingProxyType({"en": _ENGLISH})


def stretches(line: Line, found: list[Found]) -> list[Stretch]:
    """The expressions of a sentence, each with the time it means."""
    habits = _HABITS.get(line.lang, _PERSIAN)
    pieces = [Stretch(_bare_start(line, one), one.end, one) for one in found]
    free = 0
    for end, after in [*((one.start, one.end) for one in pieces), (len(line.symbols),) * 2]:
        pieces.extend(
            Stretch(match.start(), match.end(), None)
            for match in habits.alone.finditer(line.symbols, free, end)
        )
        free = after
    pieces.sort(key=lambda piece: piece.start)
    merged: list[Stretch] = []
    for piece in pieces:
        if merged and _belongs(line, habits, merged[-1], piece):
            last = merged.pop()
            piece = Stretch(last.start, piece.end, _better(last.found, piece.found))
        merged.append(piece)
    return [
        _reaching(line, habits, merged, at)
        for at, piece in enumerate(merged)
        if piece.found is not None or line.symbols[piece.start : piece.end] != "U"
    ]  # "day" and "year" are times only beside another


def _bare_start(line: Line, one: Found) -> int:
    start = one.start
    while line.symbols[start] in "IO,":
        start += 1
    return start


def _dated(found: Found | None) -> bool:
    return found is not None and found.lower.sort != "clock"


def _month(found: Found | None) -> bool:
    return found is not None and found.lower.month is not None


def _whole(found: Found | None) -> bool:
    return found is not None and found.lower.month is not None and found.lower.day is not None


def _belongs(line: Line, habits: _Habits, one: Stretch, other: Stretch) -> bool:
    gap = line.symbols[one.end : other.start]
    if habits.between.fullmatch(gap) is None:
        return False
    if "&" in gap and line.symbols[other.start] == "N":
        return False  # two whole dates in figures are two
    if "&" in gap and not _of_a_kind(line, one, other):
        return False
    if _month(one.found) and _month(other.found) and not _JOINS.intersection(gap):
        return False  # Muharram, 15 Dey
    if "I" in gap and _whole(one.found) and _whole(other.found):
        return False  # a square called 17 Tir, on 18 Khordad
    return habits is not _ENGLISH or not (_dated(one.found) and _dated(other.found))


def _of_a_kind(line: Line, one: Stretch, other: Stretch) -> bool:
    """Whether "and" makes one expression of two: بهار و تابستان, but not امروز و سوم مهر."""
    if _month(one.found) and _month(other.found):
        return line.symbols[one.end - 1] != "K"  # the calendar closes a date
    last, first = line.symbols[one.end - 1], line.symbols[other.start]
    if last == first == "Y":
        return "U" in line.symbols[one.start : one.end]
    if last in "UH" and first in "D#" and not _month(other.found):
        return True  # three months and ten days
    if any(last in kind and first in kind for kind in _KINDS):
        return True
    return all(not _HOURS.isdisjoint(line.symbols[it.start : it.end]) for it in (one, other))


def _better(one: Found | None, other: Found | None) -> Found | None:
    """The one that says more: a date before a pointing word, days before hours."""
    if not _dated(one) or one is None:
        return other if other is not None else one
    if other is not None and one.lower.month is None and other.lower.month is not None:
        return other
    return one


def _reaching(line: Line, habits: _Habits, merged: list[Stretch], at: int) -> Stretch:
    """A stretch with the words before and after that belong to it."""
    start, end, found = merged[at]
    floor = merged[at - 1].end if at else 0
    ceiling = merged[at + 1].start if at + 1 < len(merged) else len(line.symbols)
    while start > floor and _leads(line, habits, start):
        start -= 1
    after = habits.after.match(line.symbols, end, ceiling)
    return Stretch(start, after.end() if after is not None else end, found)


def _leads(line: Line, habits: _Habits, start: int) -> bool:
    """Whether the word before a stretch belongs to it."""
    before, first = line.symbols[start - 1], line.symbols[start]
    if before in habits.before:
        return before != "I" or not _in_figures(line, start)
    if before in "rG":
        earlier = line.symbols[max(0, start - 2) : start - 1]
        if first in "WQ" or (earlier and earlier in "EUH"):
            return before == "G" or first not in "WQ"
    if before in "DG" and first == "V":
        return line.symbols[start : start + 2] == "VE"  # from the first to the middle of May
    return before == "D" and first == "D" and line.symbols[start + 1] in "UH"  # two, three days


def _in_figures(line: Line, start: int) -> bool:
    """Whether a date in figures or in one word begins here: it takes no bare "in"."""
    atom = line.at(start)
    whole = atom.symbol == "N" or (
        atom.symbol == "D"
        and line.symbols[start + 1] == "M"
        and line.at(start + 1).first == atom.last
    )
    term = line.at(start - 1).term
    return whole and term is not None and term.phrase.strip() == _BARE_IN
