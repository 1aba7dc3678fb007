"""How the places of a sentence belong together: one within another, or in a list.

Invariant: a spot lies within, or follows in a list, a spot of its own sentence and no other.
"""

import re
from collections.abc import Sequence
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.where.spots import COMMA, JOIN, SHORT, Spot, between, is_behind
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, PlaceId


def tie_spots(
    document: Document, sentence: Sentence, spots: Sequence[Spot], atlas: Atlas
) -> tuple[Spot, ...]:
    """The spots of a sentence with what they lie within and which list they belong to."""
    out: list[Spot] = []
    for number, spot in enumerate(spots):
        end = document.folded.original(spot.whole[1] - 1) + 1
        short = SHORT.match(document.body, end)
        if short and short.group(1) in atlas.short:
            spot = spot._replace(held=(*spot.held, atlas.short[short.group(1)]))
        if number and "land" not in spot.codes:
            before = out[-1]
            gap = between(document, before, spot)
            more = number + 1 < len(spots) and _goes_on(document, spot, spots[number + 1])
            tie = _tie(gap, before, spot, atlas, more=more and _may_be_town(spot, atlas))
            if tie == "within":
                out[-1] = before._replace(within=number)
            elif tie == "holds":
                spot = spot._replace(within=number - 1)
            elif tie == "list" or _shares_the_verb(document, sentence, before, spot, gap):
                spot = spot._replace(listed=number - 1, codes=spot.codes or before.codes)
        out.append(spot)
    return tuple(out)


_PARTS: Final = (
    r"(?:(?:the|an?|its|capital|city|town|village|[Dd]istrict|[Aa]rea|region|suburbs?|sector"
    r"|neighbou?rhood|[Pp]rovince|[Cc]ity|[Cc]ounty|part|section|quarter|headquarters|local"
    r"|government|northern|southern|eastern|western|central|north|south|east|west|mainly|state) )"
)
_IN: Final = re.compile(
    rf",? {_PARTS}{{0,4}}(?:in|of) {_PARTS}{{0,4}}"
    r"| (?:در|في)(?: \w+){0,2} | (?:استان|محافظة|شهر|مدينة) "
)
_OF: Final = re.compile(
    r"['’]s?(?: [\w-]+){0,5},? |(?: [\w-]+){0,3} (?:cit(?:y|ies)|towns?|villages?|provinces?|capital"
    r"|districts?|suburbs?|regions?|states?|port|islands?|neighbou?rhoods?|areas?|settlements?|enclave|borough|slum|section|stronghold) of "
    r"| (?:capital|city|town|village|suburb|port) "
)


# A second crowd and its town without a verb of their own: "steel workers in Ahvaz struck for 38
# days and sugar workers in Haft Tappeh for 28 days".
_SECOND: Final = re.compile(r".* (?:and|و) (?P<crowd>[\w -]{3,40}) (?:in|at|در) ", re.DOTALL)
_NO_VERB: Final = re.compile(r"(?: for [\w ]{1,20})?\s*(?:[.;,]|$)")


def _shares_the_verb(
    document: Document, sentence: Sentence, before: Spot, spot: Spot, gap: str
) -> bool:
    """Whether a place belongs to a second crowd that does what the first does."""
    found = _SECOND.fullmatch(gap)
    if found is None or not is_behind(before) or not is_behind(spot):
        return False
    at = document.folded.original(before.whole[1] - 1) + 1
    low, high = at + found.start("crowd"), at + found.end("crowd")
    groups = (document.span(hit.start, hit.end) for hit in sentence.of("groups"))
    if not any(low <= span.start and span.end == high for span in groups):
        return False
    end = document.folded.original(spot.whole[1] - 1) + 1
    return document.lang != "en" or _NO_VERB.match(document.body, end) is not None


def _goes_on(document: Document, spot: Spot, after: Spot) -> bool:
    """Whether the next spot stands behind no more than a comma or an "and"."""
    gap = between(document, spot, after)
    return bool(COMMA.fullmatch(gap) or JOIN.fullmatch(gap))


def _may_be_town(spot: Spot, atlas: Atlas) -> bool:
    return spot.level is None and any(atlas.places[i].level is Level.CITY for i in spot.ids)


def _tie(gap: str, before: Spot, spot: Spot, atlas: Atlas, *, more: bool) -> str:
    """How two neighbouring spots belong together; `more` tells of a list that goes on."""
    if JOIN.fullmatch(gap):
        return "list"
    if COMMA.fullmatch(gap):
        comma = gap.strip().startswith("،") or more
        return "list" if comma or not _wider(before, spot, atlas) else "within"
    if before.tail != "noun" and _OF.fullmatch(gap):
        return "holds"
    if _IN.fullmatch(gap) or (gap.isspace() and _wider(before, spot, atlas)):
        return "within"
    return ""


_WIDE: Final = (Level.PROVINCE, Level.COUNTRY)


def _wider(small: Spot, large: Spot, atlas: Atlas) -> bool:
    """Whether the second of two names stands for what the first lies in: "Karaj, Alborz"."""
    if large.level in _WIDE:
        return True
    if not small.ids:
        return bool(large.ids)
    if large.ids and all(atlas.places[i].level in _WIDE for i in large.ids):
        return any(atlas.places[i].level not in _WIDE for i in small.ids)
    around = {of for i in small.ids for of in _around(i, atlas)}
    return not around.isdisjoint(large.ids)


def _around(place: PlaceId, atlas: Atlas) -> tuple[str | None, ...]:
    row = atlas.places[place]
    return row.province, row.country, row.parent
