"""How soon the state answered: from a protest to arrests, force, a shutdown, an official word.

Invariant: a protest after which nobody looked is lost from sight, never unanswered; what came after
a protest is not said to have come because of it, and how often the same came before is shown.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally.analysis.answers import Answers, answers_of
from crosstally.analysis.combine import total_variance
from crosstally.analysis.frame import Analysis, Options, Tables, generator
from crosstally.analysis.survival import (
    Curve,
    drawn_times,
    kaplan_meier,
    survival_of,
    turnbull,
)
from crosstally.analysis.watch import watch_of
from crosstally.errors import UsageError
from crosstally.records import (
    Check,
    Estimate,
    Grid,
    Standing,
    Study,
    Variant,
    digest_of,
    encode,
)

VERSION = "1"
WITHIN = (1, 3, 7)
SHOWN = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30)
LEAST_PROTESTS = 20
LEAST_PLACES = 5
LEAST_FOLLOWED = 0.5  # of the protests, seen through the days that the share speaks of
LEAST_ACTS = 10  # fewer may each have answered many protests at once, which no interval shows
IMPUTATIONS = 20
HEADLINE = "arrests-within-7"


def of_table(path: Path, places: Path | None, options: Options) -> Study:  # noqa: ARG001
    """No study: a plain table does not say what the state did.

    Raises:
        UsageError: always.
    """
    raise UsageError("response is a study of desks", hint="crosstally study DESK response")


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: how many protests were answered within one, three and seven days."""
    watch = watch_of(tables)
    found = answers_of(tables, watch) if watch is not None else ()
    others = (
        [answers_of(tables._replace(incidents=one), watch) for one in tables.replicates]
        if watch
        else []
    )
    estimates: list[Estimate] = []
    grids: list[Grid] = []
    for at, one in enumerate(options.progress(found, "response", len(found))):
        some, grid = shares(one, options, tuple(other[at] for other in others))
        estimates += some
        grids += [grid] if grid is not None else []
    if not found:
        none = Check(name="protests-known", passed=False, value=0, bound=LEAST_PROTESTS)
        estimates.append(_refused(HEADLINE, (none,), options))
    inputs = digest_of(b"".join(map(encode, tables.incidents)))
    return Study(
        name="response", version=VERSION, inputs=(inputs,), seed=options.seed,
        estimates=tuple(sorted(estimates, key=lambda one: one.name != HEADLINE)),
        tables=tuple(grids),
    )  # fmt: skip


class Share(NamedTuple):
    """The share of protests answered within some days, with its interval."""

    value: float
    low: float
    high: float


def shares_within(
    answers: Answers,
    days: Sequence[int],
    level: float,
    chance: np.random.Generator,
    others: Sequence[Answers] = (),
) -> tuple[Share, ...]:
    """1 - S(t) for each t of `days`: the share answered by then, had all been followed so long.

    S is Turnbull's estimate, which is Kaplan and Meier's where every answer is known to the day.
    The interval stands on the scale of log(-log S), with the variance between towns; over the
    `others`, the same under other linkings, and where days are coarse over `IMPUTATIONS` draws of
    them, by total variance. Where all or none were answered it is that of a binomial of as many
    towns.
    """
    masses = turnbull(answers.low, answers.high)
    drawn = others or [answers] * (IMPUTATIONS if is_coarse(answers) else 1)
    curves = []
    for one in drawn:
        of = masses if one is answers else turnbull(one.low, one.high)
        times, happened = drawn_times(one.low, one.high, of, chance)
        curves.append((kaplan_meier(times, happened, one.town), kaplan_meier(times, happened)))
    towns = len(np.unique(answers.town))
    return tuple(_share(1 - survival_of(masses, t), curves, t, level, towns) for t in days)


def is_coarse(answers: Answers) -> bool:
    """Whether some answer is not known to the day."""
    return bool((np.isfinite(answers.high) & (answers.high - answers.low > 1)).any())


