"""Two units exchange bundles: what was shared arrives, its state is shown, strangers stay out."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crosstally.errors import SealError, UsageError
from crosstally.ledger.opening import create_store
from crosstally.ledger.store import Store
from crosstally.records import Report, ReportId, SourceId, decode, encode
from crosstally.units.exchange import State, bundles, hand_over, seal_for, states, take_from
from crosstally.units.unit import (
    Unit,
    create_unit,
    load_unit,
    read_card,
    share,
    with_contact,
    without_contact,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """A desk with a unit."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.store: Store = create_store(folder / "desk.db")
        self.store.append([("report", encode(report(n))) for n in range(3)])
        create_unit(self.store, sealed=True, now=NOW)

    @property
    def unit(self) -> Unit:
        return load_unit(self.store, now=NOW)

    def meets(self, *others: "Desk") -> None:
        for other in others:
            with_contact(self.store, self.unit, read_card(other.unit.card), now=NOW)

    def seal(self, out: Path, *to: "Desk") -> Path:
        return seal_for(self.store, self.unit, out, [each.unit.id for each in to], now=NOW)

    def take(self, path: Path) -> object:
        return take_from(self.store, self.unit, path, self.folder, now=NOW)

    def states(self) -> list[tuple[str, list[State]]]:
        return [(i.kind, [s for _, s in i.states]) for i in states(self.store, self.unit)]


def report(number: int) -> Report:
    return Report(
        id=ReportId(f"r{number}"), source=SourceId("me"), body=f"گزارش {number}",
        said_on=date(2026, 1, 1), path="device/canary.txt", native_id="canary-native",
    )  # fmt: skip


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "one")


@pytest.fixture
def two(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "two")


@pytest.fixture
def post(tmp_path: Path) -> Path:
    (tmp_path / "post").mkdir()
    return tmp_path / "post"


def test_a_plain_desk_has_no_unit(tmp_path: Path) -> None:
    store = create_store(tmp_path / "desk.db")
    with pytest.raises(UsageError, match="sealed"):
        create_unit(store, sealed=False, now=NOW)
    with pytest.raises(UsageError, match="no unit"):
        load_unit(store, now=NOW)


def test_a_desk_has_one_unit(one: Desk) -> None:
    with pytest.raises(UsageError, match="already"):
        create_unit(one.store, sealed=True, now=NOW)


@pytest.mark.parametrize(
    "line", ["", "crosstally-unit1", "hello", "crosstally-unit2 " + "0" * 32, "۱۲۳"]
)
def test_what_is_no_card_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="card"):
        read_card(line)


def test_what_was_shared_arrives_without_what_tells_of_the_device(
    one: Desk, two: Desk, post: Path
) -> None:
    one.meets(two)
    two.meets(one)
    assert share(one.store, one.unit, ["r1"]) == 1
    assert share(one.store, one.unit, ["r1"]) == 0
    two.take(one.seal(post, two))
    received = [decode(Report, e.body) for e in two.store.read(kinds=("report",), log=one.unit.id)]
    assert [each.body for each in received] == ["گزارش 1"]
    assert "canary" not in repr([encode(each) for each in received])
    assert one.store.author.key.public.hex() not in repr([encode(each) for each in received])
    assert [decode(Report, e.body).id for e in two.store.read(kinds=("report",))] == [
        "r0", "r1", "r2",
    ]  # fmt: skip


def test_every_item_shows_where_it_stands(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    two.meets(one)
    share(one.store, one.unit, ["r1"])
    assert one.states()[-1] == ("report", [State.KEPT])
    path = one.seal(post, two)
    assert one.states()[-1] == ("report", [State.SEALED])
    hand_over(one.store, bundles(one.store)[0].bundle)
    assert one.states()[-1] == ("report", [State.HANDED_OVER])
    two.take(path)
    one.take(two.seal(post, one))
    assert one.states()[-1] == ("report", [State.ACKNOWLEDGED])
    share(one.store, one.unit, ["r2"])
    assert [s for _, s in one.states()[-2:]] == [[State.ACKNOWLEDGED], [State.KEPT]]


def test_a_bundle_for_two_is_acknowledged_by_each(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    three = Desk(tmp_path / "three")
    one.meets(two, three)
    two.meets(one)
    path = one.seal(post, two, three)
    two.take(path)
    one.take(two.seal(post, one))
    by_unit = dict(next(iter(states(one.store, one.unit))).states)
    assert by_unit == {two.unit.id: State.ACKNOWLEDGED, three.unit.id: State.SEALED}


def test_a_stranger_and_a_former_contact_are_refused(one: Desk, two: Desk, post: Path) -> None:
    two.meets(one)
    with pytest.raises(SealError, match="no contact"):
        one.take(two.seal(post, one))
    one.meets(two)
    one.take(two.seal(post, one))
    without_contact(one.store, one.unit, two.unit.id, now=NOW)
    with pytest.raises(SealError, match="no contact"):
        one.take(two.seal(post, one))
    with pytest.raises(UsageError, match="no contact"):
        without_contact(one.store, one.unit, two.unit.id, now=NOW)


def test_a_contact_writes_in_its_own_log_only(
    tmp_path: Path, one: Desk, two: Desk, post: Path
) -> None:
    three = Desk(tmp_path / "three")
    one.meets(two, three)
    two.meets(one)
    forged = two.unit._replace(id=three.unit.id)
    path = seal_for(two.store, forged, post, [one.unit.id], now=NOW)
    with pytest.raises(SealError):
        one.take(path)


def test_the_second_bundle_brings_only_what_is_new(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    two.meets(one)
    share(one.store, one.unit, ["r0", "r1"])
    first = two.take(one.seal(post, two))
    one.take(two.seal(post, one))
    share(one.store, one.unit, ["r2"])
    second = two.take(one.seal(post, two))
    assert second.taken.known == 0
    assert second.taken.added < first.taken.added
    assert second.head.items < first.head.items


def test_nothing_goes_out_while_two_rosters_stand(one: Desk, two: Desk, post: Path) -> None:
    one.meets(two)
    unit = one.unit
    frozen = unit._replace(standing=unit.standing._replace(rivals=("a", "b")))  # type: ignore[arg-type]
    with pytest.raises(SealError, match="two rosters"):
        seal_for(one.store, frozen, post, [two.unit.id], now=NOW)
    assert list(post.iterdir()) == []


def test_the_repr_of_a_unit_shows_no_key(one: Desk) -> None:
    shown = repr(one.unit)
    assert one.unit.identity not in shown
    assert one.unit.key.secret.hex() not in shown


def test_an_unknown_report_or_bundle_is_said(one: Desk) -> None:
    with pytest.raises(UsageError, match="1 of these"):
        share(one.store, one.unit, ["r0", "r9"])
    with pytest.raises(UsageError, match="no such bundle by that name"):
        hand_over(one.store, "00" * 16)
    assert one.store.check().entries == 4


def test_a_unit_survives_being_opened_later(one: Desk) -> None:
    later = load_unit(one.store, now=NOW + timedelta(days=400))
    assert later.card == one.unit.card
