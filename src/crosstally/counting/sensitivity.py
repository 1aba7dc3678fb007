"""How much a count moves when a link, a rule or a source moves, and which incidents move it.

Invariant: nothing is drawn here; the same replicates give the same answer. What is left out is left
out of the evidence: an incident told by nobody else is gone, one that loses a voice may cross a rule's
threshold, and no other incident changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from crosstally.counting.interval import interval_of
from crosstally.counting.rules import Rule
from crosstally.counting.tally import tally
from crosstally.records import Incident, Origin, OriginId, Record, changed

UNKNOWN = "unknown basis"  # what is left out with all sources of which nobody knows how they know


class Driver(Record, frozen=True, kw_only=True):
    """An incident whose being one incident is in doubt: in what share of the replicates it counts."""

    incident: str
    share: float


class Without(Record, frozen=True, kw_only=True):
    """A count without a source or an owner: what it is then, and how many incidents are lost."""

    what: str
    value: int
    lost: int


class Sensitivity(Record, frozen=True, kw_only=True):
    """A rule's count, its interval under the linking's doubt, and what it rests on.

    `low` to `high` holds 95 % of the replicates; they are None where none were drawn. `sources` and
    `owners` stand in the order of what they move, the most first.
    """

    rule: str
    value: int
    unit: str
    replicates: int
    middle: int | None
    low: int | None
    high: int | None
    sources: tuple[Without, ...]
    owners: tuple[Without, ...]
    drivers: tuple[Driver, ...]


def sensitivity(
    incidents: Sequence[Incident],
    origins: Mapping[OriginId, Origin],
    rules: Sequence[Rule],
    replicates: Iterable[Sequence[Incident]],
) -> tuple[Sensitivity, ...]:
    """How sure the count of each rule is.

    Args:
        incidents: what the desk's linking gave.
        origins: its origins, by id.
        rules: what to count under.
        replicates: the incidents as they might as well have been (`linking.replicates`).
    """
    drawn: dict[str, list[int]] = {rule.id: [] for rule in rules}
    kept: dict[str, Counter[str]] = {rule.id: Counter() for rule in rules}
    for version in replicates:
        for rule in rules:
            counted = tally(version, rule)
            drawn[rule.id].append(counted.value)
            kept[rule.id].update({name for unit in counted.units for name in unit.incidents})
    fewer = {
        "sources": {one: _without(incidents, origins, one) for one in _sources(incidents)},
        "owners": {
            one: _without(incidents, origins, *told) for one, told in _owners(origins).items()
        },
    }
    return tuple(
        _sensitivity(rule, incidents, drawn[rule.id], kept[rule.id], fewer) for rule in rules
    )


def _sensitivity(
    rule: Rule,
    incidents: Sequence[Incident],
    drawn: Sequence[int],
    kept: Counter[str],
    fewer: Mapping[str, Mapping[str, Sequence[Incident]]],
) -> Sensitivity:
    whole = tally(incidents, rule)
    counted = {name for unit in whole.units for name in unit.incidents}
    found = interval_of(drawn) if drawn else None
    shares = [
        Driver(incident=name, share=round(kept[name] / len(drawn), 3))
        for name in sorted(counted | set(kept))
        if drawn
    ]
    doubtful = [one for one in shares if 0.0 < one.share < 1.0 or one.incident not in kept]
    return Sensitivity(
        rule=rule.id,
        value=whole.value,
        unit=whole.unit,
        replicates=len(drawn),
        middle=found.middle if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        drivers=tuple(sorted(doubtful, key=lambda one: (abs(one.share - 0.5), one.incident))),
        **{name: _moved(rule, whole.value, versions) for name, versions in fewer.items()},
    )


def _moved(
    rule: Rule, value: int, versions: Mapping[str, Sequence[Incident]]
) -> tuple[Without, ...]:
    """What the count is without each, the most moved first; what moves nothing is not listed."""
    found = []
    for what, left in versions.items():
        now = tally(left, rule).value
        if now != value:
            found.append(Without(what=what, value=now, lost=value - now))
    return tuple(sorted(found, key=lambda one: (-abs(one.lost), one.what)))


def _without(
    incidents: Sequence[Incident], origins: Mapping[OriginId, Origin], *gone: str
) -> list[Incident]:
    """The incidents as they stand where some sources had said nothing."""
    left = []
    for incident in incidents:
        if not set(gone) & set(incident.sources):
            left.append(incident)
            continue
        sources = tuple(source for source in incident.sources if source not in gone)
        if sources:
            still = [key for key in incident.origins if not set(origins[key].sources) <= set(gone)]
            known = sum(origins[key].known for key in still)
            fewer = min(incident.independent, known + any(not origins[key].known for key in still))
            owners = {
                owner for key in still for owner in (*origins[key].families, *origins[key].sources)
            }
            voices = tuple(voice for voice in incident.voices if voice in owners)
            left.append(
                changed(
                    incident,
                    sources=sources,
                    origins=tuple(still),
                    independent=fewer,
                    voices=voices,
                )
            )
    return left


def _sources(incidents: Iterable[Incident]) -> list[str]:
    return sorted({source for incident in incidents for source in incident.sources})


def _owners(origins: Mapping[OriginId, Origin]) -> dict[str, tuple[str, ...]]:
    """The sources of each owner of several, and all those whose basis nobody knows."""
    told: dict[str, set[str]] = {}
    for origin in origins.values():
        if not origin.known:
            told.setdefault(UNKNOWN, set()).update(origin.sources)
        if len(origin.families) == len(origin.sources) == 1:
            told.setdefault(origin.families[0], set()).update(origin.sources)
    return {owner: tuple(sorted(told[owner])) for owner in sorted(told) if len(told[owner]) > 1}
