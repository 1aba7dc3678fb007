"""Who called for an event, who claims it, and who was observed to organise it: never one field.

Invariant: a name is the words that stand right behind a cue of `organisers.csv` ("called by",
«به دعوت»), to the next stop or preposition, or the speaker who claims the event; no role is ever
inferred. What only a speaker says of an organiser was claimed, not observed. For the desk only (H8).
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.lexicon import Hit
from crosstally.records import PROTEST_KINDS, Kind, Quote, Span, Statement

_LONGEST: Final = 7  # words: a union's full name; longer ones were clauses
_STOP: Final = re.compile(r"[.,;:!?()\[\]«»\"“”،؛؟\n]|\s[-–—]\s")
_TOLD_OF: Final = frozenset({*PROTEST_KINDS, Kind.CAL})
_CLAIMED: Final = _TOLD_OF | {Kind.ARM, Kind.RIO}


class Organisers(NamedTuple):
    """Who called for it, who was seen to organise it, and who claims to have, or is claimed to."""

    called: tuple[Quote, ...] = ()
    organised: tuple[Quote, ...] = ()
    claimed: tuple[Quote, ...] = ()


def find_organisers(
    document: Document, event: Event, statements: Sequence[Statement] = ()
) -> Organisers:
    """The callers, organisers and claimants that the sentence of an event names.

    Args:
        document: the report.
        event: the event.
        statements: what the report lets others say: an organiser named there is a claimed one.
    """
    sentence = document.sentences[event.sentence]
    hits = sentence.of("organisers")
    cues = [hit for hit in hits if hit.term.code != "end"]
    if not cues or event.kind not in _CLAIMED:
        return Organisers()
    ends = (hit for hit in hits if hit.term.code == "end")
    # a phrase that tells of an event only beside certain words may be part of a name
    words = (hit for hit in sentence.among(("voice", "kinds")) if not hit.term.row.get("needs"))
    breaks = [hit.start for hit in (*ends, *words)]
    named: dict[str, list[Quote]] = {"called": [], "organised": [], "claimed": []}
    for cue in cues:
        code, quote = _who(document, cue, breaks, sentence.end, statements)
        if quote is not None and (code == "claimed" or event.kind in _TOLD_OF):
            named[code].append(quote)
    return Organisers(tuple(named["called"]), tuple(named["organised"]), tuple(named["claimed"]))


def _who(
    document: Document, cue: Hit, breaks: list[int], end: int, statements: Sequence[Statement]
) -> tuple[str, Quote | None]:
    """What a cue makes somebody, and whom."""
    code, place = cue.term.code, document.span(cue.start, cue.end)
    said = next((one for one in statements if _says(one, place)), None)
    if code == "ours":  # "the union said its members had organised it"
        return "claimed", said.speaker if said is not None else None
    if code == "owned":  # "Group A claimed responsibility for it"
        return "claimed", _before(document, cue)
    quote = _named(document, cue, breaks, end)
    if code == "organised" and said is not None and said.act in ("claim", "deny"):
        code = "claimed"
    return code, quote


def _says(statement: Statement, place: Span) -> bool:
    content = statement.content.span if statement.content is not None else None
    return content is not None and content.start <= place.start and place.end <= content.end


def _before(document: Document, cue: Hit) -> Quote | None:
    """The words before a cue, back to the last stop."""
    end = document.folded.original(cue.start)
    low = max((s.span.start for s in document.sentences if s.span.start <= end), default=0)
    marks = [mark.end() for mark in _STOP.finditer(document.body, low, end)]
    low = max([low, *marks])
    words = document.body[low:end]
    low += len(words) - len(words.lstrip())
    words = words.strip()
    if not words or len(words.split()) > _LONGEST:
        return None
    return Quote(text=words, span=Span(low, low + len(words)))


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
