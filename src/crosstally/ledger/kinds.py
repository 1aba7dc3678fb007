"""What a body may say, kind by kind, and which kinds leave (spec/ledger-v1, section 7).

Invariant: the list is closed, and a body is a record of its kind and nothing beside it: no kind is
a message to a person, a task or a plan. A test writes one of each against every kind.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from crosstally.errors import FormatError
from crosstally.ledger.checkpoint import read_note
from crosstally.ledger.entry import EntryKind, Header
from crosstally.ledger.forms import are_ids
from crosstally.records import Call, Digest, Issue, Judgement, Record, Report, decode, encode

MOST_MEDIA_BYTES = 2 * 2**30


class Travels(StrEnum):
    """How far an entry of a kind goes."""

    NEVER = "never"
    UNIT = "unit"
    CONTACTS = "contacts"


class MediaType(StrEnum):
    """What a blob is."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class Media(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A blob: its digest, its size in bytes and what it is; nothing of who made it."""

    digest: Digest
    size: int
    type: MediaType

    def __post_init__(self) -> None:
        """A digest and a size that can be."""
        if not are_ids(self.digest):
            raise ValueError("no digest")
        if not 0 <= self.size <= MOST_MEDIA_BYTES:
            raise ValueError("a size out of bounds")


class WithdrawalReason(StrEnum):
    """Why something is taken back: from a closed list, so that it tells no story."""

    MISTAKE = "mistake"
    CONSENT = "consent"
    DANGER = "danger"
    DUPLICATE = "duplicate"


class Withdrawal(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why what an entry refers to is taken back."""

    reason: WithdrawalReason


TRAVELS: Final = {
    EntryKind.REPORT: Travels.CONTACTS,
    EntryKind.JUDGEMENT: Travels.UNIT,
    EntryKind.ISSUE: Travels.NEVER,
    EntryKind.CALL: Travels.CONTACTS,
    EntryKind.MEDIA: Travels.CONTACTS,
    EntryKind.ROSTER: Travels.CONTACTS,
    EntryKind.REDACTION: Travels.CONTACTS,
    EntryKind.WITHDRAWAL: Travels.CONTACTS,
    EntryKind.CHECKPOINT: Travels.CONTACTS,
}
_BODIES: Final[dict[EntryKind, type[Record]]] = {
    EntryKind.REPORT: Report,
    EntryKind.JUDGEMENT: Judgement,
    EntryKind.ISSUE: Issue,
    EntryKind.CALL: Call,
    EntryKind.MEDIA: Media,
    EntryKind.WITHDRAWAL: Withdrawal,
}


def check_body(kind: EntryKind, body: bytes, *, roster: Callable[[bytes], object]) -> None:
    """Nothing, if a body is one that its kind may have.

    Args:
        kind: the kind of its entry.
        body: the bytes.
        roster: what reads a roster, or refuses it.

    Raises:
        FormatError: it says anything else, or the same in another form.
    """
    if kind is EntryKind.ROSTER:
        _ = roster(body)
    elif kind is EntryKind.CHECKPOINT:
        _ = read_note(body)
    elif kind in _BODIES:
        if encode(decode(_BODIES[kind], body)) != body:
            raise FormatError("a body is not in its one form")
    else:
        raise FormatError("a body where none may be")
    if kind is EntryKind.CALL and decode(Call, body).violent:
        raise FormatError("a call for violence is not handed on")


def may_travel(header: Header, *, within_unit: bool) -> bool:
    """Whether an entry may leave: to the unit's own members, or to its contacts."""
    reach = TRAVELS[header.kind]
    return reach is Travels.CONTACTS or (within_unit and reach is Travels.UNIT)