def _share(
    value: float, curves: list[tuple[Curve, Curve]], time: float, level: float, towns: int
) -> Share:
    """A share with the interval of its draws, each a curve by towns and one without them."""
    points = [(*by_town.at(time), plain.at(time)[1]) for by_town, plain in curves]
    if any(not 0 < s < 1 for s, _, _ in points) or not 0 < value < 1:
        reach = 1 - ((1 - level) / 2) ** (1 / max(towns, 1))
        return Share(value, max(value - reach, 0.0), min(value + reach, 1.0))
    logs = [np.log(s) for s, _, _ in points]
    pooled = total_variance(
        [float(np.log(-log)) for log in logs],
        [float(max(u, v) / log**2) for log, (_, u, v) in zip(logs, points, strict=True)],
        level,
        df=max(towns - 1, 1),
    )
    low, high = (1 - float(np.exp(-np.exp(x))) for x in (pooled.low, pooled.high))
    return Share(value, min(low, value), max(high, value))


def shares(
    answers: Answers, options: Options, others: Sequence[Answers] = ()
) -> tuple[list[Estimate], Grid | None]:
    """The shares answered within one, three and seven days, and the whole curve.

    Refused where too few protests are known or followed, or no such answer is recorded at all.
    """
    protests, towns = len(answers.low), len(np.unique(answers.town))
    checks = (
        Check(name="protests-known", passed=protests >= LEAST_PROTESTS, value=protests, bound=LEAST_PROTESTS),
        Check(name="towns-known", passed=towns >= LEAST_PLACES, value=towns, bound=LEAST_PLACES),
        Check(name="answers-recorded", passed=answers.acts > 0, value=answers.acts, bound=1),
    )  # fmt: skip
    followed = {days: _followed(answers, days) for days in WITHIN}
    if not all(check.passed for check in checks):
        return [_refused(f"{answers.name}-within-{t}", checks, options) for t in WITHIN], None
    shown = [t for t in SHOWN if t <= answers.low.max()]
    days = sorted({*WITHIN, *shown})
    chance = generator(options.seed, "response", answers.name)
    several = shares_within(answers, days, options.level, chance, others)
    found = dict(zip(days, several, strict=True))
    estimates = [_estimate(answers, t, found[t], (*checks, followed[t]), options) for t in WITHIN]
    rows = tuple(
        (t, *(round(x, 6) for x in found[t]), int((answers.low >= t).sum())) for t in shown
    )
    columns = ("days-after", "value", "low", "high", "still-followed")
    return estimates, Grid(name=f"{answers.name}-curve", columns=columns, rows=rows)


def _followed(answers: Answers, days: int) -> Check:
    seen = (answers.low >= days) | np.isfinite(answers.high)
    share = float(seen.mean()) if len(seen) else 0.0
    return Check(
        name="followed", passed=share >= LEAST_FOLLOWED, value=round(share, 4), bound=LEAST_FOLLOWED
    )


def _estimate(
    answers: Answers, days: int, found: Share, checks: tuple[Check, ...], options: Options
) -> Estimate:
    name = f"{answers.name}-within-{days}"
    if not all(check.passed for check in checks):
        return _refused(name, checks, options)
    before = float(answers.before.mean())
    compared = answers.name != "word" and days == max(WITHIN)
    warnings = (
        *(("no-more-than-before",) if compared and found.low <= before else ()),
        *(("few-acts",) if answers.acts < LEAST_ACTS else ()),
        *(("days-coarse",) if is_coarse(answers) else ()),
    )
    seen = float((np.isfinite(answers.high) & (answers.high <= days)).mean())
    others = [Variant(change="lost-is-unanswered", to=None, value=round(seen, 6))]
    if compared:
        others.append(Variant(change="in-the-week-before", to=None, value=round(before, 6)))
    return Estimate(
        name=name, value=round(found.value, 6), low=round(found.low, 6), high=round(found.high, 6),
        level=options.level, unit="share-of-protests", method="turnbull",
        status=Standing.CAUTION if warnings else Standing.OK,
        assumptions=("answered-in-town", "lost-by-chance", "both-recorded-alike"), checks=checks,
        warnings=warnings, sensitivity=tuple(others),
    )  # fmt: skip


def _refused(name: str, checks: tuple[Check, ...], options: Options) -> Estimate:
    failed = next(check for check in checks if not check.passed)
    return Estimate(
        name=name, value=None, low=None, high=None, level=options.level, unit="share-of-protests",
        method="turnbull", status=Standing.REFUSED, checks=checks, refusal=failed.name,
    )  # fmt: skip


ANALYSIS = Analysis("response", of_table, of_desk)
