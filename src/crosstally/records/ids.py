"""Ids of different things that cannot be swapped, and how they are made.

Invariant: an id depends on what it names and, for reports, on the desk's key; never on order,
time of building or the machine.
"""

import hashlib
import hmac
from base64 import b32encode
from typing import NewType

SourceId = NewType("SourceId", str)
ReportId = NewType("ReportId", str)
MentionId = NewType("MentionId", str)
StatementId = NewType("StatementId", str)
OriginId = NewType("OriginId", str)
IncidentId = NewType("IncidentId", str)
ClaimId = NewType("ClaimId", str)
JudgementId = NewType("JudgementId", str)
CallId = NewType("CallId", str)
PlaceId = NewType("PlaceId", str)
Digest = NewType("Digest", str)


def digest_of(data: bytes) -> Digest:
    """The SHA-256 of some bytes, in hexadecimal."""
    return Digest(hashlib.sha256(data).hexdigest())


def short_id(prefix: str, *parts: str, key: bytes = b"", length: int = 16) -> str:
    """A short id from its parts: the same parts give the same id, joined so that none can slide.

    Args:
        prefix: one letter that says what the id names.
        parts: what the id rests on, in order.
        key: the desk's key; without it anybody can compute the id.
        length: characters after the prefix, of 5 bits each.

    >>> short_id("i", "a", "bc") == short_id("i", "ab", "c")
    False
    """
    text = b"".join(len(data).to_bytes(4, "big") + data for data in map(str.encode, parts))
    raw = hmac.digest(key, text, "sha256") if key else hashlib.sha256(text).digest()
    return f"{prefix}-{b32encode(raw).decode('ascii').lower()[:length]}"


def report_id(key: bytes, source: str, native: str, time: str, body: str) -> ReportId:
    """The keyed id of a report: a seized text cannot be confirmed by hashing it.

    Args:
        key: the desk's key, 32 bytes.
        source: the source's id.
        native: the item's own id at its source, or the empty string.
        time: the instant or day of publication as it is stored.
        body: the text as it arrived.

    Source: DESIGN section 3, Report.
    """
    return ReportId(short_id("r", source, native, time, body, key=key))
