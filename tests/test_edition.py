"""What a desk's settings hold back is held back from every file of its site."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, edition, project
from crosstally.records import changed

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NAME = "پرویز تندر"
POST = {
    "id": "1", "source": "wire", "published": "2018-08-01", "url": "https://example.org/1",
    "text": f"سه‌شنبه ۹ مرداد ۱۳۹۷ صدها راننده در شیراز تجمع کردند. {NAME} سخن گفت.",
}  # fmt: skip
SEALED = {
    "id": "canary-id", "source": "canary-source", "published": "2018-08-01T02:55:00+04:30",
    "url": "https://canary.example/1", "title": "کاناری زرد", "visibility": "sealed",
    "text": "دیروز صدها کاناری در اهواز تجمع کردند. «کاناری آزاد باید گردد».",
    "relay_of": "canary-relay", "phone": "canary-phone", "sender": "canary-sender",
}  # fmt: skip
T = TypeVar("T")


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[archive.Desk, project.Built]:
    folder = tmp_path_factory.mktemp("desk")
    archive.new_desk(folder, name="میز", country="IR")
    posts = folder / "inbox" / "canary-folder"
    posts.mkdir(parents=True)
    (posts / "canary-post.jsonl").write_bytes(archive.encode(POST))
    (posts / "canary-sealed.jsonl").write_bytes(archive.encode(SEALED))
    (posts / "canary-file.jsonl").write_text('{"canary": "no report"}', "utf-8")
    desk = archive.open_desk(folder)
    added = archive.add(desk, [folder / "inbox"], now=NOW, progress=watch, mapped=None)
    assert added.new == 2
    built = project.build(desk, progress=watch)
    desk.store.close()
    return desk, built


@pytest.mark.parametrize("masked", [(), (NAME,)])
def test_a_name_that_the_settings_mask_is_in_no_file_of_the_site(
    made: tuple[archive.Desk, project.Built], masked: tuple[str, ...], tmp_path: Path
) -> None:
    desk, built = made
    disclosure = changed(desk.config.disclosure, masked_names=masked)
    masking = desk._replace(folder=tmp_path, config=changed(desk.config, disclosure=disclosure))
    files = edition.publish_desk(masking, built).files
    telling = [path.name for path in files if NAME.encode() in path.read_bytes()]
    assert ("report.html" in telling) is not bool(masked)
    assert not masked or telling == []


def test_the_method_names_every_input_that_the_page_depends_on(
    made: tuple[archive.Desk, project.Built], tmp_path: Path
) -> None:
    desk, built = made

    def facts(desk: archive.Desk) -> dict[str, str]:
        return {fact.name: fact.value for fact in edition.held(desk, built).method}

    before = facts(desk)
    assert {"crosstally.toml", "coder", "reports' digest", "judgements' digest"} <= before.keys()
    assert before["claims' digest"] == "none"
    (tmp_path / project.CLAIMS).write_text("{}\n", encoding="utf-8")
    after = facts(desk._replace(folder=tmp_path))
    assert {name for name in before if before[name] != after[name]} == {"claims' digest"}


def test_nothing_of_a_sealed_report_and_no_path_is_in_any_file_of_the_site(
    made: tuple[archive.Desk, project.Built], tmp_path: Path
) -> None:
    desk, built = made
    assert len(built.linked.incidents) == 2
    files = edition.publish_desk(desk._replace(folder=tmp_path), built).files
    for path in files:
        raw = path.read_bytes().lower()
        assert b"canary" not in raw, path.name
        assert "کاناری".encode() not in raw, path.name
        assert b"2018-07-31t" not in raw, path.name
