"""The study of clustering: its share, or why it cannot be told, with all that speaks about it.

Invariant: the word is clustering, never causing; no number is told where a common cause would do
as well, and none of any other background either, as it would be taken for one.
"""

import math
from typing import NamedTuple

import numpy as np

from crosstally.analysis.contagion.checks import (
    BINS,
    Fitted,
    fitted,
    foresight,
    memory,
    pit,
    thinned,
)
from crosstally.analysis.contagion.contrast import (
    Bounds,
    Shares,
    World,
    by_likelihood,
    delay_ends,
    shares,
)
from crosstally.analysis.contagion.grids import cut, kernel_grid, pit_grid, share_grid
from crosstally.analysis.frame import Options, generator
from crosstally.records import Check, Digest, Estimate, Standing, Study, Variant

VERSION = "1"
LEAST_INCIDENTS = 100
LEAST_PLACES = 5  # among fewer, what moves one place moves the nation
LEAST_STEPS = 56  # two stretches of four weeks
MOST_DAYS = 7  # coarser dates hide who came first
MOST_PIT = 0.02  # a bin's distance from a tenth; right models stay below .005, 15 runs of 4 worlds
MOST_MEMORY = 3.0  # standard errors
METHOD = "clustering-by-contrast"
ASSUMED = (
    "one-shock-a-day",
    "part-steady-for-weeks",
    "reporting-follows-no-incident",
    "same-day-unseen",
)


