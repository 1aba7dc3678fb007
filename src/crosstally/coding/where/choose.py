"""Where an event took place: one choice with its reasons, and the rivals that were not chosen.

Invariant: a place is named in the body, in the event's sentence or in another one of the report; no
town is given where none is said. Weights are hand-set on the development halves of the location
sets; moving any of them by half a point moves the scores by less than one in a hundred.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.where.heads import heads_of, same_line, stand_alone
from crosstally.coding.where.homonyms import meant, name_place, rank
from crosstally.coding.where.spots import Spot, find_spots, is_behind
from crosstally.coding.where.ties import tie_spots
from crosstally.coding.where.town import Town, find_town
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, Place

# What the word before a name says of its being the place of the event.
_CODES: Final[Mapping[str, float]] = MappingProxyType(
    {
        "in": 4.0, "at": 4.0, "of": 3.5, "on": 2.0, "between": 2.5, "including": 2.5, "object": 2.5, "onto": 2.5, "to": 1.0, "group": 2.5, "belonging": 1.5, "from": -1.5,
        "office": -1.5, "said": -2.5, "direction": -2.5, "address": 3.0, "land": 3.0, "solidarity": -4.0,
    }
)  # fmt: skip
_TAILS: Final[Mapping[str, float]] = MappingProxyType(
    {"noun": 2.5, "tail": -0.5, "outlet": -6.0, "name": -3.0, "": 0.0}
)
_LEVELS: Final[Mapping[Level, float]] = MappingProxyType(
    {Level.COUNTRY: -1.5, Level.PROVINCE: -0.7, Level.SITE: 0.3}
)
_SORTS: Final = (
    Level.COUNTRY, Level.CITY, Level.PROVINCE, Level.SITE, Level.NEIGHBOURHOOD, Level.COUNTY,
)  # fmt: skip
_UNDOING: Final = ("direction", "office", "solidarity", "said")  # hold also behind "the city of"
_COURT_IN: Final = ("in", "office")  # "clerks of the court in Yasuj"
_BARE: Final = 0.8  # a known name with no word before it that says what it does there
# the same where a name follows its noun without a word between: Persian, Arabic
_BARE_HERE: Final = 1.2
_OBJECT: Final = 3.5  # "patrolled Baghdad", "stormed the village of …"
_ATTACHED: Final = 1.5  # "protest in Dorud", "strike of the workers of Haft Tappeh"
_HOLDS: Final = -3.0  # the name of what another spot lies in
_ADJECTIVE: Final = -3.0  # a country before its people or its offices
_KNOWN_NOUN: Final = -2.0  # a noun makes an unknown name a place; of a known one it says little
_CLAUSE: Final = 1.5
_RESUMED: Final = -4.0  # "in Rasht, where hundreds gathered, and in Qazvin": of those in Rasht
_PER_CHARACTER: Final = -1 / 75
_FARTHEST: Final = -2.0
_AFTER: Final = 1.3
_PAUSED: Final = -1.3  # a comma or an "and" between the event and the name
_PAUSED_HERE: Final = -0.6  # the same in Persian and Arabic
_HEAD: Final = 5.5  # "Karaj: crowds chanted"
_OTHER_LINE: Final = -2.5  # a line ends between the event and the name
_QUOTED: Final = -4.0
_ENOUGH: Final = 1.5  # of a spot in the event's own sentence
# sentences back that a place said there still holds; at 4 recaps mix their towns up
_BACK: Final = 2
_STRONG: Final = 3.5  # of a spot that holds for the sentences behind it
_VOTES: Final = 0.5  # for the town of a report to be an event's: named once, by whatever word
_SURE: Final = 3.0  # for it to stand for the province that a sentence names
_WIDE: Final = (Level.COUNTRY, Level.PROVINCE)
_FINE: Final = (Level.SITE, Level.NEIGHBOURHOOD)
_OFFICES: Final = ("office", "ministry", "parliament", "court", "embassy", "plant")  # act from afar
_WHERE: Final = re.compile(
    r"[,،]? (?:where|که در آن|حيث) [^,،]*[,،] (?:and|و) ?(?:in |at |در |في )?$"
)
_WHERES: Final = ("where", "که در آن", "حيث")  # looked for first, which is cheap
_WORD: Final = 12  # characters of ", where" before the clause that it opens
_PAUSE: Final = re.compile("[,،;]| and ")


class Scene(NamedTuple):
    """A document's spots by sentence, and what it names without doubt."""

    document: Document
    atlas: Atlas
    spots: tuple[tuple[Spot, ...], ...]
    context: Mapping[str, int]
    town: Town | None
    bare: float
    heads: tuple[frozenset[int], ...]


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
    scene = open_scene(document, {event.sentence for event in events}, atlas)
    town = rank(scene.town.spot, atlas, scene.context)[0] if scene.town else None
    return tuple(
        tuple(
            name_place(document, choice.spot, atlas, scene.context, choice.reasons, town)
            for choice in _choose(scene, event)
        )
        for event in events
    )


