"""Who speaks. An unknown source is its own family, and flagged."""

from crosstally.records.base import Record
from crosstally.records.ids import SourceId
from crosstally.records.terms import Knowing, SourceKind


class Source(Record, frozen=True, kw_only=True):
    """A source, its kind, and whose interest it serves.

    `family` names its owner or whom it mirrors: shown as interest, never taken for identity of
    knowledge. `basis` is how it usually knows what it tells, where the desk has declared it.
    `aliases` are its names as other texts write them. `synthetic` marks an invented outlet.
    """

    id: SourceId
    name: str
    kind: SourceKind
    family: str | None = None
    mirror_of: SourceId | None = None
    country: str | None = None
    languages: tuple[str, ...] = ()
    basis: Knowing = Knowing.UNKNOWN
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    synthetic: bool = False
    coverage: str | None = None
