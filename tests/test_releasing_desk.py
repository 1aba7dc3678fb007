"""A desk's releases from its first reports on: signed, followed, compared, the same on two machines."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, edition, project, releasing
from crosstally.cli import run
from crosstally.errors import SealError, UsageError
from crosstally.ledger.verify_release import verify
from crosstally.publish.manifest import files_in
from crosstally.publish.moved import Cause

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 1, tzinfo=UTC)
T = TypeVar("T")
SOURCES = """
[sources.union]
name = "Union"
kind = "union"
basis = "witness"
[sources.wire]
name = "Wire"
kind = "press"
basis = "own_media"
"""
FIRST = (
    ("1", "wire", "2018-08-01", "Hundreds of drivers rallied in Shiraz on Tuesday over wages."),
    ("2", "union", "2018-08-01", "سه‌شنبه ۹ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند."),
    ("3", "wire", "2018-08-03", "Police arrested 12 teachers in Tabriz on Thursday."),
    ("4", "blog", "2018-08-04", "دیروز کارگران در اهواز تجمع کردند."),
)
LATER = (("5", "union", "2018-08-05", "روز جمعه ۳۰ معلم در رشت تجمع کردند."),)


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


def take(folder: Path, posts: tuple[tuple[str, ...], ...]) -> None:
    inbox = folder.parent / f"inbox-{posts[0][0]}"
    inbox.mkdir()
    names = ("id", "source", "published", "text")
    lines = [json.dumps(dict(zip(names, post, strict=True)), ensure_ascii=False) for post in posts]
    (inbox / "posts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    desk = archive.open_desk(folder)
    archive.add(desk, [inbox], now=NOW, progress=watch, mapped=None)
    desk.store.close()


def build(folder: Path) -> None:
    desk = archive.open_desk(folder)
    edition.publish_desk(desk, project.build(desk, progress=watch))
    desk.store.close()


def release(folder: Path, name: str, **given: object) -> releasing.Released:
    desk = archive.open_desk(folder)
    try:
        return releasing.release(desk, name, **given)
    finally:
        desk.store.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with three releases: the first, one after a report more, one after a withdrawal."""
    folder = tmp_path_factory.mktemp("desks") / "میز"
    archive.new_desk(folder, name="میز", country="IR")
    with (folder / "crosstally.toml").open("a", encoding="utf-8") as out:
        out.write(SOURCES)
    take(folder, FIRST)
    build(folder)
    release(folder, "first")
    take(folder, LATER)
    with pytest.raises(UsageError, match="changed since its last build"):
        release(folder, "second")
    build(folder)
    release(folder, "second")
    desk = archive.open_desk(folder)
    blog = next(one for one in archive.read_log(desk.store).reports if one.source == "blog")
    archive.withdraw(desk, blog.id, by="ab", reason="asked by its author", now=NOW)
    desk.store.close()
    with pytest.raises(UsageError, match="changed since its last build"):
        release(folder, "third")
    build(folder)
    release(folder, "third")
    return folder


def test_each_release_is_right_and_signed_with_the_desks_one_release_key(folder: Path) -> None:
    desk = archive.open_desk(folder)
    signer = releasing.signer_of(desk)
    own = desk.store.author.key.public
    desk.store.close()
    assert signer is not None
    assert signer.public != own
    for name in ("first", "second", "third"):
        wrong, told = verify(folder / "releases" / name, key=signer.public.hex())
        assert wrong == []
        assert told["key"] == signer.public.hex()


def test_a_release_names_the_one_before_and_says_what_moved(folder: Path) -> None:
    second = json.loads((folder / "releases" / "second" / "manifest.json").read_bytes())
    assert second["follows"]["name"] == "first"
    moved = json.loads((folder / "releases" / "second" / "changes.json").read_bytes())
    assert [(one["became"], one["reasons"][0]["cause"]) for one in moved["changes"]] == [
        ("appeared", "new-report")
    ]
    assert (moved["new_reports"], moved["withdrawn_reports"]) == (1, 0)
    counts = {row["rule"]: (row["before"], row["after"]) for row in moved["counts"]}
    assert counts["gatherings"] == (2, 3)


def test_a_withdrawal_is_in_the_next_release_as_a_number_alone(folder: Path) -> None:
    path = folder / "releases" / "third" / "changes.json"
    moved = json.loads(path.read_bytes())
    assert (moved["withdrawn_reports"], moved["withdrawn_incidents"], moved["changes"]) == (
        1,
        1,
        [],
    )
    first = (folder / "releases" / "first" / "reports.csv").read_text("utf-8-sig")
    (gone,) = (row.split(",")[0] for row in first.splitlines() if ",blog," in row)
    third = folder / "releases" / "third"
    assert not any(gone.encode() in one.read_bytes() for one in third.rglob("*") if one.is_file())


