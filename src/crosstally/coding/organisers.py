"""Who called for an event and who is said to have organised it: two fields, never one.

Invariant: a name is the words that stand right behind a cue of `organisers.csv` ("called by",
«به دعوت»), to the next stop or preposition; no role is ever inferred. For the desk only (H8).
"""

import re
from typing import NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.lexicon import Hit
from crosstally.records import PROTEST_KINDS, Kind, Quote, Span

_LONGEST = 7  # words: a union's full name; longer ones were clauses
_STOP = re.compile(r"[.,;:!?()\[\]«»\"“”،؛؟\n]|\s[-–—]\s")
_TOLD_OF = frozenset({*PROTEST_KINDS, Kind.CAL})


class Organisers(NamedTuple):
    """Who called for it, and who is said to have organised it."""

    called: tuple[Quote, ...] = ()
    organised: tuple[Quote, ...] = ()


def find_organisers(document: Document, event: Event) -> Organisers:
    """The callers and organisers that the sentence of an event names."""
    sentence = document.sentences[event.sentence]
    hits = sentence.of("organisers")
    cues = [hit for hit in hits if hit.term.code != "end"]
    if not cues or event.kind not in _TOLD_OF:
        return Organisers()
    ends = (hit for hit in hits if hit.term.code == "end")
    breaks = [hit.start for hit in (*ends, *sentence.among(("voice", "kinds")))]
    named = [(cue.term.code, _named(document, cue, breaks, sentence.end)) for cue in cues]
    return Organisers(
        tuple(quote for code, quote in named if code == "called" and quote is not None),
        tuple(quote for code, quote in named if code == "organised" and quote is not None),
    )


def _named(document: Document, cue: Hit, breaks: list[int], end: int) -> Quote | None:
    """The words behind a cue, up to the next word or mark that cannot belong to a name."""
    stop = min([end, *(at for at in breaks if at > cue.end + 1)])
    words = document.folded.text[cue.end : stop].split()[:_LONGEST]
    if not words:
        return None
    start = document.folded.original(cue.end + 1)
    last = document.folded.original(min(stop, cue.end + len(" ".join(words)) + 1) - 1) + 1
    text = document.body[start:last]
    mark = _STOP.search(text)
    text = (text[: mark.start()] if mark else text).rstrip()
    if not text:
        return None
    return Quote(text=text, span=Span(start, start + len(text)))
