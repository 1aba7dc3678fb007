"""Who was harmed in one incident, as all the sentences that tell of it say together.

Invariant: nobody is counted twice. One person told of again, by a name, an age or a bare "he", is
the same unless two of these differ; whoever died is no longer among the injured; a total that the
report gives stands before a count of its single victims.
"""

from collections.abc import Iterable
from typing import NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.numbers.census import Census
from crosstally.coding.numbers.persons import Person, Telling, persons_of, tellings
from crosstally.coding.numbers.readings import (
    INJURED,
    KILLED,
    Evidence,
    Reading,
    are_others,
    best,
    injured_traits,
    killed_traits,
)
from crosstally.records import Bound, Count, changed

# Sentences that tell of harm, in which a report names those of its own incident; with 3, 5 and all
# of them the shooting reports' killed come out at .777, .776 and .771.
_LEAD = 3


class Toll(NamedTuple):
    """The killed and the injured of an incident; None where nobody is told of."""

    killed: Count | None
    injured: Count | None


def toll_of(document: Document, sentences: Iterable[int], census: Census) -> Toll:
    """The toll of an incident that these sentences tell of."""
    told = [telling for index in sentences for telling in tellings(index, census(index).told)]
    told = [_with_doer(document, telling, told) for telling in told]
    persons = persons_of(document, told)
    lead = sorted({telling.sentence for telling in told})[:_LEAD]
    evidence = Evidence(told, persons, lead)
    killed = _chosen_killed(document, evidence)
    return Toll(killed, _chosen_injured(document, evidence, killed))


def _chosen_killed(document: Document, evidence: Evidence) -> Count | None:
    """The killed, of all readings that for which most speaks; a vague number where none is firm."""
    told = evidence.told
    usual = _killed(document, told, _first_told(evidence.persons, evidence.lead, dead=True))
    if usual is not None and usual.low != usual.high:
        return usual
    readings = killed_readings(document, evidence, usual)
    traits = [killed_traits(evidence, reading.size, _size(usual)) for reading in readings]
    return best(readings, traits, KILLED).shown


def killed_readings(document: Document, evidence: Evidence, usual: Count | None) -> list[Reading]:
    """How many may have been killed: each number that is said, and those told of one by one."""
    named = [evidence.single(dead=True, lead=lead) for lead in (True, False)]
    counts = [usual, *(_counted(document, persons, "killed") for persons in named)]
    counts += [telling.number for telling in evidence.told if telling.fate == "killed"]
    return _readings(counts)


def _chosen_injured(document: Document, evidence: Evidence, killed: Count | None) -> Count | None:
    """The injured, of all readings that for which most speaks."""
    others = _first_told(evidence.persons, evidence.lead, dead=False)
    usual = _injured(document, evidence, others, killed)
    dead = _size(killed)
    if usual is not None and usual.low != usual.high:
        return usual
    readings = injured_readings(document, evidence, usual, dead)
    traits = [injured_traits(evidence, reading.size, dead, _size(usual)) for reading in readings]
    return best(readings, traits, INJURED).shown


def injured_readings(
    document: Document, evidence: Evidence, usual: Count | None, killed: int
) -> list[Reading]:
    """How many may have been injured: those said, those shot or hurt without the dead, persons."""
    named = [evidence.single(dead=False, lead=lead) for lead in (True, False)]
    counts = [usual, *(_counted(document, persons, "injured") for persons in named)]
    for telling in evidence.told:
        if telling.fate != "killed":
            counts += [telling.number, _less(telling.number, killed)]
    return _readings(counts)


def _size(count: Count | None) -> int:
    return 0 if count is None else count.high


def _less(number: Count, killed: int) -> Count | None:
    """A number without the dead among them."""
    if not 0 < killed < number.low:
        return None
    return changed(number, low=number.low - killed, high=number.high - killed)


def _readings(counts: Iterable[Count | None]) -> list[Reading]:
    """Each firm number once, as it is first shown, and nobody."""
    known = {0: Reading(0, None)}
    for count in counts:
        if count is not None and count.low == count.high:
            have = known.get(count.high)
            if have is None or have.shown is None:
                known[count.high] = Reading(count.high, count)
    return list(known.values())


