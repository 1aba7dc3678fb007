"""A wrong call is told before the desk is opened, let alone built."""

import io
from datetime import date
from pathlib import Path

import pytest

from crosstally.cli import run
from crosstally.cli.brief import _day, brief
from crosstally.cli.export import export
from crosstally.errors import UsageError


def test_a_misspelt_format_is_told_with_those_there_are(capsys, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    assert run([str(tmp_path / "desk"), "--to", "csv,cvs"], export) == 2
    told = capsys.readouterr().err
    assert "there is no format 'cvs'" in told
    assert "hint: formats: csv, parquet, geojson, xlsx, jsonl, acled, plover, atom" in told
    assert list((tmp_path / "desk").iterdir()) == []


@pytest.mark.parametrize("text", ["2018-13-01", "1396-12-31", "today", "", "2018-1", "01-02-2018"])
def test_what_is_no_day_is_refused(capsys, tmp_path: Path, text: str) -> None:
    (tmp_path / "desk").mkdir()
    assert run([str(tmp_path / "desk"), "--date", text], brief) == 2
    assert "is no day" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["2018-01-01", "2018/1/1", "1396-10-11", "۱۳۹۶/۱۰/۱۱", "١٣٩٦-١٠-١١", " 2018-01-01 "]
)
def test_a_day_is_read_in_either_calendar_and_in_the_digits_of_any_language(text: str) -> None:
    assert _day(text) == date(2018, 1, 1)


def test_a_pdf_is_not_sent_to_a_terminal(
    capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdout", Terminal())
    (tmp_path / "desk").mkdir()
    assert run([str(tmp_path / "desk"), "--format", "pdf"], brief) == 2
    assert "not for a terminal" in capsys.readouterr().err


def test_a_folder_that_is_no_desk_is_refused(capsys, tmp_path: Path) -> None:
    for verb, words in ((export, ["--to", "csv"]), (brief, [])):
        assert run([str(tmp_path), *words], verb) == 3
        assert "is no desk" in capsys.readouterr().err
    with pytest.raises(UsageError):
        _ = _day("nobody's day")
