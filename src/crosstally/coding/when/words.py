"""The time words and figures of a sentence, as atoms with one symbol each.

Invariant: the symbols of a line stand for its atoms one for one, in order, with a mark between two
atoms for what parts them in the body (a dash, a comma, other words), so that a shape of dates is a
regular expression over symbols and never over text. Atoms do not overlap.

| symbol | atom | symbol | atom |
|---|---|---|---|
| D # | a number to 31, another number | G | an ordinal |
| Y N n | a year, a whole date in figures, day and month in figures | C | a clock time |
| M m | a month, one that is also a word | W w | a weekday, one that is also a word |
| R S Z J B | today, last week, the day before, the third day, a named day | P | a part of a day |
| U H e q h | a unit of time, the hour, a season, spring, a half | L X T A | past, next, this, ago |
| E Q K | early or late, every, a calendar | I O F V & | in, of, from, to, and |
| s a b p f o | said, anniversary, background, happened, what came after, owed | , . - / ( : and a bar | what parts two atoms |
| v r i u | some, in a row, through, a week each | z j t | a street, an election, a season that may be a chapter |
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.when.entries import Entry
from crosstally.coding.when.glue import parted
from crosstally.coding.when.marks import settled
from crosstally.packs.language import Term
from crosstally.text import number_words, sums
from crosstally.text.fold import Folded
from crosstally.text.words import phrase_at, words_of

_COUNTING: Final = ("unit", "tens", "scale", "half", "and half", "and")
_DIGITS: Final = re.compile(
    r"""(?P<ymd>\d{4}(\s?[-/.\\]\s?)\d{1,2}\2\d{1,2}(?!\d))
      | (?P<dmy>\d{1,2}(\s?[-/.\\]\s?)\d{1,2}\4(?:\d{4}|\d{1,2})(?!\d|[.]\d))
      | (?P<clock>\d{1,2}\s?:\s?\d{2}(?:\s?:\s?\d{2})?(?:\s?[ap]\.?m\b\.?)?
        | \d{1,2}[.]\d{2}\s?(?:h\b|[ap]\.?\s?m\b\.?) | \d{1,2}h\d{2}
        | \d{1,4}\s?(?:[ap]\.?m\b\.?|o['’]clock))
      | (?P<other>\d{1,3}(?:[,٬]\d{3})+)
      | (?P<dm>\d{1,2}(?P<by>[./])\d{1,2}(?!\d|[.]\d))
      | (?P<decimal>\d+[.٫]\d+)
      | (?P<whole>\d+)(?P<nth>st|nd|rd|th)?""",
    re.VERBOSE | re.IGNORECASE,
)
_PART: Final = re.compile(r"\d+")  # of which nine digits are read: no longer one is part of a date
_HOUSES: Final = re.compile(r"\sblock\b")  # the 1900 block of a street
_NTH: Final = frozenset("Gx")
_BLANK: Final = frozenset(" \t\n\r\u00a0\u200b\u200c\u200e\u200f\u202f'’_")
_DAYLIKE: Final = frozenset("WwRBG")
_DASHES: Final = frozenset("-–—‑−")
_PARTED: Final = re.compile(r"(?<=[WM]),|,(?=W)|[(]")  # Persian and Arabic commas end an expression


class Atom(NamedTuple):
    """A time word or figure: folded and body offsets, what it is worth, its row if a word."""

    symbol: str
    start: int
    end: int
    first: int
    last: int
    value: int
    term: Term | None = None
    parts: tuple[int, ...] = ()
    dotted: bool = False
    bare: bool = False  # a figure that no word follows: it counts nothing


class Line(NamedTuple):
    """The atoms of a sentence and their symbols; where the symbol parts two atoms, it is None."""

    symbols: str
    atoms: tuple[Atom | None, ...]
    lang: str
    month_first: bool

    def at(self, symbol: int) -> Atom:
        """The atom at a symbol that stands for one."""
        atom = self.atoms[symbol]
        assert atom is not None, "the symbol parts two atoms"
        return atom


class TimeGrammar(NamedTuple):
    """The compiled time tables of a language.

    `longest` is how many words the longest phrase has that begins with a word, `seconds` which words
    can follow it there; `hot` holds every word that a time or a number can begin with, `glued` words written together
    and what the first of them is; `month_first` says how
    1/2/2018 is read where nothing else tells; `week` is the first weekday.
    """

    lang: str
    entries: Mapping[str, Entry]
    longest: Mapping[str, int]
    seconds: Mapping[str, frozenset[str]]
    loose: frozenset[str]
    glued: Mapping[str, str]
    hot: frozenset[str]
    numbers: number_words.NumberGrammar
    month_first: bool
    week: int


def read_line(grammar: TimeGrammar, document: Document, start: int, end: int) -> Line:
    """The time words and figures between two folded characters of a report."""
    text = document.folded.text
    tokens = words_of(text, start, end)
    if grammar.glued:
        tokens = parted(tokens, grammar.glued, grammar.numbers.entries, text[start:end])
    atoms: list[Atom] = []
    atom: Atom | None
    hot, after = grammar.hot, 0
    places = [at for at, (word, _) in enumerate(tokens) if word in hot or word.isdigit()]
    for step, at in enumerate(places):
        if at < after or (at != after and _joins_nothing(grammar, tokens, places, step)):
            continue
        word = tokens[at][0]
        if word not in hot or (word.isdigit() and not phrase_at(tokens, at, 2, grammar.entries)[1]):
            atom, after = _figure(document, tokens, at)
        else:
            atom, after = _word(grammar, document, tokens, at)
        if atom is not None and atom.symbol not in ("", "-"):
            atoms.append(atom)
    symbols, line = _line(document.body, _ordinals(atoms))
    if grammar.lang != "en":
        symbols = _PARTED.sub("|", symbols)
    return Line(symbols, line, grammar.lang, grammar.month_first)


def _joins_nothing(
    grammar: TimeGrammar, tokens: list[tuple[str, int]], places: list[int], step: int
) -> bool:
    """Whether a word like "and" stands far from every time, with another such word after it."""
    return _is_lonely(grammar, tokens, places, step) and (
        step + 1 == len(places) or _is_lonely(grammar, tokens, places, step + 1)
    )


def _is_lonely(
    grammar: TimeGrammar, tokens: list[tuple[str, int]], places: list[int], step: int
) -> bool:
    at = places[step]
    word = tokens[at][0]
    if word not in grammar.loose or (step and places[step - 1] == at - 1):
        return False
    if step + 1 < len(places) and places[step + 1] == at + 1:
        return False
    after = grammar.seconds.get(word)
    return after is None or at + 1 == len(tokens) or tokens[at + 1][0] not in after


def _word(
    grammar: TimeGrammar, document: Document, tokens: list[tuple[str, int]], at: int
) -> tuple[Atom | None, int]:
    """The longest time phrase at a token, or the number that begins there."""
    word = tokens[at][0]
    size = grammar.longest.get(word, 0)
    if size > 1 and (at + 1 == len(tokens) or tokens[at + 1][0] not in grammar.seconds[word]):
        size = 1 if word in grammar.entries else 0
    while size:
        phrase, size = phrase_at(tokens, at, size, grammar.entries)
        if size == 0:
            break
        entry = grammar.entries[phrase]
        atom = _atom(entry.symbol, document.folded, tokens[at : at + size], entry)
        if not entry.cued or _cued(grammar, document, tokens, at, atom):
            return _with_dot(document.body, atom) if atom.symbol == "K" else atom, at + size
        size -= 1
    return _number(grammar, document.folded, tokens, at)


def _with_dot(body: str, atom: Atom) -> Atom:
    """A calendar's abbreviation with the dot that closes it: ه.ش."""
    if "." not in body[atom.first : atom.last]:
        return atom
    return atom._replace(last=atom.last + body.startswith(".", atom.last))


def _cued(
    grammar: TimeGrammar, document: Document, tokens: list[tuple[str, int]], at: int, atom: Atom
) -> bool:
    """Whether a word that is more than a month or a weekday is one here."""
    if grammar.lang == "en":
        return document.body[atom.first].isupper()  # "may", "march", "sat", "sun"
    if atom.term is None or atom.term.row["cue"] != "figure":
        return True
    return document.body[atom.last : atom.last + 1] != "\u200c" and _beside_figure(
        grammar, tokens, at
    )


def _beside_figure(grammar: TimeGrammar, tokens: list[tuple[str, int]], at: int) -> bool:
    """Whether a number stands beside a token: می is a month there, and else a verb's prefix."""
    beside = [word for word, _ in (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])]
    return any(
        word[0].isdigit()
        or word in grammar.numbers.entries
        or (word in grammar.entries and grammar.entries[word].symbol == "G")
        for word in beside
    )


def _number(
    grammar: TimeGrammar, folded: Folded, tokens: list[tuple[str, int]], at: int
) -> tuple[Atom | None, int]:
    atoms: list[number_words.Atom] = []
    end = at
    while end < len(tokens):
        word, place = tokens[end]
        row = grammar.numbers.entries.get(word)
        if row is None or row.code not in _COUNTING:
            break
        joined = (
            end == at
            or not folded.text[tokens[end - 1][1] + len(tokens[end - 1][0]) : place].strip()
        )
        atoms.append(number_words.Atom(*row, place, place + len(word), joined))
        end += 1
    total = sums.compose(atoms, 0) if atoms else None
    if total is None:
        return None, at + 1
    symbol = "D" if 1 <= total.low <= 31 else "Y" if 1200 <= total.low < 2100 else "#"
    taken = tokens[at : at + total.after]
    return _atom(symbol, folded, taken, None, total.low), at + total.after


def _figure(document: Document, tokens: list[tuple[str, int]], at: int) -> tuple[Atom, int]:
    """The date, clock time or number whose first digits are this token."""
    folded, body = document.folded, document.body
    start = tokens[at][1]
    first = folded.original(start)
    match = _DIGITS.match(body, first)
    assert match is not None, "a figure stands here"
    last, after = match.end(), at + 1
    while after < len(tokens) and folded.original(tokens[after][1]) < last:
        after += 1
    end = tokens[after - 1][1] + len(tokens[after - 1][0])
    parts = tuple(int(part[:9]) for part in _PART.findall(match.group()))
    symbol = _figure_symbol(match, parts, body)
    if first and body[first - 1] in _BOUND and not _TAGGED.match(body, last):
        symbol = ""
    dotted = "." in match.group() and symbol in "Nn"
    bare = not body[last : last + 2].strip().isalpha() and body[last : last + 1] != "\u200c"
    return Atom(symbol, start, end, first, last, parts[0], None, parts, dotted, bare), after


_BOUND: Final = frozenset("$€£#@/")
_TAGGED: Final = re.compile(r"_?[^\W\d_]{2}")  # the figure of #25_Aban


def _figure_symbol(match: re.Match[str], parts: tuple[int, ...], body: str) -> str:
    after = body[match.end() : match.end() + 1]
    if _HOUSES.match(body, match.end()):
        return ""
    if match["ymd"] or match["dmy"]:
        return "N"
    if match["clock"]:
        return "C"
    if match["dm"]:
        return "n" if after != "%" else ""
    if match["other"] or match["decimal"] or after in ("%", "٪"):
        return ""
    return _number_symbol(parts[0], len(match["whole"]), nth=bool(match["nth"]))


def _number_symbol(value: int, size: int, *, nth: bool) -> str:
    if size == 4 and 1200 <= value < 2100:
        return "Y"
    if size <= 2 and 1 <= value <= 31:
        return "G" if nth else "D"
    return "#"


def _atom(
    symbol: str, folded: Folded, tokens: list[tuple[str, int]], entry: Entry | None, value: int = 0
) -> Atom:
    start = tokens[0][1]
    end = tokens[-1][1] + len(tokens[-1][0])
    first, last = folded.original(start), folded.original(end - 1) + 1
    if entry is None:
        return Atom(symbol, start, end, first, last, value)
    return Atom(symbol, start, end, first, last, entry.value, entry.term)


def _ordinals(atoms: list[Atom]) -> list[Atom]:
    """Twenty-first said in two or three words, and a figure with its ordinal ending, as one."""
    if _NTH.isdisjoint([atom.symbol for atom in atoms]):
        return atoms
    joined: list[Atom] = []
    for atom in atoms:
        size = len(joined)
        if atom.symbol == "x":
            if size and joined[-1].symbol == "D" and joined[-1].end + 1 >= atom.start:
                joined[-1] = joined[-1]._replace(symbol="G", end=atom.end, last=atom.last)
            continue
        if (
            atom.symbol == "G"
            and size > 1
            and joined[-1].symbol == "&"
            and joined[-2].value % 10 == 0
        ):
            tens = joined[-2]
            if (
                tens.symbol in "D#"
                and tens.value
                and atom.value < 10
                and atom.start - tens.end <= 5
            ):
                del joined[-2:]
                atom = atom._replace(
                    start=tens.start, first=tens.first, value=tens.value + atom.value
                )
        joined.append(atom)
    return joined


def _line(body: str, atoms: Iterable[Atom]) -> tuple[str, tuple[Atom | None, ...]]:
    symbols: list[str] = []
    line: list[Atom | None] = []
    end = -1
    for atom in atoms:
        if end >= 0:
            mark = _mark(body[end : atom.first], line[-1])
            if mark:
                symbols.append(mark)
                line.append(None)
        night = atom.symbol == "U" and _is_night(atom, symbols)
        symbols.append("P" if night else atom.symbol)
        line.append(atom)
        end = atom.last
    return settled("".join(symbols)), tuple(line)


def _is_night(atom: Atom, before: list[str]) -> bool:
    """Whether a night is that of the day before it: Saturday night, not two nights."""
    if atom.term is None or atom.term.row["value"] != "night":
        return False
    return bool(before) and before[-1] in _DAYLIKE


def _mark(gap: str, before: Atom | None) -> str:
    """What parts two atoms, by the text between them."""
    core = gap.strip()
    if len(core) > 1 and core[0] not in _BLANK and core[-1] not in _BLANK:
        return "|"
    rest = [char for char in gap if char not in _BLANK]
    if not rest:
        return "|" if gap.count("\n") > 1 else ""
    if len(rest) == 1 and gap.count("\n") < 2:
        char = rest[0]
        if char in _DASHES:
            return "-"
        if char == "." and before is not None and before.symbol in "MmWwDGC":
            return ""
        return {"،": ",", "\\": "/", "[": "("}.get(char, char if char in ",./(:" else "|")
    return "|"
