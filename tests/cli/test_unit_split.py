"""A unit divides at the keyboard: a proposal, a first roster, signatures, and two units."""

import json
from pathlib import Path

import pytest

from crosstally.cli import run
from crosstally.ledger.opening import Opener, create_store
from crosstally.ledger.slots import Effort

WORD = "پنج واژهٔ خوب و بلند"


@pytest.fixture
def unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "word").write_text(WORD, encoding="utf-8")
    monkeypatch.setenv("CROSSTALLY_PASSPHRASE_FILE", str(tmp_path / "word"))
    monkeypatch.chdir(tmp_path)

    def told(*arguments: str, status: int = 0) -> dict[str, str]:
        capsys.readouterr()
        assert run(["unit", *arguments, "--json"]) == status, capsys.readouterr().err
        text = capsys.readouterr().out
        return json.loads(text.splitlines()[0]) if text else {}

    for name in ("lead", "two", "three"):
        Path(name).mkdir()
        path = tmp_path / name / "desk.db"
        create_store(path, opener=Opener(WORD), effort=Effort(mib=64, passes=1)).close()
    told("create", "lead")
    return told


def test_two_of_three_leave_and_are_a_unit(unit) -> None:
    keys = {name: unit("key", name)["key"] for name in ("two", "three")}
    unit("invite", "lead", "--key", keys["two"], "--role", "keeper", "--out", "a")
    unit("invite", "lead", "--key", keys["three"], "--quorum", "2", "--out", "b")
    unit("chain", "lead", "--out", "chain")
    old = {unit("join", name, "chain")["unit"] for name in ("two", "three")}
    leaving = [part for key in keys.values() for part in ("--key", key)]
    unit("split", "lead", *leaving, "--first", "x", "--out", "y", status=2)
    unit("split", "two", *leaving, "--first", "first", "--out", "proposal")
    made = unit("sign", "lead", "proposal", "--out", "agreed")
    assert made["holds"]
    unit("leave", "three", "first", status=4)
    for name in ("two", "three"):
        unit("adopt", name, "agreed")
    unit("leave", "two", "first", status=4)
    assert unit("sign", "three", "first", "--out", "both")["holds"]
    new = {unit("leave", name, "both")["unit"] for name in ("two", "three")}
    assert len(new) == 1
    assert new != old
    assert unit("roster", "lead")["keys"][0]["role"] == "lead"
