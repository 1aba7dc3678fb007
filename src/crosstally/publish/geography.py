"""A country pack's towns, provinces and outlines, as a map needs them.

Invariant: outlines are for drawing only; a town's province is the one that the pack's table says.
"""

from difflib import SequenceMatcher

from crosstally.packs.gazetteer import Country, PlaceRow, Row
from crosstally.publish.held import Geography, Province, Town
from crosstally.records import Level

NO_OUTLINES = '{"type":"FeatureCollection","features":[]}'

# Rough sounds of Persian letters, enough to tell which of a town's spellings its Latin name means.
_SOUNDS = str.maketrans(
    dict(
        zip(
            "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيآئ",
            "abptsjchkdzrzzsssztz gfgkkglmnvhyyaa",
            strict=True,
        )
    )
    | {"ة": "h", "أ": "a", "إ": "a", "ء": ""}
)
_VOWELS = str.maketrans("", "", "aeiouyāīūōʿ'’- ")


def geography(country: Country) -> Geography:
    """The towns, provinces and outlines of a country pack."""
    supplement = country.tables.get("supplement", ())
    usual = {row.get("id", ""): row for row in supplement if not _is_of_people(row)}
    people = {
        row.get("id", ""): frozenset(one.rstrip("*") for one in row.get("names_fa", "").split("|"))
        for row in supplement if _is_of_people(row)
    }  # fmt: skip
    codes = {
        row.get("code") or row.get("id", ""): row for row in country.tables.get("provinces", ())
    }
    return Geography(
        country=country.code,
        towns=tuple(
            Town(
                id=place.id,
                name=place.name,
                name_fa=_persian(place, usual.get(place.id), people.get(place.id, frozenset())),
                province=place.province,
                lat=place.lat,
                lon=place.lon,
            )
            for place in country.places
            if place.level in (Level.CITY, Level.COUNTY)
        ),
        provinces=tuple(
            Province(
                code=place.id,
                name=place.name,
                name_fa=_persian(place, codes.get(place.id)) or place.name,
                lat=place.lat,
                lon=place.lon,
            )
            for place in country.provinces
            if place.lat is not None and place.lon is not None
        ),
        outlines=(country.outlines or NO_OUTLINES.encode()).decode("utf-8"),
        credits=country.credits,
    )


def _persian(
    place: PlaceRow, usual: Row | None, people: frozenset[str] = frozenset()
) -> str | None:
    """The Persian name to print: the supplement's first, else the one that sounds like `name`.

    What the town's people are called ("یزدی") finds it in a text, and is not its name.
    """
    row = usual or {}
    first = row.get("name_fa") or row.get("names_fa", "").split("|")[0]
    if first:
        return first.rstrip("*")  # which says that a text needs a cue to mean the place
    names = [one for one in place.names if one.language == "fa" and one.text not in people]
    told = [one.text for one in names if not one.cue] or [one.text for one in names]
    told = [one for one in told if not one.startswith(("استان ", "شهرستان "))] or told
    if len(told) < 2:
        return told[0] if told else None
    return max(told, key=lambda text: (_alike(text, place.name), text))


def _is_of_people(row: Row) -> bool:
    """Whether a row of the supplement holds what a town's people are called."""
    return row.get("note") == "its people"


def _alike(persian: str, latin: str) -> float:
    one = persian.translate(_SOUNDS).translate(_VOWELS)
    return SequenceMatcher(None, one, latin.lower().translate(_VOWELS)).ratio()
