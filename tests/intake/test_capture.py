"""A line of the form is a sealed report with its answers, or an issue; nothing travels beside it."""

import io
import json
from datetime import UTC, datetime

import pytest

from crosstally.intake import Inlet, Told
from crosstally.intake.folder import read_file
from crosstally.intake.table import map_of
from crosstally.records import Knowing, Reason, Report, Visibility

NOW = datetime(2026, 1, 3, tzinfo=UTC)
LINE = {
    "capture": 1, "id": "ab" * 16, "lang": "fa", "basis": "heard",
    "answers": {"kind": "ASM", "subtype": "march", "date": "2026-01-02", "city": "اراک"},
    "media": ["cd" * 32], "text": "راهپیمایی کارگران",
}  # fmt: skip


def read(*lines: object, name: str = "x.capture.jsonl"):
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines)
    inlet = Inlet(name, lambda: io.BytesIO(text.encode()))
    return list(read_file(inlet, Told(bytes(32), NOW)))


WRONG = {
    "no JSON": "meet at noon",
    "a later version": {**LINE, "capture": 2},
    "a member too many": {**LINE, "to": "R."},
    "a question nobody asked": {**LINE, "answers": {**LINE["answers"], "name": "x"}},
    "an id that is none": {**LINE, "id": "x"},
    "a basis that is none": {**LINE, "basis": "dreamt"},
    "media that is no digest": {**LINE, "media": ["x.jpg"]},
    "a day that is none": {**LINE, "answers": {**LINE["answers"], "date": "1404-10-12x"}},
    "a day that is still to come": {**LINE, "answers": {**LINE["answers"], "date": "2026-02-01"}},
    "an answer that is a speech": {**LINE, "answers": {**LINE["answers"], "city": "x" * 1001}},
    "nothing said": {**LINE, "answers": {}, "media": [], "text": " "},
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG.keys())
def test_what_the_form_does_not_write_is_an_issue_that_quotes_nothing(line: object) -> None:
    (issue,) = read(line)
    assert issue.reason in Reason
    assert "noon" not in (issue.detail or "")


def test_a_line_is_a_sealed_report_with_its_answers_as_cells() -> None:
    (report,) = read(LINE)
    assert isinstance(report, Report)
    assert (report.visibility, report.basis) == (Visibility.SEALED, Knowing.RELAY)
    assert dict(report.cells)["city"] == "اراک"
    assert map_of(report).column("kind") == "kind"
    assert report.media == ("cd" * 32,)


def test_words_alone_are_a_report_and_the_same_line_twice_is_one() -> None:
    words = {**LINE, "answers": {}, "id": "ef" * 16}
    found = read(words, LINE, LINE)
    assert [isinstance(each, Report) for each in found] == [True, True, True]
    assert found[0].cells == ()
    assert found[1].id == found[2].id
