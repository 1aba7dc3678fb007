"""A file of any format, damaged anywhere, makes reports and issues and never stops the reader."""

import gzip
import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from crosstally.intake.arrive import Inlet, Told
from crosstally.intake.columns import ColumnMap
from crosstally.intake.folder import read_file
from crosstally.records import Issue, Report, encode

MAP = ColumnMap(columns=(("date", "تاریخ"), ("city", "شهر")), constants=(("kind", "ASM"),))
TOLD = Told(b"k" * 32, datetime(2020, 2, 1, tzinfo=UTC), maps={"": MAP})
PAGE = '<html lang="fa"><title>ت</title><article><p>تجمع در قم</p></article><table><td>x</html>'
MESSAGE = {
    "id": 7,
    "type": "message",
    "date_unixtime": "1514577600",
    "text": ["تجمع", {"text": "x"}],
}
EXPORT = {"name": "ندا", "type": "public_channel", "id": 55, "messages": [MESSAGE, MESSAGE]}


def workbook() -> bytes:
    book, out = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    for row in (["تاریخ", "شهر"], ["2018-01-01", "قم"], ["2018-01-02", "=1+1"]):
        page.append(row)
    book.save(out)
    return out.getvalue()


def capture() -> bytes:
    body = PAGE.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://k.example/1\r\n"
        "Content-Type: application/http; msgtype=response\r\nWARC-Date: 2018-11-06T07:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def folder() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/a.warc.gz", gzip.compress(capture()))
    return out.getvalue()


WHOLE = {
    "a.txt": "تجمع در قم".encode(),
    "a.html": PAGE.encode(),
    "a.jsonl": (json.dumps({"id": "1", "text": "متن", "phone": "1"}) + "\n").encode() * 2,
    "a.json": json.dumps(EXPORT, ensure_ascii=False, indent=1).encode(),
    "list/a.json": json.dumps([{"id": "1", "text": "متن"}] * 3, ensure_ascii=False).encode(),
    "a.csv": "تاریخ,شهر\n2018-01-01,قم\n2018-01-02,\"ق\nم\"\n".encode(),
    "a.xlsx": workbook(),
    "a.xml": (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>x</title>'
        "<updated>2018-01-01</updated><description>&lt;p&gt;متن</description></item></channel></rss>"
    ).encode(),
    "a.warc": capture() * 2,
    "a.warc.gz": gzip.compress(capture()) * 2,
    "a.wacz": folder(),
}  # fmt: skip


def outcomes(name: str, raw: bytes) -> list[Report | Issue]:
    return list(read_file(Inlet(name, lambda: BytesIO(raw)), TOLD))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_the_whole_file_makes_a_report(name: str) -> None:
    assert any(isinstance(one, Report) for one in outcomes(name, WHOLE[name]))


@settings(max_examples=400)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
)
@example("a.wacz", 1.0, [(0.06, 99)])  # a way of packing that nobody knows
def test_a_damaged_file_makes_outcomes_that_can_be_written(
    name: str, kept: float, damage: list[tuple[float, int]]
) -> None:
    raw = bytearray(WHOLE[name][: int(kept * len(WHOLE[name]))])
    for where, byte in damage:
        if raw:
            raw[int(where * len(raw))] = byte
    found = outcomes(name, bytes(raw))
    assert all(isinstance(one, Report | Issue) for one in found)
    assert encode(found)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file_under_another_formats_name_makes_an_issue_or_a_report(name: str) -> None:
    for other in sorted(WHOLE):
        found = outcomes(name, WHOLE[other])
        assert found or name == "a.csv"  # one line of text is a header and no row
