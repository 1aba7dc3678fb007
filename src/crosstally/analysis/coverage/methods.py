"""The four estimators side by side, each an estimate with its own refusal.

Invariant: no number leaves here without the name of its method, what it takes for granted and the
checks it had to pass; a total is never `ok` by itself, as all are blind to what no list could see.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from crosstally.analysis.coverage import lcmcr
from crosstally.analysis.coverage.chao import Answer, lower_bound
from crosstally.analysis.coverage.existence import all_pairs_exist, existence
from crosstally.analysis.coverage.graphs import MOST_LISTS, Average, average
from crosstally.analysis.coverage.hierarchical import fit_model, profile_model, terms_of
from crosstally.analysis.coverage.sparse import bootstrapped
from crosstally.analysis.coverage.table import Table, marked, table
from crosstally.analysis.frame import LEVEL, Options, generator
from crosstally.analysis.inputs import Lists
from crosstally.records import Check, Estimate, Standing, Variant, changed

UNIT = "visible-events"
MOST_STEPWISE = 8  # lists: 255 cells, 28 pairs
MOST_EDGE = 0.001  # of the posterior, in the highest hundredth of the range that was looked at
BLIND = ("visible-only", "closed", "links-right")


class Told(NamedTuple):
    """An answer of a method with the checks that it had to pass; no answer where one failed."""

    answer: Answer | None
    checks: tuple[Check, ...]


class Method(NamedTuple):
    """A way to a number: its name, its method's code, what it takes for granted, and itself."""

    name: str
    code: str
    assumptions: tuple[str, ...]
    run: Callable[[Lists, Table, Options], Told]


def bound(lists: Lists, found: Table, options: Options) -> Told:  # noqa: ARG001
    """Chao's lower bound."""
    return Told(lower_bound(found, level=options.level), ())


def stepwise(lists: Lists, found: Table, options: Options) -> Told:  # noqa: ARG001
    """The sparse log-linear model chosen step by step, with its bootstrap."""
    few = _at_most(found.lists, MOST_STEPWISE)
    if not few.passed:
        return Told(None, (few,))
    exists = Check(name="mle-exists", passed=all_pairs_exist(found))
    if not exists.passed:
        return Told(None, (few, exists))
    chance = generator(options.seed, "coverage", "stepwise", marked(found))
    answer = stepwise_answer(found, chance, options.level)
    return Told(answer, (few, exists))


def stepwise_answer(found: Table, chance: np.random.Generator, level: float) -> Answer | None:
    """N by stepwise choice with its bootstrap; None where no estimate exists."""
    made = bootstrapped(found, chance, level=level)
    if not np.isfinite(made.total):
        return None
    return Answer(made.total, found.total if made.low is None else made.low, made.high)


def graphs(lists: Lists, found: Table, options: Options) -> Told:  # noqa: ARG001
    """The median over decomposable graphs, if the range of N that was looked at holds it."""
    few = _at_most(found.lists, MOST_LISTS)
    if not few.passed:
        return Told(None, (few,))
    made = average(found)
    edge = round(made.edge, 6)
    wide = Check(name="range", passed=edge <= MOST_EDGE, value=edge, bound=MOST_EDGE)
    return Told(median_answer(made, options.level), (few, wide))


def median_answer(made: Average, level: float) -> Answer:
    """The median of a posterior with its interval."""
    tail = (1 - level) / 2
    return Answer(made.quantile(0.5), made.quantile(tail), made.quantile(1 - tail))


def classes(lists: Lists, found: Table, options: Options) -> Told:
    """The median over latent classes, if the chains from scattered starts agree."""
    nameless = lists._replace(digest=marked(found))  # chance hangs on what was seen, not on names
    draws = lcmcr.sample(nameless, options=options)
    tail = (1 - options.level) / 2
    low, value, high = np.quantile(draws.population, [tail, 0.5, 1 - tail])
    rhat = round(float(draws.rhat), 5)
    ess = round(float(min(draws.bulk_ess, draws.tail_ess)), 1)
    checks = (
        Check(name="rhat", passed=rhat < lcmcr.MOST_RHAT, value=rhat, bound=lcmcr.MOST_RHAT),
        Check(name="draws", passed=ess >= lcmcr.LEAST_ESS, value=ess, bound=float(lcmcr.LEAST_ESS)),
    )
    return Told(Answer(float(value), float(low), float(high)), checks)


LOWER = Method("seen-at-least", "chao", (*BLIND, "no-avoidance"), bound)
TOTALS: tuple[Method, ...] = (
    Method("seen-total-stepwise", "stepwise", (*BLIND, "few-pairs"), stepwise),
    Method("seen-total-graphs", "graphs", (*BLIND, "some-graph"), graphs),
    Method("seen-total-classes", "classes", (*BLIND, "some-classes"), classes),
)


def estimate(method: Method, told: Told, level: float) -> Estimate:
    """The estimate of a method; a total is a caution at best."""
    refusal = next((check.name for check in told.checks if not check.passed), None)
    shown = told.answer if refusal is None else None
    return Estimate(
        name=method.name,
        value=None if shown is None else _rounded(shown.value),
        low=None if shown is None else _rounded(shown.low),
        high=None if shown is None or shown.high is None else _rounded(shown.high),
        level=level,
        unit=UNIT,
        method=method.code,
        status=Standing.REFUSED if shown is None else Standing.CAUTION,
        assumptions=method.assumptions,
        checks=told.checks,
        warnings=() if shown is None else ("model-decides",),
        refusal=refusal,
    )


def refused(name: str, code: str, checks: Iterable[Check], level: float) -> Estimate:
    """The estimate that is not given, by the first check that failed."""
    every = tuple(checks)
    return Estimate(
        name=name, value=None, low=None, high=None, level=level, unit=UNIT, method=code,
        status=Standing.REFUSED, assumptions=BLIND, checks=every,
        refusal=next(check.name for check in every if not check.passed),
    )  # fmt: skip


def loglinear(lists: Lists, model: str, *, level: float = LEVEL) -> Estimate:
    """N by a log-linear model of chosen interactions, with its profile-likelihood interval.

    Args:
        lists: who was seen by which lists.
        model: its largest terms, lists numbered from 1, as `[12,3,4]`.
        level: of the interval.

    Returns:
        A caution; refused where the maximum-likelihood estimate does not exist or is not unique.

    Source: Cormack (1989, 1992); Fienberg and Rinaldo (2012).
    """
    found = table(lists)
    terms = terms_of(model, found.lists)
    told = existence(found, terms)
    exists = Check(name="mle-exists", passed=told.exists and told.unique and not told.empty)
    if not exists.passed:
        return refused("seen-total-model", "log-linear", (exists,), level)
    fitted, ends = fit_model(found, terms), profile_model(found, terms, level=level)
    method = Method("seen-total-model", "log-linear", (*BLIND, "no-highest-order"), bound)
    made = estimate(method, Told(Answer(fitted.total, ends.low, ends.high), (exists,)), level)
    error = Variant(change="standard-error", to=None, value=_rounded(fitted.error))
    return changed(made, sensitivity=(error,))


def _at_most(lists: int, bound: int) -> Check:
    return Check(name="most-lists", passed=lists <= bound, value=float(lists), bound=float(bound))


def _rounded(value: float) -> float:
    """To four places: beyond them machines differ."""
    return round(value, 4)
