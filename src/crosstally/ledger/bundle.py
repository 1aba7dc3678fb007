"""Bundles: what units hand one another, sealed, padded and signed inside (spec/bundle-v1).

Invariant: nothing of a bundle is given out before all of it was checked: its outside, its form to
the last byte of padding, for whom it is, and who signed it. What it holds passes through a file
without a name, never through more memory than `PIECE` and one item.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import IO, NamedTuple

import pyrage

from crosstally.errors import FormatError, SealError
from crosstally.ledger.entry import MOST_ENTRY, EntryId
from crosstally.ledger.forms import are_ids, is_recipient, is_time
from crosstally.ledger.sign import SIGNATURE_BYTES, SUITE, SigningKey, domain, sign, verifies
from crosstally.records import Record, decode, encode

MAGIC = b"crosstally bundle 1\n"
KIB, MIB, GIB = 2**10, 2**20, 2**30
PIECE = 256 * KIB
LEAST = 4 * KIB
MOST_BYTES = GIB  # of a whole bundle, unless the reader allows more
MOST_HEAD = 64 * KIB
MOST_OUTSIDE = 16 * KIB
MOST_ITEMS = 1_000_000
MOST_ALONG = 8 * MIB  # of rosters, checkpoints and acknowledgements together: they are held at once
MOST_RECIPIENTS = 32
MOST_FRONTIER = 512
_STANZA = re.compile(rb"-> (X25519|[!-~]{1,32}-grease)(?: [!-~]+)*")
_END = 0xFF
_LENGTH = 8
_ALONG = 128  # bytes that one of them costs beside its own

ROSTER, ENTRY, BODY, BLOB, CHECKPOINT, ACKNOWLEDGEMENT = 0x05, 0x01, 0x02, 0x03, 0x04, 0x06
ITEMS = {  # the most bytes of each kind; kinds follow one another in this order
    ROSTER: 64 * KIB,
    ENTRY: MOST_ENTRY,
    BODY: 4 * MIB + 64,
    BLOB: 4 * MIB + 48,
    CHECKPOINT: 16 * KIB,
    ACKNOWLEDGEMENT: 16,
}
_RANK = {kind: rank for rank, kind in enumerate(ITEMS)}


class Item(NamedTuple):
    """One item of a bundle: its type, one of `ITEMS`, and its bytes."""

    kind: int
    data: bytes


class Frontier(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last entry of an author in a log that the sender holds without a gap before it."""

    author: str
    id: EntryId
    log: str
    sequence: int

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.author, self.id):
            raise ValueError("an id is not as specified")
        if not are_ids(self.log, size=16) or self.sequence < 1:
            raise ValueError("a frontier is not as specified")


class Sender(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit's id and the key that signs for it."""

    key: str
    unit: str

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.key) or not are_ids(self.unit, size=16):
            raise ValueError("a sender is not as specified")


