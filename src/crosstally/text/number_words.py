"""The parts that numbers are made of, cut out of a text.

Invariant: atoms come in the text's order and do not overlap; their offsets count characters of the
body as it arrived. A figure that belongs to a date, a clock time or an ordinal is an atom `other`.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from crosstally.text.fold import Folded, fold
from crosstally.text.words import phrase_at, words_of

_FIGURE: Final = re.compile(
    r"(?P<groups>\d{1,3}(?:[,٬،.'\u00a0\u2009\u202f ]\d{3})+)(?!\d|[,٬،./:]\d)"
    r"|(?P<other>\d+(?:\s?[./\\:-]\s?\d+){2,}|\d{1,2}:\d{2})"
    r"|\d+(?P<part>[.٫/]\d+)?"
)
_SEPARATOR: Final = re.compile(r"\D")
_BINDING: Final = frozenset(" -–—‑−'’\u200c\u200e\u200f\n\t\u00a0\u202f")
_WHOLE: Final = frozenset({".0", "٫۰", "٫٠"})  # a spreadsheet writes 300 as 300.0
_APART: Final = re.compile(r"[;؛,،.!?؟()]")  # "several hundred; thousands" is no hundred thousands
_DIGITS: Final = 15  # characters of a figure; a longer one counts no people and fits no column
_LONGEST: Final = 40  # letters of a number written as one word
_ROUND: Final = (10, 100, 1000, 10000)


class Entry(NamedTuple):
    """A phrase of the table `numbers`: its part in a number and what it is worth."""

    code: str
    low: int
    high: int
    scale: int


class NumberGrammar(NamedTuple):
    """The compiled table: entries by phrase, and the longest phrase that begins with a word.

    Where none of `keys` and no figure stands there is no number. `glued` finds words run together by the one-letter "and" of Persian and Arabic. `months` are
    words after which a figure and three more figures are no thousands ("May 1 500").
    """

    entries: Mapping[str, Entry]
    longest: Mapping[str, int]
    keys: frozenset[str]
    glued: re.Pattern[str] | None
    months: frozenset[str]


class Atom(NamedTuple):
    """A part of a number and where it stands; `joined` where only blanks or a dash come before."""

    code: str
    low: float
    high: float
    scale: int
    start: int
    end: int
    joined: bool = False


_NOTHING: Final = Atom("word", 0, 0, 0, 0, 1)


def read_atoms(
    grammar: NumberGrammar, body: str, start: int, end: int, whole: Folded | None = None
) -> list[Atom]:
    """The figures, number words and bounding words between two characters of a body.

    `whole` is the body folded, where that has been done already.
    """
    if whole is None:
        base, folded = start, fold(body[start:end])
        words = _words(grammar, folded.text, 0, len(folded.text))
    else:
        base, folded = 0, whole
        last = folded.folded(end - 1)
        stop = last + (folded.original(last) < end)  # a mark at the end folds to what follows
        words = _words(grammar, folded.text, folded.folded(start), stop)
    if not any(word in grammar.keys or word.isdigit() for word, _ in words):
        return []
    atoms: list[Atom] = []
    at = 0
    while at < len(words):
        text, place = words[at]
        if text.isdigit():
            month = at > 0 and words[at - 1][0] in grammar.months
            atom = _figure(body, base + folded.original(place), end, after_month=month)
            at += 1
            while at < len(words) and base + folded.original(words[at][1]) < atom.end:
                at += 1
        elif text in grammar.longest:
            atom, size = _phrase(grammar, folded, words, at, base)
            if size > 1 and _APART.search(body, atom.start, atom.end):
                atom, size = _phrase(grammar, folded, words[: at + 1], at, base)
            at += size or 1
            if size == 0:
                continue
        else:
            at += 1
            continue
        gap = body[atoms[-1].end : atom.start] if atoms else "."
        atoms.append(Atom(*atom[:-1], _BINDING.issuperset(gap)))
    return [_in_context(atoms, at) for at in range(len(atoms))]


def _words(grammar: NumberGrammar, text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The words of a folded text and where they begin, those run together taken apart."""
    words = words_of(text, start, end)
    if grammar.glued is None:
        return words
    apart: list[tuple[str, int]] = []
    for word, place in words:
        if word in grammar.entries or "و" not in word:
            apart.append((word, place))
            continue
        for part in _parts(grammar, word):
            apart.append((part, place))
            place += len(part)
    return apart


def _parts(grammar: NumberGrammar, text: str) -> tuple[str, ...]:
    """The words that a run-together number is made of, or the text itself."""
    if grammar.glued is None or len(text) > _LONGEST or not grammar.glued.fullmatch(text):
        return (text,)
    for size in range(len(text) - 1, 0, -1):
        head, tail = text[:size], text[size:]
        if head in grammar.entries:
            rest = (tail,) if tail in grammar.entries else _parts(grammar, tail)
            if rest[0] in grammar.entries:
                return (head, *rest)
    return (text,)


def _phrase(
    grammar: NumberGrammar, folded: Folded, words: list[tuple[str, int]], at: int, base: int
) -> tuple[Atom, int]:
    """The longest entry that stands at a word, and how many words it has or 0."""
    word, place = words[at]
    phrase, size = phrase_at(words, at, grammar.longest.get(word, 0), grammar.entries)
    if size == 0:
        return _NOTHING, 0
    last, place_of_last = words[at + size - 1]
    end = base + folded.original(place_of_last + len(last) - 1) + 1
    return Atom(*grammar.entries[phrase], base + folded.original(place), end), size


def _figure(body: str, start: int, end: int, *, after_month: bool) -> Atom:
    match = _FIGURE.match(body, start, end)
    assert match is not None, "a figure stands here"
    before = body[start - 1 : start]
    if match["groups"] and after_month and " " in match["groups"]:
        first = _FIGURE.match(body, start, start + match["groups"].index(" "))
        match = first or match
    stop, text = match.end(), match.group()
    if match["other"] or stop - start > _DIGITS or (before.isascii() and before.isalpha()):
        return Atom("other", 0, 0, 0, start, stop)
    if match["part"] and match["part"] not in _WHOLE:
        size = float(_SEPARATOR.sub(".", text))
        return Atom("decimal", size, size, 0, start, stop)
    value = int(_SEPARATOR.sub("", text.removesuffix(match["part"] or "")))
    return Atom("figure", value, value, 0, start, stop)


def _in_context(atoms: list[Atom], at: int) -> Atom:
    """An atom in the light of what is written together with it: 10k, 100s, 13th."""
    atom = atoms[at]
    before = atoms[at - 1] if at and atoms[at - 1].end == atom.start else None
    after = atoms[at + 1] if at + 1 < len(atoms) and atoms[at + 1].start == atom.end else None
    if atom.code == "glued":
        return atom._replace(code="scale" if before is not None and before.low else "other")
    if atom.code in ("plural", "ordinal"):
        return atom._replace(code="end" if before is not None else "other")
    if atom.code == "figure" and after is not None and after.code in ("plural", "ordinal"):
        if after.code == "plural" and atom.low in _ROUND:
            low = 2 * atom.low
            return atom._replace(code="vague", low=low, high=5 * low - 1, end=after.end)
        return atom._replace(code="other")
    return atom
