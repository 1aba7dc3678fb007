"""One entry of a log: a signed canonical header, its body outside (spec/ledger-v1, 2 to 4).

Invariant: what `read_entry` gives was signed by the author that it names, and its bytes are the one
form of what they say. Those bytes are kept and handed on as they are.
"""

from enum import StrEnum
from typing import NewType

from crosstally.errors import FormatError, SealError
from crosstally.ledger.forms import are_ids, is_time
from crosstally.ledger.sign import (
    SIGNATURE_BYTES,
    SUITE,
    SigningKey,
    digest,
    domain,
    sign,
    verifies,
)
from crosstally.records import Record, decode, encode

EntryId = NewType("EntryId", str)

MOST_HEADER = 4096
MOST_REFERRED = 16
MOST_BODY = 2**48
MOST_SEQUENCE = 2**53 - 1
FIRST_BYTES = 5  # the suite and the length of the header
MOST_ENTRY = FIRST_BYTES + MOST_HEADER + SIGNATURE_BYTES


class EntryKind(StrEnum):
    """What an entry may hold. The list is closed: nothing here orders anybody to do anything."""

    REPORT = "report"
    JUDGEMENT = "judgement"
    ISSUE = "issue"
    CALL = "call"
    MEDIA = "media"
    ROSTER = "roster"
    REDACTION = "redaction"
    WITHDRAWAL = "withdrawal"
    CHECKPOINT = "checkpoint"


class BodyMark(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a header says of its body: its salted commitment and its size in bytes."""

    commitment: str
    size: int

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        if not are_ids(self.commitment) or not 0 <= self.size <= MOST_BODY:
            raise ValueError("body is not as specified")


class Header(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed (spec/ledger-v1, section 2). `time` is the author's claim."""

    author: str
    body: BodyMark | None
    kind: EntryKind
    log: str
    previous: EntryId | None
    refers: tuple[EntryId, ...]
    sequence: int
    time: str

    def __post_init__(self) -> None:
        """Only what the specification allows."""
        ids = (self.author, *self.refers, *(() if self.previous is None else (self.previous,)))
        if not are_ids(*ids) or not are_ids(self.log, size=16):
            raise ValueError("an id is not as specified")
        if not is_time(self.time):
            raise ValueError("time is not as specified")
        if not 1 <= self.sequence <= MOST_SEQUENCE:
            raise ValueError("sequence is not as specified")
        if (self.previous is None) != (self.sequence == 1):
            raise ValueError("the first entry alone has none before it")
        if len(self.refers) > MOST_REFERRED or list(self.refers) != sorted(set(self.refers)):
            raise ValueError("refers is not in order, or too long")


class Entry(Record, frozen=True, kw_only=True):
    """An entry that was checked: its id, its header, and its exact bytes."""

    id: EntryId
    header: Header
    exact: bytes


def write_entry(key: SigningKey, header: Header) -> Entry:
    """The entry that a key signs.

    Raises:
        SealError: the header names another author.
    """
    if header.author != key.public.hex():
        raise SealError("the header names another author than the key that signs")
    told = canonical(header)
    signature = sign(key, domain("entry/v1", SUITE, told))
    exact = SUITE + len(told).to_bytes(4, "big") + told + signature
    return Entry(id=_id_of(told), header=header, exact=exact)


def read_entry(exact: bytes) -> Entry:
    """The entry that some bytes are.

    Raises:
        FormatError: they are no entry of this specification, or not its canonical form.
        SealError: the signature does not hold.
    """
    if len(exact) > MOST_ENTRY:
        raise FormatError("no entry: too long")
    if len(exact) < FIRST_BYTES + SIGNATURE_BYTES:
        raise FormatError("no entry: too short")
    if exact[:1] != SUITE:
        raise FormatError("no entry: an unknown suite")
    if int.from_bytes(exact[1:FIRST_BYTES], "big") != len(exact) - FIRST_BYTES - SIGNATURE_BYTES:
        raise FormatError("no entry: a wrong length")
    told, signature = exact[FIRST_BYTES:-SIGNATURE_BYTES], exact[-SIGNATURE_BYTES:]
    header = decode(Header, told)
    if canonical(header) != told:
        raise FormatError("no entry: its header is not in canonical form")
    if not verifies(bytes.fromhex(header.author), domain("entry/v1", SUITE, told), signature):
        raise SealError("an entry's signature does not hold")
    return Entry(id=_id_of(told), header=header, exact=exact)


def checked_before(exact: bytes) -> Entry:
    """The entry that some bytes are, its signature not verified a second time."""
    told = exact[FIRST_BYTES:-SIGNATURE_BYTES]
    return Entry(id=_id_of(told), header=decode(Header, told), exact=exact)


def header_in(exact: bytes) -> Header:
    """The header of an entry that was checked when it came in.

    Raises:
        FormatError: there is none.
    """
    return decode(Header, exact[FIRST_BYTES:-SIGNATURE_BYTES])


def canonical(header: Header) -> bytes:
    """The one form of a header, RFC 8785: its members stand in order and hold plain ASCII only."""
    return encode(header)


def _id_of(told: bytes) -> EntryId:
    return EntryId(digest("entry-id/v1", SUITE, told).hex())
