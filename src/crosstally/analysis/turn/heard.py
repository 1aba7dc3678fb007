"""The turn of slogans within a wave, each source and place compared with itself only.

    y_i = a_s(i) + b_p(i) + β t_i + ε_i,

y the political share of what one source heard in one place on one day, t the day of the wave.
Invariant: chance is what permuting within a source gives; a source's days are never traded for
another's, so that who was heard when cannot pass for what was shouted when.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.combine import LEAST_YOUDEN
from crosstally.analysis.inputs import Floats, Ints
from crosstally.analysis.turn.panels import BLOCKS

PERMUTATIONS = 1999
LEAST_BLOCKS = 4  # days of slogans, at the very least
_ROUNDS = 500
_NOUGHT = 1e-8  # what levels explain wholly leaves no more than this


class Heard(NamedTuple):
    """What was heard, a row for each wave, source, place and day.

    `day` counts from the wave's first; `economic` and `political` are how many slogans were so
    coded; `waves` are their names. `confusion` is true × coded kinds (economic, political), on
    slogans that people have coded too, None where nobody has.
    """

    waves: tuple[str, ...]
    wave: Ints
    source: Ints
    place: Ints
    day: Ints
    economic: Ints
    political: Ints
    confusion: Ints | None

    @property
    def share(self) -> Floats:
        """The political share of each row."""
        return np.asarray(self.political / (self.political + self.economic), dtype=float)


class Turn(NamedTuple):
    """β a day with its interval, the p of the permutations, and the rows to spare."""

    slope: float
    low: float
    high: float
    p: float
    spare: int


def turn(
    heard: Heard,
    level: float,
    chance: np.random.Generator,
    *,
    effects: bool = True,
) -> Turn | None:
    """β and what chance gives; None where days do not differ within a source and a place.

    The residuals of the whole model are permuted within each source of a wave, and what that gives
    is widened where days are alike over sources. The interval is β less those β*, over draws of
    J = Se + Sp - 1 from the coder's confusion matrix: a coder who confuses kinds on all days alike
    draws the slope towards nought by the factor J.

    Args:
        heard: the rows.
        level: of the interval.
        chance: where permutations and draws come from.
        effects: whether sources and places have levels of their own; else waves alone.

    Source: ter Braak, in Jöckel et al., Bootstrapping and Related Techniques (1992), 79-86; Rogan
        and Gladen, Am. J. Epidemiol. 107 (1978), 71-76.
    """
    blocks, groups = _levels(heard, effects=effects)
    r, y = _within(heard.day.astype(float), groups), _within(heard.share, groups)
    spare = len(y) - sum(int(one.max()) + 1 for one in groups) + len(groups) - 2
    days = _codes(heard.wave, heard.day)
    if spare < 1 or not r.any() or int(days.max()) + 1 < LEAST_BLOCKS:
        return None
    slope = float(r @ y / (r @ r))
    e = (y - slope * r) * (len(y) / spare) ** 0.5
    drawn = _permuted(r, e, blocks, chance) / (r @ r)
    drawn *= _widened(drawn, (r * e, r * r), days, level)
    p = (1 + int((np.abs(drawn) >= abs(slope)).sum())) / (PERMUTATIONS + 1)
    value, j = 1.0, np.ones(1)
    if heard.confusion is not None:
        value, j = youden(heard.confusion), _drawn_youden(heard.confusion, chance)
    ends = np.quantile((slope - drawn) / np.maximum(j, LEAST_YOUDEN / 2), _tails(level))
    found = slope / max(value, LEAST_YOUDEN / 2)
    return Turn(found, min(float(ends[0]), found), max(float(ends[1]), found), p, spare)


def _widened(drawn: Floats, parts: tuple[Floats, Floats], days: Ints, level: float) -> float:
    """By how much chance is wider where days are alike beyond what permuting within sources shows.

    What all sources tell of one day is one witness: G stretches of days, at most `BLOCKS`, are left
    out one at a time, δ_B = Σ_B r e / (Σ r² - Σ_B r²), V = (G - 1)/G Σ δ_B², and t has G - 2 degrees.
    """
    last = int(days.max())
    blocks = min(BLOCKS, last + 1)
    score, square = (np.bincount(days * blocks // (last + 1), weights=part) for part in parts)
    delta = score / np.maximum(square.sum() - square, _NOUGHT)
    variance = float(delta @ delta) * (blocks - 1) / blocks
    reach = float(stats.t.ppf((1 + level) / 2, blocks - 2)) * variance**0.5
    plain = float(np.quantile(np.abs(drawn), level))
    return max(1.0, reach / plain) if plain > 0 else 1.0


def direction(heard: Heard) -> int:
    """The sign of β; nought where there is none."""
    _, groups = _levels(heard, effects=True)
    return int(np.sign(_within(heard.day.astype(float), groups) @ _within(heard.share, groups)))


def without(heard: Heard, source: int) -> Heard:
    """What the other sources heard."""
    kept = heard.source != source
    return heard._replace(
        wave=heard.wave[kept],
        source=heard.source[kept],
        place=heard.place[kept],
        day=heard.day[kept],
        economic=heard.economic[kept],
        political=heard.political[kept],
    )


def _levels(heard: Heard, *, effects: bool) -> tuple[Ints, tuple[Ints, ...]]:
    """What is permuted within, and the groups that have levels of their own."""
    if not effects:
        return heard.wave, (_codes(heard.wave),)
    blocks = _codes(heard.wave, heard.source)
    return blocks, (blocks, _codes(heard.place))


def youden(confusion: Ints) -> float:
    """J = Se + Sp - 1: how far the coder tells the two kinds apart; nought where one was not tried."""
    rows = confusion.sum(axis=1)
    return float(np.diag(confusion) @ (1 / rows)) - 1 if rows.all() else 0.0


def _drawn_youden(confusion: Ints, chance: np.random.Generator) -> Floats:
    right, wrong = np.diag(confusion), confusion.sum(axis=1) - np.diag(confusion)
    drawn = chance.beta(right + 0.5, wrong + 0.5, (PERMUTATIONS, 2))
    return np.asarray(drawn.sum(axis=1) - 1)


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2


def _codes(*columns: Ints) -> Ints:
    """Each row's group, numbered from nought."""
    return np.unique(np.stack(columns), axis=1, return_inverse=True)[1].reshape(-1)


def _within(x: Floats, groups: Sequence[Ints]) -> Floats:
    """What is left of x beside the levels of all groups, by alternating projections."""
    sizes = [np.bincount(one) for one in groups]
    for _ in range(_ROUNDS):
        before = x
        for one, size in zip(groups, sizes, strict=True):
            x = x - (np.bincount(one, weights=x) / size)[one]
        if float(np.abs(x - before).max(initial=0)) < 1e-10:
            break
    return np.where(np.abs(x) < _NOUGHT, 0.0, x)


def _permuted(r: Floats, e: Floats, blocks: Ints, chance: np.random.Generator) -> Floats:
    """Σ r e of each permutation of the residuals within each block."""
    aligned = r[np.argsort(blocks, kind="stable")]
    orders = (np.argsort(blocks + chance.random(len(e))) for _ in range(PERMUTATIONS))
    return np.array([aligned @ e[order] for order in orders])
