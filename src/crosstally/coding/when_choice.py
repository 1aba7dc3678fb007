"""On which days an event took place, of all the times that its report names.

Invariant: the time that costs least is the event's, by the table of costs below; where every time
costs more than a guess is worth, it is the day the report was said. A plan looks ahead, what
happened looks back, and nothing happened after it was told.
"""

from collections.abc import Sequence
from datetime import timedelta

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.when_expr import TimeExpr
from crosstally.coding.when_resolve import Reading, day_said
from crosstally.coding.when_verbs import OF_THE_LAW, Verbs
from crosstally.coding.when_weight import burden_ahead
from crosstally.records import PROTEST_KINDS, Basis, Days, Kind, Precision, Reality

LOOKING_AHEAD = (Reality.PLANNED, Reality.CALLED, Reality.THREATENED)
HAPPENED = (Reality.OCCURRED, Reality.ONGOING, Reality.PAST)

# What speaks against a time, on top of its burden: a linear choice fitted to one half of 2,538
# dated news reports and rounded. An event's own sentence comes before all others but where its
# time is that of a statement or a hearing.
_CLAUSE = 0.7  # in another clause of the event's sentence
_OWN = -1.2  # in the event's clause, and no other verb's
_NEAR = 0.8  # per 200 characters from the event, at most one and a half times
_ELSEWHERE = 1.5  # in another sentence
_STEP = 0.03  # per sentence between the two, at most fifteen
_PREVIOUS = -1.0  # in the one just before
_ALIKE = -1.2  # its sentence tells of such an event
_CLOSE = -0.3  # a trigger of such an event stands beside it
_LAWFUL = 0.8  # a word of arrest or court stands nearer
_SAID = 1.2  # right before it: "said Friday"
_CAME_AFTER = 2.0  # right before it: "was charged on Monday"
_AFTERWARDS = 1.0  # after it: "on Monday a judge"
_DEED = -0.3  # the nearest verb on one side is a deed
_BESIDE = 40  # characters
_GUESS = 4.8  # the day of the report
_UNFIT = 3.0  # in another sentence, for what did not happen
_SLACK = timedelta(days=1)  # a report from another zone may be dated a day before what it tells
_FORCE = frozenset({Kind.FRC, Kind.ARM})


def choose_days(document: Document, event: Event, times: Sequence[TimeExpr]) -> Days | None:
    """The days of an event, or None where neither the text nor the report's date tells any.

    Args:
        document: the report.
        event: the event, with its sentence, clause and reality.
        times: all times of the report, as `find_times` gives them.
    """
    ahead = event.reality in LOOKING_AHEAD
    published = day_said(document.published)
    costs = [
        (_cost(document, event, time, ahead=ahead), at)
        for at, time in enumerate(times)
        if (reading := time.reading(ahead=ahead)) is not None
        and time.role != "background"
        and (ahead or published is None or reading.first <= published + _SLACK)
    ]
    least, at = min(costs, default=(_GUESS, -1))
    if at >= 0 and (least < _GUESS or published is None):
        return _days(times[at], times[at].reading(ahead=ahead))
    if published is None:
        return None
    return Days(
        first=published, last=published, precision=Precision.DAY, basis=Basis.PUBLICATION, span=None
    )


def _days(time: TimeExpr, reading: Reading | None) -> Days | None:
    if reading is None:
        return None
    return Days(
        first=reading.first,
        last=reading.last,
        precision=reading.precision,
        basis=time.basis,
        span=time.span,
        calendar=time.calendar,
        part=time.part,
    )


def _cost(document: Document, event: Event, time: TimeExpr, *, ahead: bool) -> float:
    """What speaks against a time being the event's."""
    sentence = document.sentences[time.sentence]
    cost = (burden_ahead(time) if ahead else time.burden) + _told_beside(event, time, sentence)
    cost += _verbs(event, time.verbs)
    steps = time.sentence - event.sentence
    if steps == 0:
        cost += _NEAR * min(abs(time.start - event.hit.start) / 200, 1.5)
        return cost + _in_clause(event, time)
    cost += _ELSEWHERE + _STEP * min(abs(steps), 15) + (_PREVIOUS if steps == -1 else 0.0)
    return cost if event.reality in HAPPENED else cost + _UNFIT


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
    alike = False
    near, nearer = _BESIDE + 1, _BESIDE + 1
    for hit in sentence.of("kinds"):
        away = min(abs(time.start - hit.start), abs(time.start - hit.end))
        if _family(hit.term.code) == _family(event.kind):
            alike = True
            near = min(near, away)
        elif hit.term.code in OF_THE_LAW and event.kind not in OF_THE_LAW:
            nearer = min(nearer, away)
    cost = _ALIKE if alike else 0.0
    if near <= _BESIDE:
        cost += _CLOSE
    return cost + (_LAWFUL if nearer < near else 0.0)


def _family(code: str) -> str:
    if code in PROTEST_KINDS:
        return "protest"
    return "force" if code in _FORCE else code
