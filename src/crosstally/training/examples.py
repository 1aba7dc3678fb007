"""Gold cases made ready to learn from: opened, coded by the rules, their sentences labelled.

Invariant: a sentence is told to tell of a label only where the gold says so; where the gold names
no sentence and the rules do not show one, its sentences are left open rather than guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosstally.coding.clues import features_of
from crosstally.coding.coder import Coder, read_published
from crosstally.coding.correct import who_of
from crosstally.coding.document import Document, open_document
from crosstally.coding.events import Telling, find_events
from crosstally.coding.model import KILLED
from crosstally.records import HAPPENED, STATE_KINDS, Actor, Kind, Reality, ReportLine
from crosstally.scoring import Case, Event
from crosstally.scoring.gold import WORDS

OPEN = -1  # a sentence of which nothing can be said
# A gold that never uses the one kind uses the other in its place.
NEAREST: Mapping[Kind, Kind] = {
    Kind.DSP: Kind.FRC, Kind.CUS: Kind.FRC, Kind.ABD: Kind.ARR, Kind.EXP: Kind.ASM,
}  # fmt: skip


class Scheme(NamedTuple):
    """How a gold uses the codebook: which realities it means by "it happened", which kinds for which.

    `told` is occurred and ongoing, and past too where the gold never uses it; `named` the kinds of
    the state of which the gold says who acted.
    """

    told: tuple[Reality, ...]
    alike: Mapping[Kind, Kind]
    named: frozenset[Kind]


class Example(NamedTuple):
    """A case opened, what the rules found in it, and the features of each of its sentences."""

    case: Case
    document: Document
    tellings: tuple[Telling, ...]
    features: list[list[str]]


def open_case(coder: Coder, case: Case) -> Example:
    """A case as the rules see it."""
    line = ReportLine(id=case.id, text=case.text, lang=case.lang, published=case.published)
    tongue = coder.tongue(case.lang)
    published, _ = read_published(line, coder.zone)
    document = open_document(line, lexicon=tongue.lexicon, lang=case.lang, published=published)
    tellings = tuple(find_events(tongue, document))
    return Example(case, document, tellings, features_of(document, tellings))


def scheme_of(cases: Iterable[Case]) -> Scheme:
    """How these cases use the codebook."""
    events = [event for case in cases for event in case.events]
    kinds = {event.kind for event in events}
    told = HAPPENED if any(e.reality is Reality.PAST for e in events) else (*HAPPENED, Reality.PAST)
    alike = {one: other for one, other in NEAREST.items() if one not in kinds and other in kinds}
    named = [kind for kind in STATE_KINDS if _says_who(events, kind)]
    return Scheme(told, alike, frozenset(named))


def _says_who(events: Sequence[Event], kind: Kind) -> bool:
    """Whether nearly all events of a kind say who acted, or that nobody of the state did."""
    own = [event for event in events if event.kind is kind]
    return len(own) > 0 and sum("actor" in event.judged for event in own) >= 0.9 * len(own)


def name_of(event: Event, scheme: Scheme) -> str:
    """The label of an event of the gold."""
    return _name(event.kind, event.actor, scheme)


def _name(kind: Kind, actor: Actor | None, scheme: Scheme) -> str:
    who = who_of(kind, actor) if kind in scheme.named else ""
    return f"{kind}/{who}" if who else kind.value


def names_in(telling: Telling, scheme: Scheme) -> list[str]:
    """The label of an event that the rules found; none where they say that it did not happen."""
    event = telling.event
    if event.reality not in scheme.told or event.kind in WORDS:
        return []
    kind = scheme.alike.get(event.kind, event.kind)
    return [_name(kind, event.actor, scheme)]


def gold_names(case: Case, scheme: Scheme) -> list[str]:
    """The labels of the events that a case says happened, each once."""
    found: dict[str, None] = {}
    for event in _deeds(case, scheme):
        found[name_of(event, scheme)] = None
        if _deadly(event):
            found[name_of(event, scheme) + KILLED] = None
    return list(found)


def targets(example: Example, name: str, scheme: Scheme) -> list[int]:
    """For each sentence of a case whether it tells of a label: 1, 0, or open."""
    plain = name.removesuffix(KILLED)
    events = [event for event in _deeds(example.case, scheme) if name_of(event, scheme) == plain]
    count = len(example.document.sentences)
    found = [0] * count
    for event in events:
        told = _sentences_of(example, event, scheme)
        said = count == 1 or event.sentence is not None or event.trigger is not None
        for index in range(count):
            inside = True if index in told else False if said else None
            found[index] = _merged(found[index], _target(event, inside, killed=name != plain))
    return found


def _target(event: Event, inside: bool | None, *, killed: bool) -> int:
    """What an event says of a sentence that is its own, is not, or may be."""
    if killed and "killed" in event.judged and not _deadly(event):
        return 0
    if inside is None or (killed and inside and "killed" not in event.judged):
        return OPEN
    return 1 if inside else 0


def _merged(one: int, other: int) -> int:
    return 1 if 1 in (one, other) else OPEN if OPEN in (one, other) else 0


def _deeds(case: Case, scheme: Scheme) -> list[Event]:
    return [e for e in case.events if e.reality in scheme.told and e.kind not in WORDS]


def _deadly(event: Event) -> bool:
    return event.killed is not None and event.killed[1] > 0


def _sentences_of(example: Example, event: Event, scheme: Scheme) -> tuple[int, ...]:
    """The sentences that tell of an event; none where it is not known which do."""
    spans = [sentence.span for sentence in example.document.sentences]
    if event.sentence is not None:
        start, end = event.sentence
        shared = [min(end, span.end) - max(start, span.start) for span in spans]
        most = max(shared, default=0)
        return (shared.index(most),) if most > 0 else ()
    if event.trigger is not None:
        at = example.case.text.find(event.trigger)
        return tuple(i for i, span in enumerate(spans) if span.start <= at < span.end)
    if len(spans) == 1:
        return (0,)
    name = name_of(event, scheme)
    shown = {t.event.sentence for t in example.tellings if name in names_in(t, scheme)}
    return tuple(sorted(shown))


def rule_names(example: Example, scheme: Scheme) -> Sequence[set[str]]:
    """The labels that the rules give each sentence."""
    found: list[set[str]] = [set() for _ in example.document.sentences]
    for telling in example.tellings:
        found[telling.event.sentence].update(names_in(telling, scheme))
    return found
