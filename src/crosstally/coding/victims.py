"""Who was harmed in one incident, as all the sentences that tell of it say together.

Invariant: nobody is counted twice. One person told of again, by a name, an age or a bare "he", is
the same unless two of these differ; whoever died is no longer among the injured; a total that the
report gives stands before a count of its single victims.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from crosstally.coding.census import Census
from crosstally.coding.document import Document
from crosstally.coding.lexicon import Hit
from crosstally.coding.people import People
from crosstally.coding.toll import Harmed
from crosstally.records import Bound, Count

_FATES = ("killed", "injured", "shot")
_NUMBER = re.compile(r"\d+")
# Sentences that tell of harm, in which a report names those of its own incident; with 3, 5 and all
# of them the shooting reports' killed come out at .777, .776 and .771.
_LEAD = 3
_LOOSE = frozenset({"pronoun"})


class Telling(NamedTuple):
    """Some people and what is told of them: `fate` is killed, injured or shot."""

    fate: str
    people: tuple[People, ...]
    number: Count
    sentence: int
    start: int
    end: int
    hit: Hit

    @property
    def numbered(self) -> bool:
        """Whether a number counts them, not only a noun, a name or a vague word."""
        numbered = any(people.numbered for people in self.people)
        return numbered and self.number.low == self.number.high


class Person(NamedTuple):
    """One victim, as far as the report has told; `told` are the places of each telling."""

    name: str
    age: str
    sex: str
    dead: bool
    told: tuple[Telling, ...]


class Toll(NamedTuple):
    """The killed and the injured of an incident; None where nobody is told of."""

    killed: Count | None
    injured: Count | None


def toll_of(document: Document, sentences: Iterable[int], census: Census) -> Toll:
    """The toll of an incident that these sentences tell of."""
    told = [telling for index in sentences for telling in _tellings(index, census(index).told)]
    persons = _persons(document, told)
    lead = sorted({telling.sentence for telling in told})[:_LEAD]
    killed = _killed(document, told, _first_told(persons, lead, dead=True))
    persons = _first_told(persons, lead, dead=False)
    return Toll(killed, _injured(document, told, persons, killed))


def _tellings(index: int, told: list[Harmed]) -> Iterable[Telling]:
    for harmed in told:
        if harmed.field not in _FATES:
            continue
        start = min((people.start for people in harmed.people), default=harmed.hit.start)
        end = max((people.end for people in harmed.people), default=harmed.hit.end)
        yield Telling(harmed.field, harmed.people, harmed.number, index, start, end, harmed.hit)


def _persons(document: Document, told: list[Telling]) -> list[Person]:
    """The single victims, each once, in the order in which the report first tells of them."""
    persons: list[Person] = []
    for telling in told:
        if any(people.high != 1 or people.low != 1 for people in telling.people):
            continue
        for people in telling.people:
            one = _person(document, telling, people)
            at = _same(persons, one)
            if at is None:
                persons.append(one)
            else:
                persons[at] = _merged(persons[at], one)
    return persons


def _person(document: Document, telling: Telling, people: People) -> Person:
    text = document.folded.text[people.start : people.end]
    name = people.name if people.noun == "name" else ""
    age = _NUMBER.search(text)
    alone = telling._replace(people=(people,), start=people.start, end=people.end)
    return Person(
        name=name,
        age=age.group() if age is not None and people.noun in ("one", "name", "one-force") else "",
        sex=people.sex,
        dead=telling.fate == "killed",
        told=(alone,),
    )


def _same(persons: list[Person], one: Person) -> int | None:
    """Which of the persons told of so far this one is, if any."""
    new = one.told[0]
    found = [at for at, person in enumerate(persons) if _may_be(person, one, new)]
    if not found:
        return None
    return max(found, key=lambda at: (_likeness(persons[at], one), persons[at].told[-1].sentence))


def _may_be(person: Person, one: Person, new: Telling) -> bool:
    if _differ(person.age, one.age) or _differ(person.sex, one.sex):
        return False
    if person.name and one.name and not _one_name(person.name, one.name):
        return False
    if one.dead and _is_new(new) and _is_hurt(person) and not (person.age and one.age):
        return False  # "One died": not the boy who was taken to a hospital
    return _is_known(new) or not any(
        told.sentence == new.sentence
        and told.start != new.start
        and not _is_known(told)
        and not _names_again(person, one)
        for told in person.told
    )


def _is_new(told: Telling) -> bool:
    """Whether one is told of as if for the first time: "a man", "one"."""
    return not _is_known(told) and told.people[0].noun != "name"


def _is_hurt(person: Person) -> bool:
    """Whether one is said to be hurt, not only shot, and not to be dead."""
    return not person.dead and any(told.fate == "injured" for told in person.told)


def _is_known(told: Telling) -> bool:
    """Whether one may be anybody told of before, in the same sentence even: "he", "the man"."""
    people = told.people[0]
    return people.noun in _LOOSE or people.definite


def _names_again(person: Person, one: Person) -> bool:
    return bool(person.name and one.name)


def _likeness(person: Person, one: Person) -> tuple[bool, bool, bool]:
    return (
        bool(person.name and one.name),
        bool(person.age and one.age),
        person.dead == one.dead,
    )


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _one_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: "Ali Rezai" and "Rezai", not "Sara Rezai"."""
    first, second = one.split(), other.split()
    if len(first) == 1 or len(second) == 1:
        return not set(first).isdisjoint(second)
    return first[0] == second[0] and first[-1][:2] == second[-1][:2]  # names are often misspelt


