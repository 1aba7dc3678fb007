"""`crosstally study`: of a desk, kept and resumed; of a table; and wrong calls with a hint."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, cli, edition, project
from crosstally.errors import UsageError
from crosstally.records import Check, Estimate, Standing, Study, changed, decode, encode

NOW = datetime(2026, 1, 1, tzinfo=UTC)
T = TypeVar("T")


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


def _posts(*, sealed: int = 0) -> list[dict[str, str]]:
    towns = ("شیراز", "اهواز", "تبریز", "مشهد", "رشت")
    return [
        {
            "id": str(n), "source": f"wire-{n % 3}", "published": f"2018-08-{n % 28 + 1:02}",
            "url": f"https://example.org/{n}",
            "text": f"امروز صدها راننده در {towns[n % 5]} تجمع کردند.",
            "visibility": "sealed" if n < sealed else "public",
        }
        for n in range(10)
    ]  # fmt: skip


def _made(folder: Path, *, sealed: int = 0) -> Path:
    archive.new_desk(folder, name="میز", country="IR")
    inbox = folder / "inbox"
    inbox.mkdir()
    lines = b"".join(encode(post) + b"\n" for post in _posts(sealed=sealed))
    (inbox / "posts.jsonl").write_bytes(lines)
    desk = archive.open_desk(folder)
    _ = archive.add(desk, [inbox], now=NOW, progress=watch, mapped=None)
    _ = project.build(desk, progress=watch)
    desk.store.close()
    return folder


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("study") / "desk")


@pytest.fixture(scope="module")
def opened(desk: Path) -> Iterator[archive.Desk]:
    """The desk, open: reading its packs takes longer than all its studies."""
    found = archive.open_desk(desk)
    yield found
    found.store.close()


def _make(opened: archive.Desk, *names: str, seed: int | None = None) -> tuple[Study, ...]:
    return project.study(opened, names, seed=seed, progress=watch)


def _written(desk: Path) -> list[Study]:
    return [
        decode(Study, line)
        for line in (desk / "tables" / project.STUDIES).read_bytes().splitlines()
    ]


@pytest.fixture(scope="module")
def half_closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(tmp_path_factory.mktemp("closed") / "desk", sealed=5)


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Runs a call and gives its exit status, output and messages."""

    def call(*words: object) -> tuple[int, str, str]:
        status = cli.run([str(word) for word in words])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return call


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("study", "none", "--table", "t.csv"), "there is no study none"),
        (("study", "--table", "t.csv"), "a table has one study"),
        (("study", "series", "waves", "--table", "t.csv"), "a table has one study"),
        (("study", "callers", "--table", "t.csv"), "callers is a study of desks"),
        (("study", "series", "--places", "p.csv"), "--places and --keep go with --table"),
        (("study", "nowhere"), "there is no study nowhere"),
    ],
)
def test_a_wrong_call_is_refused_with_a_hint(run, tmp_path, monkeypatch, words, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text("day,count\n2018-01-01,1\n", encoding="utf-8")
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert told in err
    assert "hint: " in err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("day,number\n2018-01-01,1\n", "no column count"),
        ("day,count\n1396-10-07x,1\n", "row 2: no day"),
        ("day,count\n2018-01-01,-1\n", "row 2: a cell is not a whole number"),
        ("", "no column day"),
    ],
)
def test_a_wrong_table_is_refused_with_its_row_and_a_hint(run, tmp_path, text, told):
    path = tmp_path / "جدول.csv"
    path.write_text(text, encoding="utf-8")
    status, _, err = run("study", "series", "--table", path)
    assert status == 3
    assert told in err
    assert "study-a-table.md" in err


def test_a_folder_that_is_no_desk_and_a_desk_that_is_not_built_are_told(run, tmp_path):
    status, _, err = run("study", tmp_path)
    assert (status, "it has no crosstally.toml" in err) == (3, True)
    archive.new_desk(tmp_path / "new", name="n", country="IR")
    status, _, err = run("study", tmp_path / "new", "series")
    assert (status, "crosstally build" in err) == (2, True)


