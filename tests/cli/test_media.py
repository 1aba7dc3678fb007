"""Media at the keyboard: sealed, copied without metadata, destroyed with their report."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from crosstally.cli import run
from crosstally.ledger.opening import create_store, open_store
from crosstally.ledger.panic import lock
from crosstally.records import Digest, Report, ReportId, SourceId, encode

CANARY = "canary-camera"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("desk").mkdir()
    create_store(tmp_path / "desk" / "desk.db").close()
    exif = Image.Exif()
    exif[0x0110] = CANARY
    Image.new("RGB", (8, 8), "red").save("picture.jpg", exif=exif)
    return tmp_path / "desk"


def added(capsys: pytest.CaptureFixture[str], *files: str) -> list[str]:
    capsys.readouterr()
    assert run(["media", "add", "desk", *files]) == 0
    return capsys.readouterr().out.split()


def files_with(folder: Path, word: str) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]


def test_a_copy_has_no_metadata_and_the_original_has(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (digest,) = added(capsys, "picture.jpg")
    assert files_with(desk, CANARY) == [], "sealed"
    assert run(["media", "get", "desk", digest, "--out", "copy.jpg"]) == 0
    assert run(["media", "get", "desk", digest, "--out", "same.jpg", "--original"]) == 0
    assert sorted(files_with(desk.parent, CANARY)) == ["picture.jpg", "same.jpg"]
    assert [each.name for each in desk.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["get", "desk", "x", "--out", "copy.jpg"], 2),
        (["get", "desk", "00" * 32, "--out", "copy.jpg"], 3),
        (["get", "desk", "00" * 32, "--out", "picture.jpg"], 2),
        (["destroy", "desk", "r-none", "--yes"], 2),
    ],
)
def test_what_cannot_be_is_said(desk: Path, arguments: list[str], code: int) -> None:
    assert run(["media", *arguments]) == code
    assert not Path("copy.jpg").exists()


def test_a_report_goes_with_its_media_and_shared_ones_stay(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("other.jpg").write_bytes(b"another picture")
    own, shared = added(capsys, "picture.jpg", "other.jpg")
    ids = ["r-1", "r-2"]
    store = open_store(desk / "desk.db")
    for name, media in zip(ids, ([own, shared], [shared]), strict=True):
        report = Report(
            id=ReportId(name), source=SourceId("x"), body="canary", media=tuple(map(Digest, media))
        )
        store.append([("report", encode(report))])
    store.close()
    assert run(["media", "destroy", "desk", ids[0], "--yes"]) == 0
    assert run(["media", "get", "desk", own, "--out", "own", "--original"]) == 3
    assert run(["media", "get", "desk", shared, "--out", "shared", "--original"]) == 0
    store = open_store(desk / "desk.db")
    assert [json.loads(each.body)["id"] for each in store.read(kinds=("report",))] == ids[1:]
    assert store.check().entries == 3
    store.close()


def test_nothing_is_destroyed_without_a_yes(desk: Path) -> None:
    from crosstally.cli import crosstally

    done = CliRunner().invoke(crosstally, ["media", "destroy", "desk", "r-1"], input="n\n")
    assert done.exit_code == 1


def test_a_picture_that_a_stopped_program_left_open_goes_with_the_lock(desk: Path) -> None:
    left = desk / ".media-left"
    left.mkdir()
    (left / "made.jpg").write_bytes(b"canary")
    assert lock(desk) == (".media-left",)
    assert files_with(desk, "canary") == []
