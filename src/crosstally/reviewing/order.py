"""The order of the queue: danger × independent origins × novelty, each with its reason.

Invariant: the same incidents on the same day come in the same order whatever order they arrive in;
renaming sources changes nothing; no factor is ever nought, so that nothing falls out of the queue.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.records import Incident, IncidentId, Record
from crosstally.reviewing.words import Why

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


class Queued(Record, frozen=True, kw_only=True):
    """An incident in the queue: its place from 1, its factors and why."""

    incident: IncidentId
    rank: int
    score: float
    danger: float
    origins: int
    novelty: float
    whys: tuple[Why, ...]


class Queue(NamedTuple):
    """All incidents scored, as columns; positions are those of `ids`."""

    ids: tuple[IncidentId, ...]
    scores: Scores
    danger: Scores
    origins: Places
    novelty: Scores
    incidents: tuple[Incident, ...]
    open: npt.NDArray[np.bool_]


def queue_of(
    incidents: Iterable[Incident],
    *,
    today: date,
    first_seen: Mapping[str, date],
    done: frozenset[str],
) -> Queue:
    """The queue of a desk.

    Args:
        incidents: as the last build gave them.
        today: the desk's day.
        first_seen: the day on which each report was received or published, by report id.
        done: incidents confirmed or rejected: they leave the queue, and those like them are less new.
    """
    raise NotImplementedError


def reviewed(queue: Queue, incident: str) -> Queue:
    """The queue after one more incident was decided; in a few milliseconds at 100,000."""
    raise NotImplementedError


def reopened(queue: Queue, incident: str) -> Queue:
    """The queue after a decision was undone."""
    raise NotImplementedError


def top(
    queue: Queue, count: int, *, start: int = 0, among: npt.NDArray[np.bool_] | None = None
) -> tuple[Queued, ...]:
    """The incidents from place `start`, best first; `among` (from `search`) narrows the choice."""
    raise NotImplementedError