class BundleHead(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bundle says of itself (spec/bundle-v1, section 2)."""

    bundle: str
    frontier: tuple[Frontier, ...]
    items: int
    recipients: tuple[str, ...]
    sender: Sender
    time: str

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.bundle, size=16) or not is_time(self.time):
            raise ValueError("a bundle's name or time is not as specified")
        if not 0 <= self.items <= MOST_ITEMS or len(self.frontier) > MOST_FRONTIER:
            raise ValueError("too many items or logs")
        told = list(self.recipients)
        if not 1 <= len(told) <= MOST_RECIPIENTS or told != sorted(set(told)):
            raise ValueError("recipients are none, too many or not in order")
        if not all(map(is_recipient, told)):
            raise ValueError("a recipient is not as specified")
        places = [(each.log, each.author) for each in self.frontier]
        if places != sorted(set(places)):
            raise ValueError("a frontier is not in order")


class Opened(NamedTuple):
    """A bundle that was checked: what it says of itself, and its items as often as asked for."""

    head: BundleHead
    items: Callable[[], Iterator[Item]]


def padded(length: int) -> int:
    """The length that a bundle of so many bytes is padded to (Padmé; PETS 2019, section 4).

    >>> padded(1), padded(4097), padded(1_000_001)
    (4096, 4352, 1015808)
    """
    length = max(length, LEAST)
    exponent = length.bit_length() - 1
    bits = exponent - exponent.bit_length()
    return (length + (1 << bits) - 1) >> bits << bits


def seal_bundle(
    out: IO[bytes], head: BundleHead, items: Callable[[], Iterator[Item]], key: SigningKey
) -> None:
    """A bundle written to a file, sealed to the recipients that its head names.

    Args:
        out: where its bytes go.
        head: what it says of itself; the sender's key is the one that signs.
        items: its items in the order of `ITEMS`, the same at each call.
        key: the sender's unit key.

    Raises:
        SealError: the head names another key, or items that are too long or out of order.
    """
    if head.sender.key != key.public.hex():
        raise SealError("the head names another key than the one that signs")
    told = encode(head)
    first = MAGIC + SUITE + len(told).to_bytes(4, "big") + told
    length, count, rank = len(first) + 1 + _LENGTH, 0, 0
    for count, item in enumerate(items(), 1):
        if len(item.data) > ITEMS[item.kind] or _RANK[item.kind] < rank:
            raise SealError(f"item {count} is too long or out of order")
        length, rank = length + 1 + _LENGTH + len(item.data), _RANK[item.kind]
    if count != head.items:
        raise SealError("the head names another number of items")
    pieces = _pieces(first, items(), padded(length) - length, key)
    recipients = [pyrage.x25519.Recipient.from_str(each) for each in head.recipients]
    pyrage.encrypt_io(_Reader(pieces), out, recipients)


@contextmanager
def open_bundle(
    path: Path, folder: Path, identities: Sequence[str], *, most: int = MOST_BYTES
) -> Iterator[Opened]:
    """A bundle, all of it checked but for what its items say.

    Args:
        path: the sealed file.
        folder: where its text may lie while it is open, in a file without a name.
        identities: the reader's age identities.
        most: bytes that it may have inside.

    Raises:
        FormatError: it is no bundle, or not in its one form; the message names the place.
        SealError: it does not open, is for somebody else, or was not signed by who it names.
    """
    own = [pyrage.x25519.Identity.from_str(each) for each in identities]
    with path.open("rb") as sealed, tempfile.TemporaryFile(dir=folder) as inside:
        _check_outside(sealed.read(MOST_OUTSIDE))
        _ = sealed.seek(0)
        try:
            pyrage.decrypt_io(sealed, _Writer(inside, most), own)
        except (pyrage.DecryptError, _TooLongError, OSError):
            raise SealError("a bundle does not open, or is too long") from None
        head, begin = _checked(inside, {str(each.to_public()) for each in own})
        yield Opened(head, lambda: _items(inside, begin))


def _check_outside(first: bytes) -> None:
    """Only X25519 stanzas, and no more than there may be: before any work is spent on them."""
    header, apart, _ = first.partition(b"\n--- ")
    lines = header.split(b"\n")
    if not apart or lines[0] != b"age-encryption.org/v1":
        raise FormatError("no bundle: its outside")
    kinds = []
    for line in lines[1:]:
        if line.startswith(b"->"):
            found = _STANZA.fullmatch(line)
            if found is None:
                raise FormatError("no bundle: sealed in another way than to X25519 recipients")
            kinds.append(found[1] == b"X25519")
    if not 1 <= sum(kinds) <= MOST_RECIPIENTS or len(kinds) - sum(kinds) > 1:
        raise FormatError("no bundle: its recipients")


def _checked(file: IO[bytes], own: set[str]) -> tuple[BundleHead, int]:
    """The head and where the items begin, after the whole form and the seal were checked."""
    size = file.seek(0, os.SEEK_END) - SIGNATURE_BYTES
    _ = file.seek(0)
    first = file.read(len(MAGIC) + len(SUITE) + 4)
    if not first.startswith(MAGIC + SUITE) or size != padded(size):
        raise FormatError("no bundle: its beginning or its length")
    length = int.from_bytes(first[-4:], "big")
    told = file.read(min(length, MOST_HEAD + 1))
    if len(told) != length or length > MOST_HEAD:
        raise FormatError("no bundle: its head is too long")
    head = decode(BundleHead, told)
    if encode(head) != told:
        raise FormatError("no bundle: its head is not in canonical form")
    if not own & set(head.recipients):
        raise SealError("a bundle names other recipients than who opened it")
    begin = file.tell()
    _check_form(file, size, head.items)
    signature = file.read(SIGNATURE_BYTES)
    message = domain("bundle/v1", SUITE, _digest(file, size))
    if not verifies(bytes.fromhex(head.sender.key), message, signature):
        raise SealError("a bundle was not signed by who it names")
    return head, begin


def _check_form(file: IO[bytes], size: int, count: int) -> None:
    """Every item's type and length, the end mark and the padding; the file then at the seal."""
    rank = along = 0
    for number in range(1, count + 1):
        kind, length = _frame(file)
        if kind not in ITEMS or length > ITEMS[kind] or _RANK[kind] < rank:
            raise FormatError(f"no bundle: item {number} has a wrong type, length or place")
        rank = _RANK[kind]
        along += (length + _ALONG) * (kind in (ROSTER, CHECKPOINT, ACKNOWLEDGEMENT))
        if along > MOST_ALONG:
            raise FormatError(f"no bundle: too much comes along with the entries at item {number}")
        if file.seek(length, os.SEEK_CUR) > size:
            raise FormatError(f"no bundle: item {number} is longer than the bundle")
    if _frame(file) != (_END, 0) or file.tell() > size or padded(file.tell()) != size:
        raise FormatError("no bundle: its end")
    while file.tell() < size:
        if any(file.read(min(PIECE, size - file.tell()))):
            raise FormatError("no bundle: its padding")


def _frame(file: IO[bytes]) -> tuple[int, int]:
    told = file.read(1 + _LENGTH)
    if len(told) != 1 + _LENGTH:
        raise FormatError("no bundle: cut off")
    return told[0], int.from_bytes(told[1:], "big")


def _items(file: IO[bytes], begin: int) -> Iterator[Item]:
    place = begin
    while True:
        _ = file.seek(place)
        kind, length = _frame(file)
        if kind == _END:
            return
        data = file.read(length)
        place = file.tell()
        yield Item(kind, data)


def _digest(file: IO[bytes], size: int) -> bytes:
    _ = file.seek(0)
    hashed = sha256()
    while (left := size - file.tell()) > 0:
        hashed.update(file.read(min(PIECE, left)))
    return hashed.digest()


def _pieces(first: bytes, items: Iterator[Item], padding: int, key: SigningKey) -> Iterator[bytes]:
    """The inside of a bundle in pieces, the seal over all before it last."""
    hashed = sha256()

    def told() -> Iterator[bytes]:
        yield first
        for item in items:
            yield bytes([item.kind]) + len(item.data).to_bytes(_LENGTH, "big") + item.data
        yield bytes([_END]) + bytes(_LENGTH)
        yield bytes(padding)

    for piece in told():
        hashed.update(piece)
        yield piece
    yield sign(key, domain("bundle/v1", SUITE, hashed.digest()))


class _TooLongError(Exception):
    """More text than the reader allows."""


class _Writer:
    """Where opened text goes, up to a limit."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file, self._left = file, most

    def write(self, data: bytes) -> int:
        """Write some bytes, or refuse them all."""
        self._left -= len(data)
        if self._left < 0:
            raise _TooLongError
        return self._file.write(data)

    def flush(self) -> None:
        """Nothing waits."""


class _Reader(RawIOBase):
    """Pieces as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
