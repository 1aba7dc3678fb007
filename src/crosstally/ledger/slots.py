"""Key slots: the store key, sealed under each passphrase that opens it (spec/ledger-v1, 9).

Invariant: no key and no passphrase is in an error or a `repr`; a slot that asks for too little or
too much work is refused before any is done.
"""

import unicodedata
from hashlib import blake2b, sha256
from typing import NamedTuple

import rfc8785
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

from crosstally.errors import FormatError, SealError
from crosstally.ledger.seal import KEY_BYTES, NONCE_BYTES, draw, seal, unseal
from crosstally.ledger.sign import domain
from crosstally.records import Record, decode, plain

SALT_BYTES = 16
TAG_BYTES = 16
MIB = 2**20
LEAST_MIB, MOST_MIB = 64, 4096
MOST_PASSES = 16
MOST_SLOTS = 16
MOST_FILE = 65_536


class Effort(NamedTuple):
    """How dear one guess at a passphrase is: memory in MiB and passes over it."""

    mib: int = 256
    passes: int = 3


EFFORT = Effort()


class Slot(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to open a store. `keyfile` says whether a key file is needed too."""

    keyfile: bool
    mib: int
    passes: int
    salt: str
    wrapped: str

    def __post_init__(self) -> None:
        """Neither cheap nor ruinous, and of the right lengths."""
        if not (LEAST_MIB <= self.mib <= MOST_MIB and 1 <= self.passes <= MOST_PASSES):
            raise ValueError("the work that it asks for is out of bounds")
        salt, wrapped = bytes.fromhex(self.salt), bytes.fromhex(self.wrapped)
        if len(salt) != SALT_BYTES or len(wrapped) != NONCE_BYTES + KEY_BYTES + TAG_BYTES:
            raise ValueError("a length is not as specified")


class Slots(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `desk.keys`."""

    slots: tuple[Slot, ...]
    suite: int
    version: int

    def __post_init__(self) -> None:
        """Of this version, with at least one way in."""
        if (self.version, self.suite) != (1, 1) or not 1 <= len(self.slots) <= MOST_SLOTS:
            raise ValueError("no key slots of this version")


def write_slots(slots: tuple[Slot, ...]) -> bytes:
    """The bytes of `desk.keys`."""
    return bytes(rfc8785.dumps(plain(Slots(slots=slots, suite=1, version=1))))


def read_slots(data: bytes) -> tuple[Slot, ...]:
    """The slots that some bytes hold.

    Raises:
        FormatError: they are no key slots of this version.
    """
    if len(data) > MOST_FILE:
        raise FormatError("no key slots: too long")
    return decode(Slots, data).slots


def make_slot(
    store_key: bytes, passphrase: str, *, keyfile: bytes | None = None, effort: Effort = EFFORT
) -> Slot:
    """A slot that a passphrase opens, and a key file if one is given.

    Raises:
        SealError: the passphrase is empty.
    """
    if not passphrase:
        raise SealError("an empty passphrase seals nothing", hint="type one")
    salt = draw(SALT_BYTES)
    key = _key(passphrase, keyfile, salt, effort)
    bound = _bound(keyfile is not None, effort, salt)
    wrapped = seal(key, store_key, bound).hex()
    return Slot(
        keyfile=keyfile is not None, mib=effort.mib, passes=effort.passes,
        salt=salt.hex(), wrapped=wrapped,
    )  # fmt: skip


def open_slots(slots: tuple[Slot, ...], passphrase: str, *, keyfile: bytes | None = None) -> bytes:
    """The store key.

    Raises:
        SealError: no slot opens; whether passphrase or key file was wrong is not told.
    """
    for slot in slots:
        if slot.keyfile != (keyfile is not None):
            continue
        effort, salt = Effort(slot.mib, slot.passes), bytes.fromhex(slot.salt)
        key = _key(passphrase, keyfile, salt, effort)
        try:
            return unseal(key, bytes.fromhex(slot.wrapped), _bound(slot.keyfile, effort, salt))
        except SealError:
            continue
    raise SealError("does not open", hint="another passphrase, or a key file that is needed too")


def _key(passphrase: str, keyfile: bytes | None, salt: bytes, effort: Effort) -> bytes:
    """Argon2id of the passphrase; with a key file, BLAKE2b under that of the file's digest."""
    text = unicodedata.normalize("NFC", passphrase).encode()
    memory = effort.mib * MIB
    key = crypto_pwhash_alg(
        KEY_BYTES, text, salt, effort.passes, memory, crypto_pwhash_ALG_ARGON2ID13
    )
    if keyfile is None:
        return bytes(key)
    told = domain("keyfile/v1", sha256(keyfile).digest())
    return blake2b(told, digest_size=KEY_BYTES, key=key).digest()


def _bound(keyfile: bool, effort: Effort, salt: bytes) -> bytes:
    """What a slot is bound to: itself, without what is wrapped."""
    told: dict[str, bool | int | str] = {
        "keyfile": keyfile,
        "mib": effort.mib,
        "passes": effort.passes,
        "salt": salt.hex(),
    }
    return bytes(rfc8785.dumps(told))
