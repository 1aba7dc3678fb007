"""Web archives: WARC, packed or not, and WACZ, which is a zip of them.

Invariant: every captured answer (response, resource, conversion, revisit) makes one report or one
issue, in order. Requests and the archive's own notes are its envelope, not items.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, cast

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crosstally.intake.arrive import Arrived, Inlet, Outcome, Told, aside, report_of
from crosstally.intake.dates import read_published
from crosstally.intake.encoding import decode_text
from crosstally.intake.html import page_item
from crosstally.intake.zips import BROKEN, open_zip
from crosstally.records import Issue, Reason

_ITEMS = (
    WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    | WarcRecordType.revisit
)  # fmt: skip
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every captured answer of an archive as a report or as an issue, in order."""
    with inlet.open() as stream:
        yield from _captures(stream, inlet.name, told)


def read_wacz(inlet: Inlet, told: Told) -> Iterator[Outcome]:
    """Every captured answer of the archives inside, in the order of their names."""
    with inlet.open() as stream:
        folder = open_zip(stream, inlet.name, told)
        if isinstance(folder, Issue):
            yield folder
            return
        names = sorted(n for n in folder.namelist() if n.endswith((".warc", ".warc.gz")))
        if not names:
            yield aside(inlet.name, Reason.EMPTY, "no archive/*.warc inside")
        for name in names:
            try:
                with folder.open(name) as member:
                    yield from _captures(member, f"{inlet.name}!{name}", told)
            except (*BROKEN, OSError):
                yield aside(f"{inlet.name}!{name}", Reason.TRUNCATED)


def _captures(stream: IO[bytes], name: str, told: Told) -> Iterator[Outcome]:
    records = ArchiveIterator(cast(Any, stream), record_types=_ITEMS, auto_decode="all")
    number = 0
    while True:
        try:
            record = next(records, None)
        except (*BROKEN, OSError):
            yield aside(f"{name}#after {number} records", Reason.TRUNCATED)
            return
        if record is None:
            break
        number += 1
        yield _capture(record, f"{name}#{number}", told)
    if number == 0:
        yield aside(name, Reason.EMPTY, "no captured answer in the archive")


def _capture(record: Any, where: str, told: Told) -> Outcome:
    fault = _fault(record)
    if fault is not None:
        return aside(where, *fault)
    try:
        raw = record.reader.read(told.limits.file + 1)
    except (*BROKEN, OSError):
        return aside(where, Reason.TRUNCATED)
    if len(raw) > told.limits.file:
        return aside(where, Reason.TOO_LONG, f"more than {told.limits.file >> 20} MB")
    url = record.headers.get("WARC-Target-URI")
    item = page_item(raw, where, told, address=url) if _kind(record) in _PAGES else _plain(raw, url)
    if not isinstance(item, Arrived):
        return item if item is not None else aside(where, Reason.WRONG_ENCODING)
    fetched = read_published(record.headers.get("WARC-Date") or "")
    received = fetched if isinstance(fetched, datetime) else None
    return report_of(item._replace(received_at=received), told, where)


def _fault(record: Any) -> tuple[Reason, str] | None:
    """Why an answer is no page with words, or None."""
    if record.record_type == WarcRecordType.revisit:
        return Reason.DUPLICATE, "a revisit: the archive holds its first capture"
    http = record.http_headers
    if http is not None and http.status_code != 200:
        return Reason.NOT_A_RECORD, f"the answer was {http.status_code}"
    if _kind(record) not in (*_PAGES, "text/plain"):
        return Reason.UNKNOWN_FORMAT, "a captured file that is no page"
    return None


def _kind(record: Any) -> str:
    kind = record.http_content_type or record.headers.get("Content-Type") or ""
    return str(kind).split(";")[0].strip().lower()


def _plain(raw: bytes, url: str | None) -> Arrived | None:
    text = decode_text(raw).text
    return Arrived(source=url or "unknown", body=text, native_id=url, url=url) if text else None
