"""On which days an event took place, of all the times that its report names.

Invariant: the time that costs least is the event's, by the table of costs below; where every time
costs more than a guess is worth, it is the day the report was said, or in the hours after midnight
the day before. A plan looks ahead, what
happened looks back, and nothing happened after it was told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import log1p
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.when.expr import TimeExpr
from crosstally.coding.when.resolve import Reading, day_said
from crosstally.coding.when.verbs import OF_THE_LAW, Verbs
from crosstally.coding.when.weight import burden_ahead
from crosstally.records import PROTEST_KINDS, Basis, Days, Kind, Precision, Reality, changed

Agreed = Mapping[tuple[str, date], int]
_NONE: Final[Agreed] = MappingProxyType({})
LOOKING_AHEAD: Final = (Reality.PLANNED, Reality.CALLED, Reality.THREATENED)
HAPPENED: Final = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)

# What speaks against a time, on top of its burden: a linear choice fitted to one half of 2,538
# dated news reports and rounded. An event's own sentence comes before all others but where its
# time is that of a statement or a hearing.
_CLAUSE: Final = 0.7  # in another clause of the event's sentence
_OWN: Final = -1.2  # in the event's clause, and no other verb's
_NEAR: Final = 0.8  # per 200 characters from the event, at most one and a half times
_ELSEWHERE: Final = 1.5  # in another sentence
_STEP: Final = 0.03  # per sentence between the two, at most fifteen
_PREVIOUS: Final = -1.0  # in the one just before
_ALIKE: Final = -1.2  # its sentence tells of such an event
_CLOSE: Final = -0.3  # a trigger of such an event stands beside it
_LAWFUL: Final = 0.8  # a word of arrest or court stands nearer
_SAID: Final = 1.2  # right before it: "said Friday"
_CAME_AFTER: Final = 2.0  # right before it: "was charged on Monday"
_AFTERWARDS: Final = 1.0  # after it: "on Monday a judge"
_DEED: Final = -0.3  # the nearest verb on one side is a deed
_AGREED: Final = -0.85  # by the logarithm of how many such events name its day
_LATEST: Final = 0.5  # of several days: what came of it is told with it
_HELD: Final = 2.5  # it stands in the name of what a sentence or an arrest is for
_BESIDE: Final = 40  # characters
_GUESS: Final = 4.8  # the day of the report
# eight of eight posts before it that name no time tell of the evening before
_AFTER_MIDNIGHT: Final = 5
_WITHIN: Final = 7.8  # a day inside the weekend or week that is told
_UNFIT: Final = 3.0  # in another sentence, for what did not happen
# a report from another zone may be dated a day before what it tells
_SLACK: Final = timedelta(days=1)
_ROLE: Final = MappingProxyType({"since": 2.5, "dateline": 1.5, "nth": 4.0, "after": 8.0})
_LASTING: Final = frozenset({Kind.STK, Kind.HNG, Kind.NET, Kind.RES})
_SECOND: Final = 2
_FAMILY: Final = MappingProxyType(
    {  # kinds that are told of the same events
        kind.value: "protest"
        if kind in PROTEST_KINDS
        else "force"
        if kind in (Kind.FRC, Kind.ARM)
        else kind.value
        for kind in Kind
    }
)


def agreed_days(events: Sequence[Event], times: Sequence[TimeExpr]) -> Agreed:
    """How often the sentences of such events name a day, by what the events are told as."""
    named: dict[int, list[date]] = defaultdict(list)
    for time in times:
        day = _one_day(time.back)
        if day is not None and time.role != "background":
            named[time.sentence].append(day)
    agreed: dict[tuple[str, date], int] = defaultdict(int)
    for event in events if named else ():
        for day in named.get(event.sentence, ()):
            agreed[_FAMILY[event.kind], day] += 1
    return agreed


def choose_days(
    document: Document, event: Event, times: Sequence[TimeExpr], agreed: Agreed = _NONE
) -> Days | None:
    """The days of an event, or None where neither the text nor the report's date tells any.

    Args:
        document: the report.
        event: the event, with its sentence, clause and reality.
        times: all times of the report, as `find_times` gives them.
        agreed: on which days such events of the report are told, as `agreed_days` gives them.
    """
    told = event.reality in HAPPENED
    published = day_said(document.published)
    read = [
        (at, time, reading)
        for at, time in enumerate(times)
        if (reading := _reading(event, time)) is not None
        and time.role != "background"
        and (not told or published is None or reading.first <= published + _SLACK)
    ]
    family = _FAMILY[event.kind]
    latest = _latest([reading for _, _, reading in read]) if family == "force" else None
    among = _Among(family, agreed, latest)
    costs = [
        (_cost(document, event, time, reading) + _beside_others(reading, among), at)
        for at, time, reading in read
    ]
    least, at = min(costs, default=(_GUESS, -1))
    if at >= 0 and (least < _GUESS or published is None):
        at = _finer(event, times, costs, at)
        return _lasting(event, times, _days(times[at], _reading(event, times[at])))
    if document.published is None:
        return None
    told_of = evening_of(document.published)
    days = Days(
        first=told_of, last=told_of, precision=Precision.DAY, basis=Basis.PUBLICATION, span=None
    )
    return _lasting(event, times, days)


class _Among(NamedTuple):
    """The days that a report names, against which each is weighed for an event of a family."""

    family: str
    agreed: Agreed
    latest: date | None


def _one_day(reading: Reading | None) -> date | None:
    return reading.first if reading is not None and reading.first == reading.last else None


def _latest(readings: Sequence[Reading]) -> date | None:
    """The last of several days."""
    days = {day for reading in readings if (day := _one_day(reading)) is not None}
    return max(days) if len(days) > 1 else None


def _beside_others(reading: Reading, among: _Among) -> float:
    """What the other times of a report say of one: a day is firmer the more it is told on."""
    day = _one_day(reading)
    if day is None:
        return 0.0
    often = among.agreed.get((among.family, day), 0)
    return _AGREED * log1p(often) + (_LATEST if day == among.latest else 0.0)


def evening_of(published: datetime | date) -> date:
    """The day of what a report tells without a time: after midnight that of the evening before."""
    if isinstance(published, datetime) and published.hour < _AFTER_MIDNIGHT:
        return published.date() - timedelta(days=1)
    return published.date() if isinstance(published, datetime) else published


def _finer(
    event: Event, times: Sequence[TimeExpr], costs: Sequence[tuple[float, int]], at: int
) -> int:
    """The time that names the day of a weekend or a week: "over the weekend … on Sunday"."""
    whole = _reading(event, times[at])
    if whole is None or whole.precision is not Precision.WEEK:
        return at
    inside = [
        (cost, other)
        for cost, other in costs
        if (day := _reading(event, times[other])) is not None
        and whole.first <= day.first == day.last <= whole.last
        and cost < _WITHIN
    ]
    return min(inside, default=(0.0, at))[1]


def _reading(event: Event, time: TimeExpr) -> Reading | None:
    """The days that a time means for an event: to come, past, or nearest if it was prevented."""
    if event.reality in LOOKING_AHEAD:
        return time.forth
    return time.nearest if event.reality is Reality.PREVENTED else time.back


def _lasts(event: Event) -> bool:
    """Whether an event goes on for days: a strike, a curfew, a protest that continues."""
    goes_on = event.reality is Reality.ONGOING and event.kind in PROTEST_KINDS
    return goes_on or event.kind in _LASTING


def _lasting(event: Event, times: Sequence[TimeExpr], days: Days | None) -> Days | None:
    """The days of an event; on its third day what lasts has been going on for three."""
    if days is None or days.first != days.last or not _lasts(event):
        return days
    if days.basis is Basis.STATED or event.kind is Kind.STK:
        return days  # a bulletin of that date; a strike is linked by the days it is told on
    count = max((time.nth for time in times if time.sentence == event.sentence), default=0)
    if count < _SECOND:
        return days
    return changed(days, first=days.last - timedelta(days=count - 1))


def _days(time: TimeExpr, reading: Reading | None) -> Days | None:
    return time.as_days(reading) if reading is not None else None


def _cost(document: Document, event: Event, time: TimeExpr, reading: Reading) -> float:
    """What speaks against a time being the event's."""
    sentence = document.sentences[time.sentence]
    cost = (time.burden if reading is time.back else burden_ahead(time, reading)) + _told_beside(
        event, time, sentence
    )
    cost += _verbs(event, time.verbs) + _role(event, time)
    steps = time.sentence - event.sentence
    if steps == 0:
        cost += _NEAR * min(abs(time.start - event.hit.start) / 200, 1.5)
        return cost + _in_clause(event, time)
    cost += _ELSEWHERE + _STEP * min(abs(steps), 15) + (_PREVIOUS if steps == -1 else 0.0)
    return cost if event.reality in HAPPENED else cost + _UNFIT


