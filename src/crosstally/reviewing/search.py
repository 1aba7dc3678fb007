"""Filters and search in folded text, fast at 100,000 incidents.

Invariant: what is found is what a scan of every folded text would find; Persian and Arabic
spellings, digits and marks find one another as in `text/fold`.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.records import Incident, Kind, Record
from crosstally.reviewing.standing import State, died
from crosstally.text.fold import fold, fold_phrase

Chosen = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
READ = 20_000  # characters read of a report, as linking reads for copies
_QUOTED = re.compile('"([^"]+)"|«([^»]+)»|“([^”]+)”')
_LAST = "\U0010ffff"


class Filter(Record, frozen=True, kw_only=True):
    """What the reader wants to see; an empty or absent part narrows nothing.

    `text` is words: all must stand in the incident's texts, the last one may be a beginning;
    "words in quotation marks" stand together. An incident's id finds it.
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


class Index(NamedTuple):
    """A desk's incidents as columns, in the order of their ids, and where each word stands.

    `words` are in order; word `n` stands in the incidents `found[starts[n]:starts[n + 1]]`. `named`
    holds the incidents of each value of a facet ("source", "bbc").
    """

    ids: tuple[str, ...]
    place: Mapping[str, int]
    texts: tuple[str, ...]
    words: tuple[str, ...]
    starts: npt.NDArray[np.int64]
    found: Numbers
    named: Mapping[tuple[str, str], Numbers]
    days: Numbers
    origins: Numbers
    deaths: Chosen
    counted: Chosen


def index_of(
    incidents: Iterable[Incident],
    texts: Mapping[str, str],
    languages: Mapping[str, str],
) -> Index:
    """The index of a desk's incidents, by id as in `order.queue_of`.

    Args:
        incidents: as the last build gave them.
        texts: title and body of each report, by report id.
        languages: the language of each report, by report id.
    """
    ordered = sorted(incidents, key=lambda one: one.id)
    folded = {name: fold(text[:READ]).text for name, text in texts.items()}
    joined = tuple("\n".join(folded[r] for r in i.reports if r in folded) for i in ordered)
    words, starts, found = _postings(joined)
    unknown = (1, 0)  # no day lies in it
    days = [
        (i.first.toordinal(), (i.last or i.first).toordinal()) if i.first else unknown
        for i in ordered
    ]
    return Index(
        ids=tuple(i.id for i in ordered),
        place={i.id: at for at, i in enumerate(ordered)},
        texts=joined,
        words=words,
        starts=starts,
        found=found,
        named=_facets(ordered, languages),
        days=np.array(days, dtype=np.int32).reshape(-1, 2),
        origins=np.array([i.independent for i in ordered], dtype=np.int32),
        deaths=np.array([died(i) for i in ordered], dtype=np.bool_),
        counted=np.array([i.counts for i in ordered], dtype=np.bool_),
    )


def matching(index: Index, wanted: Filter, states: Mapping[str, State]) -> Chosen:
    """Which incidents fit, as a mask in the index's order (for `order.top`).

    Args:
        index: the desk's index.
        wanted: the filter.
        states: the state of each judged incident, by id; others are `machine`.
    """
    mask = np.ones(len(index.ids), dtype=np.bool_)
    rows: tuple[tuple[str, Sequence[str]], ...] = (
        ("kind", wanted.kinds), ("province", wanted.provinces), ("city", wanted.cities),
        ("source", wanted.sources), ("language", wanted.languages),
    )  # fmt: skip
    for facet, values in rows:
        if values:
            mask &= _any_of(index, facet, values)
    if wanted.first is not None:
        mask &= index.days[:, 1] >= wanted.first.toordinal()
    if wanted.last is not None:
        last = wanted.last.toordinal()
        mask &= (index.days[:, 0] <= last) & (index.days[:, 1] > 0)
    if wanted.origins > 0:
        mask &= index.origins >= wanted.origins
    if wanted.deaths:
        mask &= index.deaths
    if wanted.counted:
        mask &= index.counted
    if wanted.states:
        mask &= _in_states(index, wanted.states, states)
    return mask & _telling(index, wanted.text) if wanted.text.strip() else mask


