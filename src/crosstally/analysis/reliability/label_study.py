"""The study of labels: what share of them was right, and who errs where.

Invariant: nothing is said of who errs unless three groups labelled enough of the same items: with
two, who is right cannot be told from who agrees.
"""

from collections.abc import Iterable

import numpy as np

from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Floats
from crosstally.analysis.reliability.labels import (
    Fit,
    Said,
    Votes,
    dawid_skene,
    right,
    votes_of,
)
from crosstally.records import Check, Estimate, Grid, Standing

METHOD = "dawid-skene"
LEAST_GROUPS = 3
LEAST_SHARED = 20  # items that three groups labelled
LEAST_USUAL = 0.5  # of the items, their truth what most said of them: else it is turned over
RESAMPLES = 200
ROUGHLY = 1e-6  # the tolerance of a resample, whose own spread is a thousand times that
ASSUMPTIONS = ("groups-apart", "errors-alike", "one-truth")


def study_labels(
    said: Iterable[Said], name: str, options: Options
) -> tuple[Estimate, tuple[Grid, ...]]:
    """The share of labels that were right, and the groups, their errors and the truths."""
    votes = votes_of(said)
    checks = _checks(votes)
    if not all(one.passed for one in checks):
        return _estimate(name, None, checks, options), ()
    fit = dawid_skene(votes.n, votes.weights)
    checks = (*checks, _usual(fit, votes))
    if not checks[-1].passed:
        return _estimate(name, None, checks, options), ()
    share, of_group = right(fit, votes.n, votes.weights)
    drawn = _resampled(votes, options, name)
    low, high = np.quantile(drawn, [(1 - options.level) / 2, (1 + options.level) / 2], axis=0)
    found = np.array([share, *of_group])
    low, high = np.minimum(low, found), np.maximum(high, found)
    estimate = _estimate(name, (share, float(low[0]), float(high[0])), checks, options)
    return estimate, _grids(name, votes, fit, np.stack([of_group, low[1:], high[1:]], axis=1))


def _checks(votes: Votes) -> tuple[Check, ...]:
    groups = len(votes.groups)
    by = (votes.n.sum(axis=2) > 0).sum(axis=1) if len(votes.items) else np.zeros(0)
    shared = int(votes.weights[by >= LEAST_GROUPS].sum()) if len(votes.items) else 0
    return (
        Check(name="label-groups", passed=groups >= LEAST_GROUPS, value=groups, bound=LEAST_GROUPS),
        Check(name="told-by-three", passed=shared >= LEAST_SHARED, value=shared,
              bound=LEAST_SHARED),
    )  # fmt: skip


def _usual(fit: Fit, votes: Votes) -> Check:
    told = votes.n.sum(axis=1)
    usual = told[np.arange(len(told)), fit.t.argmax(axis=1)] == told.max(axis=1)
    share = round(float(votes.weights[usual].sum() / votes.weights.sum()), 4)
    return Check(name="as-most-say", passed=share >= LEAST_USUAL, value=share, bound=LEAST_USUAL)


def _resampled(votes: Votes, options: Options, name: str) -> Floats:
    """The shares that were right in other draws of the same items."""
    chance = generator(options.seed, "labels", name)
    total = int(votes.weights.sum())
    rows = []
    for _ in options.progress(range(RESAMPLES), name, RESAMPLES):
        weights = chance.multinomial(total, votes.weights / total)
        share, of_group = right(dawid_skene(votes.n, weights, ROUGHLY), votes.n, weights)
        rows.append([share, *of_group])
    return np.array(rows)


def _estimate(
    name: str, found: tuple[float, float, float] | None, checks: tuple[Check, ...], options: Options
) -> Estimate:
    value, low, high = (round(x, 4) for x in found) if found else (None, None, None)
    refusal = next((one.name for one in checks if not one.passed), None)
    return Estimate(
        name=name, value=value, low=low, high=high, level=options.level, unit="share",
        method=METHOD, status=Standing.REFUSED if refusal else Standing.OK,
        assumptions=ASSUMPTIONS, checks=checks, refusal=refusal,
    )  # fmt: skip


def _grids(name: str, votes: Votes, fit: Fit, of_group: Floats) -> tuple[Grid, ...]:
    told = np.einsum("i,ikl->k", votes.weights, votes.n)
    groups = Grid(
        name=name, columns=("group", "labels", "value", "low", "high"),
        rows=tuple(
            (group, int(count), *(round(float(x), 4) for x in row))
            for group, count, row in zip(votes.groups, told, of_group, strict=True)
        ),
    )  # fmt: skip
    errors = Grid(
        name=f"{name}-errors", columns=("group", "truth", "told", "share"),
        rows=tuple(
            (group, truth, label, round(float(fit.pi[k, j, index]), 4))
            for k, group in enumerate(votes.groups)
            for j, truth in enumerate(votes.labels)
            for index, label in enumerate(votes.labels)
        ),
    )  # fmt: skip
    classes = Grid(
        name=f"{name}-truths", columns=("truth", "share"),
        rows=tuple(
            (label, round(float(p), 4)) for label, p in zip(votes.labels, fit.p, strict=True)
        ),
    )  # fmt: skip
    return groups, errors, classes
