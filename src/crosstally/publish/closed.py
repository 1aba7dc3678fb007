"""What only closed reports tell, as numbers that give nobody away.

Invariant: a cell (province, week, kind) is told once, from `k` incidents upwards, and never again:
neither an incident more nor the day on which one becomes public changes what was told (H4, H5).
Whether and when it is told turns on a threshold that only the desk's key knows.

With thresholds k + u, u uniform on 0 … b-1, take any history n(t) of a cell and the same history
with one incident more. Let M(t) be the greatest n up to t; the cell is told by t if M(t) >= k + u.
One incident raises M(t) by 0 or 1, so at most one of the b places of u gives another outcome: the
two worlds stand at most 1/b apart, and who guesses between them, whatever else they know, is right
at most 1/2 + 1/(2 b) of the time. With b = 25 that is chance + 2 %.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from crosstally.publish.policy import Policy, offset
from crosstally.publish.public import Aggregate
from crosstally.records import Incident

Cell = tuple[str, date, str]


def tell(
    incidents: Iterable[Incident], policy: Policy, day: date | None, told: Iterable[Aggregate] = ()
) -> tuple[Aggregate, ...]:
    """The cells that were told before, as they were, and those that may be told now.

    Args:
        incidents: those that only closed reports tell, as they stand now.
        policy: `k`, `blur`, `delay_days` and the secret.
        day: the record's clock (`gate.record_day`); where None nothing new is told.
        told: what earlier editions told.
    """
    known = {(one.province, one.week, one.kind): one for one in told}
    if day is not None and (policy.secret or policy.blur <= 1):
        last = last_week(day, policy)
        cells = Counter(cell for one in incidents if (cell := cell_of(one)) is not None)
        for cell, number in cells.items():
            value = told_of(number, policy, cell)
            if value and cell not in known and cell[1] <= last:
                province, week, kind = cell
                known[cell] = Aggregate(province=province, week=week, kind=kind, count=value)
    return tuple(known[cell] for cell in sorted(known))


def told_of(number: int, policy: Policy, cell: Cell) -> int:
    """What is told of a cell of so many incidents: a number that it reaches, or 0 for nothing.

    >>> [told_of(n, Policy(k=5, blur=1), ("Fars", date(2018, 1, 1), "ASM")) for n in (4, 5, 9, 12)]
    [0, 5, 5, 10]
    """
    province, week, kind = cell
    over = number - policy.k - offset(policy.secret, policy.blur, province, week.isoformat(), kind)
    width = -(-max(policy.blur, 1) // policy.k) * policy.k  # whole k's, as wide as the ramp
    return policy.k + over // width * width if over >= 0 else 0


def banded(number: int, k: int) -> str:
    """A number that gives nobody away: 0, "fewer than k", or "at least" a multiple of k.

    For the desk's own eyes: whoever sees it change may tell that something did.

    >>> banded(3, 5), banded(12, 5), banded(0, 5)
    ('fewer than 5', 'at least 10', '0')
    """
    if number == 0:
        return "0"
    return f"fewer than {k}" if number < k else f"at least {number // k * k}"


def cell_of(incident: Incident) -> Cell | None:
    """The province, the Monday of the week and the kind of an incident, where they are known."""
    if incident.first is None or incident.place is None or incident.place.value.province is None:
        return None
    week = incident.first - timedelta(days=incident.first.weekday())
    return incident.place.value.province, week, incident.kind.value


def last_week(day: date, policy: Policy) -> date:
    """The last Monday whose week is over, with its delay, on a day of the record."""
    return day - timedelta(days=7 + policy.delay_days)
