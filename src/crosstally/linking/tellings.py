"""What one report tells of one event, however often it tells it.

Invariant: mentions come together only within one report, only where nothing that the report says
sets any two of them apart, and never where a person judged one of them. A report that says "two
were shot" nine times compares once, with all that it says: the town from one sentence, the day from
another.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from crosstally.linking.compare import contradict
from crosstally.linking.facet import TOWN, Facet, Spot
from crosstally.linking.likeness import together

H = TypeVar("H", bound=Hashable)


class Telling(NamedTuple):
    """One facet for all that a report tells of one event, and the positions of its mentions."""

    facet: Facet
    places: tuple[int, ...]


def read_tellings(facets: Sequence[Facet], *, judged: Collection[str]) -> list[Telling]:
    """The tellings of some mentions, by the first mention of each.

    Args:
        facets: mentions by id.
        judged: mentions that people judged: each stays alone.
    """
    reports: dict[str, list[int]] = defaultdict(list)
    for place, facet in enumerate(facets):
        reports[facet.report].append(place)
    found = []
    for places in reports.values():
        if len(places) == 1:
            found.append(Telling(facets[places[0]], (places[0],)))
            continue
        groups = _grouped([(p, facets[p]) for p in places], judged)
        tellings = [_merged([facets[p] for p in sorted(group)]) for group in groups]
        towns = [_towns(telling) for telling in tellings]
        for at, (telling, group) in enumerate(zip(tellings, groups, strict=True)):
            elsewhere = frozenset(chain.from_iterable(towns[:at] + towns[at + 1 :]))
            found.append(Telling(telling._replace(elsewhere=elsewhere), tuple(sorted(group))))
    return sorted(found, key=lambda telling: telling.facet.mention)


def _grouped(told: Sequence[tuple[int, Facet]], judged: Collection[str]) -> list[list[int]]:
    """The positions of one report's mentions in groups; those that say most choose first."""
    groups: list[list[tuple[int, Facet]]] = []
    for place, facet in sorted(told, key=lambda t: (-_said(t[1]), _number(t[1].mention))):
        fitting = [
            (_agreement(facet, group), -at)
            for at, group in enumerate(groups)
            if facet.mention not in judged
            and not any(f.mention in judged or _apart(facet, f) for _, f in group)
        ]
        if fitting:
            groups[-max(fitting)[1]].append((place, facet))
        else:
            groups.append([(place, facet)])
    return [[place for place, _ in group] for group in groups]


def _apart(one: Facet, other: Facet) -> bool:
    return contradict(one, other) or one.total is not other.total


def _said(facet: Facet) -> int:
    """How firmly a mention stands in time and place."""
    return facet.day_known + (facet.spot is not None and facet.spot.rank <= TOWN)


def _agreement(facet: Facet, group: Iterable[tuple[int, Facet]]) -> int:
    """How many of a group state the mention's day, and how many its town."""
    return sum(
        (facet.day_known and other.days == facet.days)
        + bool(facet.spot and other.spot and _towns(facet) & _towns(other))
        for _, other in group
    )


def _merged(told: Sequence[Facet]) -> Facet:
    """One facet of several: what most say, of what is said most firmly; every place and group."""
    first = told[0]
    if len(told) == 1:
        return first
    stated = [f for f in told if not f.inferred] or [f for f in told if f.days is not None]
    dated = _most([f for f in stated if f.day_known] or stated, lambda f: f.days) or first
    spots = tuple(sorted({spot for f in told for spot in f.spots}, key=_by_rank))
    towns = [f for f in told if f.spot is not None and f.spot.rank <= TOWN]
    placed = _most(towns or [f for f in told if f.spot is not None], lambda f: f.spot)
    passages = {id(f.words): f.words for f in told if f.words is not None}
    return first._replace(
        kind=_value([f.kind for f in told]) or first.kind,
        subtype=_value([f.subtype for f in told]),
        stance=_value([f.stance for f in told]),
        days=dated.days,
        inferred=dated.inferred,
        day_known=dated.day_known,
        lasting=any(f.lasting for f in told),
        spot=placed.spot if placed else None,
        spots=spots,
        size=_value([f.size for f in told]),
        killed=_value([f.killed for f in told]),
        injured=_value([f.injured for f in told]),
        arrested=_value([f.arrested for f in told]),
        groups=frozenset().union(*(f.groups for f in told)),
        themes=frozenset().union(*(f.themes for f in told)),
        slogans=frozenset().union(*(f.slogans for f in told)),
        words=together([*passages.values()]),
    )


def _most(told: Sequence[Facet], say: Callable[[Facet], Hashable]) -> Facet | None:
    """The first of those who say what most say; None of nobody."""
    votes = Counter(say(f) for f in told)
    return max(told, key=lambda f: votes[say(f)], default=None)


def _value(values: Sequence[H | None]) -> H | None:
    """The value that most give, of equals the first."""
    votes = Counter(value for value in values if value is not None)
    return max(votes, key=votes.__getitem__, default=None)


def _towns(facet: Facet) -> frozenset[str]:
    return frozenset(spot.city or spot.key for spot in facet.spots if spot.rank <= TOWN)


def _by_rank(spot: Spot) -> tuple[int, str]:
    return spot.rank, spot.key


def _number(mention: str) -> tuple[int, str]:
    """Where a mention stands in its report: by its number, so that the tenth is not the second."""
    number = mention.rpartition("#")[2]
    return int(number) if number.isdecimal() else 0, mention
