"""The desk's log: entries appended in order, signed, each bound to the one before it.

Invariant: an entry is never changed or removed, and what `append` returned is on disk. A body may
be destroyed (`redact`); its entry stays and the chain still verifies (spec/ledger-v1, 8 and 9).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    checked_before,
    header_in,
    write_entry,
)
from crosstally.ledger.forms import are_ids, time_of
from crosstally.ledger.pages import refusal, refusing
from crosstally.ledger.rows import Body, End, Place, Rows
from crosstally.ledger.seal import SALT_BYTES, commit, derived, draw
from crosstally.ledger.sign import SigningKey, key_of_seed
from crosstally.ledger.take import Taken, forks, header_of, take
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


class Author(NamedTuple):
    """Who writes: a key, and the log that it writes in."""

    log: str
    key: SigningKey

    @property
    def place(self) -> Place:
        """Where its entries stand."""
        return Place(self.log, self.key.public.hex())


class Store:
    """A log in one file. Keys are held while it is open, and nowhere else."""

    def __init__(self, db: apsw.Connection, about: About, store_key: bytes, clock: Clock) -> None:
        self._name, log, self._ids = about
        self._rows = Rows(db, self._name, derived(store_key, "bodies"))
        self._db = db
        self._clock = clock
        self._own = Author(log, key_of_seed(derived(store_key, "author")))
        self._media = derived(store_key, "media")

    @property
    def key(self) -> bytes:
        """The desk's secret for keyed ids, 32 bytes."""
        return self._ids

    @property
    def media_key(self) -> bytes:
        """What names blobs and seals their keys, 32 bytes."""
        return self._media

    def append(self, entries: Iterable[tuple[str, bytes]], *, author: Author | None = None) -> Head:
        """The head after all entries, (kind, body) each, are on disk; all of them or none.

        Args:
            entries: what they hold.
            author: who writes, and in which log; where None, the desk in its own.
        """
        writer = author or self._own
        with self._writing():
            end, tip = self._rows.end(), self._rows.tip(writer.place)
            for kind, body in entries:
                salt = draw(SALT_BYTES)
                mark = BodyMark(commitment=commit(salt, body), size=len(body))
                entry = self._signed(writer, _kind_of(kind), tip, (mark, ()))
                end, tip = self._rows.add(entry, end), (entry.header.sequence, entry.id)
                self._rows.put_body(entry.id, salt, body)
        return _head(end)

    def read(
        self, *, after: int = 0, kinds: tuple[str, ...] = (), log: str | None = None
    ) -> Iterator[Kept]:
        """The entries of a log (one's own where None), in order, while they have a body.

        Args:
            after: a number; what arrived up to it is left out.
            kinds: kinds of entries; all where empty.
            log: the log's id, hex.
        """
        wanted = ", ".join("?" for _ in kinds)
        only = f" AND kind IN ({wanted})" if kinds else ""
        query = (
            "SELECT number, kind, id, bytes, sealed, key FROM entry JOIN body USING (id)"  # noqa: S608  our own text
            f" WHERE number > ? AND log = ?{only} ORDER BY number"
        )
        values = (after, bytes.fromhex(log or self._own.log), *kinds)
        with refusing(self._name):
            for number, kind, name, exact, sealed, key in self._db.execute(query, values):
                body = self._rows.opened(name, header_in(exact).body, sealed, key)
                yield Kept(number=number, kind=kind, body=body, id=name.hex())

    def redact(self, ids: Sequence[str], *, author: Author | None = None) -> Head:
        """The head after the bodies of some of an author's entries were destroyed.

        Raises:
            StoreError: the author has no such entry in that log.
        """
        writer = author or self._own
        named = tuple(EntryId(name) for name in sorted(set(ids)))
        with self._writing():
            for name in named:
                header = self._rows.header(name) if are_ids(name) else None
                if header is None or (header.log, header.author) != writer.place:
                    raise StoreError(f"{self._name} has no such entry", hint="name it by its id")
                self._rows.drop_body(name)
            tip = self._rows.tip(writer.place)
            entry = self._signed(writer, EntryKind.REDACTION, tip, (None, named))
            end = self._rows.add(entry, self._rows.end())
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return _head(end)

    def take(
        self,
        entries: Iterable[Entry],
        bodies: Iterable[Body],
        *,
        may: Callable[[Header], bool],
        whole: bool = False,
    ) -> Taken:
        """What became of others' entries and bodies: all are taken in, or none.

        Args:
            entries: entries that were verified one by one.
            bodies: bodies of entries that are here or come with them.
            may: whether an author may write what a header says.
            whole: set nothing aside, however much came from one author.

        Raises:
            SealError: one of them breaks a rule (`take.take`).
        """
        day = None if whole else f"{self._clock():%Y-%m-%d}"
        with self._writing():
            taken = take(self._rows, entries, bodies, may=may, day=day)
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        return taken

    def signed(self, log: str) -> Iterator[tuple[EntryId, bytes, Body | None]]:
        """The id, exact bytes and body of each entry of a log, in the order of arrival."""
        with refusing(self._name):
            for number, exact in list(self._rows.entries(log)):
                yield checked_before(exact).id, exact, self._rows.body(number)

    def ids(self, log: str) -> Iterator[str]:
        """The id of each entry of a log, in the order of arrival."""
        with refusing(self._name):
            query = "SELECT id FROM entry WHERE log = ? ORDER BY number"
            for (name,) in self._db.execute(query, (bytes.fromhex(log),)):
                yield name.hex()

    def sequences(self, place: Place) -> Iterator[tuple[EntryId, int, str]]:
        """The id, sequence and kind of each entry of an author in a log, in order."""
        with refusing(self._name):
            yield from self._rows.sequences(place)

    def header(self, name: EntryId) -> Header | None:
        """The header of an entry, arrived or held; None of one that is not here."""
        with refusing(self._name):
            return header_of(self._rows, name)

    def frontier(self) -> tuple[tuple[Place, int, EntryId], ...]:
        """The last entry of each author in each log that has none missing before it."""
        with refusing(self._name):
            return tuple(self._rows.frontier())

    def beyond(
        self, log: str, frontier: Mapping[Place, tuple[int, EntryId]]
    ) -> Iterator[tuple[int, bytes]]:
        """The number and exact bytes of each entry of a log that lies beyond what somebody has.

        Of an author whose last entry there is another than here, all are given: a fork shows.
        """
        with refusing(self._name):
            known = [
                (place.author, sequence)
                for place, (sequence, name) in sorted(frontier.items())
                if place.log == log and self._rows.header(name) is not None
            ]
            yield from self._rows.entries(log, known)

    def has_body(self, number: int) -> bool:
        """Whether the body of an entry is here, by its number."""
        with refusing(self._name):
            query = "SELECT 1 FROM entry JOIN body USING (id) WHERE number = ?"
            return bool(self._db.execute(query, (number,)).fetchall())

    def body(self, number: int) -> Body | None:
        """The body of an entry, by its number; None where it is not here."""
        with refusing(self._name):
            return self._rows.body(number)

    def authors(self, log: str) -> tuple[Place, ...]:
        """Who wrote in a log."""
        return tuple(place for place, _, _ in self.frontier() if place.log == log)

    def redacted(self, place: Place) -> frozenset[EntryId]:
        """The entries of an author in a log whose bodies that author destroyed."""
        with refusing(self._name):
            return frozenset(self._rows.redactions(place))

    def forks(self) -> tuple[tuple[Place, int], ...]:
        """Authors who signed two entries for one place, and the lowest such sequence."""
        with refusing(self._name):
            return tuple(forks(self._rows))

    @property
    def author(self) -> Author:
        """Who writes in the desk's own log."""
        return self._own

    def keep(self, values: Mapping[str, bytes]) -> None:
        """Keep what is no entry (keys, what was handed over), by name; all of it or none."""
        with self._writing():
            rows = sorted(values.items())
            _ = self._db.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)

    def forget(self, name: str) -> None:
        """Destroy what is kept under a name; it is then in no file of the store."""
        with self._writing():
            _ = self._db.execute("DELETE FROM known WHERE name = ?", (name,))
        with refusing(self._name):
            _ = self._db.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def kept(self, beginning: str) -> Iterator[tuple[str, bytes]]:
        """What is kept under names that begin so, in their order."""
        with refusing(self._name):
            query = "SELECT name, value FROM known WHERE substr(name, 1, ?) = ? ORDER BY name"
            yield from list(self._db.execute(query, (len(beginning), beginning)))

    def head(self) -> Head:
        """Where the log ends."""
        with refusing(self._name):
            return _head(self._rows.end())

    def check(self) -> Head:
        """The head, after every entry has been verified: signature, chain, body, order."""
        with refusing(self._name):
            return _head(verify(self._rows, own=self._own.place.author))

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

    def _signed(
        self,
        writer: Author,
        kind: EntryKind,
        tip: tuple[int, EntryId | None],
        told: tuple[BodyMark | None, tuple[EntryId, ...]],
    ) -> Entry:
        header = Header(
            author=writer.place.author, body=told[0], kind=kind, log=writer.log, previous=tip[1],
            refers=told[1], sequence=tip[0] + 1, time=time_of(self._clock()),
        )  # fmt: skip
        return write_entry(writer.key, header)


def _head(end: End) -> Head:
    return Head(entries=end.number, digest=end.covers.hex())


def _kind_of(kind: str) -> EntryKind:
    try:
        return EntryKind(kind)
    except ValueError:
        raise StoreError("no such kind of entry", hint="see spec/ledger-v1.md, section 7") from None
