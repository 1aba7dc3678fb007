"""Ed25519 as libsodium signs and verifies, and what is signed: never bare bytes.

Invariant: every signature covers a name of what it is for, so that one made for one purpose holds
for no other. There is one verifier; on odd signatures libraries differ (spec/ledger-v1, section 1).
"""

import secrets
from hashlib import sha256
from typing import NamedTuple, NewType

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import CryptoError

PublicKey = NewType("PublicKey", bytes)

SUITE = b"\x01"
KEY_BYTES = 32
SIGNATURE_BYTES = 64


class SigningKey(NamedTuple):
    """A key that signs. Its `repr` shows the public half only."""

    public: PublicKey
    secret: bytes

    def __repr__(self) -> str:
        """The public half."""
        return f"<SigningKey {self.public.hex()[:8]}>"


def draw_key() -> SigningKey:
    """A new key, drawn at random."""
    return key_of_seed(secrets.token_bytes(KEY_BYTES))


def key_of_seed(seed: bytes) -> SigningKey:
    """The key that a seed of 32 bytes gives."""
    public, secret = crypto_sign_seed_keypair(seed)
    return SigningKey(PublicKey(public), secret)


def domain(purpose: str, *parts: bytes) -> bytes:
    """Bytes that stand for one purpose only: `"crosstally/purpose" || 0x00 || parts`."""
    return b"crosstally/" + purpose.encode("ascii") + b"\x00" + b"".join(parts)


def digest(purpose: str, *parts: bytes) -> bytes:
    """The SHA-256 of parts for one purpose, 32 bytes."""
    return sha256(domain(purpose, *parts)).digest()


def sign(key: SigningKey, message: bytes) -> bytes:
    """A signature of 64 bytes over a message that `domain` made."""
    return crypto_sign(message, key.secret)[:SIGNATURE_BYTES]


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds, by libsodium's rule."""
    if len(public) != KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        _ = crypto_sign_open(signature + message, public)
    except CryptoError:
        return False
    return True
