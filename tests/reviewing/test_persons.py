"""A desk's build knows persons, not accounts."""

from collections.abc import Callable
from pathlib import Path

from crosstally.archive import read_log
from crosstally.desk import users
from crosstally.ledger.opening import create_store
from crosstally.ledger.persons import ACCOUNTS, persons
from crosstally.records import Judgement, encode

Judge = Callable[..., Judgement]


def test_two_accounts_of_one_person_are_one_reader_in_the_log(tmp_path: Path, judge: Judge) -> None:
    store = create_store(tmp_path / "desk.db")
    rows = [users.Account(name="a", role=users.Role.LEAD, secret="x", person="one")]
    rows.append(users.Account(name="a2", role=users.Role.READER, secret="x", person="one"))
    rows.append(users.Account(name="b", role=users.Role.READER, secret="x"))
    store.keep({users.KEPT + account.name: encode(account) for account in rows})
    said = [judge(n, by, "accept", "i-1") for n, by in enumerate(("a", "a2", "b"))]
    store.append([("judgement", encode(one)) for one in said])
    assert users.KEPT == ACCOUNTS
    assert persons(store) == {"a": "one", "a2": "one"}
    assert [one.by for one in read_log(store).judgements] == ["one", "one", "b"]
    store.close()
