"""The town that a report is about, for what it tells without saying where.

Invariant: the town is named in the body; the title breaks ties and gives nothing by itself.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from crosstally.coding.document import Document
from crosstally.coding.where.homonyms import is_common, rank
from crosstally.coding.where.spots import Spot
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, PlaceId
from crosstally.text.fold import fold

# What follows a town in a dateline: a state, an outlet in brackets, a dash.
_DATELINE: Final = re.compile(
    r"(?:[,،] ?[\w. ]{2,25})?\s*(?:\([^)\n]{2,40}\))?\s*(?:[—–-]{1,2}|[:])\s"
)
_LETTER: Final = re.compile(r"\w")
# characters from a line's start that may come before a dateline ("By A. Reporter, ")
_NEAR: Final = 200

# In votes. A dateline tells where it was written: the capital's tells little.
_BY_DATELINE: Final = 3.0
_BY_CAPITAL_DATELINE: Final = 0.5
_BY_TITLE: Final = 2.0
_BY_OFFICE: Final = 1.5  # "Wichita police"
_BY_PLACE: Final = 1.5  # "in Wichita"
_BY_NAME: Final = 0.5
_PLACED: Final = 2.5  # what a word before a name weighs at least that places it
_MOST: Final = 3  # times that one sort of naming counts


_WIDE: Final = (Level.COUNTY, Level.PROVINCE, Level.COUNTRY)


class Town(NamedTuple):
    """The town of a report: the spot that names it best, and the votes for it."""

    spot: Spot
    sentence: int
    votes: float


def find_town(
    document: Document,
    spots: tuple[tuple[Spot, ...], ...],
    atlas: Atlas,
    weights: Mapping[str, float],
) -> Town | None:
    """The town that most of the report points to, or None where it names none.

    Args:
        document: the report.
        spots: the places it names, by sentence.
        atlas: the packs.
        weights: what the word before a name is worth, by code.
    """
    title = fold(document.title).text if document.title else ""
    votes: dict[tuple[PlaceId, ...], dict[str, float]] = {}
    named: dict[tuple[PlaceId, ...], tuple[Spot, int]] = {}
    for index, sentence in enumerate(spots):
        for number, spot in enumerate(sentence):
            if _heads_list(sentence, number) or not _is_town(spot, atlas, weights):
                continue
            sort, worth = _vote(document, spot, atlas, weights)
            tally = votes.setdefault(spot.ids, {})
            tally[sort] = min(tally.get(sort, 0.0) + worth, _MOST * worth)
            name = document.folded.text[spot.start : spot.end]
            tally["title"] = _BY_TITLE if f" {name} " in title else 0.0
            named.setdefault(spot.ids, (spot, index))
    towns = [Town(*first, sum(votes[ids].values())) for ids, first in named.items()]
    own = [t for t in towns if not is_common(rank(t.spot, atlas, {})[0], t.spot)]
    return max(own or towns, key=lambda t: (t.votes, -t.spot.start), default=None)


def _heads_list(spots: tuple[Spot, ...], number: int) -> bool:
    """Whether two more are listed behind a name: of several towns none is the report's."""
    after = spots[number + 1 : number + 3]
    return len(after) == 2 and [s.listed for s in after] == [number, number + 1]


def _is_town(spot: Spot, atlas: Atlas, weights: Mapping[str, float]) -> bool:
    if not spot.ids or spot.tail == "outlet" or spot.level in _WIDE:
        return False
    if spot.codes and weights.get(spot.codes[0], 0.0) < 0 and spot.codes[0] != "office":
        return False
    if spot.listed is not None:
        return False
    row = rank(spot, atlas, {})[0]
    if row.level is Level.CITY:
        return True
    placed = bool(spot.codes) and weights.get(spot.codes[0], 0.0) >= _PLACED
    return row.parent is not None and placed  # an office by its bare name may act from afar


def _vote(
    document: Document, spot: Spot, atlas: Atlas, weights: Mapping[str, float]
) -> tuple[str, float]:
    body = document.body
    start, end = document.folded.place(spot.start, spot.end)
    low = max(start - _NEAR, 0)
    low = max(body.rfind("\n", low, start) + 1, low)
    if _LETTER.search(body, low, start) is None and _DATELINE.match(body, end):
        capital = any(i in atlas.capitals for i in spot.ids)
        return "dateline", _BY_CAPITAL_DATELINE if capital else _BY_DATELINE
    if spot.codes and weights.get(spot.codes[0], 0.0) >= _PLACED:
        return "place", _BY_PLACE
    office = spot.tail == "tail" or "office" in spot.codes
    return ("office", _BY_OFFICE) if office else ("name", _BY_NAME)
