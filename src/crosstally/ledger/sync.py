"""Logs into bundles and bundles into logs (spec/bundle-v1, 3 to 5).

Invariant: a bundle is taken whole or not at all, and nothing enters a log that was not signed by
somebody who may write in it, in a form that its kind may have.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import IO, NamedTuple

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.bundle import (
    ACKNOWLEDGEMENT,
    BODY,
    CHECKPOINT,
    ENTRY,
    ROSTER,
    BundleHead,
    Frontier,
    Item,
    Opened,
    Sender,
    open_bundle,
    seal_bundle,
)
from crosstally.ledger.checkpoint import Note, read_note
from crosstally.ledger.entry import (
    Entry,
    EntryId,
    Header,
    checked_before,
    header_in,
    read_entry,
)
from crosstally.ledger.forms import time_of
from crosstally.ledger.kinds import check_body, may_travel
from crosstally.ledger.rows import Body, Place
from crosstally.ledger.seal import SALT_BYTES, draw
from crosstally.ledger.sign import SigningKey
from crosstally.ledger.store import Store
from crosstally.ledger.take import Taken

BUNDLE_BYTES = 16
ID_BYTES = 32


class From(NamedTuple):
    """Who seals: the unit's id, the key that signs for it, and the logs that it hands on."""

    unit: str
    key: SigningKey
    logs: tuple[str, ...]


class To(NamedTuple):
    """For whom: age recipients, what they hold already, their own logs, and whether of the unit."""

    recipients: tuple[str, ...]
    frontier: Mapping[Place, tuple[int, EntryId]]
    logs: tuple[str, ...] = ()
    within_unit: bool = False


class Extra(NamedTuple):
    """What goes along with the entries: rosters, checkpoints, and bundles acknowledged."""

    rosters: tuple[bytes, ...] = ()
    checkpoints: tuple[bytes, ...] = ()
    acknowledged: tuple[str, ...] = ()


class Received(NamedTuple):
    """What a bundle brought: its head, what became of its entries, and what came along."""

    head: BundleHead
    taken: Taken
    rosters: tuple[bytes, ...]
    checkpoints: tuple[Note, ...]
    acknowledged: tuple[str, ...]


def _nobody(_sender: Sender, _rosters: tuple[bytes, ...]) -> bool:
    return False


class Trust(NamedTuple):
    """Whom a reader believes: the senders it takes from, who may write where, what a roster is.

    `heir` is asked of a sender that is not known by its key: whether the rosters that it brings
    show that the key is its unit's now.
    """

    sender: Callable[[Sender], bool]
    may: Callable[[Header], bool]
    roster: Callable[[bytes], object]
    heir: Callable[[Sender, tuple[bytes, ...]], bool] = _nobody


def send(
    store: Store, out: IO[bytes], sender: From, to: To, extra: Extra, *, now: datetime
) -> BundleHead:
    """The head of a bundle written to a file: all of its logs that its readers lack.

    Every entry goes, so that no chain is broken; the bodies of kinds that stay do not.
    """

    def beyond() -> Iterator[tuple[int, bytes]]:
        for log in sender.logs:
            yield from store.beyond(log, to.frontier)

    def items() -> Iterator[Item]:
        yield from (Item(ROSTER, roster) for roster in extra.rosters)
        yield from (Item(ENTRY, exact) for _, exact in beyond())
        for number in leaving:
            body = store.body(number)
            if body is not None:
                yield Item(BODY, bytes.fromhex(body.entry) + body.salt + body.body)
        yield from (Item(CHECKPOINT, note) for note in extra.checkpoints)
        yield from (Item(ACKNOWLEDGEMENT, bytes.fromhex(name)) for name in extra.acknowledged)

    entries, leaving = 0, array("Q")  # the numbers of entries whose bodies go too
    for number, exact in beyond():
        entries += 1
        header = header_in(exact)
        if may_travel(header, within_unit=to.within_unit) and store.has_body(number):
            leaving.append(number)
    along = len(extra.rosters) + len(extra.checkpoints) + len(extra.acknowledged)
    head = BundleHead(
        bundle=draw(BUNDLE_BYTES).hex(),
        frontier=tuple(
            Frontier(author=place.author, id=name, log=place.log, sequence=sequence)
            for place, sequence, name in store.frontier()
            if place.log in (*sender.logs, *to.logs) or to.within_unit
        ),
        items=entries + len(leaving) + along,
        recipients=tuple(sorted(set(to.recipients))),
        sender=Sender(key=sender.key.public.hex(), unit=sender.unit),
        time=time_of(now),
    )
    seal_bundle(out, head, items, sender.key)
    return head


