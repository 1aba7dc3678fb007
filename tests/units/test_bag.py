"""An evidence bag is right to a stranger, and any change in it is named."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import bagit
import pyrage
import pytest

from crosstally.errors import UsageError
from crosstally.ledger import verify_bag
from crosstally.ledger.opening import create_store
from crosstally.ledger.store import Store
from crosstally.records import Report, ReportId, SourceId, encode
from crosstally.units.bag import write_bag
from crosstally.units.unit import Unit, create_unit, load_unit, read_card, share, with_contact

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made(folder: Path) -> tuple[Store, Unit]:
    folder.mkdir()
    store = create_store(folder / "desk.db")
    reports = [
        Report(
            id=ReportId(f"r{n}"), source=SourceId("me"), body=f"گزارش {n}", said_on=date(2026, 1, 1)
        )
        for n in range(5)
    ]
    store.append([("report", encode(each)) for each in reports])
    unit = create_unit(store, sealed=True, now=NOW)
    recipient = pyrage.x25519.Identity.generate().to_public()
    card = f"crosstally-unit1 {'ab' * 16} {'cd' * 32} {recipient}"
    unit = with_contact(store, unit, read_card(card), now=NOW)
    share(store, unit, [each.id for each in reports])
    return store, load_unit(store, now=NOW)


def reports_of(store: Store, unit: Unit) -> list[str]:
    return [each.id for each in store.read(kinds=("report",), log=unit.id)]


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bags")
    store, unit = made(folder / "desk")
    ids = reports_of(store, unit)
    store.redact([ids[4]], author=unit.author)
    assert write_bag(store, unit, [*ids[:2], ids[4]], folder / "bag", by="lead", now=NOW) == 3
    assert [path.name for path in folder.iterdir() if path.name != "desk"] == ["bag"]
    store.close()
    return folder / "bag"


def test_a_bag_is_right_to_us_to_a_stranger_and_to_the_library(bag: Path) -> None:
    assert verify_bag.verify(bag) == 3
    script = Path(verify_bag.__file__)
    done = subprocess.run([sys.executable, script, bag], capture_output=True, text=True, check=True)
    assert done.stdout == "right: 3 entries, signed by the unit, in its log, unchanged\n"
    assert bagit.Bag(str(bag)).is_valid()
    assert len(list((bag / "data" / "bodies").iterdir())) == 2, "what was destroyed is not there"


def test_the_verifier_is_short_and_stands_alone() -> None:
    text = Path(verify_bag.__file__).read_text("utf-8")
    assert len(text.splitlines()) <= 250
    assert "import crosstally" not in text
    assert "from crosstally" not in text


@pytest.fixture
def copy(bag: Path, tmp_path: Path) -> Path:
    shutil.copytree(bag, tmp_path / "bag")
    return tmp_path / "bag"


def test_every_changed_byte_is_found(copy: Path) -> None:
    chance = random.Random(3)
    files = sorted(path for path in copy.rglob("*") if path.is_file())
    for _ in range(200):
        path = chance.choice(files)
        whole = path.read_bytes()
        at = chance.randrange(len(whole))
        path.write_bytes(
            whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(8))]) + whole[at + 1 :]
        )
        with pytest.raises((verify_bag.WrongError, ValueError, KeyError)):
            verify_bag.verify(copy)
        path.write_bytes(whole)
    assert verify_bag.verify(copy) == 3


def missing(bag: Path) -> None:
    next((bag / "data" / "bodies").iterdir()).unlink()


def beside(bag: Path) -> None:
    (bag / "note.txt").write_text("meet at noon")


def within(bag: Path) -> None:
    (bag / "data" / "note.txt").write_text("meet at noon")


def linked(bag: Path) -> None:
    path = next((bag / "data" / "bodies").iterdir())
    (bag.parent / "elsewhere").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(bag.parent / "elsewhere")


def signed_by_none(bag: Path) -> None:
    (bag / verify_bag.SIGNATURE).write_bytes(bytes(64))


def without_custody(bag: Path) -> None:
    (bag / "custody.jsonl").unlink()


@pytest.mark.parametrize(
    "change", [missing, beside, within, linked, signed_by_none, without_custody]
)
def test_what_is_missing_or_too_much_is_named(
    copy: Path, change: Callable[[Path], None], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    change(copy)
    monkeypatch.setattr(sys, "argv", ["verify", str(copy)])
    assert verify_bag.main() == 4
    assert capsys.readouterr().out.startswith("wrong: ")


def test_another_units_bag_cannot_take_its_place(bag: Path, tmp_path: Path) -> None:
    store, unit = made(tmp_path / "desk")
    write_bag(store, unit, reports_of(store, unit)[:1], tmp_path / "bag", by="lead", now=NOW)
    store.close()
    for name in ("checkpoint.txt", "roster.bin"):
        mixed = tmp_path / f"mixed-{name}"
        shutil.copytree(bag, mixed)
        shutil.copy(tmp_path / "bag" / "data" / name, mixed / "data" / name)
        with pytest.raises(verify_bag.WrongError):
            verify_bag.verify(mixed)


def test_an_entry_that_is_not_the_units_goes_into_no_bag(tmp_path: Path) -> None:
    store, unit = made(tmp_path / "desk")
    own = next(store.read(kinds=("report",))).id
    for ids in ([own], [], ["00" * 32]):
        with pytest.raises(UsageError, match="no entry"):
            write_bag(store, unit, ids, tmp_path / "bag", by="lead", now=NOW)
    (tmp_path / "bag").mkdir()
    with pytest.raises(UsageError, match="already"):
        write_bag(store, unit, reports_of(store, unit), tmp_path / "bag", by="lead", now=NOW)
    store.close()
