"""A release is right or every item that is wrong is named (spec/release-v1, section 4)."""

import json
import random
import struct
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from crosstally.ledger import verify_release
from crosstally.ledger.sign import domain, key_of_seed, sign
from crosstally.ledger.verify_release import MANIFEST, SEAL, Wrong, verify

ROOT = Path(__file__).resolve().parents[2]
VECTORS = sorted((ROOT / "spec" / "vectors" / "release").glob("*.txt"))
SCRIPT = Path(verify_release.__file__)
KEY = key_of_seed(bytes(range(32)))
CHANGES, SEED = 500, 1404


def unpacked(data: bytes, folder: Path) -> None:
    """The folder that a vector's bytes are."""
    parts = []
    while data:
        (length,) = struct.unpack(">I", data[:4])
        parts.append(data[4 : 4 + length])
        data = data[4 + length :]
    for path, content in zip(parts[::2], parts[1::2], strict=True):
        target = folder / path.decode()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def read(path: Path) -> tuple[dict[str, str], bytes]:
    head, _, rows = path.read_text(encoding="utf-8").partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), bytes.fromhex(rows)


def sealed(folder: Path, *, signed: bool) -> None:
    """A manifest and a seal for whatever stands in a folder."""
    files = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    told = {
        "counts": {"strict": 1}, "date": "2020-01-31", "desk": {"country": "IR", "name": "میز"},
        "files": [
            {"bytes": len(data), "path": name, "sha256": sha256(data).hexdigest()}
            for name in files
            for data in [(folder / name).read_bytes()]
        ],
        "follows": None, "format": "crosstally-release/1", "name": "first", "program": "crosstally",
    }  # fmt: skip
    manifest = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    digest = sha256(manifest).digest()
    key = KEY.public.hex() if signed else "none"
    signature = sign(KEY, domain("release/v1", digest)).hex() if signed else "none"
    head = (
        f"crosstally release seal v1\nmanifest {digest.hex()}\nkey {key}\nsignature {signature}\n"
    ).encode()
    (folder / MANIFEST).write_bytes(manifest)
    (folder / SEAL).write_bytes(head + f"check {sha256(head).hexdigest()}\n".encode())


@pytest.fixture(params=[True, False], ids=["signed", "not-signed"])
def release(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "نسخه"
    (folder / "page").mkdir(parents=True)
    (folder / "counts.csv").write_bytes(b"rule,incident\r\nstrict,i-1\r\n")
    (folder / "page" / "report.html").write_text("<p>نان، کار، آزادی</p>" * 20, "utf-8")
    (folder / "empty.csv").write_bytes(b"")
    sealed(folder, signed=request.param)
    return folder


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_release_is_right_or_wrong_for_the_reason_that_its_vector_names(
    path: Path, tmp_path: Path
) -> None:
    head, data = read(path)
    unpacked(data, tmp_path)
    wrong, told = verify(tmp_path)
    if head["expect"] == "ok":
        assert wrong == []
        assert told["name"] == "first"
    else:
        assert wrong == [Wrong(head["expect"], head["item"])]


def test_there_are_vectors_of_either_kind() -> None:
    right = [path for path in VECTORS if read(path)[0]["expect"] == "ok"]
    assert len(right) >= 3
    assert len(VECTORS) - len(right) >= 25


def test_every_one_of_five_hundred_changed_bytes_is_found_and_named(release: Path) -> None:
    chance = random.Random(SEED)
    paths = [path for path in sorted(release.rglob("*")) if path.is_file() and path.stat().st_size]
    missed = []
    for number in range(CHANGES):
        path = chance.choice(paths)
        data = bytearray(path.read_bytes())
        at = chance.randrange(len(data))
        data[at] ^= chance.randrange(1, 256)
        whole = path.read_bytes()
        path.write_bytes(data)
        wrong, _ = verify(release)
        if [one.item for one in wrong] != [path.relative_to(release).as_posix()]:
            missed.append((number, path.name, at, wrong))
        path.write_bytes(whole)
    assert missed == []
    assert verify(release)[0] == []


def test_every_file_that_is_gone_or_too_many_is_named(release: Path) -> None:
    (release / "page" / "report.html").unlink()
    (release / "empty.csv").write_bytes(b" ")
    (release / "یادداشت.txt").write_bytes(b"")
    (release / "more").mkdir()
    assert verify(release)[0] == [
        Wrong("changed", "empty.csv"),
        Wrong("extra", "more"),
        Wrong("missing", "page/report.html"),
        Wrong("extra", "یادداشت.txt"),
    ]


def test_a_link_is_no_file_even_if_it_leads_to_the_right_bytes(release: Path) -> None:
    kept = release.with_name("kept.csv")
    (release / "counts.csv").rename(kept)
    (release / "counts.csv").symlink_to(kept)
    assert verify(release)[0] == [Wrong("a link, or no plain file", "counts.csv")]


def test_another_key_than_the_one_asked_for_is_refused(release: Path) -> None:
    own = "signature none" not in (release / SEAL).read_text("ascii")
    asked = verify(release, key=KEY.public.hex().upper())[0]
    assert asked == ([] if own else [Wrong("not signed with the key that was asked for", SEAL)])
    assert verify(release, key="00" * 32)[0] != []


@pytest.mark.parametrize("data", [b"[" * 100_000, b"{}", b'{"files": 1}', b"null", b"\xff\xfe"])
def test_what_is_no_manifest_is_said_to_be_none(release: Path, data: bytes) -> None:
    head = f"crosstally release seal v1\nmanifest {sha256(data).hexdigest()}\nkey none\nsignature none\n"
    (release / MANIFEST).write_bytes(data)
    (release / SEAL).write_text(f"{head}check {sha256(head.encode()).hexdigest()}\n", "ascii")
    assert verify(release)[0] == [Wrong("not a manifest", MANIFEST)]


@pytest.fixture
def alone(tmp_path: Path) -> list[str]:
    """The verifier by itself, where nothing of Crosstally can be imported."""
    copy = tmp_path / "alone" / "verify_release.py"
    copy.parent.mkdir()
    copy.write_bytes(SCRIPT.read_bytes())
    return [sys.executable, "-I", str(copy)]


def test_a_stranger_checks_it_with_one_file_and_gets_four_and_the_items(
    release: Path, alone: list[str]
) -> None:
    done = subprocess.run([*alone, release], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("right: release first of 2020-01-31, 3 files, ")
    (release / "counts.csv").write_bytes(b"")
    done = subprocess.run([*alone, release], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (4, "wrong: 'counts.csv': changed\n")
    assert subprocess.run([*alone], capture_output=True, check=False).returncode == 2


def test_the_verifier_is_short_and_stands_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert "crosstally." not in text.replace("imports nothing of Crosstally", "")
