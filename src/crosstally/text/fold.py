"""One spelling for matching, with a way back to the characters as they arrived.

Invariant: `Folded.span` gives offsets into the body as it arrived, whatever folding took out. In a
folded text every word is lower case, stands between single blanks, and Persian and Arabic letters
have one form each; folding twice is folding once.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from crosstally.records import Span

# One letter for what different keyboards and hands write. Digits become ASCII.
_LETTERS: Final = {
    "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی", "ے": "ی",
    "ك": "ک", "ڪ": "ک", "ۀ": "ه", "ة": "ه", "ہ": "ه", "ۂ": "ه", "ە": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ۆ": "و",
}  # fmt: skip
_GONE: Final = "\x00"  # a character that counts for nothing: marks, tatweel, joiners inside a word
_OWN: Final = "a-z0-9ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"  # letters that fold to themselves
_PLAIN: Final = re.compile(f"[{_OWN}]+(?: [{_OWN}]+)*")
_WORD: Final = re.compile("[a-z0-9]+")
_MARKS: Final = re.compile("[\x00 ]{2,}|\x00")
_BLANKS: Final = re.compile("  +")


class _Table(dict[int, str]):
    """A translation that is worked out once for each character met."""

    def __missing__(self, code: int) -> str:
        to = self[code] = _fold_character(chr(code))
        return to


def _fold_character(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    category = unicodedata.category(char)
    if char == "\u0640" or category == "Mn" or char in "\u200d\u200e\u200f\u061c":
        return _GONE
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] in "LN":
        lower = char.lower()
        if len(lower) == 1:
            plain = unicodedata.normalize("NFD", lower)[0]
            return _LETTERS.get(plain, plain) if plain.isalnum() else lower
        return lower[0]
    return " "


_TABLE: Final = _Table()


@final
@dataclass(frozen=True)
class Folded:
    """A text folded for matching. It begins and ends with a blank.

    `cuts` are the folded offsets after which something was taken out, `gone` how much in all up to
    there, `marks` where in the body the text goes on; all empty where nothing was.
    """

    text: str
    cuts: Sequence[int]
    gone: Sequence[int]
    marks: Sequence[int]

    def original(self, offset: int) -> int:
        """The offset in the body of a character of the folded text."""
        at = bisect_right(self.cuts, offset) - 1
        return offset - 1 + (self.gone[at] if at >= 0 else 0)

    def span(self, start: int, end: int) -> Span:
        """The characters of the body that folded characters `start` to `end` came from."""
        return Span(self.original(start), self.original(end - 1) + 1)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The same as bare offsets, for what is only looked at and goes into no record."""
        return self.original(start), self.original(end - 1) + 1

    def folded(self, offset: int) -> int:
        """The offset in the folded text of a character of the body (the nearest one kept)."""
        low = bisect_right(self.marks, offset)
        removed = self.gone[low - 1] if low else 0
        kept = max(offset + 1 - removed, self.cuts[low - 1] if low else 0)
        return (
            min(kept, self.cuts[low]) if low < len(self.cuts) else kept
        )  # never past the next cut


def fold(body: str) -> Folded:
    """The body folded: lower case, one form of each letter, words between single blanks.

    >>> fold("تجمّع كارگران — Shush").text
    ' تجمع کارگران shush '
    """
    raw = f" {body.translate(_TABLE)} "
    cuts: list[int] = []
    gone: list[int] = []
    pieces: list[str] = []
    at = removed = 0
    marks: list[int] = []
    for match in (_MARKS if _GONE in raw else _BLANKS).finditer(raw):
        start, end = match.span()
        if raw.find(" ", start, end) >= 0:  # one blank of a run stays
            pieces.append(raw[at:start])
            pieces.append(" ")
            start += 1
        else:
            pieces.append(raw[at:start])
        cuts.append(start - removed)
        removed += end - start
        gone.append(removed)
        marks.append(end - 1)
        at = end
    if not cuts:
        return Folded(raw, cuts, gone, marks)
    pieces.append(raw[at:])
    return Folded("".join(pieces), cuts, gone, marks)


def fold_phrase(phrase: str) -> str:
    """A phrase of a pack as it stands in a folded text, between blanks.

    >>> fold_phrase("Sit-in")
    ' sit in '
    """
    if _PLAIN.fullmatch(phrase):  # nearly every phrase of a pack: a tenth of the time
        return f" {phrase} "
    if phrase.isascii():  # most of a pack is, and packs are read at every start
        return f" {' '.join(_WORD.findall(phrase.lower()))} "
    return f" {fold(phrase).text.strip()} "
