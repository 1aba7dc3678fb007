"""What was acknowledged is there after a power cut; a call that fails leaves before or after."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import apsw
import pytest

from crosstally.errors import StoreError
from crosstally.ledger.store import Store

CUTS_IN_CI, CUTS = 150, 2000
CALLS_IN_CI, CALLS = 60, 300
KILLS_IN_CI, KILLS = 200, 2000


def batches(chance: random.Random) -> Iterator[list[tuple[str, bytes]]]:
    for _ in range(6):
        size = chance.randrange(1, 4)
        yield [("report", bytes(chance.randrange(1, 9000))) for _ in range(size)]


def cut(desk, seed: int, synchronous: str, folder: Path) -> tuple[int, int, bool]:
    """How many entries were acknowledged, how many are there after the cut, whether all verify."""
    chance = random.Random(seed)
    desk.begin()
    store = desk.open()
    store._db.execute(f"PRAGMA synchronous = {synchronous}")
    if chance.random() < 0.3:
        store._db.execute("PRAGMA wal_autocheckpoint = 4")  # cuts in the midst of a checkpoint too
    acknowledged = store.head().entries
    desk.disk.fails_at = desk.disk.calls + chance.randrange(1, 90)
    with suppress(Exception):  # the power
        for batch in batches(chance):
            acknowledged = store.append(batch).entries
    with suppress(Exception):
        store.close()
    try:
        with closing(desk.after_a_cut(chance, folder)) as again:
            return acknowledged, again.check().entries, True
    except (StoreError, apsw.Error):
        return acknowledged, 0, False


def lost_and_broken(desk, count: int, synchronous: str, folder: Path) -> tuple[int, int]:
    found = [cut(desk, seed, synchronous, folder) for seed in range(count)]
    lost = sum(there < acknowledged for acknowledged, there, whole in found if whole)
    return lost, sum(not whole for _, _, whole in found)


def test_a_power_cut_loses_nothing_that_was_acknowledged(desk, tmp_path: Path) -> None:
    assert lost_and_broken(desk, CUTS_IN_CI, "FULL", tmp_path / "after") == (0, 0)


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_controls_show_loss_so_the_test_can_fail(
    desk, tmp_path: Path, synchronous: str
) -> None:
    found = (cut(desk, seed, synchronous, tmp_path / "after") for seed in range(CUTS))
    assert any(there < acknowledged or not whole for acknowledged, there, whole in found)


@pytest.mark.slow
def test_two_thousand_power_cuts_lose_nothing(desk, tmp_path: Path) -> None:
    assert lost_and_broken(desk, CUTS, "FULL", tmp_path / "after") == (0, 0)


FAULTS: dict[str, Callable[[], Exception]] = {
    "input and output": lambda: apsw.IOError("disk I/O error"),
    "a full disk": lambda: apsw.FullError("database or disk is full"),
    "no permission": lambda: apsw.CantOpenError("unable to open database file"),
}


def fail(desk, call: int, error: Callable[[], Exception], *, for_good: bool) -> None:
    desk.begin()
    before = 1
    store: Store | None = None
    told: Exception | None = None
    desk.disk.error, desk.disk.for_good, desk.disk.fails_at = error, for_good, call
    try:
        store = desk.open()
        before = store.append([("report", b"one")] * 3).entries
        before = store.append([("report", bytes(20_000))]).entries
    except (StoreError, apsw.Error) as refused:
        told = refused
    failed = desk.disk.calls >= call
    for _ in range(2):  # once on the failing disk, once that the file is let go
        with suppress(StoreError, apsw.Error):
            if store is not None:
                store.close()
        desk.disk.fails_at = None
    again = desk.open(on_disk=False)
    there = again.check().entries
    again.close()
    assert there in (before, {1: 4, 4: 5}.get(before, before)), "before or after, never between"
    if failed and for_good:
        assert told is not None or there == 5


@pytest.mark.parametrize("name", FAULTS)
def test_a_call_that_fails_leaves_before_or_after(desk, name: str) -> None:
    for call in range(1, CALLS_IN_CI):
        fail(desk, call, FAULTS[name], for_good=call % 2 == 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("for_good", [True, False])
def test_every_call_up_to_three_hundred_may_fail(desk, name: str, for_good: bool) -> None:
    for call in range(1, CALLS):
        fail(desk, call, FAULTS[name], for_good=for_good)


def killed(folder: Path, kills: int) -> tuple[int, int]:
    script = Path(__file__).parent / "killing.py"
    done = subprocess.run(
        [sys.executable, script, folder, str(kills)], capture_output=True, text=True, check=True
    )
    there, acknowledged, lost, broken = map(int, done.stdout.split())
    assert there == kills
    assert acknowledged > 0
    return lost, broken


def test_a_writer_killed_in_its_midst_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    assert killed(tmp_path, KILLS_IN_CI) == (0, 0)


@pytest.mark.slow
def test_two_thousand_kills_lose_nothing(tmp_path: Path) -> None:
    assert killed(tmp_path, KILLS) == (0, 0)
