"""The filter: a line out for each line in, in order, whatever comes in."""

import io
import json
import os
import subprocess
import sys
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.coding import filter as filter_room
from crosstally.coding.coder import load_coder
from crosstally.coding.filter import code_in_processes, code_line, code_lines, read_lines

TEXT = "صدها نفر در تبریز تجمع کردند. Hundreds rallied in Tabriz."
HOSTILE = [
    (b"", "not-json"),
    (b"hello", "not-json"),
    (b'{"id": "a", "text":', "not-a-record"),
    (b"[" * 100_000, "not-json"),
    (b'{"id":' * 50_000, "not-a-record"),
    (b'{"id": "a", "text": 3}', "not-a-record"),
    (b'{"id": 3, "text": "a"}', "not-a-record"),
    (b'{"text": "a"}', "not-a-record"),
    (b'["id", "text"]', "not-json"),
    (b"null", "not-json"),
    (b'{"id": "a", "text": "\xff\xfe"}', "wrong-encoding"),
    (b'{"id": "a", "text": "\\ud800"}', "not-a-record"),
    (b'\xef\xbb\xbf{"id": "a", "text": "a"}', "not-json"),
]


def _line(number, text=TEXT, **more):
    row = {"id": str(number), "text": text, "published": "2018-01-03", **more}
    return json.dumps(row, ensure_ascii=False).encode()


@pytest.mark.parametrize(("line", "reason"), HOSTILE)
def test_a_line_that_cannot_be_read_is_set_aside(coder, line, reason):
    out = json.loads(code_line(coder, line))
    assert (out["report"], out["mentions"], out["statements"], out["times"]) == (None, [], [], [])
    assert [(i["stage"], i["reason"]) for i in out["issues"]] == [("intake", reason)]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\x00" * 500, "a" * 100_000, "\u202e" * 90, "😀"]
)
def test_a_strange_text_is_coded(coder, text):
    out = json.loads(code_line(coder, _line(1, text)))
    assert out["report"] == "1"


def test_a_text_longer_than_any_report_is_set_aside_by_name(coder, monkeypatch):
    monkeypatch.setattr(filter_room, "LONGEST_TEXT", 10)
    out = json.loads(code_line(coder, _line(7)))
    assert out["report"] == "7"
    assert [i["reason"] for i in out["issues"]] == ["too-long"]


def test_a_line_longer_than_memory_is_never_held(coder, monkeypatch):
    monkeypatch.setattr(filter_room, "LONGEST_LINE", 100)
    stream = io.BytesIO(_line(1, "a") + b"\n" + b"x" * 1000 + b"\n\n" + _line(2, "b"))
    lines = list(read_lines(stream))
    assert max(map(len, lines)) <= 101
    out = [json.loads(line) for line in code_lines(coder, lines)]
    assert [o["report"] for o in out] == ["1", None, "2"]
    assert [i["reason"] for i in out[1]["issues"]] == ["too-long"]


@given(st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b" ")), max_size=8))
@example([b"", b" ", b"{}"])
def test_as_many_lines_come_out_as_went_in(coder, lines):
    stream = io.BytesIO(b"\n".join(lines))
    out = list(code_lines(coder, read_lines(stream)))
    assert len(out) == sum(bool(line.strip()) for line in lines)
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in out)


def test_an_issue_never_holds_the_text(coder):
    secret = "canary-7f3a"
    out = code_line(coder, f'{{"id": 5, "text": "{secret}"}}'.encode())
    assert secret.encode() not in out


@pytest.mark.slow
def test_several_processes_give_the_same_lines_in_order(coder):
    lines = [_line(n, TEXT + f" {n} people were arrested.") for n in range(150)]
    make = partial(load_coder, countries=("IR",))
    several = list(code_in_processes(make, lines, processes=2))
    assert several == list(code_lines(coder, lines))


@pytest.mark.slow
def test_two_hash_seeds_give_the_same_bytes():
    lines = b"\n".join(_line(n) for n in range(3))
    command = [sys.executable, "-m", "crosstally", "code", "--pack", "IR"]
    outs = {
        subprocess.run(
            command,
            input=lines,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outs) == 1
