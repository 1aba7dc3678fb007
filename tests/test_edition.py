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
T = TypeVar("T")


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[archive.Desk, project.Built]:
    folder = tmp_path_factory.mktemp("desk")
    archive.new_desk(folder, name="میز", country="IR")
    post = folder / "post.jsonl"
    post.write_bytes(archive.encode(POST))
    desk = archive.open_desk(folder)
    _ = archive.add(desk, [post], now=NOW, progress=watch, mapped=None)
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
