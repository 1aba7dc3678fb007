"""Who may use a desk, and as what.

Invariant: a passphrase is never kept: what stands in the log's file is its argon2id digest. A name
that nobody has costs a guesser as much time as one that somebody has.
"""

import re
from enum import StrEnum
from typing import Annotated

import nacl.exceptions
from nacl.pwhash import argon2id

from crosstally.errors import UsageError
from crosstally.ledger.store import Store
from crosstally.records import Record, changed, decode, encode
from crosstally.records.base import Meta

KEPT = "desk-account/"
OPERATIONS, BYTES = 3, 64 << 20  # RFC 9106's second choice; about 0.2 s on an old laptop
LEAST_LETTERS, MOST_LETTERS = 12, 1024
_NAME = re.compile(r"[\w.\-]{1,40}")


class Role(StrEnum):
    """What an account may do; each may do what those before it may."""

    READER = "reader"
    CODER = "coder"
    SECOND_READER = "second_reader"
    LEAD = "lead"

    def may(self, role: "Role") -> bool:
        """Whether it reaches as far as another."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(role)


class Account(Record, frozen=True, kw_only=True):
    """An account. `person` is who is behind it, where one person has several."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    role: Role
    secret: str
    person: str | None = None
    closed: bool = False


def accounts(store: Store) -> dict[str, Account]:
    """The accounts of a desk, by name; closed ones too, for their judgements stay."""
    found = (decode(Account, raw) for _, raw in store.kept(KEPT))
    return {account.name: account for account in found}


def add_account(
    store: Store, name: str, role: Role, passphrase: str, *, person: str | None = None
) -> Account:
    """A new account, or an old one with a new passphrase or role.

    Raises:
        UsageError: the name or the passphrase will not do.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            "a name is one word of at most 40 letters", hint="initials or a role, not a full name"
        )
    if not LEAST_LETTERS <= len(passphrase) <= MOST_LETTERS:
        raise UsageError(
            f"a passphrase has at least {LEAST_LETTERS} letters", hint="five words make a good one"
        )
    account = Account(name=name, role=role, secret=digest(passphrase), person=person)
    store.keep({KEPT + name: encode(account)})
    return account


def close_account(store: Store, name: str) -> None:
    """Let nobody in under a name any more.

    Raises:
        UsageError: nobody has it.
    """
    known = accounts(store)
    if name not in known:
        raise UsageError("the desk has no such account")
    store.keep({KEPT + name: encode(changed(known[name], closed=True))})


def digest(passphrase: str) -> str:
    """What is kept of a passphrase."""
    return argon2id.str(passphrase.encode(), OPERATIONS, BYTES).decode("ascii")


def is_right(account: Account | None, passphrase: str) -> bool:
    """Whether a passphrase opens an account; for no account it takes as long and is False."""
    raw = passphrase[:MOST_LETTERS].encode()
    if account is None or account.closed:
        _ = argon2id.str(raw, OPERATIONS, BYTES)
        return False
    try:
        return argon2id.verify(account.secret.encode("ascii"), raw)
    except nacl.exceptions.CryptoError:
        return False