def open_scene(document: Document, told: Collection[int], atlas: Atlas) -> Scene:
    """The spots of a document, and the provinces and countries that it names.

    Names that no pack knows are looked for only in the sentences `told`, those with an event.
    """
    latin = document.lang == "en"
    spots = tuple(
        tuple(_meant(_spots(document, sentence, atlas), atlas, latin=latin))
        if number in told or "place" in sentence.tables
        else ()
        for number, sentence in enumerate(document.sentences)
    )
    if latin and not _at_home(spots, atlas):
        spots = tuple(tuple(s for s in part if "land" not in s.codes) for part in spots)
    context = Counter(name for part in spots for spot in part for name in _named_by(spot, atlas))
    town = find_town(document, spots, atlas, _CODES)
    bare = _BARE if latin else _BARE_HERE
    heads = tuple(
        heads_of(document, sentence, part, latin=latin) if part else frozenset[int]()
        for sentence, part in zip(document.sentences, spots, strict=True)
    )
    return Scene(document, atlas, spots, context, town, bare, heads)


def _spots(document: Document, sentence: Sentence, atlas: Atlas) -> tuple[Spot, ...]:
    return tie_spots(document, sentence, find_spots(document, sentence, atlas), atlas)


def _at_home(spots: tuple[tuple[Spot, ...], ...], atlas: Atlas) -> bool:
    """Whether a report names the desk's own country or a place in it."""
    ids = {i for part in spots for spot in part for i in spot.ids}
    return any(atlas.places[i].country == atlas.home for i in ids)


def _meant(spots: tuple[Spot, ...], atlas: Atlas, *, latin: bool) -> Iterator[Spot]:
    """The spots with the places that they can mean; one that can mean none plays no part."""
    for spot in spots:
        ids = meant(spot, atlas, latin=latin)
        if ids == spot.ids:
            yield spot
        elif latin and not ids and spot.tail == "noun" and is_behind(spot):
            yield spot._replace(ids=ids)
        else:
            yield spot._replace(ids=ids, tail=spot.tail if ids else "outlet")


def _named_by(spot: Spot, atlas: Atlas) -> Iterator[str]:
    if "land" in spot.codes:
        return
    rows = [atlas.places[i] for i in spot.ids]
    yield from spot.held
    for row in rows:
        if row.level in (Level.PROVINCE, Level.COUNTRY):
            yield row.id
    if len(rows) == 1:
        yield from filter(None, (rows[0].id, rows[0].province, rows[0].country))


def _choose(scene: Scene, event: Event) -> list[Choice]:
    own = scene.spots[event.sentence]
    holders = {s.within for s in own if s.within is not None and _base(s, scene.bare)[0] > 0}
    heads = scene.heads[event.sentence]
    scored = [
        (_score(scene, event, spot, holds=number in holders, headed=number in heads), number)
        for number, spot in enumerate(own)
        if spot.ids or spot.tail != "outlet"
    ]
    if scored:
        (score, reasons), number = max(scored, key=lambda s: (s[0][0], -s[1]))
        if number in holders:
            inner = [s for s in scored if own[s[1]].within == number]
            (score, reasons), number = max(inner, key=lambda s: (s[0][0], -s[1]))
        if score >= _ENOUGH and _is_wider(scene, own[number]):
            return _at_town(scene)
        if score >= _ENOUGH:
            return [
                Choice(own[n], event.sentence, reasons if n == number else ("listed with it",))
                for n in _listed(own, number)
            ]
    return _elsewhere(scene, event)


