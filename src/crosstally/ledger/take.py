"""Others' entries taken into a log: in any order, repeated or late, all of a bundle or none of it.

Invariant: taking the same entries in another order, or twice, leaves the same log but for the order
of arrival. What lacks the one before it is held; a fork is kept and marked, and stops nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from crosstally.errors import SealError
from crosstally.ledger.entry import Entry, EntryId, EntryKind, Header, read_entry
from crosstally.ledger.rows import Body, Place, Rows
from crosstally.ledger.seal import commit
from crosstally.ledger.verify import follows

MOST_HELD = 1000  # entries an author; what is more waits for a person
MOST_BODY_BYTES = 64 * 2**20  # of an author and day; what is more waits too
_SPENT = "taken/"


class Taken(NamedTuple):
    """What became of each entry and body: none is lost without a number here."""

    added: int = 0
    known: int = 0
    held: int = 0
    aside: int = 0
    dropped: int = 0
    bodies: int = 0
    destroyed: int = 0


def take(
    rows: Rows,
    entries: Iterable[Entry],
    bodies: Iterable[Body],
    *,
    may: Callable[[Header], bool],
    day: str | None,
) -> Taken:
    """Take entries and bodies in, within the caller's transaction.

    Args:
        rows: the tables.
        entries: entries that were read and verified one by one.
        bodies: bodies of entries that are there or come with them.
        may: whether an author may write what a header says, in that log.
        day: by the reader's clock; where None a person wants all, however much it is.

    Raises:
        SealError: one of them breaks a rule; the caller's transaction must then be undone.
    """
    count = dict.fromkeys(Taken._fields, 0)
    for entry in entries:
        if not may(entry.header):
            raise SealError("an entry's author may not write in that log")
        fate = _one(rows, entry, most=None if day is None else MOST_HELD)
        count[fate] += 1
        if fate in ("added", "known") and rows.has(entry.id):
            for became in _release(rows, entry.id):
                count[became] += 1
    count["held"] = _held(rows)
    redacted = cache(lambda place: frozenset(rows.redactions(place)))
    room = _Room(rows, day)
    for body in bodies:
        if header_of(rows, body.entry) is None and count["aside"]:
            count["aside"] += 1  # its entry waits too
        else:
            count[_body(rows, body, redacted, room)] += 1
    room.close()
    return Taken(**count)


class _Room:
    """How many bytes of bodies an author still has today."""

    def __init__(self, rows: Rows, day: str | None) -> None:
        self._rows, self._day, self._spent = rows, day, dict[str, int]()

    def takes(self, author: str, size: int) -> bool:
        """Whether so many bytes more go in; if so they are spent."""
        if self._day is None:
            return True
        name = f"{_SPENT}{self._day}/{author}"
        if name not in self._spent:
            self._spent[name] = self._rows.spent(name)
        if self._spent[name] + size > MOST_BODY_BYTES:
            return False
        self._spent[name] += size
        return True

    def close(self) -> None:
        """Remember what was spent today, and no other day."""
        if self._spent:
            end = f"{_SPENT}{self._day}/"
            older = "DELETE FROM known WHERE substr(name, 1, ?) = ? AND substr(name, 1, ?) <> ?"
            _ = self._rows.db.execute(older, (len(_SPENT), _SPENT, len(end), end))
            rows = [(name, str(size).encode()) for name, size in sorted(self._spent.items())]
            _ = self._rows.db.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)


def _one(rows: Rows, entry: Entry, *, most: int | None) -> str:
    """What became of an entry: a field of `Taken`."""
    header = entry.header
    if rows.has(entry.id) or _is_held(rows, entry.id):
        return "known"
    before = None if header.previous is None else rows.header(header.previous)
    if header.previous is not None and before is None:
        return _hold(rows, entry, most)
    if not follows(header, before):
        raise SealError("an entry names one of another chain as the one before it")
    _add(rows, entry)
    return "added"


def _add(rows: Rows, entry: Entry) -> None:
    header = entry.header
    place = Place(header.log, header.author)
    if rows.tip(place)[0] >= header.sequence:
        _mark_fork(rows, place, header.sequence)
    _ = rows.add(entry, rows.end())
    if header.kind is EntryKind.REDACTION:
        for name in header.refers:
            target = rows.header(name)
            if target is not None and (target.log, target.author) == place:
                rows.drop_body(name)


def _release(rows: Rows, name: EntryId) -> Iterator[str]:
    """What became of entries that waited for this one, and of those that waited for them.

    One that turns out to be of another chain is dropped: had it been refused, whoever signed it
    could keep the entry that it names out for ever.
    """
    waiting = [name]
    while waiting:
        last = waiting.pop()
        query = "SELECT bytes FROM held WHERE previous = ? ORDER BY id"
        for (exact,) in rows.found(query, bytes.fromhex(last)):
            entry = read_entry(exact)
            _ = rows.db.execute("DELETE FROM held WHERE id = ?", (bytes.fromhex(entry.id),))
            if follows(entry.header, rows.header(last)):
                _add(rows, entry)
                waiting.append(entry.id)
                yield "added"
            else:
                yield "dropped"


def _hold(rows: Rows, entry: Entry, most: int | None) -> str:
    author, previous = bytes.fromhex(entry.header.author), entry.header.previous or ""
    query = "SELECT count(*) FROM held WHERE author = ?"
    if most is not None and rows.found(query, author)[0][0] >= most:
        return "aside"
    row = (bytes.fromhex(entry.id), author, bytes.fromhex(previous), entry.exact)
    _ = rows.db.execute("INSERT INTO held VALUES (?, ?, ?, ?)", row)
    return "held"


def _body(
    rows: Rows, body: Body, redacted: Callable[[Place], frozenset[EntryId]], room: _Room
) -> str:
    header = header_of(rows, body.entry)
    if header is None or header.body is None:
        raise SealError("a body belongs to no entry")
    mark = header.body
    if commit(body.salt, body.body) != mark.commitment or len(body.body) != mark.size:
        raise SealError("a body is not what its entry committed to")
    if body.entry in redacted(Place(header.log, header.author)):
        return "destroyed"
    if rows.has_body(body.entry):
        return "bodies"
    if not room.takes(header.author, len(body.body)):
        return "aside"
    rows.put_body(body.entry, body.salt, body.body)
    return "bodies"


def _mark_fork(rows: Rows, place: Place, sequence: int) -> None:
    row = (bytes.fromhex(place.log), bytes.fromhex(place.author), sequence)
    _ = rows.db.execute(
        "INSERT INTO fork VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
        " SET sequence = min(sequence, excluded.sequence)",
        row,
    )


def forks(rows: Rows) -> Iterator[tuple[Place, int]]:
    """Authors who signed two entries for one place, and the lowest such sequence."""
    query = "SELECT log, author, sequence FROM fork ORDER BY log, author"
    for log, author, sequence in rows.db.execute(query):
        yield Place(log.hex(), author.hex()), sequence


def _held(rows: Rows) -> int:
    return int(rows.found("SELECT count(*) FROM held")[0][0])


def _is_held(rows: Rows, name: EntryId) -> bool:
    return _held_header(rows, name) is not None


def header_of(rows: Rows, name: EntryId) -> Header | None:
    """The header of an entry, arrived or held; None of one that is not here."""
    return rows.header(name) or _held_header(rows, name)


def _held_header(rows: Rows, name: EntryId) -> Header | None:
    query = "SELECT bytes FROM held WHERE id = ?"
    for (exact,) in rows.found(query, bytes.fromhex(name)):
        return read_entry(exact).header
    return None
