"""How long a review takes, and how long the backlog will.

Invariant: a figure comes with its interval, or is refused where too few reviews were timed; nothing
is told by person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from scipy.stats import binom, gamma

from crosstally.records import Check, Decision, Estimate, Judgement, Moment, Record, Standing
from crosstally.reviewing.standing import holding

STINTS = "stints.jsonl"  # in the desk's folder: one `Stint` a line, written by the web desk
FEWEST = 10  # timed incidents: with fewer the interval of a median is as wide as the figures
LONGEST = 60.0  # minutes: a lock held longer was left open, not worked at
IDLE = 30.0  # minutes between two judgements of a person that count as work on the second
MOST_LEFT_OPEN = 0.2
NIGHT_GAP = 4 * 3600.0  # seconds without a stint that part two nights
METHOD = "pace.v1"
_LEVEL = 0.95


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

    def __post_init__(self) -> None:
        """It ends after it began."""
        if self.ended < self.began:
            raise ValueError("a stint ends after it began")

    @property
    def minutes(self) -> float:
        """How long it was."""
        return (self.ended - self.began).total_seconds() / 60


def stints_of(judgements: Iterable[Judgement]) -> tuple[Stint, ...]:
    """The stints that judgement times alone show, where no lock was timed.

    The time between two judgements of a person is work on the second one, up to half an hour; of
    the first of a sitting nobody knows how long it took.
    """
    rows: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in holding(judgements):
        if judgement.decision not in (Decision.UNDO, Decision.WITHDRAW):
            rows[judgement.by].append(judgement)
    found = []
    for by in sorted(rows):
        for before, after in zip(rows[by], rows[by][1:], strict=False):
            if 0 < (after.at - before.at).total_seconds() <= IDLE * 60:
                found.append(
                    Stint(
                        incident=after.about[0], by=by, began=before.at, ended=after.at,
                        decided=after.decision in (Decision.ACCEPT, Decision.REJECT),
                    )
                )  # fmt: skip
    return tuple(found)


def workload(stints: Sequence[Stint], *, open_incidents: int) -> tuple[Estimate, ...]:
    """Minutes an incident, incidents an hour tonight, and nights of backlog at tonight's pace.

    Args:
        stints: all that were timed, in any order.
        open_incidents: how many still wait for a decision.
    """
    ordered = sorted(stints, key=lambda one: (one.began, one.ended, one.incident, one.by))
    tonight = _tonight(ordered)
    done = len({stint.incident for stint in tonight if stint.decided})
    hours = (
        (max(s.ended for s in tonight) - tonight[0].began).total_seconds() / 3600
        if tonight
        else 0.0
    )
    return (
        _minutes(ordered),
        _rate("incidents-an-hour", "incidents-an-hour", done, 1 / hours if hours else 0.0),
        _backlog(done, open_incidents),
    )


def _minutes(stints: Sequence[Stint]) -> Estimate:
    """The median of readers' minutes over decided incidents, all stints of one added up.

    The interval is that of order statistics: it holds whatever the minutes' distribution.
    """
    decided = {stint.incident for stint in stints if stint.decided}
    spent: dict[str, float] = defaultdict(float)
    for stint in stints:
        if stint.incident in decided and stint.minutes <= LONGEST:
            spent[stint.incident] += stint.minutes
    minutes, many = sorted(spent.values()), len(spent)
    left = sum(stint.minutes > LONGEST for stint in stints) / max(1, len(stints))
    checks = (
        Check(name="timed", passed=many >= FEWEST, value=many, bound=FEWEST),
        Check(name="left-open", passed=left <= MOST_LEFT_OPEN, value=left, bound=MOST_LEFT_OPEN),
    )
    shape = _shape("minutes-an-incident", "minutes", checks)
    if not all(check.passed for check in checks):
        return _refused(shape, checks)
    rank = int(
        binom.ppf((1 - _LEVEL) / 2, many, 0.5)
    )  # P(fewer than rank below the median) < 2.5 %
    middle = (minutes[(many - 1) // 2] + minutes[many // 2]) / 2
    low, high = minutes[max(0, rank - 1)], minutes[min(many - 1, many - rank)]
    return Estimate(
        **shape, value=round(middle, 2), low=round(low, 2), high=round(high, 2), status=Standing.OK,
        assumptions=("lock-is-work",),
    )  # fmt: skip


def _rate(name: str, unit: str, done: int, scale: float) -> Estimate:
    """What was done, per hour of the night; its interval that of a Poisson count (Garwood)."""
    checks = (Check(name="decided", passed=done >= FEWEST and scale > 0, value=done, bound=FEWEST),)
    shape = _shape(name, unit, checks)
    if not checks[0].passed:
        return _refused(shape, checks)
    low, high = _poisson(done)
    return Estimate(
        **shape, value=round(done * scale, 2), low=round(low * scale, 2),
        high=round(high * scale, 2), status=Standing.OK, assumptions=("steady",),
    )  # fmt: skip


def _backlog(done: int, waiting: int) -> Estimate:
    """How many nights like tonight it takes until nothing waits, if nothing comes in."""
    checks = (Check(name="decided", passed=done >= FEWEST, value=done, bound=FEWEST),)
    shape = _shape("backlog", "nights", checks)
    if not checks[0].passed:
        return _refused(shape, checks)
    low, high = _poisson(done)
    return Estimate(
        **shape, value=round(waiting / done, 2), low=round(waiting / high, 2),
        high=round(waiting / low, 2), status=Standing.OK, assumptions=("steady", "nothing-comes-in"),
    )  # fmt: skip


def _poisson(count: int) -> tuple[float, float]:
    """The exact interval of a Poisson mean (Garwood 1936)."""
    tail = (1 - _LEVEL) / 2
    return float(gamma.ppf(tail, count)), float(gamma.ppf(1 - tail, count + 1))


def _tonight(ordered: Sequence[Stint]) -> list[Stint]:
    """The stints of the last night: those after the last long gap."""
    found: list[Stint] = []
    latest = None
    for stint in ordered:
        if latest is not None and (stint.began - latest).total_seconds() > NIGHT_GAP:
            found = []
        found.append(stint)
        latest = stint.ended if latest is None else max(latest, stint.ended)
    return found


def _shape(name: str, unit: str, checks: tuple[Check, ...]) -> dict[str, Any]:
    return {"name": name, "level": _LEVEL, "unit": unit, "method": METHOD, "checks": checks}


def _refused(shape: dict[str, Any], checks: Iterable[Check]) -> Estimate:
    refusal = next(check.name for check in checks if not check.passed)
    return Estimate(
        **shape, value=None, low=None, high=None, status=Standing.REFUSED, refusal=refusal
    )