class Question(NamedTuple):
    """What is asked: the counts, days a step, digests, and what was found out on the way.

    `others` are the same counts under other likely days and linkings; `checks` were made before.
    """

    world: World
    step: int
    inputs: tuple[Digest, ...]
    others: tuple[World, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[str, ...] = ()


def study_of(question: Question, options: Options) -> Study:
    """The study of one record: its share of clustering and how fast it fades, or a refusal."""
    checks = (*question.checks, *_entry_checks(question))
    if not all(check.passed for check in checks):
        return _refused(question, checks, options)
    found = shares(question.world, level=options.level)
    overall = _with_others(question, found, options)
    told = Check(
        name="told-from-common-cause",
        passed=bool(overall.low > 0.0),
        value=_round(max(overall.low, 0.0)),
        bound=0.0,
    )
    if not told.passed:
        return _refused(question, (*checks, told), options)
    model = fitted(question.world, found)
    seen = (*checks, told, *_model_checks(question.world, found, model))
    return _answered(question, found, model, (overall, seen), options)


def _entry_checks(question: Question) -> tuple[Check, ...]:
    counts = question.world.counts
    found = (
        ("dates-fine-enough", question.step, MOST_DAYS, question.step <= MOST_DAYS),
        ("enough-incidents", counts.sum(), LEAST_INCIDENTS, counts.sum() >= LEAST_INCIDENTS),
        ("enough-places", len(counts), LEAST_PLACES, len(counts) >= LEAST_PLACES),
        ("long-enough", counts.shape[1], LEAST_STEPS, counts.shape[1] >= LEAST_STEPS),
    )
    return tuple(
        Check(name=name, passed=bool(passed), value=float(value), bound=float(bound))
        for name, value, bound, passed in found
    )


def _model_checks(world: World, found: Shares, model: Fitted) -> tuple[Check, ...]:
    off = float(np.abs(pit(world.counts, model) - 1.0 / BINS).max())
    left = abs(memory(world.counts, model))
    ahead = foresight(world, found)
    return (
        Check(name="calibrated", passed=off <= MOST_PIT, value=_round(off), bound=MOST_PIT),
        Check(
            name="no-memory-left", passed=left <= MOST_MEMORY, value=_round(left), bound=MOST_MEMORY
        ),
        Check(
            name="foretells-unseen-days",
            passed=ahead.gain > 0.0,
            value=_round(ahead.gain),
            bound=0.0,
        ),
    )


def _with_others(question: Question, found: Shares, options: Options) -> Bounds:
    """The bounds with the doubt of days and links: each end goes out by what lies between."""
    if not question.others:
        return found.overall
    watched = options.progress(question.others, "contagion", len(question.others))
    each = [shares(one, level=options.level, kernels=found.supported).overall for one in watched]
    values = [found.overall.value, *(one.value for one in each)]
    between = (1.0 + 1.0 / len(values)) * float(np.var(values, ddof=1))
    reach = 2.0 * math.sqrt(between)
    low = float(np.mean([found.overall.low, *(one.low for one in each)]))
    high = float(np.mean([found.overall.high, *(one.high for one in each)]))
    return Bounds(float(np.mean(values)), low - reach, high + reach)


def _answered(
    question: Question,
    found: Shares,
    model: Fitted,
    told: tuple[Bounds, tuple[Check, ...]],
    options: Options,
) -> Study:
    overall, checks = told
    world = question.world
    curve = thinned(world, found, generator(options.seed, "contagion", "thinned"), options.level)
    rivals = _rivals(world, found, options.level)
    good = all(check.passed for check in checks)
    warnings = ("clustering-is-no-cause", *question.warnings)
    status = Standing.OK if good and not question.warnings else Standing.CAUTION
    low, value, high = sorted(cut(end) for end in overall)
    headline = Estimate(
        name="clustered-share", value=value, low=low, high=high, level=options.level,
        unit="share-of-incidents", method=METHOD, status=status, assumptions=ASSUMED,
        checks=checks, warnings=warnings,
        sensitivity=(
            *(_variant(name, None, bounds) for name, bounds in rivals),
            *(_variant("only-part-reported", f"{kept:.0%}", bounds) for kept, bounds in curve),
        ),
    )  # fmt: skip
    soon, late = (end and _round(end * question.step) for end in delay_ends(found.supported))
    delay = Estimate(
        name="clustering-delay", value=found.kernel.delay * question.step, low=soon,
        high=late, level=options.level, unit="days", method=METHOD, status=status,
        assumptions=ASSUMED, checks=checks, warnings=warnings,
    )  # fmt: skip
    return Study(
        name="contagion", version=VERSION, inputs=question.inputs, seed=options.seed,
        estimates=(headline, delay),
        tables=(
            share_grid("share-by-background", "background", rivals),
            share_grid("share-by-reporting", "part-reported", curve),
            kernel_grid(world, found, question.step),
            pit_grid(pit(world.counts, model)),
        ),
    )  # fmt: skip


def _refused(question: Question, checks: tuple[Check, ...], options: Options) -> Study:
    reason = next(check.name for check in checks if not check.passed)
    estimates = tuple(
        Estimate(
            name=name, value=None, low=None, high=None, level=options.level, unit=unit,
            method=METHOD, status=Standing.REFUSED, assumptions=ASSUMED, checks=checks,
            warnings=("clustering-is-no-cause", *question.warnings), refusal=reason,
        )
        for name, unit in (("clustered-share", "share-of-incidents"), ("clustering-delay", "days"))
    )  # fmt: skip
    return Study(
        name="contagion", version=VERSION, inputs=question.inputs, seed=options.seed,
        estimates=estimates,
    )  # fmt: skip


def _rivals(world: World, found: Shares, level: float) -> tuple[tuple[str, Bounds], ...]:
    """The same share from the stiffest background to the loosest."""
    flat = world.background._replace(national=world.background.national[:, :0])
    return (
        ("constant-background", by_likelihood(world, found.kernel, flat, level)),
        ("smooth-background", by_likelihood(world, found.kernel, world.background, level)),
        *found.by_mix,
    )


def _variant(change: str, to: str | None, bounds: Bounds) -> Variant:
    low, value, high = sorted(cut(end) for end in bounds)
    return Variant(change=change, to=to, value=value, low=low, high=high)


def _round(value: float) -> float | None:
    """Four digits, as they are printed; None where there is no number."""
    return round(float(value), 4) if math.isfinite(value) else None
