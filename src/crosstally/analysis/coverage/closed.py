"""Models of a closed population: all alike, lists that differ, events that differ, or both.

Invariant: a model is a design over numbers of captures and lists; negative steps of Chao's model
are set to nought one after the other, lowest first, as they are no heterogeneity.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln

from crosstally.analysis.coverage.poisson import Fit, fit
from crosstally.analysis.coverage.table import Table
from crosstally.analysis.inputs import Floats, Ints

Curve = Callable[[Floats], Floats]


class Cells(NamedTuple):
    """What a model is fitted to: each cell's number of captures, its count and offset; and n."""

    times: Ints
    counts: Floats
    offset: Floats | None
    seen: float


class ClosedModel(NamedTuple):
    """A model of a closed population by its name, fitted."""

    name: str
    fit: Fit


def poisson2(k: Floats) -> Floats:
    """2^k - 1: heterogeneity as of a Poisson variable (Rivest and Baillargeon 2007)."""
    return np.asarray(2.0**k - 1.0)


def darroch(k: Floats) -> Floats:
    """k^2 / 2: heterogeneity as of a normal variable (Darroch et al. 1993)."""
    return np.asarray(k**2 / 2.0)


def gamma35(k: Floats) -> Floats:
    """-log(3.5 + k) + log 3.5: heterogeneity as of a gamma variable."""
    return np.asarray(np.log(3.5) - np.log(3.5 + k))


CURVES: tuple[tuple[str, Curve], ...] = (
    ("Poisson2", poisson2),
    ("Darroch", darroch),
    ("Gamma3.5", gamma35),
)


def closed_models(found: Table) -> tuple[ClosedModel, ...]:
    """M0, Mt and, from three lists on, Mh and Mth in the forms Chao, Poisson2, Darroch, Gamma3.5.

    Source: Rivest and Baillargeon, "Applications and extensions of Chao's moment estimator for
        the size of a closed population", Biometrics 63 (2007), section 3; Baillargeon and Rivest,
        "Rcapture", Journal of Statistical Software 19 (2007), table 1.
    """
    cells = Cells(found.times, found.counts, None, found.total)
    alike = found.times[:, None].astype(float)
    lists = found.seen.astype(float)
    return (*_family("M0", "Mh", alike, cells), *_family("Mt", "Mth", lists, cells))


def closed_models_of_counts(
    captured: Floats, occasions: int | None, most: int | None = None
) -> tuple[ClosedModel, ...]:
    """M0 and Mh of how many were captured once, twice, and so on.

    Args:
        captured: f_1, f_2, ...
        occasions: t, how often anything could be captured; None where captures came at any time.
        most: t_0, up to how many captures the models are fitted; those beyond it stay in n.

    Source: as `closed_models`; the Rcapture manual, closedp.0.
    """
    top = most or occasions or len(captured)
    counts = np.zeros(top)
    counts[: min(top, len(captured))] = captured[:top]
    k = np.arange(1, top + 1)
    offset = -gammaln(k + 1.0)
    if occasions is not None:
        offset += gammaln(occasions + 1.0) - gammaln(occasions - k + 1.0)
    cells = Cells(k, counts, offset, float(np.sum(captured)))
    return _family("M0", "Mh", k[:, None].astype(float), cells)


def chao_design(base: Floats, cells: Cells) -> tuple[Floats, Fit]:
    """Chao's bound as a log-linear model: a step eta_j max(k - j + 1, 0) from each j >= 3 on.

    Source: Rivest and Baillargeon (2007), section 2: eta_j >= 0 where capture probabilities vary.
    """
    steps = [np.maximum(cells.times - j + 1.0, 0.0) for j in range(3, int(cells.times.max()) + 1)]
    while True:
        design = np.column_stack([np.ones(len(base)), base, *steps])
        fitted = fit(design, cells.counts, cells.offset, cells.seen)
        negative = np.flatnonzero(fitted.beta[1 + base.shape[1] :] < 0)
        if not len(negative):
            return design, fitted
        del steps[int(negative[0])]


def _family(plain: str, mixed: str, base: Floats, cells: Cells) -> tuple[ClosedModel, ...]:
    """A model without heterogeneity and, where more than two captures can be, those with it."""
    ones = np.column_stack([np.ones(len(base)), base])
    made = [ClosedModel(plain, fit(ones, cells.counts, cells.offset, cells.seen))]
    if cells.times.max() > 2:
        made.append(ClosedModel(f"{mixed} Chao", chao_design(base, cells)[1]))
        for name, curve in CURVES:
            design = np.column_stack([ones, curve(cells.times.astype(float))])
            fitted = fit(design, cells.counts, cells.offset, cells.seen)
            made.append(ClosedModel(f"{mixed} {name}", fitted))
    return tuple(made)
