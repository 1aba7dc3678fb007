"""A desk gives the same bytes however it was built, and loses nothing on the way."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, project
from crosstally.coding.model import model_file
from crosstally.edition import STAMP
from crosstally.errors import UsageError
from crosstally.ledger.store import Head, Store
from crosstally.records import (
    Incident,
    Issue,
    LabelHead,
    Mention,
    ModelHead,
    Reality,
    Reason,
    Report,
    Statement,
)
from crosstally.tables.files import read_table

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
T = TypeVar("T")

SETTINGS = """[desk]
name = "آزمون"
country = "IR"
public_ids = true
[sources.union]
name = "Union"
kind = "union"
basis = "witness"
[sources.wire]
name = "Wire"
kind = "press"
basis = "own_media"
"""
POSTS = [
    ("wire", "2018-08-01", "Hundreds of drivers rallied in Shiraz on Tuesday over wages."),
    ("union", "2018-08-01", "سه‌شنبه ۹ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند."),
    ("blog", "2018-08-02", "Hundreds of drivers rallied in Shiraz on Tuesday over wages."),
    ("wire", "2018-08-03", "Police arrested 12 teachers in Tabriz on Thursday."),
    ("union", "2018-08-03T02:55:00+04:30", "امروز کارگران در اهواز اعتصاب کردند."),
    ("wire", "2018-08-05", "The weather in Rasht was fine."),
]


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


def desk(folder: Path, posts: Iterable[tuple[int, tuple[str, str, str]]]) -> archive.Desk:
    folder.mkdir(exist_ok=True)
    (folder / "crosstally.toml").write_text(SETTINGS, encoding="utf-8")
    opened = archive.open_desk(folder, create=True)
    for number, (source, published, text) in posts:
        file = folder / f"{number}.jsonl"
        line = {"id": f"{number}", "source": source, "published": published, "text": text}
        file.write_bytes(archive.encode(line) + b"\n")
        _ = archive.add(opened, [file], now=NOW, progress=watch, mapped=None)
    return opened


def digests(folder: Path) -> dict[str, str]:
    """What a build wrote; the stamp beside it is the program's, who publishes at once."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "tables").iterdir())
        if path.name != STAMP
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, project.Built]:
    folder = tmp_path_factory.mktemp("desk")
    opened = desk(folder, enumerate(POSTS))
    result = project.build(opened, progress=watch)
    opened.store.close()
    return folder, result


def test_one_rally_told_three_times_is_one_incident_with_two_witnesses(
    built: tuple[Path, project.Built],
) -> None:
    rallies = [i for i in built[1].linked.incidents if i.kind == "ASM"]
    assert [(len(i.reports), i.independent) for i in rallies] == [(3, 2)]


def test_every_report_is_in_the_tables_or_among_the_issues(
    built: tuple[Path, project.Built],
) -> None:
    tables = built[0] / "tables"
    assert len(list(read_table(tables / "reports.parquet", Report))) == len(POSTS)
    told = {m.report for m in read_table(tables / "mentions.parquet", Mention)}
    told |= {s.report for s in read_table(tables / "statements.parquet", Statement)}
    aside = {i.report for i in read_table(tables / "issues.parquet", Issue)}
    reports = {r.id for r in read_table(tables / "reports.parquet", Report)}
    assert reports == told | (aside & reports)


def test_the_order_in_which_reports_were_added_leaves_no_trace(
    built: tuple[Path, project.Built], tmp_path: Path
) -> None:
    posts = list(enumerate(POSTS))
    random.Random(7).shuffle(posts)
    opened = desk(tmp_path / "other", posts)
    project.build(opened, progress=watch)
    opened.store.close()
    assert digests(tmp_path / "other") == digests(built[0])


def test_a_desk_built_in_parts_equals_one_built_whole(
    built: tuple[Path, project.Built], tmp_path: Path
) -> None:
    posts = list(enumerate(POSTS))
    for part in (posts[:2], posts[2:4], posts[4:]):
        opened = desk(tmp_path / "parts", part)
        project.build(opened, progress=watch)
        opened.store.close()
    assert digests(tmp_path / "parts") == digests(built[0])


def test_two_hash_seeds_and_two_processes_give_the_same_bytes(
    built: tuple[Path, project.Built], tmp_path: Path
) -> None:
    for seed, processes in (("1", "1"), ("2", "2")):
        folder = tmp_path / seed
        desk(folder, enumerate(POSTS)).store.close()
        command = [sys.executable, "-m", "crosstally", "build", "desk", "--processes", processes]
        shutil.move(folder, tmp_path / "desk")
        env = {**os.environ, "PYTHONHASHSEED": seed}
        _ = subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
        shutil.move(tmp_path / "desk", folder)
        assert digests(folder) == digests(built[0])
    for name in ("site/report.html", f"tables/{STAMP}"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_adding_a_file_twice_adds_nothing(tmp_path: Path) -> None:
    opened = desk(tmp_path / "d", enumerate(POSTS[:2]))
    head = opened.store.head()
    again = archive.add(opened, [tmp_path / "d" / "0.jsonl"], now=NOW, progress=watch, mapped=None)
    assert (again.new, again.known) == (0, 1)
    assert opened.store.head() == head
    opened.store.close()


class Late:
    """A desk's store at whose door another writer was just quicker."""

    def __init__(self, store: Store, before: Callable[[], object]) -> None:
        self._store = store
        self._before = before

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, entries: Iterable[tuple[str, bytes]]) -> Head:
        self._before()
        return self._store.append(entries)


