"""Which coded mention answers which event of a case.

Invariant: pure and the same in any order of hashing. A mention answers one event, unless the coder
made one mention of two of the case's events; a mention never answers an event of another family.
"""

from collections.abc import Sequence
from typing import NamedTuple

from crosstally.records import HAPPENED, PROTEST_KINDS, Coded, Kind, Mention, Place
from crosstally.scoring.gold import WORDS, Case, Event
from crosstally.text.fold import fold_phrase

# Kinds that tell of one thing from two sides. What is not named is a family of its own.
_FAMILY = {
    **dict.fromkeys(PROTEST_KINDS, "protest"),
    **dict.fromkeys((Kind.DSP, Kind.FRC), "force"),
    **dict.fromkeys((Kind.ARR, Kind.ABD, Kind.CUS, Kind.JUD), "custody"),
}
# A mention that tells of the same kind answers best; then one that stands for the same reality and
# in the same town. Days and numbers have no say: they are what is scored.
_KIND, _HAPPENED, _CITY, _REALITY = 8, 4, 4, 1


class Scored(NamedTuple):
    """A case, what was coded of it, and the mention that answers each event (None: none does)."""

    case: Case
    coded: Coded
    answers: tuple[Mention | None, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """What was coded but for statements, which are scored for themselves."""
        return tuple(m for m in self.coded.mentions if m.kind is not Kind.STM)


def pair(case: Case, coded: Coded) -> Scored:
    """The case with the mention that answers each of its events."""
    mentions = sorted(coded.mentions, key=_where)
    likeness = [
        (-_likeness(event, mention), abs(i - j), i, j)
        for i, event in enumerate(case.events)
        for j, mention in enumerate(mentions)
        if same_family(event, mention)
    ]
    answers: dict[int, Mention] = {}
    used: set[int] = set()
    for _, _, i, j in sorted(likeness):
        if i not in answers and j not in used:
            answers[i] = mentions[j]
            used.add(j)
    for _, _, i, j in sorted(likeness):  # one mention made of two events
        if i not in answers and _same_deed(case.events[i], mentions[j]):
            answers[i] = mentions[j]
    return Scored(case, coded, tuple(answers.get(i) for i in range(len(case.events))))


def pair_all(cases: Sequence[Case], coded: Sequence[Coded]) -> tuple[Scored, ...]:
    """Each case with its coded line, one for one and in order."""
    return tuple(pair(case, line) for case, line in zip(cases, coded, strict=True))


def same_family(event: Event, mention: Mention) -> bool:
    """Whether the mention may tell of the event. A call may stand for a protest to come."""
    one, other = _family(event.kind), _family(mention.kind)
    if not event.happened and {one, other} == {"protest", Kind.CAL}:
        return not happened(mention)
    return one == other


def happened(mention: Mention) -> bool:
    """Whether the mention is a deed that is coded as having taken place."""
    return mention.reality in HAPPENED and mention.kind not in WORDS


def in_city(place: Place | None, city: str | None) -> bool:
    """Whether a coded place is the town of that name, whatever the spelling's marks and case."""
    if place is None or city is None:
        return False
    return fold_phrase(city) in {fold_phrase(name) for name in (place.city, place.name) if name}


def _family(kind: Kind) -> str:
    return _FAMILY.get(kind, kind)


def _likeness(event: Event, mention: Mention) -> int:
    same = _KIND * (event.kind is mention.kind) + _REALITY * (event.reality is mention.reality)
    same += _HAPPENED * (event.happened == happened(mention))
    return same + _CITY * in_city(mention.place, event.city)


def _same_deed(event: Event, mention: Mention) -> bool:
    return event.kind is mention.kind and event.happened == happened(mention)


def _where(mention: Mention) -> tuple[int, str]:
    span = mention.trigger.span
    return (span.start if span is not None else 0), mention.id
