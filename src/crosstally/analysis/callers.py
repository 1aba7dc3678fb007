"""Who calls and who comes: how much that changes, and what of an organisation's acts others saw.

Invariant: aggregate only. No incident is told with who called it; a name stands with at least `K`
incidents or claims; what linking is unsure of widens every interval; and neither an organisation's
role nor its growth is ever read off its own word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from crosstally.analysis.combine import total_variance
from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.organisations import Acts, acts_of, callers_by_month
from crosstally.analysis.turnover import Turnover, difference, mean_of, turnover
from crosstally.analysis.watch import day_of
from crosstally.errors import UsageError
from crosstally.records import (
    Check,
    Entry,
    Estimate,
    Grid,
    Kind,
    Standing,
    Study,
    changed,
    digest_of,
    encode,
)

VERSION = "2"
K = 5  # the least number of incidents or claims with which a name stands
LEAST_SAMPLE = 10  # incidents of a month that name a group or a caller, to compare it with the next
LEAST_PAIRS = 3
LEAST_LINKINGS = 2  # that give a number, to tell what linking may change of it
LEAST_SEEN = 10  # acts that others saw, below which nothing is said of their growth

Monthly = dict[str, Counter[str]]


def of_table(path: Path, places: Path | None, options: Options) -> Study:  # noqa: ARG001
    """No study: a plain table does not say who called.

    Raises:
        UsageError: always.
    """
    raise UsageError("callers is a study of desks", hint="crosstally study DESK callers")


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk."""
    sectors = sectors_by_month(tables)
    callers = callers_by_month(tables)
    acts = acts_of(tables)
    others = [_told(tables._replace(incidents=some), options) for some in tables.replicates]
    found = [
        linked(one, [other[at] for other in others])
        for at, one in enumerate(_told(tables, options))
    ]
    grids = (
        _months("sectors-by-month", "sector", sectors),
        _months("callers-by-month", "caller", callers),
        _organisations(acts, options.level),
        _acts_by_month(acts),
    )
    return Study(
        name="callers", version=VERSION, seed=options.seed, estimates=tuple(found),
        inputs=(digest_of(b"".join(map(encode, (*tables.incidents, *tables.claims)))),),
        tables=tuple(grid for grid in grids if grid.rows),
    )  # fmt: skip


def _told(tables: Tables, options: Options) -> tuple[Estimate, ...]:
    """Every number of the study, had the links been these."""
    sectors, acts = sectors_by_month(tables), acts_of(tables)
    return (
        _seen_share(acts, options),
        _growth(acts, options),
        _role(options),
        _mean("sectors-turnover", sectors, options),
        _after_arrests(sectors, _arrests_by_month(tables), options),
        _mean("callers-turnover", callers_by_month(tables), options),
    )


def linked(found: Estimate, others: Sequence[Estimate]) -> Estimate:
    """A number with the doubt of linking, by total variance, and never narrower than without.

    A factor stands on the scale of logarithms. Where fewer than half of the other linkings give a
    number, or fewer than two, it is shown with caution and says so.
    """
    if found.value is None or found.low is None or found.high is None:
        return found
    told = [
        (one.low, one.value, one.high)
        for one in others
        if one.value is not None and one.low is not None and one.high is not None
    ]
    if len(told) < max(LEAST_LINKINGS, len(others) / 2):
        warned = (*found.warnings, "no-linking-interval")
        return changed(found, status=Standing.CAUTION, warnings=warned)
    there, back = (np.log, np.exp) if found.method == "poisson-line" else (np.array, np.array)
    ends = there(np.array(told))
    spreads = (ends[:, 2] - ends[:, 0]) / (2 * float(stats.norm.ppf((1 + found.level) / 2)))
    whole = total_variance(ends[:, 1].tolist(), (spreads**2).tolist(), found.level)
    reach = np.array([whole.low - whole.high, whole.high - whole.low]) / 2
    least, most = LIMITS[found.method]
    low, high = np.clip(back(there(found.value) + reach), least, most)
    return changed(
        found, low=round(min(float(low), found.low), 6), high=round(max(float(high), found.high), 6)
    )


# --- how much changes -----------------------------------------------------------------------------


def sectors_by_month(tables: Tables) -> Monthly:
    """How many incidents of each month each group took part in."""
    found: Monthly = defaultdict(Counter)
    for one in tables.incidents:
        day = day_of(one)
        if day is not None:
            found[day.strftime("%Y-%m")].update({group.value.value.value for group in one.groups})
    return {month: found[month] for month in sorted(found)}


class Pair(NamedTuple):
    """Two months that follow one another, and how much changed between them."""

    first: str
    second: str
    found: Turnover


