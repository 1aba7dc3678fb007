"""What every reader is told, and the one way in which an item becomes a report.

Invariant: `report_of` gives a report whose words are untouched, or an issue that quotes nothing.
Nothing gets past it that names a person: fields in `FORBIDDEN` are dropped at the door (H3).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import IO, NamedTuple

from crosstally.intake.columns import ColumnMap
from crosstally.intake.dates import is_future, read_published
from crosstally.records import (
    Digest,
    Issue,
    Knowing,
    Provenance,
    Reason,
    Report,
    Source,
    SourceId,
    Stage,
    Visibility,
    digest_of,
    report_id,
)
from crosstally.text.fold import fold

Outcome = Report | Issue

# Fields that name a person or let one be matched. Compared without case, blanks and joiners.
FORBIDDEN = frozenset(
    [
        "faceid",
        "faceids",
        "faces",
        "faceembedding",
        "faceencoding",
        "facevector",
        "voiceid",
        "voiceids",
        "voiceprint",
        "speakerembedding",
        "biometric",
        "biometrics",
        "phone",
        "phonenumber",
        "phones",
        "mobile",
        "telephone",
        "msisdn",
        "imei",
        "imsi",
        "sender",
        "senderid",
        "sendername",
        "senderhandle",
        "from",
        "fromid",
        "fromname",
        "username",
        "userid",
        "userhandle",
        "handle",
        "person",
        "persons",
        "personname",
        "personnames",
        "firstname",
        "lastname",
        "fullname",
        "fathername",
        "victimname",
        "victimnames",
        "detaineename",
        "detaineenames",
        "nationalid",
        "passport",
        "email",
        "emailaddress",
        "contact",
        "ipaddress",
        "deviceid",
        "homeaddress",
        "شمارهتلفن",
        "موبایل",
        "تلفن",
        "کدملی",
        "نامونامخانوادگی",
        "نامقربانی",
        "نامبازداشتی",
        "نامپدر",
        "رقمالهاتف",
        "اسمالضحیه",
    ]
)


_HALVES = re.compile("[\ud800-\udfff]")  # of surrogate pairs, or bytes that are no text


class Limits(NamedTuple):
    """How much is too much, in bytes (characters for `row`)."""

    line: int = 32 << 20
    file: int = 64 << 20  # for what must be held whole: a page, a feed, a text
    unpacked: int = 1 << 30  # for what a zip may unpack to
    ratio: int = 200  # of unpacked to packed: sheets and archives stay below 50
    depth: int = 5_000  # of nested tags: 5,000 are read in 0.05 s, 200,000 in 84 s


class Inlet(NamedTuple):
    """A file to read: its name within the folder, with "/", and how to open it."""

    name: str
    open: Callable[[], IO[bytes]]


class Told(NamedTuple):
    """What every reader is told.

    `sources` finds a source by the folded form of its id, name, aliases and domains
    (`source_index`); an unknown name is its own source. `maps` says how a table is read, by the
    file's name, or by "" for every table that has none of its own.
    """

    key: bytes
    now: datetime
    sources: Mapping[str, Source] = MappingProxyType({})
    limits: Limits = Limits()
    maps: Mapping[str, ColumnMap] = MappingProxyType({})


class Arrived(NamedTuple):
    """An item as a format gives it, before it is checked. `published` is text, or already read."""

    source: str
    body: str
    published: str | datetime | date | None = None
    native_id: str | None = None
    lang: str | None = None
    title: str | None = None
    url: str | None = None
    provenance: Provenance | None = None
    basis: Knowing | None = None
    visibility: Visibility = Visibility.PUBLIC
    relay_of: str | None = None
    media: tuple[Digest, ...] = ()
    received_at: datetime | None = None
    cells: tuple[tuple[str, str], ...] = ()
    row: int | None = None


def source_index(sources: Iterable[Source]) -> Mapping[str, Source]:
    """The sources by the folded forms of their ids, names, aliases and domains."""
    found: dict[str, Source] = {}
    for source in sources:
        for name in (source.id, source.name, *source.aliases, *source.domains):
            _ = found.setdefault(_folded(name), source)
    return MappingProxyType(found)


def source_of(name: str, told: Told) -> SourceId:
    """The id of the source that goes by a name; an unknown name is its own source."""
    known = known_source(name, told)
    return known.id if known is not None else SourceId(name.strip())


def known_source(name: str, told: Told) -> Source | None:
    """The source that goes by a name, where the desk knows it; of a host, also by its domain."""
    labels = name.split(".") if " " not in name else [name]
    hosts = (".".join(labels[at:]) for at in range(max(len(labels) - 1, 1)))
    return next((found for host in hosts if (found := told.sources.get(_folded(host)))), None)


def aside(where: str, reason: Reason, detail: str | None = None) -> Issue:
    """The issue that stands in an item's place."""
    return Issue(stage=Stage.INTAKE, reason=reason, where=where, detail=detail)


