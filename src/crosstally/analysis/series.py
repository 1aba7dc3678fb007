"""How many incidents a day, a week and a month, and how many sources were looking.

Invariant: a day on which nobody looked has no count; the interval is what other linkings of the
same mentions give, and is left open where none were drawn.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Analysis, Options, Tables
from crosstally.analysis.inputs import Floats, Ints, read_place_days
from crosstally.analysis.watch import Watch, day_of, watch_of
from crosstally.records import (
    Calendar,
    Check,
    Digest,
    Entry,
    Estimate,
    Grid,
    Incident,
    Standing,
    Study,
    Variant,
    digest_of,
    encode,
)
from crosstally.text.calendar import date_of

VERSION = "1"
LEAST_DATED = 0.5  # of the incidents that count, to speak of days at all
LEAST_SEEN = 0.9  # of the days, not to warn


class Series(NamedTuple):
    """Counts a day from `first` on.

    `sources` is how many were looking, None in a table, which says itself that it counts every day;
    `others` are the same counts under other linkings, one row each.
    """

    first: date
    counts: Ints
    others: Ints
    sources: Ints | None

    @property
    def seen(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """On which days anybody looked, or something was found."""
        if self.sources is None:
            return np.ones(len(self.counts), dtype=np.bool_)
        return np.asarray((self.sources > 0) | (self.counts > 0), dtype=np.bool_)


def of_table(path: Path, places: Path | None, options: Options) -> Study:
    """The study of a table of counts by day."""
    table = read_place_days(path, places)
    counts = table.counts.sum(axis=0)
    none = np.zeros((0, len(counts)), dtype=np.int64)
    return _study(Series(table.first, counts, none, None), (), (), (table.digest,), options)


def of_desk(tables: Tables, options: Options) -> Study:
    """The study of a desk: its incidents that count, by their first day."""
    digest = digest_of(b"".join(map(encode, tables.incidents)))
    counted = sum(one.counts for one in tables.incidents)
    watch = watch_of(tables)
    if watch is None:
        return _nothing(digest, options)
    series = series_of(tables.incidents, watch, tables.replicates)
    dated = int(series.counts.sum()) / max(counted, 1)
    check = Check(
        name="dated", passed=dated >= LEAST_DATED, value=round(dated, 4), bound=LEAST_DATED
    )
    return _study(series, _by_rule(tables), (check,), (digest,), options)


def series_of(
    incidents: Iterable[Incident],
    watch: Watch,
    replicates: Iterable[Iterable[Incident]] = (),
) -> Series:
    """The counts of a desk a day, and the same under other linkings."""
    others = [_daily(one, watch) for one in replicates]
    rows = np.array(others, dtype=np.int64).reshape(len(others), len(watch.active))
    return Series(watch.first, _daily(incidents, watch), rows, watch.active)


def _daily(incidents: Iterable[Incident], watch: Watch) -> Ints:
    counts = np.zeros(len(watch.active), dtype=np.int64)
    for incident in incidents:
        day = day_of(incident)
        if day is not None and watch.first <= day <= watch.last:
            counts[(day - watch.first).days] += 1
    return counts


def _study(
    series: Series,
    rules: tuple[Grid, ...],
    checks: tuple[Check, ...],
    inputs: tuple[Digest, ...],
    options: Options,
) -> Study:
    seen = float(series.seen.mean())
    watched = Check(
        name="days-seen", passed=seen >= LEAST_SEEN, value=round(seen, 4), bound=LEAST_SEEN
    )
    grids = tuple(_grid(series, name, start, options.level) for name, start in STEPS)
    totals = series.others.sum(axis=1)
    found = (
        _estimate("total", float(series.counts.sum()), totals.astype(float), "incidents", options),
        _estimate(
            "a-seen-day",
            float(series.counts.sum()) / max(int(series.seen.sum()), 1),
            totals / max(int(series.seen.sum()), 1),
            "incidents-a-day",
            options,
        ),
    )
    some = (*checks, watched) if series.sources is not None else checks
    estimates = tuple(_checked(make, some, series) for make in found)
    return Study(
        name="series",
        version=VERSION,
        inputs=inputs,
        seed=options.seed,
        estimates=estimates,
        tables=(*grids, *rules),
    )


class _Found(NamedTuple):
    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    level: float


def _estimate(name: str, value: float, others: Floats, unit: str, options: Options) -> _Found:
    low, high = within(value, others, options.level)
    return _Found(name, value, low, high, unit, options.level)


def within(value: float, others: Floats, level: float) -> tuple[float | None, float | None]:
    """The interval that other linkings give about a value, which it always holds.

    >>> within(10.0, np.array([8.0, 9.0, 12.0]), 0.95)
    (8.05, 11.85)
    >>> within(10.0, np.array([]), 0.95)
    (None, None)
    """
    if len(others) == 0:
        return None, None
    low, high = np.quantile(others, [(1 - level) / 2, (1 + level) / 2])
    return round(min(float(low), value), 6), round(max(float(high), value), 6)


def _checked(found: _Found, checks: tuple[Check, ...], series: Series) -> Estimate:
    """An estimate with its checks; without days there is no series."""
    refusal = next((c.name for c in checks if not c.passed and c.name == "dated"), None)
    warnings = tuple(
        name
        for name, told in (
            ("no-linking-interval", series.sources is not None and len(series.others) == 0),
            ("days-unseen", any(not c.passed and c.name == "days-seen" for c in checks)),
        )
        if told
    )
    status = Standing.CAUTION if warnings else Standing.OK
    unseen = Variant(change="nobody-looked-is-nought", to=None, value=float(series.counts.mean()))
    return Estimate(
        name=found.name,
        value=None if refusal else round(found.value, 6),
        low=None if refusal else found.low,
        high=None if refusal else found.high,
        level=found.level,
        unit=found.unit,
        method="count",
        status=Standing.REFUSED if refusal else status,
        assumptions=("first-day", "looked-when-active") if series.sources is not None else (),
        checks=checks,
        warnings=warnings,
        refusal=refusal,
        sensitivity=(unseen,) if found.name == "a-seen-day" and "days-unseen" in warnings else (),
    )


def _nothing(digest: Digest, options: Options) -> Study:
    """The study of a desk of which no incident has a day."""
    check = Check(name="dated", passed=False, value=0.0, bound=LEAST_DATED)
    refused = Estimate(
        name="total", value=None, low=None, high=None, level=options.level, unit="incidents",
        method="count", status=Standing.REFUSED, checks=(check,), refusal="dated",
    )  # fmt: skip
    return Study(
        name="series", version=VERSION, inputs=(digest,), seed=options.seed, estimates=(refused,)
    )


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _jalali_month(day: date) -> str:
    year, month, _ = date_of(Calendar.JALALI, day)
    return f"{year:04}-{month:02}"


Step = Callable[[date], str]
STEPS: tuple[tuple[str, Step], ...] = (
    ("day", date.isoformat),
    ("week", _monday),
    ("month", lambda day: day.strftime("%Y-%m")),
    ("jalali-month", _jalali_month),
)


def _grid(series: Series, name: str, step: Step, level: float) -> Grid:
    """Counts a step; one in which nobody looked has none. `seen` is how many of its days were."""
    days = [series.first + timedelta(days=at) for at in range(len(series.counts))]
    labels = [step(day) for day in days]
    starts = [at for at in range(len(labels)) if at == 0 or labels[at] != labels[at - 1]]
    counts = np.add.reduceat(series.counts, starts)
    seen = np.add.reduceat(series.seen.astype(np.int64), starts)
    others = np.add.reduceat(series.others, starts, axis=1)
    sources = None if series.sources is None else np.maximum.reduceat(series.sources, starts)
    rows: list[tuple[Entry, ...]] = []
    for at, start in enumerate(starts):
        known = bool(seen[at])
        low, high = within(float(counts[at]), others[:, at].astype(float), level)
        rows.append((
            labels[start],
            int(counts[at]) if known else None,
            low if known else None,
            high if known else None,
            int(seen[at]),
            None if sources is None else int(sources[at]),
        ))  # fmt: skip
    return Grid(
        name=name, columns=(name, "value", "low", "high", "days-seen", "sources"), rows=tuple(rows)
    )


def _by_rule(tables: Tables) -> tuple[Grid, ...]:
    """The months under each rule that counts."""
    days = {one.id: one.first for one in tables.incidents}
    counts: Counter[tuple[str, str]] = Counter()
    for tally in tables.tallies:
        for unit in tally.units:
            told = [day for one in unit.incidents if (day := days.get(one)) is not None]  # type: ignore[call-overload]
            if told:
                counts[min(told).strftime("%Y-%m"), tally.rule] += 1
    rows = tuple((month, rule, number) for (month, rule), number in sorted(counts.items()))
    return (
        (Grid(name="month-by-rule", columns=("month", "rule", "count"), rows=rows),) if rows else ()
    )


ANALYSIS = Analysis("series", of_table, of_desk)
