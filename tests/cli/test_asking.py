"""`code --network-llm`: a wrong call is refused, nothing is sent unasked, the account is told."""

import json
import os
import subprocess
import sys

import pytest

LINES = b"".join(
    json.dumps({"id": name, "text": "Teachers rallied in Tehran.", **more}).encode() + b"\n"
    for name, more in (("a", {}), ("b", {"visibility": "public"}), ("c", {"visibility": "sealed"}))
)
KEY = "sk-canary-91c2"
BAD = [
    (["--llm-model", "m"], "without one"),
    (["--all-public"], "without one"),
    (["--network-llm", "https://example.org/v1"], "needs a model"),
    (["--network-llm", "http://example.org/v1", "--llm-model", "m"], "plain http"),
    (["--network-llm", "https://u:secret@example.org", "--llm-model", "m"], "more than host"),
    (["--network-llm", "nowhere", "--llm-model", "m"], "address"),
    (["--network-llm", "http://localhost:9", "--llm-model", "m", "--llm-key-env", "NO_SUCH"],
     "environment variable"),
    (["--network-llm", "http://localhost:9", "--llm-model", "m", "--llm-prices", "1"], "prices"),
    (["--network-llm", "http://localhost:9", "--llm-model", "m", "--llm-prices", "-1,nan"],
     "prices"),
    (["--network-llm", "http://localhost:9", "--llm-model", "m", "--processes", "2"], "processes"),
]  # fmt: skip


def run(arguments, given=b"", **environment):
    command = [sys.executable, "-m", "crosstally", "code", "--pack", "IR", *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, check=False, env={**os.environ, **environment}
    )


@pytest.mark.parametrize(("arguments", "message"), BAD)
def test_a_wrong_call_is_refused_before_anything_is_read(arguments, message):
    done = run(arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()
    assert b"secret" not in done.stderr


def test_where_nobody_answers_the_rules_code_and_the_account_says_so():
    arguments = ["--network-llm", "http://127.0.0.1:9/v1", "--llm-model", "m", "--json"]
    done = run([*arguments, "--llm-key-env", "K", "--llm-prices", "1,2"], LINES, K=KEY)
    out = [json.loads(row) for row in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [c["issues"][-1]["reason"] for c in out] == ["not-public", "no-answer", "not-public"]
    assert all(c["mentions"] for c in out)
    told = json.loads(done.stderr.decode().removeprefix("crosstally: "))
    assert told["by_rules"] == {"no-answer": 1, "not-public": 2}
    assert (told["requests"], told["cost"]) == (1, 0.0)
    assert KEY.encode() not in done.stdout + done.stderr


def test_without_the_option_nothing_that_opens_the_network_is_loaded():
    code = (
        "import sys; from crosstally.cli import run; run(['code', '--pack', 'IR']);"
        "sys.exit('http.client' in sys.modules or 'crosstally.coding.llm' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=LINES, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.count(b"\n") == 3
