"""The forms that ids, times and recipients have in every signed text (spec/ledger-v1, section 2).

Invariant: a time is a day and hour that there are, in UTC, in ASCII digits, and a claim.
"""

import re
from datetime import datetime

_ID = {size: re.compile(f"[0-9a-f]{{{2 * size}}}") for size in (16, 32)}
_TIME = re.compile("[0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2}Z")
_RECIPIENT = re.compile("age1[02-9ac-hj-np-z]{58}")


def are_ids(*told: str, size: int = 32) -> bool:
    """Whether each is the hexadecimal form of so many bytes, 16 or 32."""
    return all(map(_ID[size].fullmatch, told))


def is_recipient(told: str) -> bool:
    """Whether it has the form of an age X25519 recipient."""
    return _RECIPIENT.fullmatch(told) is not None


def is_time(told: str) -> bool:
    """Whether it is an instant as entries claim it.

    >>> is_time("2028-02-29T23:59:59Z"), is_time("2026-02-29T00:00:00Z")
    (True, False)
    """
    if not _TIME.fullmatch(told):
        return False
    try:
        _ = datetime.fromisoformat(told)
    except ValueError:
        return False
    return True


def time_of(now: datetime) -> str:
    """An instant of UTC as entries claim it."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")
