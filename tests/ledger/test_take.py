"""Others' entries: any order, repeated or late, give one log; what breaks a rule changes nothing."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosstally.errors import SealError
from crosstally.ledger.entry import BodyMark, Entry, EntryId, EntryKind, Header, write_entry
from crosstally.ledger.opening import create_store
from crosstally.ledger.rows import Body
from crosstally.ledger.seal import commit
from crosstally.ledger.sign import SigningKey, key_of_seed
from crosstally.ledger.store import Store
from crosstally.ledger.take import MOST_HELD
from crosstally.records import changed

ONE, TWO = key_of_seed(bytes([1]) * 32), key_of_seed(bytes([2]) * 32)
LOG = "ab" * 16
SALT = bytes(32)


class Chain(NamedTuple):
    """An author's entries and their bodies."""

    entries: tuple[Entry, ...]
    bodies: tuple[Body, ...]


def chain(key: SigningKey, count: int, *, after: Entry | None = None, word: str = "قناری") -> Chain:
    entries: list[Entry] = []
    bodies: list[Body] = []
    last = after
    for number in range(count):
        text = f"{word} {number}".encode()
        mark = BodyMark(commitment=commit(SALT, text), size=len(text))
        last = entry(key, last, body=mark)
        entries.append(last)
        bodies.append(Body(last.id, SALT, text))
    return Chain(tuple(entries), tuple(bodies))


def entry(key: SigningKey, last: Entry | None, **changes: object) -> Entry:
    header = Header(
        author=key.public.hex(), body=None, kind=EntryKind.REPORT, log=LOG,
        previous=None if last is None else last.id, refers=(),
        sequence=1 if last is None else last.header.sequence + 1, time="2026-01-01T00:00:00Z",
    )  # fmt: skip
    return write_entry(key, changed(header, **changes))


def anyone(header: Header) -> bool:
    return header.log == LOG


def held_by(store: Store) -> list[tuple[str, bytes]]:
    return sorted((kept.id, kept.body) for kept in store.read(log=LOG))


def fill(store: Store, entries: Iterable[Entry], bodies: Iterable[Body] = ()) -> None:
    store.take(entries, bodies, may=anyone)


FIRST, SECOND = chain(ONE, 5), chain(TWO, 4)
FORKED = chain(ONE, 3, after=FIRST.entries[1], word="شاخه")
EVERY = (*FIRST.entries, *SECOND.entries, *FORKED.entries)


@settings(max_examples=40, deadline=None)
@given(st.permutations(EVERY), st.integers(1, len(EVERY)), st.data())
def test_any_order_in_any_parts_gives_one_log(
    tmp_path_factory: pytest.TempPathFactory,
    order: list[Entry], size: int, data: st.DataObject,
) -> None:  # fmt: skip
    store = create_store(tmp_path_factory.mktemp("take") / "desk.db")
    for at in range(0, len(order), size):
        fill(store, order[at : at + size])
        if data.draw(st.booleans()):
            fill(store, order[: at + 1])  # repeated
    fill(store, (), (*FIRST.bodies, *SECOND.bodies, *FORKED.bodies))
    assert store.head().entries == len(EVERY)
    assert held_by(store) == sorted(
        (body.entry, body.body) for part in (FIRST, SECOND, FORKED) for body in part.bodies
    )
    assert [(place.author, at) for place, at in store.forks()] == [(ONE.public.hex(), 3)]
    assert store.check() == store.head()
    store.close()


