"""Bundles, entries and rosters changed on their way or by a member who signs them anew: none taken.

Each is refused with a declared error, in less than a tenth of a second and little memory. What is
not changed is taken, so the test can fail.
"""

import random
import resource
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest

from crosstally.errors import FormatError, SealError
from crosstally.ledger.bundle import (
    BODY,
    ENTRY,
    MAGIC,
    ROSTER,
    BundleHead,
    Item,
    Sender,
    padded,
    seal_bundle,
)
from crosstally.ledger.entry import BodyMark, EntryKind, Header, read_entry, write_entry
from crosstally.ledger.opening import create_store
from crosstally.ledger.seal import commit
from crosstally.ledger.sign import SUITE, domain, key_of_seed, sign
from crosstally.ledger.store import Store
from crosstally.ledger.sync import Trust, receive
from crosstally.records import Report, ReportId, SourceId, encode
from crosstally.units.roster import (
    Member,
    Role,
    Roster,
    RosterReason,
    UnitId,
    begun,
    holds,
    read_roster,
    signed_with,
    write_roster,
)

UNIT = "cd" * 16
KEY, MEMBER, OTHER = (key_of_seed(bytes([n]) * 32) for n in range(3))
READER = pyrage.x25519.Identity.generate()
BODY_TEXT = encode(
    Report(id=ReportId("r-1"), source=SourceId("unit"), body="تجمع کارگران در اراک", lang="fa")
)
MOST_SECONDS, MOST_MIB = 0.1, 64
IN_CI, PARTS, PART = 250, 10, 20_000
HEAD = BundleHead(
    bundle="ab" * 16, frontier=(), items=3, recipients=(str(READER.to_public()),),
    sender=Sender(key=KEY.public.hex(), unit=UNIT), time="2026-01-01T00:00:00Z",
)  # fmt: skip


def an_entry() -> tuple[bytes, bytes]:
    mark = BodyMark(commitment=commit(bytes(32), BODY_TEXT), size=len(BODY_TEXT))
    entry = write_entry(
        KEY,
        Header(
            author=KEY.public.hex(), body=mark, kind=EntryKind.REPORT, log=UNIT, previous=None,
            refers=(), sequence=1, time="2026-01-01T00:00:00Z",
        ),
    )  # fmt: skip
    return entry.exact, bytes.fromhex(entry.id) + bytes(32) + BODY_TEXT


def a_roster() -> Roster:
    keys = sorted([KEY, MEMBER, OTHER], key=lambda key: key.public)
    return begun(
        Roster(
            contacts=(), epoch=0, previous=None, quorum=2, reason=RosterReason.BEGIN, revoked=(),
            keys=tuple(Member(key=key.public.hex(), role=Role.KEEPER) for key in keys),
            split=None, suite=1, time="2026-01-01T00:00:00Z", unit=UnitId("0" * 32),
            unit_key=KEY.public.hex(), wait_days=7,
        )
    )  # fmt: skip


