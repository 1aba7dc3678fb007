"""When an item was published: an instant with its zone, a bare day, or nothing that is guessed.

Invariant: an instant keeps the offset it was written with; a bare day never becomes an instant.
"""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

When = TypeVar("When", datetime, date)

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)")
_SHORT_YEAR = re.compile(r"(?<![+\-:\d])0\d{3}\b")  # the parser would make 2025 of 0025
_EARLIEST = 1900  # the press before is no protest record; a year 0025 or 1396 is a slip of the hand
_GRACE = timedelta(days=1)  # a clock may be wrong, and a bare day may be tomorrow's somewhere


def read_published(text: str) -> datetime | date | None:
    """The instant (RFC 3339, with its offset) or the bare day that a text writes, or None.

    >>> read_published("2017-12-28")
    datetime.date(2017, 12, 28)
    >>> read_published("28/12/2017") is None
    True
    """
    text = text.strip()
    try:
        if _DAY.fullmatch(text):
            return _sane(date.fromisoformat(text))
        if _INSTANT.fullmatch(text):
            return _sane(datetime.fromisoformat(text.upper()))
    except ValueError:
        return None
    return None


def read_mail_date(text: str) -> datetime | date | None:
    """The instant of an RFC 822 date (feeds, old pages), else what `read_published` gives.

    A zone of "-0000" says that the zone is not known: that is no instant, and None is given.
    """
    if _SHORT_YEAR.search(text):
        return None
    try:
        found = parsedate_to_datetime(text.strip())
    except (ValueError, IndexError, TypeError, OverflowError):
        return read_published(text)
    return _sane(found) if found.tzinfo is not None else None


def read_unix(text: str | int) -> datetime | None:
    """The instant, in UTC, of a count of seconds since 1970; None where it is none."""
    try:
        return datetime.fromtimestamp(int(text), tz=UTC) if int(text) > 0 else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def is_future(when: datetime | date, now: datetime) -> bool:
    """Whether a publication lies more than a day after `now`.

    >>> is_future(date(2031, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))
    True
    """
    limit = now + _GRACE
    return when > limit if isinstance(when, datetime) else when > limit.date()


def _sane(when: When) -> When | None:
    return when if when.year >= _EARLIEST else None
