"""The study of coverage of a desk: its incidents, by groups of sources fixed for the period.

Invariant: the number is of events that at least one of these sources could have seen, never of all
that happened. What linking is unsure of widens the interval, and the bound is told both with
copying sources as one and with every source apart.
"""

import math
from collections.abc import Callable

from scipy.special import ndtri

from crosstally.analysis.combine import total_variance
from crosstally.analysis.coverage.groups import Group, captures, groups_of
from crosstally.analysis.coverage.study import headline, study_of
from crosstally.analysis.coverage.table import present, table
from crosstally.analysis.frame import Options, Tables
from crosstally.records import (
    Entry,
    Estimate,
    Grid,
    Incident,
    Standing,
    Study,
    Variant,
    changed,
)

LEAST_REPLICATES = 2


def study_of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk's incidents that count."""
    groups = groups_of(tables)
    found = captures(tables.incidents, groups)
    study = study_of(found, options)
    lower = study.estimates[0]
    if lower.status is not Standing.REFUSED:
        lower = _widened(lower, table(found).total, tables, groups)
        lower = changed(lower, sensitivity=(*_otherwise(tables, options), *lower.sensitivity))
    strata = tuple(
        _strata(name, key, tables.incidents, groups, options.level)
        for name, key in (("year", _year), ("province", _province))
    )
    return changed(
        study,
        estimates=(lower, *study.estimates[1:]),
        tables=(_groups_grid(tables, groups), *study.tables, *strata),
    )


def _widened(lower: Estimate, seen: float, tables: Tables, groups: tuple[Group, ...]) -> Estimate:
    """The bound with the doubt of linking: its logarithm's variance, within and between."""
    made = [headline(table(captures(some, groups)), lower.level) for some in tables.replicates]
    told = [one for one in made if one.value is not None]
    if len(told) < LEAST_REPLICATES:
        warned = (*lower.warnings, "no-linking-interval")
        return changed(lower, status=Standing.CAUTION, warnings=warned)
    logs = [math.log(one.value or 1.0) for one in told]
    spreads = [_spread(one) ** 2 for one in told]
    whole = total_variance(logs, spreads, lower.level)
    reach = (whole.high - whole.low) / 2
    value = lower.value or seen
    wide = (value * math.exp(-reach), value * math.exp(reach))
    return changed(
        lower,
        low=round(max(min(wide[0], lower.low or wide[0]), seen), 4),
        high=round(max(wide[1], lower.high or wide[1]), 4),
    )


def _spread(one: Estimate) -> float:
    """The standard error of a bound's logarithm, from its interval."""
    low, value = one.low or 1.0, one.value or 1.0
    high = one.high or value**2 / low
    return math.log(high / low) / (2 * float(ndtri((1 + one.level) / 2)))


def _otherwise(tables: Tables, options: Options) -> tuple[Variant, ...]:
    """The bound with every source apart, and with those of one owner as one."""
    made = []
    for change, copies, owners in (("sources-apart", False, False), ("owners-one", True, True)):
        groups = groups_of(tables, copies=copies, owners=owners)
        told = headline(table(captures(tables.incidents, groups)), options.level)
        made.append(Variant(change=change, to=None, value=told.value, low=told.low, high=told.high))
    return tuple(made)


def _strata(
    name: str, key: Callable[[Incident], str | None], incidents: tuple[Incident, ...],
    groups: tuple[Group, ...], level: float,
) -> Grid:  # fmt: skip
    """The bound in each stratum, or the check that refuses it."""
    parts: dict[str, list[Incident]] = {}
    for one in incidents:
        part = key(one) if one.counts else None
        if part is not None:
            parts.setdefault(part, []).append(one)
    rows: list[tuple[Entry, ...]] = []
    for part, some in sorted(parts.items()):
        found = table(captures(some, groups))
        told = headline(present(found), level)
        rows.append((part, int(found.total), told.value, told.low, told.high, told.refusal))
    return Grid(name=f"bound-by-{name}", columns=(name, "seen", "value", "low", "high", "refusal"),
                rows=tuple(rows))  # fmt: skip


def _groups_grid(tables: Tables, groups: tuple[Group, ...]) -> Grid:
    """Which sources are one list, and who owns them or whom they mirror."""
    names = {one.id: one.name for one in tables.sources}
    rows = tuple(
        (group.name, ", ".join(names.get(one, one) for one in group.sources),
         ", ".join(group.owners))
        for group in groups
    )  # fmt: skip
    return Grid(name="groups", columns=("list", "members", "owners"), rows=rows)


def _year(one: Incident) -> str | None:
    return None if one.first is None else str(one.first.year)


def _province(one: Incident) -> str | None:
    return None if one.place is None else one.place.value.province
