"""What opens a sealed desk: typed by a person, or from a file that a program names.

Invariant: a passphrase is never an argument, never in the settings, never printed.
"""

import os
import sys
from pathlib import Path

import click

from crosstally import archive
from crosstally.errors import UsageError
from crosstally.ledger.opening import Opener, is_sealed, open_store
from crosstally.ledger.store import Store

PASSPHRASE_FILE = "CROSSTALLY_PASSPHRASE_FILE"  # noqa: S105  the name of a setting
KEY_FILE = "CROSSTALLY_KEY_FILE"
LEAST_LETTERS = 12


def open_desk(folder: Path, *, create: bool = False) -> archive.Desk:
    """The desk in a folder; a sealed one asks for its passphrase."""
    return archive.open_desk(folder, create=create, opener=asked)


def open_log(folder: Path) -> Store:
    """The log of the desk in a folder, without its packs."""
    path = folder / "desk.db"
    return open_store(path, opener=asked() if is_sealed(path) else None)


def asked() -> Opener:
    """What the person at the keyboard types, or what a file says.

    Raises:
        UsageError: there is no file and nobody to ask.
    """
    return Opener(_from_file() or _typed("Passphrase"), _key_file())


def chosen() -> Opener:
    """A new passphrase, typed twice and long enough, or what a file says.

    Raises:
        UsageError: it is too short, or differs the second time, or there is nobody to ask.
    """
    word = _from_file()
    if word is None:
        word = _typed("New passphrase")
        if word != _typed("The same again"):
            raise UsageError("the two differ", hint="type the same passphrase twice")
    if len(word) < LEAST_LETTERS:
        raise UsageError(
            f"a passphrase has at least {LEAST_LETTERS} letters", hint="five words make a good one"
        )
    return Opener(word, _key_file())


def _from_file() -> str | None:
    named = os.environ.get(PASSPHRASE_FILE)
    if not named:
        return None
    return _read(Path(named), PASSPHRASE_FILE).decode("utf-8", "strict").split("\n")[0]


def _key_file() -> bytes | None:
    named = os.environ.get(KEY_FILE)
    return _read(Path(named), KEY_FILE) if named else None


def _read(path: Path, variable: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(f"the file that {variable} names cannot be read") from None


def _typed(label: str) -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            "the desk is sealed and there is nobody to ask",
            hint=f"name a file that holds its passphrase in {PASSPHRASE_FILE}",
        )
    word = click.prompt(label, hide_input=True, err=True, type=str)
    return str(word)
