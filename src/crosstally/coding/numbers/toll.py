"""Words of harm, and those of whom a sentence says them.

Invariant: nobody is counted twice under one word, and nobody who is only part of others already
counted ("among them 13 women"); nought is only said where the text says it.
"""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.who.names import with_names
from crosstally.coding.who.people import BREAKS, People, longest
from crosstally.records import Bound, Count

PREDICATES: Final = frozenset({"killed", "injured", "arrested", "shot"})
# Words between a count and the word of harm: past 14 the count belonged to something else.
_WORDS_BEFORE: Final = 14
_WORDS_AFTER: Final = 5
_OWN_VERB: Final = 1  # words between a part and its verb: one auxiliary
_WORDS_TOLL: Final = 20
_FAR: Final = 200  # characters
_ONE: Final = frozenset({"one", "one-force"})
_SELF: Final = frozenset({"self", "itself", "other"})
_SUFFERED: Final = frozenset({"injured", "shot"})
_NUMBERS: Final = MappingProxyType({"two": 2, "three": 3, "four": 4, "five": 5})
_CALLED: Final = MappingProxyType({"other": "one", "counted": "person"})
_BARE: Final = frozenset({"not", "zero"})
_APART: Final = re.compile(r"[,،;؛:.!?؟()\[\]\n]")
_AND: Final = re.compile(r"\b(?:and|و)|&")
_TOGETHER: Final = re.compile(r"\s*(?:[,،]\s*)?(?:and|&|و)\s*|\s*[,،]\s*")


class Harmed(NamedTuple):
    """A word of harm and those it is said of; `people` is empty for nought."""

    field: str
    hit: Hit
    people: tuple[People, ...]
    number: Count


def told_in(document: Document, sentence: Sentence, people: list[People]) -> list[Harmed]:
    """What harm a sentence tells of whom, word by word."""
    hits = longest(sentence, ("harm",))
    if any(hit.term.code in PREDICATES and hit.term.row["form"] not in _BARE for hit in hits):
        people = with_names(document, sentence, people)
    crowd = sentence.of("crowd")
    breaks = [hit.start for hit in crowd if hit.term.code in BREAKS]
    doers = frozenset(hit.end + 1 for hit in crowd if hit.term.code == "agent")
    told: list[Harmed] = []
    for at, hit in enumerate(hits):
        form = hit.term.row["form"]
        if hit.term.code not in PREDICATES or form == "not":
            continue
        if form == "zero":
            told.append(Harmed(hit.term.code, hit, (), _nought(document, hit)))
            continue
        scene = _Scene(document, people, hits, breaks, doers, at)
        group = _FORMS[form](scene) if form in _FORMS else _whose(scene)
        group = group or _single(scene) or _shared(scene, told)
        if group:
            told.append(Harmed(hit.term.code, hit, group, _sum(document, group)))
    return told


class _Scene(NamedTuple):
    """A word of harm among the people and the other words of its sentence."""

    document: Document
    people: list[People]
    hits: list[Hit]
    breaks: list[int]
    doers: frozenset[int]
    at: int

    @property
    def hit(self) -> Hit:
        return self.hits[self.at]

    def words(self, start: int, end: int) -> int:
        return len(self.document.folded.text[start:end].split())

    def auxiliaries(self, start: int) -> int:
        """How many words of auxiliaries stand between a place and the word of harm."""
        found = [h for h in self.hits[: self.at] if h.start >= start]
        return sum(self.words(h.start, h.end) for h in found if h.term.row["form"] == "aux")

    def passive(self) -> str:
        """The auxiliary directly before: "one", "many" or ""."""
        for other in reversed(self.hits[: self.at]):
            if other.term.row["form"] != "aux":
                break
            if self.words(other.end, self.hit.start) <= 1:
                return other.term.code
            break
        return ""


def _before(scene: _Scene) -> tuple[People, ...]:
    """Those of whom it is said, who stand before the word."""
    hit = scene.hit
    other: tuple[People, ...] = ()
    for at in range(len(scene.people) - 1, -1, -1):
        people = scene.people[at]
        if people.start >= hit.start or (people.part and not _is_subject(scene, people)):
            continue
        if people.start in scene.doers:
            continue  # "was shot by a neighbour and died"
        if people.end > hit.end:
            return (people,)  # "the two wounded officers"
        words = scene.words(people.end, hit.start)
        if words > _WORDS_BEFORE:
            break
        if not people.noun and words > scene.auxiliaries(people.end) + 2 * people.among:
            continue
        if _taken(scene, people):
            break
        group = _joined(scene, at)
        if _agrees(scene, group):
            return group
        other = other or group
    return other


