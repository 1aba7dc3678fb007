"""The regional scan: clusters of places and days, and how often chance alone gives one as unlikely.

Invariant: every replicate's largest ratio is exact, and drawn from a generator of its own; so the
same seed gives the same p however many replicates are worked at once.

Source: Kulldorff (1997); Kulldorff et al. (2005) for the permutation model; Besag and Clifford,
Sequential Monte Carlo p-values (1991); Abrams, Kulldorff and Kleinman, Gumbel based p-value
approximations for spatial scan statistics (2010).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Keep, Progress, generator, unkept, unwatched
from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.waves.kernels import Best
from crosstally.analysis.waves.ratio import TIE
from crosstally.analysis.waves.search import Field, Windows, field_of, search
from crosstally.analysis.waves.zones import Zones
from crosstally.records import Record

BATCH_BYTES = 24_000_000  # so that a batch's running sums stay in the last cache
OPENING = 1.25  # the first threshold, times log C: near the middle of the replicates' maxima
LOWER = 0.8  # how far the threshold falls for a centre of the data with nothing over it
STEP = 0.9  # and for a replicate

Draw = Callable[[np.random.Generator], Ints]


class Chance(NamedTuple):
    """How p is found: the seed, how many replicates at most, and when it is enough.

    `enough` replicates at least as unlikely as the data end the run (h of Besag and Clifford).
    `keep` remembers them under a name that begins with `about`: what was scanned, and how.
    """

    seed: int
    replicates: int = 999
    enough: int | None = 50
    progress: Progress = unwatched
    keep: Keep = unkept
    about: str = ""


class Maxima(Record, frozen=True, kw_only=True):
    """The largest ratio of each replicate, as it is kept between runs."""

    ratios: tuple[float, ...]


class Cluster(NamedTuple):
    """A window that holds more than expected: places, days `start` to `stop` (excluded), and p.

    `gumbel` is p from the Gumbel tail fitted to the replicates, for what they are too few to tell.
    """

    places: tuple[int, ...]
    centre: int
    radius_km: float
    start: int
    stop: int
    cases: int
    expected: float
    ratio: float
    p: float
    gumbel: float


class Scan(NamedTuple):
    """Clusters that share no place, the least likely first, then those that some replicate is below.

    A centre's best window that shares a place with a less likely one is left out: SaTScan's rule.

    `maxima` are the largest ratios of the replicates that were run; `tied` says that another window
    is as unlikely as the first.
    """

    clusters: tuple[Cluster, ...]
    maxima: Floats
    tied: bool


def permutation_scan(counts: Ints, zones: Zones, windows: Windows, chance: Chance) -> Scan:
    """Clusters where a place's cases fall on other days than everybody's.

    μ = C_zone C_days / C; replicates shuffle the days among the cases, so that every place and
    every day keeps its total. It cannot see what happens everywhere at once.

    Args:
        counts: places × days.
        zones: from `circles` or `pieces`.
        windows: how long a cluster may last.
        chance: how p is found.
    """
    when = np.arange(counts.shape[1])
    if windows.shortest == 1 and not windows.alive:  # a day without any case begins no cluster
        when = np.flatnonzero(counts.sum(axis=0))
        counts = counts[:, when]
    weights = np.outer(counts.sum(axis=1), counts.sum(axis=0)).astype(float)
    place, day = (np.repeat(at, counts[np.nonzero(counts)]) for at in np.nonzero(counts))

    def draw(source: np.random.Generator) -> Ints:
        cells = place * counts.shape[1] + source.permutation(day)
        return np.bincount(cells, minlength=counts.size).reshape(counts.shape)

    field = field_of(zones, weights, int(counts.sum()), windows, when=when)
    return _scan(counts, field, draw, chance)


def poisson_scan(
    counts: Ints, expected: Floats, zones: Zones, windows: Windows, chance: Chance
) -> Scan:
    """Clusters with more cases than an expectation from outside, such as people at risk.

    Replicates put the same number of cases into place × day at the rates expected.

    Args:
        counts: places × days.
        expected: places × days, in any unit; only proportions count.
        zones: from `circles` or `pieces`.
        windows: how long a cluster may last.
        chance: how p is found.
    """
    total = int(counts.sum())
    edges = np.cumsum(expected.ravel())

    def draw(source: np.random.Generator) -> Ints:
        cells = np.searchsorted(edges, source.random(total) * edges[-1], side="right")
        return np.bincount(cells, minlength=counts.size).reshape(counts.shape)

    return _scan(counts, field_of(zones, expected, total, windows), draw, chance)


def gumbel_p(ratio: float, maxima: Floats) -> float:
    """1 − exp(−exp(−(x − μ)/β)), with β = s √6 / π and μ = x̄ − .5772 β of the replicates' maxima."""
    beta = float(np.std(maxima, ddof=1)) * np.sqrt(6) / np.pi
    mu = float(np.mean(maxima)) - np.euler_gamma * beta
    return float(-np.expm1(-np.exp(-(ratio - mu) / beta)))


