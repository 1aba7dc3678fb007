"""The tables of a desk's last build, in memory, as a card needs them.

Invariant: everything here is read from the tables of one build, and nothing in it changes: after
the next build it is read anew and takes the old one's place whole.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from crosstally.errors import FormatError
from crosstally.records import (
    Incident,
    IncidentId,
    Link,
    Mention,
    MentionId,
    Origin,
    OriginId,
    Report,
    ReportId,
    short_id,
)
from crosstally.reviewing.copies import batches
from crosstally.reviewing.oldnew import Memory, memory_of
from crosstally.reviewing.search import Index, index_of, values_of
from crosstally.tables.files import WHOLE, read_table, tables_of


class Built(NamedTuple):
    """What a build gave, by id, and where to find it.

    `incident_of` gives the incident of every name that a judgement may call it by: its own, its
    mentions', and those of incidents that its mentions once anchored. `report_in` gives the
    incidents that a report tells of. `stamp` tells one build from another.
    """

    incidents: Mapping[str, Incident]
    mentions: Mapping[MentionId, Mention]
    reports: Mapping[ReportId, Report]
    origins: Mapping[OriginId, Origin]
    links: tuple[Link, ...]
    incident_of: Mapping[str, IncidentId]
    report_in: Mapping[str, tuple[IncidentId, ...]]
    first_seen: Mapping[str, date]
    search: Index
    memory: Memory
    copies: Mapping[str, tuple[IncidentId, ...]]
    media: frozenset[str]
    provinces: tuple[tuple[str, int], ...]
    stamp: tuple[int, int]

    def touched(self, names: Iterable[str]) -> tuple[IncidentId, ...]:
        """The incidents that some names speak of, each once."""
        found: dict[IncidentId, None] = {}
        for name in names:
            if name in self.incident_of:
                found[self.incident_of[name]] = None
            found.update(dict.fromkeys(self.report_in.get(name, ())))
        return tuple(found)


def stamp_of(folder: Path) -> tuple[int, int]:
    """What changes with every build: when its last file was written, and how large it is.

    Raises:
        FormatError: there is no build, or the last one did not come to its end.
    """
    path = tables_of(folder) / WHOLE
    if not path.is_file():
        raise FormatError("the desk is not built", hint=f"crosstally build {folder.as_posix()}")
    told = path.stat()
    return told.st_mtime_ns, told.st_size


def read_built(folder: Path, *, zone: ZoneInfo) -> Built:
    """The tables of the desk in a folder.

    Args:
        folder: the desk's.
        zone: the desk's time zone, for the day on which a report was seen.

    Raises:
        FormatError: the desk is not built, or a build broke off.
    """
    stamp, tables = stamp_of(folder), tables_of(folder)
    incidents: dict[str, Incident] = {
        i.id: i for i in read_table(tables / "incidents.parquet", Incident)
    }
    reports = {r.id: r for r in read_table(tables / "reports.parquet", Report)}
    report_in: dict[str, list[IncidentId]] = {}
    for incident in incidents.values():
        for report in incident.reports:
            report_in.setdefault(report, []).append(incident.id)
    search = index_of(
        incidents.values(),
        {r.id: f"{r.title}\n{r.body}" if r.title else r.body for r in reports.values()},
        {r.id: r.lang for r in reports.values() if r.lang},
    )
    return Built(
        incidents=incidents,
        mentions={m.id: m for m in read_table(tables / "mentions.parquet", Mention)},
        reports=reports,
        origins={o.id: o for o in read_table(tables / "origins.parquet", Origin)},
        links=tuple(read_table(tables / "links.parquet", Link)),
        incident_of=dict(_names(incidents.values())),
        report_in={name: tuple(found) for name, found in report_in.items()},
        first_seen={r.id: day for r in reports.values() if (day := _day(r, zone)) is not None},
        search=search,
        provinces=values_of(search, "province"),
        memory=memory_of(reports.values(), incidents.values()),
        copies={
            name: group
            for group in batches(incidents.values(), {r.id: r.body for r in reports.values()})
            for name in group
        },
        media=frozenset(digest for r in reports.values() for digest in r.media),
        stamp=stamp,
    )


def read_at_rest(folder: Path, *, zone: ZoneInfo) -> Built:
    """The same, set apart from what Python's collector looks through.

    At 100,000 incidents each of its full rounds would stop the desk for a second or more; nothing
    in a build ever becomes garbage while it stands.
    """
    gc.disable()
    try:
        built = read_built(folder, zone=zone)
    finally:
        gc.enable()
    gc.freeze()
    return built


def _names(incidents: Iterable[Incident]) -> Iterator[tuple[str, IncidentId]]:
    """A name and its incident; an incident's own name wins over one that a mention once gave."""
    known = []
    for incident in incidents:
        known.append(incident.id)
        for mention in incident.mentions:
            yield mention, incident.id
            yield short_id("i", mention), incident.id
    yield from ((name, name) for name in known)


def _day(report: Report, zone: ZoneInfo) -> date | None:
    """The day on which the desk, or else the world, first saw a report."""
    moment: datetime | None = report.received_at or report.said_at
    return moment.astimezone(zone).date() if moment is not None else report.said_on
