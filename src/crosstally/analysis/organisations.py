"""Which acts an organisation claims, and which of them somebody else saw.

Invariant: an organisation's own outlets, their mirrors and whoever relays them see nothing for it;
names are compared, never judged: renaming every source and organisation alike changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crosstally.analysis.frame import Tables
from crosstally.analysis.watch import day_of
from crosstally.records import ClaimType, Incident, Mention, Origin, Quote, Source
from crosstally.text.fold import fold_phrase

BOASTS = (ClaimType.TREND, ClaimType.ROLE)


class Acts(NamedTuple):
    """Of an organisation: its acts by incident with their months, as claimed and as seen.

    `claims` is how many claims of a role or a trend it makes.
    """

    name: str
    claimed: Mapping[str, str]
    seen: Mapping[str, str]
    claims: int


class _Names(NamedTuple):
    """Who is meant by a name, and whose each source is."""

    owner: Mapping[str, str]
    family: Mapping[str, str]

    def of(self, text: str) -> str:
        """The organisation that a name means: the owner of a source of that name, or the name."""
        folded = fold_phrase(text).strip()
        return self.owner.get(folded, folded)


def _names(sources: Iterable[Source]) -> _Names:
    known = {one.id: one for one in sources}
    family = {}
    for one in known.values():
        mirrored = known.get(one.mirror_of) if one.mirror_of is not None else None
        family[str(one.id)] = one.family or (
            (mirrored.family or mirrored.id) if mirrored is not None else str(one.id)
        )
    owner: dict[str, str] = {}
    for one in sorted(known.values(), key=lambda source: source.id):
        for text in (family[one.id], one.id, one.name, *one.aliases):
            _ = owner.setdefault(fold_phrase(text).strip(), family[one.id])
    return _Names(owner, family)


def callers_by_month(tables: Tables) -> dict[str, Counter[str]]:
    """How many incidents of each month, and open calls for it, each caller is named with."""
    names = _names(tables.sources)
    mentions = {one.id: one for one in tables.mentions}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for incident in tables.incidents:
        day = day_of(incident)
        if day is not None:
            told = (mentions[key] for key in incident.mentions if key in mentions)
            found[day.strftime("%Y-%m")].update(
                {names.of(quote.text) for one in told for quote in one.called_by}
            )
    for call in tables.calls:
        if call.days is not None and not call.violent and call.mention in mentions:
            found[call.days.first.strftime("%Y-%m")].update(
                {names.of(quote.text) for quote in mentions[call.mention].called_by}
            )
    return {month: found[month] for month in sorted(found)}


def acts_of(tables: Tables) -> tuple[Acts, ...]:
    """What each organisation claims, and what of it others saw, by name."""
    names = _names(tables.sources)
    mentions = {one.id: one for one in tables.mentions}
    origins = {str(one.id): one for one in tables.origins}
    claimed: dict[str, dict[str, str]] = defaultdict(dict)
    seen: dict[str, dict[str, str]] = defaultdict(dict)
    for incident in tables.incidents:
        day = incident.first
        if day is None:
            continue
        told = [mentions[key] for key in incident.mentions if key in mentions]
        for organisation in sorted(_claimants(told, names)):
            claimed[organisation][incident.id] = day.strftime("%Y-%m")
            if _is_seen(incident, organisation, origins, names):
                seen[organisation][incident.id] = day.strftime("%Y-%m")
    boasts = Counter(
        names.family.get(str(one.source), names.of(one.asserter))
        for one in tables.claims
        if one.type in BOASTS
    )
    return tuple(
        Acts(one, claimed.get(one, {}), seen.get(one, {}), boasts[one])
        for one in sorted({*claimed, *boasts})
    )


def _claimants(told: Iterable[Mention], names: _Names) -> set[str]:
    """Who is said to have organised or claimed an act, by any report of it."""
    quotes: set[Quote] = {quote for one in told for quote in (*one.claimed_by, *one.organised_by)}
    return {names.of(quote.text) for quote in quotes}


def _is_seen(
    incident: Incident, organisation: str, origins: Mapping[str, Origin], names: _Names
) -> bool:
    """Whether a basis of knowledge that says how it knows, and is not the organisation's, tells it."""
    for key in incident.origins:
        origin = origins.get(key)
        if origin is None or not origin.known:
            continue
        owners = {names.family.get(str(one), str(one)) for one in origin.sources}
        if organisation not in owners and organisation not in map(names.of, origin.families):
            return True
    return False
