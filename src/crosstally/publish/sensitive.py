"""Groups and themes by which people are persecuted, told only of many at a time.

Invariant: a sensitive group or theme is on the page in a province only where at least `k` of its
open incidents have it (H4: ethnicity and religion); below that the incident stays and the word goes.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from crosstally.publish.policy import Policy
from crosstally.records import Incident, Resolved, changed

_THEMED = ("demands", "slogans")


def without_rare(incidents: tuple[Incident, ...], policy: Policy) -> tuple[Incident, ...]:
    """The incidents, sensitive words left out where fewer than `k` in the province share them."""
    rare = _rare(incidents, policy)
    return tuple(_without(one, {name for where, name in rare if where == _province(one)})
                 for one in incidents) if rare else incidents  # fmt: skip


def rare_words(incidents: tuple[Incident, ...], policy: Policy) -> int:
    """On how many incidents a sensitive word is left out."""
    rare = _rare(incidents, policy)
    return sum(any((_province(one), name) in rare for name in _told(one)) for one in incidents)


def _rare(incidents: tuple[Incident, ...], policy: Policy) -> set[tuple[str | None, str]]:
    names = frozenset(policy.sensitive)
    counts = Counter(
        (_province(one), name) for one in incidents for name in sorted(set(_told(one)) & names)
    )
    return {cell for cell, number in counts.items() if number < policy.k}


def _without(incident: Incident, rare: set[str]) -> Incident:
    if rare.isdisjoint(_told(incident)):
        return incident
    fields: dict[str, Any] = {
        name: tuple(_without_theme(one, rare) for one in getattr(incident, name))
        for name in _THEMED
    }
    groups = tuple(one for one in incident.groups if one.value.value not in rare)
    return changed(incident, groups=groups, **fields)


def _without_theme(resolved: Resolved[Any], rare: set[str]) -> Resolved[Any]:
    if resolved.value.theme not in rare:
        return resolved
    return changed(resolved, value=changed(resolved.value, theme=None), rivals=())


def _told(incident: Incident) -> Iterator[str]:
    yield from (one.value.value.value for one in incident.groups)
    for name in _THEMED:
        yield from (one.value.theme.value for one in getattr(incident, name) if one.value.theme)


def _province(incident: Incident) -> str | None:
    return incident.place.value.province if incident.place is not None else None
