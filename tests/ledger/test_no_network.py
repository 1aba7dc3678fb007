"""No byte leaves where no option names the network: in a process that may not, on a machine without.

Every call into Python's sockets ends the process, and where the kernel allows it the process has no
network at all.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from crosstally.ledger.opening import Opener, create_store
from crosstally.ledger.slots import Effort

WORD = "پنج واژهٔ خوب و بلند"
CAUGHT = 99
GUARD = f"""
import io, json, os, sys
def guard(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        os._exit({CAUGHT})
sys.addaudithook(guard)
from crosstally.cli import run
real = sys.stdout
def told(*arguments):
    sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    status = run(arguments)
    text = sys.stdout.buffer.getvalue().decode()
    sys.stdout = real
    assert status == 0, arguments
    return json.loads(text.splitlines()[0]) if text.startswith("{{") else {{}}
"""
CHAIN = """
cards = {name: told("unit", "create", name, "--json") for name in ("one", "two")}
told("unit", "contact", "one", "--add", cards["two"]["card"], "--json")
told("unit", "contact", "two", "--add", cards["one"]["card"], "--json")
made = told("unit", "seal", "one", "--to", cards["two"]["unit"], "--json")
told("unit", "open", "two", made["bundle"], "--json")
told("capture", "form.html")
added = told("media", "add", "two", "picture.jpg", "--json")
told("media", "get", "two", added["digest"], "--out", "copy.jpg")
"""
CONTROL = f"""
import os, sys
def guard(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        os._exit({CAUGHT})
sys.addaudithook(guard)
import socket
socket.create_connection(("127.0.0.1", 9), timeout=1)
"""


def apart() -> list[str]:
    """What begins a process without a network, where the kernel allows it."""
    program = shutil.which("unshare")
    if program is None:
        return []
    tried = subprocess.run([program, "-rn", "true"], capture_output=True, check=False)
    return [program, "-rn"] if tried.returncode == 0 else []


APART = apart()


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    (folder / "word").write_text(WORD, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path), "HOME": str(folder),
        "CROSSTALLY_PASSPHRASE_FILE": str(folder / "word"),
    }  # fmt: skip
    return subprocess.run(
        [*APART, sys.executable, "-c", script], cwd=folder, env=environment,
        capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_guard_catches_a_connection_so_the_test_can_fail(tmp_path: Path) -> None:
    assert run(tmp_path, CONTROL).returncode == CAUGHT


@pytest.mark.skipif(not APART, reason="this kernel gives no network namespace")
def test_the_process_has_no_network_so_the_test_can_fail(tmp_path: Path) -> None:
    script = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"
    assert "unreachable" in run(tmp_path, script).stderr.lower()


def test_units_bundles_media_and_the_form_need_no_network(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        create_store(
            tmp_path / name / "desk.db", opener=Opener(WORD), effort=Effort(mib=64, passes=1)
        ).close()
    Image.new("RGB", (8, 8)).save(tmp_path / "picture.jpg")
    done = run(tmp_path, GUARD + CHAIN)
    assert done.returncode == 0, (done.returncode, done.stderr)
    assert (tmp_path / "copy.jpg").is_file()
