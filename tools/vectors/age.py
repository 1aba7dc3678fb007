"""age files with a fixed ephemeral key, right ones and wrong ones (age-encryption.org/v1).

Only for vectors: whoever seals draws a new key each time. The bundle's own code uses `pyrage`.
"""

import hmac
from base64 import b64encode
from hashlib import sha256
from typing import Final

from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.bindings import (
    crypto_scalarmult as scalarmult,
)
from nacl.bindings import (
    crypto_scalarmult_base as scalarmult_base,
)

CHUNK = 65_536
FILE_KEY = bytes(range(16))
NONCE = bytes(range(16, 32))
EPHEMERAL = sha256(b"ephemeral").digest()
IDENTITY: Final = sha256(b"reader").digest()  # of the reader that the vectors are sealed to
STRANGER: Final = sha256(b"stranger").digest()
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def recipient(identity: bytes = IDENTITY) -> str:
    """The age recipient of 32 secret bytes."""
    return _bech32("age", scalarmult_base(identity))


def identity(secret: bytes = IDENTITY) -> str:
    """The age identity of 32 secret bytes."""
    return _bech32("age-secret-key-", secret).upper()


def stanza(secret: bytes = IDENTITY, *, file_key: bytes = FILE_KEY) -> bytes:
    """An X25519 stanza for the holder of a secret."""
    share, public = scalarmult_base(EPHEMERAL), scalarmult_base(secret)
    wrap = _hkdf(scalarmult(EPHEMERAL, public), share + public, b"age-encryption.org/v1/X25519")
    wrapped = encrypt(file_key, None, bytes(12), wrap)
    return b"-> X25519 " + _base64(share) + b"\n" + _base64(wrapped) + b"\n"


def header(*stanzas: bytes, version: bytes = b"v1") -> bytes:
    """A header over some stanzas, with its authentication."""
    told = b"age-encryption.org/" + version + b"\n" + b"".join(stanzas) + b"---"
    mac = hmac.digest(_hkdf(FILE_KEY, b"", b"header"), told, "sha256")
    return told + b" " + _base64(mac) + b"\n"


def payload(text: bytes, *, final: bool = True) -> bytes:
    """The sealed text, its last piece marked as the last or not."""
    key = _hkdf(FILE_KEY, NONCE, b"payload")
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)] or [b""]
    sealed = [
        encrypt(
            piece,
            None,
            count.to_bytes(11, "big") + bytes([final and count == len(pieces) - 1]),
            key,
        )
        for count, piece in enumerate(pieces)
    ]
    return NONCE + b"".join(sealed)


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 of one block (RFC 5869)."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _base64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bech32(prefix: str, data: bytes) -> str:
    """Bech32 (BIP 173), as age writes its keys."""
    bits = int.from_bytes(data, "big") << 4  # 256 bits in 52 letters of five
    letters = [bits >> 5 * place & 31 for place in range(51, -1, -1)]
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = 1
    for value in [*spread, *letters, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, each in enumerate(_GENERATOR):
            check ^= each if top >> bit & 1 else 0
    check ^= 1
    tail = [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(_LETTERS[each] for each in [*letters, *tail])
