"""The events that a report's triggers tell of.

Invariant: events come in the report's order, each with one trigger, and no trigger tells of two.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.kind import find_triggers
from crosstally.coding.lexicon import Hit
from crosstally.coding.reality import Scope, find_reality
from crosstally.coding.rules import Rule
from crosstally.coding.scope import clauses_of
from crosstally.coding.tongue import Tongue
from crosstally.coding.topics import keep_ours
from crosstally.coding.who.actor import PROTEST_TOLD, Agent, act_out, scene_of
from crosstally.records import PROTEST_KINDS, SUBTYPES, Kind, Reality

UNREAL: Final = frozenset(Reality) - {Reality.OCCURRED, Reality.ONGOING, Reality.PAST}
# characters between two triggers of one deed: "shot and killed", "protesters rallied"
CLOSE: Final = 25


class Telling(NamedTuple):
    """An event, how firmly its trigger tells of it (0 to 1), and how many triggers tell of it.

    A light model says how `sure` it is, by which word of `death` people died of it, and `why`.
    """

    event: Event
    strength: float
    times: int = 1
    sure: float | None = None
    death: Hit | None = None
    why: tuple[str, ...] = ()


def find_events(tongue: Tongue, document: Document) -> Iterator[Telling]:
    """The events of a report, in its order; triggers of one deed side by side tell of one event."""
    last: Telling | None = None
    for telling in _tellings(tongue, document):
        if last is not None and _one_deed(last.event, telling.event):
            best = last if last.strength >= telling.strength else telling
            last = best._replace(times=last.times + telling.times)
            continue
        if last is not None:
            yield last
        last = telling
    if last is not None:
        yield last


def _one_deed(one: Event, other: Event) -> bool:
    return (
        (one.sentence, one.clause) == (other.sentence, other.clause)
        and (one.kind, one.reality, one.actor) == (other.kind, other.reality, other.actor)
        and other.hit.start - one.hit.end <= CLOSE
    )


def _tellings(tongue: Tongue, document: Document) -> Iterator[Telling]:
    before = False
    earlier: Agent | None = None
    for index, sentence in enumerate(document.sentences):
        triggers = find_triggers(document, sentence, tongue.rules)
        protest, before = before, any(t.rule.kind in PROTEST_TOLD for t in triggers)
        triggers = keep_ours(triggers, sentence)
        if not triggers:
            continue
        clauses = clauses_of(document, sentence)
        scope = Scope(clauses, triggers)
        scene = scene_of(document, sentence, clauses, triggers)
        head = Reality.OCCURRED  # of the protest told before: "prevented the rally to protest"
        for acted in act_out(triggers, scene, protest=protest, earlier=earlier):
            trigger = acted.trigger
            if acted.kind is Kind.FRC and acted.agent is not None and acted.agent.force:
                earlier = acted.agent
            reality = find_reality(document, sentence, trigger, scope, tongue.cues)
            clause = clauses.bounds(clauses.at(trigger.hit.start))
            if trigger.rule.form == "i" and reality is Reality.OCCURRED and head in UNREAL:
                reality = head
            elif acted.kind in PROTEST_KINDS:
                head = reality
            kind, subtype = _called(acted.kind, trigger.rule, reality)
            event = Event(trigger.hit, index, clause, kind, subtype, reality, acted.actor)
            yield Telling(event, trigger.rule.strength)


def _called(kind: Kind, rule: Rule, reality: Reality) -> tuple[Kind, str | None]:
    """The kind and its sub-type; a protest that is called for is a call, its sub-type for what.

    What a crowd does to a person, force in the hand of the state, is an attack.
    """
    if reality is Reality.CALLED and kind in PROTEST_KINDS:
        return Kind.CAL, "strike" if kind is Kind.STK else "protest"
    if kind is Kind.RIO and rule.kind is Kind.FRC:
        return kind, "attack"
    return kind, rule.subtype if rule.subtype in SUBTYPES[kind] else None