def _merged(person: Person, one: Person) -> Person:
    return Person(
        name=max(person.name, one.name, key=len),
        age=person.age or one.age,
        sex=person.sex or one.sex,
        dead=person.dead or one.dead,
        told=person.told + one.told,
    )


def _first_told(persons: list[Person], lead: list[int], *, dead: bool) -> list[Person]:
    """The dead or the others, as far as the lead names them; where it names nobody, all."""
    fits = [person for person in persons if person.dead is dead]
    first = [person for person in fits if person.told[0].sentence in lead]
    return first if first or (not dead and len(fits) < len(persons)) else fits


def _killed(document: Document, told: list[Telling], persons: list[Person]) -> Count | None:
    """The largest number of dead that is said, or as many as are told of one by one."""
    stated = next((t for t in told if t.fate == "killed" and t.numbered), None)
    if stated is not None:
        return _with_doer(document, stated, told)
    groups = _most(t for t in told if t.fate == "killed")
    if groups is not None and groups.high >= len(persons):
        return groups
    return _counted(document, persons, "killed")


def _with_doer(document: Document, stated: Telling, told: list[Telling]) -> Count:
    """A number of dead and the one who killed them, where he then killed himself."""
    number = stated.number
    for telling in told:
        behind = telling.sentence == stated.sentence and telling.start > stated.end
        if behind and telling.fate == "killed" and telling.hit.term.row["number"] == "self":
            span = document.span(stated.start, telling.end)
            both = number.low + 1, number.high + 1
            text = span.of(document.body)
            return Count(low=both[0], high=both[1], bound=number.bound, span=span, text=text)
    return number


def _injured(
    document: Document, told: list[Telling], persons: list[Person], killed: Count | None
) -> Count | None:
    """The injured: the first number said of them, or of those shot without the dead among them."""
    for telling in told:
        if not telling.numbered or telling.fate == "killed":
            continue
        number = telling.number
        if telling.fate == "shot":
            left = _survivors(document, telling, told, killed)
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
    document: Document, shot: Telling, told: list[Telling], killed: Count | None
) -> Count | None:
    """Those of a number shot who did not die."""
    if killed is None or killed.high == 0:
        return shot.number
    beside = [t for t in told if t.fate == "killed" and t.sentence == shot.sentence]
    apart = [t for t in beside if t.start != shot.start and not _is_among(t)]
    if apart:
        return shot.number
    left = shot.number.low - killed.low, shot.number.high - killed.high
    if left[0] <= 0:
        return None
    span = document.span(shot.start, shot.end)
    for telling in beside:
        span = document.span(min(shot.start, telling.start), max(shot.end, telling.end))
    return Count(
        low=left[0], high=left[1], bound=shot.number.bound, span=span, text=span.of(document.body)
    )


def _is_among(telling: Telling) -> bool:
    """Whether some dead are part of those told of before: "four were shot, one fatally"."""
    return any(people.part or people.among or people.noun == "" for people in telling.people)


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
