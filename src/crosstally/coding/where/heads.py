"""Towns that head a line or a sentence: "Karaj: crowds chanted", "- Shiraz", "Khuzestan / Behbahan:".

Invariant: a head stands first in its line or sentence, but for bullets, numbers and other heads, and
a stop parts it from what it heads.
"""

import re
from typing import Final

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.where.spots import Spot

_STOP: Final = re.compile(r"\s*(?:[،؛:/–—]|-\s|\n|$)")
_STOP_LATIN: Final = re.compile(r"(?:, [^,:.\n]{2,25})?\s*:\s|\s*\n|\s*$")
_BULLET: Final = re.compile(r"[•*▪●·-]")
_ALONE: Final = re.compile(r"\s*(?:\n|$)")
_CALLING: Final = {"of"}  # "the port of Genaveh – a banner was torn"
_ROSTER: Final = 3
_GAP: Final = re.compile(r"(?:[^\w«“\"]|[\d_])*(?:و )?")
_APART: Final = re.compile(r"[؛:!؟] *$")  # "just now؛ Arak؛ a march"


def heads_of(
    document: Document, sentence: Sentence, spots: tuple[Spot, ...], *, latin: bool
) -> frozenset[int]:
    """The spots of a sentence, by their number, that head it or a line of it."""
    body, folded = document.body, document.folded
    stop = _STOP_LATIN if latin else _STOP
    heads: set[int] = set()
    reached = sentence.span.start
    for number, spot in enumerate(spots):
        end = folded.original(spot.whole[1] - 1) + 1
        start = folded.original(spot.reach if set(spot.codes) <= _CALLING else spot.whole[0])
        line = max(body.rfind("\n", 0, start) + 1, sentence.span.start)
        opens = _GAP.fullmatch(body, line, start) is not None
        bulleted = opens and _BULLET.search(body, line, start) is not None
        opens = opens or (not latin and bool(_APART.search(body, line, start)))
        if opens or (heads and number - 1 in heads and _GAP.fullmatch(body, reached, start)):
            stopped = spot.tail != "outlet" and bool((_STOP if bulleted else stop).match(body, end))
            if stopped or (number - 1 in heads and spot.listed == number - 1):
                heads.add(number)
        reached = end
    return frozenset(heads)


def stand_alone(document: Document, spots: tuple[Spot, ...], heads: frozenset[int]) -> list[int]:
    """The heads that are all there is in their lines, or a list of three and more."""
    if not heads:
        return []
    listed = sorted(heads) if len(heads) >= _ROSTER and len(heads) == len(spots) else []
    if listed:
        return listed
    body, folded = document.body, document.folded
    return [
        n for n in sorted(heads) if _ALONE.match(body, folded.original(spots[n].whole[1] - 1) + 1)
    ]


def same_line(document: Document, event: Event, spot: Spot) -> bool:
    """Whether no line ends between an event and a spot."""
    first, last = event.hit.start, spot.start
    if last < first:
        first, last = last, first
    folded = document.folded
    return document.body.find("\n", folded.original(first), folded.original(last)) < 0