def test_two_who_add_the_same_at_once_add_it_once(tmp_path: Path) -> None:
    one = desk(tmp_path / "d", ())
    other = archive.open_desk(tmp_path / "d")
    posts = tmp_path / "posts.jsonl"
    posts.write_text(
        '{"id": "1", "source": "wire", "text": "People rallied in Qom."}\nno json\n', "utf-8"
    )
    told = {"now": NOW, "progress": watch, "mapped": None}
    late = one._replace(store=Late(one.store, lambda: archive.add(other, [posts], **told)))  # type: ignore[arg-type]
    added = archive.add(late, [posts], **told)  # type: ignore[arg-type]
    assert (added.new, added.known) == (0, 1)
    assert one.store.check().entries == 2
    one.store.close()
    other.store.close()


@pytest.mark.parametrize(
    "name", ["", "..", "tables", "site/report.html", "exports/incidents.csv", "desk.db"]
)
def test_a_desk_is_no_witness_to_itself(tmp_path: Path, name: str) -> None:
    opened = desk(tmp_path / "d", ())
    with pytest.raises(UsageError, match="desk itself"):
        archive.add(opened, [tmp_path / "d" / name], now=NOW, progress=watch, mapped=None)
    opened.store.close()


def test_a_withdrawn_report_is_in_no_later_build(tmp_path: Path) -> None:
    opened = desk(tmp_path / "d", enumerate(POSTS))
    gone = next(r for r in archive.read_log(opened.store).reports if r.source == "union")
    archive.withdraw(opened, gone.id, by="ab", reason="asked", now=NOW)
    result = project.build(opened, progress=watch)
    assert gone.id not in {r.id for r in result.log.reports}
    assert gone.id not in {r for i in result.linked.incidents for r in i.reports}
    assert Reason.WITHDRAWN in {i.reason for i in result.issues if i.report == gone.id}
    assert opened.store.check().entries == len(POSTS) + 1
    with pytest.raises(UsageError):
        archive.withdraw(opened, "r-none", by="ab", reason="x", now=NOW)
    opened.store.close()


def test_what_a_killed_build_left_is_gone_after_the_next(tmp_path: Path) -> None:
    opened = desk(tmp_path / "d", enumerate(POSTS[:1]))
    left = tmp_path / "d" / "tables" / "scratch-x1"
    left.mkdir(parents=True)
    (left / "rows.jsonl").write_text("words", encoding="utf-8")
    _ = project.build(opened, progress=watch)
    opened.store.close()
    assert not left.exists()


def test_an_incident_names_only_mentions_and_origins_that_there_are(
    built: tuple[Path, project.Built],
) -> None:
    tables = built[0] / "tables"
    mentions = {m.id for m in read_table(tables / "mentions.parquet", Mention)}
    origins = {o.id for o in built[1].linked.origins}
    for incident in read_table(tables / "incidents.parquet", Incident):
        assert set(incident.mentions) <= mentions
        assert set(incident.origins) <= origins


def test_no_scratch_file_and_no_text_is_left_outside_the_tables(
    built: tuple[Path, project.Built],
) -> None:
    names = {path.suffix for path in (built[0] / "tables").iterdir()}
    assert names == {".parquet", ".jsonl", ".txt"}


def test_a_desk_may_name_a_light_model_and_its_coder_says_so(tmp_path: Path) -> None:
    label = LabelHead(
        name="ASM", bias=-9.0, slope=1.0, shift=0.0, threshold=0.5, examples=20, gain=0.1
    )
    head = ModelHead(
        format="", version=1, name="own", languages=("en", "fa"), coder="",
        told=(Reality.OCCURRED,), alike={}, cases=50, labels=(label,), digest="",
    )  # fmt: skip
    opened = desk(tmp_path / "desk", enumerate(POSTS))
    before = project.build(opened, progress=watch)
    opened.store.close()
    (tmp_path / "desk" / "own.model").write_bytes(model_file(head, {}))
    settings = SETTINGS.replace('country = "IR"', 'country = "IR"\nmodel = "own.model"')
    (tmp_path / "desk" / "crosstally.toml").write_text(settings, encoding="utf-8")
    again = archive.open_desk(tmp_path / "desk")
    after = project.build(again, progress=watch)
    again.store.close()
    assert after.coder.startswith(before.coder + "+own.")
    kinds = {m.kind for coded in after.coded for m in coded.mentions}
    assert "ASM" in {m.kind for coded in before.coded for m in coded.mentions}
    assert "ASM" not in kinds
    assert "ARR" in kinds
