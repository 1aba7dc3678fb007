"""The fields of one event of a model's answer, each from the words that the model chose for it.

Invariant: a field holds what our grammars read in words of the report, or it is empty; where words
were given and not taken, an issue names the field.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from crosstally.coding.asking.answer import EventTold
from crosstally.coding.asking.values import (
    days_published,
    read_days,
    read_place,
    read_range,
    read_toll,
)
from crosstally.coding.asking.words import Found, find_words, sentence_of
from crosstally.coding.document import Document, Event
from crosstally.coding.fields import Fields
from crosstally.coding.mentions import draft_mention
from crosstally.coding.numbers.census import Census
from crosstally.coding.speech.asserter import find_asserter
from crosstally.coding.voice.themes import find_theme, hits_between
from crosstally.coding.when.expr import TimeExpr
from crosstally.coding.where.choose import Scene
from crosstally.coding.who.organisers import find_organisers
from crosstally.records import (
    SUBTYPES,
    Count,
    Days,
    Demand,
    GroupValue,
    Harm,
    Issue,
    Mention,
    Place,
    Reason,
    ReportId,
    Size,
    Slogan,
    Span,
    Stage,
    Statement,
    Theme,
    changed,
)
from crosstally.text.numbers import NumberGrammar

NAME: Final = "network-llm"
# What a mention is worth by who found it: conventions, measured nowhere. The model's own word on
# how sure it is is not asked for.
AGREED, ALONE = 0.9, 0.5


class Reading(NamedTuple):
    """What the fields of a report are read with, and the issues that arise."""

    document: Document
    numbers: NumberGrammar
    times: tuple[TimeExpr, ...]
    census: Census
    scene: Scene
    statements: tuple[Statement, ...]
    refused: list[Issue]

    def refuse(self, field: str, reason: Reason = Reason.UNGROUNDED) -> None:
        """Put down that a value of a field was refused."""
        self.refused.append(refusal(self.document.id, field, reason))

    def found(self, field: str, words: str | None, near: Span) -> Found | None:
        """Where words stand; None where there are none, and an issue where they do not stand."""
        if words is None:
            return None
        found = find_words(self.document, words, near)
        if found is None:
            self.refuse(field)
        return found


def refusal(report: str, detail: str, reason: Reason) -> Issue:
    """The issue for what a model gave or failed to give."""
    told = f"{NAME}: {detail}"
    return Issue(stage=Stage.CODING, reason=reason, report=ReportId(report), detail=told)


def draft(
    reading: Reading, told: EventTold, trigger: Span, event: Event, *, agreed: bool
) -> Mention:
    """The mention of an event, without its own id and coder.

    Args:
        reading: the report.
        told: the event as the answer has it.
        trigger: where its trigger stands.
        event: the same as the fields of the rules read it.
        agreed: whether the rules find such an event in that sentence too.
    """
    document = reading.document
    if told.actor is not None and event.actor is None:
        reading.refuse("actor", Reason.OUT_OF_SCOPE)
    if told.subtype is not None and told.subtype not in SUBTYPES[told.kind]:
        reading.refuse("subtype", Reason.OUT_OF_SCOPE)
    organisers = find_organisers(document, event, reading.statements)
    place = _place(reading, told.place, trigger)
    fields = Fields(
        days=_days(reading, told.day, event, trigger),
        places=(place,) if place is not None else (),
        size=_size(reading, told.counted.get("size"), trigger),
        groups=tuple(_groups(reading, told, trigger)),
        demands=tuple(_demands(reading, told, trigger)),
        slogans=tuple(_slogans(reading, told, trigger)),
        harm=_harm(reading, told, trigger),
        asserter=find_asserter(document, event, reading.statements),
    )
    sure = AGREED if agreed else ALONE
    mention = draft_mention(document, event, trigger, fields, organisers, sure)
    return changed(mention, reasons=("the rules agree",) if agreed else ("the model alone",))


def _days(reading: Reading, words: str | None, event: Event, near: Span) -> Days | None:
    """The days of the words; those of the publication only where the model chose none."""
    if words is None:
        return days_published(reading.document)
    found = reading.found("days", words, near)
    if found is None:
        return None
    days = read_days(reading.document, event, found, reading.times)
    if days is None:
        reading.refuse("days")
    return days


def _place(reading: Reading, words: str | None, near: Span) -> Place | None:
    found = reading.found("place", words, near)
    if found is None:
        return None
    place = read_place(found, reading.scene)
    if place is None:
        reading.refuse("place")
    return place


def _size(reading: Reading, words: str | None, near: Span) -> Size | None:
    found = reading.found("size", words, near)
    if found is None:
        return None
    told = read_range(reading.document, found, reading.census, reading.numbers)
    if told is None:
        reading.refuse("size")
        return None
    text = told.span.of(reading.document.body)
    return Size(low=told.low, high=told.high, bound=told.bound, text=text, span=told.span)


def _harm(reading: Reading, told: EventTold, near: Span) -> Harm | None:
    harm = Harm(
        killed=_toll(reading, "killed", told, near),
        injured=_toll(reading, "injured", told, near),
        arrested=_toll(reading, "arrested", told, near),
    )
    return None if harm == Harm() else harm


def _toll(reading: Reading, field: str, told: EventTold, near: Span) -> Count | None:
    found = reading.found(field, told.counted.get(field), near)
    if found is None:
        return None
    toll = read_toll(reading.document, field, found, reading.census, reading.numbers)
    if toll is None:
        reading.refuse(field)
    return toll


def _groups(reading: Reading, told: EventTold, near: Span) -> Iterator[GroupValue]:
    """The groups, each once, with the sector that a term of the pack tells."""
    seen = set()
    for group, words in told.groups:
        found = reading.found("groups", words, near)
        if found is None or group in seen:
            continue
        seen.add(group)
        hits = hits_between(reading.document, "groups", found.start, found.end)
        same = [hit.term.row.get("sector") for hit in hits if hit.term.code == group]
        yield GroupValue(value=group, span=found.span, sector=next(filter(None, same), None))


def _demands(reading: Reading, told: EventTold, near: Span) -> Iterator[Demand]:
    for words, theme in told.demands:
        found = reading.found("demands", words, near)
        if found is not None:
            text = found.span.of(reading.document.body)
            yield Demand(value=text, theme=theme, span=found.span)


def _slogans(reading: Reading, told: EventTold, near: Span) -> Iterator[Slogan]:
    """The slogans, with their id and theme where the pack's catalogue or words tell them."""
    document = reading.document
    for words in told.slogans:
        found = reading.found("slogans", words, near)
        if found is None or sentence_of(document, found) is None:
            continue
        known = hits_between(document, "slogans", found.start, found.end)
        hit = max(known, key=lambda hit: hit.end - hit.start, default=None)
        yield Slogan(
            text=found.span.of(document.body),
            theme=Theme(hit.term.row["theme"])
            if hit is not None
            else find_theme(document, found.start, found.end),
            span=found.span,
            canonical=hit.term.code if hit is not None else None,
        )
