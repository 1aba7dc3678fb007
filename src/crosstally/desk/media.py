"""A report's pictures and recordings, unsealed for whoever asked to see one.

Invariant: only what a report of the desk names is shown, only after it was asked for, and only as
the sort of file that it is by its first bytes; it is written nowhere unsealed.
"""

import re

from starlette.responses import Response

from crosstally.archive import MEDIA
from crosstally.desk.guard import Refused
from crosstally.desk.web import Asked
from crosstally.errors import SealError, StoreError
from crosstally.ledger.media import Blobs
from crosstally.records import Digest

MOST_BYTES = 64 << 20  # held in memory while it is sent
# What a file may be, by how it begins; nothing else is handed to a browser.
KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"),
    (b"OggS", "video/ogg"), (b"\x1aE\xdf\xa3", "video/webm"), (b"ID3", "audio/mpeg"),
)  # fmt: skip
_DIGEST = re.compile("[0-9a-f]{64}")


def media(asked: Asked) -> Response:
    """A picture or recording by its digest."""
    digest = Digest(asked.request.path_params["digest"])
    blobs = Blobs(asked.room.desk.store, asked.room.desk.folder / MEDIA)
    named = digest in asked.room.built.media or not asked.house.guards.media
    if not named or _DIGEST.fullmatch(digest) is None or not blobs.has(digest):
        raise Refused(404, "nothing")
    raw = bytearray()
    try:
        for piece in blobs.read(digest):
            raw += piece
            if len(raw) > MOST_BYTES:
                raise Refused(413, "long")
    except (StoreError, SealError):
        raise Refused(404, "nothing") from None
    return Response(bytes(raw), media_type=kind_of(bytes(raw[:16])))


def kind_of(begins: bytes) -> str:
    """What sort of file begins so.

    Raises:
        Refused: it is none that a browser is given.
    """
    if begins[4:8] == b"ftyp":
        return "video/mp4"
    found = next((kind for mark, kind in KINDS if begins.startswith(mark)), None)
    if found is None:
        raise Refused(415, "media")
    return found
