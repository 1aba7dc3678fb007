"""The verb `code`: a wrong call is refused before anything is read."""

import json
import subprocess
import sys

import pytest

BAD = [
    (["--zone", "Nowhere/Atall"], 2, "there is no zone"),
    (["--pack", "XX"], 3, "there is no country pack"),
    (["--processes", "0"], 2, "processes"),
    (["--colour"], 2, "no such option"),
]


def _run(arguments, given=b""):
    command = [sys.executable, "-m", "crosstally", "code", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False)


@pytest.mark.parametrize(("arguments", "status", "message"), BAD)
def test_a_wrong_call_is_refused_with_its_reason(arguments, status, message):
    done = _run(arguments)
    assert (done.returncode, done.stdout) == (status, b"")
    assert message in done.stderr.decode().lower()


def test_a_broken_line_is_an_issue_and_the_exit_is_good():
    line = json.dumps({"id": "b", "text": "کارگران در اراک تجمع کردند."}).encode()
    done = _run(["--pack", "IR"], b"\n\xff\n{\n" + line + b"\n\n")
    assert done.returncode == 0
    out = [json.loads(row) for row in done.stdout.splitlines()]
    assert [row["report"] for row in out] == [None, None, "b"]
    assert [m["kind"] for m in out[2]["mentions"]] == ["ASM"]
