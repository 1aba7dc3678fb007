"""Whether what arrives is old: when its words were first seen, and where they were seen before.

Invariant: a finding names the report or incident it rests on; nothing is called old without one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.records import Calendar, Incident, Record, Report, ReportId
from crosstally.reviewing.words import Why, why
from crosstally.text.calendar import date_of
from crosstally.text.fold import fold
from crosstally.text.grams import shingles_of

FLOOR = 0.5  # the share of runs of three words that makes a near copy, as linking has it
LEAST = 6  # a text with fewer runs copies nobody: set phrases
READ = 4_000  # characters of a report: what comes later makes no copy new
FAR_DAYS = 200  # from which a copy is of another year
MOST = 20  # copies shown
_READ_REPORTS = 8  # of an incident: the rest are copies of these, or will be shown on their own

_Hashes = npt.NDArray[np.uint64]
_Numbers = npt.NDArray[np.int32]


class Seen(Record, frozen=True, kw_only=True):
    """Another report with the same or nearly the same words: how like, and how many days before."""

    report: ReportId
    source: str
    on: date | None
    likeness: float
    days_before: int | None


class OldOrNew(Record, frozen=True, kw_only=True):
    """What is known of an incident's age.

    `copies` are near copies outside the incident, `other_year` those of them from more than 200 days
    before or after; `same_day` are incidents of the same kind and town on the same day of another
    year (Gregorian or Jalali).
    """

    first_seen: date | None
    first_report: ReportId | None
    copies: tuple[Seen, ...]
    other_year: tuple[Seen, ...]
    same_day: tuple[str, ...]
    whys: tuple[Why, ...]


class Memory(NamedTuple):
    """What the desk has seen: fingerprints of its reports, and its incidents by day and town.

    `runs` are the hashes of all runs of three words in order, `owners` the report that each stands
    in, `sizes` how many each has. `days` holds the incidents of a kind and town on a day of any
    year, with their years.
    """

    reports: tuple[ReportId, ...]
    sources: tuple[str, ...]
    on: tuple[date | None, ...]
    prints: tuple[_Hashes, ...]
    runs: _Hashes
    owners: _Numbers
    sizes: _Numbers
    place: Mapping[str, int]
    days: Mapping[tuple[str, ...], tuple[tuple[str, int], ...]]


def memory_of(reports: Iterable[Report], incidents: Iterable[Incident]) -> Memory:
    """The memory of a desk."""
    ordered = sorted(reports, key=lambda one: one.id)
    prints = tuple(shingles_of(fold(one.body[:READ]).text) for one in ordered)
    sizes = np.array([len(one) for one in prints], dtype=np.int32)
    runs = np.concatenate([*prints, np.zeros(0, dtype=np.uint64)])
    order = np.argsort(runs, kind="stable")
    days: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for incident in sorted(incidents, key=lambda one: one.id):
        for key, year in _days_of(incident):
            days[key].append((incident.id, year))
    return Memory(
        reports=tuple(one.id for one in ordered),
        sources=tuple(one.source for one in ordered),
        on=tuple(_day(one) for one in ordered),
        prints=prints,
        runs=runs[order],
        owners=np.repeat(np.arange(len(prints), dtype=np.int32), sizes)[order],
        sizes=sizes,
        place={one.id: at for at, one in enumerate(ordered)},
        days={key: tuple(rows) for key, rows in days.items()},
    )


def old_or_new(memory: Memory, incident: Incident) -> OldOrNew:
    """What is known of an incident's age, from the words of its reports and from its day and town."""
    own = [memory.place[r] for r in incident.reports if r in memory.place]
    own.sort(key=lambda at: (memory.on[at] or date.max, at))
    first = memory.on[own[0]] if own else None
    likest: dict[int, float] = {}
    for at in own[:_READ_REPORTS]:
        for other, share in _alike(memory, at):
            if other not in own:
                likest[other] = max(share, likest.get(other, 0.0))
    copies = [_seen(memory, at, share, first) for at, share in likest.items()]
    copies.sort(key=lambda one: (-(one.days_before or 0), -one.likeness, one.report))
    oldest = next((c for c in copies if c.on is not None and c.on < (first or date.max)), None)
    far = tuple(c for c in copies if c.days_before is not None and abs(c.days_before) > FAR_DAYS)
    same_day = _same_day(memory, incident)
    return OldOrNew(
        first_seen=oldest.on if oldest else first,
        first_report=oldest.report if oldest else memory.reports[own[0]] if own else None,
        copies=tuple(copies[:MOST]),
        other_year=far[:MOST],
        same_day=same_day[:MOST],
        whys=tuple(_whys(oldest, copies, far, same_day)),
    )


def _whys(
    oldest: Seen | None, copies: Sequence[Seen], far: Sequence[Seen], same_day: Sequence[str]
) -> Iterator[Why]:
    if oldest is not None:
        yield why("old.before", days=f"{oldest.days_before:,}", source=oldest.source)
    if far:
        yield why("old.year", reports=len(far))
    if same_day:
        yield why("old.same-day", incidents=len(same_day))
    if copies and oldest is None:
        yield why("old.copies", reports=len(copies))
    if not copies and not same_day:
        yield why("old.new")


def _seen(memory: Memory, at: int, share: float, first: date | None) -> Seen:
    on = memory.on[at]
    before = (first - on).days if first is not None and on is not None else None
    return Seen(
        report=memory.reports[at], source=memory.sources[at], on=on,
        likeness=round(share, 3), days_before=before,
    )  # fmt: skip


def _alike(memory: Memory, at: int) -> Iterator[tuple[int, float]]:
    """The reports whose words are nearly those of one of them, and how like they are."""
    own = memory.prints[at]
    if len(own) < LEAST:
        return
    low = np.searchsorted(memory.runs, own)
    high = np.searchsorted(memory.runs, own, side="right")
    holders = np.concatenate(
        [memory.owners[one:other] for one, other in zip(low, high, strict=True)]
    )
    others, common = np.unique(holders, return_counts=True)
    shares = common / (len(own) + memory.sizes[others] - common)
    for other, share in zip(others.tolist(), shares.tolist(), strict=True):
        if share >= FLOOR and other != at and memory.sizes[other] >= LEAST:
            yield other, share


def _same_day(memory: Memory, incident: Incident) -> tuple[str, ...]:
    """Incidents of the kind in the town on the day of another year."""
    found = {
        name
        for key, year in _days_of(incident)
        for name, other in memory.days.get(key, ())
        if other != year
    }
    return tuple(sorted(found - {incident.id}))


def _days_of(incident: Incident) -> Iterator[tuple[tuple[str, ...], int]]:
    """Kind, town and day of the year by both calendars, and the year."""
    place = incident.place.value if incident.place is not None else None
    town = (place.city_id or place.city or place.id) if place is not None else None
    if town is None or incident.first is None:
        return
    for calendar in (Calendar.GREGORIAN, Calendar.JALALI):
        year, month, day = date_of(calendar, incident.first)
        yield (calendar.value, incident.kind.value, town, f"{month}-{day}"), year


def _day(report: Report) -> date | None:
    """The day on which it was said, else received."""
    if report.said_at is not None:
        return report.said_at.date()
    if report.said_on is not None:
        return report.said_on
    return report.received_at.date() if report.received_at is not None else None
