"""People killed, injured and arrested, as the sentence of an event counts them.

Invariant: a count is of people, never of those who are part of others already counted ("among them
13 women"); nought is only said where the text says it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.coding.numbers.census import Census
from crosstally.coding.numbers.toll import PREDICATES, Harmed
from crosstally.coding.numbers.victims import Toll, toll_of
from crosstally.coding.when.expr import TimeExpr
from crosstally.records import Bound, Count, Days, Harm, Kind, Reality

_FIELDS: Final = ("killed", "injured", "arrested")
_SILENT: Final = frozenset({Kind.STM, Kind.CAL, Kind.NET, Kind.CON, Kind.JUD})
_FORCE: Final = frozenset({Kind.FRC, Kind.ARM})
_HARMED: Final = frozenset({"killed", "injured", "shot"})
_LATEST: Final = 1  # days: what was done after midnight is told of as of the evening before
_TOLD: Final = frozenset({Reality.OCCURRED, Reality.ONGOING, Reality.PAST})


def find_harms(
    document: Document,
    events: Sequence[Event],
    days: Sequence[Days | None],
    times: Sequence[TimeExpr],
    census: Census,
) -> list[Harm | None]:
    """The harm of each event.

    An armed deed, and force whose doer is not of the state, is told of by more than one sentence:
    it has the toll of its incident, which is all that the report tells of one day.
    """
    own: dict[tuple[int, Kind, str | None], Harm | None] = {}
    for event in events:
        key = (event.sentence, event.kind, event.subtype)
        if key not in own:
            own[key] = find_harm(document, event, census)
    found = [own[event.sentence, event.kind, event.subtype] for event in events]
    silent = set(range(len(document.sentences))) - {event.sentence for event in events}
    for at, event in enumerate(events):
        followed = event.kind is Kind.DSP or (event.kind is Kind.FRC and event.actor is not None)
        if followed and event.reality in _TOLD and event.sentence + 1 in silent:
            after = _told(census(event.sentence + 1).told, deadly=event.subtype == "live-fire")
            found[at] = _with(found[at], after)
    for scene in _scenes(document, events, days, times):
        toll = toll_of(document, scene.sentences, census)
        for at in scene.events:
            found[at] = _in_scene(found[at], toll, events[at])
    return found


def _told(told: list[Harmed], *, deadly: bool) -> Harm:
    """The harm that a sentence without an event of its own tells of."""
    killed = _largest(told, "killed") if deadly else None
    return Harm(killed=killed, injured=_largest(told, "injured"))


def _with(own: Harm | None, after: Harm) -> Harm | None:
    """The harm of an event with what the sentence behind it adds."""
    if after == Harm():
        return own
    if own is None:
        return after
    return Harm(
        killed=own.killed or after.killed,
        injured=own.injured or after.injured,
        arrested=own.arrested,
    )


class _Scene(NamedTuple):
    """The events of one incident by their numbers, and the sentences that tell of it."""

    events: list[int]
    sentences: list[int]


def _scenes(
    document: Document,
    events: Sequence[Event],
    days: Sequence[Days | None],
    times: Sequence[TimeExpr],
) -> list[_Scene]:
    """The incidents of a report: armed deeds and force, by the day on which they happened."""
    deeds = [at for at, event in enumerate(events) if event.kind in _FORCE]
    told = [at for at in deeds if events[at].reality in _TOLD]
    if not told:
        return []
    by_day: dict[date | None, _Scene] = {}
    day_of: dict[int, date | None] = {}
    first = next((day.first for at in told if (day := days[at]) is not None), None)
    for at in told:
        day = days[at]
        key = first if day is None else day.first
        by_day.setdefault(key, _Scene([], [])).events.append(at)
        day_of.setdefault(events[at].sentence, key)
    untold = {events[at].sentence for at in deeds} - set(day_of)
    current = day_of[events[told[0]].sentence]
    dated = _dated(times)
    for index, sentence in enumerate(document.sentences):
        current = day_of.get(index, current)
        if index in untold or not any(hit.term.code in _HARMED for hit in sentence.of("harm")):
            continue
        if not _is_earlier(dated.get(index), current):
            by_day[current].sentences.append(index)
    return list(by_day.values())


def _dated(times: Sequence[TimeExpr]) -> dict[int, date]:
    """The last day that each sentence speaks of, looking back."""
    last: dict[int, date] = {}
    for time in times:
        if time.back is not None:
            day = time.back.last
            last[time.sentence] = max(last.get(time.sentence, day), day)
    return last


def _is_earlier(day: date | None, of_incident: date | None) -> bool:
    """Whether a day is before that of an incident, so that what it tells is another one."""
    return day is not None and of_incident is not None and (of_incident - day).days > _LATEST


def _in_scene(own: Harm | None, toll: Toll, event: Event) -> Harm | None:
    """An event's harm in the light of its incident; a force of the state did what is said of it."""
    own = own or Harm()
    killed, injured = toll.killed, toll.injured
    if event.actor is not None:
        killed = (killed or own.killed) if own.killed is not None else None
        injured = injured if own.injured is not None or own.killed is not None else None
    harm = Harm(killed=killed, injured=injured, arrested=own.arrested)
    return None if harm == Harm() else harm


def find_harm(document: Document, event: Event, census: Census) -> Harm | None:
    """The harm that an event's sentence tells of; None where it tells of none."""
    if event.kind in _SILENT:
        return None
    sentence = document.sentences[event.sentence]
    if not any(hit.term.code in PREDICATES for hit in sentence.of("harm")):
        return None
    told = census(event.sentence).told
    counts = {field: _largest(told, field) for field in (*_FIELDS, "shot")}
    shot = counts.pop("shot")
    if shot is not None:
        _settle(document, event, counts, shot, census)
    if event.kind is Kind.ARR:
        counts["killed"] = counts["injured"] = None
    if event.subtype == "torture":
        counts["killed"] = None  # "36 were killed, 11 of them under torture": the 36 are others
    harm = Harm(**counts)
    return None if harm == Harm() else harm


def _largest(told: list[Harmed], field: str) -> Count | None:
    """The most that are counted; what a toll may at most be speaks only where nothing else does."""
    counts = [harmed.number for harmed in told if harmed.field == field]
    return max(counts, key=lambda c: (c.bound is not Bound.AT_MOST, c.high), default=None)


def _settle(
    document: Document,
    event: Event,
    counts: dict[str, Count | None],
    shot: Count,
    census: Census,
) -> None:
    """Put those who were shot with the dead or the injured, by what the report says of deaths.

    Where some died and some did not, how many were only injured is for the report to say: the
    difference of two numbers stands nowhere in it.
    """
    dead = counts["killed"]
    if dead is None and event.kind in _FORCE:
        dead = _deaths(document, census)
        if dead is not None and dead.high <= shot.high:
            counts["killed"] = dead
    if dead is None or dead.high == 0:
        counts["injured"] = counts["injured"] or shot


def _deaths(document: Document, census: Census) -> Count | None:
    """The most deaths that any sentence of the report counts."""
    counts = []
    for index, sentence in enumerate(document.sentences):
        if any(hit.term.code == "killed" for hit in sentence.of("harm")):
            counts.append(_largest(census(index).told, "killed"))
    return max((c for c in counts if c is not None), key=lambda c: c.high, default=None)
