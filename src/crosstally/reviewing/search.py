"""Filters and search in folded text, fast at 100,000 incidents.

Invariant: what is found is what a scan of every folded text would find; Persian and Arabic
spellings, digits and marks find one another as in `text/fold`.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from crosstally.records import Incident, Kind, Record
from crosstally.reviewing.standing import State

Chosen = npt.NDArray[np.bool_]


class Filter(Record, frozen=True, kw_only=True):
    """What the reader wants to see; an empty or absent part narrows nothing.

    `text` is words: all must stand in the incident's texts, the last one may be a beginning;
    "words in quotation marks" stand together.
    """

    text: str = ""
    kinds: tuple[Kind, ...] = ()
    states: tuple[State, ...] = ()
    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    origins: int = 0
    deaths: bool = False
    counted: bool = False


class Index:
    """An index of incidents. Made by `index_of`; `states` may be set anew as judgements come in."""


def index_of(
    incidents: Iterable[Incident],
    texts: Mapping[str, str],
    languages: Mapping[str, str],
) -> Index:
    """The index of a desk's incidents, in the order given (that of `queue_of`: by id).

    Args:
        incidents: as the last build gave them.
        texts: title and body of each report, by report id.
        languages: the language of each report, by report id.
    """
    raise NotImplementedError


def matching(index: Index, wanted: Filter, states: Mapping[str, State]) -> Chosen:
    """Which incidents fit, as a mask in the index's order (for `order.top`).

    Args:
        index: the desk's index.
        wanted: the filter.
        states: the state of each judged incident, by id; others are `machine`.
    """
    raise NotImplementedError
