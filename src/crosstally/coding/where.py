"""Where an event took place: one choice with its reasons, and the rivals that were not chosen.

Invariant: a place is named in the body, in the event's sentence or in another one of the report; no
town is given where none is said. Weights are hand-set on the development halves of the location
sets; moving any of them by half a point moves the scores by less than one in a hundred.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.homonyms import meant, name_place
from crosstally.coding.quoted import Quotation, quotations
from crosstally.coding.spots import Spot, find_spots
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, Place

# What the word before a name says of its being the place of the event.
_CODES: Mapping[str, float] = MappingProxyType(
    {
        "in": 4.0, "at": 4.0, "of": 3.5, "on": 2.0, "between": 2.5, "including": 2.5, "object": 2.5, "to": 1.0, "group": 2.5, "belonging": 1.5, "from": -1.5,
        "office": -1.5, "said": -2.5, "direction": -2.5, "solidarity": -4.0,
    }
)  # fmt: skip
_TAILS: Mapping[str, float] = MappingProxyType(
    {"noun": 2.5, "tail": -0.5, "outlet": -6.0, "name": -3.0, "": 0.0}
)
_LEVELS: Mapping[Level, float] = MappingProxyType(
    {Level.COUNTRY: -1.5, Level.PROVINCE: -0.7, Level.SITE: 0.3}
)
_SORTS = (Level.COUNTRY, Level.CITY, Level.PROVINCE, Level.SITE, Level.NEIGHBOURHOOD, Level.COUNTY)
_UNDOING = ("direction", "office", "solidarity", "said")  # hold also behind "the city of"
_BARE = 0.5  # a known name with no word before it that says what it does there
_OBJECT = 3.5  # "patrolled Baghdad", "stormed the village of …"
_HOLDS = -3.0  # the name of what another spot lies in
_CLAUSE = 1.5
_PER_CHARACTER = -1 / 60
_FARTHEST = -2.0
_AFTER = 1.0
_PAUSED = -0.8  # a comma between the event and the name
_QUOTED = -4.0
_ENOUGH = 1.5  # of a spot in the event's own sentence
_ELSEWHERE = 0.8  # of a spot in another sentence, after the discount for distance


class Scene(NamedTuple):
    """A document's spots by sentence, its quotations, and what it names without doubt."""

    document: Document
    atlas: Atlas
    spots: tuple[tuple[Spot, ...], ...]
    quoted: tuple[Quotation, ...]
    context: Mapping[str, int]


class Choice(NamedTuple):
    """A spot taken for the place of an event, and why."""

    spot: Spot
    sentence: int
    reasons: tuple[str, ...]


def find_places(
    document: Document, events: Sequence[Event], atlas: Atlas
) -> tuple[tuple[Place, ...], ...]:
    """For each event its places, the best first; more than one where the report lists towns.

    An event without a place has an empty tuple.
    """
    if not events:
        return ()
    scene = open_scene(document, atlas)
    return tuple(
        tuple(
            name_place(document, choice.spot, atlas, scene.context, choice.reasons)
            for choice in _choose(scene, event)
        )
        for event in events
    )


def open_scene(document: Document, atlas: Atlas) -> Scene:
    """Every spot of a document, and the provinces and countries that it names."""
    spots = tuple(
        tuple(_meant(find_spots(document, sentence, atlas), atlas, latin=document.lang == "en"))
        for sentence in document.sentences
    )
    context: Counter[str] = Counter()
    for sentence in spots:
        for spot in sentence:
            context.update(_named_by(spot, atlas))
    return Scene(document, atlas, spots, quotations(document.body), context)


def _meant(spots: tuple[Spot, ...], atlas: Atlas, *, latin: bool) -> Iterator[Spot]:
    """The spots with the places that they can mean; one that can mean none plays no part."""
    for spot in spots:
        ids = meant(spot, atlas, latin=latin)
        lost = bool(spot.ids) and not ids
        yield spot._replace(ids=ids, tail="outlet" if lost else spot.tail)


def _named_by(spot: Spot, atlas: Atlas) -> Iterator[str]:
    rows = [atlas.places[i] for i in spot.ids]
    yield from spot.held
    for row in rows:
        if row.level in (Level.PROVINCE, Level.COUNTRY):
            yield row.id
    if len(rows) == 1:
        yield from filter(None, (rows[0].id, rows[0].province, rows[0].country))


