"""Folders: every file makes outcomes, in order, each item once."""

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

import pytest

from crosstally.errors import FormatError, UsageError
from crosstally.intake.arrive import Told
from crosstally.intake.folder import read_folder, read_inputs
from crosstally.intake.readers import READERS, reader_for
from crosstally.records import Issue, Reason, Report, encode

NOW = datetime(2020, 2, 1, tzinfo=UTC)
TOLD = Told(b"k" * 32, NOW)
LINE = (
    json.dumps(
        {"id": "1", "source": "s", "published": "2018-01-01", "text": "متن"}, ensure_ascii=False
    )
    + "\n"
)


def outcomes(folder: Path) -> list[Report | Issue]:
    return list(read_folder(folder, key=b"k" * 32, now=NOW))


def issues(found: list[Report | Issue]) -> dict[str, Reason]:
    return {one.where or "": one.reason for one in found if isinstance(one, Issue)}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert issues(outcomes(tmp_path)) == {"pipe.txt": Reason.UNREADABLE}


def test_a_file_whose_name_is_no_text_can_be_named_by_itself(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_text("متن", encoding="utf-8")
    (found,) = read_inputs((path,), TOLD, mapped=None)
    assert isinstance(found, Report)
    assert "\ufffd.txt" in encode(found).decode()


def test_the_formats_are_these() -> None:
    assert [reader.name for reader in READERS] == [
        "capture", "submissions", "survey", "telegram", "array", "lines", "csv", "xlsx", "html", "feed", "warc", "wacz", "bundle", "text",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "head", "reader"),
    [
        ("result.json", b'{\n "name": "x", "messages": [', "telegram"),
        ("lines.json", b'{"id": 1, "text": "x"}\n', "lines"),
        ("list.json", b' [{"id": 1, "text": "x"}]', "array"),
        ("A.JSONL", b"{}", "lines"),
        ("a.warc.gz", b"\x1f\x8b", "warc"),
        ("a.gz", b"\x1f\x8b", None),
        ("photo.jpg", b"\xff\xd8\xff", None),
        ("README", b"text", None),
    ],
)
def test_a_reader_is_found_by_name_and_first_bytes(
    name: str, head: bytes, reader: str | None
) -> None:
    found = reader_for(name, head)
    assert (found.name if found else None) == reader


def test_files_come_in_the_order_of_their_names_whatever_the_disk_says(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", "ب.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"words of {name}", encoding="utf-8")
    found = [one.path for one in outcomes(tmp_path) if isinstance(one, Report)]
    assert found == ["a.txt", "b/1.txt", "b/2.txt", "ب.txt"]


def test_the_folder_a_text_lies_in_is_its_source_and_its_name_may_hold_its_day(
    tmp_path: Path,
) -> None:
    (tmp_path / "صبح").mkdir()
    (tmp_path / "صبح" / "2018-01-01 قم.txt").write_text("تجمع", encoding="utf-8")
    (report,) = outcomes(tmp_path)
    assert isinstance(report, Report)
    assert (report.source, report.published) == ("صبح", "2018-01-01")


def test_a_file_whose_name_is_no_text_is_read_and_its_issues_can_be_written(
    tmp_path: Path,
) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\xfe.jsonl"
    with open(path, "wb") as stream:  # noqa: PTH123  a name in bytes
        _ = stream.write(LINE.encode() + b"broken\n")
    report, issue = outcomes(tmp_path)
    assert isinstance(report, Report)
    assert encode([report, issue])


def test_an_empty_folder_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="nothing to read") as refused:
        outcomes(tmp_path)
    assert refused.value.hint


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        outcomes(tmp_path / "nowhere")


def test_a_folder_that_may_not_be_listed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: object, onerror: object = None, **_more: object) -> object:
        assert callable(onerror)
        return onerror(PermissionError(errno.EACCES, "no"))

    monkeypatch.setattr(os, "walk", refuse)
    with pytest.raises(FormatError, match="may not be listed"):
        outcomes(tmp_path)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(errno.EACCES, "no"), Reason.NO_PERMISSION),
        (OSError(errno.EIO, "disk"), Reason.UNREADABLE),
        (FileNotFoundError(errno.ENOENT, "gone"), Reason.UNREADABLE),
    ],
)
def test_a_file_that_cannot_be_opened_is_an_issue_and_the_rest_goes_on(
    tmp_path: Path, error: OSError, reason: Reason
) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(LINE, encoding="utf-8")

    def opener(path: Path) -> IO[bytes]:
        if path.name == "a.jsonl":
            raise error
        return path.open("rb")

    bad, good = read_inputs((tmp_path,), TOLD, mapped=None, opener=opener)
    assert isinstance(bad, Issue)
    assert bad.reason is reason
    assert isinstance(good, Report)


