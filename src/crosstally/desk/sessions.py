"""Who is logged in, and who has guessed too often.

Invariant: what a browser holds is a random token of which the desk keeps a digest; logging in and
out gives another one, so that a token known before is worth nothing after. All is in memory: when
the desk closes everybody is logged out.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

IDLE, LONGEST = timedelta(minutes=45), timedelta(hours=12)
MOST = 5_000  # sessions; the oldest go first
FREE_GUESSES = 5  # then each guess doubles the wait
LONGEST_WAIT = timedelta(minutes=15)


class Session(NamedTuple):
    """A browser's stay: whose it is (None: not logged in) and the token that its forms carry."""

    account: str | None
    form_token: str
    began: datetime
    seen: datetime


class Sessions:
    """The sessions of a desk."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}

    def begin(self, account: str | None, now: datetime, *, instead_of: str | None = None) -> str:
        """A new session's token; the one it takes the place of is over."""
        if instead_of is not None:
            self.end(instead_of)
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]
        token = secrets.token_urlsafe(32)
        self._open[_digest(token)] = Session(account, secrets.token_urlsafe(24), now, now)
        return token

    def find(self, token: str | None, now: datetime) -> Session | None:
        """The session of a token, if it goes on."""
        if not token:
            return None
        name = _digest(token)
        session = self._open.get(name)
        if session is None:
            return None
        if now - session.seen > IDLE or now - session.began > LONGEST:
            del self._open[name]
            return None
        self._open[name] = session._replace(seen=now)
        return session

    def end(self, token: str | None) -> None:
        """End a session."""
        if token:
            _ = self._open.pop(_digest(token), None)

    def end_of(self, account: str) -> None:
        """End all sessions of an account."""
        self._open = {name: s for name, s in self._open.items() if s.account != account}


class Throttle:
    """How long the next guess at a passphrase must wait, by account name and by address."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[int, datetime]] = {}

    def wait(self, names: tuple[str, ...], now: datetime) -> timedelta:
        """How long until somebody may try again; nothing if now."""
        waits = [self._until(name) - now for name in names if name in self._failed]
        return max(waits, default=timedelta()) if waits else timedelta()

    def failed(self, names: tuple[str, ...], now: datetime) -> None:
        """One more wrong guess."""
        for name in names:
            times, _ = self._failed.get(name, (0, now))
            self._failed[name] = (times + 1, now)
        while len(self._failed) > MOST:
            del self._failed[next(iter(self._failed))]

    def forget(self, names: tuple[str, ...]) -> None:
        """A right guess clears them."""
        for name in names:
            _ = self._failed.pop(name, None)

    def _until(self, name: str) -> datetime:
        times, last = self._failed[name]
        if times < FREE_GUESSES:
            return last
        return last + min(timedelta(seconds=2 ** min(times - FREE_GUESSES, 20)), LONGEST_WAIT)


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, told in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
