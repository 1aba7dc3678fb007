"""A bundle is taken whole by whom it is for, or refused: nothing between."""

import io
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.errors import CrosstallyError, FormatError, SealError
from crosstally.ledger.bundle import (
    ACKNOWLEDGEMENT,
    BODY,
    ENTRY,
    MAGIC,
    BundleHead,
    Item,
    Sender,
    open_bundle,
    padded,
    seal_bundle,
)
from crosstally.ledger.sign import SUITE, domain, key_of_seed, sign
from crosstally.records import changed, encode

KEY, OTHER = key_of_seed(bytes(range(32))), key_of_seed(bytes(32))
MINE, THEIRS = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
ITEMS = (
    Item(ENTRY, b"an entry"), Item(ENTRY, "قناری".encode()), Item(BODY, bytes(3000)),
    Item(ACKNOWLEDGEMENT, bytes(16)),
)  # fmt: skip
HEAD = BundleHead(
    bundle="ab" * 16, frontier=(), items=len(ITEMS), recipients=(str(MINE.to_public()),),
    sender=Sender(key=KEY.public.hex(), unit="cd" * 16), time="2026-01-01T00:00:00Z",
)  # fmt: skip


def sealed(folder: Path, items: tuple[Item, ...] = ITEMS, head: BundleHead = HEAD) -> Path:
    path = folder / "bundle.age"
    with path.open("wb") as out:
        seal_bundle(out, head, lambda: iter(items), KEY)
    return path


def inside(head: bytes | None = None, body: bytes = b"", *, pad: int | None = None) -> bytes:
    """The inside of a bundle, rightly signed whatever it says."""
    told = encode(changed(HEAD, items=0)) if head is None else head
    text = MAGIC + SUITE + len(told).to_bytes(4, "big") + told + body + b"\xff" + bytes(8)
    text += bytes(padded(len(text)) - len(text) if pad is None else pad)
    return text + signature(text)


def signature(text: bytes) -> bytes:

    return sign(KEY, domain("bundle/v1", SUITE, sha256(text).digest()))


def opened(folder: Path, text: bytes) -> list[Item]:
    path = folder / "made.age"
    path.write_bytes(pyrage.encrypt(text, [MINE.to_public()]))
    return read(path)


def read(path: Path, identity: pyrage.x25519.Identity = MINE, **options: int) -> list[Item]:
    with open_bundle(path, path.parent, [str(identity)], **options) as bundle:
        return list(bundle.items())


def test_what_is_sealed_opens_the_same_as_often_as_asked(tmp_path: Path) -> None:
    with open_bundle(sealed(tmp_path), tmp_path, [str(THEIRS), str(MINE)]) as bundle:
        assert bundle.head == HEAD
        assert tuple(bundle.items()) == tuple(bundle.items()) == ITEMS
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.age"], "nothing is left behind"


