"""What the verbs of `crosstally unit` share: the desk, its unit, and the warning.

Invariant: every one of them says that it is not for people at risk, on stderr, before all else.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from crosstally.cli import say
from crosstally.cli.unlock import open_log
from crosstally.ledger.store import Store
from crosstally.units.unit import NOT_FOR_PEOPLE_AT_RISK, Unit, load_unit

FOLDER = click.Path(file_okay=False, path_type=Path)
desk_folder = click.argument("desk", type=FOLDER)
as_json = click.option("--json", "json", is_flag=True, help="JSON lines for a pipe.")


class Open(NamedTuple):
    """A desk's log with its unit, and the clock."""

    store: Store
    unit: Unit
    now: datetime


def verb(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A verb that warns before it does anything."""

    def made(function: Callable[..., None]) -> click.Command:
        @functools.wraps(function)
        def warned(*arguments: Any, **options: Any) -> None:
            say.remark(NOT_FOR_PEOPLE_AT_RISK)
            function(*arguments, **options)

        return click.command(name)(warned)

    return made


@contextmanager
def opened(desk: Path) -> Iterator[Open]:
    """The log of a desk and its unit, closed afterwards."""
    store, now = open_log(desk), datetime.now(UTC)
    try:
        yield Open(store, load_unit(store, now=now), now)
    finally:
        store.close()
