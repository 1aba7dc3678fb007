"""What only closed reports tell, as numbers that give nobody away.

Invariant: no number between 1 and k-1 leaves, neither printed nor by subtraction: what is left over
after the printed cells is given as "fewer than k" or as a multiple of k that it reaches (H4, H5).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from crosstally.publish.public import Aggregate
from crosstally.records import Incident

Cell = tuple[str, date, str]


def aggregates(incidents: Iterable[Incident], k: int) -> tuple[tuple[Aggregate, ...], str]:
    """Province-week cells of at least `k` incidents, and a band for all the others together.

    Args:
        incidents: those that no open report tells.
        k: the smallest number that may leave.
    """
    cells: Counter[Cell] = Counter()
    rest = 0
    for incident in incidents:
        cell = _cell(incident)
        if cell is None:
            rest += 1
        else:
            cells[cell] += 1
    printed = tuple(
        Aggregate(province=province, week=week, kind=kind, count=count // k * k)
        for (province, week, kind), count in sorted(cells.items())
        if count >= k
    )
    rest += sum(count if count < k else count % k for count in cells.values())
    return printed, banded(rest, k)


def banded(number: int, k: int) -> str:
    """A number that gives nobody away: 0, "fewer than k", or "at least" a multiple of k.

    >>> banded(3, 5), banded(12, 5), banded(0, 5)
    ('fewer than 5', 'at least 10', '0')
    """
    if number == 0:
        return "0"
    return f"fewer than {k}" if number < k else f"at least {number // k * k}"


def _cell(incident: Incident) -> Cell | None:
    if incident.first is None or incident.place is None or incident.place.value.province is None:
        return None
    week = incident.first - timedelta(days=incident.first.weekday())
    return incident.place.value.province, week, incident.kind.value
