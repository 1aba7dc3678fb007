"""The shipped example, built as a new user builds it: twice, the same bytes, and well linked."""

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


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The example built under two hash seeds, on one and on two processes."""
    built = []
    for seed, processes in (("1", "1"), ("2", "2")):
        desk = tmp_path_factory.mktemp("example") / EXAMPLE.name
        skip = shutil.ignore_patterns("site", "tables", "desk.db*")
        shutil.copytree(EXAMPLE, desk, ignore=skip)
        files = (str(desk / "inbox"), str(desk / "place-days.csv"))
        _ = run("-m", "crosstally", "add", str(desk), *files, seed=seed)
        _ = run("-m", "crosstally", "build", str(desk), "--processes", processes, seed=seed)
        built.append(desk)
    return built


def digests(desk: Path) -> dict[str, str]:
    return {
        path.relative_to(desk).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("tables", "site")
        for path in sorted((desk / folder).iterdir())
    }


def test_two_hash_seeds_and_two_processes_give_the_same_bytes(desks: list[Path]) -> None:
    assert digests(desks[0]) == digests(desks[1])


def test_the_example_is_linked_as_its_truth_says(desks: list[Path]) -> None:
    score = json.loads(run("eval/example_score.py", str(desks[0]), "--json"))
    assert score["protests"]["f1"] >= LEAST_F1
    assert score["over_merged"] == []


def test_the_page_is_one_file_of_less_than_four_megabytes(desks: list[Path]) -> None:
    assert (desks[0] / "site" / "report.html").stat().st_size < LARGEST_PAGE


def test_every_report_of_an_invented_outlet_is_marked_synthetic(desks: list[Path]) -> None:
    reports = list(read_table(desks[0] / "tables" / "reports.parquet", Report))
    invented = [r for r in reports if r.source.startswith("synthetic:")]
    assert len(invented) > 200
    assert {r.provenance for r in invented} == {Provenance.SYNTHETIC}


def test_a_number_can_be_followed_down_to_the_words(desks: list[Path]) -> None:
    strict = json.loads(run("-m", "crosstally", "explain", str(desks[0]), "strict", "--json"))
    incident = strict["units"][0]["incidents"][0]
    found = json.loads(run("-m", "crosstally", "explain", str(desks[0]), incident, "--json"))
    assert found["independent"] >= 2
    mention = json.loads(
        run("-m", "crosstally", "explain", str(desks[0]), found["mentions"][0], "--json")
    )
    report = json.loads(
        run("-m", "crosstally", "explain", str(desks[0]), mention["report"], "--json")
    )
    start, end = mention["trigger"]["span"]
    assert report["body"][start:end] == mention["trigger"]["text"]
