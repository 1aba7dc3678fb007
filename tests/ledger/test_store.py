"""The log is appended to, never changed, and says so when somebody did."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.errors import SealError, StoreError
from crosstally.ledger.opening import Opener, create_store, is_sealed, open_store
from crosstally.ledger.slots import Effort

FIRST = Path(__file__).parent / "fixtures" / "format-1.db"
LIGHT = Effort(mib=64, passes=1)
ENTRIES = [("report", "گزارش".encode()), ("issue", b"{}"), ("report", b"\x00\xff")]


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    head = store.append(ENTRIES)
    store.close()
    again = open_store(tmp_path / "desk.db")
    assert [(e.kind, e.body) for e in again.read()] == ENTRIES
    assert [e.number for e in again.read(kinds=("report",))] == [1, 3]
    assert [e.number for e in again.read(after=1)] == [2, 3]
    assert again.head() == head == again.check()
    assert head.entries == 3
    again.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE number = 3) WHERE number = 2",
        "UPDATE entry SET bytes = CAST(substr(bytes, 1, 90) || substr(bytes, 90) AS BLOB) WHERE number = 2",
        "UPDATE entry SET bytes = zeroblob(length(bytes)) WHERE number = 2",
        "UPDATE entry SET covers = zeroblob(32) WHERE number = 2",
        "DELETE FROM entry WHERE number = 2",
        "DELETE FROM body WHERE id = (SELECT id FROM entry WHERE number = 2)",
        "UPDATE body SET sealed = (SELECT sealed FROM body ORDER BY id LIMIT 1)"
        " WHERE id = (SELECT max(id) FROM body)",
        "UPDATE body SET key = (SELECT key FROM body ORDER BY id LIMIT 1)"
        " WHERE id = (SELECT max(id) FROM body)",
        "INSERT INTO entry SELECT 4, zeroblob(32), log, author, 4, kind, bytes, covers FROM entry"
        " WHERE number = 3",
    ],
)
def test_whatever_was_changed_is_found(tmp_path: Path, change: str) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append(ENTRIES)
    store.close()
    with closing(apsw.Connection(str(tmp_path / "desk.db"))) as raw:
        raw.execute(change)
        assert raw.changes() == 1
    again = open_store(tmp_path / "desk.db")
    with pytest.raises(StoreError, match=r"entry [234]|a body in"):
        again.check()
    again.close()


def test_an_append_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    before = store.append(ENTRIES)

    def broken() -> object:
        yield ("report", b"one")
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        store.append(broken())  # type: ignore[arg-type]
    assert store.head() == before
    assert store.append([("report", b"one")]).entries == 4
    store.close()


def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append(ENTRIES)
    store._db.execute("PRAGMA max_page_count = 12")
    with pytest.raises(StoreError, match="disk is full") as caught:
        store.append([("report", bytes(200_000))])
    assert caught.value.hint
    assert store.check().entries == 3
    store.close()


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look" * 40])
def test_what_is_no_log_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        open_store(path)


def test_a_database_that_is_no_log_and_a_log_damaged_inside_are_refused(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "other.db")
    db.execute("CREATE TABLE notes (text)")
    db.commit()
    db.close()
    with pytest.raises(StoreError, match="no desk's log"):
        open_store(tmp_path / "other.db")

    path = tmp_path / "desk.db"
    store = create_store(path)
    store.append([("report", bytes(3000))] * 40)
    store.close()
    raw = bytearray(path.read_bytes())
    raw[3 * 4096 :] = b"\xff" * (len(raw) - 3 * 4096)
    path.write_bytes(raw)
    store = open_store(path)
    for look in (store.check, store.head, lambda: list(store.read())):
        with pytest.raises(StoreError, match="damaged"):
            look()
    store.close()


def test_a_log_is_never_written_over(tmp_path: Path) -> None:
    create_store(tmp_path / "desk.db").close()
    with pytest.raises(StoreError, match="already"):
        create_store(tmp_path / "desk.db")


def test_a_missing_log_has_a_hint(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "desk.db")
    assert "crosstally new" in (caught.value.hint or "")


def test_two_desks_have_two_keys(tmp_path: Path) -> None:
    one, other = create_store(tmp_path / "a.db"), create_store(tmp_path / "b.db")
    assert one.key != other.key
    assert len(one.key) == 32
    one.close()
    other.close()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["report", "issue"]), st.binary(max_size=50)), max_size=9)
)
def test_one_append_or_many_hold_the_same(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    one, other = create_store(folder / "a.db"), create_store(folder / "b.db")
    one.append(entries)
    for entry in entries:
        other.append([entry])
    for store in (one, other):
        assert [(e.kind, e.body) for e in store.read()] == entries
        assert store.check() == store.head()
        store.close()


def test_an_unknown_kind_is_refused_and_nothing_of_its_batch_is_kept(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    with pytest.raises(StoreError, match="no such kind"):
        store.append([("report", b"one"), ("task", b"go there at noon")])
    assert store.head().entries == 0
    store.close()


def test_a_redacted_body_is_gone_from_every_file_and_the_chain_verifies(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append([("report", b"canary one " * 20), ("report", b"canary two"), ("issue", b"{}")])
    ids = [kept.id for kept in store.read()]
    with closing(apsw.Connection(str(tmp_path / "desk.db"))) as raw:
        sealed, key = raw.execute(
            "SELECT sealed, key FROM body JOIN entry USING (id) WHERE number = 1"
        ).fetchall()[0]
    assert found_in(tmp_path, bytes(sealed)), "the control: before, it is there"
    store.redact(ids[:1])
    assert [kept.id for kept in store.read()] == [ids[1], ids[2]]
    assert store.check().entries == 4
    assert not found_in(tmp_path, bytes(sealed))
    assert not found_in(tmp_path, bytes(key))
    with pytest.raises(StoreError, match="no such entry"):
        store.redact(["00" * 32])
    with pytest.raises(StoreError, match="no such entry"):
        store.redact(["no id"])
    store.close()
    again = open_store(tmp_path / "desk.db")
    assert again.check().entries == 4
    again.close()


def test_a_body_that_is_gone_without_a_redaction_is_found(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append(ENTRIES)
    store.redact([next(store.read()).id])
    store._db.execute("DELETE FROM body WHERE id = (SELECT id FROM entry WHERE number = 2)")
    with pytest.raises(StoreError, match="entry 2"):
        store.check()
    store.close()


def test_a_sealed_desk_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    path, opener = tmp_path / "desk.db", Opener("گذرواژه بلند")
    store = create_store(path, opener=opener, effort=LIGHT)
    store.append([("report", "متن قناری".encode())])
    store.close()
    assert is_sealed(path)
    assert (tmp_path / "desk.keys").stat().st_mode & 0o077 == 0
    for refused in (None, Opener("another"), Opener("گذرواژه بلند", b"a key file")):
        with pytest.raises(SealError) as told:
            open_store(path, opener=refused)
        assert "گذرواژه" not in repr(told.value) + repr(refused)
    again = open_store(path, opener=opener)
    assert [e.body for e in again.read()] == ["متن قناری".encode()]
    assert again.check().entries == 1
    again.close()
    assert not found_in(tmp_path, "قناری".encode())
    assert not found_in(tmp_path, b"SQLite format 3")


def test_a_plain_desk_keeps_its_pages_plain_and_its_bodies_not(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store = create_store(path)
    store.append([("report", b"canary canary")])
    store.close()
    assert not is_sealed(path)
    assert found_in(tmp_path, b"SQLite format 3")


def test_a_log_of_format_1_is_moved_whole_and_kept(tmp_path: Path) -> None:
    shutil.copy(FIRST, tmp_path / "desk.db")
    store = open_store(tmp_path / "desk.db")
    assert [(e.kind, e.body) for e in store.read()] == [*ENTRIES, ("judgement", b'{"a":1}')]
    assert store.key == bytes(range(32))
    assert store.check().entries == 4
    store.append(ENTRIES)
    store.close()
    assert (tmp_path / "desk.format-1.db").read_bytes() == FIRST.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["desk.db", "desk.format-1.db"]
    again = open_store(tmp_path / "desk.db")
    assert again.check().entries == 7
    again.close()


def test_a_log_of_format_1_that_does_not_verify_is_not_moved(tmp_path: Path) -> None:
    shutil.copy(FIRST, tmp_path / "desk.db")
    with closing(apsw.Connection(str(tmp_path / "desk.db"))) as raw:
        raw.execute("UPDATE log SET body = x'00' WHERE number = 2")
    with pytest.raises(StoreError, match="entry 2"):
        open_store(tmp_path / "desk.db")
    assert [p.name for p in tmp_path.glob("*.db")] == ["desk.db"]


def found_in(folder: Path, needle: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if needle in path.read_bytes()]
