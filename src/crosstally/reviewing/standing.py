"""Where an incident stands after a sequence of judgements, what it still needs, and undo.

Invariant: a machine never confirms (H13); deaths and what goes public need two persons, and one
person's two accounts are one; nobody's acceptance outlives a later edit by somebody else.

How the desk's actions are written as judgements (all `about` an incident's id unless said):

| action | decision | field | about |
|---|---|---|---|
| accept, reject | accept, reject | - | incident |
| under review | unsure | `hold` | incident |
| return to a coder | unsure | `return` | incident |
| edit a value, draw a span | edit | the field | incident; or a mention for a span |
| merge | same | - | anchor mentions of both incidents |
| split | different | - | a mention that goes and one that stays |
| withdraw a report | withdraw | - | report |
| undo | unsure | `undo` | what the undone one was about; `supersedes` names it |
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from crosstally.records import Incident, Judgement, JudgementId, Record, Status
from crosstally.reviewing.words import Why

HOLD, RETURN, UNDO = "hold", "return", "undo"


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

    `accepted` and `rejected` are persons, not accounts. `public` says whether it may go public as
    reviewed; `held` are the judgements that hold, oldest first.
    """

    state: State
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    needs: tuple[Need, ...]
    public: bool
    held: tuple[JudgementId, ...]
    whys: tuple[Why, ...] = ()

    @property
    def status(self) -> Status:
        """The same as a status of the record: what was returned is under review."""
        return Status.UNDER_REVIEW if self.state is State.RETURNED else Status(self.state.value)


def standings(
    incidents: Iterable[Incident],
    judgements: Iterable[Judgement],
    persons: Mapping[str, str],
) -> dict[str, Standing]:
    """The standing of each incident by id; those nobody has judged are left out.

    Args:
        incidents: as the last build gave them.
        judgements: all of the desk, in any order.
        persons: the person behind each account (`Judgement.by`); one not named is a person of its own.
    """
    raise NotImplementedError


def standing(
    incident: Incident, judgements: Iterable[Judgement], persons: Mapping[str, str]
) -> Standing:
    """The standing of one incident under judgements; those about anything else are passed over."""
    raise NotImplementedError


def may_decide(incident: Incident, now: Standing, person: str) -> tuple[Need, ...]:
    """What would still be needed if this person accepted now: () where it would be confirmed."""
    raise NotImplementedError


def undoable(judgements: Iterable[Judgement], by: str) -> Judgement | None:
    """The last judgement of an account that can be undone: held, no undo itself, no withdrawal."""
    raise NotImplementedError
