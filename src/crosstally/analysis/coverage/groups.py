"""Lists of a desk: which groups of sources saw which incidents.

Invariant: a group is fixed for the whole period. Sources whose reports were ever found to rest on
one origin are one group throughout: were single copies dropped instead, lists would seem to avoid
one another and the number would rise. What a source is called does not enter.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from crosstally.analysis.coverage.checks import LARGEST
from crosstally.analysis.frame import Tables
from crosstally.analysis.inputs import Lists, lists_of
from crosstally.records import Incident, SourceId

MOST_GROUPS = 5  # lists; the smaller groups are one list together, or its noughts decide
REST = "others"

Part = tuple[SourceId, ...]


class Group(NamedTuple):
    """Sources that count as one list, and who owns them or whom they mirror."""

    name: str
    sources: tuple[SourceId, ...]
    owners: tuple[str, ...]


def groups_of(tables: Tables, *, copies: bool = True, owners: bool = False) -> tuple[Group, ...]:
    """The lists of a desk, the one that saw most first.

    Args:
        tables: the desk.
        copies: whether sources that share an origin are one group.
        owners: whether sources of one owner, or that mirror one another, are one group too.

    Returns:
        At most `MOST_GROUPS`: the largest, and what is smaller as one list together. Where that
        would hold nearly everything, the groups are dealt out evenly instead, the largest first.
    """
    seen: dict[SourceId, set[int]] = {}
    for number, one in enumerate(tables.incidents):
        for source in one.sources if one.counts else ():
            seen.setdefault(source, set()).add(number)
    belongs = {one.id: one.family or one.mirror_of or one.id for one in tables.sources}
    together = [one.sources for one in tables.origins] if copies else []
    if owners:
        together += [
            tuple(name for name in sorted(seen) if belongs.get(name, name) == owner)
            for owner in sorted({belongs.get(name, name) for name in seen})
        ]
    hits = {part: _union(part, seen) for part in _joined(sorted(seen), together)}
    parts = sorted(hits, key=lambda part: (-len(hits[part]), sorted(hits[part])))
    wholes, together_last = _dealt(parts, hits)
    names = [str(max(part, key=lambda name: (len(seen[name]), name))) for part in wholes]
    if together_last:
        names[-1] = REST
    return tuple(
        Group(name, tuple(sorted(part)), tuple(sorted({belongs.get(one, one) for one in part})))
        for name, part in zip(names, wholes, strict=True)
    )


def captures(incidents: Iterable[Incident], groups: tuple[Group, ...]) -> Lists:
    """How many of the incidents that count each combination of groups saw."""
    place = {source: index for index, group in enumerate(groups) for source in group.sources}
    cells: Counter[tuple[int, ...]] = Counter()
    for one in incidents:
        if one.counts and one.sources:
            hit = {place[source] for source in one.sources if source in place}
            cells[tuple(int(index in hit) for index in range(len(groups)))] += 1
    return lists_of(tuple(group.name for group in groups), dict(cells))


def _union(part: Part, seen: dict[SourceId, set[int]]) -> frozenset[int]:
    return frozenset[int]().union(*(seen[name] for name in part))


def _dealt(parts: list[Part], hits: dict[Part, frozenset[int]]) -> tuple[list[Part], bool]:
    """The lists, from groups of which the largest comes first; whether the last is all the rest."""
    if len(parts) <= MOST_GROUPS:
        return parts, False
    hands, rest = [[part] for part in parts[: MOST_GROUPS - 1]], parts[MOST_GROUPS - 1 :]
    told = frozenset[int]().union(*(hits[part] for part in rest))
    together = len(told) <= LARGEST * len(told.union(*hits.values()))
    hands.append(rest if together else rest[:1])
    for part in () if together else rest[1:]:
        least = min(hands, key=lambda hand: sum(len(hits[one]) for one in hand))
        least.append(part)
    return [tuple(name for part in hand for name in part) for hand in hands], together


def _joined(names: list[SourceId], together: Iterable[Part]) -> list[Part]:
    """The names in parts: what stands together anywhere is in one part."""
    part = {name: frozenset({name}) for name in names}
    for some in together:
        known = [name for name in some if name in part]
        if len(known) > 1:
            whole = frozenset().union(*(part[name] for name in known))
            part |= dict.fromkeys(sorted(whole), whole)
    return sorted({tuple(sorted(one)) for one in part.values()})
