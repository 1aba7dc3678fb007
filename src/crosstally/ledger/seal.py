"""What is sealed at rest, and the commitment that a body leaves in its header.

Invariant: every sealing has a nonce of its own and is bound to what it belongs to; what does not
open tells nothing but that.
"""

import secrets
from hashlib import blake2b

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _decrypt,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _encrypt,
)
from nacl.exceptions import CryptoError

from crosstally.errors import SealError
from crosstally.ledger.sign import digest, domain

KEY_BYTES = 32
NONCE_BYTES = 24
SALT_BYTES = 32


def draw(size: int) -> bytes:
    """Bytes drawn at random."""
    return secrets.token_bytes(size)


def seal(key: bytes, text: bytes, bound: bytes) -> bytes:
    """The text sealed under a key and bound to what it belongs to: nonce, then cipher and tag."""
    nonce = draw(NONCE_BYTES)
    return nonce + _encrypt(text, bound, nonce, key)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What was sealed.

    Raises:
        SealError: another key, other bounds, or changed bytes; which of them is not told.
    """
    try:
        return _decrypt(sealed[NONCE_BYTES:], bound, sealed[:NONCE_BYTES], key)
    except (CryptoError, ValueError, TypeError):
        raise SealError("a seal does not open") from None


def derived(key: bytes, name: str) -> bytes:
    """The key that a store key gives for one use (spec/ledger-v1, section 9)."""
    return blake2b(domain("key/v1", name.encode("ascii")), digest_size=KEY_BYTES, key=key).digest()


def commit(salt: bytes, body: bytes) -> str:
    """What a header says of its body: the digest of salt and body, hex."""
    return digest("body/v1", salt, body).hex()


def seal_body(key: bytes, salt: bytes, body: bytes) -> bytes:
    """A body and its salt under a key of their own, bound to their commitment."""
    return seal(key, salt + body, bytes.fromhex(commit(salt, body)))


def open_body(key: bytes, sealed: bytes, commitment: str) -> tuple[bytes, bytes]:
    """A salt and its body, checked against the commitment of its header.

    Raises:
        SealError: it does not open, or is not what the header committed to.
    """
    plain = unseal(key, sealed, bytes.fromhex(commitment))
    salt, body = plain[:SALT_BYTES], plain[SALT_BYTES:]
    if commit(salt, body) != commitment:
        raise SealError("a body is not what its entry committed to")
    return salt, body
