"""What an incident's fields are: value, the rule that chose it, and the rivals with their asserters.

Invariant: every value is one that some mention gives; nothing is averaged or made up. A rival is
dropped only where its own source gave a later figure (it is then superseded, not corroborated).
Asserters come in the order in which they spoke, so that the first is the first to assert.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from crosstally.linking.facet import LEVELS
from crosstally.records import (
    Basis,
    Count,
    Days,
    Demand,
    GroupValue,
    Kind,
    Mention,
    MentionId,
    Place,
    Precision,
    ReportId,
    Resolved,
    Rival,
    Size,
    Slogan,
    Stance,
    Target,
)

T = TypeVar("T")


class Told(NamedTuple):
    """A mention with what resolving needs of its report: when it spoke, its source, its origin."""

    mention: Mention
    report: ReportId
    source: str
    age: tuple[str, str]
    origin: str


PRECISIONS = tuple(Precision)


def resolve_days(told: Sequence[Told]) -> Resolved[Days] | None:
    """The days: stated before relative before publication, finest first, then by origins."""
    given = [(t, t.mention.days) for t in told if t.mention.days is not None]
    rank = {Basis.STATED: 0, Basis.RELATIVE: 0, Basis.PUBLICATION: 1}

    def fineness(days: Days) -> tuple[int, ...]:
        return rank[days.basis], PRECISIONS.index(days.precision)

    return _choose(
        given,
        same=lambda days: (days.first, days.last),
        prefer=fineness,
        rule="days: stated before published, finest, then most origins",
    )


def resolve_place(told: Sequence[Told]) -> Resolved[Place] | None:
    """The place: the most specific one, then the one that most origins name."""
    given = [(t, t.mention.place) for t in told if t.mention.place is not None]
    return _choose(
        given,
        same=lambda place: place.id or place.name,
        prefer=lambda place: (LEVELS.index(place.level), place.id is None),
        rule="place: most specific, then most origins",
    )


def resolve_size(told: Sequence[Told]) -> Resolved[Size] | None:
    """The size that most origins give; of equals the lower one. Rivals stay as they are."""
    return _choose(
        [(t, size) for t in _latest(told, lambda m: m.size) if (size := t.mention.size)],
        same=lambda size: (size.low, size.high),
        prefer=lambda _: (),
        tie=lambda size: (size.low, size.high),
        rule="size: most origins, then the lower; a source's later figure supersedes",
    )


def resolve_count(
    told: Sequence[Told], field: Callable[[Mention], Count | None]
) -> Resolved[Count] | None:
    """A toll: the one that most origins give, then the latest; never an average."""
    latest = _latest(told, field)
    return _choose(
        [(t, count) for t in latest if (count := field(t.mention)) is not None],
        same=lambda count: (count.low, count.high),
        prefer=lambda _: (),
        tie=lambda count: (-count.low, count.high),
        rule="toll: most origins, then the higher; a source's later figure supersedes",
    )


def killed_of(mention: Mention) -> Count | None:
    """The dead that a mention tells of."""
    return mention.harm.killed if mention.harm else None


def injured_of(mention: Mention) -> Count | None:
    """The injured that a mention tells of."""
    return mention.harm.injured if mention.harm else None


def arrested_of(mention: Mention) -> Count | None:
    """The arrested that a mention tells of."""
    return mention.harm.arrested if mention.harm else None


def resolve_groups(told: Sequence[Told]) -> tuple[Resolved[GroupValue], ...]:
    """Every group that a mention names, once each."""
    return _each(
        [(t, group) for t in told for group in t.mention.groups],
        same=lambda group: (group.value, group.sector or ""),
    )


def resolve_demands(told: Sequence[Told]) -> tuple[Resolved[Demand], ...]:
    """Every demand that a mention names, once each."""
    return _each(
        [(t, demand) for t in told for demand in t.mention.demands],
        same=lambda demand: (demand.theme or "", demand.value.casefold()),
    )


def resolve_slogans(told: Sequence[Told]) -> tuple[Resolved[Slogan], ...]:
    """Every slogan that a mention quotes, once each."""
    return _each(
        [(t, slogan) for t in told for slogan in t.mention.slogans],
        same=lambda slogan: slogan.canonical or slogan.text,
    )


def resolve_kind(told: Sequence[Told]) -> tuple[Kind, str | None]:
    """The kind and sub-type that most origins give; of equals the one first in the codebook."""
    kinds = _votes(told, lambda m: m.kind)
    order = list(Kind)
    kind = min(kinds, key=lambda k: (-kinds[k], order.index(k)))
    subtypes = _votes([t for t in told if t.mention.kind is kind], lambda m: m.subtype)
    subtype = min(subtypes, key=lambda s: (-subtypes[s], s)) if subtypes else None
    return kind, subtype


def resolve_stance(told: Sequence[Told]) -> Stance | None:
    """The stance that most origins give, a clear one before an unclear one.

    For the state only where more than half of all origins say so: one report that calls a protest
    a rally would else take it out of every count.
    """
    votes = _votes(told, lambda m: m.stance)
    if 2 * votes[Stance.PRO_STATE] <= len({t.origin for t in told}):
        del votes[Stance.PRO_STATE]
    order: list[Stance] = [s for s in votes if s is not Stance.UNCLEAR] or list(votes)
    return min(order, key=lambda s: (-votes[s], s)) if order else None


def resolve_target(told: Sequence[Told]) -> Target | None:
    """The target that most origins give."""
    votes = _votes(told, lambda m: m.target)
    return min(votes, key=lambda t: (-votes[t], t)) if votes else None


def resolve_organised(told: Sequence[Told]) -> bool | None:
    """Whether the state organised it, where anybody says."""
    votes = _votes(told, lambda m: m.state_organised)
    return max(votes, key=lambda v: (votes[v], v)) if votes else None


def _votes(told: Sequence[Told], field: Callable[[Mention], T | None]) -> Counter[T]:
    """How many origins give each value."""
    seen = {(t.origin, value) for t in told if (value := field(t.mention)) is not None}
    return Counter(value for _, value in seen)


def _latest(told: Sequence[Told], field: Callable[[Mention], object]) -> list[Told]:
    """The mentions that give the field, of each source those of its last report that does."""
    last: dict[str, tuple[str, str]] = {}
    for t in told:
        if field(t.mention) is not None:
            last[t.source] = max(last.get(t.source, t.age), t.age)
    return [t for t in told if field(t.mention) is not None and t.age == last[t.source]]


def _choose(
    given: Sequence[tuple[Told, T]],
    *,
    same: Callable[[T], Hashable],
    prefer: Callable[[T], tuple[int, ...]],
    rule: str,
    tie: Callable[[T], tuple[int, ...]] = lambda _: (),
) -> Resolved[T] | None:
    """The preferred value, then the one of most origins, then by `tie`, then the first said."""
    if not given:
        return None
    groups = _grouped(given, same)
    ranked = sorted(
        groups.values(),
        key=lambda group: (
            prefer(group[0][1]),
            -len({t.origin for t, _ in group}),
            tie(group[0][1]),
            group[0][0].age,
            group[0][0].mention.id,
        ),
    )
    best, value = ranked[0][0]
    return Resolved(
        value=value,
        rule=rule,
        mention=best.mention.id,
        report=best.report,
        asserters=_asserters(ranked[0]),
        rivals=tuple(_rival(group) for group in ranked[1:]),
        mentions=_mentions(ranked[0]),
    )


def _each(
    given: Sequence[tuple[Told, T]], same: Callable[[T], Hashable]
) -> tuple[Resolved[T], ...]:
    """Every value once, as first said, by how many origins give it."""
    groups = sorted(
        _grouped(given, same).values(),
        key=lambda group: (
            -len({t.origin for t, _ in group}), group[0][0].age, group[0][0].mention.id,
            str(same(group[0][1])),
        ),
    )  # fmt: skip
    return tuple(
        Resolved(
            value=group[0][1],
            rule="every value that is told",
            mention=group[0][0].mention.id,
            report=group[0][0].report,
            asserters=_asserters(group),
            mentions=_mentions(group),
        )
        for group in groups
    )


def _grouped(
    given: Sequence[tuple[Told, T]], same: Callable[[T], Hashable]
) -> Mapping[Hashable, list[tuple[Told, T]]]:
    groups: dict[Hashable, list[tuple[Told, T]]] = {}
    for t, value in sorted(given, key=lambda pair: (pair[0].age, pair[0].mention.id)):
        groups.setdefault(same(value), []).append((t, value))
    return groups


def _rival(group: Sequence[tuple[Told, T]]) -> Rival[T]:
    return Rival(value=group[0][1], mentions=_mentions(group), asserters=_asserters(group))


def _mentions(group: Sequence[tuple[Told, T]]) -> tuple[MentionId, ...]:
    """The mentions that give a value, in the order in which they were said."""
    return tuple(dict.fromkeys(t.mention.id for t, _ in group))


def _asserters(group: Sequence[tuple[Told, T]]) -> tuple[str, ...]:
    """Who asserts a value, in the order in which they spoke."""
    return tuple(dict.fromkeys(_asserter(t) for t, _ in group))


def _asserter(told: Told) -> str:
    quoted = told.mention.asserter
    return f"{quoted.text} via {told.source}" if quoted is not None else told.source
