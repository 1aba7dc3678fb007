"""Chao's lower bound: how many there were at least, whatever the differences between events.

Invariant: who was seen once and who was seen twice decide; lists may differ, events may differ, but
lists that avoid one another (dropped copies, a split territory) would raise it: it is a bound only
where no two lists see less in common than chance would give.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from crosstally.analysis.coverage.closed import Cells, chao_design
from crosstally.analysis.coverage.poisson import Fit, fit, profile
from crosstally.analysis.coverage.table import MOST_LISTS, Table, frequencies, singles
from crosstally.analysis.inputs import Floats


class Answer(NamedTuple):
    """A number of events with its interval; an open end is None."""

    value: float
    low: float
    high: float | None


def lower_bound(found: Table, *, level: float) -> Answer:
    """The lower bound where lists differ (Mth Chao), with its profile-likelihood interval.

    Source: Chao, "Estimating the population size for capture-recapture data with unequal
        catchability", Biometrics 43 (1987); Rivest and Baillargeon, "Applications and extensions of
        Chao's moment estimator", Biometrics 63 (2007), section 3; Rcapture, Mth Chao (LB).
    """
    cells = _cells(found)
    design, fitted = _fitted(found, cells)
    ends = profile(design, cells.counts, level=level, seen=found.total)
    return Answer(fitted.total, ends.low, ends.high)


def lower_bound_value(found: Table) -> float:
    """The lower bound alone."""
    return _fitted(found, _cells(found))[1].total


def corrected_bound(found: Table) -> float:
    """The lower bound with the bias of few overlaps taken out.

    Each u_i is raised by (t - 2) / (2 t) and each overlap of two by 2 / (t (t - 1)).

    Source: Rivest and Baillargeon (2007), table 1; Rivest and Levesque (2001).
    """
    t = found.lists
    raised = np.select(
        [found.times == 1, found.times == 2], [(t - 2) / (2 * t), 2 / (t * (t - 1))], 0.0
    )
    cells = _cells(found)
    changed = Table(found.seen, found.counts + raised)
    design, _ = _fitted(changed, _cells(changed))
    return fit(design, _cells(changed).counts, seen=cells.seen).total


def moment_bound(found: Table) -> float:
    """The lower bound in closed form: n + sum_{i<j} u_i u_j / f_2, where lists differ."""
    u, f = singles(found), frequencies(found)
    crossed = (float(u.sum()) ** 2 - float(u @ u)) / 2
    return found.total + (crossed / float(f[1]) if f[1] else math.inf)


def chao(captured: Floats, occasions: int | None, *, level: float, corrected: bool) -> Answer:
    """Chao's bound from f_1 and f_2, where all lists are alike.

    N = n + c f_1^2 / (2 f_2), c = (t - 1) / t (1 where captures came at any time); corrected,
    N = n + c f_1 (f_1 - 1) / (2 (f_2 + 1)). The interval is n + (N - n) / C to n + (N - n) C with
    C = exp(z sqrt(log(1 + Var / (N - n)^2))).

    Args:
        captured: f_1, f_2, ...
        occasions: t, the number of lists; None where captures came at any time.
        level: of the interval.
        corrected: whether the bias of few f_2 is taken out.

    Source: Chao (1987), equations 8, 11 and 12.
    """
    n, f_1, f_2 = float(np.sum(captured)), float(captured[0]), float(captured[1])
    c = 1.0 if occasions is None else (occasions - 1) / occasions
    if corrected:
        f_0 = c * f_1 * max(f_1 - 1, 0) / (2 * (f_2 + 1))
        spread = c**2 * f_1 * max(f_1 - 1, 0) * (f_1**2 + 4 * f_1 * f_2 + 3 * f_1 - 6 * f_2 - 6)
        variance = f_0 + max(spread, 0.0) / (4 * (f_2 + 1) ** 2 * (f_2 + 2))
    else:
        ratio = f_1 / f_2 if f_2 else math.inf
        f_0 = c * f_1 * ratio / 2
        variance = f_2 * (c * ratio**2 / 2 + c**2 * ratio**3 + c**2 * ratio**4 / 4)
    if not 0 < f_0 < math.inf:
        return Answer(n + f_0, n, n if f_0 == 0 else None)
    wide = math.exp(float(ndtri((1 + level) / 2)) * math.sqrt(math.log1p(variance / f_0**2)))
    return Answer(n + f_0, n + f_0 / wide, n + f_0 * wide)


def _cells(found: Table) -> Cells:
    """What Chao's model is fitted to: all cells, or of many lists those of one and two captures."""
    use = found.times <= (found.lists if found.lists <= MOST_LISTS else 2)
    return Cells(found.times[use], found.counts[use], None, found.total)


def _fitted(found: Table, cells: Cells) -> tuple[Floats, Fit]:
    use = found.times <= int(cells.times.max())
    return chao_design(found.seen[use].astype(float), cells)