def _first_told(persons: list[Person], lead: list[int], *, dead: bool) -> list[Person]:
    """The dead or the others, as far as the lead names them; where it names nobody, all."""
    fits = [person for person in persons if person.dead is dead]
    first = [person for person in fits if person.told[0].sentence in lead]
    return first if first or (not dead and len(fits) < len(persons)) else fits


def _killed(document: Document, told: list[Telling], persons: list[Person]) -> Count | None:
    """The largest number of dead that is said, or as many as are told of one by one."""
    stated = next((t for t in told if t.fate == "killed" and t.numbered), None)
    if stated is not None:
        return stated.number
    groups = _most(t for t in told if t.fate == "killed")
    if groups is not None and groups.high >= len(persons):
        return groups
    return _counted(document, persons, "killed")


def _with_doer(document: Document, stated: Telling, told: list[Telling]) -> Telling:
    """A number of dead and the one who killed them, where he then killed himself."""
    if stated.fate != "killed" or not stated.numbered:
        return stated
    number = stated.number
    for telling in told:
        behind = telling.sentence == stated.sentence and telling.start > stated.end
        if behind and telling.fate == "killed" and telling.hit.term.row["number"] == "self":
            span = document.span(stated.start, telling.end)
            text = span.of(document.body)
            both = changed(number, low=number.low + 1, high=number.high + 1, span=span, text=text)
            return stated._replace(number=both, end=telling.end)
    return stated


def _injured(
    document: Document, evidence: Evidence, persons: list[Person], killed: Count | None
) -> Count | None:
    """The injured: the first number said of them, or of those shot without the dead among them."""
    told = evidence.told
    for telling in told:
        if not telling.numbered or telling.fate == "killed":
            continue
        number = telling.number
        if telling.fate == "shot":
            left = _survivors(document, evidence, telling, killed)
            if left is None:
                continue
            number = left
        if telling.number.high > 1:
            return number
    stated = _most(t for t in told if t.fate == "injured" and t.numbered)
    if stated is not None:
        return stated
    if persons:
        return _counted(document, persons, "injured")
    return _most(t for t in told if t.fate == "injured" and t.number.high != 1)


def _survivors(
    document: Document, evidence: Evidence, shot: Telling, killed: Count | None
) -> Count | None:
    """Those of a number shot who did not die."""
    if killed is None or killed.high == 0 or are_others(evidence, shot):
        return shot.number
    left = shot.number.low - killed.low, shot.number.high - killed.high
    if left[0] <= 0:
        return None
    span = document.span(shot.start, shot.end)
    for telling in evidence.told:
        if telling.fate == "killed" and telling.sentence == shot.sentence:
            span = document.span(min(shot.start, telling.start), max(shot.end, telling.end))
    text = span.of(document.body)
    return Count(low=left[0], high=left[1], bound=shot.number.bound, span=span, text=text)


def _most(told: Iterable[Telling]) -> Count | None:
    """The largest number; what is at most that many speaks only where nothing else does."""
    counts = [telling.number for telling in told]
    return max(counts, key=lambda c: (c.bound is not Bound.AT_MOST, c.high), default=None)


def _counted(document: Document, persons: list[Person], fate: str) -> Count | None:
    """As many as are told of one by one, from the first of their tellings to the last."""
    if not persons:
        return None
    shown = [_shown(person, fate) for person in persons]
    if len(shown) == 1:
        return shown[0].number
    span = document.span(min(t.start for t in shown), max(t.end for t in shown))
    size = len(persons)
    return Count(low=size, high=size, bound=Bound.EXACT, span=span, text=span.of(document.body))


def _shown(person: Person, fate: str) -> Telling:
    """The first telling of a person that tells of this fate."""
    fits = [t for t in person.told if (t.fate == "killed") == (fate == "killed")]
    return (fits or list(person.told))[0]
