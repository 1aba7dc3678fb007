"""Which of the numbers that a report shows is the toll of its incident: a linear choice.

Invariant: every reading but nought is a count with a span of its own; without a word of harm there
is none. The figures are those of a choice fitted to news reports of shootings, rounded; what is
usual has a start of its own, so that one plain sentence is read as it stands. Fitted on either half
of the reports it reads .01 to .02 more of the other half's tolls than the usual reading alone.
"""

from collections.abc import Mapping
from math import log1p
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.numbers.persons import Person, Telling
from crosstally.records import Bound, Count

Traits = dict[str, float]
_EARLY = 3  # sentences that tell of harm
_MANY = 5  # people: to more of them the size itself does not matter
KILLED: Final = MappingProxyType({
    "usual": 1.0, "nobody": -0.05, "one": -0.4, "size": -0.5, "singly": 0.5, "said": 1.35,
    "said-first": 0.65, "most": 0.5, "adds-up": 1.05, "fewer": -0.55, "late": 2.0, "own-hand": 1.45,
})  # fmt: skip
INJURED: Final = MappingProxyType({
    "usual": 0.7, "nobody": -0.95, "only-dead": 1.55, "one": -0.45, "one-beside": -0.25,
    "two": -0.95, "size": 0.45, "more": -0.8, "said": 1.1, "said-first": 0.65, "bare": -0.7,
    "bounded": -0.9, "hurt-told": -1.15,
})  # fmt: skip


class Evidence(NamedTuple):
    """All that a report tells of one incident: the tellings, and the persons told of one by one.

    `lead` are the sentences, by their index, in which it names those of its own incident.
    """

    told: list[Telling]
    persons: list[Person]
    lead: list[int]

    def single(self, *, dead: bool, lead: bool) -> list[Person]:
        """The dead or the others, all of them or those whom the lead names."""
        fits = [person for person in self.persons if person.dead is dead]
        return [p for p in fits if p.told[0].sentence in self.lead] if lead else fits

    def rank(self, sentence: int) -> int:
        """How many sentences that tell of harm stand before one."""
        return len({telling.sentence for telling in self.told if telling.sentence < sentence})


class Reading(NamedTuple):
    """One number that the toll may be; `shown` is None where nothing shows it: nobody."""

    size: int
    shown: Count | None


def best(readings: list[Reading], traits: list[Traits], weights: Mapping[str, float]) -> Reading:
    """The reading for which most speaks, the smaller where as much speaks for two."""
    scores = [sum(weights[name] * trait for name, trait in each.items()) for each in traits]
    return max(zip(scores, readings, strict=True), key=lambda pair: (pair[0], -pair[1].size))[1]


def killed_traits(evidence: Evidence, size: int, usual: int) -> Traits:
    """What speaks for or against so many killed; `usual` is what the first words say."""
    told = [telling for telling in evidence.told if telling.fate == "killed"]
    said = [telling for telling in told if _is(telling, size)]
    first = min((telling.sentence for telling in told), default=0)
    stated = [telling.number.high for telling in told if telling.numbered]
    known = len([p for p in evidence.single(dead=True, lead=True) if p.name and p.age])
    own = any(telling.hit.term.row["number"] == "self" for telling in told)
    return {
        "usual": float(size == usual),
        "nobody": float(size == 0),
        "one": float(size == 1),
        "size": log1p(min(size, _MANY)),
        "singly": float(0 < size == len(evidence.single(dead=True, lead=False))),
        "said": log1p(len({telling.sentence for telling in said})),
        "said-first": float(any(telling.sentence == first for telling in said)),
        "most": float(bool(stated) and size == max(stated)),
        "adds-up": float(_adds_up(evidence, size)),
        "late": float(size == 0 and bool(told) and evidence.rank(first) >= _EARLY),
        "fewer": float(size < known),
        "own-hand": log1p(size) if own else 0.0,
    }


def injured_traits(evidence: Evidence, size: int, killed: int, usual: int) -> Traits:
    """What speaks for or against so many injured beside those killed."""
    hurt = [telling for telling in evidence.told if telling.fate == "injured"]
    shot = [t for t in evidence.told if t.fate == "shot" and t.numbered]
    said = [t for t in hurt if t.numbered and size and _is(t, size)]
    said += [t for t in shot if size and _is(t, size + (0 if are_others(evidence, t) else killed))]
    alive = len(evidence.single(dead=False, lead=False))
    ranks = [evidence.rank(telling.sentence) for telling in said]
    return {
        "usual": float(size == usual),
        "nobody": float(size == 0),
        "only-dead": float(size == 0 < killed),
        "one": float(size == 1),
        "one-beside": float(size == 1 and killed > 0),
        "two": float(size == 2),
        "size": log1p(min(size, _MANY)),
        "more": float(size > alive and bool(evidence.persons)),
        "said": log1p(len({telling.sentence for telling in said})),
        "said-first": float(0 in ranks),
        "bare": float(bool(said) and all(p.noun == "" for t in said for p in t.people)),
        "bounded": float(any(t.number.bound is not Bound.EXACT for t in said)),
        "hurt-told": float(size == 0) * log1p(len({t.sentence for t in hurt if t.number.high})),
    }


def are_others(evidence: Evidence, shot: Telling) -> bool:
    """Whether those shot are others than the dead, told of beside them: "a man died, two were"."""
    return any(
        telling.fate == "killed"
        and telling.sentence == shot.sentence
        and telling.start != shot.start
        and not any(people.part or people.among or not people.noun for people in telling.people)
        for telling in evidence.told
    )


def _is(telling: Telling, size: int) -> bool:
    return telling.number.low == telling.number.high == size


def _adds_up(evidence: Evidence, size: int) -> bool:
    """Whether so many killed and a number of injured are together a number shot."""
    numbers = {fate: {t.number.high for t in evidence.told if t.fate == fate and t.numbered}
               for fate in ("injured", "shot")}  # fmt: skip
    return any(size + hurt in numbers["shot"] for hurt in numbers["injured"])
