"""An entry is taken as it was signed or refused for one reason; vectors say which."""

import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import CrosstallyError, SealError
from crosstally.ledger.entry import (
    BodyMark,
    EntryId,
    EntryKind,
    Header,
    canonical,
    read_entry,
    write_entry,
)
from crosstally.ledger.sign import draw_key, key_of_seed, verifies
from crosstally.records import plain

VECTORS = Path(__file__).resolve().parents[2] / "spec" / "vectors" / "ledger"
OTHERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors"
KEY = key_of_seed(bytes(range(32)))
HEX_32 = st.binary(min_size=32, max_size=32).map(bytes.hex)


def exact_of(path: Path) -> bytes:
    return bytes.fromhex(path.read_text(encoding="utf-8").partition("\n\n")[2])


headers = st.builds(
    lambda kind, log, sequence, previous, refers, mark: Header(
        author=KEY.public.hex(), body=mark, kind=kind, log=log, sequence=sequence,
        previous=None if sequence == 1 else EntryId(previous),
        refers=tuple(map(EntryId, sorted(refers))), time="2026-01-01T00:00:00Z",
    ),
    st.sampled_from(EntryKind), st.binary(min_size=16, max_size=16).map(bytes.hex),
    st.integers(1, 2**53 - 1), HEX_32, st.sets(HEX_32, max_size=16),
    st.none() | st.builds(BodyMark, commitment=HEX_32, size=st.integers(0, 2**48)),
)  # fmt: skip


@given(headers)
def test_what_is_written_is_canonical_and_reads_back_the_same(header: Header) -> None:
    assert canonical(header) == rfc8785.dumps(plain(header))
    entry = write_entry(KEY, header)
    assert read_entry(entry.exact) == entry
    assert len(canonical(header)) <= 4096


@given(st.integers(0), st.integers(1, 255))
def test_any_changed_byte_is_refused(at: int, by: int) -> None:
    exact = exact_of(VECTORS / "ok-second.txt")
    place = at % len(exact)
    broken = exact[:place] + bytes([exact[place] ^ by]) + exact[place + 1 :]
    with pytest.raises(CrosstallyError):
        read_entry(broken)


@given(st.binary(max_size=500))
def test_any_bytes_are_refused_and_never_told(data: bytes) -> None:
    with pytest.raises(CrosstallyError) as told:
        read_entry(data)
    assert data.hex()[:20] not in str(told.value) or len(data) < 5


def test_the_id_leaves_the_signature_out_and_covers_every_member() -> None:
    header = read_entry(exact_of(VECTORS / "ok-first.txt")).header
    ids = {write_entry(KEY, header).id}
    for path in VECTORS.glob("ok-*.txt"):
        ids.add(read_entry(exact_of(path)).id)
    assert len(ids) == len(list(VECTORS.glob("ok-*.txt")))


def test_nobody_signs_for_another() -> None:
    header = read_entry(exact_of(VECTORS / "ok-first.txt")).header
    with pytest.raises(SealError):
        write_entry(draw_key(), header)


def test_the_repr_of_a_key_shows_its_public_half_only() -> None:
    key = draw_key()
    assert key.secret.hex() not in repr(key)
    assert str(key.secret) not in repr(key)


@pytest.mark.skipif(not OTHERS.is_dir(), reason="others' vectors are not at hand")
def test_odd_signatures_are_judged_as_libsodium_judges_them() -> None:
    cases = json.loads((OTHERS / "ed25519" / "ed25519" / "ed25519vectors.json").read_text("utf-8"))
    taken = [
        case["number"]
        for case in cases
        if verifies(bytes.fromhex(case["key"]), case["msg"].encode(), bytes.fromhex(case["sig"]))
    ]
    assert len(cases) == 914
    assert len(taken) == 43


@pytest.mark.skipif(not OTHERS.is_dir(), reason="others' vectors are not at hand")
def test_wycheproof_signatures_come_out_as_expected() -> None:
    path = OTHERS / "wycheproof" / "testvectors_v1" / "ed25519_test.json"
    seen = 0
    for group in json.loads(path.read_text("utf-8"))["testGroups"]:
        key = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            held = verifies(key, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
            assert held == (case["result"] == "valid"), case["tcId"]
            seen += 1
    assert seen > 100
