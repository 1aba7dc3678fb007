"""`crosstally account`: who may use a desk in a browser, and as what."""

import os
import sys
from pathlib import Path

import click

from crosstally.cli import say
from crosstally.cli.desk import as_json, desk_folder
from crosstally.cli.unlock import open_log
from crosstally.errors import UsageError

ROLES = ("reader", "coder", "second_reader", "lead")
FILE = "CROSSTALLY_ACCOUNT_FILE"  # a file whose first line is the account's passphrase


@click.command()
@desk_folder
@click.argument("name", required=False)
@click.option("--role", type=click.Choice(ROLES), default="coder", show_default=True)
@click.option("--person", help="Who is behind the account, where one person has several.")
@click.option("--close", is_flag=True, help="Let nobody in under this name any more.")
@as_json
def account(
    desk: Path, name: str | None, role: str, person: str | None, close: bool, json: bool
) -> None:
    """Add an account to a desk, give it a new passphrase or role, close it, or list all.

    A reader looks on; a coder judges; a second reader confirms what another accepted; a lead also
    withdraws reports and sees the audit. Example: crosstally account my-desk sara --role lead
    """
    from crosstally.desk.users import Role, accounts, add_account, close_account

    store = open_log(desk)
    try:
        if name is not None and close:
            close_account(store, name)
        elif name is not None:
            _ = add_account(store, name, Role(role), _passphrase(), person=person)
        known = accounts(store).values()
    finally:
        store.close()
    rows = [(a.name, a.role.value, a.person or "", "closed" if a.closed else "") for a in known]
    if json:
        say.lines({"name": n, "role": r, "person": p, "closed": bool(c)} for n, r, p, c in rows)
    else:
        say.table("accounts", ("name", "role", "person", ""), rows)


def _passphrase() -> str:
    named = os.environ.get(FILE)
    if named:
        try:
            return Path(named).read_text(encoding="utf-8").split("\n")[0]
        except (OSError, UnicodeDecodeError):
            raise UsageError(f"the file that {FILE} names cannot be read") from None
    if not sys.stdin.isatty():
        raise UsageError(
            "there is nobody to ask for a passphrase", hint=f"name a file that holds it in {FILE}"
        )
    word = click.prompt("Passphrase of the account", hide_input=True, err=True, type=str,
                        confirmation_prompt="The same again")  # fmt: skip
    return str(word)
