"""What a sentence is about, where that is no affair of ours: a match, a film, a market, a theft.

Invariant: a topic takes kinds away and adds none. Which kinds, and by which words, are rows of
`topics.csv`; a crowd or a protest beside them gives the kinds back, but for a topic that is firm,
as fiction is.
"""

from collections.abc import Iterable
from typing import Final

from crosstally.coding.document import Sentence
from crosstally.coding.kind import Trigger
from crosstally.coding.rules import Rule
from crosstally.records import Kind

# What the sentence must tell of besides for "arrested for theft" to be an arrest of ours.
_OURS: Final = frozenset({Kind.ASM, Kind.EXP, Kind.RIO, Kind.DSP})


def keep_ours(triggers: list[Trigger], sentence: Sentence) -> list[Trigger]:
    """The triggers of a sentence that its topic leaves."""
    topics = sentence.of("topics")
    if not topics or not triggers:
        return triggers
    firm = _kinds(hit.term.code for hit in topics if hit.term.row.get("firm"))
    loose = _kinds(hit.term.code for hit in topics if not hit.term.row.get("firm"))
    crowd = any(hit.term.code == "crowd" for hit in sentence.of("actors"))
    told = [_kind(trigger.rule) for trigger in triggers]
    if crowd or any(kind in _OURS and kind not in loose for kind in told):
        loose = frozenset()
    away = firm | loose
    return [trigger for trigger, kind in zip(triggers, told, strict=True) if kind not in away]


def _kind(rule: Rule) -> Kind | None:
    """What a row tells of, if not of the state's deed then of a crowd's or of anybody's."""
    return rule.kind or rule.crowd or rule.other


def _kinds(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(kind for code in codes for kind in code.split())
