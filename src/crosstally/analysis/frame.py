"""What every analysis takes and gives: one row of `ANALYSES` each.

Invariant: an analysis is a pure function of its table, the seed and the level. Chance comes from
`generator`, time and disk do not come in at all; a long run asks `keep` for what was made before.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from crosstally.records import (
    Call,
    Claim,
    Incident,
    Link,
    Mention,
    Origin,
    Report,
    Source,
    Statement,
    Study,
    Tally,
)

T = TypeVar("T")

SEED = 13961007  # the first day of the first wave, 7 Dey 1396: any fixed number would do
LEVEL = 0.95


class Progress(Protocol):
    """Something that watches items go by: the items again, unchanged."""

    def __call__(self, items: Iterable[T], label: str, total: int | None) -> Iterable[T]:
        """The items, each shown as it passes."""
        ...


class Keep(Protocol):
    """A memory of long runs: what `make` gives, or gave before under the same name."""

    def __call__(self, name: str, kind: type[T], make: Callable[[], T]) -> T:
        """The record kept under a name that tells everything it follows from; else made, kept."""
        ...


def unwatched(items: Iterable[T], label: str, total: int | None) -> Iterable[T]:  # noqa: ARG001
    """The items, shown to nobody."""
    return items


def unkept(name: str, kind: type[T], make: Callable[[], T]) -> T:  # noqa: ARG001
    """What `make` gives, remembered by nobody."""
    return make()


class Options(NamedTuple):
    """How an analysis is run: its seed, the level of its intervals, who watches, what is kept."""

    seed: int = SEED
    level: float = LEVEL
    progress: Progress = unwatched
    keep: Keep = unkept


class Tables(NamedTuple):
    """A desk as analyses see it, each table by id.

    `tallies` are the incidents counted under the desk's rules. `replicates` are other partitions of
    the same mentions into incidents, as likely as their links (from the sensitivity of counts);
    empty where none were drawn.
    """

    incidents: tuple[Incident, ...]
    origins: tuple[Origin, ...]
    reports: tuple[Report, ...]
    sources: tuple[Source, ...]
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    claims: tuple[Claim, ...] = ()
    calls: tuple[Call, ...] = ()
    links: tuple[Link, ...] = ()
    tallies: tuple[Tally, ...] = ()
    replicates: tuple[tuple[Incident, ...], ...] = ()


class Analysis(NamedTuple):
    """An analysis by its name: of a plain table (and a table of places), and of a desk.

    What the page draws of its study: the headline beside the other estimates of its unit, and every
    `Grid` with a column `value`, with `low` and `high` as the interval, against its first column
    (a line where that is `day`, `week` or `month`, else a dot each; `first` and `last` make a step).
    """

    name: str
    of_table: Callable[[Path, Path | None, Options], Study]
    of_desk: Callable[[Tables, Options], Study]


def generator(seed: int, *parts: str) -> np.random.Generator:
    """A source of chance of its own for each part of a run, the same whatever else is run.

    >>> int(generator(1, "a").integers(100)) == int(generator(1, "a").integers(100))
    True
    """
    words = [int.from_bytes(part.encode(), "big") for part in parts]
    return np.random.default_rng([seed, *words])
