"""The tables of the study of clustering: what a chart needs.

Invariant: every number is rounded to four digits, and a share is from 0 to 1.
"""

from collections.abc import Iterable

import numpy as np

from crosstally.analysis.contagion.contrast import Bounds, Shares, World
from crosstally.analysis.inputs import Floats
from crosstally.records import Entry, Grid

SHOWN = 14  # steps after an incident
_KERNELS = ("same-place", "near-by", "same-group")


def cut(share: float) -> float:
    """A share from 0 to 1, four digits."""
    return round(float(np.clip(share, 0.0, 1.0)), 4)


def share_grid(name: str, first: str, told: Iterable[tuple[Entry, Bounds]]) -> Grid:
    """Shares with their bounds, one row each."""
    rows = tuple(
        (label, cut(bounds.value), cut(bounds.low), cut(bounds.high)) for label, bounds in told
    )
    return Grid(name=name, columns=(first, "value", "low", "high"), rows=rows)


def kernel_grid(world: World, found: Shares, step: int) -> Grid:
    """How many later incidents go with one, by days after it: α_k g_l, none below nought."""
    there = (True, world.distance is not None, world.by_group is not None)
    names = [name for name, is_there in zip(_KERNELS, there, strict=True) if is_there]
    fade = float(np.exp(-1.0 / found.kernel.delay))
    alpha = np.maximum(found.moment.alpha, 0.0)
    rows = tuple(
        (lag * step, *(round(float(a * (1.0 - fade) * fade ** (lag - 1)), 4) for a in alpha))
        for lag in range(1, SHOWN + 1)
    )
    return Grid(name="incidents-after-one", columns=("days-since", *names), rows=rows)


def pit_grid(shares: Floats) -> Grid:
    """The calibration histogram: tenth by tenth, a tenth of the cells each if all is right."""
    rows = tuple((tenth + 1, round(float(share), 4)) for tenth, share in enumerate(shares))
    return Grid(name="calibration", columns=("tenth", "part-of-days"), rows=rows)
