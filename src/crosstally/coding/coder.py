"""A report in, what it tells of out: the one place where all fields meet.

Invariant: `code_report` is pure. The same coder and the same line give the same bytes, whatever
was coded before; what cannot be coded comes out as an issue, never as nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crosstally.coding.actor import PROTEST_TOLD, act_out, scene_of
from crosstally.coding.confidence import weigh_confidence
from crosstally.coding.document import Document, Event, open_document
from crosstally.coding.fields import find_fields
from crosstally.coding.kind import Trigger, find_triggers
from crosstally.coding.reality import find_reality
from crosstally.coding.scope import clauses_of
from crosstally.coding.tongue import Tongue, compile_tongue
from crosstally.packs.language import Language, load_language
from crosstally.records import (
    PROTEST_KINDS,
    SUBTYPES,
    Coded,
    Issue,
    Kind,
    Mention,
    MentionId,
    Quote,
    Reality,
    Reason,
    ReportId,
    ReportLine,
    Stage,
)
from crosstally.text.language import language_of

VERSION = "rules-1"


class Coder(NamedTuple):
    """All that coding needs. `id` names the rules and packs that it was made of."""

    id: str
    tongues: Mapping[str, Tongue]
    zone: ZoneInfo | None
    lang: str | None


def compile_coder(
    languages: Iterable[Language], *, zone: ZoneInfo | None = None, lang: str | None = None
) -> Coder:
    """A coder for these languages.

    Args:
        languages: their packs.
        zone: where a bare day and a report's "today" are read; UTC where None.
        lang: the language of every report, whatever the report says.
    """
    packs = tuple(languages)
    names = "+".join([VERSION, *(f"{p.code}.{p.version}.{p.digest[:8]}" for p in packs)])
    return Coder(names, {pack.code: compile_tongue(pack) for pack in packs}, zone, lang)


def load_coder(codes: Iterable[str] = ("en", "fa", "ar")) -> Coder:
    """A coder of the packs of these languages."""
    return compile_coder(load_language(code) for code in codes)


def code_report(coder: Coder, line: ReportLine) -> Coded:
    """What one report tells of."""
    lang = coder.lang or line.lang or language_of(line.text) or "en"
    tongue = coder.tongues.get(lang)
    if tongue is None:
        issue = Issue(stage=Stage.CODING, reason=Reason.UNKNOWN_LANGUAGE, report=ReportId(line.id))
        return Coded(report=ReportId(line.id), issues=(issue,))
    published, issues = read_published(line, coder.zone)
    document = open_document(line, lexicon=tongue.lexicon, lang=lang, published=published)
    mentions = tuple(_mentions(coder, tongue, document))
    return Coded(report=ReportId(line.id), mentions=mentions, issues=issues)


def code_batch(coder: Coder, lines: Iterable[ReportLine]) -> Iterator[Coded]:
    """What each report tells of, one for one and in order."""
    for line in lines:
        yield code_report(coder, line)


def read_published(
    line: ReportLine, zone: ZoneInfo | None
) -> tuple[datetime | date | None, tuple[Issue, ...]]:
    """When a report was said, in the desk's zone; an issue where that cannot be read."""
    if line.published is None:
        return None, ()
    text = line.published.strip()
    try:
        if len(text) == 10:
            return date.fromisoformat(text), ()
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone or ZoneInfo("UTC"))
        return (moment.astimezone(zone) if zone else moment), ()
    except (ValueError, OverflowError):
        issue = Issue(stage=Stage.INTAKE, reason=Reason.BAD_DATE, report=ReportId(line.id))
        return None, (issue,)


def find_events(tongue: Tongue, document: Document) -> Iterator[tuple[Event, Trigger]]:
    """The events that the report's triggers tell of, in its order."""
    before = False
    for index, sentence in enumerate(document.sentences):
        triggers = find_triggers(document, sentence, tongue.rules)
        protest, before = before, any(t.rule.kind in PROTEST_TOLD for t in triggers)
        if not triggers:
            continue
        clauses = clauses_of(document, sentence)
        scene = scene_of(document, sentence, clauses)
        for acted in act_out(triggers, scene, protest=protest):
            trigger = acted.trigger
            reality = find_reality(document, sentence, trigger, clauses, tongue.cues)
            clause = clauses.bounds(clauses.at(trigger.hit.start))
            kind, subtype = _called(acted.kind, trigger.rule.subtype, reality)
            event = Event(trigger.hit, index, clause, kind, subtype, reality, acted.actor)
            yield event, trigger


def _called(kind: Kind, subtype: str | None, reality: Reality) -> tuple[Kind, str | None]:
    """A protest that is called for is a call (codebook, CAL); its sub-type says for what."""
    if reality is Reality.CALLED and kind in PROTEST_KINDS:
        return Kind.CAL, "strike" if kind is Kind.STK else "protest"
    return kind, subtype if subtype in SUBTYPES[kind] else None


def _mentions(coder: Coder, tongue: Tongue, document: Document) -> Iterator[Mention]:
    events = list(find_events(tongue, document))
    total = max(len(document.sentences) - 1, 1)
    for number, (event, trigger) in enumerate(events, 1):
        span = document.span(event.hit.start, event.hit.end)
        repeats = sum(other.kind == event.kind for other, _ in events) - 1
        fields = find_fields(document, event, tongue)
        yield Mention(
            id=MentionId(f"{document.id}#{number}"),
            kind=event.kind,
            subtype=event.subtype,
            reality=event.reality,
            stance=None,
            trigger=Quote(text=span.of(document.body), span=span),
            sentence=document.sentences[event.sentence].span,
            actor=event.actor,
            days=fields.days,
            place=fields.place,
            size=fields.size,
            groups=fields.groups,
            demands=fields.demands,
            slogans=fields.slogans,
            harm=fields.harm,
            asserter=fields.asserter,
            confidence=weigh_confidence(
                strength=trigger.rule.strength,
                reality=event.reality,
                fields=fields.told(),
                repeats=repeats,
                position=event.sentence / total,
            ),
            coder=coder.id,
        )
