"""What a sentence is about, where that is no affair of ours: a match, a film, a market, a theft.

Invariant: a topic takes kinds away and adds none. Which kinds, and by which words, are rows of
`topics.csv`; a crowd or a protest beside them gives the kinds back, but for a topic that is firm,
as fiction is.
"""

from collections.abc import Iterable, Sequence

from crosstally.coding.document import Sentence
from crosstally.coding.kind import Trigger
from crosstally.records import Kind

# What the sentence must tell of besides for "arrested for theft" to be an arrest of ours.
_OURS = frozenset({Kind.ASM, Kind.EXP, Kind.RIO, Kind.DSP})


def keep_ours(triggers: Sequence[Trigger], sentence: Sentence) -> Sequence[Trigger]:
    """The triggers of a sentence that its topic leaves."""
    topics = sentence.of("topics")
    if not topics or not triggers:
        return triggers
    firm = _kinds(hit.term.code for hit in topics if hit.term.row.get("firm"))
    loose = _kinds(hit.term.code for hit in topics if not hit.term.row.get("firm"))
    crowd = any(hit.term.code == "crowd" for hit in sentence.of("actors"))
    if crowd or any(t.rule.kind in _OURS and t.rule.kind.value not in loose for t in triggers):
        loose = frozenset()
    away = firm | loose
    return [t for t in triggers if t.rule.kind is None or t.rule.kind.value not in away]


def _kinds(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(kind for code in codes for kind in code.split())
