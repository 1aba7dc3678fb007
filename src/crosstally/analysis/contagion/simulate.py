"""Worlds whose truth is set: waves from outside, clustering of a known share, or both.

Invariant: the same generator gives the same counts; clustering is in continuous time, by
generations, and only then put into days, as the world does it.
"""

from typing import NamedTuple

import numpy as np

from crosstally.analysis.contagion.contrast import World
from crosstally.analysis.contagion.covariates import KNOTS, curve, weekdays
from crosstally.analysis.contagion.exposure import distances, power_law
from crosstally.analysis.contagion.likelihood import Background
from crosstally.analysis.inputs import Floats


class Clustering(NamedTuple):
    """What each incident brings, on average.

    `same` more in its place, `near` more elsewhere by the power law with `exponent`, after `delay`
    days, exponential.
    """

    same: float
    near: float
    delay: float = 2.0
    exponent: float = 2.0


def clustered(
    chance: np.random.Generator,
    background: Floats,
    distance: Floats,
    clustering: Clustering,
    *,
    dispersion: float = 0.0,
) -> Floats:
    """Counts by place and day: those of the background, and those that each one brings.

    Args:
        chance: where chance comes from.
        background: expected of no other incident, places × days.
        distance: km between places.
        clustering: what each incident brings.
        dispersion: ψ of the background.
    """
    same, near, delay, exponent = clustering
    places, days = background.shape
    lively = background
    if dispersion:
        lively = background * chance.gamma(1.0 / dispersion, dispersion, background.shape)
    first = chance.poisson(lively)
    place, day = (np.repeat(index, first[np.nonzero(first)]) for index in np.nonzero(first))
    when = day + chance.random(len(day))
    out = first.astype(np.float64)
    reach = power_law(distance, exponent).cumsum(axis=1)
    while len(when):
        brought = chance.poisson(same + near, len(when))
        place = np.repeat(place, brought)
        when = np.repeat(when, brought) + chance.exponential(delay, int(brought.sum()))
        gone = chance.random(len(place)) * (same + near) < near
        drawn = chance.random(int(gone.sum()))[:, None]
        to = (reach[place[gone]] < drawn).sum(axis=1)
        place[gone] = np.minimum(to, places - 1)
        inside = when < days
        place, when = place[inside], when[inside]
        np.add.at(out, (place, when.astype(np.int64)), 1)
    return out


def towns(chance: np.random.Generator, places: int) -> tuple[Floats, Floats, Floats]:
    """Latitudes, longitudes and relative sizes of towns, log-normal with mean one."""
    lat, lon = 30.0 + 8.0 * chance.random(places), 48.0 + 8.0 * chance.random(places)
    size = np.exp(chance.normal(0.0, 0.8, places))
    return lat, lon, size / size.mean()


def waves(chance: np.random.Generator, sizes: Floats, days: int, *, patchy: bool = False) -> Floats:
    """A background with two waves from outside, 6 to 12 times the quiet days, and daily shocks.

    Each wave rises in a day and fades in 4 to 10; `patchy` waves reach half of the places.
    """
    day = np.arange(days)
    shape = np.ones((len(sizes), days))
    for start in sorted(chance.choice(days - 30, 2, replace=False)):
        height, fade = chance.uniform(6, 12), chance.uniform(4, 10)
        reached = chance.random((len(sizes), 1)) < 0.5 if patchy else np.ones((len(sizes), 1))
        shape += reached * np.where(day >= start, height * np.exp(-(day - start) / fade), 0.0)
    shape *= np.exp(chance.normal(0.0, 0.3, days))
    out: Floats = sizes[:, None] * shape
    out /= out.mean()
    return out


class Truth(NamedTuple):
    """What a small desk is made of.

    `background` is flat, waves, patchy (waves in half of the places), or own (every place has waves
    of its own, alike in nothing but their make); `a_day` is incidents a place and day, `dispersion`
    ψ of the background.
    """

    background: str
    clustering: Clustering = Clustering(0.0, 0.0)
    a_day: float = 0.1
    dispersion: float = 0.3

    @property
    def share(self) -> float:
        """The share of incidents that another one brought."""
        return self.clustering.same + self.clustering.near


def desk(chance: np.random.Generator, truth: Truth, places: int = 50, days: int = 365) -> World:
    """A small desk made of it: about 1,800 incidents at the usual size."""
    lat, lon, size = towns(chance, places)
    distance = distances(lat, lon)
    if truth.background == "flat":
        shape = np.outer(size, np.ones(days))
    elif truth.background == "own":
        shape = size[:, None] * np.vstack([waves(chance, np.ones(1), days) for _ in size])
    else:
        shape = waves(chance, size, days, patchy=truth.background == "patchy")
    counts = clustered(
        chance,
        truth.a_day * (1.0 - truth.share) * shape,
        distance,
        truth.clustering,
        dispersion=truth.dispersion,
    )
    columns = np.hstack([curve(days, KNOTS), weekdays(days)])
    return World(counts, distance, None, Background(columns))