def _base(spot: Spot, bare: float) -> tuple[float, tuple[str, ...]]:
    """What the words around a spot say by themselves."""
    code = spot.codes[0] if spot.codes else ""
    if spot.codes[:2] != _COURT_IN:
        code = next((c for c in spot.codes if c in _UNDOING), code)
    score = _CODES.get(code, bare if spot.ids or spot.held else 0.0) + _TAILS[spot.tail]
    if spot.tail == "noun" and spot.ids:
        score += _KNOWN_NOUN
    if code == "of" and spot.level:
        score += 0.5
    reasons = tuple(
        r for r in (code and f"word before: {code}", spot.tail and f"after: {spot.tail}") if r
    )
    return score, reasons


def _score(
    scene: Scene, event: Event, spot: Spot, *, holds: bool, headed: bool
) -> tuple[float, tuple[str, ...]]:
    score, reasons = _base(spot, scene.bare)
    after = event.hit.start <= spot.reach <= event.hit.end + 1 <= spot.start
    if after and not spot.codes:
        score, reasons = score - scene.bare + _OBJECT, (*reasons, "object of the event")
    elif after:
        score, reasons = score + _ATTACHED, (*reasons, "tied to the event")
    if event.clause[0] <= spot.start < event.clause[1]:
        score, reasons = score + _CLAUSE, (*reasons, "same clause")
    one_line = same_line(scene.document, event, spot)
    if headed and one_line:
        score, reasons = score + _HEAD, (*reasons, "heads the line")
    score += _by_distance(scene, event, spot, one_line=one_line) + _HOLDS * holds
    level = level_of(spot, scene.atlas)
    score += _LEVELS.get(level, 0.0)
    if spot.tail == "tail" and level is Level.COUNTRY:  # "near a U.S. patrol"
        score += _ADJECTIVE
    if not spot.codes and not after and level is Level.COUNTRY:
        score += _LEVELS[level]
    return score, reasons


def _by_distance(scene: Scene, event: Event, spot: Spot, *, one_line: bool) -> float:
    """What it says of a spot how far from the event it stands, and what stands between."""
    here = scene.bare == _BARE_HERE
    gap = max(spot.start - event.hit.end, event.hit.start - spot.end, 0)
    if here:
        gap //= 2  # the verb stands last
    score = max(gap * _PER_CHARACTER, _FARTHEST) + _AFTER * (spot.start >= event.hit.end)
    score += (_PAUSED_HERE if here else _PAUSED) * _pause_between(scene.document, event, spot)
    score += _OTHER_LINE * (not one_line)
    score += _RESUMED * _resumed(scene.document, event, spot)
    return score + _QUOTED * _quoted_apart(scene, event, spot)


def level_of(spot: Spot, atlas: Atlas) -> Level:
    """What sort of place a spot names, before it is settled which."""
    if spot.level:
        return spot.level
    levels = {atlas.places[i].level for i in spot.ids}
    return next((level for level in _SORTS if level in levels), Level.CITY)


def _pause_between(document: Document, event: Event, spot: Spot) -> bool:
    first, last = event.hit.end, spot.start
    if (spot.start, spot.end) < (event.hit.start, event.hit.end):
        first, last = spot.end, event.hit.start
    left, right = document.folded.original(first - 1), document.folded.original(last)
    return _PAUSE.search(document.body, left, right) is not None


def _resumed(document: Document, event: Event, spot: Spot) -> bool:
    """Whether a name goes on with the sentence that a clause of the event ("where") broke off."""
    if event.hit.end > spot.start:
        return False
    start = document.folded.original(event.clause[0])
    before = document.body[max(start - _WORD, 0) : document.folded.original(spot.start)]
    return any(word in before for word in _WHERES) and _WHERE.search(before) is not None


def _quoted_apart(scene: Scene, event: Event, spot: Spot) -> bool:
    if not scene.document.quoted:
        return False
    document = scene.document
    at = document.folded.original(spot.start)
    trigger = document.folded.original(event.hit.start)
    return any(q.start <= at < q.end and not q.start <= trigger < q.end for q in document.quoted)


def _listed(spots: tuple[Spot, ...], number: int) -> list[int]:
    """The spots of the list that a spot belongs to, in the text's order.

    "In Shahreza, Isfahan province, and in Karaj, Alborz" is a list of two.
    """
    inside = {s.within: n for n, s in enumerate(spots) if s.within is not None}
    follows = {
        n: inside.get(s.listed, s.listed) for n, s in enumerate(spots) if s.listed is not None
    }
    members = {number}
    while (before := follows.get(min(members))) is not None and before < min(members):
        members.add(before)
    for other in sorted(follows):
        if follows[other] in members:
            members.add(other)
    return sorted(members)