def receive(
    store: Store,
    path: Path,
    folder: Path,
    identities: Sequence[str],
    trust: Trust,
    *,
    whole: bool = False,
) -> Received:
    """What a bundle brought, after all of it was taken into the store.

    Args:
        store: the log that it goes into.
        path: the sealed file, wherever it lies.
        folder: the desk's own, where what is opened may lie for a moment, without a name.
        identities: the reader's age identities.
        trust: whom the reader believes.
        whole: take too what would be set aside because too much came from one author.

    Raises:
        FormatError: it is no bundle, or holds what none may; the message tells the item's number.
        SealError: it does not open, is not from a contact, or breaks a rule of the log.
    """
    with open_bundle(path, folder, identities) as opened:
        sender = opened.head.sender
        if not (trust.sender(sender) or trust.heir(sender, _rosters(opened))):
            unit = opened.head.sender.unit
            raise SealError(f"a bundle comes from unit {unit}, which is no contact")
        came = _checked(opened, trust)
        reading = _Reading(opened)
        bodies = _bodies(store, reading, trust)
        try:
            taken = store.take(_entries(reading), bodies, may=trust.may, whole=whole)
        except (FormatError, SealError) as error:
            raise _at(reading.number, error) from None
        return Received(opened.head, taken, *came)


def _rosters(opened: Opened) -> tuple[bytes, ...]:
    """The rosters that a bundle brings: they stand before all else."""
    return tuple(item.data for item in takewhile(lambda i: i.kind == ROSTER, opened.items()))


class _Reading:
    """The items of a bundle as they are read; `number` is that of the last."""

    def __init__(self, opened: Opened) -> None:
        self._opened, self.number = opened, 0

    def items(self, kind: int) -> Iterator[Item]:
        """The items of a kind."""
        for number, item in enumerate(self._opened.items(), 1):
            if item.kind == kind:
                self.number = number
                yield item


def _checked(
    opened: Opened, trust: Trust
) -> tuple[tuple[bytes, ...], tuple[Note, ...], tuple[str, ...]]:
    """What comes along with the entries, after every item was read once but for bodies' words."""
    rosters: list[bytes] = []
    notes: list[Note] = []
    acknowledged: list[str] = []
    for number, item in enumerate(opened.items(), 1):
        try:
            match item.kind:
                case 0x05:
                    _ = trust.roster(item.data)
                    rosters.append(item.data)
                case 0x01:
                    _ = read_entry(item.data)
                case 0x02:
                    _ = _body(item)
                case 0x04:
                    notes.append(read_note(item.data))
                case 0x06:
                    acknowledged.append(_name(item.data))
                case _:
                    raise FormatError("an item of a kind that is not taken yet")
        except CrosstallyError as error:
            raise _at(number, error) from None
    return tuple(rosters), tuple(notes), tuple(acknowledged)


def _entries(reading: _Reading) -> Iterator[Entry]:
    return (checked_before(item.data) for item in reading.items(ENTRY))


def _bodies(store: Store, reading: _Reading, trust: Trust) -> Iterator[Body]:
    """Bodies, each once its entry is in the store: that says what the body may say."""
    for item in reading.items(BODY):
        body = _body(item)
        header = store.header(body.entry)
        if header is not None:
            check_body(header.kind, body.body, roster=trust.roster)
        yield body


def _at(number: int, error: CrosstallyError) -> CrosstallyError:
    return type(error)(f"item {number}: {error.message}", hint=error.hint)


def _body(item: Item) -> Body:
    if len(item.data) < ID_BYTES + SALT_BYTES:
        raise FormatError("no body: too short")
    name, rest = item.data[:ID_BYTES], item.data[ID_BYTES:]
    return Body(EntryId(name.hex()), rest[:SALT_BYTES], rest[SALT_BYTES:])


def _name(data: bytes) -> str:
    if len(data) != BUNDLE_BYTES:
        raise FormatError("no bundle's name")
    return data.hex()
