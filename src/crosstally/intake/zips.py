"""Zip files that are what they say (WACZ, XLSX), and none that unpacks without end.

Invariant: nothing is unpacked before the directory has been read; a member never gives more bytes
than its directory entry says (zipfile stops there).
"""

import lzma
import struct
import zipfile
import zlib
from typing import IO

from crosstally.intake.arrive import Told, aside
from crosstally.records import Issue, Reason

# What zipfile raises for a file that was damaged, by accident or on purpose (found by fuzzing).
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError,
    RuntimeError, ValueError, KeyError,
)  # fmt: skip
_SMALL = 10 << 20  # bytes: below this a ratio says nothing, a blank sheet packs 1,000 to 1


def open_zip(stream: IO[bytes], name: str, told: Told) -> zipfile.ZipFile | Issue:
    """The zip, opened; or the issue in its place: it is none, is cut off, or never ends."""
    try:
        found = zipfile.ZipFile(stream)
    except BROKEN:
        return aside(name, Reason.TRUNCATED, "no whole zip file: fetch it again")
    total = 0
    for member in found.infolist():
        total += member.file_size
        ratio = member.file_size / max(member.compress_size, 1)
        if total > told.limits.unpacked or (
            member.file_size > _SMALL and ratio > told.limits.ratio
        ):
            found.close()
            return aside(name, Reason.TOO_LONG, "would unpack without measure: a zip bomb?")
    return found
