"""The study of coverage: the lower bound first, then four methods and how far they are apart.

Invariant: a table that fails a bar gives no number at all. A total is told only where the other
lists predicted every list's known number and the estimators are within a factor of 1.5; agreement
alone is no proof, as all methods are blind to what no source could see.
"""

from statistics import median

from crosstally.analysis.coverage import grids
from crosstally.analysis.coverage.chao import corrected_bound, lower_bound
from crosstally.analysis.coverage.checks import bars_of, cautions_of
from crosstally.analysis.coverage.graphs import MOST_LISTS, average
from crosstally.analysis.coverage.methods import (
    BLIND,
    LOWER,
    TOTALS,
    Method,
    Told,
    estimate,
    median_answer,
    refused,
    stepwise_answer,
)
from crosstally.analysis.coverage.sensitivity import (
    NEAR,
    RATIOS,
    SHARES,
    Prediction,
    left_out,
    reassumed,
    relinked_bound,
)
from crosstally.analysis.coverage.table import Table, marked, table
from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Lists
from crosstally.records import Check, Estimate, Standing, Study, Variant, changed

VERSION = "1"


def study_of(lists: Lists, options: Options) -> Study:
    """The study of some lists."""
    found = table(lists)
    bars = bars_of(found)
    if not all(bar.passed for bar in bars):
        return _nothing(lists, found, bars, options)
    watched = options.progress(TOTALS, "coverage", len(TOTALS))
    totals = tuple(_kept(method, lists, found, options) for method in watched)
    lower = headline(found, options.level)
    lower = changed(lower, sensitivity=_otherwise(found, options.level))
    predictions = _predictions(found, options)
    agreed = agreement(lower, totals, predictions)
    told = (lower, agreed, *totals)
    return Study(
        name="coverage", version=VERSION, inputs=(lists.digest,), seed=options.seed,
        estimates=told, tables=grids.grids_of(lists, found, told, predictions),
    )  # fmt: skip


def _kept(method: Method, lists: Lists, found: Table, options: Options) -> Estimate:
    """The estimate of a method, made now or before."""

    def make() -> Estimate:
        return estimate(method, method.run(lists, found, options), options.level)

    name = f"coverage {VERSION} {method.name} {lists.digest} {options.level}"
    return options.keep(name, Estimate, make)


def headline(found: Table, level: float) -> Estimate:
    """The lower bound with its checks and its warnings."""
    bars = bars_of(found)
    if not all(bar.passed for bar in bars):
        return refused(LOWER.name, LOWER.code, bars, level)
    cautions = cautions_of(found)
    made = estimate(LOWER, Told(lower_bound(found, level=level), bars), level)
    warned = tuple(one.name for one in cautions if not one.passed)
    return changed(
        made,
        status=Standing.CAUTION if warned else Standing.OK,
        checks=(*bars, *cautions),
        warnings=warned,
    )


def agreement(
    lower: Estimate, totals: tuple[Estimate, ...], predictions: dict[str, tuple[Prediction, ...]]
) -> Estimate:
    """The total, where the lists predict one another and the estimators agree: else refused.

    The value is the median of the methods, the interval holds all of theirs.
    """
    values = [one.value for one in totals if one.value is not None]
    apart = max(values) / min(values) if values else 0.0
    held = [one.holds for some in predictions.values() for one in some]
    share = sum(held) / len(held) if held else 0.0
    least = lower.low or 0.0
    failed = (check for one in totals for check in one.checks if not check.passed)
    checks = (
        *{check.name: check for check in failed}.values(),
        Check(name="methods", passed=len(values) == len(totals), value=float(len(values)),
              bound=float(len(totals))),
        Check(name="left-out", passed=share == 1.0, value=round(share, 4), bound=1.0),
        Check(name="spread", passed=apart <= NEAR, value=round(apart, 4), bound=NEAR),
        Check(name="above-bound", passed=bool(values) and median(values) >= least,
              value=round(median(values), 4) if values else None, bound=least),
    )  # fmt: skip
    if not all(check.passed for check in checks):
        return refused("seen-total", "agreement", checks, lower.level)
    highs = [one.high for one in totals]
    return Estimate(
        name="seen-total",
        value=median(values),
        low=min(one.low for one in totals if one.low is not None),
        high=None if None in highs else max(high for high in highs if high is not None),
        level=lower.level, unit=lower.unit, method="agreement", status=Standing.CAUTION,
        assumptions=BLIND, checks=checks, warnings=("no-outside-proof",),
    )  # fmt: skip


def _otherwise(found: Table, level: float) -> tuple[Variant, ...]:
    """The headline with one thing changed at a time."""
    answer = lower_bound(found, level=level)
    made = [Variant(change="bias-corrected", to=None, value=round(corrected_bound(found), 4))]
    for ratio in (one for one in RATIOS if one != 1):
        value, low, high = reassumed(answer, found.total, ratio)
        high = None if high is None else round(high, 4)
        made.append(Variant(change="assumption-ratio", to=f"{ratio:g}", value=round(value, 4),
                            low=round(low, 4), high=high))  # fmt: skip
    for change, sign in (("links-wrong", 1), ("links-missed", -1)):
        for share in SHARES:
            value = round(relinked_bound(found, sign * share), 4)
            made.append(Variant(change=change, to=f"{share:.0%}", value=value))
    return tuple(made)


def _predictions(found: Table, options: Options) -> dict[str, tuple[Prediction, ...]]:
    """What each method that is quick enough makes of each list from the others.

    The intervals hold for all lists together: each has 1 - (1 - level) / t.
    """
    if found.lists > MOST_LISTS:
        return {}
    chance = generator(options.seed, "coverage", "left-out", marked(found))
    each = 1 - (1 - options.level) / found.lists
    return {
        "seen-total-stepwise": left_out(found, lambda part: stepwise_answer(part, chance, each)),
        "seen-total-graphs": left_out(found, lambda part: median_answer(average(part), each)),
    }


def _nothing(lists: Lists, found: Table, bars: tuple[Check, ...], options: Options) -> Study:
    """The study of lists from which no number follows."""
    named = [(LOWER.name, LOWER.code), ("seen-total", "agreement")]
    named += [(method.name, method.code) for method in TOTALS]
    return Study(
        name="coverage", version=VERSION, inputs=(lists.digest,), seed=options.seed,
        estimates=tuple(refused(name, code, bars, options.level) for name, code in named),
        tables=(grids.lists_grid(lists, found), grids.overlaps_grid(lists, found)),
    )  # fmt: skip
