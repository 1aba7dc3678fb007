"""The shipped example, built as a new user builds it: well linked, and (slow) the same bytes twice."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crosstally.records import Provenance, Report
from crosstally.tables.files import read_table

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "iran-2017-2020"
LEAST_F1 = 0.95
LARGEST_PAGE = 4_000_000  # bytes


def run(*words: str, seed: str = "0") -> str:
    """What a command prints on stdout; it must succeed."""
    done = subprocess.run(
        [sys.executable, *words], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(folder: Path, *, seed: str, processes: str) -> Path:
    """The example built under a hash seed, on some processes."""
    desk = folder / EXAMPLE.name
    skip = shutil.ignore_patterns("site", "tables", "desk.db*")
    shutil.copytree(EXAMPLE, desk, ignore=skip)
    files = (str(desk / "inbox"), str(desk / "place-days.csv"))
    _ = run("-m", "crosstally", "add", str(desk), *files, seed=seed)
    _ = run("-m", "crosstally", "build", str(desk), "--processes", processes, seed=seed)
    return desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, built on two processes."""
    return build(tmp_path_factory.mktemp("example"), seed="2", processes="2")


def digests(desk: Path) -> dict[str, str]:
    return {
        path.relative_to(desk).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("tables", "site")
        for path in sorted((desk / folder).iterdir())
    }


@pytest.mark.slow
def test_two_hash_seeds_and_two_processes_give_the_same_bytes(desk: Path, tmp_path: Path) -> None:
    assert digests(build(tmp_path, seed="1", processes="1")) == digests(desk)


def test_the_example_is_linked_as_its_truth_says(desk: Path) -> None:
    score = json.loads(run("eval/example_score.py", str(desk), "--json"))
    assert score["protests"]["f1"] >= LEAST_F1
    assert score["over_merged"] == []


def test_the_page_is_one_file_of_less_than_four_megabytes(desk: Path) -> None:
    assert (desk / "site" / "report.html").stat().st_size < LARGEST_PAGE


def test_every_report_of_an_invented_outlet_is_marked_synthetic(desk: Path) -> None:
    reports = list(read_table(desk / "tables" / "reports.parquet", Report))
    invented = [r for r in reports if r.source.startswith("synthetic:")]
    assert len(invented) > 200
    assert {r.provenance for r in invented} == {Provenance.SYNTHETIC}


def test_a_number_can_be_followed_down_to_the_words(desk: Path) -> None:
    strict = json.loads(run("-m", "crosstally", "explain", str(desk), "strict", "--json"))
    incident = strict["units"][0]["incidents"][0]
    found = json.loads(run("-m", "crosstally", "explain", str(desk), incident, "--json"))
    assert found["independent"] >= 2
    mention = json.loads(
        run("-m", "crosstally", "explain", str(desk), found["mentions"][0], "--json")
    )
    report = json.loads(run("-m", "crosstally", "explain", str(desk), mention["report"], "--json"))
    start, end = mention["trigger"]["span"]
    assert report["body"][start:end] == mention["trigger"]["text"]
