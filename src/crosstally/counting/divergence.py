"""How much the reports of one incident differ, field by field, and what a count of people comes to.

Invariant: a field counts only where at least one report gives it; what nobody says diverges from
nothing. What is measured is what reports say, never what was resolved.

Each measure is one of the R package eventreport (van Baalen and Höglund, "Trials and Triangulations",
International Studies Quarterly 70, 2026); docs/how-to/how-sure-is-a-count.md sets them side by side.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from statistics import mean, stdev
from types import MappingProxyType

from crosstally.records import Incident, Mention, MentionId, Record

Value = Hashable
Read = Callable[[Mention], Value | None]


class Divergence(Record, frozen=True, kw_only=True):
    """How much reports differ in one field, over the incidents that several mentions tell of.

    `divergence` is the mean number of values beyond the first (dscore), `normalized` that over the
    number of values the field has at all, `disagreeing` the share of incidents with two values or
    more, `modal` the mean share of mentions that give the commonest value; `deviation` and `extent` are
    the mean standard deviation and range of numbers, None for what is no number.
    """

    field: str
    incidents: int
    divergence: float
    normalized: float
    disagreeing: float
    modal: float
    deviation: float | None
    extent: float | None


class Toll(Record, frozen=True, kw_only=True):
    """A number of people summed over incidents: the least told of each, the commonest, the most."""

    field: str
    incidents: int
    least: int
    commonest: int
    most: int


def divergences(
    incidents: Iterable[Incident], mentions: Mapping[MentionId, Mention]
) -> tuple[Divergence, ...]:
    """How much the mentions of each incident differ, by field."""
    told = [[mentions[name] for name in i.mentions if name in mentions] for i in incidents]
    return tuple(
        found
        for field, read in FIELDS.items()
        if (found := _divergence(field, read, [group for group in told if len(group) > 1]))
    )


def tolls(incidents: Iterable[Incident], mentions: Mapping[MentionId, Mention]) -> tuple[Toll, ...]:
    """Sums under three ways to choose among the figures told of each incident; none is averaged."""
    told = [[mentions[name] for name in i.mentions if name in mentions] for i in incidents]
    found = []
    for field in NUMBERS:
        read = FIELDS[field]
        given = [_numbers(read, group) for group in told]
        given = [numbers for numbers in given if numbers]
        if given:
            found.append(
                Toll(
                    field=field,
                    incidents=len(given),
                    least=sum(map(min, given)),
                    commonest=sum(map(_commonest, given)),
                    most=sum(map(max, given)),
                )
            )
    return tuple(found)


def _divergence(field: str, read: Read, told: Sequence[Sequence[Mention]]) -> Divergence | None:
    given = [[value for m in group if (value := read(m)) is not None] for group in told]
    given = [values for values in given if values]
    if not given:
        return None
    kinds = len({value for values in given for value in values})
    beyond = mean(len(set(values)) - 1 for values in given)
    numbers = [[float(v) for v in values if isinstance(v, int)] for values in given]
    several = [values for values in numbers if len(values) > 1]
    return Divergence(
        field=field,
        incidents=len(given),
        divergence=round(beyond, 3),
        normalized=round(beyond / kinds, 4),
        disagreeing=round(mean(len(set(values)) > 1 for values in given), 3),
        modal=round(
            mean(Counter(values).most_common(1)[0][1] / len(values) for values in given), 3
        ),
        deviation=round(mean(map(stdev, several)), 2) if several else None,
        extent=round(mean(max(v) - min(v) for v in several), 2) if several else None,
    )


def _numbers(read: Read, group: Iterable[Mention]) -> list[int]:
    return [value for mention in group if isinstance(value := read(mention), int)]


def _commonest(numbers: Sequence[int]) -> int:
    """The number told most often; of several, the lowest."""
    times = Counter(numbers)
    return min(times, key=lambda number: (-times[number], number))


def _killed(mention: Mention) -> int | None:
    return mention.harm.killed.low if mention.harm and mention.harm.killed else None


def _injured(mention: Mention) -> int | None:
    return mention.harm.injured.low if mention.harm and mention.harm.injured else None


def _arrested(mention: Mention) -> int | None:
    return mention.harm.arrested.low if mention.harm and mention.harm.arrested else None


def _place(mention: Mention) -> str | None:
    place = mention.place
    return (place.city_id or place.id or place.name) if place is not None else None


FIELDS: Mapping[str, Read] = MappingProxyType(
    {
        "kind": lambda m: m.kind,
        "sub-type": lambda m: m.subtype,
        "first day": lambda m: m.days.first if m.days else None,
        "last day": lambda m: m.days.last if m.days else None,
        "place": _place,
        "stance": lambda m: m.stance,
        "groups": lambda m: frozenset(g.value for g in m.groups) or None,
        "size": lambda m: m.size.low if m.size else None,
        "killed": _killed,
        "injured": _injured,
        "arrested": _arrested,
    }
)
NUMBERS = ("size", "killed", "injured", "arrested")
