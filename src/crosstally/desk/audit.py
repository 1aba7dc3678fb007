"""Who did what, and when: every judgement of the log, and who came and went.

Invariant: nothing on the page is only in memory; it shows no word of a report and no passphrase.
"""

import secrets
from datetime import datetime

from crosstally.ledger.store import Store
from crosstally.records import Moment, Record, decode, encode

KEPT = "desk-visit/"


class Visit(Record, frozen=True, kw_only=True):
    """Somebody entered, left, or was refused; `who` is an account or, of no account, a mark."""

    at: Moment
    what: str
    who: str


def note(store: Store, at: datetime, what: str, who: str) -> None:
    """Keep that somebody came or went."""
    name = f"{KEPT}{at.isoformat()}/{secrets.token_hex(4)}"
    store.keep({name: encode(Visit(at=at, what=what, who=who))})


def visits(store: Store, most: int) -> tuple[Visit, ...]:
    """The last visits, newest first."""
    found = [decode(Visit, raw) for _, raw in store.kept(KEPT)]
    return tuple(found[::-1][:most])
