"""Whether values are shown by the text, and whether a surer mention is more often right.

Invariant: a value is grounded when its span lies in the text and holds the words that it claims.
Of the surest share of the mentions, those as sure as the last one kept are all kept.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil
from typing import Any

from crosstally.records import Mention, plain
from crosstally.scoring.deeds import allowed
from crosstally.scoring.figures import Metric
from crosstally.scoring.gold import Case
from crosstally.scoring.pairing import Scored

SHARES = (50, 80, 95, 100)  # per cent of the mentions, the surest first


def _grounded(scored: Scored) -> tuple[int, int]:
    body = scored.case.text
    held = [
        _holds(body, value)
        for line in (scored.coded.mentions, scored.coded.statements, scored.coded.times)
        for value in _with_spans(plain(line))
    ]
    return sum(held), len(held)


def _with_spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a coded line that has a span."""
    if isinstance(value, dict):
        if value.get("span") is not None:
            yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _with_spans(part)


def _holds(body: str, value: dict[str, Any]) -> bool:
    start, end = value["span"]
    if not 0 <= start < end <= len(body):
        return False
    text = value.get("text")
    return not isinstance(text, str) or body[start:end] == text


def judged_mentions(scored: Scored) -> list[Mention]:
    """The mentions that are right or wrong: no statements, and no kind that may stand beside."""
    told = {event.kind for event in scored.case.events}
    return [m for m in scored.mentions if m.kind in told or not allowed(scored.case, m)]


def is_right(case: Case, mention: Mention) -> bool:
    """Whether an event of the case is of the mention's kind and reality."""
    return any((e.kind, e.reality) == (mention.kind, mention.reality) for e in case.events)


def _kept(least: float, scored: Scored) -> tuple[int, int]:
    kept = [m for m in judged_mentions(scored) if m.confidence >= least]
    return sum(is_right(scored.case, m) for m in kept), len(kept)


def abstention(scored: Sequence[Scored]) -> tuple[Metric, ...]:
    """The precision of the surest mentions, a metric for each share of them."""
    sure = sorted((m.confidence for one in scored for m in judged_mentions(one)), reverse=True)
    return tuple(
        Metric(f"precision_of_surest_{share}", partial(_kept, _least(sure, share)), "share")
        for share in SHARES
    )


def _least(sure: Sequence[float], share: int) -> float:
    return sure[ceil(len(sure) * share / 100) - 1] if sure else 0.0


METRICS = (Metric("grounding", _grounded, "share"),)
