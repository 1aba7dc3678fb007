"""What a desk knows while it is open: the last build, and every judgement since laid on top.

Invariant: what stands here follows from the log. A judgement is shown only after it was read back
from the log, in which it stands once however often its form was sent.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from crosstally.archive import Desk
from crosstally.desk.built import Built
from crosstally.desk.locks import Lock, Locks
from crosstally.records import Decision, Incident, IncidentId, Judgement, changed, decode, encode
from crosstally.reviewing.order import Queue, Queued, queue_of, reopened, reviewed, top
from crosstally.reviewing.pace import STINTS, Stint
from crosstally.reviewing.proposals import Doubts, doubts_of
from crosstally.reviewing.search import Filter, matching
from crosstally.reviewing.standing import Need, Standing, State, standing

Clock = Callable[[], datetime]
READ = (Decision.ACCEPT, Decision.REJECT, Decision.REVIEW, Decision.RETURN)
_NEW = Standing(
    state=State.MACHINE, accepted=(), rejected=(), needs=(Need.READER,),
    held=(), deaths=False,
)  # fmt: skip


def zone_of(desk: Desk) -> ZoneInfo:
    """The time zone that a desk's days are told in."""
    return ZoneInfo(desk.config.desk.zone or desk.packs.country.zone)


class Room:
    """An open desk. One thread at a time may use it."""

    def __init__(
        self, desk: Desk, built: Built, *, clock: Clock, persons: Mapping[str, str]
    ) -> None:
        self.desk = desk
        self.clock = clock
        self.locks = Locks()
        self.persons = dict(persons)
        self.zone = zone_of(desk)
        self.judgements: list[Judgement] = []
        self.ids: set[str] = set()
        self._number = 0
        self._last: datetime | None = None
        self.settle(built)

    def settle(self, built: Built) -> None:
        """Lay all judgements on another build."""
        _ = self.catch_up()
        self.lay(built)

    def laid_on(self, built: Built) -> "Room":
        """A twin that has the judgements known so far laid on another build.

        It reads no log, so that another thread may make it; `adopt` takes it up.
        """
        twin = copy(self)
        twin.judgements = list(self.judgements)
        twin.lay(built)
        return twin

    def adopt(self, twin: "Room") -> None:
        """Stand on the build of a twin, with what was judged since it was made."""
        since = self.judgements[len(twin.judgements) :]
        own = {name: getattr(self, name) for name in ("judgements", "ids", "_number", "_last")}
        self.__dict__.update(vars(twin) | own)
        self._put_on_top(since)

    def lay(self, built: Built) -> None:
        """Lay the judgements that are known on another build."""
        self.built = built
        self.standings: dict[str, Standing] = {}
        self.states: dict[str, State] = {}
        self.counted: Counter[State] = Counter({State.MACHINE: len(built.incidents)})
        self._about: dict[str, list[Judgement]] = defaultdict(list)
        self._own: dict[str, npt.NDArray[np.bool_]] = {}
        self._read_once: npt.NDArray[np.bool_] = np.zeros(len(built.incidents), dtype=np.bool_)
        today = self.clock().astimezone(self.zone).date()
        self.queue: Queue = queue_of(
            built.incidents.values(), today=today, first_seen=built.first_seen, done=frozenset()
        )
        for judgement in self.judgements:
            _ = self._file(judgement)
        for name in sorted(self._about):
            self._stand(name)
        done = frozenset(name for name in self.states if self._is_done(name))
        self.queue = queue_of(
            built.incidents.values(), today=today, first_seen=built.first_seen, done=done
        )
        self.doubts: Doubts = doubts_of(
            built.incidents.values(), built.links, self.judgements,
            join_bits=self.desk.packs.weights.join / 1000,
        )  # fmt: skip

    def catch_up(self) -> tuple[Judgement, ...]:
        """The judgements that the log holds and that were not read yet, now laid on top."""
        fresh = []
        for entry in self.desk.store.read(after=self._number, kinds=("judgement",)):
            self._number = entry.number
            judgement = decode(Judgement, entry.body)
            if judgement.id in self.ids:
                continue
            self.ids.add(judgement.id)
            self.judgements.append(judgement)
            self._last = max(judgement.at, self._last or judgement.at)
            fresh.append(judgement)
        return tuple(fresh)

    def refresh(self) -> tuple[Judgement, ...]:
        """The judgements that were new, after all that follows from them follows."""
        fresh = self.catch_up()
        self._put_on_top(fresh)
        return fresh

    def _put_on_top(self, fresh: Sequence[Judgement]) -> None:
        touched: dict[str, None] = {}
        for judgement in fresh:
            touched.update(dict.fromkeys(self._file(judgement)))
        for name in touched:
            self._stand(name)
            self.queue = (reviewed if self._is_done(name) else reopened)(self.queue, name)

    def append(self, judgements: Sequence[Judgement]) -> None:
        """Put judgements into the log, all of them or none; they are on disk when this returns."""
        fresh = [one for one in judgements if one.id not in self.ids]
        if fresh:
            _ = self.desk.store.append([("judgement", encode(one)) for one in fresh])
        _ = self.refresh()

    def now(self) -> datetime:
        """The present, and never before the last judgement: the newest is the one appended last."""
        told = self.clock()
        if self._last is not None and told <= self._last:
            return self._last + timedelta(microseconds=1)
        return told

    def incident(self, name: str) -> Incident | None:
        """The incident of a name, as the last build gave it."""
        found = self.built.incident_of.get(name)
        return self.built.incidents[found] if found is not None else None

    def about(self, incident: str) -> tuple[Judgement, ...]:
        """All judgements that speak of an incident, in the order of the log."""
        return tuple(self._about.get(incident, ()))

    def version(self, incident: Incident) -> str:
        """What a form carries to say which state of an incident it was made for."""
        return f"{len(self._about.get(incident.id, ()))}-{len(incident.mentions)}"

    def standing(self, incident: str) -> Standing:
        """Where an incident stands."""
        return self.standings.get(incident, _NEW)

    def copies(self, incident: str) -> tuple[IncidentId, ...]:
        """The other incidents that say the same word for word and that nobody has judged."""
        same = self.built.copies.get(incident, ())
        return tuple(one for one in same if one != incident and one not in self.states)

    def mask(self, wanted: Filter) -> npt.NDArray[np.bool_] | None:
        """Which incidents fit a filter; None where it narrows nothing."""
        return matching(self.built.search, wanted, self.states) if wanted != Filter() else None

    def first(
        self, count: int, by: str, mask: npt.NDArray[np.bool_] | None, *, start: int = 0
    ) -> tuple[Queued, ...]:
        """The head of the queue for an account: what is open and not decided by its person yet.

        What one reader has accepted, and only a second reading before it goes public is missing,
        comes after all that nobody has read.
        """
        own = self._own.get(self.persons.get(by, by))
        mine = self.queue.open if own is None else self.queue.open & ~own
        mine = mine if mask is None else mine & mask
        fresh = mine & ~self._read_once
        found = top(self.queue, count, start=start, among=fresh)
        if len(found) == count:
            return found
        before = int(np.count_nonzero(fresh))
        rest = mine & self._read_once
        more = top(self.queue, count - len(found), start=max(0, start - before), among=rest)
        return found + tuple(changed(one, rank=one.rank + before) for one in more)

    def open_for(self, by: str, mask: npt.NDArray[np.bool_] | None) -> int:
        """How many incidents the queue of an account holds."""
        own = self._own.get(self.persons.get(by, by))
        among = self.queue.open if mask is None else self.queue.open & mask
        return int(np.count_nonzero(among if own is None else among & ~own))

    def next_after(self, by: str, mask: npt.NDArray[np.bool_] | None) -> IncidentId | None:
        """What an account should read now: the first that nobody else is reading."""
        busy = self.locks.others(by, self.clock())
        for queued in self.first(len(busy) + 1, by, mask):
            if queued.incident not in busy:
                return queued.incident
        return None

    def leave(self, incident: str, by: str, *, decided: bool, graphic_seconds: float = 0.0) -> None:
        """Give an incident up, and write down how long it took."""
        lock: Lock | None = self.locks.release(incident, by)
        if lock is None:
            return
        stint = Stint(
            incident=incident, by=by, began=lock.began, ended=max(self.clock(), lock.began),
            decided=decided, graphic_seconds=graphic_seconds,
        )  # fmt: skip
        with (self.desk.folder / STINTS).open("ab") as file:
            _ = file.write(encode(stint) + b"\n")

    def _file(self, judgement: Judgement) -> tuple[IncidentId, ...]:
        touched = self.built.touched(judgement.about)
        for name in touched:
            self._about[name].append(judgement)
        return touched

    def _stand(self, name: str) -> None:
        """Work an incident's standing out anew."""
        before = self.states.get(name, State.MACHINE)
        now = standing(
            self.built.incidents[name], self._about[name], self.persons,
            readers=self.desk.config.desk.readers,
        )  # fmt: skip
        self.standings[name], self.states[name] = now, now.state
        self.counted[before] -= 1
        self.counted[now.state] += 1
        self._mark(name, now)

    def _mark(self, name: str, now: Standing) -> None:
        """Take it out of the queue of whoever has decided it, as far as that still holds."""
        at = self.queue.position(name)
        self._read_once[at] = now.needs == (Need.SECOND_FOR_PUBLIC,)
        held = frozenset(now.held)
        said = {
            self.persons.get(j.by, j.by)
            for j in self._about[name]
            if j.decision in READ and j.id in held
        }
        standing_by = {*now.accepted, *now.rejected}
        for person in said:
            own = self._own.setdefault(person, np.zeros(len(self.queue.ids), dtype=np.bool_))
            own[at] = True
        for person, own in self._own.items():
            if own[at] and (person not in said or self._lapsed(name, person, standing_by)):
                own[at] = False

    def _lapsed(self, name: str, person: str, standing_by: Iterable[str]) -> bool:
        """Whether a person accepted it and others have changed or returned it since."""
        newest = [j for j in self._about[name] if self.persons.get(j.by, j.by) == person]
        last = next((j for j in reversed(newest) if j.decision in READ), None)
        if self.standings[name].state is State.RETURNED:
            return last is not None and last.decision is not Decision.RETURN
        return last is not None and last.decision is Decision.ACCEPT and person not in standing_by

    def _is_done(self, name: str) -> bool:
        found = self.standings[name]
        return found.state is State.REJECTED or found.public