def _choose(scene: Scene, event: Event) -> list[Choice]:
    own = scene.spots[event.sentence]
    holders = {s.within for s in own if s.within is not None and _base(s)[0] > 0}
    scored = [
        (_score(scene, event, spot, holds=number in holders), number)
        for number, spot in enumerate(own)
    ]
    if scored:
        (score, reasons), number = max(scored, key=lambda s: (s[0][0], -s[1]))
        if score >= _ENOUGH:
            return [
                Choice(own[n], event.sentence, reasons if n == number else ("listed with it",))
                for n in _listed(own, number)
            ]
    return _elsewhere(scene, event)


def _base(spot: Spot) -> tuple[float, tuple[str, ...]]:
    """What the words around a spot say by themselves."""
    code = next((c for c in spot.codes if c in _UNDOING), spot.codes[0] if spot.codes else "")
    score = _CODES.get(code, _BARE if spot.ids or spot.held else 0.0) + _TAILS[spot.tail]
    if code == "of" and spot.level:
        score += 0.5
    reasons = tuple(
        r for r in (code and f"word before: {code}", spot.tail and f"after: {spot.tail}") if r
    )
    return score, reasons


def _score(scene: Scene, event: Event, spot: Spot, *, holds: bool) -> tuple[float, tuple[str, ...]]:
    score, reasons = _base(spot)
    if spot.reach == event.hit.end + 1 and not spot.codes:
        score, reasons = score - _BARE + _OBJECT, (*reasons, "object of the event")
    if event.clause[0] <= spot.start < event.clause[1]:
        score, reasons = score + _CLAUSE, (*reasons, "same clause")
    gap = max(spot.start - event.hit.end, event.hit.start - spot.end, 0)
    score += max(gap * _PER_CHARACTER, _FARTHEST)
    score += _AFTER * (spot.start >= event.hit.end)
    score += _PAUSED * _comma_between(scene.document, event, spot)
    if holds:
        score += _HOLDS
    if _quoted_apart(scene, event, spot):
        score += _QUOTED
    level = level_of(spot, scene.atlas)
    score += _LEVELS.get(level, 0.0)
    if not spot.codes and spot.reach != event.hit.end + 1 and level is Level.COUNTRY:
        score += _LEVELS[level]
    return score, reasons


def level_of(spot: Spot, atlas: Atlas) -> Level:
    """What sort of place a spot names, before it is settled which."""
    if spot.level:
        return spot.level
    levels = {atlas.places[i].level for i in spot.ids}
    return next((level for level in _SORTS if level in levels), Level.CITY)


def _comma_between(document: Document, event: Event, spot: Spot) -> bool:
    first, last = sorted([(event.hit.start, event.hit.end), (spot.start, spot.end)])
    left, right = document.folded.original(first[1] - 1), document.folded.original(last[0])
    return any(mark in document.body[left:right] for mark in ",،;")


def _quoted_apart(scene: Scene, event: Event, spot: Spot) -> bool:
    document = scene.document
    at = document.span(spot.start, spot.end).start
    trigger = document.span(event.hit.start, event.hit.end).start
    return any(q.start <= at < q.end and not q.start <= trigger < q.end for q in scene.quoted)


def _listed(spots: tuple[Spot, ...], number: int) -> list[int]:
    """The spots of the list that a spot belongs to, itself first."""
    members = {number}
    for other, spot in enumerate(spots):
        if spot.listed in members:
            members.add(other)
    first = number
    while (before := spots[first].listed) is not None:
        members.add(before)
        first = before
    return [number, *sorted(members - {number})]


def _elsewhere(scene: Scene, event: Event) -> list[Choice]:
    """The place that the rest of the report gives an event whose own sentence names none."""
    best: tuple[float, Choice] | None = None
    seen = Counter(i for spots in scene.spots for s in spots for i in s.ids)
    for index, spots in enumerate(scene.spots):
        away = index - event.sentence
        for spot in spots if away else ():
            base, reasons = _base(spot)
            if not (spot.ids or spot.held) or spot.tail == "outlet":
                continue
            score = base - (0.3 * -away if away < 0 else 0.5 * away)
            score += 0.5 * min(sum(seen[i] for i in spot.ids), 4)
            score += 2 * _LEVELS.get(level_of(spot, scene.atlas), 0.0)
            if score >= _ELSEWHERE and (best is None or score > best[0]):
                best = score, Choice(spot, index, (*reasons, "named in another sentence"))
    return [best[1]] if best else []
