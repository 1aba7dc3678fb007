"""Every vector of the specification is taken, or refused for the one reason that it names."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.checkpoint import cosigned_by, read_note, shown, signed_by
from crosstally.ledger.entry import EntryKind, read_entry
from crosstally.ledger.kinds import check_body
from crosstally.ledger.opening import create_store
from crosstally.ledger.sign import key_of_seed
from crosstally.ledger.slots import open_slots, read_slots
from crosstally.ledger.store import Store
from crosstally.ledger.sync import Received, Trust, receive
from crosstally.units.roster import holds, read_roster, write_roster

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "spec" / "vectors"
KEY, OTHER = key_of_seed(bytes(range(32))), key_of_seed(bytes(range(1, 33)))
WITNESS = "cd" * 16
READER = pyrage.x25519.Identity.from_str(
    "AGE-SECRET-KEY-185Y5R9J2504AEVQVEM6CKXANN8UL3XZXT6VGD4DWCLE3PY9QLVCQKPW5TY"
)
LEAST = {"body": (5, 60), "bundle": (8, 50), "checkpoint": (5, 20), "ledger": (5, 40),
         "roster": (6, 50), "slots": (3, 15)}  # fmt: skip


class Vector(NamedTuple):
    """What a file of vectors says: a head and some bytes."""

    name: str
    head: dict[str, str]
    data: bytes

    @property
    def expect(self) -> str:
        """`ok`, or words of the refusal."""
        return self.head["expect"]


def parsed(path: Path) -> Vector:
    head, _, rows = path.read_text(encoding="utf-8").partition("\n\n")
    data = b""
    for row in rows.splitlines():
        count, times, byte = row.partition(" times ")
        data += bytes.fromhex(byte) * int(count) if times else bytes.fromhex(row)
    return Vector(path.stem, dict(line.split(": ", 1) for line in head.splitlines()), data)


def every(name: str) -> list[Vector]:
    return [parsed(path) for path in sorted((FOLDER / name).glob("*.txt"))]


def cases(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("vector", every(name), ids=lambda vector: vector.name)


def told(vector: Vector, read: Callable[[bytes], object]) -> object:
    """What was read; None where it was refused for the reason that the vector names."""
    if vector.expect == "ok":
        return read(vector.data)
    with pytest.raises((FormatError, SealError)) as refused:
        read(vector.data)
    assert vector.expect in refused.value.message
    return None


@pytest.mark.parametrize("name", LEAST)
def test_every_format_has_vectors_of_either_kind(name: str) -> None:
    right = sum(vector.expect == "ok" for vector in every(name))
    assert (right, len(every(name)) - right) >= LEAST[name]
    assert len(every(name)) - right >= LEAST[name][1]


def test_the_vectors_are_those_that_the_tool_writes() -> None:
    script = ROOT / "tools" / "write_vectors.py"
    done = subprocess.run([sys.executable, script, "--check"], check=False)
    assert done.returncode == 0


@cases("ledger")
def test_an_entry_is_taken_or_refused_for_its_reason(vector: Vector) -> None:
    if vector.expect == "ok":
        assert read_entry(vector.data).exact == vector.data
        return
    with pytest.raises(SealError if vector.expect == "signature" else FormatError) as refused:
        read_entry(vector.data)
    assert vector.expect in refused.value.message


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = create_store(tmp_path_factory.mktemp("reader") / "reader.db")
    yield made
    made.close()


@cases("bundle")
def test_a_bundle_is_taken_or_refused_for_its_reason(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, reader: Store, vector: Vector
) -> None:
    if vector.expect == "ok":  # what is taken must not help the others in
        reader = create_store(tmp_path_factory.mktemp("fresh") / "reader.db")
    path = tmp_path / "bundle.age"
    path.write_bytes(
        vector.data
        if vector.head["of"] == "outside"
        else pyrage.encrypt(vector.data, [READER.to_public()])
    )
    trust = Trust(
        sender=lambda sender: sender.unit == WITNESS,
        may=lambda header: header.author == KEY.public.hex(),
        roster=read_roster,
    )
    before = reader.head()

    def read(_: bytes) -> Received:
        return receive(reader, path, tmp_path, [str(READER)], trust)

    told(vector, read)
    assert vector.expect == "ok" or reader.head() == before, "all or nothing"
    assert [each.name for each in tmp_path.iterdir()] == ["bundle.age"], "nothing is left behind"


@cases("roster")
def test_a_roster_is_taken_or_refused_for_its_reason(vector: Vector) -> None:
    if vector.expect == "does not hold" and vector.name not in ("signature-bit", "quorum-changed"):
        assert not holds(read_roster(vector.data), before(vector)), "well formed, and not enough"
        return
    signed = told(vector, read_roster)
    if signed is not None:
        assert write_roster(signed) == vector.data
        assert holds(signed, before(vector))


def before(vector: Vector):
    if "after" not in vector.head:
        return None
    return read_roster(parsed(FOLDER / "roster" / f"{vector.head['after']}.txt").data).roster


@cases("checkpoint")
def test_a_checkpoint_is_taken_or_refused_for_its_reason(vector: Vector) -> None:
    note = told(vector, read_note)
    if note is None:
        return
    assert shown(note) == vector.data
    if "signed" in vector.head:
        assert signed_by(note, KEY.public) == (vector.head["signed"] == "yes")
    if "seen" in vector.head:
        seen = cosigned_by(note, WITNESS, OTHER.public)
        assert str(seen) == vector.head["seen"].replace("no", "None")


@cases("slots")
def test_slots_open_with_what_their_vector_names_and_with_nothing_else(vector: Vector) -> None:
    def read(data: bytes) -> bytes:
        keyfile = vector.head.get("keyfile")
        return open_slots(
            read_slots(data), vector.head.get("passphrase", "x"),
            keyfile=None if keyfile is None else bytes.fromhex(keyfile),
        )  # fmt: skip

    opened = told(vector, read)
    assert opened is None or opened.hex() == vector.head["opens"]


@cases("body")
def test_a_body_says_what_its_kind_may_or_is_refused(vector: Vector) -> None:
    kind = EntryKind(vector.head["kind"])
    if vector.expect == "ok":
        check_body(kind, vector.data, roster=read_roster)
        return
    with pytest.raises(CrosstallyError) as refused:
        check_body(kind, vector.data, roster=read_roster)
    assert vector.expect in refused.value.message
    for word in ("noon", "ظهر", "gate"):
        assert word not in str(refused.value)
