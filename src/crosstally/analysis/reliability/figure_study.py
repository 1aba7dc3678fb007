"""The study of rival figures: how far apart they are, and the truth where anchors allow it.

Invariant: without an event whose truth is documented no true figure is told, only the range and
who said what. A leaning told without anchors is relative to the other kinds of source.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Floats
from crosstally.analysis.mixing import rhat
from crosstally.analysis.reliability.figures import Figure, Truths, above, reconcile
from crosstally.records import Check, Entry, Estimate, Grid, Standing, Variant, changed

METHOD = "lean-and-noise"
LEAST_ANCHORS = 1
FEW_ANCHORS = 10  # below it the priors, not the anchors, say how far figures lie from the truth
MOST_RHAT = 1.01
RESAMPLES = 999
MOST_FITTED = 2000  # events with rivals; more narrow no leaning that is worth telling
MOST_SHOWN = 200  # events, those whose figures are furthest apart first
ASSUMPTIONS = ("kinds-lean-alike", "anchors-alike", "rounding")


class Case(NamedTuple):
    """Figures of one sort, the documented truth of some events, and how many of some are named."""

    name: str
    figures: tuple[Figure, ...]
    anchors: dict[str, int]
    named: dict[str, int]


def study_figures(case: Case, options: Options) -> tuple[tuple[Estimate, ...], tuple[Grid, ...]]:
    """How far rival figures of an event are apart; what is true of those without a truth."""
    told: dict[str, list[Figure]] = {}
    for one in case.figures:
        told.setdefault(one.event, []).append(one)
    apart = {event: _factor(some) for event, some in told.items() if len(some) > 1}
    grids = [_who_said(case, told, apart)]
    truth = None
    if not case.anchors:
        case = case._replace(figures=_contested(case, sorted(apart), options.seed))
    if case.figures:
        truth = reconcile(case.figures, case.anchors, options.seed)
        grids += _leanings(case, truth, options.level)
    truths, grid = _truths(case, told, truth, options)
    if grid is not None:
        grids.append(grid)
    return (_apart(case.name, apart, options), truths), tuple(grids)


def _contested(case: Case, events: list[str], seed: int) -> tuple[Figure, ...]:
    """The figures that tell how kinds lean to one another: those with rivals, or enough of them."""
    if len(events) > MOST_FITTED:
        chance = generator(seed, "contested", case.name)
        events = [events[at] for at in chance.choice(len(events), MOST_FITTED, replace=False)]
    kept = frozenset(events)
    return tuple(one for one in case.figures if one.event in kept)


def _factor(figures: Iterable[Figure]) -> float:
    """How many times the least figure the greatest is at least; nought is taken for a half.

    Ranges that meet, as two reports of "hundreds" do, are not apart: 1.
    """
    some = list(figures)
    least, greatest = min(one.high for one in some), max(one.low for one in some)
    return max(1.0, max(greatest, 0.5) / max(least, 0.5))


def _apart(name: str, apart: dict[str, float], options: Options) -> Estimate:
    """The middle factor between an event's rival figures, over other draws of the events."""
    check = Check(name="rival-events", passed=bool(apart), value=len(apart), bound=1)
    values = np.sort(np.array(list(apart.values())))
    middle, low, high = None, None, None
    if len(values):
        chance = generator(options.seed, "apart", name)
        drawn = np.median(values[chance.integers(0, len(values), (RESAMPLES, len(values)))], axis=1)
        middle, low, high = _interval(float(np.median(values)), drawn, options.level)
    return Estimate(
        name=f"factor-{name}", value=middle, low=low, high=high, level=options.level,
        unit="factor", method="middle-of-events",
        status=Standing.OK if check.passed else Standing.REFUSED, checks=(check,),
        refusal=None if check.passed else check.name,
    )  # fmt: skip