def in_place(issue: Issue) -> bool:
    """Whether an intake issue stands in an item's place; else it stands beside reports."""
    return issue.reason is not Reason.FORBIDDEN_FIELD


def forbidden(fields: Iterable[str]) -> tuple[str, ...]:
    """Those of some field names that name a person or let one be matched, sorted.

    >>> forbidden(["text", "Phone_Number", "faceId"])
    ('Phone_Number', 'faceId')
    """
    return tuple(sorted(name for name in fields if _bare(name) in FORBIDDEN))


def dropped(where: str, fields: Iterable[str]) -> Issue:
    """The issue that says which fields of a file were dropped at the door."""
    return aside(
        where, Reason.FORBIDDEN_FIELD, f"dropped: {', '.join(map(writable, sorted(fields)))}"
    )


def writable(name: str) -> str:
    r"""The name with what is no text in it shown as U+FFFD, so that it can be written down.

    >>> writable("a\udcff.txt")
    'a\ufffd.txt'
    """
    return _HALVES.sub("\ufffd", name)


def report_of(item: Arrived, told: Told, where: str) -> Outcome:
    """The item as a report, or the issue that stands in its place.

    A publication more than a day after `told.now`, or before 1900, makes an issue: a record that
    cannot have been written then cannot be trusted with a relative day. The file stays where it
    is, so that nothing is lost, and the issue's detail names the day.
    """
    if not has_words(item.body) and not item.cells:
        return aside(where, Reason.EMPTY)
    when = item.published or None
    if isinstance(when, str):
        when = read_published(when)
        if when is None:
            return aside(where, Reason.BAD_DATE, "no day (2018-01-31) and no RFC 3339 instant")
    if when is not None and is_future(when, told.now):
        return aside(where, Reason.FUTURE_DATE, f"published {when.isoformat()[:10]}")
    try:
        return _report(item, when, told, where)
    except UnicodeEncodeError:
        return aside(where, Reason.WRONG_ENCODING, "half of a surrogate pair stands alone")


def has_words(text: str) -> bool:
    """Whether a text holds anything but blanks, joiners and marks of direction."""
    return any(char.isprintable() and not char.isspace() for char in text)


def _report(item: Arrived, when: datetime | date | None, told: Told, where: str) -> Report:
    known = known_source(item.source, told)
    source = known.id if known is not None else SourceId(item.source.strip() or "unknown")
    words = (
        item.body if not item.cells else item.body + "".join(f"\0{c}={t}" for c, t in item.cells)
    )
    time = when.isoformat() if when is not None else ""
    for text in (source, item.title, item.url, item.lang, item.relay_of):
        _ = (text or "").encode()  # half a surrogate pair could never be written to the log
    return Report(
        id=report_id(told.key, source, item.native_id or "", time, words),
        source=source,
        body=item.body,
        said_at=when if isinstance(when, datetime) else None,
        said_on=when if not isinstance(when, datetime) else None,
        received_at=item.received_at,
        native_id=item.native_id,
        lang=item.lang,
        title=item.title,
        url=item.url,
        media=item.media,
        visibility=item.visibility,
        basis=item.basis or (known.basis if known is not None else Knowing.UNKNOWN),
        relay_of=source_of(item.relay_of, told) if item.relay_of else None,
        provenance=_provenance(item, known),
        digest=digest_of(words.encode()),
        path=where,
        cells=item.cells,
        row=item.row,
    )


def _provenance(item: Arrived, source: Source | None) -> Provenance | None:
    """What the text is; what an invented outlet says is synthetic, whatever file it came in."""
    invented = source is not None and source.synthetic and item.provenance is not Provenance.TABLE
    return Provenance.SYNTHETIC if invented else item.provenance


def _folded(name: str) -> str:
    return fold(name).text.strip()


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name).text)