def test_a_disk_that_fails_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(LINE * 3, encoding="utf-8")

    class Failing:
        def __init__(self, stream: IO[bytes]) -> None:
            self.stream, self.reads = stream, 0

        def read(self, size: int = -1) -> bytes:
            self.reads += 1
            if self.reads > 1:
                raise OSError(errno.EIO, "disk")
            return self.stream.read(size)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

    found = list(
        read_inputs((path,), TOLD, mapped=None, opener=lambda p: Failing(p.open("rb")))  # type: ignore[arg-type,return-value]
    )
    assert isinstance(found[-1], Issue)
    assert found[-1].reason is Reason.UNREADABLE


def test_a_link_that_the_caller_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.jsonl").write_text(LINE, encoding="utf-8")
    (tmp_path / "inbox").symlink_to(tmp_path / "real", target_is_directory=True)
    assert [type(one) for one in outcomes(tmp_path / "inbox")] == [Report]


def test_links_are_said_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "out.txt").symlink_to("/etc/hostname")
    found = outcomes(tmp_path)
    assert issues(found) == {"loop": Reason.UNREADABLE, "out.txt": Reason.UNREADABLE}
    assert len(found) == 3


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        (".hidden.jsonl", LINE.encode(), Reason.UNKNOWN_FORMAT),
        ("~$theirs.xlsx", b"lock", Reason.UNKNOWN_FORMAT),
        (".git/notes.txt", b"words", Reason.UNKNOWN_FORMAT),
        ("photo.jpg", b"\xff\xd8\xff", Reason.UNKNOWN_FORMAT),
        ("report.pdf", b"%PDF-1.7", Reason.UNKNOWN_FORMAT),
        ("renamed.txt", b"%PDF-1.7 \x00\x01\x02", Reason.BINARY),
        ("renamed.jsonl", b"PK\x03\x04\n\n\x00\x01\n", Reason.BINARY),
        ("renamed.csv", b"\x89PNG\r\n\x1a\n\x00\x01", Reason.BINARY),
        ("renamed.html", b"\xff\xd8\xff\xe0\x00", Reason.BINARY),
        ("empty.jsonl", b"", Reason.EMPTY),
        ("blank.txt", " \u200c\n".encode(), Reason.EMPTY),
        ("broken.xlsx", b"no zip", Reason.TRUNCATED),
        ("theirs.csv", b"date,city\n2018-01-01,Qom\n", Reason.UNKNOWN_FORMAT),
        ("no.xml", b"<html>", Reason.UNKNOWN_FORMAT),
        ("0025-01-01.txt", b"words", Reason.BAD_DATE),
        ("2031-01-01.txt", b"words", Reason.FUTURE_DATE),
    ],
)
def test_a_file_that_is_not_read_is_an_issue(
    tmp_path: Path, name: str, raw: bytes, reason: Reason
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(raw)
    found = outcomes(tmp_path)
    assert issues(found) == {name: reason}
    assert len(found) == 1


def test_the_same_item_twice_is_one_report_and_a_duplicate(tmp_path: Path) -> None:
    other = LINE.replace("متن", "متن دیگر")
    (tmp_path / "a.jsonl").write_text(LINE + other, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(LINE, encoding="utf-8")
    found = outcomes(tmp_path)
    assert [type(one) for one in found] == [Report, Report, Issue]
    assert issues(found) == {"b.jsonl#1": Reason.DUPLICATE}


def test_a_table_is_read_by_the_map_beside_it(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("روز,شهر\n2018-01-01,قم\n", encoding="utf-8")
    (tmp_path / "days.map.toml").write_text(
        '[columns]\ndate = "روز"\ncity = "شهر"\n[constants]\nkind = "ASM"\n', encoding="utf-8"
    )
    (report,) = outcomes(tmp_path)
    assert isinstance(report, Report)
    assert report.row == 2


def test_a_broken_map_stops_the_call_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text("a\n1\n", encoding="utf-8")
    (tmp_path / "days.map.toml").write_bytes(b"\xff not toml")
    with pytest.raises(FormatError):
        outcomes(tmp_path)
    with pytest.raises(FormatError):
        read_inputs((tmp_path / "days.csv",), TOLD, mapped=tmp_path / "none.toml")


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(LINE + "broken\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("متن", encoding="utf-8")
    assert outcomes(tmp_path) == outcomes(tmp_path)
