"""Where, when, how many, and what harm: each value against the event's own.

Invariant: end to end. An event that was not found, or was found without the value, has it wrong;
what the case leaves out is not counted at all, and what it calls unsaid is an error where invented.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from crosstally.records import Count, Kind, Mention, Size
from crosstally.scoring.deeds import compared
from crosstally.scoring.figures import Metric
from crosstally.scoring.gold import HARM, Event, Range
from crosstally.scoring.pairing import Scored, happened, in_city, same_family


def judged(scored: Scored, key: str) -> list[tuple[Event, Mention | None]]:
    """The events whose key the case gives, null too, each with its answer."""
    return [
        (event, answer)
        for event, answer in zip(scored.case.events, scored.answers, strict=True)
        if key in event.judged and event.kind is not Kind.STM
    ]


def city_found(event: Event, mentions: Sequence[Mention]) -> bool:
    """Whether a mention of the event's family has its town."""
    return any(same_family(event, m) and in_city(m.place, event.city) for m in mentions)


def _city(scored: Scored) -> tuple[int, int]:
    events = [event for event, _ in judged(scored, "city") if event.city is not None]
    return sum(city_found(event, scored.mentions) for event in events), len(events)


def invented_city(scored: Scored, event: Event) -> Mention | None:
    """A mention of an event without a town that has one which no event of the case has."""
    others = [other for other in scored.case.events if "city" not in other.judged or other.city]
    for mention in scored.mentions:
        if not same_family(event, mention) or mention.place is None or not mention.place.city:
            continue
        if not any(
            other.city is None or in_city(mention.place, other.city)
            for other in others
            if same_family(other, mention)
        ):
            return mention
    return None


def _invented_city(scored: Scored) -> tuple[int, int]:
    """Of the events that were coded and have no town, those that were given one."""
    events = [e for e, answer in judged(scored, "city") if e.city is None and answer is not None]
    return sum(invented_city(scored, event) is not None for event in events), len(events)


def days_off(answer: Mention | None, days: tuple[date, date]) -> int | None:
    """By how many days first or last is off, whichever is more; None without days."""
    if answer is None or answer.days is None:
        return None
    return max(abs((answer.days.first - days[0]).days), abs((answer.days.last - days[1]).days))


def _date(
    within: int, scored: Scored, *, night: bool = False, found: bool = False
) -> tuple[int, int]:
    if night and not scored.case.at_night:
        return 0, 0
    off = [
        days_off(answer, event.days)
        for event, answer in judged(scored, "days")
        if event.days is not None and (answer is not None or not found)
    ]
    return sum(days is not None and days <= within for days in off), len(off)


def _invented(key: str, scored: Scored) -> tuple[int, int]:
    """Of the events that were found and of which the text does not say it, those given it."""
    events = [
        answer
        for event, answer in judged(scored, key)
        if getattr(event, key) is None and answer is not None
    ]
    return sum(getattr(answer, key) is not None for answer in events), len(events)


def is_range(found: Size | Count | None, gold: Range | None) -> bool:
    """Whether the coded range is the gold one, both ends exact."""
    return found is not None and (found.low, found.high) == gold


def _size(scored: Scored) -> tuple[int, int]:
    events = [(e.size, answer) for e, answer in judged(scored, "size") if e.size is not None]
    right = sum(answer is not None and is_range(answer.size, size) for size, answer in events)
    return right, len(events)


def harm_told(scored: Scored, key: str, event: Event) -> bool:
    """Whether a mention as real as the event tells its number, on whichever event it hangs."""
    return any(
        is_range(getattr(mention.harm, key), getattr(event, key))
        for mention in scored.mentions
        if mention.harm is not None and happened(mention) == event.happened
    )


def _harm(keys: Sequence[str], scored: Scored) -> tuple[int, int]:
    told = [
        harm_told(scored, key, event)
        for key in keys
        for event, _ in judged(scored, key)
        if getattr(event, key) is not None
    ]
    return sum(told), len(told)


def _harm_f1(scored: Scored) -> tuple[int, int, int]:
    """Each number of the case once, where every event of it judges that number."""
    gold: set[tuple[str, Range]] = set()
    coded: set[tuple[str, Range]] = set()
    for key in HARM:
        if not scored.case.events or any(key not in e.judged for e in scored.case.events):
            continue
        gold |= {(key, told) for e in scored.case.events if (told := getattr(e, key)) is not None}
        coded |= {
            (key, (number.low, number.high))
            for m in scored.mentions
            if m.harm is not None and (number := getattr(m.harm, key)) is not None
        }
    return compared(gold, coded)


METRICS = (
    Metric("city", _city, "share"),
    Metric("city_invented", _invented_city, "share", "low"),
    Metric("date_exact", partial(_date, 0), "share"),
    Metric("date_exact_night", partial(_date, 0, night=True), "share"),
    Metric("date_exact_if_found", partial(_date, 0, found=True), "share"),
    Metric("date_within_1", partial(_date, 1), "share"),
    Metric("date_invented", partial(_invented, "days"), "share", "low"),
    Metric("size_exact", _size, "share"),
    Metric("size_invented", partial(_invented, "size"), "share", "low"),
    Metric("harm_exact", partial(_harm, HARM), "share"),
    *(Metric(f"{key}_exact", partial(_harm, (key,)), "share") for key in HARM),
    Metric("harm_f1", _harm_f1, "f1"),
)