def _is_subject(scene: _Scene, people: People) -> bool:
    """Whether a part of others has the word for itself: "of whom 300 were held"."""
    if people.end > scene.hit.start:
        return False
    gap = scene.document.words(people.end - 1, scene.hit.start + 1)[1:-1]
    return bool(scene.passive()) and not _APART.search(gap) and len(gap.split()) <= _OWN_VERB


def _agrees(scene: _Scene, group: tuple[People, ...]) -> bool:
    """Whether one or several, as the auxiliary says: "a shooting that hurt five has killed one"."""
    one = scene.passive() == "one" or scene.hit.term.row["number"] == "one"
    return not one or len(group) > 1 or group[0].low == 1


def _taken(scene: _Scene, people: People) -> bool:
    """Whether another word of harm stands between, unless the two are joined ("shot and hurt").

    A participle right behind the people only says which people: "two men arrested there have died".
    """
    for other in scene.hits[: scene.at]:
        if other.start >= people.end and other.term.code in PREDICATES:
            if other.term.code == "arrested" and other.start - people.end <= 1:
                continue
            gap = scene.document.folded.text[other.end : scene.hit.start].split()
            return len(gap) != 1
    return False


def _joined(scene: _Scene, at: int) -> tuple[People, ...]:
    """Some people and those named with them before: "two men and a woman"."""
    group = [scene.people[at]]
    if group[0].among:
        at = _whole(scene, at)
        group = [scene.people[at]]
    for people in reversed(scene.people[:at]):
        gap = scene.document.body[people.span.end : group[0].span.start]
        if people.part or not people.noun or not _TOGETHER.fullmatch(gap):
            break
        if _is_object(scene, people):
            break
        group.insert(0, people)
    return _without_asides(scene, group)


def _whole(scene: _Scene, at: int) -> int:
    """Those whom "six of them" are a part of, where they stand directly before."""
    if at == 0:
        return at
    gap = scene.document.body[scene.people[at - 1].span.end : scene.people[at].span.start]
    return at - 1 if _TOGETHER.fullmatch(gap) else at


def _is_object(scene: _Scene, people: People) -> bool:
    """Whether an earlier word of harm stands directly before some people: "killed 8 men and"."""
    return any(
        other.term.code in PREDICATES
        and other.end <= people.start
        and scene.words(other.end, people.start) <= 1
        for other in scene.hits[: scene.at]
    )


def _after(scene: _Scene, reach: int = _WORDS_AFTER) -> tuple[People, ...]:
    """Those whom it was done to, who stand after the word."""
    start = scene.hit.end
    following = scene.hits[scene.at + 1 :]
    stop = min((h.start for h in following if _cuts(h)), default=None)
    far = min(
        (h.start for h in following if h.term.row["form"] == "and"), default=scene.hit.end + _FAR
    )
    group: list[People] = []
    for people in scene.people:
        if people.start < start or (group and people.part):
            continue
        if stop is not None and people.start > stop:
            break
        if group:
            gap = scene.document.body[group[-1].span.end : people.span.start]
            if not _TOGETHER.fullmatch(gap) or people.among or _has_own(scene, people):
                break
        elif (
            people.part
            or people.among
            or people.start > far
            or scene.words(start, people.start) > reach
        ):
            break
        group.append(people)
    return _without_asides(scene, group)


def _without_asides(scene: _Scene, group: list[People]) -> tuple[People, ...]:
    """A group without those who are only described again: "Ali Rezai, a student, and his son"."""
    kept = group[:1]
    for people in group[1:]:
        last = kept[-1]
        gap = scene.document.body[last.span.end : people.span.start]
        named = (last.noun == "name") + (people.noun == "name")
        if (
            last.high == people.high == 1
            and not _AND.search(gap)
            and (named == 1 or len(group) == 2)
        ):
            kept[-1] = last if last.noun == "name" else people
        else:
            kept.append(people)
    return tuple(kept)


def _cuts(hit: Hit) -> bool:
    return hit.term.code in PREDICATES or hit.term.row["form"] == "aux"


def _has_own(scene: _Scene, people: People) -> bool:
    """Whether a word of harm or its auxiliary follows some people at once."""
    return any(
        hit.start >= people.end and _cuts(hit) and scene.words(people.end, hit.start) <= 1
        for hit in scene.hits
    )


def _verb(scene: _Scene) -> tuple[People, ...]:
    """A verb that may be active or passive, told by its auxiliary and by what follows at once."""
    if scene.passive():
        return _before(scene)
    object_ = _after(scene, 3)
    return object_ if object_ and _at_once(scene, object_[0]) else _before(scene)


