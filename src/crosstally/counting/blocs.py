"""Sources that confirm one another far more than anybody else confirms them: one voice.

Invariant: blocs follow from who told of what, never from who is who: renaming the sources renames
the blocs; no bloc holds more than the rule's share of the sources.

Whoever owns several sources can let them confirm what never happened. Each looks like a witness; what
gives them away is that they are alone. Let B be a set of voices. Of a week's incidents that two voices
or more tell, x are told by voices of B only, o by two or more of B and others beside, n₁ by one of B,
and N_t by t voices of which none is of B. If B is like the rest, its voices are ω times as often heard
as those of the rest, with ω = n₁ / Σ t·N_t, and one expects E = Σ ω^t N_t incidents for x. By the week,
because a source may have looked at one week only. B is a bloc where, all weeks together, x exceeds E
by `deviations` standard errors and o by `margin` of them: what two of B tell is then told, more often
than not, by nobody else, though others are there to tell it.

The idea is that of copy detection in truth discovery (Dong, Berti-Equille and Srivastava, VLDB 2009):
sources that share what nobody else says are not independent. There is no truth here to be learned;
only being alone together is measured.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.counting.rules import BlocTest, Rule
from crosstally.records import Incident

Cells = npt.NDArray[np.int64]
Row = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MOST_TELLERS = 8  # incidents of more voices are counted as of so many: ω^8 is next to nothing
BORROWED = 20.0  # tellings that a week borrows from all weeks for its ω
STEPS = 200  # of a search from one voice; it stops long before where nothing improves
BLOCS = 5  # blocs that are looked for, one after the other
DIRECTIONS = 4  # in which telling together divides the voices, that a search starts from


class _Told(NamedTuple):
    """Who told of what: a row for each week and set of voices, how often it occurs, and its size.

    `weeks` holds the first row of each week.
    """

    cells: Cells
    times: Cells
    size: Cells
    weeks: Cells


class _Seen(NamedTuple):
    """For each of some sets of voices: how far beyond chance it goes, x and o; and all there are."""

    beyond: Row
    alone: Row
    beside: Row
    heard: int
    voices: int


class Heard(NamedTuple):
    """The voices that told of one incident, and its week."""

    week: int
    voices: frozenset[str]


def blocs_of(incidents: Iterable[Incident], rule: Rule) -> Mapping[str, str]:
    """The blocs among the voices of the incidents that a rule looks at; none where it asks for none."""
    if rule.blocs is None:
        return {}
    heard = [
        Heard(incident.first.toordinal() // 7, frozenset(incident.voices))
        for incident in incidents
        if incident.counts and incident.kind in rule.kinds and incident.first is not None
    ]
    return find_blocs(heard, rule.blocs)


def find_blocs(heard: Iterable[Heard], test: BlocTest) -> dict[str, str]:
    """For each voice that belongs to a bloc, the bloc's name: that of its first voice.

    Args:
        heard: the voices of each incident, and its week.
        test: when sources are one bloc.
    """
    home: dict[str, str] = {}
    several = [one for one in heard if len(one.voices) > 1]
    most = int(len(_ordered(several)) * test.share)
    for _ in range(BLOCS):
        bloc = _strongest(several, most, test)
        if not bloc:
            break
        name = min(bloc)
        home = {voice: name if of in bloc else of for voice, of in home.items()}
        home.update(dict.fromkeys(sorted(bloc), name))
        most -= len(bloc) - 1
        merged = (
            Heard(one.week, frozenset(home.get(voice, voice) for voice in one.voices))
            for one in several
        )
        several = [one for one in merged if len(one.voices) > 1]
    return home


def _strongest(heard: Sequence[Heard], most: int, test: BlocTest) -> frozenset[str]:
    """The set of voices that stands out most, if one does."""
    names = _ordered(heard)
    if most < 2 or len(heard) < test.least:
        return frozenset()
    told = _table(heard, names)
    best, chosen = 1.0, frozenset[str]()
    often = (told.cells * told.times[:, None]).sum(0) >= test.often
    for start in _starts(told, most, often):
        inside, worth = _improved(told, start, most, often, test)
        if worth > best:
            best, chosen = worth, frozenset(names[at] for at in _core(told, inside))
    return chosen


def _starts(told: _Told, most: int, often: Mask) -> list[Mask]:
    """Sets worth looking at first: the ends of the directions in which telling together divides.

    M. E. J. Newman, "Modularity and community structure in networks", PNAS 2006: the leading
    vectors of A - k k' / 2m, A being how often two voices tell of one incident.
    """
    cells = told.cells * often
    shared = (cells * (told.times / (told.size - 1))[:, None]).T @ cells
    np.fill_diagonal(shared, 0)
    degree = shared.sum(0)
    _, vectors = np.linalg.eigh(shared - np.outer(degree, degree) / max(degree.sum(), 1))
    found = []
    for vector in vectors.T[::-1][:DIRECTIONS]:
        for side in (vector, -vector):
            order = np.argsort(-side.round(9), kind="stable")
            for size in sorted({2, most // 4, most // 2, 3 * most // 4, most}):
                if size >= 2:
                    inside = np.zeros(len(order), dtype=bool)
                    inside[order[:size]] = True
                    found.append(inside & often)
    return found


def _improved(
    told: _Told, start: Mask, most: int, often: Mask, test: BlocTest
) -> tuple[Mask, float]:
    """The best set reached from one by putting one voice in or out at a time, and its worth."""
    inside, best = start.copy(), -np.inf
    count = told.cells[:, inside].sum(1)
    for _ in range(STEPS):
        step = np.where(inside, -1, 1)
        tried = count[:, None] + told.cells * step
        seen = _look(told, tried)
        size = inside.sum() + step
        worth = np.where((size >= 2) & (size <= most) & often, _worth(seen, test), -np.inf)
        at = int(np.argmax(worth))
        if worth[at] <= best + 1e-9:
            break
        best, count = float(worth[at]), tried[:, at]
        inside[at] = ~inside[at]
    return inside, best


def _core(told: _Told, inside: Mask) -> list[int]:
    """A bloc without those that merely were near it.

    Of what a voice tells with others, a share is told by the bloc alone; one whose share is less than
    half of its fellows' is left out.
    """
    alone = told.cells[:, inside].sum(1) == told.size
    heard = (told.cells * told.times[:, None]).sum(0)
    share = (told.cells * (told.times * alone)[:, None]).sum(0) / np.maximum(heard, 1)
    kept = np.flatnonzero(inside & (share >= np.median(share[inside]) / 2))
    return [int(at) for at in kept]


def _worth(seen: _Seen, test: BlocTest) -> Row:
    """How far sets stand out in every way: 1 and above is a bloc.

    The more voices, the more sets there are to choose from: of 2^n sets the luckiest stands out by
    about √n standard errors, which `deviations` is therefore a multiple of.
    """
    x, o = seen.alone, seen.beside
    apart: Row = (x - o) / np.sqrt(x + o + 1.0)
    least = max(test.least, test.portion * seen.heard)
    worth: Row = np.minimum(
        seen.beyond / (test.deviations * seen.voices**0.5), 1 + (apart - test.margin) / 4
    )
    return np.minimum(worth, x / least)


def _look(told: _Told, count: Cells) -> _Seen:
    """How sets of voices stand out, given how many of each incident's voices are in each set."""
    size, times = told.size[:, None], told.times[:, None]
    none = (count == 0) * times
    x = ((count == size) * times).sum(0).astype(np.float64)
    o = (((count > 1) & (count < size)) * times).sum(0).astype(np.float64)
    n1 = np.add.reduceat((count == 1) * times, told.weeks, axis=0)
    rest = np.add.reduceat(none * size, told.weeks, axis=0)
    pooled = (n1.sum(0) + 1.0) / (rest.sum(0) + 1.0)
    omega = (n1 + BORROWED * pooled) / (rest + BORROWED)
    expected, slope = 0.5 * omega**2, omega**2
    for t in range(2, MOST_TELLERS + 1):
        rows = np.minimum(told.size, MOST_TELLERS) == t
        e = np.add.reduceat(none * rows[:, None], told.weeks, axis=0) * omega**t
        expected, slope = expected + e, slope + t * e
    spread = expected + slope**2 * (1 / (n1 + 1) + 1 / (rest + 1))
    return _Seen(
        (x - expected.sum(0)) / np.sqrt(spread.sum(0) + 1.0),
        x,
        o,
        int(times.sum()),
        told.cells.shape[1],
    )


def _ordered(heard: Sequence[Heard]) -> list[str]:
    """The voices, in an order that their names do not decide: by the incidents they told of."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(heard):
        for voice in one.voices:
            places.setdefault(voice, []).append(at)
    return sorted(places, key=lambda voice: (places[voice], voice))


def _table(heard: Sequence[Heard], names: Sequence[str]) -> _Told:
    at = {name: column for column, name in enumerate(names)}
    times = Counter((one.week, tuple(sorted(at[voice] for voice in one.voices))) for one in heard)
    rows = sorted(times)
    cells = np.zeros((len(rows), len(names)), dtype=np.int64)
    for row, (_, voices) in enumerate(rows):
        cells[row, list(voices)] = 1
    weeks = np.unique([week for week, _ in rows], return_index=True)[1]
    return _Told(cells, np.array([times[row] for row in rows], dtype=np.int64), cells.sum(1), weeks)
