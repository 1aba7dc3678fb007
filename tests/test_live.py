"""Folders that another program fills, and the page for the wall."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from crosstally import archive, live
from crosstally.archive import Desk
from crosstally.ledger.opening import create_store

T = TypeVar("T")
NOW = datetime(2019, 3, 20, 20, tzinfo=UTC)
POST = (
    '{"id":"%s","source":"synthetic:a","published":"2019-03-20T18:00:00+03:30","lang":"fa",'
    '"text":"%s"}\n'
)
RALLY = "امشب کارگران در شوش مقابل فرمانداری تجمع کردند."


def watch(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
    return items


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("base") / "میز"
    archive.new_desk(folder, name="میز", country="IR")
    one = archive.open_desk(folder)
    yield one
    one.store.close()


@pytest.fixture
def desk(opened: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A desk with an empty log of its own; the packs are read once for all."""
    folder = tmp_path / "میز"
    folder.mkdir()
    own = opened._replace(folder=folder, store=create_store(folder / "desk.db"))
    yield own
    own.store.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def take(desk: Desk, inbox: Path, before: live.Watched) -> tuple[live.Watched, live.Look]:
    return live.take(desk, (inbox,), before, now=NOW, progress=watch)


def test_a_file_that_still_grows_is_left_alone(desk: Desk, inbox: Path) -> None:
    path = inbox / "a.jsonl"
    path.write_text(POST % (1, RALLY) + POST[:40], encoding="utf-8")
    state, found = take(desk, inbox, live.NOTHING)
    assert found.new == 0
    path.write_text(POST % (1, RALLY) + POST % (2, RALLY + " فردا هم."), encoding="utf-8")
    state, found = take(desk, inbox, state)  # it has grown: it may grow on
    assert found.new == 0
    state, found = take(desk, inbox, state)
    assert (found.new, found.aside) == (2, 0)
    state, found = take(desk, inbox, state)
    assert (found.new, found.known) == (0, 0)  # not even read again


def test_a_feed_that_is_written_over_gives_only_what_is_new(desk: Desk, inbox: Path) -> None:
    path = inbox / "feed.jsonl"
    state = live.NOTHING
    for number, new in ((1, 1), (2, 1), (2, 0)):
        lines = [POST % (n, f"{RALLY} {n}") for n in range(number)]
        path.write_text("".join(lines), encoding="utf-8")
        os.utime(path, ns=(number, number + new))
        state, _ = take(desk, inbox, state)
        state, found = take(desk, inbox, state)
        assert found.new == new


@pytest.mark.parametrize("name", [".hidden.jsonl", "a.jsonl.part", "a.tmp", ".sync/a.jsonl", "a~"])
def test_what_another_program_has_not_finished_is_not_seen(
    desk: Desk, inbox: Path, name: str
) -> None:
    path = inbox / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(POST % (1, RALLY), encoding="utf-8")
    state, _ = take(desk, inbox, live.NOTHING)
    assert take(desk, inbox, state)[1].new == 0


def test_one_broken_file_stops_nothing_and_is_told_by_its_name(desk: Desk, inbox: Path) -> None:
    (inbox / "a.csv").write_bytes(b"\x00\x01 no table, no map")
    (inbox / "b.map.toml").write_text("broken = [", encoding="utf-8")
    (inbox / "b.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (inbox / "c.jsonl").write_text(POST % (1, RALLY), encoding="utf-8")
    state, _ = take(desk, inbox, live.NOTHING)
    state, found = take(desk, inbox, state)
    assert found.new == 1
    assert found.failed == ("b.csv",)
    assert take(desk, inbox, state)[1].failed == ()  # tried again only when it changes


def test_an_empty_folder_and_a_lost_one_give_nothing(desk: Desk, inbox: Path) -> None:
    _, found = take(desk, inbox, live.NOTHING)
    assert found == live.Look(0, 0, 0, (), None)
    inbox.rmdir()
    assert take(desk, inbox, live.NOTHING)[1].new == 0


def test_a_look_builds_when_the_log_has_grown_and_not_else(desk: Desk, inbox: Path) -> None:
    (inbox / "a.jsonl").write_text(POST % (1, RALLY), encoding="utf-8")
    state, found = live.look(desk, (inbox,), live.NOTHING, now=NOW, progress=watch, patient=False)
    assert found.figures is not None
    assert found.figures["reports"] == 1
    page = (desk.folder / "site" / live.PAGE).read_text("utf-8")
    assert "<dt>1</dt><dd>رویداد امشب" in page
    assert RALLY not in page  # words of nobody
    assert live.look(desk, (inbox,), state, now=NOW, progress=watch)[1].figures is None


@pytest.mark.parametrize(
    ("hour", "day"), [(0, date(2019, 3, 19)), (4, date(2019, 3, 19)), (5, date(2019, 3, 20))]
)
def test_the_night_lasts_until_eight_in_the_morning_at_the_desk(
    desk: Desk, hour: int, day: date
) -> None:
    # Tehran is 3:30 ahead: 4:00 UTC is half past seven
    assert live.tonight(desk, datetime(2019, 3, 20, hour, tzinfo=UTC)) == day
