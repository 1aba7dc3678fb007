"""The verb `train`: it tells what is gained, and writes nothing where nothing is."""

import json

import pytest

from crosstally.cli import run


@pytest.fixture
def gold(tmp_path):
    def write(count, told):
        rows = []
        for n in range(count):
            verb = "glorped" if n % 2 else "dined"
            event = {"kind": "ASM", "reality": "occurred"}
            text = f"On day {n} the weavers {verb} in Arak."
            events = [event] if told(n) else []
            rows.append({"id": f"c{n}", "lang": "en", "text": text, "events": events})
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


def asked(capsysbinary, *arguments):
    status = run(["train", *arguments, "--pack", "IR"])
    out, err = capsysbinary.readouterr()
    return status, out.decode(), err.decode()


def test_a_file_that_is_no_gold_is_refused(capsysbinary, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("[]\n", encoding="utf-8")
    assert asked(capsysbinary, str(path))[0] == 3
    assert asked(capsysbinary, "nowhere.jsonl")[0] == 3


def test_too_little_is_refused_and_nothing_is_written(capsysbinary, gold, tmp_path):
    out = tmp_path / "own.model"
    status, _, err = asked(capsysbinary, gold(10, lambda n: n % 2), "--out", str(out))
    assert status == 1
    assert "10 cases are too few" in err
    assert not out.exists()


def test_what_does_not_help_is_refused_and_nothing_is_written(capsysbinary, gold, tmp_path):
    out = tmp_path / "own.model"
    status, _, err = asked(
        capsysbinary, gold(64, lambda n: n % 8 in (0, 1, 3, 6)), "--out", str(out)
    )
    assert status == 1
    assert "helps" in err
    assert not out.exists()


def test_what_helps_is_told_and_written_and_codes(capsysbinary, gold, tmp_path, monkeypatch):
    out = tmp_path / "own.model"
    path = gold(80, lambda n: n % 2)
    status, shown, err = asked(capsysbinary, path, "--out", str(out), "--json")
    assert status == 0
    rows = [json.loads(line) for line in shown.splitlines()]
    assert [(row["label"], row["rules"], row["model"]) for row in rows] == [
        ("ASM", 0.0, 1.0), ("all", 0.0, 1.0),
    ]  # fmt: skip
    assert "own.model written" in err
    assert out.stat().st_size > 0


def test_without_out_nothing_is_written(capsysbinary, gold, tmp_path):
    status, shown, _ = asked(capsysbinary, gold(80, lambda n: n % 2))
    assert status == 0
    assert "ASM" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]


def test_a_desk_of_which_nothing_was_judged_is_refused(capsysbinary, tmp_path):
    folder = tmp_path / "desk"
    assert run(["new", str(folder), "--country", "IR"]) == 0
    capsysbinary.readouterr()
    status, _, err = asked(capsysbinary, str(folder))
    assert status == 1
    assert "0 cases are too few" in err


def test_a_folder_that_is_no_desk_is_refused(capsysbinary, tmp_path):
    status, _, err = asked(capsysbinary, str(tmp_path))
    assert status == 3
    assert "is no desk" in err