def _scan(counts: Ints, field: Field, draw: Draw, chance: Chance) -> Scan:
    best = observed(counts, field)
    size = field.zones.size[best.zone[:, 0]]
    order = np.lexsort((size, -np.round(best.ratio[:, 0] / TIE)))  # of equals the fewest places
    kept: list[int] = []
    taken: set[int] = set()
    for centre in order.tolist():
        members = set(field.zones.members(int(best.zone[centre, 0])).tolist())
        if best.ratio[centre, 0] > 0 and not members & taken:
            kept.append(centre)
            taken |= members
    if not kept:
        return Scan((), np.zeros(0), tied=False)
    first = float(best.ratio[kept[0], 0])
    kept_maxima = chance.keep(
        f"scan {chance.about} {chance.seed} {chance.replicates} {chance.enough}",
        Maxima,
        lambda: Maxima(ratios=tuple(_maxima(counts.shape, field, draw, chance, first).tolist())),
    )
    maxima = np.array(kept_maxima.ratios)
    clusters = (_cluster(counts, field, best, centre, maxima, chance) for centre in kept)
    unlikely = tuple(one for rank, one in enumerate(clusters) if rank == 0 or one.p < 1)
    return Scan(unlikely, maxima, tied=_tied(field, best, kept[0]))


def observed(counts: Ints, field: Field) -> Best:
    """Each centre's best window in the data."""
    data = counts[:, None, :]
    bound = OPENING * float(np.log(max(field.total, 3)))
    best = search(data, field, bound, np.ones(len(counts), dtype=bool))
    while bound > 0 and np.any(best.ratio == 0):
        bound = bound * LOWER if bound > 0.5 else 0.0
        left = best.ratio[:, 0] == 0
        for into, found in zip(best, search(data, field, bound, left), strict=True):
            into[left] = found[left]
    return best


def _cluster(
    counts: Ints, field: Field, best: Best, centre: int, maxima: Floats, chance: Chance
) -> Cluster:
    zone, start, stop = (int(part[centre, 0]) for part in best[1:])
    places = field.zones.members(zone)
    ratio = float(best.ratio[centre, 0])
    above = int(np.sum(maxima >= ratio - TIE))
    ended = chance.enough is not None and len(maxima) < chance.replicates
    p = above / len(maxima) if ended else (above + 1) / (len(maxima) + 1)
    return Cluster(
        places=tuple(places.tolist()),
        centre=centre,
        radius_km=float(field.zones.radius[zone]),
        start=int(field.when[start]),
        stop=int(field.when[stop - 1]) + 1,
        cases=int(counts[places, start:stop].sum()),
        expected=float((field.expected[places, stop] - field.expected[places, start]).sum()),
        ratio=ratio,
        p=p,
        gumbel=gumbel_p(ratio, maxima) if len(maxima) > 1 else p,
    )


def _tied(field: Field, best: Best, first: int) -> bool:
    """Whether another set of places and days is as unlikely as the first."""

    def told(centre: int) -> tuple[frozenset[int], int, int]:
        members = field.zones.members(int(best.zone[centre, 0]))
        return frozenset(members.tolist()), int(best.start[centre, 0]), int(best.stop[centre, 0])

    level = np.flatnonzero(best.ratio[:, 0] >= best.ratio[first, 0] - TIE)
    return len({told(int(centre)) for centre in level}) > 1


def _maxima(
    shape: tuple[int, ...], field: Field, draw: Draw, chance: Chance, first: float
) -> Floats:
    """The largest ratio of each replicate, in order, up to the one that was enough.

    The threshold is the middle of what was found, as windows over a lower one take longer than a
    second search; replicates with nothing over it wait, and are searched again under lower ones. It
    never lies over the data's ratio, so that what waits is no exceedance.
    """
    days = shape[1] + 1 + field.windows.longest
    size = int(np.clip(BATCH_BYTES // (shape[0] * days * 2), 4, 64))
    maxima = np.zeros(chance.replicates)
    ceiling = max(first - 2 * TIE, 0.0)
    bound = min(ceiling, OPENING * float(np.log(max(field.total, 3))))
    runs = range(0, chance.replicates, size)
    done = 0
    for begin in chance.progress(runs, "scan", len(runs)):
        done = min(begin + size, chance.replicates)
        maxima[begin:done] = _tops(field, draw, chance, range(begin, done), bound)
        over = np.flatnonzero(maxima[:done] >= first - TIE)
        if chance.enough is not None and len(over) >= chance.enough:
            done = int(over[chance.enough - 1]) + 1
            break
        middle = float(np.median(maxima[:done]))
        bound = min(ceiling, middle if middle > 0 else bound * STEP)
    waiting = np.flatnonzero(maxima[:done] == 0)
    while len(waiting) and bound > 0:
        bound = bound * STEP if bound > 0.5 else 0.0
        for part in np.array_split(waiting, -(-len(waiting) // size)):
            maxima[part] = _tops(field, draw, chance, part.tolist(), bound)
        waiting = np.flatnonzero(maxima[:done] == 0)
    return maxima[:done]


def _tops(
    field: Field, draw: Draw, chance: Chance, which: "range | list[int]", bound: float
) -> Floats:
    """The largest ratios of some replicates, nought where none is over the bound."""
    drawn = [draw(generator(chance.seed, "waves", "scan", str(n))) for n in which]
    return np.asarray(search(np.stack(drawn, axis=1), field, bound).ratio.max(axis=0))
