"""Two units at their keyboards, a seizure, and panic."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crosstally.errors import CrosstallyError
from crosstally.ledger.opening import Opener, create_store, open_store
from crosstally.ledger.panic import panic
from crosstally.ledger.slots import Effort

WORD = "پنج واژهٔ خوب و بلند"
RISK = "not for people at risk"
CANARIES = [f"canary{n:03d}قناری" for n in range(200)]


class Keyboard:
    """A person at a desk in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder.parent / "word").write_text(WORD, encoding="utf-8")
        assert self.run("new", "desk").returncode == 0
        (folder / "desk" / "desk.db").unlink()
        light = Effort(mib=64, passes=1)  # the real effort would cost each call half a second
        create_store(folder / "desk" / "desk.db", opener=Opener(WORD), effort=light).close()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path),
            "HOME": str(self.folder), "TMPDIR": str(self.folder),
            "CROSSTALLY_PASSPHRASE_FILE": str(self.folder.parent / "word"),
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "crosstally", *arguments], cwd=self.folder, encoding="utf-8",
            capture_output=True, env=environment, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def unit(self, *arguments: str) -> list[dict[str, object]]:
        done = self.run("unit", *arguments, "--json")
        assert done.returncode == 0, done.stderr
        assert RISK in done.stderr, "it is said before everything else"
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Keyboard, Keyboard]:
    folder = tmp_path_factory.mktemp("units")
    one, other = Keyboard(folder / "one"), Keyboard(folder / "other")
    lines = (
        {"source": "me", "published": "2026-01-01", "text": f"{word}: تجمع کارگران در اراک"}
        for word in CANARIES
    )
    (one.folder / "posts.jsonl").write_text(
        "\n".join(json.dumps({"id": str(n), **line}) for n, line in enumerate(lines)), "utf-8"
    )
    assert one.run("add", "desk", "posts.jsonl").returncode == 0
    (one.folder / "posts.jsonl").unlink()
    mine = one.unit("create", "desk")[0]["card"]
    theirs = other.unit("create", "desk")[0]["card"]
    one.unit("contact", "desk", "--add", str(theirs))
    other.unit("contact", "desk", "--add", str(mine))
    return one, other


def first_reports(who: Keyboard, count: int) -> list[str]:
    store = open_store(who.folder / "desk" / "desk.db", opener=Opener(WORD))
    ids = [json.loads(each.body)["id"] for each in store.read(kinds=("report",))]
    store.close()
    return ids[:count]


def test_reports_go_from_one_unit_to_another(two: tuple[Keyboard, Keyboard]) -> None:
    one, other = two
    contact = str(one.unit("contact", "desk")[0]["unit"])
    assert one.unit("share", "desk", *first_reports(one, 3)) == [{"shared": 3}]
    bundle = str(one.unit("seal", "desk", "--to", contact)[0]["bundle"])
    received = other.unit("open", "desk", str(one.folder / bundle))[0]
    assert (received["reports"], received["bodies"]) == (3, 5), "reports, and two rosters"
    again = other.unit("open", "desk", str(one.folder / bundle))[0]
    assert (again["reports"], again["added"]) == (0, 0)
    states = [row["states"] for row in one.unit("status", "desk") if row.get("kind") == "report"]
    assert states == [{contact: "sealed"}] * 3
    entry = str(one.unit("status", "desk")[-2]["entry"])
    assert one.unit("bag", "desk", entry, "--out", "bag", "--by", "lead")[0]["entries"] == 1
    assert one.unit("verify", "bag") == [{"entries": 1}]
    (one.folder / "bag" / "custody.jsonl").unlink()
    done = one.run("unit", "verify", "bag")
    assert (done.returncode, "custody.jsonl" in done.stderr) == (4, True)
    shutil.rmtree(one.folder / "bag")
    assert "canary" not in (one.folder / bundle).read_bytes().decode("latin-1")
    done = one.run("unit", "open", "desk", bundle)
    assert done.returncode == 4
    assert "canary" not in done.stderr


def test_a_plain_desk_gets_no_unit(tmp_path: Path) -> None:
    keyboard = Keyboard(tmp_path / "k")
    assert keyboard.run("new", "plain").returncode == 0
    done = keyboard.run("unit", "create", "plain")
    assert done.returncode == 2
    assert "--sealed" in done.stderr
    assert keyboard.run("unit", "lock", "plain").returncode == 2
    assert keyboard.run("unit", "panic", "plain", "--yes").returncode == 3


def test_a_seized_desk_that_is_locked_shows_none_of_two_hundred_canaries(
    two: tuple[Keyboard, Keyboard],
) -> None:
    one, _ = two
    assert one.run("build", "desk").returncode == 0
    assert found(one.folder), "the control: a build leaves them in the open"
    removed = one.unit("lock", "desk")[0]["removed"]
    assert set(removed) == {"tables", "site"}
    assert found(one.folder) == []
    cards = [str(row["unit"]) for row in one.unit("contact", "desk")]
    raw = b"".join(path.read_bytes() for path in one.folder.rglob("*") if path.is_file())
    assert not any(card.encode() in raw or bytes.fromhex(card) in raw for card in cards)


def found(folder: Path) -> list[str]:
    """Files under a folder, and among temporary ones, that hold a canary in any encoding."""
    needles = [c.encode(code) for c in CANARIES for code in ("utf-8", "utf-16-le")]
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in paths if any(n in path.read_bytes() for n in needles)]


@pytest.mark.parametrize("count", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_after_panic_nothing_opens_it(tmp_path: Path, count: int) -> None:
    light = Effort(mib=64, passes=1)
    for number in range(count):
        folder = tmp_path / str(number)
        (folder / "tables").mkdir(parents=True)
        create_store(folder / "desk.db", opener=Opener(WORD), effort=light).close()
        slots = (folder / "desk.keys").read_bytes()
        began = time.monotonic()
        panic(folder / "desk.db")
        assert time.monotonic() - began < 1
        assert not (folder / "desk.keys").exists()
        assert not (folder / "tables").exists()
        with pytest.raises(CrosstallyError):
            open_store(folder / "desk.db", opener=Opener(WORD))
        (folder / "desk.keys").write_bytes(slots[: len(slots) // 2])
        with pytest.raises(CrosstallyError):
            open_store(folder / "desk.db", opener=Opener(WORD))
