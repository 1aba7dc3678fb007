"""The phrases of the time tables: which symbol each stands for, and what may follow it.

Invariant: a phrase has one entry, that of its first row.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.packs.language import Language, Term

SORTS: Final = ("months", "weekdays", "times")
_CODES: Final = MappingProxyType({
    "relative": "R", "overnight": "R", "anaphor": "Z", "shift": "S", "back": "S", "stretch": "S",
    "weekend": "S", "ago": "A", "unitago": "A", "nth": "J", "part": "P", "named": "B",
    "season": "e", "unit": "U", "calendar": "K", "anniversary": "a", "in": "I", "of": "O",
    "from": "F", "to": "V", "and": "&", "past": "L", "next": "X", "this": "T", "edge": "E",
    "every": "Q", "say": "s", "ordinal": "G", "background": "b", "suffix": "x",
    "happen": "p", "owed": "o", "later": "l", "era": "k", "heading": "c", "aftermath": "f", "half": "h", "spring": "q", "skip": "-",
    "some": "v", "running": "r", "through": "i", "each": "u", "place": "z", "occasion": "j", "chapter": "t",
})  # fmt: skip
_LOOSE: Final = frozenset("&IOFVTLXAEQvri")


class Entry(NamedTuple):
    """A phrase of the time tables: its symbol, what it is worth if that is a number, its row.

    `cued` is whether it is more than a time, so that something beside it must tell.
    """

    symbol: str
    value: int
    term: Term
    cued: bool


def read_entries(language: Language) -> Mapping[str, Entry]:
    """The phrases of the time tables; of two equal ones the first."""
    found: dict[str, Entry] = {}
    for term in language.terms:
        symbol = _symbol(term)
        if symbol:
            found.setdefault(
                term.phrase.strip(), Entry(symbol, _value(term), term, bool(term.row.get("cue")))
            )
    return MappingProxyType(found)


def seconds_of(phrases: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """For each word that begins a phrase of several, the words that can follow it.

    >>> sorted(seconds_of(["may", "may day", "may queen"])["may"])
    ['day', 'queen']
    """
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        if len(words) > 1:
            found.setdefault(words[0], set()).add(words[1])
    return MappingProxyType({word: frozenset(after) for word, after in found.items()})


def loose_of(entries: Mapping[str, Entry]) -> frozenset[str]:
    """The words that only join what stands beside them: and, in, from."""
    return frozenset(
        phrase for phrase, entry in entries.items() if entry.symbol in _LOOSE and not entry.cued
    )


def _value(term: Term) -> int:
    code = term.row.get("month") or (term.code if term.sort == "weekdays" else "")
    code = code or term.row.get("value", "")
    return int(code) if code.lstrip("-").isdigit() else 0


def _symbol(term: Term) -> str:
    if term.sort == "months":
        return "m" if term.row["cue"] else "M"
    if term.sort == "weekdays":
        return "w" if term.row["cue"] == "near" else "W"
    if term.sort in ("times", "links"):
        return "H" if term.row["value"] == "hour" else _CODES[term.code]
    return ""
