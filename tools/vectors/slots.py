"""Vectors of key slots (spec/ledger-v1, section 9): the file `desk.keys`.

The right one opens with the passphrase and key file that its head names, and with nothing else.
"""

import json
from collections.abc import Iterator
from hashlib import blake2b, sha256
from typing import Any

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.bindings import (
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
)

from crosstally.ledger.sign import domain
from vectors.shown import Vector

PASSPHRASE, KEY_FILE = "پنج واژهٔ بلند", b"a key file"
STORE_KEY = sha256(b"store key").digest()
SALT, NONCE = bytes(range(16)), bytes(range(24))


def slot(*, keyfile: bool, **changes: Any) -> dict[str, Any]:
    """A slot of the least work that a reader takes, made by the words of the specification."""
    told: dict[str, Any] = {
        "keyfile": keyfile, "mib": 64, "passes": 1, "salt": SALT.hex(), **changes,
    }  # fmt: skip
    key = crypto_pwhash_alg(
        32, PASSPHRASE.encode(), SALT, 1, 64 * 2**20, crypto_pwhash_ALG_ARGON2ID13
    )
    if keyfile:
        message = domain("keyfile/v1", sha256(KEY_FILE).digest())
        key = blake2b(message, digest_size=32, key=key).digest()
    wrapped = NONCE + encrypt(STORE_KEY, _dumped(told), NONCE, key)
    return {**told, "wrapped": wrapped.hex()}


def _dumped(told: dict[str, Any]) -> bytes:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _file(*slots: dict[str, Any], **changes: Any) -> bytes:
    return _dumped({"slots": list(slots), "suite": 1, "version": 1, **changes})


def vectors() -> Iterator[Vector]:
    """All of them."""
    bare, both = slot(keyfile=False), slot(keyfile=True)
    word = ("passphrase", PASSPHRASE)
    file = ("keyfile", KEY_FILE.hex())
    opens = ("opens", STORE_KEY.hex())
    yield Vector("ok", "ok", "a passphrase", _file(bare), (word, opens))
    yield Vector("ok-key-file", "ok", "a key file too", _file(both), (word, file, opens))
    yield Vector("ok-two", "ok", "two ways in", _file(both, bare), (word, opens))
    yield Vector("without-its-file", "does not open", "no key file", _file(both), (word,))
    other = ("passphrase", PASSPHRASE + " ")
    yield Vector("other-passphrase", "does not open", "another passphrase", _file(bare), (other,))
    moved = {**bare, "salt": bytes(range(1, 17)).hex()}
    yield Vector("other-salt", "does not open", "a salt changed afterwards", _file(moved), (word,))
    broken = {**bare, "wrapped": bare["wrapped"][:-1] + "0"}
    yield Vector("wrapped-bit", "does not open", "a wrapped key changed", _file(broken), (word,))
    for name, changes in _BAD.items():
        what = f"a slot: {name.replace('-', ' ')}"
        yield Vector(name, "no Slots", what, _file({**bare, **changes}))
    yield Vector("none", "no Slots", "no slot", _file())
    yield Vector("many", "no Slots", "17 slots", _file(*[bare] * 17))
    yield Vector("version-2", "no Slots", "of a later version", _file(bare, version=2))
    yield Vector("suite-2", "no Slots", "a suite of later", _file(bare, suite=2))
    yield Vector("no-json", "no Slots", "no JSON", b"keys")
    yield Vector("long", "too long", "65,537 bytes", b" " * 65_537)


_BAD: dict[str, dict[str, Any]] = {
    "memory-too-little": {"mib": 63},
    "memory-ruinous": {"mib": 4097},
    "passes-none": {"passes": 0},
    "passes-ruinous": {"passes": 17},
    "salt-short": {"salt": "00"},
    "salt-no-hex": {"salt": "zz" * 16},
    "wrapped-short": {"wrapped": "00" * 71},
    "more": {"hint": "x"},
}
