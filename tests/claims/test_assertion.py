"""A desk's assertions are read whole or refused by line."""

import pytest

from crosstally.claims.assertion import read_claims
from crosstally.errors import FormatError

GOOD = '{"id":"a","asserter":"A","source":"a","type":"event","text":"پل بسته بود"}\n'


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"id":"a"}',
        '{"id":"b","asserter":"A","source":"a","type":"rumour","text":"x"}',
        '{"id":"b","asserter":"A","source":"a","type":"event","text":"x","true":1}',
        '{"id":"b","asserter":"A","source":"a","type":"event","text":"x",'
        '"parts":[{"sort":"said","text":"who"}]}',
        '{"id":"b","asserter":"A","source":"a","type":"event","text":"x",'
        '"parts":[{"sort":"figure","text":"who","of":"smiles","low":1}]}',
    ],
)
def test_a_broken_line_is_refused_by_its_number(tmp_path, line):
    path = tmp_path / "claims.jsonl"
    path.write_text(GOOD + line + "\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"claims\.jsonl:2"):
        read_claims(path)


def test_an_id_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text(GOOD + "\n" + GOOD, encoding="utf-8")
    with pytest.raises(FormatError, match=r"claims\.jsonl:3"):
        read_claims(path)


def test_blank_lines_are_passed_over(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text("\n" + GOOD + "\n", encoding="utf-8")
    assert [one.text for one in read_claims(path)] == ["پل بسته بود"]


def test_a_desk_without_claims_has_none_to_test(tmp_path):
    assert read_claims(tmp_path / "claims.jsonl") == ()
