"""All figures of some cases, and what is wrong with one.

Invariant: the figures come in one order, whatever was scored; a figure with nothing to rest on is
there with no value.
"""

from collections.abc import Iterator, Mapping, Sequence

from crosstally.records import Kind
from crosstally.scoring import deeds, facts, sureness, words
from crosstally.scoring.figures import Figure, Metric, figure_of
from crosstally.scoring.gold import HARM, Case, Event
from crosstally.scoring.pairing import Scored, happened

GROUPINGS = ("lang", "style", "class")


def score(scored: Sequence[Scored]) -> tuple[Figure, ...]:
    """Every figure of the cases."""
    metrics: tuple[Metric, ...] = (
        *deeds.METRICS, *facts.METRICS, *words.METRICS, *sureness.METRICS,
        *sureness.abstention(scored), *deeds.BY_REALITY, *deeds.BY_KIND,
    )  # fmt: skip
    return tuple(figure_of(metric, [metric.counts(one) for one in scored]) for metric in metrics)


def grouped(scored: Sequence[Scored], by: str) -> Mapping[str, tuple[Scored, ...]]:
    """The cases by language, style or class, the groups in the order of their names."""
    found: dict[str, list[Scored]] = {}
    for one in scored:
        found.setdefault(_group(one.case, by), []).append(one)
    return {name: tuple(found[name]) for name in sorted(found)}


def _group(case: Case, by: str) -> str:
    return (case.sort if by == "class" else case.style if by == "style" else case.lang) or "-"


def faults(one: Scored) -> Iterator[str]:
    """What is wrong with a case, each fault as a few words for who writes the rules."""
    case = one.case
    told = {event.kind for event in case.events}
    for event, answer in zip(case.events, one.answers, strict=True):
        if event.kind is Kind.STM:
            continue
        if answer is None:
            yield f"missing {_name(event)}"
        elif (answer.kind, answer.reality) != (event.kind, event.reality):
            yield f"{_name(event)} is {answer.kind} {answer.reality} ({answer.trigger.text})"
        yield from _fact_faults(one, event)
    for mention in one.mentions:
        known = mention.kind in told or deeds.allowed(case, mention)
        if not known and (mention not in one.answers or happened(mention)):
            yield f"extra {mention.kind} {mention.reality} ({mention.trigger.text})"
    if case.slogans is not None and (missing := _slogan_faults(one)):
        yield missing


def _name(event: Event) -> str:
    return f"{event.kind} {event.reality}" + (f" in {event.city}" if event.city else "")


def _fact_faults(one: Scored, event: Event) -> Iterator[str]:
    answer = one.answers[one.case.events.index(event)]
    if answer is None:
        return
    name, place = event.kind, answer.place.city if answer.place else None
    if event.city is not None and not facts.city_found(event, one.mentions):
        yield f"{name} city {event.city}, not {place}"
    if "city" in event.judged and event.city is None:
        invented = facts.invented_city(one, event)
        if invented is not None and invented.place is not None:
            yield f"{name} has no city, not {invented.place.city}"
    if event.days is not None and facts.days_off(answer, event.days) != 0:
        days = answer.days and f"{answer.days.first}..{answer.days.last}"
        yield f"{name} days {event.days[0]}..{event.days[1]}, not {days}"
    if event.size is not None and not facts.is_range(answer.size, event.size):
        size = answer.size and (answer.size.low, answer.size.high)
        yield f"{name} size {event.size}, not {size}"
    for key in HARM:
        if getattr(event, key) is not None and not facts.harm_told(one, key, event):
            yield f"{name} {key} {getattr(event, key)} is not told"


def _slogan_faults(one: Scored) -> str:
    gold, coded = set(words.gold_slogans(one)), set(words.coded_slogans(one).values())
    if gold == coded:
        return ""
    return f"slogans {sorted(gold)}, not {sorted(coded)}"
