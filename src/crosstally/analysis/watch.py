"""On which days anybody looked: how many of the desk's sources were active.

Invariant: a day on which no source was active has no count at all, never nought. What a source is
called and whose it is does not enter.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from crosstally.analysis.frame import Tables
from crosstally.analysis.inputs import MOST_DAYS, Ints
from crosstally.errors import FormatError
from crosstally.records import Incident, Precision, Report, SourceId

SILENCE_DAYS = 14  # a source that was silent for longer is not held to have looked meanwhile
LOOK_BACK_DAYS = 3  # what a report tells may have happened some days before it is published


class Watch(NamedTuple):
    """How many sources were active on each day from `first` on."""

    first: date
    active: Ints

    @property
    def last(self) -> date:
        """The last day on which anybody may have looked."""
        return self.first + timedelta(days=len(self.active) - 1)

    def at(self, day: date) -> int:
        """How many sources were active on a day; none outside the record."""
        index = (day - self.first).days
        return int(self.active[index]) if 0 <= index < len(self.active) else 0


def watch_of(tables: Tables) -> Watch | None:
    """The activity of a desk's sources, from the first counted incident on; None without one.

    A source is active from `LOOK_BACK_DAYS` before one report of its until the next, if that comes
    within `SILENCE_DAYS`. Its reports stand on the day of publication, and those without one (the
    rows of a table) on the day of what they tell.
    """
    days = [day for one in tables.incidents if (day := day_of(one)) is not None]
    if not days:
        return None
    told = days_told(tables.reports, tables.incidents)
    first = min(days)
    last = max(*days, *(max(some) for some in told.values()), first)
    length = (last - first).days + 1
    if length > MOST_DAYS:
        raise FormatError("the days span more than a century", hint="look at the incidents' days")
    steps = np.zeros(length + 1, dtype=np.int64)
    for some in told.values():
        for low, high in spells(some):
            start, end = (low - first).days, (high - first).days + 1
            if end > 0:
                steps[max(start, 0)] += 1
                steps[min(end, length)] -= 1
    return Watch(first, np.cumsum(steps)[:-1])


def day_of(incident: Incident) -> date | None:
    """The first day of a counted incident that is known to the day."""
    days = incident.days
    known = incident.counts and days is not None and days.value.precision is Precision.DAY
    return incident.first if known else None


def spells(days: Iterable[date]) -> list[tuple[date, date]]:
    """The stretches over which a source with reports on these days was active.

    >>> spells([date(2018, 1, 4), date(2018, 1, 9), date(2018, 3, 4)])[0]
    (datetime.date(2018, 1, 1), datetime.date(2018, 1, 9))
    """
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        start = day - timedelta(days=LOOK_BACK_DAYS)
        if found and (day - found[-1][1]).days <= SILENCE_DAYS:
            found[-1] = (found[-1][0], day)
        else:
            found.append((start, day))
    return found


def days_told(
    reports: Iterable[Report], incidents: Iterable[Incident]
) -> dict[SourceId, set[date]]:
    """The days on which each source spoke."""
    told: dict[SourceId, set[date]] = defaultdict(set)
    undated: dict[str, SourceId] = {}
    for report in reports:
        day = published(report)
        if day is None:
            undated[report.id] = report.source
        else:
            told[report.source].add(day)
    for incident in incidents:
        day = day_of(incident)
        if day is not None:
            for one in incident.reports:
                if one in undated:
                    told[undated[one]].add(day)
    return dict(told)


def published(report: Report) -> date | None:
    """The day on which a report was said, in its own zone."""
    return report.said_at.date() if report.said_at is not None else report.said_on
