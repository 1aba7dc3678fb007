"""One item as it arrived."""

from datetime import date

from crosstally.records.base import Record
from crosstally.records.ids import Digest, ReportId, SourceId
from crosstally.records.terms import Knowing, Provenance, Visibility
from crosstally.records.when import Moment


class Report(Record, frozen=True, kw_only=True):
    """One item as it arrived, its words untouched.

    It was said at an instant (`said_at`) or on a day (`said_on`), never both. `cells` holds the row
    of a coded table, column and text, for an item that came as a row; its body is then empty or the
    row's own words. `path` says which file and item it came from.
    """

    id: ReportId
    source: SourceId
    body: str
    said_at: Moment | None = None
    said_on: date | None = None
    received_at: Moment | None = None
    native_id: str | None = None
    lang: str | None = None
    title: str | None = None
    url: str | None = None
    media: tuple[Digest, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    basis: Knowing = Knowing.UNKNOWN
    relay_of: SourceId | None = None
    provenance: Provenance | None = None
    digest: Digest | None = None
    path: str | None = None
    cells: tuple[tuple[str, str], ...] = ()
    row: int | None = None

    def __post_init__(self) -> None:
        """An instant or a day, not both."""
        if self.said_at is not None and self.said_on is not None:
            raise ValueError("a report has an instant or a day, not both")

    @property
    def published(self) -> str | None:
        """The instant (RFC 3339) or the day as the filter's `published` gives it."""
        if self.said_at is not None:
            return self.said_at.isoformat()
        return self.said_on.isoformat() if self.said_on is not None else None


class ReportLine(Record, frozen=True, kw_only=True):
    """A line of the stateless filter's input (DESIGN section 5). Other keys are ignored."""

    id: str
    text: str
    source: str | None = None
    published: str | None = None
    lang: str | None = None
    title: str | None = None
