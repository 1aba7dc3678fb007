"""The desk's log: entries appended in order, signed, each bound to the one before it.

Invariant: an entry is never changed or removed, and what `append` returned is on disk. A body may
be destroyed (`redact`); its entry stays and the chain still verifies (spec/ledger-v1, 8 and 9).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import apsw

from crosstally.errors import StoreError
from crosstally.ledger.entry import (
    BodyMark,
    Entry,
    EntryId,
    EntryKind,
    Header,
    header_in,
    write_entry,
)
from crosstally.ledger.pages import refusal, refusing
from crosstally.ledger.rows import End, Place, Rows
from crosstally.ledger.seal import SALT_BYTES, commit, derived, draw
from crosstally.ledger.sign import SigningKey, key_of_seed
from crosstally.ledger.take import Body, Taken, forks, take
from crosstally.ledger.verify import verify
from crosstally.records import Record


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


class Store:
    """A log in one file. Keys are held while it is open, and nowhere else."""

    def __init__(self, db: apsw.Connection, about: About, store_key: bytes, clock: Clock) -> None:
        self._name, self._log, self._ids = about
        self._rows = Rows(db, self._name, derived(store_key, "bodies"))
        self._db = db
        self._clock = clock
        self._author: SigningKey = key_of_seed(derived(store_key, "author"))

    @property
    def key(self) -> bytes:
        """The desk's secret for keyed ids, 32 bytes."""
        return self._ids

    def append(self, entries: Iterable[tuple[str, bytes]]) -> Head:
        """The head after all entries, (kind, body) each, are on disk; all of them or none."""
        with self._writing():
            end, tip = self._rows.end(), self._rows.tip(self._own)
            for kind, body in entries:
                salt = draw(SALT_BYTES)
                mark = BodyMark(commitment=commit(salt, body), size=len(body))
                entry = self._signed(_kind_of(kind), tip, mark, ())
                end, tip = self._rows.add(entry, end), (entry.header.sequence, entry.id)
                self._rows.put_body(entry.id, salt, body)
        return _head(end)

    def read(self, *, after: int = 0, kinds: tuple[str, ...] = ()) -> Iterator[Kept]:
        """The entries after a number, of some kinds or of all, in order, while they have a body."""
        wanted = ", ".join("?" for _ in kinds)
        only = f" AND kind IN ({wanted})" if kinds else ""
        query = (
            "SELECT number, kind, id, bytes, sealed, key FROM entry JOIN body USING (id)"  # noqa: S608  our own text
            f" WHERE number > ?{only} ORDER BY number"
        )
        with refusing(self._name):
            for number, kind, name, exact, sealed, key in self._db.execute(query, (after, *kinds)):
                body = self._rows.opened(name, header_in(exact).body, sealed, key)
                yield Kept(number=number, kind=kind, body=body, id=name.hex())

    def redact(self, ids: Sequence[str]) -> Head:
        """The head after the bodies of some of one's own entries were destroyed.

        Raises:
            StoreError: there is no such entry of one's own.
        """
        named = tuple(EntryId(name) for name in sorted(set(ids)))
        with self._writing():
            for name in named:
                header = self._rows.header(name) if _is_id(name) else None
                if header is None or (header.log, header.author) != self._own:
                    raise StoreError(f"{self._name} has no such entry", hint="name it by its id")
                self._rows.drop_body(name)
            tip = self._rows.tip(self._own)
            entry = self._signed(EntryKind.REDACTION, tip, None, named)
            end = self._rows.add(entry, self._rows.end())
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return _head(end)

    def take(
        self, entries: Iterable[Entry], bodies: Iterable[Body], *, may: Callable[[Header], bool]
    ) -> Taken:
        """What became of others' entries and bodies: all are taken in, or none.

        Raises:
            SealError: one of them breaks a rule (`take.take`).
        """
        with self._writing():
            taken = take(self._rows, entries, bodies, may=may)
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return taken

    def forks(self) -> tuple[tuple[Place, int], ...]:
        """Authors who signed two entries for one place, and the lowest such sequence."""
        with refusing(self._name):
            return tuple(forks(self._rows))

    def head(self) -> Head:
        """Where the log ends."""
        with refusing(self._name):
            return _head(self._rows.end())

    def check(self) -> Head:
        """The head, after every entry has been verified: signature, chain, body, order."""
        with refusing(self._name):
            return _head(verify(self._rows, own=self._own.author))

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    @property
    def _own(self) -> Place:
        return Place(self._log, self._author.public.hex())

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

    def _signed(
        self,
        kind: EntryKind,
        tip: tuple[int, EntryId | None],
        mark: BodyMark | None,
        refers: tuple[EntryId, ...],
    ) -> Entry:
        header = Header(
            author=self._own.author, body=mark, kind=kind, log=self._log, previous=tip[1],
            refers=refers, sequence=tip[0] + 1, time=self._clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        return write_entry(self._author, header)


def _head(end: End) -> Head:
    return Head(entries=end.number, digest=end.covers.hex())


def _is_id(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def _kind_of(kind: str) -> EntryKind:
    try:
        return EntryKind(kind)
    except ValueError:
        raise StoreError("no such kind of entry", hint="see spec/ledger-v1.md, section 7") from None
