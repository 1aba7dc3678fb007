"""Contacts check one another's logs entry by entry, co-sign what agrees and keep what does not."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crosstally.ledger.bundle import CHECKPOINT, open_bundle
from crosstally.ledger.checkpoint import Checkpoint, cosign, read_note, shown, write_note
from crosstally.ledger.opening import create_store, open_store
from crosstally.ledger.sign import draw_key
from crosstally.records import Report, ReportId, SourceId, encode
from crosstally.units.exchange import seal_for, take_from
from crosstally.units.unit import Unit, create_unit, load_unit, read_card, share, with_contact
from crosstally.units.witness import (
    MOST_PROOFS,
    Became,
    contradictions,
    notes_for,
    own_note,
    take_notes,
    witnesses,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A desk with a unit and six reports."""

    def __init__(self, folder: Path, *, copied: Path | None = None) -> None:
        self.folder = folder
        if copied is not None:
            shutil.copytree(copied, folder)
            self.store = open_store(folder / "desk.db")
            return
        folder.mkdir()
        self.store = create_store(folder / "desk.db")
        reports = (
            Report(id=ReportId(f"r{n}"), source=SourceId("me"), body=f"گزارش {n}", said_on=date(2026, 1, 1))
            for n in range(6)
        )  # fmt: skip
        self.store.append([("report", encode(each)) for each in reports])
        create_unit(self.store, sealed=True, now=NOW)

    @property
    def unit(self) -> Unit:
        return load_unit(self.store, now=NOW)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({self.unit.standing.roster.unit_key})

    def meets(self, *others: "Desk") -> None:
        for other in others:
            with_contact(self.store, self.unit, read_card(other.unit.card), now=NOW)

    def sends(self, other: "Desk", post: Path) -> Path:
        path = seal_for(self.store, self.unit, post, [other.unit.id], now=NOW)
        take_from(other.store, other.unit, path, other.folder, now=NOW)
        return path

    def hears(self, sender: "Desk", note: bytes) -> Became:
        (became,) = take_notes(
            self.store, self.unit, [read_note(note)], sender=sender.unit.id, keys=sender.keys, now=NOW
        )  # fmt: skip
        return became


@pytest.fixture
def post(tmp_path: Path) -> Path:
    (tmp_path / "post").mkdir()
    return tmp_path / "post"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Desk, Desk]:
    one, other = Desk(tmp_path / "one"), Desk(tmp_path / "other")
    one.meets(other)
    other.meets(one)
    return one, other


def test_a_contact_says_up_to_where_it_saw_the_log(two: tuple[Desk, Desk], post: Path) -> None:
    one, other = two
    share(one.store, one.unit, ["r0", "r1"])
    one.sends(other, post)
    assert list(witnesses(one.store)) == []
    other.sends(one, post)
    (seen,) = witnesses(one.store)
    assert seen.unit == other.unit.id
    assert seen.size == len(list(one.store.ids(one.unit.id)))
    assert seen.seconds == int(NOW.timestamp())
    assert contradictions(one.store) == contradictions(other.store) == ()


def test_an_earlier_checkpoint_takes_nothing_back(two: tuple[Desk, Desk], post: Path) -> None:
    one, other = two
    early = own_note(one.store, one.unit)
    one.sends(other, post)
    share(one.store, one.unit, ["r0"])
    late = own_note(one.store, one.unit)
    assert other.hears(one, late) is Became.AHEAD, "its entry has not come yet"
    one.sends(other, post)
    assert other.hears(one, late) is Became.AGREES
    assert other.hears(one, early) is Became.EARLIER
    assert notes_for(other.store, other.unit, [one.unit.id])[1].startswith(late[:60])


def test_two_histories_of_one_unit_are_seen_by_every_honest_contact(
    tmp_path: Path, post: Path
) -> None:
    liar, *honest = (Desk(tmp_path / name) for name in ("liar", "a", "b", "c"))
    liar.meets(*honest)
    for each in honest:
        each.meets(liar)
    share(liar.store, liar.unit, ["r0"])
    liar.store.close()
    double = Desk(tmp_path / "double", copied=liar.folder)
    liar.store = open_store(liar.folder / "desk.db")
    share(liar.store, liar.unit, ["r1"])
    share(double.store, double.unit, ["r2"])
    for each in honest:
        liar.sends(each, post)
        note = own_note(double.store, double.unit)
        assert each.hears(liar, note) is Became.CONTRADICTS
        assert contradictions(each.store) == (liar.unit.id,)
        double.sends(each, post)
        assert [place.log for place, _ in each.store.forks()] == [liar.unit.id], "the entries too"


def test_another_copy_of_ones_own_key_is_seen(tmp_path: Path, two: tuple[Desk, Desk]) -> None:
    one, other = two
    one.store.close()
    thief = Desk(tmp_path / "thief", copied=one.folder)
    one.store = open_store(one.folder / "desk.db")
    share(thief.store, thief.unit, ["r0", "r1", "r2"])
    note = cosign(
        read_note(own_note(thief.store, thief.unit)), other.unit.key, unit=other.unit.id, seconds=1
    )
    assert one.hears(other, shown(note)) is Became.CONTRADICTS
    assert contradictions(one.store) == (one.unit.id,)


def test_a_strangers_word_is_nothing(tmp_path: Path, two: tuple[Desk, Desk], post: Path) -> None:
    one, other = two
    one.sends(other, post)
    size = len(list(one.store.ids(one.unit.id)))
    forged = write_note(draw_key(), Checkpoint(one.unit.id, size, bytes(32)))
    third = write_note(one.unit.key, Checkpoint("cd" * 16, size, bytes(32)))
    uncosigned = own_note(other.store, other.unit)
    assert other.hears(one, shown(forged)) is Became.NOTHING
    assert other.hears(one, shown(third)) is Became.NOTHING
    assert other.hears(one, uncosigned) is Became.NOTHING, "it says nobody else saw it"
    assert contradictions(other.store) == ()


def test_proofs_do_not_fill_the_disk(two: tuple[Desk, Desk], post: Path) -> None:
    one, other = two
    one.sends(other, post)
    for number in range(MOST_PROOFS + 5):
        false = write_note(one.unit.key, Checkpoint(one.unit.id, 1, number.to_bytes(32, "big")))
        assert other.hears(one, shown(false)) is Became.CONTRADICTS
    assert len(list(other.store.kept("contradiction/"))) == MOST_PROOFS


def test_no_bundle_tells_a_contact_of_another(tmp_path: Path, post: Path) -> None:
    one, a, b = (Desk(tmp_path / name) for name in ("one", "a", "b"))
    one.meets(a, b)
    for each in (a, b):
        each.meets(one)
        each.sends(one, post)
    path = seal_for(one.store, one.unit, post, [a.unit.id], now=NOW)
    with open_bundle(path, a.folder, [a.unit.identity]) as opened:
        notes = [item.data for item in opened.items() if item.kind == CHECKPOINT]
    assert len(notes) == 2
    assert not any(b.unit.id.encode() in note for note in notes)