def _elsewhere(scene: Scene, event: Event) -> list[Choice]:
    """The place that the rest of the report gives an event whose own sentence names none.

    A governor speaks of the town of that office before any that another sentence tells of.
    """
    for spot in scene.spots[event.sentence]:
        if spot.ids and spot.codes[:1] == ("office",) and _is_city(spot, scene.atlas):
            return [Choice(spot, event.sentence, ("word before: office",))]
    if head := _head_before(scene, event):
        return [head]
    for index in range(event.sentence - 1, max(event.sentence - 1 - _BACK, -1), -1):
        strong = [s for s in scene.spots[index] if s.ids and _base(s, scene.bare)[0] >= _STRONG]
        strong = [s for s in strong if level_of(s, scene.atlas) not in _WIDE]
        if strong:
            reasons = (*_base(strong[-1], scene.bare)[1], "named just before")
            number = scene.spots[index].index(strong[-1])
            listed = [scene.spots[index][n] for n in _listed(scene.spots[index], number)]
            return [Choice(spot, index, reasons) for spot in listed]
    if roster := _roster(scene):
        return roster
    if scene.town and scene.town.votes >= _VOTES:
        return _at_town(scene)
    return _lone(scene) or _at_home_land(scene)


def _at_home_land(scene: Scene) -> list[Choice]:
    """The desk's own country, where a report names no place but that."""
    named = ((n, s) for n, part in enumerate(scene.spots) for s in part)
    home = next(((n, s) for n, s in named if scene.atlas.home in s.ids + s.held), None)
    return [Choice(home[1], home[0], ("the country that the report names",))] if home else []


def _lone(scene: Scene) -> list[Choice]:
    """The one list of towns that a report has, or the one site or quarter that it names.

    In English a town in the text has been voted for, and sites of one name lie in many towns.
    """
    if scene.bare != _BARE_HERE:
        return []
    for index, part in enumerate(scene.spots):
        for number, spot in enumerate(part):
            if not spot.ids or spot.tail == "outlet" or _base(spot, scene.bare)[0] <= 0:
                continue
            level = level_of(spot, scene.atlas)
            listed = _listed(part, number)
            if level is Level.CITY and len(listed) > 1:
                return [Choice(part[n], index, ("in the report's list",)) for n in listed]
            row = rank(spot, scene.atlas, scene.context)[0]
            if level in _FINE and row.parent and row.kind not in _OFFICES:
                return [Choice(spot, index, ("the site that the report names",))]
    return []


def _roster(scene: Scene) -> list[Choice]:
    """The towns of lines that hold nothing else: "Teachers rallied today:", a town a line."""
    towns = [
        Choice(part[number], index, ("in a list of towns",))
        for index, part in enumerate(scene.spots)
        if scene.heads[index]
        for number in stand_alone(scene.document, part, scene.heads[index])
        if part[number].ids and level_of(part[number], scene.atlas) is Level.CITY
    ]
    return towns if len(towns) > 1 else []


def _head_before(scene: Scene, event: Event) -> Choice | None:
    """The town that heads the line of an event, in a sentence before."""
    for index in range(event.sentence - 1, -1, -1):
        if not scene.heads[index]:
            continue
        for number in sorted(scene.heads[index], reverse=True):
            spot = scene.spots[index][number]
            if not same_line(scene.document, event, spot):
                return None
            if spot.ids and level_of(spot, scene.atlas) not in _WIDE:
                return Choice(spot, index, ("heads the line",))
    return None


def _is_city(spot: Spot, atlas: Atlas) -> bool:
    return spot.tail != "outlet" and level_of(spot, atlas) is Level.CITY


def _at_town(scene: Scene) -> list[Choice]:
    town = scene.town
    return [Choice(town.spot, town.sentence, ("the report's town",))] if town else []


def _is_wider(scene: Scene, spot: Spot) -> bool:
    """Whether a spot names the province or country that the report's town lies in."""
    if scene.town is None or scene.town.votes < _SURE:
        return False
    level = level_of(spot, scene.atlas)
    if level not in _WIDE:
        return level is Level.COUNTY and not spot.ids  # of a county that no pack knows
    row = rank(scene.town.spot, scene.atlas, scene.context)[0]
    return any(i in (row.province, row.country) for i in spot.ids)
