"""Towns, provinces, the country and sources as a page names them, in its own language.

Invariant: a name stands for what was coded and replaces no word of a report; what has no name in a
language is called what it is called elsewhere.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crosstally.packs.gazetteer import Country
from crosstally.publish.geography import geography
from crosstally.records import Level, Place, Source

_VIA = " via "  # between who is quoted and the source that quotes them (`linking/resolve`)


class Names(NamedTuple):
    """Names by id: of towns, provinces and the country in Persian, of sources."""

    towns: Mapping[str, str]
    provinces: Mapping[str, str]
    sources: Mapping[str, str]

    def place(self, place: Place, lang: str) -> str:
        """The town, or what stands for one, where a place was found."""
        if place.city_id is not None and place.city is not None:
            return (self.towns.get(place.city_id) if lang == "fa" else None) or place.city
        if place.province is not None and place.id in self.provinces:
            return self.province(place.province, lang)
        if place.level is Level.COUNTRY and place.country is not None:
            return self.province(place.country, lang)
        return place.name

    def province(self, name: str, lang: str) -> str:
        """A province, or the country, by its English name."""
        return self.provinces.get(name, name) if lang == "fa" else name

    def asserter(self, told: str) -> str:
        """A source by its name, with whoever it quotes before it."""
        quoted, via, source = told.rpartition(_VIA)
        return f"{quoted} · {self.sources.get(source, source)}" if via else self.source(told)

    def source(self, name: str) -> str:
        """A source by its id."""
        return self.sources.get(name, name)


def names_of(country: Country, sources: Iterable[Source]) -> Names:
    """The names that a country pack and a desk's settings give."""
    known = geography(country)
    provinces = {one.name: one.name_fa for one in known.provinces}
    whole = [one.names for one in country.places if one.id == country.code]
    persian = [name.text for names in whole for name in names if name.language == "fa"]
    if persian:
        provinces[country.name] = persian[0]
    return Names(
        towns={one.id: one.name_fa for one in known.towns if one.name_fa},
        provinces=provinces | {one.code: one.name_fa for one in known.provinces},
        sources={str(one.id): one.name for one in sources},
    )
