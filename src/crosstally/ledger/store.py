"""The desk's log: entries appended in order, signed, each bound to the one before it.

Invariant: an entry is never changed or removed, and what `append` returned is on disk. A body may
be destroyed (`redact`); its entry stays and the chain still verifies (spec/ledger-v1, 8 and 9).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import apsw

from crosstally.errors import CrosstallyError, SealError, StoreError
from crosstally.ledger.entry import (
    BodyMark,
    Entry,
    EntryId,
    EntryKind,
    Header,
    header_in,
    read_entry,
    write_entry,
)
from crosstally.ledger.pages import refusal, refusing
from crosstally.ledger.seal import (
    KEY_BYTES,
    SALT_BYTES,
    commit,
    derived,
    draw,
    open_body,
    seal,
    seal_body,
    unseal,
)
from crosstally.ledger.sign import SigningKey, digest, key_of_seed
from crosstally.records import Record

_FIRST = bytes(32)
_ALL = "SELECT number, bytes, covers, sealed, key FROM entry LEFT JOIN body USING (number)"


class Kept(Record, frozen=True, kw_only=True):
    """One entry with its body: its number from 1 up in the order of arrival, its kind, its id."""

    number: int
    kind: str
    body: bytes
    id: str


class Head(Record, frozen=True, kw_only=True):
    """Where the log ends: how many entries, and the digest that covers them all in order."""

    entries: int
    digest: str


Clock = Callable[[], datetime]


class About(NamedTuple):
    """A log's file name, its id (hex) and the secret for ids."""

    name: str
    log: str
    ids: bytes


class _Tail(NamedTuple):
    """Where a writer stands: entries so far, what covers them, and its own last entry."""

    number: int
    covers: bytes
    sequence: int
    previous: EntryId | None


