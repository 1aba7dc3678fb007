"""The tables of a log: entries by arrival, bodies and what waits, as one open transaction sees them.

Invariant: an entry goes in after the one that it names as previous, and never twice; each arrival
is covered by a digest of all before it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apsw

from crosstally.errors import SealError, StoreError
from crosstally.ledger.entry import BodyMark, Entry, EntryId, EntryKind, Header, header_in
from crosstally.ledger.seal import KEY_BYTES, draw, open_body, seal, seal_body, unseal
from crosstally.ledger.sign import digest

TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
    number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, log BLOB NOT NULL, author BLOB NOT NULL,
    sequence INTEGER NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, covers BLOB NOT NULL
) STRICT;
CREATE INDEX entry_by_author ON entry (log, author, sequence);
CREATE TABLE body (id BLOB PRIMARY KEY, sealed BLOB NOT NULL, key BLOB NOT NULL) STRICT;
CREATE TABLE held (
    id BLOB PRIMARY KEY, author BLOB NOT NULL, previous BLOB NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE INDEX held_by_previous ON held (previous);
CREATE TABLE known (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE fork (log BLOB, author BLOB, sequence INTEGER, PRIMARY KEY (log, author)) STRICT;
"""
FIRST = bytes(32)
RESTORE = "restore it from a backup; nothing after that entry can be trusted"


class End(NamedTuple):
    """How many entries arrived, and the digest that covers them in order."""

    number: int
    covers: bytes


class Place(NamedTuple):
    """An author's entries in a log."""

    log: str
    author: str


class Body(NamedTuple):
    """The body of an entry, with the salt of its commitment."""

    entry: EntryId
    salt: bytes
    body: bytes


