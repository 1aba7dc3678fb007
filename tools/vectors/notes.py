"""Vectors of checkpoints (spec/ledger-v1, section 6): signed notes.

A vector that is no more than read says `ok` or why it is refused; one with a line `signed` says
whether the unit's key has signed it (`yes`, `no`), or when another unit saw it (seconds).
"""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256

from crosstally.ledger.checkpoint import Checkpoint, cosign, shown, write_note
from vectors.shown import KEY, LOG, OTHER, Vector

ROOT = sha256(b"root").digest()
NOTE = write_note(KEY, Checkpoint(LOG, 7, ROOT))
RIGHT = shown(NOTE)
WITNESS = "cd" * 16
_SEEN = 1_767_225_600


def vectors() -> Iterator[Vector]:
    """All of them."""
    yes, no = (("signed", "yes"),), (("signed", "no"),)
    yield Vector("ok", "ok", "a checkpoint", RIGHT, yes)
    witnessed = shown(cosign(NOTE, OTHER, unit=WITNESS, seconds=_SEEN))
    yield Vector("ok-cosigned", "ok", "another unit saw it", witnessed, (("seen", str(_SEEN)),))
    late = witnessed.replace(b64encode(ROOT), b64encode(sha256(b"other").digest()))
    yield Vector("cosigned-other", "ok", "another unit saw another", late, (("seen", "no"),))
    empty = shown(write_note(KEY, Checkpoint(LOG, 0, sha256(b"").digest())))
    yield Vector("ok-empty", "ok", "of a log without entries", empty, yes)
    most = shown(write_note(KEY, Checkpoint(LOG, 2**63 - 1, ROOT)))
    yield Vector("ok-largest", "ok", "the largest size", most, yes)
    size = RIGHT.replace(b"\n7\n", b"\n8\n")
    yield Vector("size-changed", "ok", "a size changed after signing", size, no)
    by_other = shown(write_note(OTHER, Checkpoint(LOG, 7, ROOT)))
    yield Vector("other-key", "ok", "signed by another key", by_other, no)
    yield from (Vector(*row) for row in _wrong())


def _wrong() -> Iterator[tuple[str, str, str, bytes]]:
    origin, root = b"crosstally.unit/" + LOG.encode(), b64encode(ROOT)
    signature = RIGHT.split(b"\n")[4]
    lines = "other lines than three"
    yield "empty", lines, "no byte at all", b""
    yield "unsigned", lines, "no signature", RIGHT.replace(signature + b"\n", b"")
    yield "no-end", lines, "no line feed at its end", RIGHT[:-1]
    yield "more-lines", lines, "a fourth line", RIGHT.replace(b"\n\n", b"\nnote\n\n")
    yield "two-gaps", "no signature", "two empty lines", RIGHT.replace(b"\n\n", b"\n\n\n")
    yield (
        "other-origin",
        "its unit",
        "of no unit",
        RIGHT.replace(b"crosstally.unit", b"example.org"),
    )
    capitals = RIGHT.replace(LOG.encode(), LOG.upper().encode())
    yield "capitals", "its unit", "a unit in capitals", capitals
    yield "size-leading-nought", "its size", "a size of 07", RIGHT.replace(b"\n7\n", b"\n07\n")
    yield "size-negative", "its size", "a size below nought", RIGHT.replace(b"\n7\n", b"\n-7\n")
    persian = RIGHT.replace(b"\n7\n", "\n۷\n".encode())
    yield "size-persian", "its size", "a size in Persian digits", persian
    large = RIGHT.replace(b"\n7\n", b"\n%d\n" % 2**63)
    yield "size-too-large", "its size", "a size of 2^63", large
    yield "root-short", "its root", "a root of 31 bytes", RIGHT.replace(root, b64encode(ROOT[:31]))
    yield "root-no-base64", "no base64", "a root that is no base64", RIGHT.replace(root, b"*" * 44)
    bits = root[:-2] + bytes([root[-2] + 1]) + b"="
    yield "root-loose-bits", "one form", "bits that mean nothing", RIGHT.replace(root, bits)
    yield "hyphen", "no signature", "a hyphen for a dash", RIGHT.replace("\u2014".encode(), b"-")
    short = b64encode(bytes(67))
    told = origin + b"\n7\n" + root + "\n\n\u2014 ".encode() + origin + b" " + short + b"\n"
    yield "signature-short", "a wrong length", "a signature of 67 bytes", told
    yield "no-text", "no text", "bytes that are no text", RIGHT.replace(b"\n7\n", b"\n\xff\n")
    many = RIGHT + (signature + b"\n") * 64
    yield "many", "one form", "65 signatures", many
    yield "too-long", "too long", "16,385 bytes", RIGHT + b"x" * (16_385 - len(RIGHT))
    carriage = RIGHT.replace(b"\n7\n", b"\n7\r\n")
    yield "carriage-return", "its size", "a carriage return", carriage
