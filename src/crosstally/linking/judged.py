"""What people judged, as linking needs it: what is together, what is apart, and each record's status.

Invariant: a newer judgement of one thing stands above an older one; nothing is changed, only
overruled. An incident's id stands for the mention that anchors it, so a judgement holds after a
rebuild in which the incident has grown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosstally.linking.identity import incident_id
from crosstally.records import READERS, Decision, Judgement, MentionId, Status

_PAIRS = (Decision.SAME, Decision.DIFFERENT, Decision.UNSURE)


class Judged(NamedTuple):
    """What holds after all judgements.

    `together` and `apart` are pairs of mentions. `gone` are mentions rejected or withdrawn.
    `verdicts` are the judgements of single mentions (an incident by its anchor) that hold, by
    mention, oldest first: of each person the newest. `readers` is how many must accept.
    """

    together: tuple[tuple[MentionId, MentionId], ...]
    apart: tuple[tuple[MentionId, MentionId], ...]
    gone: frozenset[str]
    verdicts: Mapping[MentionId, tuple[Judgement, ...]]
    edits: Mapping[MentionId, tuple[Judgement, ...]]
    readers: int = READERS


def read_judgements(
    judgements: Iterable[Judgement], mentions: Sequence[MentionId], *, readers: int = READERS
) -> Judged:
    """What the judgements say of these mentions; those about anything else are passed over."""
    known: dict[str, MentionId] = {mention: mention for mention in mentions}
    known.update((incident_id(mention), mention) for mention in mentions)
    held = standing(judgements)
    pairs: dict[tuple[MentionId, MentionId], Decision] = {}
    verdicts: dict[MentionId, dict[str, Judgement]] = defaultdict(dict)
    edits: dict[MentionId, dict[str, Judgement]] = defaultdict(dict)
    gone: dict[str, bool] = {}
    for judgement in held:  # oldest first, so that the newest stays
        about = [known[name] for name in judgement.about if name in known]
        if judgement.decision in _PAIRS:
            pairs.update((pair, judgement.decision) for pair in _pairs_of(about))
        elif judgement.decision is Decision.WITHDRAW:
            gone.update((name, True) for name in judgement.about)
        elif judgement.decision is Decision.EDIT:
            for mention in about:
                edits[mention][judgement.field or ""] = judgement
        elif judgement.decision is not Decision.UNDO:
            for name, mention in ((n, known[n]) for n in judgement.about if n in known):
                if name == mention:
                    gone[name] = judgement.decision is Decision.REJECT
                verdicts[mention][judgement.by] = judgement
    return Judged(
        together=_with(pairs, Decision.SAME),
        apart=_with(pairs, Decision.DIFFERENT),
        gone=frozenset(name for name, is_gone in gone.items() if is_gone),
        verdicts={m: tuple(sorted(v.values(), key=_age)) for m, v in sorted(verdicts.items())},
        edits={m: tuple(sorted(v.values(), key=_age)) for m, v in sorted(edits.items())},
        readers=readers,
    )


def status_of(
    verdicts: Sequence[Judgement],
    *,
    deaths: bool,
    edits: Sequence[Judgement] = (),
    readers: int = READERS,
) -> Status:
    """An incident's status: confirmed by two persons; by one where a desk has a single reader.

    Deaths need two at every desk. A machine alone never confirms (H13). Readers who disagree, or
    one who has marked it, leave it under review; a rejection without an acceptance rejects it. What
    was said before somebody returned it no longer holds, nor does an acceptance of values that
    another has set since.

    Args:
        verdicts: of each reader the newest.
        deaths: whether people died.
        edits: what people set by hand.
        readers: how many must accept.
    """
    if not verdicts:
        return Status.MACHINE
    back = max((_age(j) for j in verdicts if j.decision is Decision.RETURN), default=None)
    held = [j for j in verdicts if back is None or _age(j) > back]
    said = {decision: {j.by for j in held if j.decision is decision} for decision in Decision}
    rejecting = said[Decision.REJECT]
    accepting = {
        j.by
        for j in held
        if j.decision is Decision.ACCEPT
        and not any(e.by != j.by and _age(e) > _age(j) for e in edits)
    }
    if said[Decision.REVIEW]:
        return Status.UNDER_REVIEW
    if rejecting and not accepting:
        return Status.REJECTED
    if not rejecting and len(accepting) >= (READERS if deaths else readers):
        return Status.CONFIRMED
    return Status.UNDER_REVIEW


def standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that none which stands itself has superseded, oldest first.

    An undo that is undone takes nothing back: what it had taken back stands again.
    """
    replaced: set[str] = set()
    held = []
    for judgement in sorted(judgements, key=_age, reverse=True):
        if judgement.id not in replaced:
            held.append(judgement)
            if judgement.supersedes is not None:
                replaced.add(judgement.supersedes)
    return held[::-1]


def _pairs_of(about: Sequence[MentionId]) -> list[tuple[MentionId, MentionId]]:
    """The first with each of the others."""
    return [(min(about[0], m), max(about[0], m)) for m in about[1:] if m != about[0]]


def _with(
    pairs: Mapping[tuple[MentionId, MentionId], Decision], decision: Decision
) -> tuple[tuple[MentionId, MentionId], ...]:
    return tuple(sorted(pair for pair, held in pairs.items() if held is decision))


def _age(judgement: Judgement) -> tuple[float, str]:
    return judgement.at.timestamp(), judgement.id
