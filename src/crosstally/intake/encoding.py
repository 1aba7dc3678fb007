"""Bytes to text, with the encoding that they are in and never one that merely fits.

Invariant: what comes out, encoded again, is what came in (a byte order mark apart). Where the
encoding is not certain there is no text.
"""

import codecs
import re
from typing import NamedTuple

from crosstally.records import Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first bytes of what people rename to .txt: archives, documents, pictures, films, programs.
_MAGIC = (
    b"PK\x03\x04", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"MZ\x90",
    b"SQLite format 3", b"Rar!", b"7z\xbc\xaf", b"OggS", b"ID3", b"\xd0\xcf\x11\xe0", b"BZh",
    b"\x1aE\xdf\xa3", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ARABIC = re.compile("[\u0600-\u06ff\u200c\u200d\u200e\u200f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
# Words of which a Persian or Arabic text of any length holds some, as cp1256 writes them.
_COMMON = re.compile(r"(?<!\w)(?:و|در|به|از|که|را|با|اين|ها|است|من|في|على|إلى|هذا|عن|أن)(?!\w)")


class Decoded(NamedTuple):
    """A text and the encoding it was in; or no text, and why."""

    text: str | None
    encoding: str
    reason: Reason | None = None


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes of a file are those of no text in any encoding we read.

    >>> looks_binary(b"%PDF-1.7"), looks_binary("سلام".encode("utf-16"))
    (True, False)
    """
    if head.startswith(_MAGIC):
        return True
    if sniff(head) not in ("utf-8", "other"):
        return False
    return len(_CONTROLS.findall(head)) * 100 > len(head)


def sniff(head: bytes) -> str:
    """What the first bytes say of the encoding: a UTF form, or "other"."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2], head[1::2]
    if len(head) >= 4 and even and odd:
        # Basic Latin and Arabic in UTF-16 without a mark: one byte of each pair is 0x00 or 0x06.
        if _high_bytes(odd) and not _high_bytes(even):
            return "utf-16-le"
        if _high_bytes(even) and not _high_bytes(odd):
            return "utf-16-be"
    try:
        _ = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "other"
    return "utf-8"


def decode_text(raw: bytes) -> Decoded:
    """The text of some bytes: UTF-8, UTF-16, UTF-32, or Persian and Arabic in cp1256.

    >>> decode_text("خیر".encode()).encoding
    'utf-8'
    """
    if looks_binary(raw[:4096]):
        return Decoded(None, "", Reason.BINARY)
    name = sniff(raw[:4096])
    if name == "other":
        return _decode_1256(raw)
    for mark, marked in _BOMS:
        if marked == name and raw.startswith(mark):
            raw = raw[len(mark) :]
            break
    try:
        return Decoded(raw.decode(name), name)
    except UnicodeDecodeError:
        return _decode_1256(raw) if name == "utf-8" else Decoded(None, "", Reason.WRONG_ENCODING)


def _high_bytes(half: bytes) -> bool:
    return sum(byte in (0x00, 0x06, 0x20) for byte in half) * 10 > 8 * len(half) and (
        0x00 in half or 0x06 in half
    )


def _decode_1256(raw: bytes) -> Decoded:
    text = raw.decode("cp1256")
    foreign = len(_BEYOND_ASCII.findall(text))
    arabic = len(_ARABIC.findall(text))
    # 0.9: French in cp1252 read so has less than half, Russian in cp1251 about two thirds.
    if arabic >= 0.9 * foreign and _COMMON.search(text):
        return Decoded(text, "cp1256")
    return Decoded(None, "", Reason.WRONG_ENCODING)
