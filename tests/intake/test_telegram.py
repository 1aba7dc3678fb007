"""A channel's export: one outcome a message, and nobody's name."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Told, source_index
from crosstally.intake.telegram import read_telegram
from crosstally.records import (
    Issue,
    Knowing,
    Reason,
    Report,
    Source,
    SourceId,
    SourceKind,
    Visibility,
    encode,
)

TOLD = Told(b"k" * 32, datetime(2020, 2, 1, tzinfo=UTC))
PLAIN = {"id": 7, "type": "message", "date_unixtime": "1514577600", "text": "تجمع در قم"}
NAMES = {
    "from": "Canary Sender", "from_id": "user4711", "author": "Canary Author", "via_bot": "@canary",
    "actor": "Canary Actor", "forwarded_from": "Canary Friend", "forwarded_from_id": "user99",
}  # fmt: skip


def outcomes(
    messages: list[object], about: dict[str, object] | None = None
) -> list[Report | Issue]:
    about = about or {"name": "ندا", "type": "public_channel", "id": 55}
    return read(json.dumps({**about, "messages": messages}, ensure_ascii=False, indent=1).encode())


def read(data: bytes, told: Told = TOLD) -> list[Report | Issue]:
    return list(read_telegram(Inlet("result.json", lambda: BytesIO(data)), told))


BAD: list[tuple[object, Reason]] = [
    ({**PLAIN, "type": "service", "action": "join"}, Reason.NOT_A_MESSAGE),
    ("a string", Reason.NOT_A_MESSAGE),
    (None, Reason.NOT_A_MESSAGE),
    ({**PLAIN, "text": ""}, Reason.EMPTY),
    ({**PLAIN, "text": [" ", {"type": "bold"}, 7]}, Reason.EMPTY),
    ({"id": 1, "type": "message", "text": "x"}, Reason.NO_DATE),
    ({**PLAIN, "date_unixtime": "soon"}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": "-99999999999999999999"}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": 1e300}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": "9" * 5000}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": [1]}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": None}, Reason.BAD_DATE),
    ({**PLAIN, "date_unixtime": "4102444800"}, Reason.FUTURE_DATE),
]


@pytest.mark.parametrize(("message", "reason"), BAD)
def test_what_is_no_report_is_an_issue_in_its_place(message: object, reason: Reason) -> None:
    one, other = outcomes([message, PLAIN])
    assert isinstance(one, Issue)
    assert one.reason is reason
    assert isinstance(other, Report)


@pytest.mark.parametrize("number", ["\ud800", {"text": "Canary"}, ["Canary"], "Canary", 1.5, None])
def test_whatever_stands_for_a_messages_number_its_place_can_be_written_and_quotes_nothing(
    number: object,
) -> None:
    export = {"id": 55, "messages": [{**PLAIN, "id": number, "type": "service"}]}
    (found,) = read(json.dumps(export).encode())
    assert isinstance(found, Issue)
    assert found.where == "result.json#?"


def test_an_instant_comes_from_the_unix_time_and_not_from_the_exporters_clock() -> None:
    (report,) = outcomes([{**PLAIN, "date": "2017-12-29T23:30:00"}])
    assert isinstance(report, Report)
    assert report.said_at == datetime(2017, 12, 29, 20, 0, tzinfo=UTC)
    assert (report.source, report.native_id, report.path) == ("telegram:55", "7", "result.json#7")


def test_a_styled_text_is_put_together_with_its_joiners_and_its_emoji() -> None:
    text = [
        "کارگران ",
        {"type": "bold", "text": "نمی\u200cروند"},
        " 👩‍🏭",
        {"type": "link", "text": "…"},
    ]
    (report,) = outcomes([{**PLAIN, "text": text}])
    assert isinstance(report, Report)
    assert report.body == "کارگران نمی\u200cروند 👩‍🏭…"


def test_nobody_who_sent_or_forwarded_a_message_comes_out() -> None:
    found = outcomes([{**PLAIN, **NAMES}, {**PLAIN, **NAMES, "id": 8, "type": "service"}])
    raw = b"".join(map(encode, found))
    assert b"anary" not in raw
    assert b"4711" not in raw
    assert b"user99" not in raw


def test_a_message_forwarded_from_a_channel_relays_it() -> None:
    known = Source(id=SourceId("voa"), name="صدای آمریکا", kind=SourceKind.PRESS)
    forwarded = {**PLAIN, "forwarded_from": "صدای آمریکا", "forwarded_from_id": "channel12"}
    told = TOLD._replace(sources=source_index([known]))
    data = json.dumps({"id": 1, "type": "public_channel", "messages": [forwarded]}).encode()
    (report,), (unknown,) = read(data, told), read(data)
    assert isinstance(report, Report)
    assert isinstance(unknown, Report)
    assert (report.basis, report.relay_of) == (Knowing.RELAY, "voa")
    assert (unknown.basis, unknown.relay_of) == (Knowing.RELAY, "telegram:12")


def test_a_message_forwarded_from_a_person_is_a_relay_of_nobody_named() -> None:
    (report,) = outcomes([{**PLAIN, **NAMES}])
    assert isinstance(report, Report)
    assert (report.basis, report.relay_of) == (Knowing.RELAY, None)


@pytest.mark.parametrize("kind", ["private_channel", "private_supergroup", "personal_chat", None])
def test_only_what_is_open_to_all_is_public(kind: str | None) -> None:
    (report,) = outcomes([PLAIN], {"id": 5, "type": kind})
    assert isinstance(report, Report)
    assert report.visibility is Visibility.DESK


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"messages": []}',
        b'{"id": 5}',
        b"PK\x03\x04 a zip",
        b"<html>",
        b'{"chats": {"list": [{"id": 5, "messages": [',
    ],
)
def test_what_is_no_export_of_one_chat_is_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(FormatError) as refused:
        read(data)
    assert refused.value.hint


def test_a_deeply_nested_message_stops_the_reader_with_an_issue() -> None:
    found = read(b'{"id": 5, "type": "x", "messages": [' + b"[" * 200_000)
    assert [one.reason for one in found if isinstance(one, Issue)] == [Reason.NOT_JSON]


MANY = json.dumps(
    {"name": "ندا", "type": "public_channel", "id": 55, "messages": [{**PLAIN, "id": n} for n in range(9)]},
    ensure_ascii=False,
).encode()  # fmt: skip


@given(st.integers(min_value=MANY.index(b"[") + 1, max_value=len(MANY) - 3))
def test_a_cut_off_export_gives_what_came_before_the_cut_and_says_so(at: int) -> None:
    whole, part = read(MANY), read(MANY[:at])
    assert part[:-1] == whole[: len(part) - 1]
    assert isinstance(part[-1], Issue)
    assert part[-1].reason is Reason.TRUNCATED


@given(st.lists(st.sampled_from([PLAIN, *(message for message, _ in BAD)]), max_size=20))
def test_inputs_are_reports_and_issues(messages: list[object]) -> None:
    assert len(outcomes(messages)) == len(messages)


def test_a_long_export_is_read_as_it_comes(file: Callable[..., Inlet]) -> None:
    messages = [{**PLAIN, "id": n, "text": "کوتاه " * 500} for n in range(400)]
    found = outcomes(messages)
    assert [one.native_id for one in found if isinstance(one, Report)] == [
        str(n) for n in range(400)
    ]


def test_a_post_of_an_invented_channel_says_that_it_is_synthetic() -> None:
    channel = Source(
        id=SourceId("telegram:55"), name="ندا", kind=SourceKind.CHANNEL, synthetic=True
    )
    told = TOLD._replace(sources=source_index([channel]))
    data = json.dumps({"name": "ندا", "type": "public_channel", "id": 55, "messages": [PLAIN]})
    (report,) = read_telegram(Inlet("result.json", lambda: BytesIO(data.encode())), told)
    assert isinstance(report, Report)
    assert report.provenance == "synthetic"
