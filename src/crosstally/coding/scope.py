"""Clauses: how far a word's say goes.

Invariant: the clauses of a sentence cover it in order and do not overlap. Offsets are folded.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, final

from crosstally.coding.document import Document, Sentence

_STOPS: Final = re.compile(r"\(\w{1,9}\)|[;:؛]|\s[-–—]+\s|[-–—]{2,}|[()\[\]]")
_ANY_STOP: Final = re.compile(r"[;:؛()\[\]–—-]")  # looked for first: a tenth of the time

_OPENERS: Final = frozenset({"clause", "relative", "said", "that"})


@final
@dataclass(frozen=True)
class Clauses:
    """A sentence cut into clauses: where each begins, and the words that tie it to the one before.

    `cuts[i]` is the code of the word that opens clause i ("" for a stop or the sentence's start).
    """

    starts: tuple[int, ...]
    cuts: tuple[str, ...]
    end: int

    def at(self, offset: int) -> int:
        """The index of the clause that holds a folded offset."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def bounds(self, index: int) -> tuple[int, int]:
        """Folded start and end of a clause."""
        end = self.starts[index + 1] if index + 1 < len(self.starts) else self.end
        return self.starts[index], end


def clauses_of(document: Document, sentence: Sentence) -> Clauses:
    """The clauses of a sentence, cut at stops and at the words that open a clause."""
    opens = {sentence.start: ""}
    body = document.body[sentence.span.start : sentence.span.end]
    for match in _STOPS.finditer(body) if _ANY_STOP.search(body) else ():
        if match[0].startswith("(") and match[0].endswith(")"):
            continue  # a short name in brackets, "(NUM)", interrupts nobody
        at = document.folded.folded(sentence.span.start + match.end())
        if sentence.start < at < sentence.end:
            opens[at] = ""
    for hit in sentence.of("voice"):
        if hit.term.code in _OPENERS:
            opens[hit.start] = hit.term.code
    ordered = sorted(opens.items())
    return Clauses(tuple(s for s, _ in ordered), tuple(c for _, c in ordered), sentence.end)
