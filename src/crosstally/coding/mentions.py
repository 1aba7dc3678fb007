"""From events to mentions: fields, stance, one mention for each town, repetitions folded.

Invariant: mentions come in the order of their triggers and are numbered from 1; every value in them
has passed `ground`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from crosstally.coding.confidence import weigh_confidence
from crosstally.coding.document import Document, Event
from crosstally.coding.events import Telling
from crosstally.coding.fields import Fields, Told, find_fields
from crosstally.coding.ground import ground_mention
from crosstally.coding.merge import merge_mentions
from crosstally.coding.tongue import Tongue
from crosstally.coding.who.organisers import Organisers, find_organisers
from crosstally.coding.who.stance import find_standing
from crosstally.packs.atlas import Atlas
from crosstally.records import (
    PROTEST_KINDS,
    Bound,
    Count,
    Days,
    Harm,
    Issue,
    Kind,
    Mention,
    MentionId,
    Precision,
    Quote,
    Reality,
    Reason,
    ReportId,
    Span,
    Stage,
    changed,
)

# Kinds of which "in A, B and C" tells one in each town; a toll of three towns belongs to no one.
_TOWN_BY_TOWN: Final = frozenset({*PROTEST_KINDS, Kind.CAL, Kind.NET, Kind.RES, Kind.DSP})
_YEAR: Final = re.compile(r"\d{4}")
# half a year and more: longer than a detainee waits for a court
_LONG_AGO: Final = timedelta(days=200)
_CONTEXT: Final = 3  # sentences that a report needs for one of them to be its background
_TOLL_FIRST: Final = frozenset({Kind.ARM})  # counted nowhere: its toll stays with the first town


def make_mentions(
    coder: str,
    document: Document,
    tellings: Sequence[Telling],
    told: Told,
    tongue: Tongue,
    atlas: Atlas,
) -> tuple[tuple[Mention, ...], tuple[Issue, ...]]:
    """The mentions of a report by a coder, and an issue for each value that was refused."""
    drafts = merge_mentions(_drafts(document, tellings, told, tongue))
    mentions: list[Mention] = []
    issues: list[Issue] = []
    for number, draft in enumerate(drafts, 1):
        own = MentionId(f"{document.id}#{number}")
        mention, refused = ground_mention(
            changed(draft, id=own, coder=coder), document, tongue, atlas
        )
        mentions.append(mention)
        issues.extend(_ungrounded(document, own, name) for name in refused)
    return tuple(mentions), tuple(issues)


def _ungrounded(document: Document, mention: MentionId, field: str) -> Issue:
    return Issue(
        stage=Stage.CODING,
        reason=Reason.UNGROUNDED,
        where=mention,
        report=ReportId(document.id),
        detail=field,
    )


def _drafts(
    document: Document, tellings: Sequence[Telling], told: Told, tongue: Tongue
) -> Iterator[Mention]:
    events = [telling.event for telling in tellings]
    often: Counter[Kind] = Counter()
    for telling in tellings:
        often[telling.event.kind] += telling.times
    found = find_fields(document, told, events, tongue)
    for first, fields in zip(tellings, found, strict=True):
        event = _in_its_time(document, first.event, fields.days)
        telling = first._replace(event=event)
        confidence = weigh_confidence(
            strength=telling.strength,
            reality=event.reality,
            fields=fields.given(),
            repeats=often[event.kind] - 1,
            crowd=_crowd(document, event) if event.kind in PROTEST_KINDS else 0,
            sentence=event.sentence,
        )
        if telling.sure is not None:
            confidence = telling.sure
        fields = _with_death(document, telling, fields)
        organisers = find_organisers(document, event, told.statements)
        trigger = document.span(event.hit.start, event.hit.end)
        draft = draft_mention(document, event, trigger, fields, organisers, confidence)
        if telling.why:
            draft = changed(draft, reasons=telling.why)
        yield from _town_by_town(draft, fields)


def _in_its_time(document: Document, event: Event, days: Days | None) -> Event:
    """What was over long before the report is its background, whatever tense tells of it."""
    said = document.published
    if said is None or days is None or event.reality is not Reality.OCCURRED:
        return event
    if len(document.sentences) < (_CONTEXT if days.precision is Precision.DAY else _CONTEXT - 1):
        return event  # a sentence by itself that has its date may have been said then
    if days.span is None or not _YEAR.search(document.body, days.span.start, days.span.end):
        return event  # a day without its year may be of the report's own time
    day = said.date() if isinstance(said, datetime) else said
    return event._replace(reality=Reality.PAST) if day - days.last > _LONG_AGO else event


def _with_death(document: Document, telling: Telling, fields: Fields) -> Fields:
    """The fields with the deaths that a model found, where the rules count none: one at least."""
    harm, word = fields.harm, telling.death
    if word is None or (harm is not None and harm.killed is not None):
        return fields
    span = document.span(word.start, word.end)
    killed = Count(low=1, high=1, bound=Bound.AT_LEAST, span=span, text=span.of(document.body))
    return fields._replace(harm=changed(harm or Harm(), killed=killed))


def _crowd(document: Document, event: Event) -> int:
    """How often the sentence of an event names those who take part in a protest."""
    hits = document.sentences[event.sentence].of("actors")
    return sum(hit.term.code == "crowd" for hit in hits)


def _town_by_town(draft: Mention, fields: Fields) -> Iterator[Mention]:
    """One mention for each town of a list; a size told of several together is no one's."""
    if len(fields.places) < 2 or draft.kind not in _TOWN_BY_TOWN | _TOLL_FIRST:
        yield draft
        return
    for number, place in enumerate(fields.places):
        if number == 0 and draft.kind in _TOLL_FIRST:
            yield draft
        else:
            yield changed(draft, place=place, size=None, harm=None)


def draft_mention(
    document: Document,
    event: Event,
    trigger: Span,
    fields: Fields,
    organisers: Organisers,
    confidence: float,
) -> Mention:
    """An event with its fields, whoever found them. `trigger` is where its words stand."""
    standing = find_standing(document, event)
    return Mention(
        id=MentionId(document.id),
        kind=event.kind,
        subtype=event.subtype,
        reality=event.reality,
        stance=standing.stance,
        trigger=Quote(text=trigger.of(document.body), span=trigger),
        sentence=document.sentences[event.sentence].span,
        actor=event.actor,
        days=fields.days,
        place=fields.places[0] if fields.places else None,
        size=fields.size,
        groups=fields.groups,
        demands=fields.demands,
        slogans=fields.slogans,
        harm=fields.harm,
        asserter=fields.asserter,
        confidence=confidence,
        target=standing.target,
        state_organised=standing.organised,
        called_by=organisers.called,
        claimed_by=organisers.claimed,
        organised_by=organisers.organised,
    )
