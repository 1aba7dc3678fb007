"""What became of the incidents between two builds, with reasons.

Invariant: two builds with the same incidents differ in nothing; every incident of either build that
is not the same in the other is in a change. The order of the incidents does not matter.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from crosstally.records import Incident, IncidentId, Link, MentionId, Record, changed


class Became(StrEnum):
    """What became of an incident."""

    MERGED = "merged"
    SPLIT = "split"
    RENAMED = "renamed"
    MOVED = "moved"
    APPEARED = "appeared"
    VANISHED = "vanished"
    GREW = "grew"
    SHRANK = "shrank"


class Seen(Record, frozen=True, kw_only=True):
    """An incident as a build saw it: its mentions, its days and its place."""

    id: IncidentId
    mentions: tuple[MentionId, ...]
    first: date | None
    last: date | None
    place: str | None


class Change(Record, frozen=True, kw_only=True):
    """What became of one incident, and why.

    `others` are the incidents that it swallowed, or into which it fell apart; `before` and `after`
    are days and place where it moved.
    """

    became: Became
    incident: IncidentId
    others: tuple[IncidentId, ...] = ()
    before: str | None = None
    after: str | None = None
    mentions: int = 0
    reasons: tuple[str, ...] = ()


def seen(incident: Incident) -> Seen:
    """What of an incident is compared from build to build."""
    place = incident.place.value if incident.place else None
    return Seen(
        id=incident.id,
        mentions=incident.mentions,
        first=incident.first,
        last=incident.last,
        place=(place.id or place.name) if place else None,
    )


def changes(
    before: Iterable[Seen], after: Iterable[Seen], links: Iterable[Link] = ()
) -> tuple[Change, ...]:
    """What became of each incident that is not as it was: merged and split first, then by id.

    Args:
        before: the incidents of the last build.
        after: those of this one.
        links: this build's links, from which the reasons are taken.
    """
    old, new = {i.id: i for i in before}, {i.id: i for i in after}
    was = {mention: i.id for i in old.values() for mention in i.mentions}
    now = {mention: i.id for i in new.values() for mention in i.mentions}
    why = _Why(links, was, now)
    found = [*_merged(new.values(), was, why), *_split(old.values(), now, why)]
    for incident in new.values():
        earlier = old.get(incident.id)
        found += _same_id(earlier, incident, was) if earlier else _unknown(incident, old, was, now)
    found += [
        _change(Became.VANISHED, incident, "none of its mentions is linked any more")
        for incident in old.values()
        if not any(mention in now for mention in incident.mentions)
    ]
    order = list(Became)
    return tuple(sorted(found, key=lambda c: (order.index(c.became), c.incident, c.others)))


class _Why:
    """The strongest link between each two incidents of one build that are one in the other."""

    def __init__(
        self,
        links: Iterable[Link],
        was: Mapping[MentionId, IncidentId],
        now: Mapping[MentionId, IncidentId],
    ) -> None:
        self._best: dict[tuple[IncidentId, IncidentId], Link] = {}
        for link in links:
            for of in (was, now):
                one, other = of.get(link.one), of.get(link.other)
                if one is not None and other is not None and one != other:
                    key = (min(one, other), max(one, other))
                    held = self._best.get(key)
                    if held is None or _strength(link) < _strength(held):
                        self._best[key] = link

    def between(self, one: IncidentId, other: IncidentId, otherwise: str) -> tuple[str, ...]:
        """The reasons of the strongest link between two incidents, or what else is to say."""
        link = self._best.get((min(one, other), max(one, other)))
        if link is None:
            return (otherwise,)
        return (f"{link.one} and {link.other}: {link.bits:+.1f} bits", *link.reasons)


def _merged(
    new: Iterable[Seen], was: Mapping[MentionId, IncidentId], why: _Why
) -> Iterable[Change]:
    for incident in new:
        parts = _parts(incident, was)
        if len(parts) > 1:
            reasons = why.between(
                parts[0], parts[1], "joined through mentions that are new, or by a person"
            )
            yield changed(_change(Became.MERGED, incident, *reasons), others=_but(incident, parts))


def _split(old: Iterable[Seen], now: Mapping[MentionId, IncidentId], why: _Why) -> Iterable[Change]:
    for incident in old:
        parts = _parts(incident, now)
        if len(parts) > 1:
            reasons = why.between(
                parts[0], parts[1], "a person, a rule or another mention sets them apart"
            )
            yield changed(_change(Became.SPLIT, incident, *reasons), others=_but(incident, parts))


def _parts(incident: Seen, of: Mapping[MentionId, IncidentId]) -> tuple[IncidentId, ...]:
    """The incidents of the other build that hold its mentions."""
    return tuple(sorted({of[mention] for mention in incident.mentions if mention in of}))


def _but(incident: Seen, parts: tuple[IncidentId, ...]) -> tuple[IncidentId, ...]:
    return tuple(part for part in parts if part != incident.id)


def _unknown(
    incident: Seen,
    old: Mapping[IncidentId, Seen],
    was: Mapping[MentionId, IncidentId],
    now: Mapping[MentionId, IncidentId],
) -> list[Change]:
    """What an id that was not there before stands for; a part of one that split is told there."""
    parts = _parts(incident, was)
    if not parts:
        why = f"{len(incident.mentions)} new mentions that fit no other incident"
        return [changed(_change(Became.APPEARED, incident, why), after=_where(incident))]
    if len(parts) > 1 or _parts(old[parts[0]], now) != (incident.id,):
        return []
    change = _change(Became.RENAMED, incident, "its first mention is not linked any more")
    return [changed(change, others=parts)]


def _same_id(old: Seen, new: Seen, was: Mapping[MentionId, IncidentId]) -> list[Change]:
    found = []
    fresh = [mention for mention in new.mentions if mention not in was]
    lost = len(set(old.mentions) - set(new.mentions))
    if _where(old) != _where(new):
        why = f"{len(fresh)} new mentions and {lost} fewer: what most of them say is another"
        change = _change(Became.MOVED, new, why)
        found.append(changed(change, before=_where(old), after=_where(new)))
    if fresh:
        why = f"{len(fresh)} new mentions, the first {fresh[0]}"
        found.append(_change(Became.GREW, new, why))
    elif lost:
        found.append(_change(Became.SHRANK, new, f"{lost} mentions fewer"))
    return found


def _change(became: Became, incident: Seen, *reasons: str) -> Change:
    return Change(
        became=became, incident=incident.id, mentions=len(incident.mentions), reasons=reasons
    )


def _strength(link: Link) -> tuple[float, str, str]:
    return -link.bits, link.one, link.other


def _where(incident: Seen) -> str:
    days = f"{incident.first or '?'}..{incident.last or '?'}"
    return f"{days} {incident.place or '?'}"