def test_an_entry_waits_for_the_one_before_it(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    taken = store.take(FIRST.entries[1:], FIRST.bodies[1:2], may=anyone)
    assert (taken.added, taken.held, taken.bodies) == (0, 4, 1)
    assert store.head().entries == 0
    taken = store.take(FIRST.entries[:1], (), may=anyone)
    assert (taken.added, taken.held) == (5, 0)
    assert store.take(FIRST.entries, (), may=anyone).known == 5
    assert [kept.body for kept in store.read(log=LOG)] == [FIRST.bodies[1].body]
    store.close()


def redaction(*names: EntryId) -> Entry:
    return entry(ONE, FIRST.entries[-1], kind=EntryKind.REDACTION, refers=tuple(sorted(names)))


def test_a_redacted_body_is_destroyed_and_never_taken_again(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    fill(store, (*FIRST.entries, *SECOND.entries), (*FIRST.bodies, *SECOND.bodies))
    fill(store, [redaction(FIRST.entries[0].id, SECOND.entries[0].id)])
    left = [kept.id for kept in store.read(log=LOG)]
    assert FIRST.entries[0].id not in left
    assert SECOND.entries[0].id in left, "nobody destroys what another wrote"
    taken = store.take((), FIRST.bodies[:1], may=anyone)
    assert (taken.destroyed, taken.bodies) == (1, 0)
    assert FIRST.entries[0].id not in [kept.id for kept in store.read(log=LOG)]
    assert store.check().entries == 10
    store.close()


def test_a_redaction_that_comes_before_what_it_names_holds_too(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    last = redaction(FIRST.entries[0].id)
    fill(store, [last])
    fill(store, FIRST.entries, FIRST.bodies)
    assert FIRST.entries[0].id not in [kept.id for kept in store.read(log=LOG)]
    store.close()


def other_chain() -> tuple[Entry, ...]:
    return (FIRST.entries[0], entry(TWO, FIRST.entries[0]))


def skipped() -> tuple[Entry, ...]:
    header = changed(FIRST.entries[1].header, sequence=7)
    return (FIRST.entries[0], write_entry(ONE, header))


def other_log() -> tuple[Entry, ...]:
    return (write_entry(ONE, changed(FIRST.entries[0].header, log="cd" * 16)),)


@pytest.mark.parametrize("wrong", [other_chain, skipped, other_log])
def test_what_breaks_a_rule_is_refused_with_all_that_came_along(tmp_path: Path, wrong) -> None:
    store = create_store(tmp_path / "desk.db")
    with pytest.raises(SealError):
        fill(store, (*SECOND.entries, *wrong()))
    assert store.head().entries == 0
    assert list(store.read()) == []
    store.close()


@pytest.mark.parametrize("wrong", [other_chain, skipped])
def test_what_waits_and_turns_out_wrong_is_dropped_and_keeps_nobody_out(
    tmp_path: Path, wrong
) -> None:
    store = create_store(tmp_path / "desk.db")
    right, bad = wrong()
    assert store.take([bad], (), may=anyone).held == 1
    taken = store.take([right], (), may=anyone)
    assert (taken.added, taken.dropped, taken.held) == (1, 1, 0)
    assert store.check().entries == 1
    store.close()


@pytest.mark.parametrize(
    "body",
    [
        Body(EntryId("00" * 32), SALT, b"nobody's"),
        Body(FIRST.entries[0].id, SALT, b"another"),
        Body(FIRST.entries[0].id, bytes([1]) * 32, FIRST.bodies[0].body),
    ],
)
def test_a_body_that_no_entry_committed_to_is_refused(tmp_path: Path, body: Body) -> None:
    store = create_store(tmp_path / "desk.db")
    with pytest.raises(SealError):
        fill(store, FIRST.entries, [body])
    assert store.head().entries == 0
    store.close()


def test_a_flood_of_entries_without_a_beginning_is_set_aside_in_bulk(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    flood = chain(ONE, MOST_HELD + 21).entries[1:]
    taken = store.take(flood, (), may=anyone)
    assert (taken.held, taken.aside, taken.added) == (MOST_HELD, 20, 0)
    assert store.take(SECOND.entries[1:], (), may=anyone).held == MOST_HELD + 3
    store.close()


def test_every_entry_and_body_is_accounted_for(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    taken = store.take(EVERY, FIRST.bodies, may=anyone)
    assert taken.added + taken.known + taken.held + taken.aside == len(EVERY)
    assert taken.bodies + taken.destroyed == len(FIRST.bodies)
    store.close()