def _role(event: Event, time: TimeExpr) -> float:
    """What a time costs that is not simply the day of something."""
    if time.role == "since" and _lasts(event):
        return 0.0
    if time.role == "after" and 0 <= event.hit.start - time.end <= _BESIDE:
        return -_ELSEWHERE  # "two days after the shooting" says when that was
    return _ROLE.get(time.role, 0.0)


def _in_clause(event: Event, time: TimeExpr) -> float:
    """What a time in the event's sentence costs: least in its clause, with no verb of its own."""
    start, end = event.clause
    if not start <= time.start < end:
        return _CLAUSE
    foreign = "s" if event.kind in OF_THE_LAW else "sf"
    return 0.0 if time.verbs.beside_own and time.verbs.own in foreign else _OWN


def _verbs(event: Event, verbs: Verbs) -> float:
    """What the verbs beside a time say of it."""
    cost = _SAID if verbs.own == "s" and verbs.beside_own else 0.0
    if event.kind in OF_THE_LAW:
        return cost
    cost += _DEED if verbs.own == "K" else 0.0
    cost += _DEED if verbs.other == "K" and verbs.beside_other else 0.0
    if verbs.own == "f" and verbs.beside_own:
        cost += _CAME_AFTER
    return cost + (_AFTERWARDS if verbs.other == "f" else 0.0)


def _told_beside(event: Event, time: TimeExpr, sentence: Sentence) -> float:
    """What the triggers of a time's sentence say: such an event, or one of the law."""
    alike, held = False, ""
    family = _FAMILY[event.kind]
    near, nearer = _BESIDE + 1, _BESIDE + 1
    for hit in sentence.of("kinds"):
        away = min(abs(time.start - hit.start), abs(time.start - hit.end))
        if _FAMILY.get(hit.term.code) == family:
            alike = True
            near = min(near, away)
        elif hit.term.code in OF_THE_LAW and event.kind not in OF_THE_LAW:
            nearer = min(nearer, away)
        if _holds(hit, time):
            held = held or hit.term.code
    cost = _ALIKE if alike else 0.0
    if near <= _BESIDE:
        cost += _CLOSE
    if held and held != event.kind and event.kind in OF_THE_LAW:
        cost += _HELD
    return cost + (_LAWFUL if nearer < near else 0.0)


def _holds(hit: Hit, time: TimeExpr) -> bool:
    """Whether a time is part of what an event is called: the July 4 shooting, خیزش دی‌ماه."""
    return 0 <= time.start - hit.end <= 1 or 0 <= hit.start - time.end <= 1