def pairs_of(monthly: Monthly) -> tuple[Pair, ...]:
    """The change between every two months in a row that each hold `LEAST_SAMPLE`."""
    names = sorted({name for counts in monthly.values() for name in counts})
    pairs = []
    for month, counts in monthly.items():
        later = _next(month)
        after = monthly.get(later, Counter())
        if min(counts.total(), after.total()) >= LEAST_SAMPLE:
            x, y = (np.array([some[name] for name in names]) for some in (counts, after))
            if (found := turnover(x, y)) is not None:
                pairs.append(Pair(month, later, found))
    return tuple(pairs)


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _mean(name: str, monthly: Monthly, options: Options) -> Estimate:
    pairs = pairs_of(monthly)
    check = Check(
        name="months-in-a-row",
        passed=len(pairs) >= LEAST_PAIRS,
        value=len(pairs),
        bound=LEAST_PAIRS,
    )
    if not check.passed:
        return _refused(name, "share-changed", "morisita", (check,), options)
    value, low, high = mean_of([one.found for one in pairs], options.level)
    ends = max(low, 0.0), min(high, 1.0)
    return _estimate(name, (min(max(value, 0.0), 1.0), *ends), "morisita", (check,), options)


def _after_arrests(sectors: Monthly, arrests: Counter[str], options: Options) -> Estimate:
    """How much more the sectors change after a month of many arrests than after one of few."""
    name, pairs = "sectors-after-arrests", pairs_of(sectors)
    middle = float(np.median([arrests[one.first] for one in pairs])) if pairs else 0.0
    high = np.array([one.found.value for one in pairs if arrests[one.first] > middle])
    low = np.array([one.found.value for one in pairs if arrests[one.first] <= middle])
    least = min(len(high), len(low))
    check = Check(
        name="months-of-arrests", passed=least >= LEAST_PAIRS, value=least, bound=LEAST_PAIRS
    )
    if not check.passed:
        return _refused(name, "share-changed", "welch", (check,), options)
    return _estimate(name, difference(high, low, options.level), "welch", (check,), options)


def _arrests_by_month(tables: Tables) -> Counter[str]:
    return Counter(
        one.first.strftime("%Y-%m")
        for one in tables.incidents
        if one.kind is Kind.ARR and one.subtype != "release" and one.first is not None
    )


# --- what others saw ------------------------------------------------------------------------------


def _seen_share(acts: tuple[Acts, ...], options: Options) -> Estimate:
    """The share of the acts that organisations claim which anyone else is known to have seen."""
    claimed, seen = sum(len(one.claimed) for one in acts), sum(len(one.seen) for one in acts)
    checks = _independent(claimed, seen)
    if not all(check.passed for check in checks):
        return _refused("claimed-seen", "share-of-acts", "clopper-pearson", checks, options)
    found = (seen / claimed, *clopper_pearson(seen, claimed, options.level))
    return _estimate("claimed-seen", found, "clopper-pearson", checks, options)


def _independent(claimed: int, seen: int) -> tuple[Check, ...]:
    return (
        Check(name="acts-claimed", passed=claimed >= K, value=claimed, bound=K),
        Check(name="anything-independent", passed=seen > 0, value=seen, bound=1),
    )


def _growth(acts: tuple[Acts, ...], options: Options) -> Estimate:
    """How the number of acts that others saw changes a month: exp(b) of a Poisson line."""
    months = [month for one in acts for month in one.seen.values()]
    claimed = sum(len(one.claimed) for one in acts)
    checks = (
        *_independent(claimed, len(months)),
        Check(name="seen-enough", passed=len(months) >= LEAST_SEEN, value=len(months), bound=LEAST_SEEN),
        Check(name="seen-in-months", passed=len(set(months)) >= LEAST_PAIRS,
              value=len(set(months)), bound=LEAST_PAIRS),
    )  # fmt: skip
    if not all(check.passed for check in checks):
        return _refused("growth-of-seen", "times-a-month", "poisson-line", checks, options)
    return _estimate(
        "growth-of-seen", poisson_line(months, options.level), "poisson-line", checks, options,
        assumptions=("watched-alike",),
    )  # fmt: skip


