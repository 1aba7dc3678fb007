"""Whose voices they are: a family of outlets is one voice, and so are the copies of one origin.

Invariant: sources are compared, never named. Renaming every source and family alike changes
nothing here.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crosstally.records import Evidence, Origin, OriginId, Report, ReportId, Source, SourceId

Key = tuple[str, str]


class Kinship(NamedTuple):
    """Which origin a report belongs to, and which family a source."""

    origin_of: Mapping[ReportId, OriginId]
    family_of: Mapping[SourceId, str]

    def family(self, source: SourceId) -> str:
        """The owner of a source, or the source itself where none is declared."""
        return self.family_of.get(source, source)

    def keys(self, source: SourceId | None, origin: OriginId | None) -> tuple[Key, ...]:
        """What two pieces of evidence must have in common to be one voice."""
        found = [("family", self.family(source))] if source is not None else []
        return (*found, ("origin", origin)) if origin is not None else tuple(found)


def kinship(origins: Iterable[Origin], sources: Iterable[Source]) -> Kinship:
    """Who is of one origin and of one family. A mirror belongs to what it mirrors."""
    by_id = {source.id: source for source in sources}
    families = {}
    for source in by_id.values():
        mirrored = by_id.get(source.mirror_of) if source.mirror_of is not None else None
        families[source.id] = source.family or (
            (mirrored.family or mirrored.id) if mirrored is not None else source.id
        )
    return Kinship(
        origin_of={report: one.id for one in origins for report in one.reports},
        family_of=families,
    )


def outside(
    evidence: Iterable[Evidence], kin: Kinship, own: SourceId, own_reports: Iterable[Report]
) -> tuple[Evidence, ...]:
    """The evidence that does not come from the asserter's own family or origin."""
    mine = {("family", kin.family(own))}
    for report in own_reports:
        origin = kin.origin_of.get(report.id)
        mine |= set(kin.keys(report.source, origin))
    items = tuple(evidence)
    groups = _groups(items, kin)
    owned = {group for item, group in zip(items, groups, strict=True) if _keys(item, kin) & mine}
    return tuple(item for item, group in zip(items, groups, strict=True) if group not in owned)


def voices(evidence: Iterable[Evidence], kin: Kinship) -> int:
    """How many independent voices there are: what shares a family or an origin is one."""
    return len(set(_groups(tuple(evidence), kin)))


def _keys(item: Evidence, kin: Kinship) -> set[Key]:
    return set(kin.keys(item.source, item.origin)) or {("record", item.record)}


def _groups(items: tuple[Evidence, ...], kin: Kinship) -> list[Key]:
    """The name of each item's group: items that share a key, directly or through others."""
    root: dict[Key, Key] = {}

    def find(key: Key) -> Key:
        root.setdefault(key, key)
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for item in items:
        first, *others = sorted(_keys(item, kin))
        for other in others:
            one, two = sorted((find(first), find(other)))
            root[two] = one
    return [find(min(_keys(item, kin))) for item in items]