def values_of(index: Index, facet: str) -> tuple[tuple[str, int], ...]:
    """The values of a facet (kind, province, city, source, language) and how many have each."""
    rows = [(name, len(found)) for (kind, name), found in index.named.items() if kind == facet]
    return tuple(sorted(rows, key=lambda row: (-row[1], row[0])))


def _postings(
    joined: Sequence[str],
) -> tuple[tuple[str, ...], npt.NDArray[np.int64], Numbers]:
    """The words of all texts in order, and for each the texts that hold it."""
    known: dict[str, int] = {}
    codes: list[npt.NDArray[np.int64]] = []
    for text in joined:
        own = [known.setdefault(word, len(known)) for word in sorted(set(text.split()))]
        codes.append(np.array(own, dtype=np.int64))
    words = sorted(known)
    rank = np.zeros(len(words), dtype=np.int64)
    rank[[known[word] for word in words]] = np.arange(len(words))
    sizes = [len(own) for own in codes]
    ranks = rank[np.concatenate(codes)] if codes else np.zeros(0, dtype=np.int64)
    order = np.argsort(ranks, kind="stable")
    holders = np.repeat(np.arange(len(joined), dtype=np.int32), sizes)[order]
    starts = np.searchsorted(ranks[order], np.arange(len(words) + 1))
    return tuple(words), starts.astype(np.int64), holders


def _facets(
    ordered: Sequence[Incident], languages: Mapping[str, str]
) -> Mapping[tuple[str, str], Numbers]:
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, incident in enumerate(ordered):
        place = incident.place.value if incident.place is not None else None
        rows["kind", incident.kind.value].append(at)
        if place is not None and place.province:
            rows["province", place.province].append(at)
        if place is not None and place.city:
            rows["city", place.city].append(at)
        for source in incident.sources:
            rows["source", source].append(at)
        for lang in sorted({languages[r] for r in incident.reports if languages.get(r)}):
            rows["language", lang].append(at)
    return {name: np.array(at, dtype=np.int32) for name, at in rows.items()}


def _any_of(index: Index, facet: str, values: Iterable[str]) -> Chosen:
    mask = np.zeros(len(index.ids), dtype=np.bool_)
    for value in values:
        if (facet, str(value)) in index.named:
            mask[index.named[facet, str(value)]] = True
    return mask


def _in_states(index: Index, wanted: Sequence[State], states: Mapping[str, State]) -> Chosen:
    mask = np.full(len(index.ids), State.MACHINE in wanted, dtype=np.bool_)
    for name, state in states.items():
        at = index.place.get(name)
        if at is not None:
            mask[at] = state in wanted
    return mask


def _telling(index: Index, text: str) -> Chosen:
    """The incidents whose texts hold all words, and the quoted ones side by side."""
    mask = np.zeros(len(index.ids), dtype=np.bool_)
    at = index.place.get(text.strip())
    if at is not None:
        mask[at] = True
        return mask
    phrases = [fold_phrase("".join(parts)) for parts in _QUOTED.findall(text)]
    phrases = [phrase for phrase in phrases if phrase.strip()]
    rest = fold_phrase(_QUOTED.sub(" ", text)).split()
    beginning = rest.pop() if rest and not text[-1].isspace() and text[-1] not in '"»”' else ""
    mask[:] = True
    for word in (*rest, *(word for phrase in phrases for word in phrase.split())):
        mask &= _holding(index, word, word + "\0")
    if beginning:
        mask &= _holding(index, beginning, beginning + _LAST)
    for phrase in phrases:
        places = np.flatnonzero(mask)
        mask[places] = [phrase in index.texts[one] for one in places.tolist()]
    return mask


def _holding(index: Index, low: str, high: str) -> Chosen:
    """The incidents that hold a word from `low` up to but not `high`."""
    mask = np.zeros(len(index.ids), dtype=np.bool_)
    first, last = bisect_left(index.words, low), bisect_left(index.words, high)
    mask[index.found[index.starts[first] : index.starts[last]]] = True
    return mask
