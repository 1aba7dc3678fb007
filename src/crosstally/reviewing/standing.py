"""Where an incident stands after a sequence of judgements, what it still needs, and undo.

Invariant: what the desk calls confirmed the build confirms (`linking/judged`). A machine never does
(H13); two persons do, and one person's two accounts are one; one does where the desk has a single
reader and nobody died. Nobody's acceptance outlives a later edit by somebody else.

How the desk's actions are written as judgements (all `about` an incident's id unless said):

| action | decision | field | about |
|---|---|---|---|
| accept, reject | accept, reject | - | incident |
| under review | review | - | incident |
| return to a coder | return | - | incident |
| edit a value, draw a span | edit | the field | incident; or a mention for a span |
| merge | same | - | anchor mentions of both incidents |
| split | different | - | the mention that goes, then all that stay |
| withdraw a report | withdraw | - | report |
| undo | undo | - | what the undone one was about; `supersedes` names it |
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from crosstally.records import (
    DEADLY,
    READERS,
    Decision,
    Incident,
    Judgement,
    JudgementId,
    Moment,
    Record,
    Status,
    short_id,
)
from crosstally.reviewing.words import Why, why

_VERDICTS = (Decision.ACCEPT, Decision.REJECT, Decision.REVIEW, Decision.RETURN)
_CHANGES = (Decision.EDIT, Decision.SAME, Decision.DIFFERENT)


class State(StrEnum):
    """Where an incident stands at the desk."""

    MACHINE = "machine"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Need(StrEnum):
    """What a decision still needs."""

    READER = "reader"
    SECOND_FOR_DEATHS = "second-for-deaths"
    SECOND_FOR_PUBLIC = "second-for-public"
    AGREEMENT = "agreement"
    ANSWER = "answer"  # it was returned, and nobody has answered yet


class Standing(Record, frozen=True, kw_only=True):
    """Where an incident stands, who said what, and what it still needs.

    `accepted` and `rejected` are persons, not accounts. `deaths` says whether anybody says that
    somebody died; `held` are the judgements that hold, oldest first.
    """

    state: State
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    needs: tuple[Need, ...]
    deaths: bool
    held: tuple[JudgementId, ...]
    whys: tuple[Why, ...] = ()

    @property
    def public(self) -> bool:
        """Whether it may go public as reviewed."""
        return self.state is State.CONFIRMED

    @property
    def status(self) -> Status:
        """The same as a status of the record: what was returned is under review."""
        return Status.UNDER_REVIEW if self.state is State.RETURNED else Status(self.state.value)


def standings(
    incidents: Iterable[Incident],
    judgements: Iterable[Judgement],
    persons: Mapping[str, str],
    *,
    readers: int = READERS,
) -> dict[str, Standing]:
    """The standing of each incident by id; those nobody has judged are left out.

    Args:
        incidents: as the last build gave them.
        judgements: all of the desk, in any order.
        persons: the person behind each account (`Judgement.by`); one not named is a person of its own.
        readers: how many persons must accept what nobody died in.
    """
    about: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in holding(judgements):
        for name in judgement.about:
            about[name].append(judgement)
    if not about:
        return {}
    found: dict[str, Standing] = {}
    for incident in incidents:
        own = {j.id: j for name in names_of(incident) for j in about.get(name, ())}
        if own:
            ordered = sorted(own.values(), key=_age)
            found[incident.id] = _standing(incident, ordered, persons, readers)
    return found


def standing(
    incident: Incident,
    judgements: Iterable[Judgement],
    persons: Mapping[str, str],
    *,
    readers: int = READERS,
) -> Standing:
    """The standing of one incident under judgements; those about anything else are passed over.

    To be fast, hand in only those about its names (`names_of`) and what supersedes them.
    """
    names = names_of(incident)
    own = [j for j in holding(judgements) if not names.isdisjoint(j.about)]
    return _standing(incident, own, persons, readers)


def may_decide(
    incident: Incident, now: Standing, person: str, *, readers: int = READERS
) -> tuple[Need, ...]:
    """What would still be needed if this person accepted now: () where nothing would be."""
    accepted = tuple(sorted({*now.accepted, person}))
    rejected = tuple(one for one in now.rejected if one != person)
    deaths = now.deaths or died(incident)
    return _needs(accepted, rejected, deaths=deaths, readers=readers)


def undoable(judgements: Iterable[Judgement], by: str) -> Judgement | None:
    """The last judgement of an account that can be undone: held, no undo itself, no withdrawal."""
    own = [
        j
        for j in holding(judgements)
        if j.by == by and j.decision not in (Decision.UNDO, Decision.WITHDRAW)
    ]
    return own[-1] if own else None


def undo(judgement: Judgement, *, name: JudgementId, at: Moment, reason: str) -> Judgement:
    """The judgement that undoes another of the same account: it takes its place and says nothing."""
    return Judgement(
        id=name,
        decision=Decision.UNDO,
        about=judgement.about,
        by=judgement.by,
        at=at,
        reason=reason,
        supersedes=judgement.id,
    )


def holding(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The judgements that none which holds supersedes, oldest first (as `linking/judged` reads them)."""
    replaced: set[str] = set()
    held = []
    for judgement in sorted(judgements, key=_age, reverse=True):
        if judgement.id not in replaced:
            held.append(judgement)
            if judgement.supersedes is not None:
                replaced.add(judgement.supersedes)
    return held[::-1]