def test_the_difference_over_two_releases_is_worked_out_from_their_folders_alone(
    folder: Path, tmp_path: Path
) -> None:
    for name in ("first", "third"):
        shutil.copytree(folder / "releases" / name, tmp_path / name)
    found = releasing.diff(tmp_path / "first", tmp_path / "third")
    assert (found.new_reports, found.withdrawn_reports) == (1, 1)
    assert {reason.cause for one in found.changes for reason in one.reasons} == {Cause.NEW_REPORT}
    (tmp_path / "third" / "counts.parquet").write_bytes(b"PAR1")
    with pytest.raises(SealError, match=r"counts\.parquet \(changed\)"):
        releasing.diff(tmp_path / "first", tmp_path / "third")


def test_the_verb_lists_every_incident_that_moved_with_its_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [str(folder / "releases" / name) for name in ("first", "third")]
    assert run(["diff", *names, "--reasons"]) == 0
    told = capsys.readouterr().out
    assert "1 incident moved: new-report 1" in told
    assert "1 report withdrawn, which touched 1 incident; which, is not told" in told
    assert "appeared" in told
    assert "gatherings: not there → counted" in " ".join(told.split())
    assert run(["diff", *names, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["withdrawn_reports"] == 1


def test_every_one_of_five_hundred_bytes_changed_anywhere_in_a_real_release_is_named(
    folder: Path, tmp_path: Path
) -> None:
    release = tmp_path / "third"
    shutil.copytree(folder / "releases" / "third", release)
    paths = [path for path in sorted(release.rglob("*")) if path.is_file()]
    chance = random.Random(1404)
    sizes = [path.stat().st_size for path in paths]
    by_bytes = chance.choices(paths, sizes, k=250)  # mostly pages and pictures
    missed = []
    for path in (*by_bytes, *chance.choices(paths, k=250)):
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(
            whole[:at] + bytes([whole[at] ^ chance.randrange(1, 256)]) + whole[at + 1 :]
        )
        wrong, _ = verify(release)
        if [one.item for one in wrong] != [path.relative_to(release).as_posix()]:
            missed.append((path.name, at))
        path.write_bytes(whole)
    assert missed == []


def test_an_upgrade_moves_no_released_count_and_the_next_release_names_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = tmp_path / "desk"
    shutil.copytree(folder, desk)
    before = files_in(desk / "releases" / "third")
    (desk / "packs" / "rules").mkdir(parents=True)
    rules = Path(archive.__file__).parent / "packs" / "rules"
    text = (rules / "gatherings.toml").read_text("utf-8").replace('"ASM", ', "")
    (desk / "packs" / "rules" / "gatherings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="changed since its last build"):
        release(desk, "fourth")
    build(desk)
    made = release(desk, "fourth")
    assert files_in(desk / "releases" / "third") == before
    assert made.moved is not None
    assert {r.cause for one in made.moved.changes for r in one.reasons} == {Cause.RULE}
    (row,) = (row for row in made.moved.counts if row.rule == "gatherings")
    assert row.changed
    assert row.after < row.before
    names = [str(desk / "releases" / name) for name in ("third", "fourth")]
    assert run(["diff", *names, "--reasons"]) == 0
    assert "rule gatherings: version" in capsys.readouterr().out


def test_a_release_is_only_made_by_a_date_or_name_that_can_be(folder: Path) -> None:
    for name in ("first", "../first", ""):
        with pytest.raises(UsageError):
            release(folder, name)
    with pytest.raises(UsageError, match="no such release to follow"):
        release(folder, "other", since="never")
    assert sorted(p.name for p in (folder / "releases").iterdir() if p.is_dir()) == [
        "first", "second", "third",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seed", "umask", "zone"), [("1", 0o077, "Asia/Tehran"), ("7", 0o022, "UTC")]
)
def test_another_machine_releases_the_same_bytes(
    folder: Path, tmp_path: Path, seed: str, umask: int, zone: str
) -> None:
    here = tmp_path / "another machine"
    shutil.copytree(folder, here)
    shutil.rmtree(here / "releases" / "third")
    for path in here.rglob("*"):
        os.utime(path, (0, 0))
    script = [sys.executable, "-m", "crosstally", "release", "another machine", "third"]
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "HOME": str(tmp_path)}
    subprocess.run(script, cwd=tmp_path, env=env, check=True, umask=umask, capture_output=True)
    made = here / "releases" / "third"
    assert files_in(made) == files_in(folder / "releases" / "third")
    assert (made / "manifest.seal").read_bytes() == (
        folder / "releases" / "third" / "manifest.seal"
    ).read_bytes()


def test_a_day_is_what_is_given_or_that_of_the_newest_report(folder: Path, tmp_path: Path) -> None:
    first = json.loads((folder / "releases" / "first" / "manifest.json").read_bytes())
    assert first["date"] == "2018-08-04"
    shutil.copytree(folder, tmp_path / "desk")
    made = release(tmp_path / "desk", "dated", day=date(2018, 9, 1))
    assert made.manifest.date == date(2018, 9, 1)