ENTRY_BYTES, BODY_BYTES = an_entry()
ROSTER_RECORD = a_roster()
ROSTER_BYTES = write_roster(signed_with(ROSTER_RECORD, (KEY, MEMBER, OTHER)))
ITEMS = (Item(ROSTER, ROSTER_BYTES), Item(ENTRY, ENTRY_BYTES), Item(BODY, BODY_BYTES))
PIECES = (b'"', b"}", b",", b"\x00", b"\xff", b"-> X25519 ", b"9" * 20, b"\n", "ظ".encode())


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, lost, repeated, moved or put in, in one to four places."""
    broken = bytearray(data)
    for _ in range(chance.randrange(1, 5)):
        at, size = chance.randrange(len(broken) or 1), chance.randrange(1, 33)
        match chance.randrange(6) if broken else 5:
            case 0:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                broken[at] = chance.randrange(256)
            case 2:
                del broken[at : at + size]
            case 3:
                broken[at:at] = broken[chance.randrange(len(broken)) :][:size]
            case 4:
                del broken[chance.randrange(len(broken)) :]
            case _:
                broken[at:at] = chance.choice(PIECES)
    return bytes(broken)


class Desk(NamedTuple):
    """A reader that has one contact, and where bundles come to it."""

    store: Store
    path: Path

    def takes(self, data: bytes) -> None:
        """Take a bundle in, or say why not."""
        self.path.unlink(missing_ok=True)  # a file written over is flushed to disk each time
        self.path.write_bytes(data)
        trust = Trust(
            sender=lambda sender: (sender.unit, sender.key) == (UNIT, KEY.public.hex()),
            may=lambda header: (header.author, header.log) == (KEY.public.hex(), UNIT),
            roster=read_roster,
        )
        receive(self.store, self.path, self.path.parent, [str(READER)], trust)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(create_store(tmp_path / "desk.db"), tmp_path / "bundle.age")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sealed") / "bundle.age"
    with path.open("wb") as out:
        seal_bundle(out, HEAD, lambda: iter(ITEMS), KEY)
    return path.read_bytes()


def inside(told: bytes, items: list[bytes]) -> bytes:
    """An inside that a contact seals anew, whatever it says."""
    text = MAGIC + SUITE + len(told).to_bytes(4, "big") + told + b"".join(items)
    text += b"\xff" + bytes(8)
    text += bytes(padded(len(text)) - len(text))
    text += sign(KEY, domain("bundle/v1", SUITE, sha256(text).digest()))
    return pyrage.encrypt(text, [READER.to_public()])


def refused(attempt: Callable[[], None]) -> bool:
    """Whether an attempt was refused, as it must be: with a declared error, at once."""
    begun_at = time.thread_time()
    try:
        attempt()
    except (FormatError, SealError):
        return True
    finally:
        assert time.thread_time() - begun_at < MOST_SECONDS
    return False


def resident_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def from_outside(desk: Desk, sealed: bytes, count: int, seed: int) -> None:
    chance, before = random.Random(seed), resident_mib()
    for _ in range(count):
        data = mutated(sealed, chance)
        assert data == sealed or refused(lambda data=data: desk.takes(data))
    assert desk.store.head().entries == 0
    assert resident_mib() - before < MOST_MIB


def from_inside(desk: Desk, count: int, seed: int) -> None:
    """A contact changes an item, an item's frame or the head, and seals it anew.

    What is taken then says what its author signed, byte for byte.
    """
    chance, before = random.Random(seed), resident_mib()
    head = encode(HEAD)
    for _ in range(count):
        told, items = head, [framed(item) for item in ITEMS]
        which = chance.randrange(8)
        if which < 6:  # an item's bytes, rightly framed
            item = ITEMS[which // 2]
            items[which // 2] = framed(Item(item.kind, mutated(item.data, chance)))
        elif which == 6:
            at = chance.randrange(3)
            items[at] = mutated(items[at], chance)
        else:
            told = mutated(head, chance)
        attempt = inside(told, items)
        if not refused(lambda attempt=attempt: desk.takes(attempt)):
            kept = [(exact, body) for _, exact, body in desk.store.signed(UNIT)]
            assert [exact for exact, _ in kept] == [ENTRY_BYTES]
            assert kept[0][1] is None or kept[0][1].body == BODY_TEXT
    assert resident_mib() - before < MOST_MIB


def framed(item: Item) -> bytes:
    return bytes([item.kind]) + len(item.data).to_bytes(8, "big") + item.data


def of_entries(count: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(count):
        data = mutated(ENTRY_BYTES, chance)
        assert data == ENTRY_BYTES or refused(lambda data=data: read_entry(data))


def of_rosters(count: int, seed: int) -> None:
    """On their way; and signed anew by one of three, where two must agree."""
    chance, told = random.Random(seed), encode(ROSTER_RECORD)
    for number in range(count):
        if number % 2:
            changed = mutated(told, chance)
            message = domain(
                "roster-sign/v1", sha256(b"crosstally/roster/v1\x00" + changed).digest()
            )
            under = b"\x01" + MEMBER.public + sign(MEMBER, message)
            data = len(changed).to_bytes(4, "big") + changed + under
        else:
            data = mutated(ROSTER_BYTES, chance)
        try:
            signed = read_roster(data)
        except (FormatError, SealError):
            continue
        assert data == ROSTER_BYTES or not holds(signed, None)
        assert not holds(signed, ROSTER_RECORD)


def test_what_is_not_changed_is_taken_so_the_test_can_fail(desk: Desk, sealed: bytes) -> None:
    desk.takes(sealed)
    desk.takes(inside(encode(HEAD), [framed(item) for item in ITEMS]))
    assert [body and body.body for _, _, body in desk.store.signed(UNIT)] == [BODY_TEXT]
    assert holds(read_roster(ROSTER_BYTES), None)


def test_a_bundle_changed_on_its_way_is_refused(desk: Desk, sealed: bytes) -> None:
    from_outside(desk, sealed, IN_CI, 1)


def test_a_bundle_changed_by_its_sender_says_only_what_was_signed(desk: Desk) -> None:
    from_inside(desk, IN_CI, 2)


def test_a_changed_entry_is_refused() -> None:
    of_entries(IN_CI, 3)


def test_a_changed_roster_is_refused_or_does_not_hold() -> None:
    of_rosters(IN_CI, 4)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_thousand_bundles_changed_on_their_way(
    desk: Desk, sealed: bytes, part: int
) -> None:
    from_outside(desk, sealed, PART, 100 + part)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_thousand_bundles_changed_by_their_sender(desk: Desk, part: int) -> None:
    from_inside(desk, PART, 200 + part)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_two_hundred_thousand_entries_and_rosters_changed(part: int) -> None:
    of_entries(PART, 300 + part)
    of_rosters(PART, 400 + part)
