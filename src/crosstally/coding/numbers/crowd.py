"""How many took part: the words as written and the range they mean in their language.

Invariant: a size never comes from a year, an age, a percentage, a sum of money, people harmed or
police; its span holds every number that it rests on.
"""

import re
from typing import Final

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.numbers.census import Census
from crosstally.coding.who.people import People, longest
from crosstally.records import PROTEST_KINDS, Bound, Kind, Size

_SIZED: Final = frozenset({*PROTEST_KINDS, Kind.DSP})
# How far, in characters, a number without a noun may stand from what says that it is a crowd.
_NEAR: Final = 30
_AT_ONCE: Final = 1  # words between "hundreds" and its trigger; "26" must stand beside it
_FEWEST: Final = 10  # a smaller number without a noun counts things: "several gathered" is not said
_MANY: Final = 20
_STOP: Final = re.compile(r"[,،;؛.!?؟]")
_RIVAL: Final = re.compile(r"\s*(?:[;؛/]|,?\s*(?:or|perhaps|یا|أو)\s)\s*")


def find_size(document: Document, event: Event, census: Census) -> Size | None:
    """The size of the crowd of an event.

    Several sizes of one crowd in a row ("hundreds; about 300") give the lowest low and the highest
    high. Of several crowds the one nearest to the trigger is taken.
    """
    if event.kind not in _SIZED:
        return None
    sentence = document.sentences[event.sentence]
    counted = census(event.sentence)
    cues = [hit for hit in longest(sentence, ("crowd",)) if hit.term.code in _CUES]
    if counted.people:
        harmed = counted.harmed()
        rest = [
            p for p in counted.people if p.noun not in _FORCES and not p.part and p not in harmed
        ]
        others = _other_triggers(sentence, event)
        chosen = [
            p for p in rest if _is_crowd(document, p, cues, event) and not _is_of(p, others, event)
        ]
        if chosen:
            best = min(chosen, key=lambda p: (_rank(p), _apart(p, event.hit)))
            return _size(document, _rivals(document, best, rest))
    return _lone(document, cues)


_CUES: Final = frozenset({"crowd", "measure", "lone"})
_FORCES: Final = frozenset({"force", "one-force"})


def _is_crowd(document: Document, people: People, cues: list[Hit], event: Event) -> bool:
    """Whether some people are a crowd: named as people, measured, or doing what was told."""
    text = document.folded.text
    if people.noun == "person":
        return people.high > 0
    if any(_measures(document, cue, people) for cue in cues):
        return True
    if people.noun == "one":
        return _does(document, people, event)
    if people.vague and text[people.end : people.end + 4] == " of ":
        return False
    if people.vague and people.low >= _MANY:
        return True  # "thousands followed the coffin": nothing else is counted by a bare word
    return _does(document, people, event) and people.high >= _FEWEST


def _measures(document: Document, cue: Hit, people: People) -> bool:
    """Whether a word beside some people says that they are a crowd: "a crowd of 300"."""
    if cue.term.code == "measure" and cue.end <= people.start:
        gap = document.words(cue.end - 1, people.start + 1)[1:-1]
        return len(gap) <= _NEAR and not _STOP.search(gap)
    return cue.term.code == "crowd" and 0 <= cue.start - people.end <= 12


def _does(document: Document, people: People, event: Event) -> bool:
    """Whether the trigger stands at once beside them: "about 200 gathered", «تظاهر المئات»."""
    text = document.folded.text
    if event.hit.end < people.start:
        return people.vague and not text[event.hit.end : people.start].strip()
    gap = text[people.end : event.hit.start]
    return people.end < event.hit.start and len(gap.split()) <= (_AT_ONCE if people.vague else 0)


def _other_triggers(sentence: Sentence, event: Event) -> list[Hit]:
    return [
        hit
        for hit in sentence.of("kinds")
        if hit.term.code in PROTEST_KINDS
        and (hit.end <= event.hit.start or event.hit.end <= hit.start)
    ]


def _is_of(people: People, others: list[Hit], event: Event) -> bool:
    """Whether some people are those of another trigger, which stands nearer to them.

    Inside the clause of the event only one that follows them counts: its subject, not its object.
    """
    mine = _apart(people, event.hit)
    inside = event.clause[0] <= people.start < event.clause[1]
    for hit in others:
        follows = people.end <= hit.start
        if not follows and hit.end > people.start:
            continue
        if _apart(people, hit) < mine and (
            not inside or (follows and event.hit.end <= people.start)
        ):
            return True
    return False


def _rank(people: People) -> int:
    return 0 if people.noun != "one" else 1


def _apart(people: People, hit: Hit) -> int:
    return hit.start - people.end if people.end <= hit.start else people.start - hit.end


def _rivals(document: Document, best: People, rest: list[People]) -> list[People]:
    """The sizes that stand in one row with the best one, parted by semicolons or "or"."""
    at = rest.index(best)
    row = [best]
    for other in rest[at + 1 :]:
        if not _in_row(document, row[-1], other):
            break
        row.append(other)
    for other in reversed(rest[:at]):
        if not _in_row(document, other, row[0]):
            break
        row.insert(0, other)
    return row


def _in_row(document: Document, left: People, right: People) -> bool:
    return _RIVAL.fullmatch(document.body, left.span.end, right.span.start) is not None


def _size(document: Document, row: list[People]) -> Size:
    start, end = row[0].start, row[-1].end
    span = document.span(start, end)
    bounds = {people.bound for people in row}
    return Size(
        low=min(people.low for people in row),
        high=max(people.high for people in row),
        bound=row[0].bound if len(bounds) == 1 else Bound.ABOUT,
        text=span.of(document.body),
        span=span,
    )


def _lone(document: Document, cues: list[Hit]) -> Size | None:
    for cue in cues:
        if cue.term.code == "lone":
            span = document.span(cue.start, cue.end)
            return Size(low=1, high=1, bound=Bound.EXACT, text=span.of(document.body), span=span)
    return None
