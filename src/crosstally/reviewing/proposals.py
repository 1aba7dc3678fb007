"""What may be one event after all, or two: from the links near the threshold.

Invariant: a proposal changes nothing; it names two mentions, the bits between them and each reason
that the linker gave. What a person has judged already is not proposed again.
"""

from collections.abc import Iterable
from enum import StrEnum

from crosstally.records import Incident, Judgement, Link, MentionId, Record


class Change(StrEnum):
    """What is proposed."""

    MERGE = "merge"
    SPLIT = "split"


class Proposal(Record, frozen=True, kw_only=True):
    """Two mentions whose link is in doubt; for a merge, `with_` is the other incident.

    `margin` is how many bits the link lies from the threshold: the smaller, the more doubtful.
    `going` are the mentions that a split would take away.
    """

    change: Change
    incident: str
    other: str | None
    one: MentionId
    two: MentionId
    bits: float
    margin: float
    probability: float | None
    reasons: tuple[str, ...]
    going: tuple[MentionId, ...] = ()


class Doubts:
    """The links in doubt, by incident."""


def doubts_of(
    incidents: Iterable[Incident],
    links: Iterable[Link],
    judgements: Iterable[Judgement],
    *,
    join_bits: float,
) -> Doubts:
    """The doubtful links of a desk.

    Args:
        incidents: as the last build gave them.
        links: all links that linking kept.
        judgements: all of the desk: a pair judged is proposed no more.
        join_bits: the threshold (`Weights.join / 1000`).
    """
    raise NotImplementedError


def proposals(doubts: Doubts, incident: str, *, most: int = 5) -> tuple[Proposal, ...]:
    """What to merge with or split from an incident, the most doubtful first."""
    raise NotImplementedError
