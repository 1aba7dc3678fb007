"""Towards whom a protest stands, who is its target, and whether the state put it on.

Invariant: a protest challenges unless the text says otherwise; an official rally is no protest, and
the words that make it one are rows of `stance.csv`. Other kinds have no stance.
"""

from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event
from crosstally.records import PROTEST_KINDS, Kind, Stance, Target

_STANCED: Final = frozenset({*PROTEST_KINDS, Kind.CAL})
_STANCES: Final = {
    "pro-state": Stance.PRO_STATE,
    "counter": Stance.COUNTER,
    "organised": Stance.PRO_STATE,
    "challenger": Stance.CHALLENGER,
}
_TARGETS: Final = frozenset(Target)


class Standing(NamedTuple):
    """Stance, target and whether the state put it on; None where there is none or it is unsaid."""

    stance: Stance | None = None
    target: Target | None = None
    organised: bool | None = None


def find_standing(document: Document, event: Event) -> Standing:
    """How an event stands, by the words of its sentence; those of its clause come first."""
    if event.kind not in _STANCED:
        return Standing()
    low, high = event.clause
    hits = sorted(
        document.sentences[event.sentence].of("stance"),
        key=lambda hit: (
            not low <= hit.start < high,
            hit.term.code == "challenger",
            hit.start,
        ),
    )
    codes = [hit.term.code for hit in hits]
    stance = next((_STANCES[code] for code in codes if code in _STANCES), Stance.CHALLENGER)
    target = next((Target(code) for code in codes if code in _TARGETS), None)
    return Standing(stance, target, True if "organised" in codes else None)
