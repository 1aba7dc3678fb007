"""A desk in one file and back: the same bytes, from every format; nothing half restored."""

import hashlib
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from crosstally.archive import Desk, new_desk, open_desk, read_log
from crosstally.backup import SEALED, back_up, restore
from crosstally.errors import CrosstallyError, FormatError, SealError, UsageError
from crosstally.ledger.opening import Opener, open_store
from crosstally.ledger.stream import PIECE, Opening, Sealing
from crosstally.project import build

FORMATS = Path(__file__).parent / "formats"
OPENER = Opener("a passphrase")
SETTINGS = '[desk]\nname = "میز"\ncountry = "IR"\nlanguages = ["fa", "en"]\npacks = []\n'
SECRET = "Esfandiar"
ISSUE = b'{"stage":"intake","reason":"empty"}'


def nobody() -> Opener:
    raise AssertionError("a plain desk needs no passphrase")


def desk_of(folder: Path, form: str) -> Path:
    """A desk whose log is of an earlier format, with all that a desk may have beside it."""
    folder.mkdir()
    (folder / "crosstally.toml").write_text(SETTINGS + f"# {SECRET}\n", encoding="utf-8")
    shutil.copy(FORMATS / f"{form}.db", folder / "desk.db")
    if form.endswith("sealed"):
        shutil.copy(FORMATS / f"{form}.keys", folder / "desk.keys")
    for name in ("packs/linking/note.txt", "media/ab/abcd", "releases/نخست/manifest.json", "site/x",
                 "tables/y", ".hidden", "claims.jsonl"):  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if name == "claims.jsonl" else name.encode())
    (folder / "link").symlink_to(folder / "claims.jsonl")
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A plain desk and its backup."""
    around = tmp_path_factory.mktemp("plain")
    desk = desk_of(around / "میز", "2")
    back_up(desk, around / "desk.backup", opener=nobody)
    return desk, around / "desk.backup"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A sealed desk and its backup."""
    around = tmp_path_factory.mktemp("sealed")
    desk = desk_of(around / "desk", "2-sealed")
    back_up(desk, around / "desk.backup", opener=lambda: OPENER)
    return desk, around / "desk.backup"


def refused(data: bytes, folder: Path, opener: Callable[[], Opener] = nobody) -> CrosstallyError:
    """Why a backup of these bytes is refused; nothing of it is left."""
    file = folder / "bad.backup"
    file.write_bytes(data)
    with pytest.raises(CrosstallyError) as found:
        restore(file, folder / "new", opener=opener)
    assert [path.name for path in folder.iterdir()] == ["bad.backup"]
    return found.value