class Rows:
    """The tables of an open log. Who calls has begun a transaction for what it writes."""

    def __init__(self, db: apsw.Connection, name: str, key: bytes) -> None:
        self.db = db
        self.name = name
        self._key = key

    def spent(self, name: str) -> int:
        """A number that is kept under a name; nought where there is none."""
        found: list[tuple[Any, ...]] = self.db.execute(
            "SELECT value FROM known WHERE name = ?", (name,)
        ).fetchall()
        return int(found[0][0]) if found else 0

    def found(self, query: str, *values: bytes) -> list[tuple[Any, ...]]:
        """All rows that a query gives."""
        return self.db.execute(query, values).fetchall()

    def end(self) -> End:
        """Where the log ends."""
        query = "SELECT number, covers FROM entry ORDER BY number DESC LIMIT 1"
        for number, covers in self.db.execute(query):
            return End(number, covers)
        return End(0, FIRST)

    def tip(self, place: Place) -> tuple[int, EntryId | None]:
        """The sequence and id of an author's last entry in a log; nought and None before any."""
        query = (
            "SELECT sequence, id FROM entry WHERE log = ? AND author = ?"
            " ORDER BY sequence DESC, number LIMIT 1"
        )
        for sequence, name in self.db.execute(query, _raw(place)):
            return sequence, EntryId(name.hex())
        return 0, None

    def header(self, name: EntryId) -> Header | None:
        """The header of an entry that arrived; None of one that did not."""
        query = "SELECT bytes FROM entry WHERE id = ?"
        for (exact,) in self.db.execute(query, (bytes.fromhex(name),)):
            return header_in(exact)
        return None

    def has(self, name: EntryId) -> bool:
        """Whether an entry arrived."""
        return bool(self.found("SELECT 1 FROM entry WHERE id = ?", bytes.fromhex(name)))

    def add(self, entry: Entry, end: End) -> End:
        """Where the log ends after an entry whose previous one is there."""
        name, header = bytes.fromhex(entry.id), entry.header
        after = End(end.number + 1, digest("arrival/v1", end.covers, name))
        where = _raw(Place(header.log, header.author))
        row = (after.number, name, *where, header.sequence, header.kind.value, entry.exact)
        _ = self.db.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, after.covers)
        )
        return after

    def put_body(self, name: EntryId, salt: bytes, body: bytes) -> None:
        """Keep the body of an entry, under a key of its own."""
        own, raw = draw(KEY_BYTES), bytes.fromhex(name)
        row = (raw, seal_body(own, salt, body), seal(self._key, own, raw))
        _ = self.db.execute("INSERT OR IGNORE INTO body VALUES (?, ?, ?)", row)

    def has_body(self, name: EntryId) -> bool:
        """Whether the body of an entry is there."""
        return bool(self.found("SELECT 1 FROM body WHERE id = ?", bytes.fromhex(name)))

    def drop_body(self, name: EntryId) -> None:
        """Destroy the body of an entry, if it is there."""
        _ = self.db.execute("DELETE FROM body WHERE id = ?", (bytes.fromhex(name),))

    def frontier(self) -> Iterator[tuple[Place, int, EntryId]]:
        """The last entry of each author in each log; of one who forked, the last before it."""
        query = (
            "SELECT entry.log, entry.author, max(entry.sequence), id FROM entry"
            " LEFT JOIN fork ON (fork.log, fork.author) = (entry.log, entry.author)"
            " WHERE fork.sequence IS NULL OR entry.sequence < fork.sequence"
            " GROUP BY entry.log, entry.author ORDER BY entry.log, entry.author"
        )
        for log, author, sequence, name in self.db.execute(query):
            yield Place(log.hex(), author.hex()), sequence, EntryId(name.hex())

    def sequences(self, place: Place) -> Iterator[tuple[EntryId, int, str]]:
        """The id, sequence and kind of each entry of an author in a log, in order."""
        query = "SELECT lower(hex(id)), sequence, kind FROM entry WHERE log = ? AND author = ? ORDER BY sequence"
        yield from self.db.execute(query, _raw(place))

    def entries(
        self, log: str, known: Iterable[tuple[str, int]] = ()
    ) -> Iterator[tuple[int, bytes]]:
        """The number and exact bytes of each entry of a log, in the order of arrival.

        Args:
            log: its id.
            known: authors, and up to which sequence their entries are left out.
        """
        pairs = list(known)
        beyond = " AND NOT (author = ? AND sequence <= ?)" * len(pairs)
        query = f"SELECT number, bytes FROM entry WHERE log = ?{beyond} ORDER BY number"  # noqa: S608  our own text
        values: list[bytes | int] = [bytes.fromhex(log)]
        for author, sequence in pairs:
            values += [bytes.fromhex(author), sequence]
        yield from self.db.execute(query, values)

    def body(self, number: int) -> Body | None:
        """The body of an entry, with its salt; None where it is not there."""
        query = "SELECT id, bytes, sealed, key FROM entry JOIN body USING (id) WHERE number = ?"
        for name, exact, sealed, key in self.db.execute(query, (number,)):
            salt, text = self._salted(name, header_in(exact).body, sealed, key)
            return Body(EntryId(name.hex()), salt, text)
        return None

    def opened(self, name: bytes, mark: BodyMark | None, sealed: bytes, key: bytes) -> bytes:
        """A body, checked against its entry's header.

        Raises:
            StoreError: it does not open, or is another.
        """
        return self._salted(name, mark, sealed, key)[1]

    def _salted(
        self, name: bytes, mark: BodyMark | None, sealed: bytes, key: bytes
    ) -> tuple[bytes, bytes]:
        try:
            if mark is not None:
                salt, body = open_body(unseal(self._key, key, name), sealed, mark.commitment)
                if len(body) == mark.size:
                    return salt, body
        except SealError:
            pass
        raise StoreError(f"a body in {self.name} does not open", hint=RESTORE) from None

    def redactions(self, place: Place) -> Iterator[EntryId]:
        """What an author has destroyed in a log."""
        query = "SELECT bytes FROM entry WHERE log = ? AND author = ? AND kind = ?"
        for (exact,) in self.db.execute(query, (*_raw(place), EntryKind.REDACTION.value)):
            yield from header_in(exact).refers


def _raw(place: Place) -> tuple[bytes, bytes]:
    return bytes.fromhex(place.log), bytes.fromhex(place.author)
