"""Who is behind the accounts of a desk, as far as somebody has said.

Invariant: a judgement is counted as its person's, whichever account it was given under, so that two
accounts of one person are never two readers (H13).
"""

from collections.abc import Iterable, Iterator, Mapping

from crosstally.ledger.store import Store
from crosstally.records import Judgement, Record, changed, decode

ACCOUNTS = "desk-account/"  # how the names begin under which a log keeps them


class _Account(Record, frozen=True, kw_only=True):
    """What the record needs of an account of the web desk (`desk/users`): who is behind it."""

    name: str
    person: str | None = None


def persons(store: Store) -> dict[str, str]:
    """The person behind each account of a desk, where somebody has said who."""
    found = (decode(_Account, raw) for _, raw in store.kept(ACCOUNTS))
    return {one.name: one.person for one in found if one.person}


def by_persons(judgements: Iterable[Judgement], behind: Mapping[str, str]) -> Iterator[Judgement]:
    """The judgements as persons gave them."""
    for judgement in judgements:
        person = behind.get(judgement.by)
        yield judgement if person is None else changed(judgement, by=person)
