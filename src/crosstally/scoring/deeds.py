"""What happened and what did not: kinds, realities, and events that the text does not tell of.

Invariant: a count is of one case and knows no other. A kind in the case's `also` is neither right
nor wrong, unless it is coded as having happened where nothing of the case did.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from crosstally.records import PROTEST_KINDS, Kind, Mention, Reality
from crosstally.scoring.figures import Metric
from crosstally.scoring.gold import WORDS, Case
from crosstally.scoring.pairing import Scored, happened

DEEDS = tuple(kind for kind in Kind if kind not in WORDS)
RELEVANT = (*PROTEST_KINDS, Kind.DSP)  # what makes a text one about a protest
COUNTED = (*RELEVANT, Kind.FRC, Kind.ARR)  # what an extra event would bring into a count
UNREAL = (
    Reality.PLANNED, Reality.CALLED, Reality.THREATENED, Reality.PREVENTED, Reality.DENIED,
    Reality.HYPOTHETICAL,
)  # fmt: skip
UNREAL_SORTS = ("plan", "call", "denial", "conditional")


def allowed(case: Case, mention: Mention) -> bool:
    """Whether the case lets the kind stand without judging it."""
    return mention.kind in case.also and not (happened(mention) and case.unreal)


def coded_deeds(scored: Scored) -> set[Kind]:
    """The kinds coded as having happened, those that the case does not judge left out."""
    told = {event.kind for event in scored.case.events if event.happened}
    return {
        m.kind
        for m in scored.mentions
        if happened(m) and (m.kind in told or not allowed(scored.case, m))
    }


def gold_deeds(scored: Scored) -> set[Kind]:
    """The kinds that happened."""
    return {event.kind for event in scored.case.events if event.happened}


def compared(gold: Iterable[object], coded: Iterable[object]) -> tuple[int, int, int]:
    """Right, coded but not in gold, in gold but not coded."""
    a, b = set(gold), set(coded)
    return len(a & b), len(b - a), len(a - b)


def _kinds(scored: Scored) -> tuple[int, int, int]:
    return compared(gold_deeds(scored), coded_deeds(scored))


def _kinds_each(scored: Scored) -> tuple[int, ...]:
    gold, coded = gold_deeds(scored), coded_deeds(scored)
    return tuple(
        count
        for kind in DEEDS
        for count in (
            kind in gold and kind in coded,
            kind in coded and kind not in gold,
            kind in gold and kind not in coded,
        )
    )


def _one_kind(kind: Kind, scored: Scored) -> tuple[int, int, int]:
    return compared(gold_deeds(scored) & {kind}, coded_deeds(scored) & {kind})


def _realities(scored: Scored) -> tuple[int, int, int]:
    """Kind and reality together. A call is a call, whatever reality it was given."""
    gold = {
        (e.kind, _said(e.kind, e.reality)) for e in scored.case.events if e.kind is not Kind.STM
    }
    coded = {
        (m.kind, _said(m.kind, m.reality))
        for m in scored.mentions
        if (m.kind, _said(m.kind, m.reality)) in gold or not allowed(scored.case, m)
    }
    return compared(gold, coded)


def _said(kind: Kind, reality: Reality) -> Reality:
    return Reality.CALLED if kind is Kind.CAL else reality


def _relevant(scored: Scored) -> tuple[int, int, int]:
    gold = any(kind in RELEVANT for kind in gold_deeds(scored))
    coded = any(kind in RELEVANT for kind in coded_deeds(scored))
    return gold and coded, coded and not gold, gold and not coded


def _whole(scored: Scored) -> tuple[int, int]:
    """Whether kinds and realities are all there and nothing else is."""
    _, extra, missing = _realities(scored)
    return not extra and not missing, 1


def extra_events(scored: Scored) -> list[Mention]:
    """What was coded as having happened of kinds that count, and did not."""
    gold = gold_deeds(scored)
    return [
        m
        for m in scored.mentions
        if happened(m) and m.kind in COUNTED and m.kind not in gold and not allowed(scored.case, m)
    ]


def _extra(scored: Scored) -> tuple[int, int]:
    return bool(extra_events(scored)), 1


def _extra_on_negatives(scored: Scored) -> tuple[int, int]:
    return (0, 0) if scored.case.events else (bool(extra_events(scored)), 1)


def _extra_in_sort(sorts: Sequence[str], scored: Scored) -> tuple[int, int]:
    return (bool(extra_events(scored)), 1) if scored.case.sort in sorts else (0, 0)


def _as_happened(realities: Sequence[Reality], scored: Scored) -> tuple[int, int]:
    """Events that did not happen, and how many of them are coded as if they had."""
    wrong = all_told = 0
    for event, answer in zip(scored.case.events, scored.answers, strict=True):
        reality = _said(event.kind, event.reality)
        if event.kind is Kind.STM or reality not in realities:
            continue
        all_told += 1
        wrong += answer is not None and happened(answer)
    return wrong, all_told


def _stance(scored: Scored) -> tuple[int, int]:
    judged = [
        (event, answer)
        for event, answer in zip(scored.case.events, scored.answers, strict=True)
        if event.stance is not None and answer is not None
    ]
    return sum(event.stance is answer.stance for event, answer in judged), len(judged)


def _part(name: str, scored: Scored) -> tuple[int, int]:
    """Sub-type or actor, of the events that were found with their kind."""
    judged = [
        (getattr(event, name), getattr(answer, name))
        for event, answer in zip(scored.case.events, scored.answers, strict=True)
        if getattr(event, name) is not None and answer is not None and event.kind is answer.kind
    ]
    return sum(gold == coded for gold, coded in judged), len(judged)


METRICS = (
    Metric("kinds_macro_f1", _kinds_each, "macro"),
    Metric("kinds_micro_f1", _kinds, "f1"),
    Metric("kind_reality_f1", _realities, "f1"),
    Metric("relevance_f1", _relevant, "f1"),
    Metric("whole_case", _whole, "share"),
    Metric("unreal_as_happened", partial(_as_happened, UNREAL), "share", "low"),
    Metric("extra_on_negatives", _extra_on_negatives, "share", "low"),
    Metric("extra_events", _extra, "share", "low"),
    Metric("stance", _stance, "share"),
    Metric("subtype", partial(_part, "subtype"), "share"),
    Metric("actor", partial(_part, "actor"), "share"),
)
BY_KIND = tuple(Metric(f"{kind}_f1", partial(_one_kind, kind), "f1") for kind in DEEDS)
BY_REALITY = (
    *(
        Metric(f"{reality}_as_happened", partial(_as_happened, (reality,)), "share", "low")
        for reality in (*UNREAL, Reality.PAST)
    ),
    *(
        Metric(f"extra_in_{sort}", partial(_extra_in_sort, (sort,)), "share", "low")
        for sort in UNREAL_SORTS
    ),
)
