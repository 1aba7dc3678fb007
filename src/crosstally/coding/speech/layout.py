"""A sentence laid out for finding who said what: its words by their part, in the body's offsets.

Invariant: its bounds never cut a quotation in two, and every place in it counts characters of
the body as it arrived.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.quoted import Quotation
from crosstally.coding.who.people import longest
from crosstally.packs.language import Term

SAYING: Final = frozenset({"say", "tell", "object", "want", "according", "chanted", "noun"})
_MARKS: Final = frozenset(map(chr, (*range(0x64B, 0x660), 0x670)))  # «گفتهٔ» ends with its hamza
_AROUND: Final = frozenset({"venue", "audience"})
# A short insertion in brackets breaks nothing: "Sen. Karimi (Tex.) said".
_BREAK: Final = re.compile(r"\([^()\n]{1,60}\)|[;:؛()\[\]]|\s[-–—]{1,2}\s|—|\n")

_GAP: Final = 3
# “No!” he said: the quotation ended a sentence, and its speaker opens the next; where that begins
# with a small letter, a longer name may.
_OPENS: Final = (40, 120)
_BEFORE_VERBS: Final = ("aux", "pronoun", "evidence")
# "Voters favor it", "the brothers' claim", but not "a claim", nor "the boss claims".
_PLURAL: Final = re.compile(r"(?<=[^\W_s'’])s\s+$")
# "The march, Karimi notes, was legal": a name and a word between commas.
_ASIDE: Final = re.compile(r"[,،]\s(?:[A-Z][\w.’'-]+\s){1,3}$")
_AFTER_ASIDE: Final = re.compile(r"\s*[,،]")
_ADVERB: Final = re.compile(r"[a-z]{2}ly\s$")  # "is openly backing it"
_VERB: Final = re.compile(r"\s*(?:[:“«\"]|''|that\b)")


class Mark(NamedTuple):
    """A term of the pack and where it stands in the body."""

    start: int
    end: int
    term: Term


@final
@dataclass(frozen=True)
class Speech:
    """A sentence's cues and the small words around them.

    `start` and `end` hold whole quotations; `circumstances` are where and to whom it was said.
    """

    body: str
    start: int
    end: int
    cues: tuple[Mark, ...]
    words: Mapping[str, list[Mark]]
    quotations: tuple[Quotation, ...]
    circumstances: tuple[Mark, ...]

    def coded(self, code: str, start: int, end: int) -> list[Mark]:
        """The small words of one sort between two places."""
        words = self.words.get(code, ())
        return [word for word in words if start <= word.start and word.end <= end]

    def last_break(self, start: int, end: int) -> int:
        """The place after the last stop or closing mark between two places, else the first."""
        place = start
        for match in _BREAK.finditer(self.body, start, end):
            place = place if match.group().endswith(")") and len(match.group()) > 1 else match.end()
        for quotation in self.quotations:
            if start <= quotation.outer_end <= end:
                place = max(place, quotation.outer_end)
        return place

    def quoted(self, place: int) -> Quotation | None:
        """The quotation that a place lies in."""
        for quotation in self.quotations:
            if quotation.outer_start <= place < quotation.outer_end:
                return quotation
        return None


def lay_out(
    document: Document, sentence: Sentence, quotations: tuple[Quotation, ...]
) -> Speech | None:
    """The speech of a sentence; None where nothing in it says that somebody spoke."""
    if "cues" not in sentence.tables:
        return None
    all_hits = longest(sentence, ("cues",))
    hits = [h for h in all_hits if h.term.code in SAYING and h.term.row.get("speaker")]
    if not hits:
        return None
    body, start, end = document.body, sentence.span.start, sentence.span.end
    low = bisect_left(quotations, start - _GAP, key=_outer_end)
    quotations = quotations[low : bisect_left(quotations, end, key=_outer_start) + 1]
    start, end = _widened(body, start, end, quotations)
    first = document.span(hits[0].start, hits[0].end).start
    for quotation in quotations:
        gap = body[quotation.outer_end : start]
        if quotation.outer_end <= start and len(gap) <= _GAP and gap.isspace() and "\n" not in gap:
            reach = _OPENS[body[start].islower()]
            start = quotation.outer_start if first - start <= reach else start
    inside = tuple(q for q in quotations if start <= q.outer_start and q.outer_end <= end)
    words: dict[str, list[Mark]] = defaultdict(list)
    for hit in sentence.of("speakers"):
        word = Mark(*_place(document, hit.start, hit.end), hit.term)
        codes = hit.term.code.split("+")
        if "aux" in codes and word.start > sentence.span.start and body[word.start].isupper():
            continue  # "said Will Karimi": a name
        for code in codes:
            words[code].append(word)
    cues = [Mark(*_place(document, hit.start, hit.end), hit.term) for hit in hits]
    kept = tuple(
        cue
        for cue in cues
        if not any(q.start < cue.start < q.end for q in inside)
        and body[cue.start - 1 : cue.start] != "-"  # "long-sought" is said by nobody
        and (cue.term.row.get("doubtful") != "yes" or _is_verb(body, cue, words))
    )
    around = tuple(
        Mark(*_place(document, hit.start, hit.end), hit.term)
        for hit in all_hits
        if hit.term.code in _AROUND
    )
    return Speech(body, start, end, kept, words, inside, around) if kept else None


def _widened(body: str, start: int, end: int, quotations: tuple[Quotation, ...]) -> tuple[int, int]:
    """Bounds that cut no quotation in two, and hold the one that their end announces."""
    for one in quotations:
        if one.outer_start < start < one.outer_end:
            start = one.outer_start
        if one.outer_start < end < one.outer_end or _announced(body, end, one):
            end = one.outer_end
    return start, end


def _announced(body: str, end: int, quotation: Quotation) -> bool:
    """Whether a sentence ends with the colon of the quotation that follows in the next line."""
    follows = quotation.outer_start >= end and body[end - 1] in ":："
    return follows and not body[end : quotation.outer_start].strip()


def _outer_start(quotation: Quotation) -> int:
    return quotation.outer_start


def _outer_end(quotation: Quotation) -> int:
    return quotation.outer_end


def _is_verb(body: str, cue: Mark, words: Mapping[str, list[Mark]]) -> bool:
    """Whether a word that is also a noun stands as a verb: "they claim", "will attack"."""
    if _VERB.match(body, cue.end):
        return True
    before = max(cue.start - 40, 0)
    if _AFTER_ASIDE.match(body, cue.end) and _ASIDE.search(body, before, cue.start):
        return True
    if _ADVERB.search(body, before, cue.start):
        return True
    bare = cue.term.row.get("speaker") == "before" and body[cue.end - 1] != "s"
    if bare and _PLURAL.search(body[max(cue.start - 4, 0) : cue.start]):
        return True
    return any(
        word.end <= cue.start
        and not body[word.end : cue.start].strip()
        and body[word.start : word.end] != "s"
        for code in _BEFORE_VERBS
        for word in words.get(code, ())
    )


def _place(document: Document, start: int, end: int) -> tuple[int, int]:
    """Where folded characters stand in the body, with the marks that the last one carries."""
    folded, body = document.folded, document.body
    last = folded.original(end - 1) + 1
    while body[last : last + 1] in _MARKS:
        last += 1
    return folded.original(start), last
