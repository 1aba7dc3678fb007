"""Web archives: one outcome a captured answer."""

import gzip
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest

from crosstally.intake.arrive import Inlet, Limits, Told
from crosstally.intake.warc import read_wacz, read_warc
from crosstally.records import Issue, Reason, Report

BODY = "کارگران روز شنبه در شوش تجمع کردند و خواستار پرداخت حقوق شدند. " * 4
PAGE = f'<html lang="fa"><meta property="article:published_time" content="2018-11-05"><article><p>{BODY}</p>'


def record(kind: str, block: bytes, url: str = "https://k.example/1", content: str = "") -> bytes:
    content = content or "application/http; msgtype=response"
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: {content}\r\n"
        "WARC-Date: 2018-11-06T07:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(text: str, *, status: str = "200 OK", content: str = "text/html") -> bytes:
    raw = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\nContent-Length: {len(raw)}\r\n\r\n"
    return head.encode() + raw


GOOD = record("response", answer(PAGE))


def outcomes(raw: bytes, told: Told) -> list[Report | Issue]:
    return list(read_warc(Inlet("a.warc", lambda: BytesIO(raw)), told))


@pytest.mark.parametrize("packed", [False, True])
def test_a_captured_page_is_a_report_with_its_address(packed: bool, told: Told) -> None:
    (report,) = outcomes(gzip.compress(GOOD) if packed else GOOD, told)
    assert isinstance(report, Report)
    assert report.body == BODY.strip()
    assert (report.url, report.source) == ("https://k.example/1", "k.example")
    assert report.published == "2018-11-05"
    assert report.received_at == datetime(2018, 11, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (record("response", answer("<p>gone", status="404 Not Found")), Reason.NOT_A_RECORD),
        (record("response", answer("body{}", content="text/css")), Reason.UNKNOWN_FORMAT),
        (record("revisit", answer("")), Reason.DUPLICATE),
        (record("response", answer("<p></p>")), Reason.EMPTY),
        (record("response", answer("<div>" * 9000)), Reason.TOO_LONG),
    ],
)
def test_an_answer_without_words_is_an_issue_in_its_place(
    raw: bytes, reason: Reason, told: Told
) -> None:
    bad, good = outcomes(raw + GOOD, told)
    assert isinstance(bad, Issue)
    assert (bad.reason, bad.where) == (reason, "a.warc#1")
    assert isinstance(good, Report)


def test_requests_and_notes_are_the_envelope_and_no_items(told: Told) -> None:
    envelope = record("warcinfo", b"software: x", content="application/warc-fields") + record(
        "request", b"GET / HTTP/1.1\r\n\r\n", content="application/http; msgtype=request"
    )
    assert [type(one) for one in outcomes(envelope + GOOD, told)] == [Report]


@pytest.mark.parametrize("raw", [b"", b"no archive at all", b"\x1f\x8b broken"])
def test_a_file_without_an_answer_is_an_issue(raw: bytes, told: Told) -> None:
    (issue,) = outcomes(raw, told)
    assert isinstance(issue, Issue)


def test_a_packed_archive_that_is_cut_off_keeps_what_came_before(told: Told) -> None:
    other = record("response", answer(PAGE.replace("شنبه", "یکشنبه")), url="https://k.example/2")
    raw = gzip.compress(GOOD) + gzip.compress(other)[:200]
    found = outcomes(raw, told)
    assert isinstance(found[0], Report)
    assert any(isinstance(one, Issue) for one in found[1:])


def wacz(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", packing) as folder:
        for name, raw in members.items():
            folder.writestr(name, raw)
    return out.getvalue()


def test_a_wacz_gives_the_answers_of_its_archives(told: Told) -> None:
    raw = wacz({"archive/a.warc.gz": gzip.compress(GOOD), "pages/pages.jsonl": b"{}"})
    (report,) = read_wacz(Inlet("a.wacz", lambda: BytesIO(raw)), told)
    assert isinstance(report, Report)
    assert report.path == "a.wacz!archive/a.warc.gz#1"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"no zip", Reason.TRUNCATED),
        (wacz({"archive/a.warc.gz": gzip.compress(GOOD)})[:-40], Reason.TRUNCATED),
        (wacz({"pages/pages.jsonl": b"{}"}), Reason.EMPTY),
        (wacz({"archive/a.warc": b"\0" * (20 << 20)}), Reason.TOO_LONG),
    ],
)
def test_a_wacz_that_is_broken_empty_or_a_bomb_is_an_issue(
    raw: bytes, reason: Reason, told: Told
) -> None:
    (issue,) = read_wacz(Inlet("a.wacz", lambda: BytesIO(raw)), told)
    assert isinstance(issue, Issue)
    assert issue.reason is reason


def test_a_wacz_of_many_small_bombs_is_stopped_by_their_sum(told: Told) -> None:
    raw = wacz({f"archive/{n}.warc": b"x" * 2000 for n in range(10)})
    small = told._replace(limits=Limits(unpacked=10_000))
    (issue,) = read_wacz(Inlet("a.wacz", lambda: BytesIO(raw)), small)
    assert isinstance(issue, Issue)
    assert issue.reason is Reason.TOO_LONG


def test_an_answer_packed_on_the_way_is_unpacked(told: Told, file: Callable[..., Inlet]) -> None:
    packed = gzip.compress(PAGE.encode())
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
        f"Content-Length: {len(packed)}\r\n\r\n"
    )
    (report,) = read_warc(file(record("response", head.encode() + packed), "a.warc"), told)
    assert isinstance(report, Report)
    assert report.body == BODY.strip()
