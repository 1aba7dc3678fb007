"""A checkpoint is signed by its unit, co-signed by others, and has one form."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import FormatError
from crosstally.ledger.checkpoint import (
    Checkpoint,
    cosign,
    cosigned_by,
    read_note,
    shown,
    signed_by,
    write_note,
)
from crosstally.ledger.sign import key_of_seed

UNIT, WITNESS = "00" * 16, "ab" * 16
KEY, OTHER = key_of_seed(bytes(32)), key_of_seed(bytes([1]) * 32)
NOTE = write_note(KEY, Checkpoint(UNIT, 7, bytes(range(32))))
EXACT = shown(NOTE)


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"\n\n", EXACT[:-1], EXACT + b"\n", b"\xff" + EXACT, EXACT.replace(b"\n7\n", b"\n07\n"),
        EXACT.replace(b"\n7\n", b"\n-7\n"), EXACT.replace(b"\n7\n", "\n۷\n".encode()),
        EXACT.replace(b"\n7\n", b"\n9999999999999999999\n"), EXACT.replace(b"unit", b"Unit", 1),
        EXACT.replace(b"\n7\n", b"\n7\nmeet at noon\n"), EXACT.replace("— ".encode(), b"- "),
        EXACT.replace(b"\n\n", b"\n\n\n"), EXACT.partition(b"\n\n")[0] + b"\n\n", EXACT * 100,
        EXACT.replace(b"AAECAw", b"AAECA"), EXACT.replace(b"=\n\n", b"\n\n"),
    ],
)  # fmt: skip
def test_what_has_another_form_is_no_checkpoint(broken: bytes) -> None:
    with pytest.raises(FormatError):
        read_note(broken)


def test_a_note_reads_back_the_same_and_its_unit_signed_it() -> None:
    note = read_note(EXACT)
    assert note == NOTE
    assert signed_by(note, KEY.public)
    assert not signed_by(note, OTHER.public)


def test_a_changed_size_or_root_is_signed_by_nobody() -> None:
    for changed in (EXACT.replace(b"\n7\n", b"\n8\n"), EXACT.replace(b"AAECAw", b"AAECBA")):
        assert not signed_by(read_note(changed), KEY.public)


@given(st.integers(0, 2**40))
def test_a_witness_tells_when_it_saw_the_note(seconds: int) -> None:
    both = read_note(shown(cosign(NOTE, OTHER, unit=WITNESS, seconds=seconds)))
    assert cosigned_by(both, WITNESS, OTHER.public) == seconds
    assert signed_by(both, KEY.public)
    assert cosigned_by(both, WITNESS, KEY.public) is None
    assert cosigned_by(both, UNIT, OTHER.public) is None


def test_a_witness_word_is_no_signature_of_the_unit_and_the_other_way_round() -> None:
    both = cosign(NOTE, KEY, unit=UNIT, seconds=1)
    own, witnessed = both.signatures
    assert not signed_by(both._replace(signatures=(witnessed,)), KEY.public)
    assert cosigned_by(both._replace(signatures=(own,)), UNIT, KEY.public) is None


def test_the_key_id_is_that_of_the_specification() -> None:

    told = f"crosstally.unit/{UNIT}".encode() + b"\x0a\x01" + KEY.public
    assert NOTE.signatures[0].key_id == sha256(told).digest()[:4]
