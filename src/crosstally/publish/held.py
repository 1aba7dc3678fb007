"""What a desk holds and hands to `disclose`: records as they are, and what the page needs of them.

Invariant: nothing here goes to an exporter. Only `publish.disclose` takes a `Held`.
"""

from datetime import date

from crosstally.records import (
    Call,
    Claim,
    Incident,
    Issue,
    Judgement,
    Mention,
    Origin,
    PlaceId,
    Record,
    Report,
    Source,
    Study,
    Tally,
)


class Town(Record, frozen=True, kw_only=True):
    """A town as the pack has it: the finest place that a public page may name (H5)."""

    id: PlaceId
    name: str
    name_fa: str | None
    province: str | None
    lat: float | None
    lon: float | None


class Province(Record, frozen=True, kw_only=True):
    """A province by its pack's code, with a point to draw what names no town."""

    code: str
    name: str
    name_fa: str
    lat: float
    lon: float


class Geography(Record, frozen=True, kw_only=True):
    """A country to draw: its towns, its provinces, and their outlines as GeoJSON text.

    Each feature of `outlines` has a property `code`, the province's. `credits` name whose work it is.
    """

    country: str
    towns: tuple[Town, ...]
    provinces: tuple[Province, ...]
    outlines: str
    credits: tuple[str, ...] = ()


class RuleNote(Record, frozen=True, kw_only=True):
    """A counting rule as its pack describes it: what it counts, and whose way of counting it is."""

    id: str
    title: str
    unit: str
    source: str
    title_fa: str | None = None
    unit_fa: str | None = None
    note: str | None = None
    note_fa: str | None = None


class MethodFact(Record, frozen=True, kw_only=True):
    """A line of the statement of method: a setting, a pack, a version or a digest."""

    section: str
    name: str
    value: str


class Desk(Record, frozen=True, kw_only=True):
    """Whose record it is. `day` is the day printed as the record's own, if any; never the clock."""

    name: str
    country: str
    name_fa: str | None = None
    note: str | None = None
    note_fa: str | None = None
    day: date | None = None


class Held(Record, frozen=True, kw_only=True):
    """Everything that a build made, before disclosure. `masked_names` are the desk's (H2).

    `words_fa` gives the Persian of words that other stages put in English (reasons, units).
    `studies` are those of the open part of the desk; `studies_note` says why there are none
    (outdated). `study_words` are the words of their codes, as "table.code", English and Persian.
    """

    desk: Desk
    geography: Geography
    sources: tuple[Source, ...]
    reports: tuple[Report, ...]
    mentions: tuple[Mention, ...]
    origins: tuple[Origin, ...]
    incidents: tuple[Incident, ...]
    tallies: tuple[Tally, ...] = ()
    rules: tuple[RuleNote, ...] = ()
    claims: tuple[Claim, ...] = ()
    calls: tuple[Call, ...] = ()
    issues: tuple[Issue, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    method: tuple[MethodFact, ...] = ()
    masked_names: tuple[str, ...] = ()
    words_fa: tuple[tuple[str, str], ...] = ()
    studies: tuple[Study, ...] = ()
    studies_note: str | None = None
    study_words: tuple[tuple[str, str, str], ...] = ()
