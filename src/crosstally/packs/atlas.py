"""Country packs laid on one another for coding: places by id, and their names as terms.

Invariant: a name stands once, with every place that bears it, in the order of the packs; the first
pack is the desk's own country and wins over the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from crosstally.packs.gazetteer import Country, PlaceRow, merged, names
from crosstally.packs.language import Term
from crosstally.records import Level, PlaceId

# Whose names are met in texts of a language: Arabic writes many Iranian towns as Persian does.
READ_IN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"en": ("en",), "fa": ("fa", "ckb"), "ar": ("ar", "fa"), "ckb": ("ckb", "fa")}
)
PREFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType({"ar": ("ب", "و", "ل")})
SHORTEST = 3  # in Latin: two letters (NY, or) are looked up behind a comma, never searched for


class Atlas(NamedTuple):
    """The places of several packs.

    `home` is the code of the first pack; `short` gives provinces by their two-letter names;
    `capitals` are the towns of governments; `counties` the countries whose packs list counties,
    where a county may be called by its town's name.
    """

    places: Mapping[PlaceId, PlaceRow]
    home: str | None
    short: Mapping[str, PlaceId]
    capitals: frozenset[PlaceId]
    counties: frozenset[str]


def open_atlas(countries: Sequence[Country]) -> Atlas:
    """The packs on one another, the desk's own first."""
    places = merged(countries)
    short = {
        name.text: place.id
        for place in places.values()
        if place.level is Level.PROVINCE
        for name in place.names
        if len(name.text) < SHORTEST
    }
    capitals = {PlaceId(row["capital"]) for c in countries for row in c.tables.get("countries", ())}
    counties = {p.country for p in places.values() if p.level is Level.COUNTY and p.country}
    home = countries[0].code if countries else None
    return Atlas(places, home, short, frozenset(capitals), frozenset(counties))


def place_terms(countries: Sequence[Country], lang: str) -> Iterator[Term]:
    """A term of sort `place` for each name met in texts of a language.

    Its code holds the ids of all places of that name, its row's `cue` a 1 for each that counts only
    with a cue beside it, `prefix` how many letters before the name belong to another word; all
    parted by blanks.
    """
    found: dict[tuple[str, int], dict[PlaceId, bool]] = {}
    known: set[PlaceId] = set()
    for country in countries:
        for phrase, language, place, cue in names(country):
            if place in known:
                continue  # an earlier pack has the place, with its own names and corrections
            if language not in READ_IN.get(lang, (lang,)):
                continue
            if len(phrase) < SHORTEST + (2 if language == "en" else 1):
                continue
            _add(found, (phrase, 0), place, cue=cue)
            for letter in PREFIXES.get(lang, ()) if not cue else ():
                _add(found, (f" {letter}{phrase[1:]}", 1), place, cue=cue)
        known.update(place.id for place in country.places)
    for (phrase, prefix), ids in found.items():
        cues = " ".join("1" if cue else "0" for cue in ids.values())
        yield Term(phrase, "place", " ".join(ids), {"cue": cues, "prefix": str(prefix)})


def _add(
    found: dict[tuple[str, int], dict[PlaceId, bool]],
    key: tuple[str, int],
    place: PlaceId,
    *,
    cue: bool,
) -> None:
    ids = found.setdefault(key, {})
    ids[place] = ids.get(place, True) and cue
