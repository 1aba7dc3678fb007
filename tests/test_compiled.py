"""The coder as machine code, where it stands compiled, gives what plain Python gives."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crosstally.coding.coder

ROOT = Path(__file__).resolve().parents[1]
INBOX = ROOT / "examples" / "iran-2017-2020" / "inbox"
COMPILED = not crosstally.coding.coder.__file__.endswith(".py")


def coded(source: Path, reports: bytes) -> bytes:
    environment = {**os.environ, "PYTHONPATH": str(source)}
    command = [sys.executable, "-m", "crosstally", "code"]
    return subprocess.run(
        command, input=reports, capture_output=True, check=True, env=environment
    ).stdout


@pytest.mark.skipif(not COMPILED, reason="there is no C compiler, or the coder was edited")
def test_machine_code_gives_the_bytes_of_plain_python(tmp_path: Path) -> None:
    libraries = shutil.ignore_patterns("*.so", "*.pyd")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=libraries)
    reports = b"".join(path.read_bytes() for path in sorted(INBOX.glob("*.jsonl")))
    plain = coded(tmp_path / "src", reports)
    assert plain.count(b"\n") == reports.count(b"\n")
    assert coded(ROOT / "src", reports) == plain
