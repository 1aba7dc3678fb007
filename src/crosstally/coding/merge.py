"""Repeated tellings of one event in one report folded into the best of them.

Invariant: folding loses no kind, no place and no day: two mentions fold only where kind, actor and
whether it happened agree, they stand on one side, and neither names a place or a day that the other
does not. Acts of the state stated anew in another sentence stay.
"""

from collections.abc import Iterable
from typing import Final

from crosstally.records import (
    HAPPENED,
    PROTEST_KINDS,
    Actor,
    Basis,
    Days,
    Harm,
    Kind,
    Mention,
    changed,
)

# Told again and again in one report; one incident all the same.
_FOLDED: Final = frozenset({*PROTEST_KINDS, Kind.CAL, Kind.NET})
_LASTING: Final = (Kind.STK, Kind.HNG, Kind.NET)
_FILLED: Final = ("subtype", "stance", "size", "asserter", "target", "state_organised")


def merge_mentions(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions with repetitions folded, in the order of their triggers."""
    kept: list[Mention] = []
    for mention in mentions:
        for at, other in enumerate(kept):
            if _same(other, mention):
                kept[at] = _folded(other, mention)
                break
        else:
            kept.append(mention)
    return tuple(kept)


def _same(one: Mention, other: Mention) -> bool:
    if one.kind is not other.kind or not _one_actor(one, other):
        return False
    if one.kind not in _FOLDED and one.sentence != other.sentence:
        return False
    if one.reality is not other.reality and not (
        one.reality in HAPPENED and other.reality in HAPPENED
    ):
        return False
    return one.stance is other.stance and _one_place(one, other) and _one_time(one, other)


def _one_actor(one: Mention, other: Mention) -> bool:
    """The same actor; in one sentence a force without a name is the one that has a name."""
    if one.actor is other.actor:
        return True
    return one.sentence == other.sentence and Actor.UNKNOWN in (one.actor, other.actor)


def _one_place(one: Mention, other: Mention) -> bool:
    if one.place is None or other.place is None:
        return True
    return (one.place.id, one.place.name) == (other.place.id, other.place.name)


def _one_time(one: Mention, other: Mention) -> bool:
    if one.days is None or other.days is None:
        return True
    if Basis.PUBLICATION in (one.days.basis, other.days.basis):
        return True
    if one.kind in _LASTING:  # "its eighth day" and "they are on strike"
        return one.days.first <= other.days.last and other.days.first <= one.days.last
    return (one.days.first, one.days.last) == (other.days.first, other.days.last)


def _folded(one: Mention, other: Mention) -> Mention:
    """The surer of two, with what only the other tells."""
    best, rest = (one, other) if one.confidence >= other.confidence else (other, one)
    fields = {name: getattr(rest, name) for name in _FILLED if getattr(best, name) is None}
    for name in ("groups", "demands", "slogans"):
        own = getattr(best, name)
        spans = {value.span for value in own}
        fields[name] = own + tuple(v for v in getattr(rest, name) if v.span not in spans)
    if best.place is None or (rest.place is not None and best.place.span is None):
        fields["place"] = rest.place
    if best.days is None or (rest.days is not None and _tells_more(rest.days, best.days)):
        fields["days"] = rest.days
    fields["harm"] = _harm(best.harm, rest.harm)
    if best.actor is Actor.UNKNOWN and rest.actor is not None:
        fields["actor"] = rest.actor
    return changed(best, **fields)


def _tells_more(one: Days, other: Days) -> bool:
    """Whether days are those of the text, where others are not or lie within them."""
    if one.span is None or other.span is None:
        return other.span is None
    return one.first < other.first and other.last <= one.last


def _harm(one: Harm | None, other: Harm | None) -> Harm | None:
    if one is None or other is None:
        return one or other
    return Harm(
        killed=one.killed or other.killed,
        injured=one.injured or other.injured,
        arrested=one.arrested or other.arrested,
    )