@pytest.mark.parametrize("places", [19, pytest.param(499, marks=pytest.mark.slow)])
def test_every_bit_that_is_changed_is_found(
    plain: tuple[Path, Path], tmp_path: Path, places: int
) -> None:
    data = plain[1].read_bytes()
    for at in (*range(0, len(data), len(data) // places), len(data) - 1):
        changed = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
        assert isinstance(refused(changed, tmp_path), FormatError | SealError)


def test_a_changed_file_is_named(plain: tuple[Path, Path], tmp_path: Path) -> None:
    data = plain[1].read_bytes()
    at = data.rindex(b"media/ab/abcd", 0, data.index(b"crosstally_backup"))
    changed = data[:at] + b"M" + data[at + 1 :]
    assert refused(changed, tmp_path).message == "media/ab/abcd is not what was backed up"


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_file_that_is_cut_off_is_refused(
    plain: tuple[Path, Path], sealed: tuple[Path, Path], tmp_path: Path, share: float
) -> None:
    for _, file in (plain, sealed):
        data = file.read_bytes()
        found = refused(data[: int(len(data) * share)], tmp_path, lambda: OPENER)
        assert any(why in found.message for why in ("cut off", "no key slots", "was changed"))


def test_a_sealed_file_that_was_changed_or_lengthened_is_refused(
    sealed: tuple[Path, Path], tmp_path: Path
) -> None:
    data = sealed[1].read_bytes()
    slots = len(SEALED) + 4 + int.from_bytes(data[len(SEALED) : len(SEALED) + 4], "big")
    for at in (len(SEALED) + 40, slots + 3, slots + 100, len(data) // 2, len(data) - 1):
        changed = data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]
        assert refused(changed, tmp_path, lambda: OPENER).exit_code in (3, 4)
    _ = refused(data + b"\0", tmp_path, lambda: OPENER)
    wrong = refused(data, tmp_path, lambda: Opener("another passphrase"))
    assert wrong.message == "does not open"


def forged(members: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """A backup that somebody wrote who knows the form."""
    out = io.BytesIO()
    files = [
        {"name": m.name, "bytes": len(d), "sha256": hashlib.sha256(d).hexdigest()}
        for m, d in members
    ]
    told = {"crosstally_backup": 1, "program": "x", "entries": 0, "head": "", "files": files}
    manifest = tarfile.TarInfo("manifest.json")
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for member, data in [*members, (manifest, json.dumps(told).encode())]:
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    data = out.getvalue()
    return data + hashlib.sha256(data).hexdigest().encode() + b"\n"


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/outside", "a/../../outside", "a\\..\\outside", "C:outside", "./a", "a//b",
     "desk.keys", "desk.db-wal", "tables/x", ".ssh/key", "a/.b", "NUL.", ""],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    found = refused(forged([(tarfile.TarInfo(name), b"x")]), tmp_path)
    assert "no desk has" in found.message or "no backup" in found.message
    assert not (tmp_path.parent / "outside").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_what_is_no_plain_file_is_refused(kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo("packs")
    member.type, member.linkname = kind, "/etc/passwd"
    assert "no desk has" in refused(forged([(member, b"")]), tmp_path).message


def test_a_backup_without_a_desk_or_with_a_file_twice_is_refused(tmp_path: Path) -> None:
    assert "holds no desk" in refused(forged([(tarfile.TarInfo("a"), b"")]), tmp_path).message
    twice = [(tarfile.TarInfo("a"), b"1"), (tarfile.TarInfo("a"), b"2")]
    assert "no desk has" in refused(forged(twice), tmp_path).message
    log = [
        (tarfile.TarInfo("crosstally.toml"), SETTINGS.encode()),
        (tarfile.TarInfo("desk.db"), b"x"),
    ]
    assert "desk.db" in refused(forged(log), tmp_path).message
    assert "no backup" in refused(b"no tar at all" * 99, tmp_path).message


def test_nothing_is_written_over(plain: tuple[Path, Path], tmp_path: Path) -> None:
    desk, file = plain
    with pytest.raises(UsageError, match="is there already"):
        back_up(desk, file, opener=nobody)
    with pytest.raises(UsageError, match="in the desk itself"):
        back_up(desk, desk / "media" / "x.backup", opener=nobody)
    with pytest.raises(UsageError, match="no desk"):
        back_up(tmp_path, tmp_path / "x.backup", opener=nobody)
    with pytest.raises(UsageError, match="is there already"):
        restore(file, desk, opener=nobody)
    (tmp_path / "new").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="is there already"):
        restore(file, tmp_path / "new", opener=nobody)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def built(folder: Path, opener: Callable[[], Opener]) -> dict[str, bytes]:
    """The bytes of a desk's tables after a build."""
    desk: Desk = open_desk(folder, opener=opener)
    try:
        _ = build(desk, progress=lambda items, _label, _total: items)
    finally:
        desk.store.close()
    return bytes_of(folder / "tables")


def opener_of(form: str) -> Callable[[], Opener]:
    return (lambda: OPENER) if "sealed" in form else nobody


@pytest.mark.parametrize("form", ["1", "2", "2-sealed"])
def test_a_desk_of_every_format_is_restored_whole(form: str, tmp_path: Path) -> None:
    desk, opener = desk_of(tmp_path / "desk", form), opener_of(form)
    new = tmp_path / "elsewhere" / "میز دیگر"
    made = back_up(desk, tmp_path / "b", opener=opener)
    assert restore(tmp_path / "b", new, opener=opener).manifest == made.manifest
    logs = [open_store(one / "desk.db", opener=OPENER if "s" in form else None)
            for one in (desk, new)]  # fmt: skip
    assert read_log(logs[0]) == read_log(logs[1])
    assert (logs[1].key, len(read_log(logs[1]).reports)) == (bytes(range(32)), 2)
    for log in logs:
        log.close()
    left_out = {".hidden", "link", *(("desk.format-1.db",) if form == "1" else ())}
    assert set(made.left_out) == left_out
    for name in ("crosstally.toml", "claims.jsonl", "media/ab/abcd", "releases/نخست/manifest.json"):
        assert (new / name).read_bytes() == (desk / name).read_bytes()
    assert not {"site", "tables"} & {path.name for path in new.iterdir()}
    assert new.stat().st_mode & 0o077 == (tmp_path / "b").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.parametrize("form", ["1", "2", "2-sealed"])
def test_the_tables_of_a_restored_desk_are_the_same_bytes(form: str, tmp_path: Path) -> None:
    desk, opener = desk_of(tmp_path / "desk", form), opener_of(form)
    shutil.rmtree(desk / "tables")
    before = built(desk, opener)
    _ = back_up(desk, tmp_path / "b", opener=opener)
    _ = restore(tmp_path / "b", tmp_path / "new", opener=opener)
    assert len(before) > 5
    assert built(tmp_path / "new", opener) == before


def test_a_sealed_backup_shows_nothing_of_the_desk(sealed: tuple[Path, Path]) -> None:
    data = sealed[1].read_bytes()
    for word in (SECRET, "crosstally.toml", "media/ab", "manifest", "میز", "SQLite"):
        assert word.encode() not in data


def test_a_plain_backup_opens_without_this_program(plain: tuple[Path, Path]) -> None:
    with tarfile.open(plain[1]) as tar:
        assert tar.getnames()[0] == "desk.db"
        assert tar.getnames()[-1] == "manifest.json"


def test_what_others_add_meanwhile_is_in_the_backup_or_not_and_never_half(tmp_path: Path) -> None:
    new_desk(tmp_path / "desk", name="d", country="IR")
    stop = threading.Event()

    def write() -> None:
        store = open_store(tmp_path / "desk" / "desk.db")
        while not stop.is_set():
            store.append([("issue", ISSUE)] * 10)
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            made = back_up(tmp_path / "desk", tmp_path / f"{number}", opener=nobody)
            assert made.manifest.entries % 10 == 0
            _ = restore(tmp_path / f"{number}", tmp_path / f"new {number}", opener=nobody)
    finally:
        stop.set()
        writer.join()
    last = open_store(tmp_path / "new 2" / "desk.db")
    assert len(read_log(last).issues) == made.manifest.entries > 0
    last.close()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_is_sealed_piece_by_piece_reads_back(size: int) -> None:
    out, text = io.BytesIO(), bytes(range(256)) * (size // 256 + 1)
    sealing = Sealing(out, b"k" * 32, b"bound")
    sealing.write(text[:size])
    sealing.end()
    opening = Opening(io.BytesIO(out.getvalue()), b"k" * 32, b"bound")
    assert opening.read(size + 1) == text[:size]
    for key, bound in ((b"x" * 32, b"bound"), (b"k" * 32, b"other")):
        with pytest.raises(SealError):
            Opening(io.BytesIO(out.getvalue()), key, bound).read(1)
