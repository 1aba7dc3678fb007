"""One basis of knowledge: copies and relays folded into one."""

from crosstally.records.base import Record
from crosstally.records.ids import OriginId, ReportId, SourceId
from crosstally.records.terms import Knowing


class OriginLink(Record, frozen=True, kw_only=True):
    """Why a report belongs to an origin: a near copy of, or relays, another report or source."""

    report: ReportId
    of: str
    reason: str


class Origin(Record, frozen=True, kw_only=True):
    """Reports that rest on one basis of knowledge.

    `known` is false where nobody says how the reports know: all such origins of one incident add at
    most one to its count. `families` are the owners behind it, shown as interest.
    """

    id: OriginId
    reports: tuple[ReportId, ...]
    sources: tuple[SourceId, ...]
    basis: Knowing
    known: bool
    first: ReportId
    families: tuple[str, ...] = ()
    links: tuple[OriginLink, ...] = ()
