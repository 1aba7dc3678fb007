"""The single victims of an incident, each once, however often a report tells of them.

Invariant: one person told of again, by a name, an age or a bare "he", is the same unless two of
these differ; whoever died is no longer among the injured.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.lexicon import Hit
from crosstally.coding.numbers.toll import Harmed
from crosstally.coding.who.people import People
from crosstally.records import Count

_FATES = ("killed", "injured", "shot")
_NUMBER = re.compile(r"\d+")
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


def tellings(index: int, told: list[Harmed]) -> Iterable[Telling]:
    """What a sentence, by its index, tells of the killed, the injured and the shot."""
    for harmed in told:
        if harmed.field not in _FATES:
            continue
        start = min((people.start for people in harmed.people), default=harmed.hit.start)
        end = max((people.end for people in harmed.people), default=harmed.hit.end)
        yield Telling(harmed.field, harmed.people, harmed.number, index, start, end, harmed.hit)


def persons_of(document: Document, told: list[Telling]) -> list[Person]:
    """The single victims, each once, in the order in which the report first tells of them."""
    persons: list[Person] = []
    for telling in told:
        if any(people.high != 1 or people.low != 1 for people in telling.people):
            continue
        together: set[int] = set()  # "the child and a woman" are two
        for people in telling.people:
            one = _person(document, telling, people)
            at = _same(persons, one, together)
            if at is None:
                at = len(persons)
                persons.append(one)
            else:
                persons[at] = _merged(persons[at], one)
            together.add(at)
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


def _same(persons: list[Person], one: Person, others: set[int]) -> int | None:
    """Which of the persons told of so far this one is, if any; none of the `others`."""
    new = one.told[0]
    found = [
        at for at, person in enumerate(persons) if at not in others and _may_be(person, one, new)
    ]
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
