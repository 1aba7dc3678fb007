"""All phrases of all tables in one automaton.

Invariant: a hit covers whole words of the folded text. Patterns carry the blanks on both sides, so
no check of boundaries is needed afterwards; one pass finds every sort of term.
"""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from crosstally.packs.language import Term

_START: Final = itemgetter(1)


class Hit(NamedTuple):
    """A term and the folded characters it stands on, without the blanks around it."""

    start: int
    end: int
    term: Term


class Lexicon(NamedTuple):
    """The compiled tables: the automaton and, for each pattern, the terms it stands for."""

    automaton: AhoCorasick
    terms: tuple[tuple[Term, ...], ...]


def compile_lexicon(terms: Iterable[Term]) -> Lexicon:
    """The terms as one automaton. Of two equal phrases in one table both are kept."""
    by_phrase: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        if term.phrase.strip():
            by_phrase[term.phrase].append(term)
    automaton = AhoCorasick(list(by_phrase), implementation=Implementation.ContiguousNFA)
    return Lexicon(automaton, tuple(tuple(group) for group in by_phrase.values()))


def scan(lexicon: Lexicon, text: str) -> list[Hit]:
    """Every term that stands in a folded text, in its order, the longer first at one place."""
    groups = lexicon.terms
    found = lexicon.automaton.find_matches_as_indexes(text, overlapping=True)
    found.reverse()  # they come by their ends
    found.sort(key=_START)
    new = tuple.__new__  # a third of the time that naming the three costs; there are many
    return [
        new(Hit, (start + 1, end - 1, term))
        for pattern, start, end in found
        for term in groups[pattern]
    ]


def place_of(hit: Hit) -> tuple[int, int]:
    """What hits are sorted by: where they stand, the longer first at one place."""
    return hit.start, -hit.end
