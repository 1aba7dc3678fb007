"""From a model's answer to mentions and statements, every value of them grounded in the text.

Invariant: a mention holds terms of the closed lists and what our own grammars read in words of the
report; whatever else an answer holds is refused, and an issue names the field, never the words.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.asking.answer import Answer, EventTold
from crosstally.coding.asking.fields import Reading, draft, refusal
from crosstally.coding.asking.statements import read_statements
from crosstally.coding.asking.words import (
    Found,
    find_words,
    located,
    nearest_to_all,
    places_of,
    sentence_of,
)
from crosstally.coding.document import Document, Event
from crosstally.coding.events import find_events
from crosstally.coding.ground import ground_mention
from crosstally.coding.lexicon import Hit
from crosstally.coding.merge import merge_mentions
from crosstally.coding.numbers.census import take_census
from crosstally.coding.scope import clauses_of
from crosstally.coding.tongue import Tongue
from crosstally.coding.when.find import find_times
from crosstally.coding.where.choose import open_scene
from crosstally.packs.atlas import Atlas
from crosstally.packs.language import Term
from crosstally.records import (
    PROTEST_KINDS,
    STATE_KINDS,
    SUBTYPES,
    Issue,
    Kind,
    Mention,
    MentionId,
    Reality,
    Reason,
    Span,
    Statement,
    Time,
    changed,
)

# characters; what is longer tells of an event and does not point at it
LONGEST_TRIGGER: Final = 120
_NO_ROW: Final[Mapping[str, str]] = MappingProxyType({})


class Marked(NamedTuple):
    """What a report tells by an answer. `rules` is how many events the rules find in it."""

    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    times: tuple[Time, ...]
    refused: tuple[Issue, ...]
    rules: int


class _Placed(NamedTuple):
    """An event of an answer and where its trigger stands."""

    told: EventTold
    trigger: Span
    event: Event


def mark(coder: str, document: Document, answer: Answer, tongue: Tongue, atlas: Atlas) -> Marked:
    """What a report tells by a model's answer.

    Args:
        coder: the name that mentions carry: model, prompt, rules and packs.
        document: the report.
        answer: the model's, of the right form.
        tongue: the report's language.
        atlas: the packs whose places are known.
    """
    refused: list[Issue] = []
    placed = list(_placed(document, answer.events, refused))
    statements, unsaid = read_statements(document, answer.statements)
    refused.extend(refusal(document.id, field, Reason.UNGROUNDED) for field in unsaid)
    ours = {_key(telling.event): None for telling in find_events(tongue, document)}
    reading = Reading(
        document=document,
        numbers=tongue.numbers,
        times=find_times(document, tongue.times),
        census=take_census(document, tongue.numbers),
        scene=open_scene(document, _sentences_told(document, placed), atlas),
        statements=statements,
        refused=refused,
    )
    drafts = merge_mentions(
        draft(reading, one.told, one.trigger, one.event, agreed=_key(one.event) in ours)
        for one in placed
    )
    mentions = []
    for number, drafted in enumerate(drafts, 1):
        own = MentionId(f"{document.id}#{number}")
        mention, fields = ground_mention(
            changed(drafted, id=own, coder=coder), document, tongue, atlas
        )
        mentions.append(mention)
        refused.extend(
            changed(refusal(document.id, field, Reason.UNGROUNDED), where=own) for field in fields
        )
    times = tuple(time.as_time() for time in reading.times)
    return Marked(tuple(mentions), statements, times, tuple(refused), len(ours))


def _key(event: Event) -> tuple[Kind, Reality, int]:
    return event.kind, event.reality, event.sentence


def _placed(document: Document, told: Iterable[EventTold], refused: list[Issue]) -> list[_Placed]:
    """The events whose trigger stands in the text, in its order."""
    placed: list[_Placed] = []
    taken: set[tuple[str, Span]] = set()
    for one in told:
        found = _trigger(document, one, taken)
        index = sentence_of(document, found) if found is not None else None
        if found is None or index is None or found.end > document.sentences[index].end:
            refused.append(refusal(document.id, "trigger", Reason.UNGROUNDED))
            continue
        taken.add((one.kind, found.span))
        placed.append(_Placed(one, found.span, _event(document, one, found, index)))
    placed.sort(key=_start)
    return placed


def _start(placed: _Placed) -> int:
    return placed.trigger.start


def _sentences_told(document: Document, placed: Iterable[_Placed]) -> set[int]:
    """The sentences with a trigger or with words for a place."""
    told: set[int] = set()
    for one in placed:
        told.add(one.event.sentence)
        where = find_words(document, one.told.place, one.trigger) if one.told.place else None
        index = sentence_of(document, where) if where is not None else None
        if index is not None:
            told.add(index)
    return told


def _trigger(document: Document, told: EventTold, taken: set[tuple[str, Span]]) -> Found | None:
    """Where the trigger of an event stands: of several places that nearest to its other words.

    Words that stand once say where; without them the first place is taken that is no other event's.
    """
    if len(told.trigger) > LONGEST_TRIGGER:
        return None
    spans = places_of(document, told.trigger)
    if not spans:
        return None
    once = [places[0] for words in told.words() if len(places := places_of(document, words)) == 1]
    if len(spans) > 1 and once:
        return located(document, nearest_to_all(spans, once))
    free = [span for span in spans if (told.kind, span) not in taken]
    return located(document, free[0] if free else spans[0])


def _event(document: Document, told: EventTold, found: Found, index: int) -> Event:
    """The event as the fields that rules read need it; a protest that is called for is a call."""
    kind, subtype = told.kind, told.subtype
    if told.reality is Reality.CALLED and kind in PROTEST_KINDS:
        kind, subtype = Kind.CAL, "strike" if kind is Kind.STK else "protest"
    sentence = document.sentences[index]
    clauses = clauses_of(document, sentence)
    phrase = f" {document.folded.text[found.start : found.end]} "
    hit = Hit(found.start, found.end, Term(phrase, "kinds", kind.value, _NO_ROW))
    clause = clauses.bounds(clauses.at(found.start))
    subtype = subtype if subtype in SUBTYPES[kind] else None
    actor = told.actor if kind in STATE_KINDS else None
    return Event(hit, index, clause, kind, subtype, told.reality, actor)
