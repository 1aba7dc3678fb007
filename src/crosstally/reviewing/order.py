"""The order of the queue: danger × independent origins × novelty, each with its reason.

Invariant: the same incidents on the same day come in the same order whatever order they arrive in;
renaming sources changes nothing; no factor is ever nought, so that nothing falls out of the queue.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import log2
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crosstally.records import Incident, IncidentId, Kind, Record
from crosstally.reviewing.standing import died
from crosstally.reviewing.words import Why, why

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Chosen = npt.NDArray[np.bool_]

# How much harm it does to have an incident wrong, or to leave it lying. Judged, not fitted: a desk
# reads deaths first, then whoever is in custody or vanished, then force, then arrests.
DEATH, CUSTODY, FORCE, WOUND, ARREST, PLAIN = 16.0, 8.0, 6.0, 4.0, 3.0, 1.0
_KINDS = {
    Kind.FRC: FORCE, Kind.ABD: CUSTODY, Kind.CUS: CUSTODY, Kind.JUD: ARREST, Kind.ARR: ARREST,
    Kind.DSP: 2.0, Kind.RIO: 2.0, Kind.HNG: 2.0, Kind.NET: 2.0, Kind.INA: 2.0, Kind.RES: 1.5,
}  # fmt: skip
HALF_LIFE = 7.0  # days after which an incident is half as new
STALEST = 0.05  # what is left of novelty, however old: an old death still comes before a new banner
NEAR_KM, NEAR_DAYS = 25.0, 2.0  # how far from a decided one it is half as near
NEAREST = 0.75  # how much of its novelty an incident loses that is where and when one was decided
WINDOW = 14  # days beyond which nearness is below a hundredth
_KIND_KEY = 10_000_000  # more than there are days


class Queued(Record, frozen=True, kw_only=True):
    """An incident in the queue: its place from 1, its factors and why."""

    incident: IncidentId
    rank: int
    score: float
    danger: float
    origins: int
    novelty: float
    whys: tuple[Why, ...]


class Queue(NamedTuple):
    """All incidents scored, as columns; positions are those of `ids`, which are in order.

    `fresh` and `near` are what novelty is made of; `key` is kind and day in one number, `by_key` the
    positions in its order and `keys` itself in order; `age` counts days.
    """

    ids: tuple[IncidentId, ...]
    incidents: tuple[Incident, ...]
    danger: Scores
    origins: Places
    age: Places
    fresh: Scores
    near: Scores
    spots: Scores
    key: Places
    by_key: Places
    keys: Places
    open: Chosen

    @property
    def novelty(self) -> Scores:
        """How new each is, from `STALEST` × (1 - `NEAREST`) to 1."""
        return self.fresh * (1 - NEAREST * self.near)

    @property
    def scores(self) -> Scores:
        """Danger × independent origins × novelty."""
        return self.danger * self.origins * self.novelty

    def position(self, incident: str) -> int | None:
        """Where an incident stands among `ids`."""
        at = bisect_left(self.ids, incident)
        return at if at < len(self.ids) and self.ids[at] == incident else None


def queue_of(
    incidents: Iterable[Incident],
    *,
    today: date,
    first_seen: Mapping[str, date],
    done: frozenset[str],
) -> Queue:
    """The queue of a desk.

    Args:
        incidents: as the last build gave them.
        today: the desk's day.
        first_seen: the day on which each report was received or published, by report id.
        done: incidents confirmed or rejected: they leave the queue, and those like them are less new.
    """
    ordered = tuple(sorted(incidents, key=lambda one: one.id))
    seen = [
        min((first_seen[r] for r in i.reports if r in first_seen), default=today) for i in ordered
    ]
    age = np.array([max(0, (today - day).days) for day in seen], dtype=np.int64)
    order = {kind: at for at, kind in enumerate(Kind)}
    key = np.array(
        [order[i.kind] * _KIND_KEY + (i.first.toordinal() if i.first else 0) for i in ordered],
        dtype=np.int64,
    )
    queue = Queue(
        ids=tuple(i.id for i in ordered),
        incidents=ordered,
        danger=np.array([danger(i)[0] for i in ordered], dtype=np.float64),
        origins=np.array([max(1, i.independent) for i in ordered], dtype=np.int64),
        age=age,
        fresh=np.maximum(STALEST, np.exp2(-age / HALF_LIFE)),
        near=np.zeros(len(ordered)),
        spots=np.array([_spot(i) for i in ordered], dtype=np.float64).reshape(-1, 2),
        key=key,
        by_key=np.argsort(key, kind="stable"),
        keys=np.sort(key),
        open=np.array([i.id not in done for i in ordered], dtype=np.bool_),
    )
    for at in np.flatnonzero(~queue.open).tolist():
        _raise_near(queue, at)
    return queue


def reviewed(queue: Queue, incident: str) -> Queue:
    """The queue after one more incident was decided."""
    at = queue.position(incident)
    if at is None or not queue.open[at]:
        return queue
    queue = queue._replace(open=queue.open.copy(), near=queue.near.copy())
    queue.open[at] = False
    _raise_near(queue, at)
    return queue


def reopened(queue: Queue, incident: str) -> Queue:
    """The queue after a decision was undone."""
    at = queue.position(incident)
    if at is None or queue.open[at]:
        return queue
    queue = queue._replace(open=queue.open.copy(), near=queue.near.copy())
    queue.open[at] = True
    around = _around(queue, at, WINDOW)
    queue.near[around] = 0.0
    for other in _around(queue, at, 2 * WINDOW).tolist():
        if not queue.open[other]:
            _raise_near(queue, other)
    return queue


def top(
    queue: Queue, count: int, *, start: int = 0, among: Chosen | None = None
) -> tuple[Queued, ...]:
    """The incidents from place `start`, best first; `among` (from `search`) narrows the choice."""
    chosen = np.flatnonzero(queue.open if among is None else queue.open & among)
    scores, wanted = queue.scores[chosen], start + count
    if wanted < len(chosen):
        least = np.partition(scores, len(scores) - wanted)[len(scores) - wanted]
        chosen, scores = chosen[scores >= least], scores[scores >= least]
    best = chosen[np.argsort(-scores, kind="stable")][start:wanted]
    return tuple(_queued(queue, int(at), start + n) for n, at in enumerate(best, 1))


def danger(incident: Incident) -> tuple[float, Why]:
    """How dangerous an incident is, from 1, and why: the gravest of what it tells."""
    return max(_dangers(incident), key=lambda one: one[0])


def _dangers(incident: Incident) -> Iterator[tuple[float, Why]]:
    yield _KINDS.get(incident.kind, PLAIN), why("danger.kind", kind=incident.kind.value)
    if died(incident):
        killed = incident.killed
        most = (
            0
            if killed is None
            else max(killed.value.high, *(r.value.high for r in killed.rivals), 0)
        )
        told = why("danger.killed", killed=f"{most:,}") if most else why("danger.death")
        yield DEATH * (1 + log2(max(1, most)) / 4), told
    rows: tuple[tuple[str, float], ...] = (("injured", WOUND), ("arrested", ARREST))
    for name, weight in rows:
        value = getattr(incident, name)
        if value is not None and value.value.high > 0:
            most = value.value.high
            yield weight * (1 + log2(most) / 8), why(f"danger.{name}", people=f"{most:,}")


def _queued(queue: Queue, at: int, rank: int) -> Queued:
    incident = queue.incidents[at]
    grave, because = danger(incident)
    origins, age, near = int(queue.origins[at]), int(queue.age[at]), float(queue.near[at])
    novelty = float(queue.fresh[at]) * (1 - NEAREST * near)  # of this one, not of the whole queue
    whys = [because, why("origins", origins=origins) if origins > 1 else why("origins.one")]
    whys.append(why("new.today") if age == 0 else why("new.days", days=f"{age:,}"))
    if near > 0.25:
        whys.append(why("new.near"))
    return Queued(
        incident=incident.id,
        rank=rank,
        score=round(float(queue.danger[at]) * origins * novelty, 4),
        danger=round(grave, 4),
        origins=origins,
        novelty=round(novelty, 4),
        whys=tuple(whys),
    )


def _raise_near(queue: Queue, at: int) -> None:
    """Let what lies around a decided incident be at least as near as it is. Changes `near`."""
    around = _around(queue, at, WINDOW)
    days = np.abs(queue.key[around] - queue.key[at])
    kilometres = _kilometres(queue.spots[around], queue.spots[at])
    near = np.exp2(-days / NEAR_DAYS - kilometres / NEAR_KM)
    queue.near[around] = np.maximum(queue.near[around], near)


def _around(queue: Queue, at: int, days: int) -> Places:
    """The positions of incidents of the same kind within some days, if it has a day and a place."""
    here = int(queue.key[at])
    if here % _KIND_KEY == 0 or np.isnan(queue.spots[at, 0]):
        return np.zeros(0, dtype=np.int64)
    low, high = np.searchsorted(queue.keys, (here - days, here + days + 1))
    found = queue.by_key[low:high]
    placed: Places = found[~np.isnan(queue.spots[found, 0])]
    return placed


def _kilometres(spots: Scores, spot: Scores) -> Scores:
    """Along the globe (haversine), degrees in."""
    there, here = np.radians(spots), np.radians(spot)
    half = np.sin((there - here) / 2) ** 2
    chord = half[:, 0] + np.cos(there[:, 0]) * np.cos(here[0]) * half[:, 1]
    away: Scores = 12_742.0 * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return away


def _spot(incident: Incident) -> tuple[float, float]:
    place = incident.place.value if incident.place is not None else None
    if place is None or place.lat is None or place.lon is None:
        return np.nan, np.nan
    return place.lat, place.lon