def test_a_table_gives_its_study_to_a_person_and_to_a_program(run, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("day,count\n2018-01-01,3\n2018-01-05,9\n", encoding="utf-8")
    status, out, _ = run("study", "series", "--table", path)
    assert status == 0
    assert "Incidents over time" in out
    assert "2.4" in out
    status, out, _ = run("study", "series", "--table", path, "--lang", "fa")
    assert "رویدادها در گذر زمان" in out
    status, out, _ = run("study", "series", "--table", path, "--json", "--seed", 5)
    study = decode(Study, out)
    assert (study.name, study.seed, study.estimates[0].value) == ("series", 5, 12)


def test_a_desk_s_studies_are_written_whole_and_the_same_again(run, desk, opened):
    status, out, _ = run("study", desk, "series", "response", "callers", "--json")
    assert status == 0
    told = [json.loads(line) for line in out.splitlines()]
    assert [one["name"] for one in told] == ["series", "response", "callers"]
    written = (desk / "tables" / project.STUDIES).read_bytes()
    for kept in sorted((desk / archive.KEPT).rglob("*.json")):
        kept.unlink()
    again = _make(opened, "callers", "series", "response")
    assert b"".join(encode(one) + b"\n" for one in again) == out.encode()
    assert (desk / "tables" / project.STUDIES).read_bytes() == written


def test_one_study_made_anew_leaves_the_others_in_the_table(desk, opened):
    _ = _make(opened, "series", "callers")
    _ = _make(opened, "series", seed=3)
    studies = {one.name: one.seed for one in _written(desk)}
    assert studies["series"] == 3
    assert "callers" in studies


def test_what_was_made_is_not_made_again(desk, opened):
    first = _make(opened, "series")
    kept = sorted((desk / archive.KEPT).rglob("*.json"))
    for path in kept:
        study = decode(Study, path.read_bytes())
        path.write_bytes(encode(changed(study, version=f"{study.version} kept")))
    again, other = _make(opened, "series"), _make(opened, "series", seed=9)
    shutil.rmtree(desk / archive.KEPT)
    assert [one[0].version for one in (first, again, other)] == ["1", "1 kept", "1"]


def test_other_linkings_of_a_desk_give_its_intervals(opened):
    total = _make(opened, "series")[0].estimates[0]
    assert total.low is not None
    assert total.low <= total.value <= total.high
    assert "no-linking-interval" not in total.warnings


def test_a_piece_that_is_half_written_is_made_again(tmp_path):
    keep = archive.keeper(tmp_path, "stamp")
    study = Study(name="s", version="1", inputs=(), seed=1, estimates=())
    assert keep("a", Study, lambda: study) == study
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:9])
    assert keep("a", Study, lambda: changed(study, seed=2)).seed == 2
    assert keep("a", Study, lambda: study).seed == 2
    assert archive.keeper(tmp_path, "other")("a", Study, lambda: study).seed == 1


def test_a_piece_is_the_same_bytes_when_it_is_made_and_when_it_is_read(tmp_path):
    check = Check(name="towns-known", passed=True, value=5, bound=5)  # whole numbers, made by len()
    estimate = Estimate(
        name="e", value=1, low=None, high=None, level=0.95, unit="days", method="m",
        status=Standing.OK, checks=(check,),
    )  # fmt: skip
    study = Study(name="s", version="1", inputs=(), seed=1, estimates=(estimate,))
    keep = archive.keeper(tmp_path, "stamp")
    assert encode(keep("a", Study, lambda: study)) == encode(keep("a", Study, lambda: study))


def test_pieces_of_tables_that_are_no_more_are_removed(desk, opened):
    old = desk / archive.KEPT / "0123456789abcdef"
    old.mkdir(parents=True)
    _ = _make(opened, "series")
    assert not old.exists()


def test_studies_of_other_tables_are_out_of_date_and_not_shown(desk, opened):
    built = project.build(opened, progress=watch)
    _ = _make(opened, "series")
    assert [one.name for one in edition.held(opened, built).studies]
    path = desk / "tables" / project.STUDIES
    stale = [changed(one, inputs=("old",)) for one in _written(desk)]
    path.write_bytes(b"".join(encode(one) + b"\n" for one in stale))
    held = edition.held(opened, built)
    assert (held.studies, held.studies_note) == ((), "outdated")


def test_the_page_shows_studies_of_the_open_reports_alone(half_closed):
    opened = archive.open_desk(half_closed)
    built = project.build(opened, progress=watch)
    (whole,) = _make(opened, "series")
    (shown,) = edition.held(opened, built).studies
    opened.store.close()
    assert (whole.estimates[0].value, shown.estimates[0].value) == (10, 5)


def test_a_desk_with_nothing_closed_has_one_table_of_studies(desk, opened):
    _ = _make(opened, "series")
    assert not (desk / "tables" / project.OPEN_STUDIES).exists()


def test_a_desk_takes_nothing_of_its_own_kept_pieces_in(desk, opened):
    _ = _make(opened, "series")
    with pytest.raises(UsageError, match="holds the desk itself"):
        _ = archive.add(opened, [desk / archive.KEPT], now=NOW, progress=watch, mapped=None)


def test_a_refused_study_says_why_in_plain_words(run, desk):
    _, out, _ = run("study", desk, "response")
    assert "refused: Protests followed by an arrest" in out
    assert "at least 20 are needed" in out


def test_no_study_is_loaded_by_a_build():
    script = "import crosstally.cli.build, sys; print('crosstally.analysis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
