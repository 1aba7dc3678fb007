"""Where batches run: the options that say so, alike for every verb.

Invariant: nothing runs anywhere else than the call says, and the engine changes no result.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click

from crosstally.errors import UsageError

_ASKED = "crosstally.engine"


class Engine(NamedTuple):
    """This machine's processes, or a cluster's: its master's URL and a folder that it can write."""

    name: str
    master: str
    work: Path | None
    processes: int

    def folder(self) -> Path:
        """The folder of a run on a cluster.

        Raises:
            UsageError: none is named.
        """
        if self.work is None:
            raise UsageError(
                "--engine spark needs a folder", hint="--work FOLDER, empty or of this run"
            )
        return self.work


_OPTIONS = (
    click.option(
        "--engine", type=click.Choice(("pool", "spark")), default="pool", show_default=True,
        help="Where batches run: this machine's processors, or a Spark cluster.",
    ),
    click.option("--master", default="local[2]", show_default=True, help="Spark's master URL."),
    click.option(
        "--work", type=click.Path(path_type=Path, file_okay=False),
        help="With spark: a folder that the whole cluster can write. A run that was killed goes on "
        "from it.",
    ),
    click.option(
        "--processes", default=1, show_default=True, type=click.IntRange(min=1),
        help="With pool: how many processes.",
    ),
)  # fmt: skip


def engine_options(verb: Callable[..., None]) -> Callable[..., None]:
    """The verb with the options that say where batches run; `asked_engine` gives what they say."""

    @wraps(verb)
    def asked(**options: Any) -> None:
        found = Engine(
            options.pop("engine"),
            options.pop("master"),
            options.pop("work"),
            options.pop("processes"),
        )
        click.get_current_context().meta[_ASKED] = found
        verb(**options)

    for option in reversed(_OPTIONS):
        asked = option(asked)
    return asked


def asked_engine() -> Engine:
    """The engine that the call in progress asks for."""
    found = click.get_current_context().meta[_ASKED]
    assert isinstance(found, Engine)
    return found
