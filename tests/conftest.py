"""What holds for every test: laws are searched without a clock, so that a busy machine fails none.

What is tested is the source: a coder compiled before its last edit stops the run.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

COMPILE = Path(__file__).resolve().parents[1] / "tools" / "compile.py"

settings.register_profile("steady", deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=200)  # make test-all
settings.load_profile("steady")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse to test machine code that no longer fits its source."""
    if hasattr(session.config, "workerinput"):  # its master has asked already
        return
    if subprocess.run([sys.executable, COMPILE, "--check"], check=False).returncode:
        raise pytest.UsageError("the coder was edited after it was compiled: make plain, or fast")
