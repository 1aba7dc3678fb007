"""A sealed desk asks for its passphrase, and tells it to nobody."""

import subprocess
import sys
from pathlib import Path

import pytest

WORD = "پنج واژهٔ خوب و بلند"


def run(folder: Path, *arguments: str, word: str | None = WORD) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "HOME": str(folder)}
    if word is not None:
        (folder / "word").write_text(word + "\n", encoding="utf-8")
        environment["CROSSTALLY_PASSPHRASE_FILE"] = str(folder / "word")
    return subprocess.run(
        [sys.executable, "-m", "crosstally", *arguments], cwd=folder, capture_output=True,
        encoding="utf-8", env=environment, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sealed")
    (made / "post.txt").write_text("قناری در قم تجمع کرد.", encoding="utf-8")
    done = run(made, "new", "desk", "--sealed")
    assert (done.returncode, done.stderr) == (0, "")
    assert "made desk, sealed" in done.stdout
    return made


def test_a_sealed_desk_works_and_its_log_shows_nothing(folder: Path) -> None:
    added = run(folder, "add", "desk", "post.txt")
    assert added.returncode == 0, added.stderr
    assert run(folder, "doctor", "desk").returncode == 0
    for path in (folder / "desk").glob("desk.*"):
        held = path.read_bytes()
        assert "قناری".encode() not in held
        assert b"SQLite" not in held


@pytest.mark.parametrize(
    ("word", "code", "told"),
    [("another and a long one", 4, "does not open"), (None, 2, "nobody to ask")],
)
def test_without_its_passphrase_it_stays_shut(
    folder: Path, word: str | None, code: int, told: str
) -> None:
    done = run(folder, "doctor", "desk", word=word)
    assert told in done.stderr + done.stdout
    assert done.returncode in (code, 1)
    assert WORD not in done.stderr + done.stdout
    assert "another and" not in done.stderr + done.stdout


def test_a_short_passphrase_seals_nothing(folder: Path) -> None:
    done = run(folder, "new", "other", "--sealed", word="short")
    assert done.returncode == 2
    assert "12 letters" in done.stderr
    assert not (folder / "other" / "desk.db").exists()


def test_a_passphrase_file_that_is_not_there_is_said(folder: Path) -> None:
    (folder / "word").unlink(missing_ok=True)
    done = run(folder, "doctor", "desk", word=None)
    assert done.returncode in (1, 2)