def test_nobody_else_opens_it_nor_one_who_was_sent_it_by_another(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    with pytest.raises(SealError, match="does not open"):
        read(path, THEIRS)
    text = pyrage.decrypt(path.read_bytes(), [MINE])
    path.write_bytes(pyrage.encrypt(text, [THEIRS.to_public()]))
    with pytest.raises(SealError, match="other recipients"):
        read(path, THEIRS)


def test_equal_content_has_equal_length_and_lengths_say_little() -> None:
    assert len({padded(n) for n in range(1, 1_000_000, 997)}) < 200
    assert padded(4096) == 4096


@given(st.integers(1, 2**40))
def test_padding_costs_at_most_an_eighth_and_is_padded_already(length: int) -> None:
    assert max(length, 4096) <= padded(length) <= max(length, 4096) * 9 / 8
    assert padded(padded(length)) == padded(length)


WRONG: dict[str, Callable[[], bytes]] = {
    "no byte": lambda: b"",
    "another magic": lambda: inside().replace(MAGIC, b"crosstally bundle 2\n"),
    "another suite": lambda: inside().replace(MAGIC + SUITE, MAGIC + b"\x02"),
    "a head with blanks": lambda: inside(encode(changed(HEAD, items=0)).replace(b",", b", ")),
    "a head that is none": lambda: inside(b"{}"),
    "a head with more": lambda: inside(encode(HEAD)[:-1] + b',"zone":"x"}'),
    "an item too many": lambda: inside(body=item(ENTRY, b"x")),
    "an item too few": lambda: inside(encode(HEAD)),
    "an unknown item": lambda: inside(encode(changed(HEAD, items=1)), item(0x77, b"x")),
    "an item too long": lambda: inside(encode(changed(HEAD, items=1)), item(ENTRY, bytes(5000))),
    "items out of order": lambda: inside(
        encode(changed(HEAD, items=2)), item(BODY, b"x") + item(ENTRY, b"x")
    ),
    "an item that says too much": lambda: inside(
        encode(changed(HEAD, items=1)), b"\x02" + (4_000_000).to_bytes(8, "big") + b"x"
    ),
    "an item of 2^63 bytes": lambda: inside(
        encode(changed(HEAD, items=1)), b"\x02" + b"\x7f" + bytes(7)
    ),
    "no padding": lambda: inside(pad=0),
    "padding too long": lambda: inside(pad=8192),
    "padding that says something": lambda: padded_with(b"\x01"),
    "a changed seal": lambda: inside()[:-1] + bytes([inside()[-1] ^ 1]),
    "another's seal": lambda: inside(
        encode(changed(HEAD, items=0, sender=Sender(key=OTHER.public.hex(), unit="cd" * 16)))
    ),
}


def item(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + len(data).to_bytes(8, "big") + data


def padded_with(byte: bytes) -> bytes:
    text = inside()[:-64]
    text = text[:-1] + byte
    return text + signature(text)


def test_a_right_inside_of_our_own_making_opens(tmp_path: Path) -> None:
    assert opened(tmp_path, inside()) == []
    head = encode(changed(HEAD, items=1))
    assert opened(tmp_path, inside(head, item(ENTRY, b"x"))) == [Item(ENTRY, b"x")]


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_inside_is_refused_though_it_is_sealed_and_signed(
    tmp_path: Path, made: Callable[[], bytes]
) -> None:
    with pytest.raises((FormatError, SealError)):
        opened(tmp_path, made())


@pytest.mark.parametrize(
    "outside",
    [
        b"", b"age-encryption.org/v1\n", b"age-encryption.org/v2\n-> X25519 a\nb\n--- c",
        b"age-encryption.org/v1\n-> scrypt a 18\nb\n--- c",
        b"age-encryption.org/v1\n-> X25519 a\nb\n-> ssh-rsa a\nb\n--- c",
        b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 33 + b"--- c",
        b"age-encryption.org/v1\n-> X25519 a\nb\n" + b"-> x-grease\nb\n" * 2 + b"--- c",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"age-encryption.org/v1\n" + b"x" * 100_000,
    ],
)  # fmt: skip
def test_another_outside_is_refused_before_any_work(tmp_path: Path, outside: bytes) -> None:
    path = tmp_path / "bundle.age"
    path.write_bytes(outside)
    with pytest.raises(FormatError, match="no bundle"):
        read(path)


def test_a_passphrase_is_never_tried(tmp_path: Path) -> None:
    path = tmp_path / "bundle.age"
    path.write_bytes(pyrage.passphrase.encrypt(inside(), "x"))
    with pytest.raises(FormatError, match="another way"):
        read(path)


def test_a_bundle_is_cut_off_anywhere_and_leaves_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path)
    whole = path.read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises((FormatError, SealError)):
            read(path)
    assert [each.name for each in tmp_path.iterdir()] == ["bundle.age"]


def test_more_than_the_reader_allows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="too long"):
        read(sealed(tmp_path), most=1000)


def test_bytes_changed_from_outside_are_refused(tmp_path: Path) -> None:
    chance, path = random.Random(7), sealed(tmp_path)
    whole = path.read_bytes()
    for _ in range(300):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(broken)
        with pytest.raises((FormatError, SealError)):
            read(path)


def test_bytes_changed_from_inside_are_refused_unless_signed_anew(tmp_path: Path) -> None:
    chance = random.Random(8)
    text = pyrage.decrypt(sealed(tmp_path).read_bytes(), [MINE])
    for _ in range(300):
        broken = bytearray(text)
        broken[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
        with pytest.raises((FormatError, SealError)):
            opened(tmp_path, bytes(broken))


def test_a_sealer_refuses_what_a_reader_would(tmp_path: Path) -> None:
    out = io.BytesIO()

    def of(*items: Item) -> Callable[[], Iterator[Item]]:
        return lambda: iter(items)

    for head, items in (
        (HEAD, of(*ITEMS[::-1])),
        (HEAD, of(*ITEMS[:2])),
        (changed(HEAD, items=1), of(Item(ENTRY, bytes(5000)))),
        (changed(HEAD, items=0, sender=Sender(key=OTHER.public.hex(), unit="cd" * 16)), of()),
    ):
        with pytest.raises(CrosstallyError):
            seal_bundle(out, head, items, KEY)
    assert out.getvalue() == b""


def test_no_error_tells_what_was_inside(tmp_path: Path) -> None:
    head = encode(changed(HEAD, items=1))
    with pytest.raises(FormatError) as told:
        opened(tmp_path, inside(head, item(0x77, "قناری".encode())))
    assert "قناری" not in str(told.value)
