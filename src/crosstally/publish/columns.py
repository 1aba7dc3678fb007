"""The incidents and the units of each rule as columns of small whole numbers.

Invariant: incidents stand in one order (by first day, the undated last, then by id) and are named by
their number in it; a unit is named by its first incident, which stands for it. The page counts over
these columns and asks for nothing else until somebody opens an incident.
"""

from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from crosstally.publish.public import OpenIncident, OpenTally, OpenValue, Public

COUNTS, SYNTHETIC, DATED = 1, 2, 4  # bits of the column `flags`
NONE = -1


class Order(NamedTuple):
    """The incidents in the page's order, each one's number by its id, and its day on the timeline."""

    incidents: tuple[OpenIncident, ...]
    number: dict[str, int]
    days: tuple[date | None, ...]


class Codes:
    """A list of words that grows as it is asked: each word's place in it, from 0."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}

    def __call__(self, word: str | None) -> int:
        """The place of a word, -1 for none."""
        return NONE if word is None else self.words.setdefault(word, len(self.words))


def in_order(public: Public) -> Order:
    """The incidents by day and id."""
    rows = sorted(public.incidents, key=place_of)
    numbers = {one.id: number for number, one in enumerate(rows)}
    return Order(tuple(rows), numbers, tuple(map(day_of, rows)))


def place_of(incident: OpenIncident) -> tuple[bool, date, str]:
    """By what incidents are put in order: the undated come last."""
    return incident.first is None, incident.first or date.max, incident.id


def day_of(incident: OpenIncident) -> date | None:
    """The one day on which a counted incident stands in the timeline, where it is known to the day."""
    when = next((one.value for one in incident.fields if one.name == "when"), None)
    return incident.first if incident.counts and when is not None and when.term == "day" else None


def incident_columns(order: Order, day: Callable[[date | None], int]) -> dict[str, Any]:
    """A column a field, an entry an incident; the words that its codes stand for under `codes`.

    `size` has three entries an incident (low, high, bound); `killed` is a row for each that has any.

    Args:
        order: the incidents.
        day: the place of a day in the page's list of days, -1 for none.
    """
    kind, subtype, town, status, bound = Codes(), Codes(), Codes(), Codes(), Codes()
    rows = order.incidents
    sizes = [_range(one, "size", bound) for one in rows]
    killed = [(n, *_range(one, "killed", bound)) for n, one in enumerate(rows)]
    return {
        "id": [one.id for one in rows],
        "kind": [kind(one.kind) for one in rows],
        "subtype": [subtype(one.subtype) for one in rows],
        "first": _steps(day(one.first) for one in rows),
        "days": [day(one.last) - day(one.first) for one in rows],
        "town": [town(one.town) for one in rows],
        "status": [status(one.status) for one in rows],
        "flags": [
            COUNTS * one.counts + SYNTHETIC * one.synthetic + DATED * (own is not None)
            for one, own in zip(rows, order.days, strict=True)
        ],
        "independent": [one.independent for one in rows],
        "size": [number for one in sizes for number in one],
        "killed": [list(one) for one in killed if one[2] > 0],
        "codes": {
            "kind": list(kind.words),
            "subtype": list(subtype.words),
            "town": list(town.words),
            "status": list(status.words),
            "bound": list(bound.words),
        },
    }


def rule_columns(
    tally: OpenTally, order: Order, day: Callable[[date | None], int]
) -> dict[str, Any]:
    """The units of a rule and why it leaves out the others.

    `first` are the units' first incidents, each as its distance from the one before; `rest` are the
    other incidents of a unit, as distances too, for the units that have any; `day` is a unit's own day
    where it is not its first incident's; `out` is a reason for each incident, -1 for none.
    """
    units = [(sorted(order.number[one] for one in ids), own) for own, ids in tally.units]
    units.sort(key=lambda unit: unit[1] or date.max)
    units.sort(key=itemgetter(0))  # two sorts by what is there: new keys for 90,000 took 8 s
    reasons = Codes()
    out = [NONE] * len(order.incidents)
    for incident, reason in tally.left_out:
        if out[order.number[incident]] == NONE:
            out[order.number[incident]] = reasons(reason)
    return {
        "first": _steps(members[0] for members, _ in units),
        "rest": [
            [at, *_steps(members)[1:]] for at, (members, _) in enumerate(units) if len(members) > 1
        ],
        "day": [
            [at, day(own)]
            for at, (members, own) in enumerate(units)
            if own is not None and own != order.days[members[0]]
        ],
        "out": out,
        "reasons": list(reasons.words),
    }


def _range(incident: OpenIncident, name: str, bound: Codes) -> tuple[int, int, int]:
    """The low, high and bound of a count among an incident's fields; all -1 where there is none."""
    value: OpenValue | None = next((f.value for f in incident.fields if f.name == name), None)
    if value is None:
        return NONE, NONE, NONE
    return value.low or 0, value.high or 0, bound(value.bound)


def _steps(numbers: Iterable[int]) -> list[int]:
    """Each number as its distance from the one before: small where they stand in order."""
    last, steps = 0, []
    for number in numbers:
        steps.append(number - last)
        last = number
    return steps
