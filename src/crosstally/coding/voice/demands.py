"""What was asked for or refused, in the text's words, one item of a list at a time.

Invariant: a demand's span begins with the words that make it one ("against", «در اعتراض به») and
lies inside the sentence of its event; its value is the body's own words.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.voice.themes import find_theme
from crosstally.records import PROTEST_KINDS, Demand, Kind, Span

_ASKING: Final = frozenset({*PROTEST_KINDS, Kind.CAL})
_LONGEST: Final = 220  # characters of one demand; longer ones ran into the next clause
_STOP: Final = re.compile(r"[;؛:.!?؟()\[\]“”«»\"—\n]|\s[-–]\s")
_COMMA: Final = re.compile(r"\s*[,،]\s*")
# ", racial and gender justice": up to two short items before an "and" are one list
_LISTED: Final = re.compile(
    r"[,،]\s*(?:[^\s,،;.]+\s){0,4}?[^\s,،;.]*(?:[,،]\s*(?:[^\s,،;.]+\s?){1,4})?[,،]?\s(?:and|or|و)\s"
)
_TRAILING: Final = re.compile(r"[\s,،]+(?:(?:and|or|و)[\s,،]*)?$")


def find_demands(document: Document, event: Event) -> tuple[Demand, ...]:
    """The demands of a protest or a call, one for each item, with their themes."""
    if event.kind not in _ASKING:
        return ()
    sentence = document.sentences[event.sentence]
    cues, edges = _cues(document, sentence, event)
    found: dict[Span, Demand] = {}
    for cue, limit in _limits(cues, sentence.end):
        demand = _demand(document, cue, min([limit, *(e for e in edges if e > cue.end)]))
        if demand is None or demand.span is None:
            continue
        if cue.term.code != "cause" or demand.theme is not None:
            found.setdefault(demand.span, demand)
    return tuple(found.values())


def _cues(document: Document, sentence: Sentence, event: Event) -> tuple[list[Hit], list[int]]:
    """The cues that count for an event, and where a demand ends: at its trigger, or at an edge."""
    cues: list[Hit] = []
    edges = [event.hit.start]
    reached = 0
    hits = sentence.of("demands")
    for hit in hits:
        code = hit.term.code
        if code == "edge":
            edges.append(hit.start)
        if hit.start < reached or code == "edge":
            continue
        place = document.folded.original(hit.start)
        if any(quotation.start <= place < quotation.end for quotation in document.quoted):
            continue
        reached = hit.end
        if code in ("strong", "cause") or (code == "weak" and hit.start >= event.hit.end):
            cues.append(hit)
    return cues, edges


def _limits(cues: list[Hit], end: int) -> Iterator[tuple[Hit, int]]:
    for cue, following in pairwise(cues):
        yield cue, following.start
    if cues:
        yield cues[-1], end


def _demand(document: Document, cue: Hit, limit: int) -> Demand | None:
    if limit <= cue.end:
        return None
    whole = document.span(cue.start, limit)
    if cue.term.code == "weak" and _asks_nothing(document.body, whole):
        return None
    words = whole.of(document.body)[:_LONGEST]
    lead = document.span(cue.start, cue.end).end - whole.start
    end = _end(words, lead)
    if not any(char.isalpha() for char in words[lead:end]):
        return None
    span = Span(whole.start, whole.start + end)
    folded_end = document.folded.folded(span.end - 1) + 1
    return Demand(
        value=span.of(document.body),
        theme=find_theme(document, cue.start, folded_end),
        span=span,
    )


def _asks_nothing(body: str, span: Span) -> bool:
    """Whether a word like "for" stands in a name ("Center for Rights") or before a length of time."""
    before = body[max(span.start - 40, 0) : span.start].rsplit(maxsplit=1)[-1:]
    after = span.of(body).split(maxsplit=3)[1:3]
    if any(char.isdigit() for word in after for char in word):
        return True
    return bool(before and after) and before[0][:1].isupper() and after[0][:1].isupper()


def _end(words: str, lead: int) -> int:
    """Where an item ends: at a stop, or at a comma that opens no short list."""
    stop = _STOP.search(words, lead + 1)
    end = stop.start() if stop else len(words)
    comma = _COMMA.search(words, lead + 1, end)
    if comma is not None and _LISTED.match(words, comma.start(), end) is None:
        end = comma.start()
    trailing = _TRAILING.search(words, lead, end)
    return trailing.start() if trailing else end