def pairs_of(judgement: Judgement) -> frozenset[frozenset[str]]:
    """The pairs that a judgement of same or different speaks of: its first with each of the others."""
    first, *others = judgement.about
    return frozenset(frozenset((first, other)) for other in others if other != first)


def names_of(incident: Incident) -> frozenset[str]:
    """Every name under which a judgement may speak of an incident.

    Its own, its mentions', and the names of incidents that those mentions anchored before they were
    joined here (as `linking/identity` names them): a judgement holds after a rebuild.
    """
    return frozenset(
        (incident.id, *incident.mentions, *(short_id("i", m) for m in incident.mentions))
    )


def died(incident: Incident) -> bool:
    """Whether anybody says that somebody died: a value, a rival of it, or the sub-type."""
    killed = incident.killed
    highs = () if killed is None else (killed.value.high, *(r.value.high for r in killed.rivals))
    return incident.subtype in DEADLY or any(high > 0 for high in highs)


def _standing(
    incident: Incident, own: Sequence[Judgement], persons: Mapping[str, str], readers: int
) -> Standing:
    """The standing under the judgements that hold and are about the incident, oldest first."""
    said = dict(_verdicts(own, persons))
    accepted = tuple(sorted(p for p, code in said.items() if code == Decision.ACCEPT))
    rejected = tuple(sorted(p for p, code in said.items() if code == Decision.REJECT))
    deaths = died(incident) or any(j.field == "killed" for j in own)
    needs = _needs(accepted, rejected, deaths=deaths, readers=readers)
    if Decision.RETURN in said.values():
        needs = (Need.ANSWER, *needs)
    state = (
        _state(said, needs) if any(j.decision is not Decision.UNDO for j in own) else State.MACHINE
    )
    return Standing(
        state=state,
        accepted=accepted,
        rejected=rejected,
        needs=() if state is State.REJECTED else needs,
        deaths=deaths,
        held=tuple(j.id for j in own if j.decision is not Decision.UNDO),
        whys=tuple(why(f"need.{one}") for one in needs if state is not State.REJECTED),
    )


def _verdicts(
    own: Sequence[Judgement], persons: Mapping[str, str]
) -> Iterator[tuple[str, Decision]]:
    """What each person says: the newest, unless others have changed the incident since.

    An acceptance falls with a later change by somebody else. A return takes back what was said
    before it, and is itself answered by whatever another person does.
    """
    newest: dict[str, tuple[int, Decision]] = {}
    changes: list[tuple[int, str]] = []
    for at, judgement in enumerate(own):
        person = persons.get(judgement.by, judgement.by)
        if judgement.decision in _CHANGES and not _is_remark(judgement):
            changes.append((at, person))
        elif judgement.decision in _VERDICTS:
            newest[person] = (at, judgement.decision)
    back = max((at for at, code in newest.values() if code == Decision.RETURN), default=-1)
    for person, (at, code) in sorted(newest.items()):
        if at < back:
            continue
        later = any(when > at and who != person for when, who in changes)
        answered = later or any(n[0] > at for other, n in newest.items() if other != person)
        if not (code == Decision.ACCEPT and later) and not (code == Decision.RETURN and answered):
            yield person, code


def _is_remark(judgement: Judgement) -> bool:
    """Whether an edit only notes something, as `linking/edits` has it: it changes no value."""
    name = judgement.field or ""
    return judgement.decision is Decision.EDIT and (name == "note" or name.startswith("x:"))


def _state(said: Mapping[str, Decision], needs: Sequence[Need]) -> State:
    """Where what persons say leaves an incident."""
    codes = set(said.values())
    if Decision.RETURN in codes:
        return State.RETURNED
    if codes == {Decision.REJECT}:
        return State.REJECTED
    if codes == {Decision.ACCEPT} and not needs:
        return State.CONFIRMED
    return State.UNDER_REVIEW


def _needs(
    accepted: Sequence[str], rejected: Sequence[str], *, deaths: bool, readers: int
) -> tuple[Need, ...]:
    """What is missing before it is confirmed and may go public."""
    if accepted and rejected:
        return (Need.AGREEMENT,)
    if not accepted:
        return (Need.READER,)
    if len(accepted) >= (READERS if deaths else readers):
        return ()
    return (Need.SECOND_FOR_DEATHS if deaths else Need.SECOND_FOR_PUBLIC,)


def _age(judgement: Judgement) -> tuple[float, str]:
    return judgement.at.timestamp(), judgement.id
