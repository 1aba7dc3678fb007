"""Our own JSON lines: one outcome a line, whatever the line is."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.intake.arrive import Inlet, Limits, Told, in_place, source_index
from crosstally.intake.jsonl import read_array, read_jsonl
from crosstally.records import Issue, Knowing, Reason, Report, Source, SourceId, SourceKind, encode

NOW = datetime(2020, 2, 1, tzinfo=UTC)
TOLD = Told(b"k" * 32, NOW)
GOOD = {"id": "1", "source": "isna", "published": "2018-01-01", "text": "تجمع در قم"}

BAD = [
    (b'{"id": "1", "text": "cut o', Reason.TRUNCATED),
    (b"not json at all", Reason.NOT_JSON),
    (b"[1, 2]", Reason.NOT_A_RECORD),
    (b'"a string"', Reason.NOT_A_RECORD),
    (b"{}", Reason.NOT_A_RECORD),
    (b'{"id": "1", "text": 7}', Reason.NOT_A_RECORD),
    (b'{"id": ["1"], "text": "x"}', Reason.NOT_A_RECORD),
    (b'{"id": true, "text": "x"}', Reason.NOT_A_RECORD),
    (b'{"id": "1", "text": ""}', Reason.EMPTY),
    (b'{"id": "1", "text": null}', Reason.EMPTY),
    ('{"text": "\u200c \u00a0"}'.encode(), Reason.EMPTY),
    (b'{"text": "x", "published": "yesterday"}', Reason.BAD_DATE),
    (b'{"text": "x", "published": "2018-01-01T10:00:00"}', Reason.BAD_DATE),
    (b'{"text": "x", "published": "2018-02-30"}', Reason.BAD_DATE),
    (b'{"text": "x", "published": "0025-01-01"}', Reason.BAD_DATE),
    (b'{"text": "x", "published": "1396-10-07"}', Reason.BAD_DATE),
    (b'{"text": "x", "published": "2031-01-01"}', Reason.FUTURE_DATE),
    (b'{"text": "x", "visibility": "publik"}', Reason.NOT_A_RECORD),
    (b'{"text": "x", "basis": "hearsay"}', Reason.NOT_A_RECORD),
    (b'{"text": "x", "media": ["photo.jpg"]}', Reason.NOT_A_RECORD),
    (b'{"text": "\\ud800"}', Reason.NOT_JSON),
    (b'{"text": "caf\xe9 au lait, c\xf4t\xe9 jardin"}', Reason.WRONG_ENCODING),
    (b"[" * 100_000, Reason.NOT_JSON),
]


def outcomes(data: bytes, told: Told = TOLD) -> list[Report | Issue]:
    return list(read_jsonl(Inlet("a.jsonl", lambda: BytesIO(data)), told))


@pytest.mark.parametrize(("line", "reason"), BAD)
def test_a_line_that_is_no_report_is_an_issue_with_its_reason(line: bytes, reason: Reason) -> None:
    good = json.dumps(GOOD).encode()
    first, *rest = outcomes(b"\n".join([line, good]) + b"\n") if reason is not Reason.TRUNCATED else (
        outcomes(line)
    )  # fmt: skip
    assert isinstance(first, Issue)
    assert (first.reason, first.where) == (reason, "a.jsonl#1")
    assert all(isinstance(one, Report) for one in rest)


@pytest.mark.parametrize(("line", "_reason"), BAD)
def test_no_issue_quotes_what_it_is_about(line: bytes, _reason: Reason) -> None:
    (issue,) = outcomes(line)
    assert isinstance(issue, Issue)
    for word in ("yesterday", "publik", "hearsay", "photo", "café", "a string"):
        assert word not in (issue.detail or "")


def test_a_report_keeps_its_words_and_its_time_as_they_were_written() -> None:
    body = "مردم می‌گویند:\r\n «نان»  \u200f"
    line = json.dumps({**GOOD, "published": "2017-12-29T02:55:00+03:30", "text": body})
    (report,) = outcomes(line.encode())
    assert isinstance(report, Report)
    assert report.body == body
    assert report.published == "2017-12-29T02:55:00+03:30"
    assert (report.native_id, report.source, report.path) == ("1", "isna", "a.jsonl#1")


def test_a_bare_day_stays_a_day() -> None:
    (report,) = outcomes(json.dumps(GOOD).encode())
    assert isinstance(report, Report)
    assert (report.said_on, report.said_at) == (date(2018, 1, 1), None)


def test_a_report_that_nobody_dated_is_kept_without_a_date() -> None:
    (report,) = outcomes(b'{"text": "x"}')
    assert isinstance(report, Report)
    assert report.published is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_form_gives_the_same_reports(encoding: str) -> None:
    lines = "\n".join(json.dumps({**GOOD, "id": str(n)}, ensure_ascii=False) for n in range(3))
    assert outcomes(lines.encode(encoding)) == outcomes(lines.encode())


def test_persian_in_cp1256_is_read_and_french_is_not_taken_for_it() -> None:
    line = '{"text": "تجمع کارگران در شهر و اعتصاب"}'.replace("ی", "ي").replace("ک", "ك")
    (report,) = outcomes(line.encode("cp1256"))
    assert isinstance(report, Report)
    assert "تجمع" in report.body


def test_what_names_a_person_is_dropped_and_said_once_a_file() -> None:
    line = json.dumps({**GOOD, "phone": "+98912", "sender_name": "Canary Name", "faceId": "f1"})
    found = outcomes(b"\n".join([line.encode(), line.replace('"1"', '"2"').encode()]))
    assert [type(one) for one in found] == [Report, Report, Issue]
    notice = found[-1]
    assert isinstance(notice, Issue)
    assert notice.reason is Reason.FORBIDDEN_FIELD
    assert not in_place(notice)
    assert notice.detail == "dropped: faceId, phone, sender_name"
    assert b"Canary" not in b"".join(map(encode, found))
    assert b"98912" not in b"".join(map(encode, found))


def test_a_line_beyond_the_limit_is_passed_over_without_being_held() -> None:
    told = TOLD._replace(limits=Limits(line=1000))
    good = json.dumps(GOOD).encode()
    found = outcomes(
        good + b'\n{"text": "' + b"x" * 5000 + b'"}\n' + good.replace(b'"1"', b'"2"'), told
    )
    assert [type(one) for one in found] == [Report, Issue, Report]
    assert isinstance(found[1], Issue)
    assert (found[1].reason, found[1].where) == (Reason.TOO_LONG, "a.jsonl#2")
    assert isinstance(found[2], Report)
    assert found[2].path == "a.jsonl#3"


def test_the_basis_a_desk_declares_for_a_source_holds_unless_the_line_says_other() -> None:
    unit = Source(
        id=SourceId("unit-1"), name="واحد خوزستان", kind=SourceKind.UNIT, basis=Knowing.WITNESS
    )
    told = TOLD._replace(sources=source_index([unit]))
    lines = [
        json.dumps({"source": "واحد خوزستان", "text": "x"}),
        json.dumps({"source": "unit-1", "text": "y", "basis": "relay"}),
    ]
    one, two = outcomes("\n".join(lines).encode(), told)
    assert isinstance(one, Report)
    assert isinstance(two, Report)
    assert (one.source, one.basis) == ("unit-1", Knowing.WITNESS)
    assert (two.source, two.basis) == ("unit-1", Knowing.RELAY)


def test_the_id_depends_on_the_desks_key() -> None:
    line = json.dumps(GOOD).encode()
    (one,), (other,) = outcomes(line), outcomes(line, TOLD._replace(key=b"z" * 32))
    assert isinstance(one, Report)
    assert isinstance(other, Report)
    assert one.id != other.id


def listed(data: bytes) -> list[Report | Issue]:
    return list(read_array(Inlet("a.json", lambda: BytesIO(data)), TOLD))


def test_a_json_list_gives_the_reports_that_the_same_lines_give() -> None:
    items = [GOOD, {**GOOD, "id": "2", "phone": "1"}, {"text": 7}]
    lines = outcomes(b"\n".join(json.dumps(item).encode() for item in items))
    found = listed(json.dumps(items, indent=1, ensure_ascii=False).encode())
    assert [type(one) for one in found] == [Report, Report, Issue, Issue]
    assert [one.id for one in found if isinstance(one, Report)] == [
        one.id for one in lines if isinstance(one, Report)
    ]


def test_a_json_list_that_is_cut_off_or_holds_other_things_says_so() -> None:
    data = json.dumps([GOOD, "text", None, GOOD]).encode()
    assert [type(one) for one in listed(data)] == [Report, Issue, Issue, Report]
    cut = listed(data[:-9])
    assert isinstance(cut[-1], Issue)
    assert cut[-1].reason is Reason.TRUNCATED
    assert listed(b" [ ] ") == []


@pytest.mark.parametrize("field", ["text", "title", "url", "id", "source", "lang", "relay_of"])
def test_half_a_surrogate_pair_in_any_field_is_an_issue(field: str) -> None:
    (issue,) = listed(json.dumps([{**GOOD, field: "x\ud800"}]).encode())
    assert isinstance(issue, Issue)
    assert issue.reason is Reason.WRONG_ENCODING


@pytest.mark.parametrize("data", [b"", b"{}", b"\x89PNG\r\n\x1a\n", b"[caf\xe9 au lait"])
def test_what_is_no_json_list_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        listed(data)


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60).filter(lambda b: not {10, 13} & set(b)),
            st.just(json.dumps(GOOD).encode()),
            st.dictionaries(st.sampled_from(["id", "text", "published", "lang"]), st.text()).map(
                lambda d: json.dumps(d).encode()
            ),
        ),
        max_size=12,
    )
)
def test_inputs_are_reports_and_issues(lines: list[bytes]) -> None:
    head = b'{"text": "first"}'  # so that the file's first bytes always say UTF-8 or other
    data = b"\n".join([head, *lines])
    items = [line for line in [head, *lines] if line.strip()]
    found = outcomes(data)
    assert len(found) == len(items)


def test_a_number_of_many_digits_is_one_issue_and_what_follows_it_is_read() -> None:
    long = b'{"id": ' + b"9" * 5000 + b', "text": "x"}'
    first, other = listed(b"[" + long + b"," + json.dumps(GOOD).encode() + b"]")
    assert isinstance(first, Issue)
    assert first.reason is Reason.NOT_A_RECORD
    assert isinstance(other, Report)