def _truths(
    case: Case, told: dict[str, list[Figure]], truth: Truths | None, options: Options
) -> tuple[Estimate, Grid | None]:
    """What the events without a documented truth come to together, and each."""
    anchors = len(case.anchors.keys() & told.keys())
    checks = [Check(name="anchors", passed=anchors >= LEAST_ANCHORS, value=anchors,
                    bound=LEAST_ANCHORS)]  # fmt: skip
    unknown = len(told) - anchors
    checks.append(Check(name="open-events", passed=unknown > 0, value=unknown, bound=1))
    if truth is None or not all(one.passed for one in checks):
        return _total(case.name, None, tuple(checks), options), None
    worst = rhat(np.exp(truth.mu).sum(axis=-1))
    checks.append(Check(name="chains-agree", passed=worst <= MOST_RHAT, value=round(worst, 4),
                        bound=MOST_RHAT))  # fmt: skip
    draws = [
        above(truth.mu[..., at], case.named.get(event, 0)) for at, event in enumerate(truth.events)
    ]
    against = sum(one is None for one in draws)
    checks.append(Check(name="named-fit", passed=against == 0, value=against, bound=0))
    rows: list[tuple[Entry, ...]] = []
    for event, some in zip(truth.events, draws, strict=True):
        cells = (None, None, None) if some is None else _middle(some, options.level)
        rows.append((event, *cells, case.named.get(event), "named-fit" if some is None else None))
    grid = Grid(name=f"true-{case.name}", rows=tuple(rows),
                columns=("incident", "value", "low", "high", "named", "refusal"))  # fmt: skip
    draws_of_sum = _sum(case, truth) if all(one.passed for one in checks) else None
    whole = None if draws_of_sum is None else _middle(draws_of_sum, options.level)
    total = _total(case.name, whole, tuple(checks), options)
    if whole is not None:
        total = changed(total, sensitivity=_otherwise(case, options))
    return total, grid


def _otherwise(case: Case, options: Options) -> tuple[Variant, ...]:
    """The same with priors that trust figures twice as much, and half as much."""
    made = []
    for scale in (0.5, 2.0):
        draws = _sum(case, reconcile(case.figures, case.anchors, options.seed, scale))
        cells = (None, None, None) if draws is None else _middle(draws, options.level)
        value, low, high = cells
        made.append(Variant(change="priors-wider", to=f"{scale:g}", value=value, low=low,
                            high=high))  # fmt: skip
    return tuple(made)


def _sum(case: Case, truth: Truths) -> Floats | None:
    """Draws of the sum over events, each draw lifted to the names where it falls short of them."""
    floors = [case.named.get(event, 0) for event in truth.events]
    if len(floors) == 1:
        return above(truth.mu[..., 0], floors[0])
    sums: Floats = np.maximum(np.exp(truth.mu), floors).sum(axis=-1)
    return sums.ravel()


def _total(
    name: str, whole: tuple[float, float, float] | None, checks: tuple[Check, ...], options: Options
) -> Estimate:
    value, low, high = whole or (None, None, None)
    refusal = next((one.name for one in checks if not one.passed), None)
    few = refusal is None and (checks[0].value or 0) < FEW_ANCHORS
    usual = Standing.CAUTION if few else Standing.OK
    return Estimate(
        name=f"true-{name}", value=value, low=low, high=high, level=options.level, unit="people",
        method=METHOD, status=Standing.REFUSED if refusal else usual, assumptions=ASSUMPTIONS,
        checks=checks, warnings=("few-anchors",) if few else (), refusal=refusal,
    )  # fmt: skip


def _middle(draws: Floats, level: float) -> tuple[float, float, float]:
    return _interval(float(np.median(draws)), draws.ravel(), level)


def _interval(value: float, draws: Floats, level: float) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return round(value, 2), round(min(float(low), value), 2), round(max(float(high), value), 2)


def _leanings(case: Case, truth: Truths, level: float) -> list[Grid]:
    """The factor by which each kind of source tells more: than the truth, or than all kinds."""
    if len(truth.kinds) < 2 and not case.anchors:
        return []
    b = truth.b if case.anchors else truth.b - truth.b.mean(axis=-1, keepdims=True)
    counts = {kind: sum(one.kind == kind for one in case.figures) for kind in truth.kinds}
    rows = tuple(
        (kind, counts[kind], *_middle(np.exp(b[..., at]), level))
        for at, kind in enumerate(truth.kinds)
    )
    return [Grid(name=f"{'leaning' if case.anchors else 'relative-leaning'}-{case.name}",
                 columns=("source-kind", "figures", "value", "low", "high"), rows=rows)]  # fmt: skip


def _who_said(case: Case, told: dict[str, list[Figure]], apart: dict[str, float]) -> Grid:
    shown = sorted(told, key=lambda event: (-apart.get(event, 0.0), event))[:MOST_SHOWN]
    rows = tuple(
        (event, one.who, one.kind, one.low, one.high)
        for event in shown
        for one in sorted(told[event], key=lambda one: (one.low, one.high, one.who))
    )
    return Grid(name=f"who-said-{case.name}", rows=rows,
                columns=("incident", "who", "source-kind", "least", "most"))  # fmt: skip
