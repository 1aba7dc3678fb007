"""Units that hand one another bundles come to one record, whatever happens to the bundles."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pyrage
import pytest

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.bundle import BODY, ENTRY, BundleHead, Item, Sender, seal_bundle
from crosstally.ledger.entry import BodyMark, EntryKind, Header, write_entry
from crosstally.ledger.kinds import Media, MediaType, Withdrawal, WithdrawalReason, check_body
from crosstally.ledger.opening import create_store
from crosstally.ledger.rows import Place
from crosstally.ledger.seal import commit
from crosstally.ledger.sign import key_of_seed
from crosstally.ledger.store import Author, Store
from crosstally.ledger.sync import Extra, From, To, Trust, receive, send
from crosstally.records import (
    Decision,
    Digest,
    Issue,
    Judgement,
    JudgementId,
    Reason,
    Report,
    ReportId,
    SourceId,
    Stage,
    Visibility,
    encode,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LOG, UNIT = "ab" * 16, "cd" * 16
KEY, STRANGER = key_of_seed(bytes([1]) * 32), key_of_seed(bytes([9]) * 32)
MINE, THEIRS = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
AUTHOR = Author(LOG, KEY)


def no_roster(data: bytes) -> object:
    raise FormatError("no roster")


TRUST = Trust(
    sender=lambda sender: sender.key == KEY.public.hex(),
    may=lambda header: (header.log, header.author) == (LOG, KEY.public.hex()),
    roster=no_roster,
)


def report(number: int) -> bytes:
    return encode(
        Report(
            id=ReportId(f"r{number}"), source=SourceId("unit"), body=f"گزارش قناری {number}",
            said_on=date(2026, 1, 1), visibility=Visibility.SEALED,
        )
    )  # fmt: skip


def judgement() -> bytes:
    return encode(
        Judgement(
            id=JudgementId("j1"), decision=Decision.ACCEPT, about=("i1",), by="R.",
            at="2026-01-01T00:00:00Z", reason="",
        )
    )  # fmt: skip


def issue() -> bytes:
    return encode(Issue(stage=Stage.INTAKE, reason=Reason.EMPTY))


@pytest.fixture
def sender(tmp_path: Path) -> Store:
    store = create_store(tmp_path / "sender.db")
    store.append([("report", report(n)) for n in range(4)], author=AUTHOR)
    store.append([("judgement", judgement()), ("issue", issue())], author=AUTHOR)
    store.append([("report", report(9))])  # the member's own log, which never travels
    return store


@pytest.fixture
def reader(tmp_path: Path) -> Store:
    return create_store(tmp_path / "reader.db")


def bundle(store: Store, path: Path, to: To | None = None) -> Path:
    with path.open("wb") as out:
        to = to or To((str(MINE.to_public()),), {})
        send(store, out, From(UNIT, KEY, (LOG,)), to, Extra(), now=NOW)
    return path


def taken_in(store: Store, path: Path, **changes: object) -> object:
    return receive(store, path, path.parent, [str(MINE)], TRUST._replace(**changes))


def bodies(store: Store) -> list[bytes]:
    return sorted(kept.body for kept in store.read(log=LOG))


def frontier(store: Store) -> dict[Place, tuple[int, str]]:
    return {place: (sequence, name) for place, sequence, name in store.frontier()}


def test_only_what_may_travel_does(tmp_path: Path, sender: Store, reader: Store) -> None:
    received = taken_in(reader, bundle(sender, tmp_path / "a.age"))
    assert (received.taken.added, received.taken.bodies) == (6, 4), "entries go, bodies stay"
    assert bodies(reader) == sorted(report(n) for n in range(4))
    inside = To((str(MINE.to_public()),), {}, within_unit=True)
    received = taken_in(reader, bundle(sender, tmp_path / "b.age", inside))
    assert judgement() in bodies(reader)
    assert issue() not in bodies(reader)
    assert report(9) not in bodies(reader)


def test_twice_is_once_and_a_frontier_spares_what_is_known(
    tmp_path: Path, sender: Store, reader: Store
) -> None:
    path = bundle(sender, tmp_path / "a.age")
    first = taken_in(reader, path)
    again = taken_in(reader, path)
    assert (first.taken.added, again.taken.added, again.taken.known) == (6, 0, 6)
    sender.append([("report", report(10))], author=AUTHOR)
    to = To((str(MINE.to_public()),), frontier(reader))
    later = taken_in(reader, bundle(sender, tmp_path / "b.age", to))
    assert later.head.items < 2 * first.head.items


def test_a_redaction_travels_and_destroys(tmp_path: Path, sender: Store, reader: Store) -> None:
    taken_in(reader, bundle(sender, tmp_path / "a.age"))
    first = next(sender.read(log=LOG)).id
    sender.redact([first], author=AUTHOR)
    to = To((str(MINE.to_public()),), frontier(reader))
    taken_in(reader, bundle(sender, tmp_path / "b.age", to))
    assert report(0) not in bodies(reader)
    assert taken_in(reader, tmp_path / "a.age").taken.destroyed == 1
    assert report(0) not in bodies(reader)


def test_a_stranger_is_refused_by_unit_and_nothing_is_taken(
    tmp_path: Path, sender: Store, reader: Store
) -> None:
    path = bundle(sender, tmp_path / "a.age")
    with pytest.raises(SealError, match="no contact"):
        taken_in(reader, path, sender=lambda sender: False)
    with pytest.raises(SealError, match="may not write"):
        taken_in(reader, path, may=lambda header: False)
    assert reader.head().entries == 0
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.stem == "a") == [".age"]


def crafted(tmp_path: Path, *items: Item) -> Path:
    """A bundle that a malicious contact signed: of right form, whatever its items say."""
    path = tmp_path / "crafted.age"
    head = BundleHead(
        bundle="00" * 16, frontier=(), items=len(items), recipients=(str(MINE.to_public()),),
        sender=Sender(key=KEY.public.hex(), unit=UNIT), time="2026-01-01T00:00:00Z",
    )  # fmt: skip
    with path.open("wb") as out:
        seal_bundle(out, head, lambda: iter(items), KEY)
    return path


def said(kind: EntryKind, body: bytes) -> tuple[Item, Item]:
    mark = BodyMark(commitment=commit(bytes(32), body), size=len(body))
    entry = write_entry(
        KEY,
        Header(
            author=KEY.public.hex(), body=mark, kind=kind, log=LOG, previous=None, refers=(),
            sequence=1, time="2026-01-01T00:00:00Z",
        ),
    )  # fmt: skip
    return Item(ENTRY, entry.exact), Item(BODY, bytes.fromhex(entry.id) + bytes(32) + body)


MESSAGES = (
    b"meet at noon at the north gate", "ظهر، درِ شمالی".encode(), b"{}", b'""',
    b'{"to":"R.","text":"bring the others"}', b'{"task":"watch the gate"}',
    b'{"reason":"go to the gate"}', b'{"digest":"go","size":1,"type":"image"}',
    b'{"reason":"mistake","note":"go"}',
)  # fmt: skip


@pytest.mark.parametrize("kind", EntryKind)
def test_no_kind_carries_a_message_a_task_or_a_plan(
    tmp_path: Path, reader: Store, kind: EntryKind
) -> None:
    for message in MESSAGES:
        with pytest.raises(CrosstallyError) as told:
            taken_in(reader, crafted(tmp_path, *said(kind, message)))
        assert "noon" not in str(told.value)
        assert "ظهر" not in str(told.value)
    assert reader.head().entries == 0


def test_the_bodies_of_the_closed_kinds_are_taken() -> None:
    media = Media(digest=Digest("ab" * 32), size=5, type=MediaType.IMAGE)
    for kind, body in (
        (EntryKind.REPORT, report(1)),
        (EntryKind.JUDGEMENT, judgement()),
        (EntryKind.ISSUE, issue()),
        (EntryKind.MEDIA, encode(media)),
        (EntryKind.WITHDRAWAL, encode(Withdrawal(reason=WithdrawalReason.CONSENT))),
    ):
        check_body(kind, body, roster=no_roster)


def test_a_redaction_with_a_body_is_refused(tmp_path: Path, reader: Store) -> None:
    with pytest.raises(CrosstallyError, match="item 2"):
        taken_in(reader, crafted(tmp_path, *said(EntryKind.REDACTION, report(1))))


def mutated(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(broken))
        match chance.randrange(4):
            case 0:
                broken[at] ^= 1 << chance.randrange(8)
            case 1:
                del broken[at : at + chance.randrange(1, 9)]
            case 2:
                broken[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9)))
            case _:
                broken[at:at] = broken[: chance.randrange(1, 40)]
        if not broken:
            break
    return bytes(broken)


def attack(tmp_path: Path, reader: Store, count: int, seed: int) -> None:
    """Mutations by a member who signs the bundle anew: none is taken, none breaks anything."""
    chance = random.Random(seed)
    entry, body = said(EntryKind.REPORT, report(1))
    for _ in range(count):
        changed = [entry, body]
        which = chance.randrange(2)
        data = mutated(changed[which].data, chance)
        if data == changed[which].data:
            continue
        changed[which] = Item(changed[which].kind, data[:4000])
        with pytest.raises((FormatError, SealError)):
            taken_in(reader, crafted(tmp_path, *changed))
    assert reader.head().entries == 0


def test_what_a_malicious_member_signs_anew_is_refused(tmp_path: Path, reader: Store) -> None:
    attack(tmp_path, reader, 300, 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_thirty_units_come_to_one_state_in_sixty_rounds(tmp_path: Path, seed: int) -> None:
    assert network(tmp_path, 30, seed) <= 60


@pytest.mark.slow
def test_many_mutations_from_inside_are_refused(tmp_path: Path, reader: Store) -> None:
    attack(tmp_path, reader, 20_000, 2)


def test_a_body_of_an_entry_that_is_not_there_is_refused(tmp_path: Path, reader: Store) -> None:
    with pytest.raises(SealError, match="item 1"):
        taken_in(reader, crafted(tmp_path, said(EntryKind.REPORT, report(1))[1]))


def network(tmp_path: Path, units: int, seed: int) -> int:
    """Rounds until every unit holds every unit's log, with loss, delay, doubles, any order."""
    chance = random.Random(seed)
    keys = [key_of_seed(bytes([n]) * 31 + b"k") for n in range(units)]
    logs = [f"{n:032x}" for n in range(units)]
    who = {log: key.public.hex() for log, key in zip(logs, keys, strict=True)}
    identities = [pyrage.x25519.Identity.generate() for _ in range(units)]
    stores = [create_store(tmp_path / f"{n}.db") for n in range(units)]
    trust = Trust(
        sender=lambda sender: True, may=lambda header: who[header.log] == header.author,
        roster=no_roster,
    )  # fmt: skip
    for n, store in enumerate(stores):
        store.append([("report", report(n))], author=Author(logs[n], keys[n]))
    waiting: list[tuple[int, Path]] = []
    for round_number in range(1, 61):
        for n, store in enumerate(stores):
            other = chance.randrange(units)
            path = tmp_path / f"{round_number}-{n}.age"
            to = To((str(identities[other].to_public()),), {})
            with path.open("wb") as out:
                send(store, out, From(f"{n:032x}", keys[n], tuple(logs)), to, Extra(), now=NOW)
            if chance.random() >= 0.3:
                waiting += [(other, path)] * chance.choice((1, 1, 2))
        chance.shuffle(waiting)
        due, waiting = waiting[len(waiting) // 4 :], waiting[: len(waiting) // 4]
        for other, path in due:
            receive(stores[other], path, tmp_path, [str(identities[other])], trust)
        if all(store.head().entries == units for store in stores):
            return round_number
    return 61


def test_a_few_units_come_to_one_state_though_bundles_are_lost(tmp_path: Path) -> None:
    assert network(tmp_path, 4, 1) <= 60
