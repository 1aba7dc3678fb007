"""Checkpoints over a unit's log: signed notes, co-signed by other units (spec/ledger-v1, 6).

Invariant: what `read_note` gives has the one form that its words allow; whether anybody signed it
is another question, and `signed_by` and `cosigned_by` answer it for one key each.

Source: C2SP signed-note, tlog-checkpoint and tlog-cosignature (c2sp.org).
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from hashlib import sha256
from typing import NamedTuple

from crosstally.errors import FormatError
from crosstally.ledger.merkle import HASH_BYTES
from crosstally.ledger.sign import SIGNATURE_BYTES, SigningKey, sign, verifies

MOST_NOTE = 16_384
MOST_SIGNATURES = 64
MOST_SIZE = 2**63 - 1
KEY_ID_BYTES = 4
TIME_BYTES = 8
_ED25519, _COSIGNATURE = b"\x01", b"\x04"
_ORIGIN = "crosstally.unit/"
_NAME = re.compile(_ORIGIN + "[0-9a-f]{32}")
_SIZE = re.compile("0|[1-9][0-9]{0,18}")
_SIGNATURE = re.compile("\u2014 ([^ +]+) ([A-Za-z0-9+/]+={0,2})")


class Checkpoint(NamedTuple):
    """How many entries a unit's log had, and the root over them."""

    unit: str
    size: int
    root: bytes


class NoteSignature(NamedTuple):
    """Who says to have signed, by which key, and the signature (after a time, if it is one)."""

    unit: str
    key_id: bytes
    signature: bytes


class Note(NamedTuple):
    """A checkpoint, the words that stand for it, and the signatures under them."""

    checkpoint: Checkpoint
    text: str
    signatures: tuple[NoteSignature, ...]


def write_note(key: SigningKey, checkpoint: Checkpoint) -> Note:
    """A checkpoint signed by the unit's own key."""
    text = f"{_ORIGIN}{checkpoint.unit}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
    own = NoteSignature(
        checkpoint.unit, _key_id(checkpoint.unit, key.public, _ED25519), sign(key, text.encode())
    )
    return Note(checkpoint, text, (own,))


def cosign(note: Note, key: SigningKey, *, unit: str, seconds: int) -> Note:
    """The note with another unit's word that it saw it, and when (seconds since 1970).

    Whoever co-signs has checked that the log extends what it saw before (`merkle.extends`).
    """
    signature = seconds.to_bytes(TIME_BYTES, "big") + sign(key, _witnessed(note.text, seconds))
    other = NoteSignature(unit, _key_id(unit, key.public, _COSIGNATURE), signature)
    return note._replace(signatures=(*note.signatures, other))


def shown(note: Note) -> bytes:
    """The bytes of a note."""
    lines = (
        f"\u2014 {_ORIGIN}{each.unit} {b64encode(each.key_id + each.signature).decode()}\n"
        for each in note.signatures
    )
    return (note.text + "\n" + "".join(lines)).encode()


def read_note(data: bytes) -> Note:
    """The note that some bytes are; no signature is checked.

    Raises:
        FormatError: they are no note of a checkpoint, or not in its one form.
    """
    if len(data) > MOST_NOTE:
        raise FormatError("no checkpoint: too long")
    try:
        text, apart, rest = data.decode("utf-8").partition("\n\n")
    except UnicodeDecodeError:
        raise FormatError("no checkpoint: no text") from None
    lines = text.split("\n")
    if not apart or len(lines) != 3 or not rest.endswith("\n"):
        raise FormatError("no checkpoint: other lines than three and signatures")
    note = Note(_checkpoint(*lines), text + "\n", tuple(map(_signature, rest[:-1].split("\n"))))
    if len(note.signatures) > MOST_SIGNATURES or shown(note) != data:
        raise FormatError("no checkpoint: not in its one form")
    return note


def signed_by(note: Note, public: bytes) -> bool:
    """Whether the unit that the note speaks for signed it with a key."""
    unit = note.checkpoint.unit
    return any(
        (each.unit, each.key_id) == (unit, _key_id(unit, public, _ED25519))
        and verifies(public, note.text.encode(), each.signature)
        for each in note.signatures
    )


def cosigned_by(note: Note, unit: str, public: bytes) -> int | None:
    """When another unit saw the note by its own word, in seconds since 1970; None if it did not."""
    for each in note.signatures:
        if (each.unit, each.key_id) != (unit, _key_id(unit, public, _COSIGNATURE)):
            continue
        seconds = int.from_bytes(each.signature[:TIME_BYTES], "big")
        told = _witnessed(note.text, seconds)
        if verifies(public, told, each.signature[TIME_BYTES:]):
            return seconds
    return None


def _checkpoint(origin: str, size: str, root: str) -> Checkpoint:
    if not _NAME.fullmatch(origin) or not _SIZE.fullmatch(size) or int(size) > MOST_SIZE:
        raise FormatError("no checkpoint: its unit or its size")
    told = _decoded(root)
    if len(told) != HASH_BYTES:
        raise FormatError("no checkpoint: its root")
    return Checkpoint(origin.removeprefix(_ORIGIN), int(size), told)


def _signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    if found is None or not _NAME.fullmatch(found[1]):
        raise FormatError("no checkpoint: a line that is no signature")
    told = _decoded(found[2])
    if len(told) not in (
        KEY_ID_BYTES + SIGNATURE_BYTES,
        KEY_ID_BYTES + TIME_BYTES + SIGNATURE_BYTES,
    ):
        raise FormatError("no checkpoint: a signature of a wrong length")
    return NoteSignature(found[1].removeprefix(_ORIGIN), told[:KEY_ID_BYTES], told[KEY_ID_BYTES:])


def _decoded(text: str) -> bytes:
    try:
        told = b64decode(text, validate=True)
    except (Error, ValueError):
        raise FormatError("no checkpoint: no base64") from None
    if b64encode(told).decode() != text:
        raise FormatError("no checkpoint: not in its one form")
    return told


def _key_id(unit: str, public: bytes, algorithm: bytes) -> bytes:
    told = f"{_ORIGIN}{unit}\n".encode() + algorithm + public
    return sha256(told).digest()[:KEY_ID_BYTES]


def _witnessed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
