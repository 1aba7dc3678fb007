"""What may be one event after all, or two: from the links near the threshold.

Invariant: a proposal changes nothing; it names two mentions, the bits between them and each reason
that the linker gave. What a person has judged already is not proposed again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from crosstally.records import Decision, Incident, Judgement, Link, MentionId, Record
from crosstally.reviewing.standing import holding, pairs_of

# How many bits below the threshold two incidents may still be one, and above it one may be two: at
# four bits the odds are sixteen to one, and a reader's time is better spent elsewhere.
MERGE_BITS, SPLIT_BITS = 4.0, 2.0
_PAIRS = (Decision.SAME, Decision.DIFFERENT, Decision.UNSURE)


class Change(StrEnum):
    """What is proposed."""

    MERGE = "merge"
    SPLIT = "split"


class Proposal(Record, frozen=True, kw_only=True):
    """Two mentions whose link is in doubt; for a merge, `other` is the other incident.

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


class Doubts(NamedTuple):
    """The proposals of each incident, the most doubtful first."""

    by_incident: Mapping[str, tuple[Proposal, ...]]


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
    known = sorted(incidents, key=lambda one: one.id)
    judged = {pair for j in holding(judgements) if j.decision in _PAIRS for pair in pairs_of(j)}
    inside, between = _sorted_out(known, links)
    found: dict[str, list[Proposal]] = defaultdict(list)
    for (one, other), link in between.items():
        near = link.bits > join_bits - MERGE_BITS
        if near and not {frozenset((one, other)), frozenset((link.one, link.other))} & judged:
            for own, foreign in ((one, other), (other, one)):
                found[own].append(_proposal(Change.MERGE, own, foreign, link, join_bits))
    for incident in known:
        for link, going in _bridges(incident, inside.get(incident.id, ())):
            near = link.bits < join_bits + SPLIT_BITS
            if near and frozenset((link.one, link.other)) not in judged:
                split = _proposal(Change.SPLIT, incident.id, None, link, join_bits, going)
                found[incident.id].append(split)
    return Doubts({name: tuple(sorted(rows, key=_doubt)) for name, rows in sorted(found.items())})


def proposals(doubts: Doubts, incident: str, *, most: int = 5) -> tuple[Proposal, ...]:
    """What to merge with or split from an incident, the most doubtful first."""
    return doubts.by_incident.get(incident, ())[:most]


def _sorted_out(
    incidents: Iterable[Incident], links: Iterable[Link]
) -> tuple[Mapping[str, list[Link]], Mapping[tuple[str, str], Link]]:
    """The links inside each incident, strongest first, and the strongest between each two."""
    home = {mention: str(incident.id) for incident in incidents for mention in incident.mentions}
    inside: dict[str, list[Link]] = defaultdict(list)
    between: dict[tuple[str, str], Link] = {}
    for link in sorted(links, key=lambda one: (-one.bits, one.one, one.other)):
        one, other = home.get(link.one), home.get(link.other)
        if one is None or other is None:
            continue
        if one == other:
            inside[one].append(link)
        else:
            _ = between.setdefault((min(one, other), max(one, other)), link)
    return inside, between


def _proposal(
    change: Change,
    incident: str,
    other: str | None,
    link: Link,
    join_bits: float,
    going: tuple[MentionId, ...] = (),
) -> Proposal:
    return Proposal(
        change=change, incident=incident, other=other, one=link.one, two=link.other,
        bits=link.bits, margin=round(abs(link.bits - join_bits), 3),
        probability=link.probability, reasons=link.reasons, going=going,
    )  # fmt: skip


def _doubt(proposal: Proposal) -> tuple[float, str, str, str]:
    """A merge above the threshold is the most doubtful of all, then what lies nearest to it."""
    return proposal.margin, proposal.change, proposal.one, proposal.two


def _bridges(
    incident: Incident, links: Sequence[Link]
) -> Iterable[tuple[Link, tuple[MentionId, ...]]]:
    """The links that alone hold an incident together, each with the smaller side it holds.

    The links come strongest first; those that join two parts are the tree that holds it all
    (Kruskal), and without one of them its two sides have nothing as strong between them.
    """
    part = {mention: [mention] for mention in incident.mentions}
    for link in links:
        one, other = part[link.one], part[link.other]
        if one is other:
            continue
        going = min(one, other, key=lambda side: (len(side), side))
        yield link, tuple(sorted(going))
        for mention in other:
            part[mention] = one
        one.extend(other)