class Store:
    """A log in one file. Keys are held while it is open, and nowhere else."""

    def __init__(self, db: apsw.Connection, about: About, store_key: bytes, clock: Clock) -> None:
        self._db = db
        self._name, self._log, self._ids = about
        self._clock = clock
        self._author: SigningKey = key_of_seed(derived(store_key, "author"))
        self._bodies = derived(store_key, "bodies")

    @property
    def key(self) -> bytes:
        """The desk's secret for keyed ids, 32 bytes."""
        return self._ids

    def append(self, entries: Iterable[tuple[str, bytes]]) -> Head:
        """The head after all entries, (kind, body) each, are on disk; all of them or none."""
        with self._writing():
            tail = self._tail()
            for kind, body in entries:
                tail = self._add(tail, _kind_of(kind), body, ())
        return Head(entries=tail.number, digest=tail.covers.hex())

    def read(self, *, after: int = 0, kinds: tuple[str, ...] = ()) -> Iterator[Kept]:
        """The entries after a number, of some kinds or of all, in order, while they have a body."""
        wanted = ", ".join("?" for _ in kinds)
        only = f" AND kind IN ({wanted})" if kinds else ""
        query = (
            "SELECT number, kind, id, bytes, sealed, key FROM entry JOIN body USING (number)"  # noqa: S608  our own text
            f" WHERE number > ?{only} ORDER BY number"
        )
        with refusing(self._name):
            for number, kind, name, exact, sealed, key in self._db.execute(query, (after, *kinds)):
                body = self._opened(name, header_in(exact).body, sealed, key)
                yield Kept(number=number, kind=kind, body=body, id=name.hex())

    def redact(self, ids: Sequence[str]) -> Head:
        """The head after the bodies of some entries were destroyed; their entries stay."""
        named = sorted(set(ids))
        with self._writing():
            numbers = [self._number_of(name) for name in named]
            refers = tuple(EntryId(name) for name in named)
            tail = self._add(self._tail(), EntryKind.REDACTION, None, refers)
            for number in numbers:
                _ = self._db.execute("DELETE FROM body WHERE number = ?", (number,))
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return Head(entries=tail.number, digest=tail.covers.hex())

    def head(self) -> Head:
        """Where the log ends."""
        with refusing(self._name):
            number, covers = self._end()
        return Head(entries=number, digest=covers.hex())

    def check(self) -> Head:
        """The head, after every entry has been verified: signature, chain, body, order."""
        covers, number = _FIRST, 0
        ends: dict[tuple[str, str], tuple[int, EntryId]] = {}
        bare: dict[str, int] = {}
        with refusing(self._name):
            for at, exact, told, sealed, key in self._db.execute(f"{_ALL} ORDER BY number"):
                number += 1
                entry = self._verified(number, exact)
                covers = digest("arrival/v1", covers, bytes.fromhex(entry.id))
                own = (entry.header.log, entry.header.author)
                before = ends.get(own, (0, None))
                follows = (entry.header.sequence - 1, entry.header.previous) == before
                if at != number or told != covers or not follows:
                    raise self._broken(number)
                ends[own] = (entry.header.sequence, entry.id)
                if sealed is not None and entry.header.body is not None:
                    _ = self._opened(bytes.fromhex(entry.id), entry.header.body, sealed, key)
                elif entry.header.body is not None:
                    bare[entry.id] = number
                if entry.header.kind is EntryKind.REDACTION:
                    for name in entry.header.refers:
                        _ = bare.pop(name, None)
        for missing in bare.values():
            raise self._broken(missing)
        return Head(entries=number, digest=covers.hex())

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all of it on disk, or none of it."""
        with refusing(self._name):
            _ = self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            _ = self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                _ = self._db.execute("ROLLBACK")
            if isinstance(error, apsw.Error):
                raise refusal(self._name, error) from None
            raise

    def _add(
        self, tail: _Tail, kind: EntryKind, body: bytes | None, refers: tuple[EntryId, ...]
    ) -> _Tail:
        salt = draw(SALT_BYTES)
        mark = None if body is None else BodyMark(commitment=commit(salt, body), size=len(body))
        header = Header(
            author=self._author.public.hex(), body=mark, kind=kind, log=self._log,
            previous=tail.previous, refers=refers, sequence=tail.sequence + 1,
            time=self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        entry = write_entry(self._author, header)
        name, number = bytes.fromhex(entry.id), tail.number + 1
        covers = digest("arrival/v1", tail.covers, name)
        row = (number, name, self._author.public, header.sequence, kind.value, entry.exact, covers)
        _ = self._db.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if body is not None:
            own = draw(KEY_BYTES)
            sealed, key = seal_body(own, salt, body), seal(self._bodies, own, name)
            _ = self._db.execute("INSERT INTO body VALUES (?, ?, ?)", (number, sealed, key))
        return _Tail(number, covers, header.sequence, entry.id)

    def _opened(self, name: bytes, mark: BodyMark | None, sealed: bytes, key: bytes) -> bytes:
        """The body of an entry, checked against its header."""
        if mark is None:
            raise StoreError(f"{self._name} holds a body that no entry has", hint=_RESTORE)
        try:
            body = open_body(unseal(self._bodies, key, name), sealed, mark.commitment)
        except SealError:
            raise StoreError(f"a body in {self._name} does not open", hint=_RESTORE) from None
        if len(body) != mark.size:
            raise StoreError(f"a body in {self._name} is not as long as it was", hint=_RESTORE)
        return body

    def _verified(self, number: int, exact: bytes) -> Entry:
        try:
            return read_entry(exact)
        except CrosstallyError:
            raise self._broken(number) from None

    def _broken(self, number: int) -> StoreError:
        return StoreError(f"{self._name} does not verify at entry {number}", hint=_RESTORE)

    def _number_of(self, name: str) -> int:
        row = self._db.execute("SELECT number FROM entry WHERE id = ?", (_raw(name),)).fetchone()
        if row is None:
            raise StoreError(f"{self._name} has no such entry", hint="name it by its id")
        return int(row[0])

    def _end(self) -> tuple[int, bytes]:
        query = "SELECT number, covers FROM entry ORDER BY number DESC LIMIT 1"
        number, covers = self._db.execute(query).fetchone() or (0, _FIRST)
        return int(number), bytes(covers)

    def _tail(self) -> _Tail:
        query = "SELECT sequence, id FROM entry WHERE author = ? ORDER BY sequence DESC LIMIT 1"
        sequence, name = self._db.execute(query, (self._author.public,)).fetchone() or (0, None)
        return _Tail(*self._end(), sequence, None if name is None else EntryId(name.hex()))


_RESTORE = "restore it from a backup; nothing after that entry can be trusted"


def _kind_of(kind: str) -> EntryKind:
    try:
        return EntryKind(kind)
    except ValueError:
        raise StoreError("no such kind of entry", hint="see spec/ledger-v1.md, section 7") from None


def _raw(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError:
        return b""
