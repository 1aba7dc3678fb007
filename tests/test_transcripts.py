"""Command lines and what they print: README's own run, those of docs/, and tests/transcripts/*.md.

A block after `<!-- run -->` holds commands behind `$ `, their further lines behind `> `, and what
comes out on both streams. `...` stands for anything. All blocks of a file share one folder.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- run -->\n```console\n(.*?)```", re.DOTALL)
TOLD = [
    path for path in sorted((ROOT / "docs").rglob("*.md")) if BLOCK.search(path.read_text("utf-8"))
]
FILES = [
    ROOT / "README.md",
    ROOT / "README.fa.md",
    *TOLD,
    *sorted((ROOT / "tests" / "transcripts").glob("*.md")),
]


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Each command with what it should print."""
    for block in BLOCK.findall(text):
        command: list[str] = []
        output: list[str] = []
        for row in block.splitlines():
            if row.startswith("$ "):
                if command:
                    yield "\n".join(command), "\n".join(output)
                command, output = [row[2:]], []
            elif row.startswith("> ") or row == ">":
                command.append(row[2:])
            else:
                output.append(row)
        yield "\n".join(command), "\n".join(output)


def agrees(expected: str, printed: str) -> bool:
    """Whether what was printed is what was expected, `...` standing for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_page_shows_is_what_the_program_prints(path: Path, tmp_path: Path) -> None:
    scripts = str(Path(sys.executable).parent)
    home = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "ROOT": str(ROOT)}
    settings = {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "random", "HOME": str(tmp_path)}
    blocks = list(steps(path.read_text(encoding="utf-8")))
    assert blocks
    for command, expected in blocks:
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env={**home, **settings}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        assert agrees(expected, done.stdout), f"$ {command}\n{done.stdout}"


def test_a_transcript_that_is_wrong_is_found() -> None:
    assert agrees("3 items → ... reports", "3 items → 3 new reports")
    assert not agrees("3 items", "4 items")
    assert next(steps("<!-- run -->\n```console\n$ a <<X\n> b\n> X\nout\n$ c\n```")) == (
        "a <<X\nb\nX", "out",
    )  # fmt: skip
