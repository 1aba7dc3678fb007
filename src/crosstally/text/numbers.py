"""Numbers of a text as ranges: figures, words and vague words in English, Persian and Arabic.

Invariant: a span counts characters of the body as it arrived, covers the words that bound the
number ("more than 60"), and read by itself gives the same number again.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple, Protocol

from crosstally.records import Bound, Span
from crosstally.text.fold import Folded
from crosstally.text.number_words import Atom, Entry, NumberGrammar, read_atoms
from crosstally.text.sums import Sum, compose
from crosstally.text.words import longest_of

__all__ = ["Number", "NumberGrammar", "compile_numbers", "numbers_in"]

UNITS: Final = ("percent", "money", "time", "age", "length", "weight")
_BOUNDS: Final = MappingProxyType(
    {"about": Bound.ABOUT, "least": Bound.AT_LEAST, "most": Bound.AT_MOST}
)
_SIGNS: Final = MappingProxyType({"~": Bound.ABOUT, "≈": Bound.ABOUT, ">": Bound.AT_LEAST})
_MONEY: Final = frozenset("$€£¥﷼")
_PERCENT: Final = frozenset("%٪")
_DASHES: Final = frozenset("-–—‑−")
_COUNTING: Final = ("unit", "tens", "scale", "vague", "several", "half")
# An age put behind the one whose it is: "Ali Rezai, 27, of Arak", "Reza (19) was shot".
_CALLED: Final = re.compile(r"\b[A-Z][\w’'.-]*(?:, ?| ?\()$")
_ASIDE: Final = re.compile(r"[,.;)](?!\d)|\s*$|\s+(?:and|of|from|was|were|is|has|had|who|died)\b")
OLDEST, _CALLED_REACH = 110, 24
_GLUED_CODES: Final = ("unit", "tens", "scale", "vague", "several", "about", "least", "most")


class Number(NamedTuple):
    """A number as the text bounds it.

    `exact` is false where the range is what a vague word means ("dozens"). `unit` tells what no
    count of people carries: percent, money, time, age, length or weight.
    """

    low: int
    high: int
    bound: Bound
    span: Span
    exact: bool
    text: str
    unit: str | None = None


class Term(Protocol):
    """What is needed of a term of a language pack."""

    @property
    def phrase(self) -> str:
        """The folded phrase between blanks."""

    @property
    def sort(self) -> str:
        """Its table."""

    @property
    def code(self) -> str:
        """What it means there."""

    @property
    def row(self) -> Mapping[str, str]:
        """Its other columns."""


class Tables(Protocol):
    """What is needed of a language pack (`packs` stands above `text`)."""

    @property
    def terms(self) -> Sequence[Term]:
        """The terms of all its tables."""


def compile_numbers(language: Tables) -> NumberGrammar:
    """The number words of a language, ready for `numbers_in`."""
    entries: dict[str, Entry] = {}
    for term in language.terms:
        if term.sort == "numbers":
            low, high, scale = (int(term.row.get(key) or 0) for key in ("low", "high", "scale"))
            entries.setdefault(term.phrase.strip(), Entry(term.code, low, high, scale))
    months = frozenset(t.phrase.split()[-1] for t in language.terms if t.sort == "months")
    table = MappingProxyType(entries)
    keys = frozenset(
        max(phrase.split(), key=len) for phrase, entry in entries.items() if entry.code in _COUNTING
    )
    return NumberGrammar(table, longest_of(table), keys, _glued(table), months)


def numbers_in(
    grammar: NumberGrammar, body: str, start: int, end: int, folded: Folded | None = None
) -> list[Number]:
    """Every number between two characters of a body, in the text's order.

    Args:
        grammar: the number words of the language.
        body: the text as it arrived; spans count its characters.
        start: where to begin.
        end: where to stop, the last character left out.
        folded: the body folded, where that has been done already.
    """
    atoms = read_atoms(grammar, body, start, end, folded)
    found: list[Number] = []
    at = 0
    while at < len(atoms):
        number, after = _number(atoms, at, body)
        if number is not None:
            found.append(number)
        at = max(after, at + 1)
    return found


class _Lead(NamedTuple):
    """The bounding words before a number: which bound, whether a range, where they begin."""

    bound: Bound
    between: bool
    start: int | None
    after: int


def _number(atoms: list[Atom], at: int, body: str) -> tuple[Number | None, int]:
    """The number that begins at an atom, if one does, and the atom after it."""
    lead = _lead(atoms, at)
    value = compose(atoms, lead.after)
    if value is None:
        return None, lead.after
    upper = _upper(atoms, value, body, between=lead.between)
    bound, start = lead.bound, lead.start
    if upper is not None:
        value = upper
    elif lead.between and bound is Bound.EXACT:
        start = None
    if bound is Bound.EXACT and value.low < value.high:
        bound = Bound.ABOUT
    first = atoms[lead.after].start if start is None else start
    return _marked(atoms, value, (first, bound), body)


def _lead(atoms: list[Atom], at: int) -> _Lead:
    bound, between, start, first = Bound.EXACT, False, None, at
    while at + 1 < len(atoms) and atoms[at + 1].joined:
        code = atoms[at].code
        if code not in _BOUNDS and code != "between":
            break
        between = between or code == "between"
        bound = _BOUNDS.get(code, bound) if bound is Bound.EXACT else bound
        start = atoms[first].start
        at += 1
    return _Lead(bound, between, start, at)


def _upper(atoms: list[Atom], lower: Sum, body: str, *, between: bool) -> Sum | None:
    """The range from a number to the one that follows it, if the words make it one."""
    at = lower.after
    if at >= len(atoms) or not atoms[at].joined:
        return None
    gap = body[atoms[at - 1].end : atoms[at].start]
    if atoms[at].code == "to" or (between and atoms[at].code == "and"):
        at += 1
        if at >= len(atoms) or not atoms[at].joined:
            return None
    elif not (_DASHES.intersection(gap) or atoms[at].code == atoms[at - 1].code == "unit"):
        return None
    upper = compose(atoms, at)
    if upper is None:
        return None
    low = lower.low
    if not lower.scale and upper.scale > 1 and low * upper.scale < upper.high:
        low *= upper.scale  # "two to three thousand"
    if low >= upper.high:
        return None
    return upper._replace(low=low, vague=lower.vague or upper.vague)


def _marked(
    atoms: list[Atom], value: Sum, lead: tuple[int, Bound], body: str
) -> tuple[Number, int]:
    """The number with what the signs and words around it add."""
    (start, bound), after = lead, value.after
    end, unit = atoms[after - 1].end, None
    if body[start - 1 : start] in _SIGNS:
        start, bound = start - 1, _SIGNS[body[start - 1]]
    if after < len(atoms) and atoms[after].joined:
        if atoms[after].code == "more":
            bound, end, after = Bound.AT_LEAST, atoms[after].end, after + 1
        elif atoms[after].code in UNITS:
            unit = atoms[after].code
    if body[end : end + 1] == "+":
        bound, end = Bound.AT_LEAST, end + 1
    if body[end : end + 1] in _PERCENT or body[start - 1 : start] in _PERCENT:
        unit = "percent"
    elif body[start - 1 : start] in _MONEY or body[end : end + 1] in _MONEY:
        unit = "money"
    elif unit is None and value.high <= OLDEST and _is_age(body, start, end):
        unit = "age"
    span = Span(start, end)
    return Number(value.low, value.high, bound, span, not value.vague, span.of(body), unit), after


def _is_age(body: str, start: int, end: int) -> bool:
    """Whether a bare number is an aside behind a name."""
    if not body[start:end].isdecimal() and body[end : end + 1] not in {",", ")"}:
        return False
    return (
        body[start - 1 : start] in {" ", "(", ","}
        and _CALLED.search(body, max(start - _CALLED_REACH, 0), start) is not None
        and _ASIDE.match(body, end) is not None
    )


def _glued(entries: Mapping[str, Entry]) -> re.Pattern[str] | None:
    """Words run together by the one-letter "and" of Persian and Arabic; None without such."""
    joints = [word for word, entry in entries.items() if entry.code == "and" and len(word) == 1]
    if not joints:
        return None
    words = [word for word, entry in entries.items() if entry.code in _GLUED_CODES]
    single = sorted((w for w in words if " " not in w), key=lambda text: (-len(text), text))
    word, joint = "|".join(re.escape(w) for w in single), re.escape(joints[0])
    return re.compile(f"{joint}?(?:{word})(?:{joint}(?:{word}))*")
