"""Whether the text says that it happened.

Invariant: nothing is real by default against a word of the text: the strongest cue whose reach
covers the trigger decides, and the cues and their reach are rows of `reality.csv`. A sentence
without a cue tells of what occurred.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.kind import Trigger
from crosstally.coding.lexicon import Hit
from crosstally.coding.rules import Near, holds, read_near
from crosstally.coding.scope import Clauses
from crosstally.errors import PackError
from crosstally.packs.language import Term
from crosstally.records import Kind, Reality

# Of several cues the first of these decides: a denial of a plan is a denial.
ORDER: Final = (
    Reality.DENIED, Reality.PREVENTED, Reality.THREATENED, Reality.CALLED, Reality.HYPOTHETICAL,
    Reality.PLANNED, Reality.PAST, Reality.ONGOING, Reality.OCCURRED,
)  # fmt: skip
_NOTHING: Final = Near()
_OF_THE_DEED: Final = frozenset({Reality.DENIED})  # what is said of a deed and not of its scene
_SCENE: Final = 14  # characters between a preposition and its noun: "at Saturday's march"


class Scope(NamedTuple):
    """The clauses of a sentence and all its triggers, among which a cue finds its own."""

    clauses: Clauses
    triggers: Sequence[Trigger]


class Cue(NamedTuple):
    """A row of `reality.csv`: what it says, on which side of the trigger, how many words away.

    `side` is where the cue stands: before, after or any. `form` limits it to triggers of these
    forms ("nv"); `far` lets it reach into the following clauses, as "denied that" does. `needs`
    and `unless` hold phrases as in `kinds.csv`, seen from the cue.
    """

    reality: Reality
    side: str
    reach: int
    form: str
    far: bool
    unless: Near
    needs: Near


def read_cues(terms: Iterable[Term]) -> Mapping[str, tuple[Cue, ...]]:
    """The cues of each phrase of the table `reality`: "will" before an event, and behind it.

    Raises:
        PackError: a row names an unknown reality or side, or its reach is no number.
    """
    cues: dict[str, list[Cue]] = {}
    for term in terms:
        if term.sort == "reality":
            cues.setdefault(term.phrase, []).append(_cue(term))
    return {phrase: tuple(found) for phrase, found in cues.items()}


def _cue(term: Term) -> Cue:
    row = term.row
    try:
        return Cue(
            reality=Reality(term.code),
            side=row.get("side") or "before",
            reach=int(row.get("reach") or 5),
            form=row.get("form") or "",
            far=row.get("far") == "far",
            unless=read_near(row.get("unless", "")),
            needs=read_near(row.get("needs") or ""),
        )
    except ValueError:
        raise PackError(
            f"reality.csv has a broken row of {term.code!r}",
            hint="code is a reality of the codebook, reach a whole number of words",
        ) from None


def find_reality(
    document: Document,
    sentence: Sentence,
    trigger: Trigger,
    scope: Scope,
    cues: Mapping[str, tuple[Cue, ...]],
) -> Reality:
    """What the sentence says of the trigger's event."""
    text, bounds = document.folded.text, (sentence.start, sentence.end)
    best = ORDER.index(trigger.rule.reality)
    for hit in sentence.of("reality"):
        if _own(hit, trigger):
            continue
        for cue in cues[hit.term.phrase]:
            rank = ORDER.index(cue.reality)
            if rank >= best or not _reaches(cue, hit, trigger, scope, text):
                continue
            if cue.reality in _OF_THE_DEED and _is_scene(hit, trigger, scope, sentence):
                continue
            if _fits(cue, hit, text, bounds):
                best = rank
    return ORDER[best]


def _fits(cue: Cue, hit: Hit, text: str, bounds: tuple[int, int]) -> bool:
    """Whether what stands around the cue lets it speak."""
    if cue.needs != _NOTHING and not holds(cue.needs, text, hit.start, hit.end, bounds):
        return False
    return cue.unless == _NOTHING or not holds(cue.unless, text, hit.start, hit.end, bounds)


def _is_scene(hit: Hit, trigger: Trigger, scope: Scope, sentence: Sentence) -> bool:
    """Whether the trigger is only where another, which the cue denies, was done.

    "Denied that officers used gas during the march" denies no march.
    """
    start = trigger.hit.start
    if trigger.rule.form != "n" or not any(
        hit.end <= other.hit.start and other.hit.end <= start for other in scope.triggers
    ):
        return False
    return any(
        word.term.code == "oblique" and 0 <= start - word.end <= _SCENE
        for word in sentence.of("voice")
    )


def _own(hit: Hit, trigger: Trigger) -> bool:
    """Whether the cue is a part of the trigger, "did not act", and so no cue to it.

    The auxiliary that an infinitive begins with, "will rally", is one. Inaction is told by denying,
    so whatever denial runs into its words is theirs: "have not been able to".
    """
    if trigger.rule.form == "i" and hit.start == trigger.hit.start:
        return False
    if trigger.rule.kind is Kind.INA and hit.start < trigger.hit.end:
        return trigger.hit.start < hit.end
    return trigger.hit.start <= hit.start < trigger.hit.end


def _reaches(cue: Cue, hit: Hit, trigger: Trigger, scope: Scope, text: str) -> bool:
    if cue.form and trigger.rule.form not in cue.form:
        return False
    before = hit.start <= trigger.hit.start
    if cue.side != "any" and before != (cue.side == "before"):
        return False
    if not cue.far:
        if scope.clauses.at(hit.start) != scope.clauses.at(trigger.hit.start):
            return False
        if not before and _taken(hit, trigger, scope):
            return False
    gap = text[hit.end : trigger.hit.start] if before else text[trigger.hit.end : hit.start]
    return gap.count(" ") - 1 <= cue.reach


def _taken(hit: Hit, trigger: Trigger, scope: Scope) -> bool:
    """Whether a cue behind the trigger belongs to another trigger that stands between them."""
    return any(
        trigger.hit.end <= other.hit.start and other.hit.end <= hit.start
        for other in scope.triggers
    )
