"""How long a review takes, and how long the backlog will.

Invariant: a figure comes with its interval, or is refused where too few reviews were timed.
"""

from collections.abc import Iterable, Sequence

from crosstally.records import Estimate, Judgement, Moment, Record

STINTS = "stints.jsonl"  # in the desk's folder: one `Stint` a line, written by the web desk


class Stint(Record, frozen=True, kw_only=True):
    """One person's time with one incident: from taking its lock to the decision or the release.

    `graphic_seconds` is how much of it was spent with graphic material open. `decided` says whether
    a decision came of it. `by` is the person as in `Judgement.by`.
    """

    incident: str
    by: str
    began: Moment
    ended: Moment
    decided: bool
    graphic_seconds: float = 0.0


def stints_of(judgements: Iterable[Judgement]) -> tuple[Stint, ...]:
    """The stints that judgement times alone show, where no lock was timed: gaps under half an hour."""
    raise NotImplementedError


def workload(stints: Sequence[Stint], *, open_incidents: int, seed: int) -> tuple[Estimate, ...]:
    """Minutes an incident, incidents an hour of tonight, and nights of backlog at this pace."""
    raise NotImplementedError
