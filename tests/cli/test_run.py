"""Whatever is raised is told without a value of it: no report's text, no name, no key (H1)."""

import errno
import subprocess
import sys
from pathlib import Path

import click
import pytest

from crosstally.cli import TRACE, run
from crosstally.errors import SealError
from crosstally.records import decode

CANARY = "کاناری زرد"


def raising(error: Exception) -> click.Command:
    """A verb that fails while it holds a report's words."""

    @click.command()
    def verb() -> None:
        words = CANARY  # noqa: F841  a local, as a stage would have it
        raise error

    return verb


@pytest.mark.parametrize(
    "error",
    [
        ValueError(CANARY),
        KeyError(CANARY),
        UnicodeEncodeError("utf-8", CANARY, 0, 1, CANARY),
        RecursionError(CANARY),
        AssertionError(CANARY),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("trace", ["", "1"])
def test_a_fault_of_ours_tells_its_type_and_place_and_nothing_it_held(
    error: Exception,
    trace: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(TRACE, trace)
    assert run([], raising(error)) == 1
    told = capsys.readouterr()
    assert f"something went wrong ({type(error).__name__} in crosstally.cli:" in told.err
    assert CANARY not in told.err + told.out
    assert "Traceback" not in told.err


def test_the_place_is_the_innermost_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def verb() -> None:
        _ = decode(list[int], 3)  # type: ignore[arg-type]

    assert run([], verb) == 1
    assert "(TypeError in crosstally.records.base:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (SealError("the seal does not hold", hint="ask"), 4, "the seal does not hold"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/desk/tables"), 3, "tables: perm"),
        (OSError(errno.ENOSPC, "No space left on device"), 3, "a file: no space left on device"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 0, ""),
        (KeyboardInterrupt(), 1, "stopped"),
        (click.UsageError("No such option."), 2, "crosstally: no such option\n"),
    ],
)
def test_every_end_has_its_exit_status_and_its_words(
    error: Exception, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([], raising(error)) == status
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["count", "--help"], ["issues", "--help"]])
def test_help_is_no_failure(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 0
    assert "Usage:" in capsys.readouterr().out


def test_the_program_is_also_the_module_and_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    line = b'{"id":"a","source":"s","published":"2018-01-01","text":"Workers rallied in Ahvaz."}\n'
    coder = subprocess.Popen(
        [sys.executable, "-m", "crosstally", "code", "--pack", "IR"], cwd=tmp_path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert coder.stdin is not None
    assert coder.stdout is not None
    assert coder.stderr is not None
    coder.stdout.close()  # nobody reads on
    coder.stdin.write(line * 400)
    coder.stdin.close()
    assert (coder.stderr.read(), coder.wait()) == (b"", 0)
    coder.stderr.close()
