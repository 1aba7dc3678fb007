"""The verb `fit`: it tells what would move, and writes only when asked."""

import json

import pytest

from crosstally.cli import run
from crosstally.linking import load_weights

LINES = (
    *(f"{who} rallied in Shiraz on {day} May 2018." for who in ("Teachers", "Workers") for day in range(1, 8)),
    *(f"معلمان در {day} اردیبهشت ۱۳۹۷ در شیراز تجمع کردند." for day in range(11, 18)),
)  # fmt: skip


@pytest.fixture
def desk(tmp_path, capsysbinary):
    folder = tmp_path / "desk"
    assert run(["new", str(folder), "--country", "IR"]) == 0
    rows = [
        {"id": f"r{n}", "source": f"s{n}", "published": "2018-05-09", "lang": None, "title": None, "text": text}
        for n, text in enumerate(LINES)
    ]  # fmt: skip
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run(["add", str(folder), str(path)]) == 0
    capsysbinary.readouterr()
    return folder


def test_a_folder_that_is_no_desk_is_refused(tmp_path, capsysbinary):
    assert run(["fit", str(tmp_path)]) != 0
    assert capsysbinary.readouterr().err


def test_nothing_is_written_unless_asked(desk, capsysbinary):
    assert run(["fit", str(desk), "--json"]) == 0
    rows = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert all(row["change"] in ("bits", "split", "merge") for row in rows)
    assert not (desk / "packs" / "linking").exists()


@pytest.mark.slow
def test_what_is_written_is_what_the_next_build_links_with(desk, capsysbinary):
    assert run(["fit", str(desk), "--write"]) == 0
    path = desk / "packs" / "linking" / "weights.toml"
    assert load_weights(path).version.startswith(load_weights().version + "+")
    assert run(["build", str(desk)]) == 0
