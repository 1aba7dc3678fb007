"""The log is appended to, never changed, and says so when somebody did."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.errors import StoreError
from crosstally.ledger.store import create_store, open_store

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


def test_a_changed_entry_is_found_by_number(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append(ENTRIES)
    store.close()
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        raw.execute("UPDATE log SET body = ? WHERE number = 2", (b"[]",))
    raw.close()
    again = open_store(tmp_path / "desk.db")
    with pytest.raises(StoreError, match="entry 2"):
        again.check()
    again.close()


def test_a_removed_entry_is_found(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    store.append(ENTRIES)
    store.close()
    with sqlite3.connect(tmp_path / "desk.db") as raw:
        raw.execute("DELETE FROM log WHERE number = 2")
    raw.close()
    again = open_store(tmp_path / "desk.db")
    with pytest.raises(StoreError):
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
    store._db.execute("PRAGMA max_page_count = 6")  # type: ignore[attr-defined]
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
def test_one_append_or_many_give_the_same_head(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("log")
    one, other = create_store(folder / "a.db"), create_store(folder / "b.db")
    one.append(entries)
    for entry in entries:
        other.append([entry])
    assert one.head() == other.head()
    one.close()
    other.close()
