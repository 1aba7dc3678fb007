"""Who is reading which incident, so that two do not read one at a time.

Invariant: a lock is held by one account and lapses by itself. It keeps nobody from reading, and
saves nothing: what keeps decisions from being lost is the version that each form carries.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

MINUTES = 10  # after the last sign of its holder; a card sends one a minute


class Lock(NamedTuple):
    """Who reads an incident, from when, and until when the lock holds without another sign."""

    by: str
    began: datetime
    until: datetime

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes until it lapses, at least one."""
        return max(1, -int((now - self.until).total_seconds() // 60))


class Locks:
    """The locks of a desk, as long as it is open."""

    def __init__(self) -> None:
        self._held: dict[str, Lock] = {}

    def take(self, incident: str, by: str, now: datetime, *, by_force: bool = False) -> Lock:
        """The lock as it is now: one's own, or another's that has not lapsed."""
        held = self.of(incident, now)
        if held is not None and held.by != by and not by_force:
            return held
        began = held.began if held is not None and held.by == by else now
        lock = Lock(by, began, now + timedelta(minutes=MINUTES))
        self._held[incident] = lock
        return lock

    def of(self, incident: str, now: datetime) -> Lock | None:
        """Who holds an incident, if anybody does."""
        held = self._held.get(incident)
        return held if held is not None and held.until > now else None

    def release(self, incident: str, by: str) -> Lock | None:
        """The lock that was one's own and is no more."""
        held = self._held.get(incident)
        return self._held.pop(incident) if held is not None and held.by == by else None

    def others(self, by: str, now: datetime) -> dict[str, Lock]:
        """What others hold; what has lapsed is forgotten."""
        self._held = {name: lock for name, lock in self._held.items() if lock.until > now}
        return {name: lock for name, lock in self._held.items() if lock.by != by}
