"""The verb `evaluate`: gold that breaks the format is refused, and what is coded is scored."""

import json

import pytest

from crosstally.cli import run

RALLY = {
    "id": "1", "lang": "fa", "class": "protest", "published": "2018-01-03",
    "text": "کارگران در اراک تجمع کردند.",
    "events": [{"kind": "ASM", "reality": "occurred", "city": "Arak"}],
}  # fmt: skip
MATCH = {"id": "2", "lang": "en", "class": "football", "text": "Arak won the match.", "events": []}


@pytest.fixture
def gold(tmp_path):
    def write(*rows, name="gold.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


def asked(capsysbinary, *arguments):
    status = run(["evaluate", *arguments])
    out, err = capsysbinary.readouterr()
    return status, out.decode(), err.decode()


def test_gold_that_breaks_the_format_is_refused_with_its_line(capsysbinary, gold):
    status, out, err = asked(capsysbinary, gold(RALLY, {**MATCH, "colour": 1}))
    assert (status, out) == (3, "")
    assert "gold.jsonl, line 2: the case: unknown key 'colour'" in err


def test_a_file_without_a_case_and_a_file_that_is_not_there_are_refused(capsysbinary, gold):
    assert asked(capsysbinary, gold())[0] == 3
    assert asked(capsysbinary, "nowhere.jsonl")[0] == 3


def test_an_unknown_pack_or_grouping_is_refused(capsysbinary, gold):
    assert asked(capsysbinary, gold(RALLY), "--pack", "XX")[0] == 3
    assert asked(capsysbinary, gold(RALLY), "--by", "colour")[0] == 2


def test_coded_lines_that_lack_a_case_or_are_none_are_refused(capsysbinary, gold):
    coded = gold({"report": "1"}, name="coded.jsonl")
    status, _, err = asked(capsysbinary, gold(RALLY, MATCH), "--coded", coded)
    assert status == 2
    assert "coded.jsonl has no line for 1 of the cases, first for case 2" in err
    broken = gold({"report": 3}, name="broken.jsonl")
    status, _, err = asked(capsysbinary, gold(RALLY), "--coded", broken)
    assert status == 3
    assert "broken.jsonl, line 1: " in err


def test_texts_are_coded_and_scored_and_only_stderr_tells_how_fast(capsysbinary, gold):
    path = gold(RALLY, MATCH)
    status, out, err = asked(capsysbinary, path, "--pack", "IR", "--by", "class", "--json")
    assert status == 0
    rows = [json.loads(line) for line in out.splitlines()]
    found = {(row["group"], row["name"]): row["value"] for row in rows}
    assert found["all", "city"] == 1.0
    assert found["all", "whole_case"] == 1.0
    assert found["football", "extra_on_negatives"] == 0.0
    assert found["football", "city"] is None
    assert {row["cases"] for row in rows if row["group"] == "all"} == {2}
    assert "2 cases coded: " in err
    assert "a second" not in out


def test_lines_coded_before_are_scored_by_their_ids_in_any_order(capsysbinary, gold):
    coded = gold({"report": "2"}, {"report": None}, {"report": "1"}, name="coded.jsonl")
    status, out, err = asked(capsysbinary, gold(RALLY, MATCH), "--coded", coded)
    assert (status, err) == (0, "")
    assert "all: 2 cases" in out
    rows = {row.split()[0]: row.split()[1] for row in out.splitlines()[2:]}
    assert rows["city"] == "0.000"
    assert rows["extra_on_negatives"] == "0.000"
    assert "size_exact" not in rows
