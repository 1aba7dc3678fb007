"""The rules' events corrected by a light model.

Invariant: the model says of a sentence which kinds of deed it tells of, and nothing else. It may
add an event, at words of the sentence; drop one; or give it another kind, force or reality. Every
other value is the rules' own, looked for and grounded as for any event.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from typing import Final, NamedTuple

from crosstally.coding.clues import features_of, words_of
from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.events import Telling
from crosstally.coding.lexicon import Hit
from crosstally.coding.model import CIVIL, FORCE, Label, Model, key_of, logits, share
from crosstally.coding.scope import clauses_of
from crosstally.coding.who.actor import OF_THE_STATE
from crosstally.packs.language import Term
from crosstally.records import STATE_KINDS, Actor, Kind, Reality

_CIVIL: Final = frozenset({Actor.JUDICIARY, Actor.GOVERNMENT})
_SHOWN: Final = 6  # features that a mention names: the rest weigh little
_UNSAID: Final = frozenset({"not", "zero"})  # forms of words of harm that say that nobody died
# What the rules took for the one may be the other: a correction keeps the words that tell of it.
_KIN: Final = {
    **dict.fromkeys((Kind.FRC, Kind.DSP, Kind.RIO, Kind.ARM, Kind.CUS), "force"),
    **dict.fromkeys((Kind.ARR, Kind.ABD, Kind.JUD), "custody"),
    **dict.fromkeys((Kind.ASM, Kind.EXP, Kind.BLK, Kind.STK), "protest"),
}


class Judged(NamedTuple):
    """A label with how likely it is that a sentence tells of it."""

    label: Label
    sure: float

    @property
    def told(self) -> bool:
        """Whether the sentence is taken to tell of it."""
        return self.sure >= self.label.head.threshold


def who_of(kind: Kind, actor: Actor | None) -> str:
    """Who of the state acts, as labels name it: a force, a court or an office, or nobody."""
    if kind not in STATE_KINDS or actor is None:
        return ""
    return CIVIL if actor in _CIVIL else FORCE


def correct(model: Model, document: Document, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
    """The events of a report as the model leaves them, in the report's order.

    Each that the model decided on says how sure it is and what it went by.
    """
    by_sentence: dict[int, list[Telling]] = {}
    for telling in tellings:
        by_sentence.setdefault(telling.event.sentence, []).append(telling)
    found: list[Telling] = []
    for index, features in enumerate(features_of(document, tellings)):
        judged = _judged(model, features)
        own = by_sentence.get(index, [])
        if not own and not any(one.told for one in judged):
            continue
        for telling, label in _corrected(model, document, index, own, judged):
            if label is not None:
                telling = telling._replace(why=reasons(model, label, features))
            found.append(telling)
    found.sort(key=_place)
    return tuple(found)


def _place(telling: Telling) -> tuple[int, int]:
    return telling.event.sentence, telling.event.hit.start


def _judged(model: Model, features: Sequence[str]) -> list[Judged]:
    """Each label with how likely it is that a sentence with these features tells of it."""
    sums = logits(model, features)
    return [Judged(label, share(label.head, sums[at])) for at, label in enumerate(model.labels)]


Labelled = tuple[Telling, Label | None]  # an event, and the label that decided on it


def _corrected(
    model: Model,
    document: Document,
    index: int,
    own: Sequence[Telling],
    judged: Sequence[Judged],
) -> list[Labelled]:
    """The events of one sentence: those it tells of kept or found, those it does not dropped."""
    free: list[Telling] = list(own)
    dropped: list[Telling] = []
    kept: list[Labelled] = []
    missing: list[Judged] = []
    for one in judged:
        if one.label.killed:
            continue
        same = [telling for telling in free if _is(model, telling, one.label)]
        free = [telling for telling in free if not _is(model, telling, one.label)]
        if not one.told:
            dropped += same
        elif same:
            kept += [(telling._replace(sure=one.sure), one.label) for telling in same]
        else:
            missing.append(one)
    for one in missing:
        near = _nearest(one.label, free, dropped)
        if near is not None:
            free = [telling for telling in free if telling is not near]
            dropped = [telling for telling in dropped if telling is not near]
            kept.append((_turned(document, near, one), one.label))
        elif (added := _added(model, document, index, one)) is not None:
            kept.append((added, one.label))
    kept += [(telling, None) for telling in free]
    return _with_deaths(document, index, kept, judged)


def _is(model: Model, telling: Telling, label: Label) -> bool:
    event = telling.event
    return (
        model.head.alike.get(event.kind, event.kind) is label.kind
        and event.reality in model.head.told
        and label.who in ("", who_of(label.kind, event.actor))
    )


def _nearest(label: Label, free: Sequence[Telling], dropped: Sequence[Telling]) -> Telling | None:
    """The event that a label corrects: one of its kind, else a dropped one of its kin."""
    for telling in chain(free, dropped):
        if telling.event.kind is label.kind:
            return telling
    for telling in dropped:
        if _kin(telling.event.kind) == _kin(label.kind):
            return telling
    return None


def _kin(kind: Kind) -> str:
    return _KIN.get(kind, kind.value)


def _turned(document: Document, telling: Telling, one: Judged) -> Telling:
    """An event as a label has it: of its kind, done by whom it says, and having happened."""
    event, label = telling.event, one.label
    actor = event.actor if label.kind in STATE_KINDS else None
    if actor is None or label.who not in ("", who_of(label.kind, actor)):
        actor = _actor(document.sentences[event.sentence], event.hit, label)
    turned = event._replace(
        kind=label.kind,
        subtype=event.subtype if event.kind is label.kind else None,
        reality=Reality.OCCURRED,
        actor=actor,
    )
    return telling._replace(event=turned, sure=one.sure)


def _added(model: Model, document: Document, index: int, one: Judged) -> Telling | None:
    """An event at the word of a sentence that speaks most for it; none where there is no word."""
    sentence = document.sentences[index]
    hit = heaviest(model, document, sentence, one.label)
    if hit is None:
        return None
    clauses = clauses_of(document, sentence)
    event = Event(
        hit=hit,
        sentence=index,
        clause=clauses.bounds(clauses.at(hit.start)),
        kind=one.label.kind,
        subtype=None,
        reality=Reality.OCCURRED,
        actor=_actor(sentence, hit, one.label),
    )
    return Telling(event, one.sure, sure=one.sure)


def heaviest(model: Model, document: Document, sentence: Sentence, label: Label) -> Hit | None:
    """The word of a sentence that has most weight for a label, by itself and with its neighbours."""
    words = words_of(document, sentence)
    at = model.labels.index(label)
    scores = [_weight(model, f"w={word.text}", at) for word in words]
    for left, (one, other) in enumerate(pairwise(words)):
        both = _weight(model, f"b={one.text} {other.text}", at) / 2
        scores[left] += both
        scores[left + 1] += both
    for hit in sentence.of("kinds"):
        ours = _weight(model, f"h=kinds:{hit.term.code}", at)
        for number, word in enumerate(words):
            if hit.start <= word.start < hit.end:
                scores[number] += ours
    if not words:
        return None
    best = max(range(len(words)), key=lambda number: (scores[number], -number))
    word = words[best]
    return Hit(word.start, word.end, Term(f" {word.text} ", "model", label.kind.value, {}))


def _weight(model: Model, feature: str, at: int) -> float:
    row = model.weights.get(key_of(feature))
    return 0.0 if row is None else row[at]


def _actor(sentence: Sentence, hit: Hit, label: Label) -> Actor | None:
    """Who of the state a label says acted: the one named nearest, else one that is not named.

    A label that does not say who has whoever is named, and where nobody is and the deed is the
    state's alone, one that is not named.
    """
    if label.kind not in STATE_KINDS:
        return None
    wanted = frozenset(Actor)
    if label.who:
        wanted = _CIVIL if label.who == CIVIL else frozenset(Actor) - _CIVIL
    codes: Mapping[str, Actor] = {actor.value: actor for actor in Actor if actor in wanted}
    named = [
        (max(hit.start - other.end, other.start - hit.end, 0), other.start, other.term.code)
        for other in sentence.of("actors")
        if other.term.code in codes
    ]
    if named:
        return codes[min(named)[2]]
    if label.who == CIVIL:
        return Actor.JUDICIARY if label.kind is Kind.JUD else Actor.GOVERNMENT
    return Actor.UNKNOWN if label.who or label.kind in OF_THE_STATE else None


def _with_deaths(
    document: Document, index: int, found: list[Labelled], judged: Sequence[Judged]
) -> list[Labelled]:
    """The events, one of which is said to have killed: the word that tells of deaths shows it."""
    for one in judged:
        word = _death(document.sentences[index]) if one.label.killed and one.told else None
        if word is None:
            continue
        for at, (telling, label) in enumerate(found):
            if label is not None and (label.kind, label.who) == (one.label.kind, one.label.who):
                found[at] = telling._replace(death=word), label
                break
    return found


def _death(sentence: Sentence) -> Hit | None:
    """The first word of a sentence that tells of deaths."""
    for hit in sentence.of("harm"):
        if hit.term.code == "killed" and hit.term.row.get("form") not in _UNSAID:
            return hit
    return None


def reasons(model: Model, label: Label, features: Sequence[str]) -> tuple[str, ...]:
    """What a model went by in one sentence: the label, and what weighed most for and against."""
    at = model.labels.index(label)
    weighed = [(_weight(model, feature, at), feature) for feature in features]
    weighed = sorted((w for w in weighed if w[0]), key=lambda w: (-abs(w[0]), w[1]))
    return (f"{model.id} {label.name}", *(f"{w:+.2f} {f}" for w, f in weighed[:_SHOWN]))