def _at_once(scene: _Scene, people: People) -> bool:
    """Whether nothing parts the word of harm from those behind it: not "shot, a man", "shot by"."""
    start = scene.hit.end
    if any(start <= at < people.start for at in scene.breaks):
        return False
    return not _APART.search(scene.document.words(start - 1, people.start + 1)[1:-1])


def _object(scene: _Scene) -> tuple[People, ...]:
    """Those whom a verb of harm has as its object, which follows at once."""
    group = _after(scene)
    return group if group and _at_once(scene, group[0]) else ()


def _passive(scene: _Scene) -> tuple[People, ...]:
    """Those of whom it is said, where it is suffered: "was hit", not "hit the market"."""
    return _before(scene) if scene.passive() else ()


def _beside(scene: _Scene) -> tuple[People, ...]:
    """Those who stand directly before: «دو معلم را گرفتند», not «مردم خیابان را گرفتند»."""
    group = _before(scene)
    return group if group and not scene.words(group[-1].end, scene.hit.start) else ()


def _either(scene: _Scene) -> tuple[People, ...]:
    return _after(scene, 3) or _before(scene)


def _toll(scene: _Scene) -> tuple[People, ...]:
    """The number that a toll has reached, whatever stands between."""
    for people in scene.people:
        if people.start >= scene.hit.end and not people.part and people.noun not in _ONE:
            words = scene.words(scene.hit.end, people.start)
            return (people,) if words <= _WORDS_TOLL else ()
    return ()


_FORMS: Final = {
    "verb": _verb,
    "before": _before,
    "beside": _beside,
    "passive": _passive,
    "itself": _beside,
    "object": _object,
    "after": _after,
    "either": _either,
    "toll": _toll,
}


def _whose(scene: _Scene) -> tuple[People, ...]:
    """Those whom a pronoun only belongs to: "shot her brother" is of him, not of her."""
    hit = scene.hit
    return tuple(people for people in scene.people if hit.start < people.start < hit.end)


def _single(scene: _Scene) -> tuple[People, ...]:
    """One person whom only a singular verb or pronoun counts: "she was shot"."""
    hit = scene.hit
    start, sex = None, hit.term.row["sex"]
    if hit.term.row["form"] in _SELF or hit.term.row["form"] == "counted":
        start = hit.start
    elif hit.term.row["form"] in ("verb", "before", "passive"):
        for other in reversed(scene.hits[: scene.at]):
            if scene.words(other.end, hit.start) > 1:
                break
            does = other.term.row["form"] == "pronoun" and start is None
            if does and hit.term.row["form"] == "verb":
                break  # "he killed" somebody; "he was killed", "he died"
            if other.term.code == "one":
                start, sex = other.start, other.term.row["sex"] or sex
            elif other.term.row["form"] != "aux":
                break
    if start is None:
        return ()
    span = scene.document.span(start, hit.end)
    low = _NUMBERS.get(hit.term.row["number"], 1)  # Arabic has a dual
    one = (low, low, Bound.EXACT, start, hit.end, span)
    noun = _CALLED.get(hit.term.row["form"], "pronoun")
    counted = hit.term.row["form"] == "counted"
    return (People(*one, noun, part=False, vague=False, numbered=counted, sex=sex),)


def _shared(scene: _Scene, told: list[Harmed]) -> tuple[People, ...]:
    """One of whom the verb before was said, where both have them: "she was shot and died"."""
    hit = scene.hit
    if hit.term.row["form"] != "before" or hit.term.code != "killed" or not told:
        return ()
    last = told[-1]
    if last.field not in _SUFFERED or len(last.people) != 1 or last.people[0].high != 1:
        return ()
    others = any(
        last.hit.end <= people.start < hit.start and people.start not in scene.doers
        for people in scene.people
    )
    comes_first = last.people[0].start <= last.hit.start < hit.start
    return last.people if comes_first and not others else ()


def _nought(document: Document, hit: Hit) -> Count:
    span = document.span(hit.start, hit.end)
    return Count(low=0, high=0, bound=Bound.EXACT, span=span, text=span.of(document.body))


def _sum(document: Document, group: tuple[People, ...]) -> Count:
    """The people of a group together; of "two brothers, a man and a boy" the first say it all."""
    if len(group) > 2 and group[0].low == sum(people.low for people in group[1:]):
        group = group[:1]
    span = document.span(group[0].start, group[-1].end)
    bounds = {people.bound for people in group}
    return Count(
        low=sum(people.low for people in group),
        high=sum(people.high for people in group),
        bound=group[0].bound if len(bounds) == 1 else Bound.ABOUT,
        span=span,
        text=span.of(document.body),
    )
