"""A store key opens with what sealed it, and with nothing else."""

import json

import pytest

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.slots import Effort, make_slot, open_slots, read_slots, write_slots

LIGHT = Effort(mib=64, passes=1)
STORE_KEY = bytes(range(32))


def test_each_slot_opens_with_its_own() -> None:
    slots = (
        make_slot(STORE_KEY, "گذرواژهٔ یک", effort=LIGHT),
        make_slot(STORE_KEY, "two", keyfile=b"file", effort=LIGHT),
    )
    again = read_slots(write_slots(slots))
    assert again == slots
    assert open_slots(again, "گذرواژهٔ یک") == STORE_KEY
    assert open_slots(again, "two", keyfile=b"file") == STORE_KEY
    for passphrase, keyfile in (("two", None), ("two", b"other"), ("one", b"file"), ("", None)):
        with pytest.raises(SealError, match="does not open"):
            open_slots(again, passphrase, keyfile=keyfile)


def test_one_passphrase_is_one_however_its_accents_are_typed() -> None:
    slots = (make_slot(STORE_KEY, "caf\u00e9", effort=LIGHT),)
    assert open_slots(slots, "cafe\u0301") == STORE_KEY


def test_an_empty_passphrase_seals_nothing() -> None:
    with pytest.raises(SealError):
        make_slot(STORE_KEY, "", effort=LIGHT)


@pytest.mark.parametrize(
    "changes",
    [
        {"mib": 63}, {"mib": 4097}, {"passes": 0}, {"passes": 17}, {"salt": "00"},
        {"wrapped": "00"}, {"salt": "zz"}, {"more": 1}, {"keyfile": "no"},
    ],
)  # fmt: skip
def test_a_slot_out_of_bounds_is_refused_before_any_work(changes: dict[str, object]) -> None:
    told = json.loads(write_slots((make_slot(STORE_KEY, "one", effort=LIGHT),)))
    told["slots"][0].update(changes)
    with pytest.raises(FormatError):
        read_slots(json.dumps(told).encode())


@pytest.mark.parametrize("changes", [{"mib": 65}, {"passes": 2}, {"salt": "00" * 16}])
def test_a_slot_is_bound_to_what_it_says(changes: dict[str, object]) -> None:
    told = json.loads(write_slots((make_slot(STORE_KEY, "one", effort=LIGHT),)))
    told["slots"][0].update(changes)
    with pytest.raises(SealError):
        open_slots(read_slots(json.dumps(told).encode()), "one")


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"slots":[],"suite":1,"version":1}', b" " * 70_000, b"\xff"],
)
def test_what_is_no_slots_is_refused(data: bytes) -> None:
    with pytest.raises(CrosstallyError):
        read_slots(data)
