"""Expected counts of place and period from people at risk: for the Poisson scan.

Invariant: the expected counts add up to the cases seen, in each stratum for itself.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from crosstally.analysis.inputs import Floats, Ints


def population_expected(
    people: Floats, known: Sequence[date], edges: Sequence[date], cases: Ints
) -> Floats:
    """Expected counts, places × periods, by indirect standardisation over strata.

    The people of a day lie on the straight line between the days on which they are known, told for
    the beginning of each, and stay as they were before the first and after the last. With P the
    person-days of place i, period t and stratum s, and C_s its cases: E_it = Σ_s C_s P_its / P_s.

    Args:
        people: strata × places × known days.
        known: on which days, in order.
        edges: the first day of each period, and the day after the last.
        cases: of each stratum.

    Source: SaTScan User Guide v10, "Population File" and "Covariate adjustments".
    """
    first, last = edges[0].toordinal(), edges[-1].toordinal()
    middle = np.arange(first, last) + 0.5
    days = [day.toordinal() for day in known]
    which = np.searchsorted([day.toordinal() for day in edges], middle, side="right") - 1
    share = np.array([np.interp(middle, days, unit) for unit in np.eye(len(days))])
    periods = len(edges) - 1
    weight = np.array([np.bincount(which, weights=row, minlength=periods) for row in share])
    person_days = people @ weight
    whole = person_days.sum(axis=(1, 2))
    rate = np.divide(cases, whole, out=np.zeros(len(cases)), where=whole > 0)
    return np.asarray(np.tensordot(rate, person_days, axes=1))
