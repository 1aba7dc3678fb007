"""An exporter that skips the policy cannot be written: three planted ones fail to build (H17)."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import crosstally.publish
from crosstally.errors import DisclosureError
from crosstally.publish import publish
from crosstally.publish.brief import brief
from crosstally.publish.exports import EXPORTERS, export
from crosstally.publish.public import Public
from crosstally.publish.release import write_release
from crosstally.records import changed

ROOM = Path(crosstally.publish.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
HELD = """
from pathlib import Path
from crosstally.publish.held import Held

def write_all(held: Held, folder: Path) -> None:
    for report in held.reports:
        _ = (folder / report.id).write_text(report.body)
"""
BUILT = """
from pathlib import Path
from crosstally.project import Built

def write_all(built: Built, folder: Path) -> None: ...
"""
REPORTS = """
from pathlib import Path
from crosstally.records import Report

def write_all(reports: tuple[Report, ...], folder: Path) -> None: ...
"""
ANYTHING = "def write_all(public, folder): ..."
MAKES = """
from crosstally.publish import public
from crosstally.publish.public import Public

def write_all(held: object) -> Public:
    return Public(door=public.DOOR)
"""
READS = "import crosstally.ledger.store\n"
BEHIND = "from crosstally.publish.reduce import reduce_incident\n"
GOOD = """
from pathlib import Path
from crosstally.publish.public import Public

def write_all(public: Public, folder: Path) -> None:
    _ = (folder / "n").write_text(str(len(public.reports)))
"""


@pytest.mark.parametrize("source", [HELD, BUILT, REPORTS, ANYTHING, MAKES, READS, BEHIND])
def test_a_planted_exporter_that_skips_the_policy_is_found(planted, source):
    assert planted.faults(source, "planted")


def test_an_exporter_of_public_records_alone_is_none(planted):
    assert planted.faults(GOOD, "planted") == []


def test_every_module_of_the_room_is_behind_the_door_or_knows_public_records_alone(planted):
    wrong = {
        path.relative_to(ROOM).as_posix(): found
        for path in sorted(ROOM.rglob("*.py"))
        if path != ROOM / "__init__.py"  # the room's own doorway
        and (found := planted.faults(path.read_text(encoding="utf-8"), path.stem))
    }
    assert wrong == {}


def test_what_is_behind_the_door_is_there(planted):
    assert {name for name in planted.BEHIND if not (ROOM / f"{name}.py").is_file()} == set()


def test_only_disclose_takes_the_key():
    takers = [
        path.stem
        for path in sorted((ROOM.parent).rglob("*.py"))
        if path.stem != "public" and "DOOR" in path.read_text(encoding="utf-8")
    ]
    assert takers == ["disclose"]


def test_a_public_record_of_ones_own_making_is_refused_when_it_is_made(hiding):
    values = {name: getattr(hiding.public, name) for name in Public.__struct_fields__}
    with pytest.raises(DisclosureError):
        Public(**(values | {"door": object()}))
    with pytest.raises(DisclosureError):
        changed(hiding.public, door=None)


def test_every_way_out_refuses_what_is_no_public_record(tiny, tmp_path):
    impostor = SimpleNamespace(**plain_fields(tiny.held()))
    ways = (
        lambda held: publish(held, tmp_path),
        lambda held: export(held, [name for name, *_ in EXPORTERS], tmp_path),
        lambda held: write_release(held, tmp_path, None),
        lambda held: brief(held, None),
    )
    for way in ways:
        for held in (tiny.held(), impostor):
            with pytest.raises(DisclosureError):
                way(held)
    assert list(tmp_path.iterdir()) == []


def plain_fields(record):
    """What a record holds, with a door of its own."""
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return {**fields, "door": object()}


@pytest.mark.slow
def test_an_exporter_that_is_given_what_the_desk_holds_fails_to_type(tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(
        "from pathlib import Path\n"
        "from crosstally.publish import publish\n"
        "from crosstally.publish.exports import EXPORTERS\n"
        "from crosstally.publish.held import Held\n"
        "def write_all(held: Held, folder: Path) -> None:\n"
        "    _ = publish(held, folder)\n"
        "    for _, _, write in EXPORTERS:\n"
        "        _ = write(held, folder, 'en')\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", planted],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.count('incompatible type "Held"; expected "Public"') == 2
    assert done.returncode == 1
