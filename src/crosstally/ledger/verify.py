"""Every entry of a log verified: its signature, its chain, its body, its place in the order.

Invariant: what passes was signed by whom it names, follows what it says it follows, and stands
where it arrived. A body of one's own is there, or one's own redaction says why not.
"""

from crosstally.errors import CrosstallyError, StoreError
from crosstally.ledger.entry import Entry, EntryId, EntryKind, Header, read_entry
from crosstally.ledger.rows import FIRST, RESTORE, End, Place, Rows
from crosstally.ledger.sign import digest

_ALL = (
    "SELECT number, bytes, covers, sealed, key FROM entry LEFT JOIN body USING (id) ORDER BY number"
)


def verify(rows: Rows, *, own: str) -> End:
    """Where a log ends, after all of it was verified.

    Args:
        rows: its tables.
        own: the author whose bodies must be there.

    Raises:
        StoreError: an entry does not verify; the message tells its number.
    """
    end = End(0, FIRST)
    tips: dict[Place, tuple[int, EntryId]] = {}
    bare: dict[EntryId, int] = {}
    for number, exact, covers, sealed, key in rows.db.execute(_ALL):
        entry = _read(rows, end.number + 1, exact)
        name = bytes.fromhex(entry.id)
        end = End(end.number + 1, digest("arrival/v1", end.covers, name))
        place = Place(entry.header.log, entry.header.author)
        before = (entry.header.sequence - 1, entry.header.previous)
        in_chain = before == tips.get(place, (0, None)) or _branches(rows, entry.header)
        if End(number, covers) != end or not in_chain:
            raise _broken(rows, end.number)
        tips[place] = (entry.header.sequence, entry.id)
        if sealed is not None:
            _ = rows.opened(name, entry.header.body, sealed, key)
        elif entry.header.body is not None and entry.header.author == own:
            bare[entry.id] = end.number
        if entry.header.kind is EntryKind.REDACTION:
            for gone in entry.header.refers:
                _ = bare.pop(gone, None)
    for number in bare.values():
        raise _broken(rows, number)
    return end


def follows(header: Header, before: Header | None) -> bool:
    """Whether an entry may stand after the one that it names as previous, in the same chain."""
    if before is None:
        return header.previous is None
    same = (header.log, header.author) == (before.log, before.author)
    return same and header.sequence == before.sequence + 1


def _branches(rows: Rows, header: Header) -> bool:
    """Whether an entry begins another branch of its author's chain."""
    before = None if header.previous is None else rows.header(header.previous)
    return (before is not None or header.previous is None) and follows(header, before)


def _read(rows: Rows, number: int, exact: bytes) -> Entry:
    try:
        return read_entry(exact)
    except CrosstallyError:
        raise _broken(rows, number) from None


def _broken(rows: Rows, number: int) -> StoreError:
    return StoreError(f"{rows.name} does not verify at entry {number}", hint=RESTORE)