def poisson_line(months: Iterable[str], level: float) -> tuple[float, float, float]:
    """exp(b) of log μ_t = a + b t over the months from the first to the last, and its interval.

    The variance of b is (XᵀWX)⁻¹ times φ = Σ (y - μ)² / μ / (n - 2), where that is more than one.
    """
    counts = Counter(_number(month) for month in months)
    t = np.arange(min(counts), max(counts) + 1)
    y = np.array([counts[int(at)] for at in t], dtype=float)
    x = np.stack([np.ones(len(t)), t - t.mean()], axis=1)
    beta = np.array([np.log(y.mean()), 0.0])
    for _ in range(100):
        mu = np.exp(x @ beta)
        step = np.linalg.solve((x.T * mu) @ x, x.T @ (y - mu))
        beta = beta + step
        if float(np.abs(step).max()) < 1e-12:
            break
    mu = np.exp(x @ beta)
    phi = max(float((((y - mu) ** 2) / mu).sum()) / max(len(t) - 2, 1), 1.0)
    error = float(np.linalg.inv((x.T * mu) @ x)[1, 1] * phi) ** 0.5
    reach = float(stats.t.ppf((1 + level) / 2, max(len(t) - 2, 1))) * error
    return tuple(float(np.exp(b)) for b in (beta[1], beta[1] - reach, beta[1] + reach))  # type: ignore[return-value]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def clopper_pearson(hits: int, number: int, level: float) -> tuple[float, float]:
    """The exact interval of a share.

    Source: Clopper and Pearson, Biometrika 26 (1934), 404-413.

    >>> [round(x, 4) for x in clopper_pearson(1, 10, 0.95)]
    [0.0025, 0.445]
    """
    tail = (1 - level) / 2
    low = stats.beta.ppf(tail, hits, number - hits + 1) if hits else 0.0
    high = stats.beta.ppf(1 - tail, hits + 1, number - hits) if hits < number else 1.0
    return float(low), float(high)


def _role(options: Options) -> Estimate:
    """Refused, always: who led or organised is no matter of counts."""
    check = Check(name="role-is-not-counted", passed=False)
    return _refused("role", "share-of-acts", "none", (check,), options)


# --- estimates and tables -------------------------------------------------------------------------


def _estimate(
    name: str,
    found: tuple[float, float, float],
    method: str,
    checks: tuple[Check, ...],
    options: Options,
    *,
    assumptions: tuple[str, ...] = ("named-alike",),
) -> Estimate:
    value, low, high = (round(x, 6) for x in found)
    return Estimate(
        name=name, value=value, low=low, high=high, level=options.level, unit=UNITS[method],
        method=method, status=Standing.OK, checks=checks, assumptions=assumptions,
    )  # fmt: skip


LIMITS = {
    "morisita": (0.0, 1.0),
    "welch": (-1.0, 1.0),
    "clopper-pearson": (0.0, 1.0),
    "poisson-line": (0.0, np.inf),
}
UNITS = {
    "morisita": "share-changed",
    "welch": "share-changed",
    "clopper-pearson": "share-of-acts",
    "poisson-line": "times-a-month",
}


def _refused(
    name: str, unit: str, method: str, checks: tuple[Check, ...], options: Options
) -> Estimate:
    failed = next(check for check in checks if not check.passed)
    return Estimate(
        name=name, value=None, low=None, high=None, level=options.level, unit=unit, method=method,
        status=Standing.REFUSED, checks=checks, refusal=failed.name,
    )  # fmt: skip


def _months(name: str, column: str, monthly: Monthly) -> Grid:
    """How many incidents a month named each, where that is `K` or more."""
    rows = tuple(
        (month, one, number)
        for month, counts in monthly.items()
        for one, number in sorted(counts.items())
        if number >= K
    )
    return Grid(name=name, columns=("month", column, "count"), rows=rows)


def _organisations(acts: tuple[Acts, ...], level: float) -> Grid:
    """Each organisation that claims: how many acts and trends, how many acts others saw."""
    rows: list[tuple[Entry, ...]] = []
    for one in acts:
        claimed, seen, number = len(one.claimed), len(one.seen), len(one.claimed) + one.claims
        if number < K:
            continue
        failed = next((c.name for c in _independent(claimed, seen) if not c.passed), None)
        found: tuple[Entry, ...] = (None, None, None)
        if failed is None:
            found = (
                round(seen / claimed, 6),
                *(round(x, 6) for x in clopper_pearson(seen, claimed, level)),
            )
        rows.append((one.name, *found, claimed, seen, one.claims, failed or "shown", number))  # fmt: skip
    columns = (
        "organisation", "value", "low", "high", "claimed", "seen-by-others", "claims-of-role-or-trend",
        "standing", "count",
    )  # fmt: skip
    return Grid(name="organisations", columns=columns, rows=tuple(rows))


def _acts_by_month(acts: tuple[Acts, ...]) -> Grid:
    """Acts claimed and acts seen a month, by organisation, where `K` or more are claimed."""
    rows: list[tuple[Entry, ...]] = []
    for one in acts:
        claimed, seen = Counter(one.claimed.values()), Counter(one.seen.values())
        some = [month for month in sorted(claimed) if claimed[month] >= K]
        rows += [(month, one.name, claimed[month], seen[month]) for month in some]
    columns = ("month", "organisation", "count", "seen-by-others")
    return Grid(name="acts-by-month", columns=columns, rows=tuple(rows))


ANALYSIS = Analysis("callers", of_table, of_desk)
