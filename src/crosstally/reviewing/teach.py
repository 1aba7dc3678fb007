"""Which judgement would teach the most.

Invariant: what was judged is not asked again; the same desk gives the same order.
"""

from collections.abc import Iterable, Mapping

from crosstally.records import Incident, Judgement, Link, Mention, Record
from crosstally.reviewing.words import Why


class Lesson(Record, frozen=True, kw_only=True):
    """What to judge next and why: an incident, or a pair of mentions (`pair`) of it and another."""

    incident: str
    other: str | None
    pair: tuple[str, str] | None
    gain: float
    whys: tuple[Why, ...]


def lessons(
    incidents: Iterable[Incident],
    mentions: Iterable[Mention],
    links: Iterable[Link],
    judgements: Iterable[Judgement],
    *,
    join_bits: float,
    model: Mapping[str, float] | None = None,
) -> tuple[Lesson, ...]:
    """What would teach most, first.

    Args:
        incidents: as the last build gave them.
        mentions: theirs.
        links: all links that linking kept.
        judgements: all of the desk.
        join_bits: the linking threshold.
        model: what a light model holds likely of each mention, where there is one.
    """
    raise NotImplementedError
