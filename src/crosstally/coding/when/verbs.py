"""Which verb a time belongs to: the nearest word on either side that says what went on then.

Invariant: only words beside the time count, and of two the nearer one. A word of saying or of what
came after ("police said Friday", "was charged on Monday") is not the event's own.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from crosstally.coding.lexicon import Hit
from crosstally.coding.when.spans import Stretch
from crosstally.coding.when.words import Line
from crosstally.records import Kind

REACH: Final = 60  # characters between a time and its verb
BESIDE: Final = 12  # characters that leave room for a preposition only
OF_THE_LAW: Final = (Kind.ARR, Kind.JUD, Kind.CUS, Kind.STM)  # "was charged on Friday" is their day
_VERB: Final = re.compile(r"[sfpb]")
_LAST_VERB: Final = re.compile(r".*[sfpb]")
_VERB_LAST: Final = frozenset({"fa", "ckb"})  # the verb of a time follows it


class Verbs(NamedTuple):
    """What stands on either side of a time, and whether right beside it.

    `own` is the side on which the language puts the verb of a time: before it in English, after it
    in Persian. Each is s (said), f (what came after), p (happened), b (background), K (a deed), L
    (one of the law), or nothing.
    """

    own: str = ""
    beside_own: bool = False
    other: str = ""
    beside_other: bool = False


NO_VERBS: Final = Verbs()


def verbs_beside(line: Line, piece: Stretch, deeds: Sequence[Hit]) -> Verbs:
    """The nearest verbs on either side of an expression.

    Args:
        line: the time words of the sentence.
        piece: the expression.
        deeds: the triggers of the sentence.
    """
    start, end = line.at(piece.start).start, line.at(piece.end - 1).end
    before, near = "", REACH + 1
    after, far = "", REACH + 1
    if _VERB.search(line.symbols):
        last = _LAST_VERB.match(line.symbols, 0, piece.start)
        if last is not None:
            atom = line.at(last.end() - 1)
            before, near = atom.symbol, start - atom.end
        first = _VERB.search(line.symbols, piece.end)
        if first is not None:
            atom = line.at(first.start())
            after, far = atom.symbol, atom.start - end
    for hit in deeds:
        if 0 <= start - hit.end < near:
            before, near = _deed(hit), start - hit.end
        if 0 <= hit.start - end < far:
            after, far = _deed(hit), hit.start - end
    earlier = before if near <= REACH else "", near <= BESIDE
    later = after if far <= REACH else "", far <= BESIDE
    return Verbs(*later, *earlier) if line.lang in _VERB_LAST else Verbs(*earlier, *later)


def _deed(hit: Hit) -> str:
    return "L" if hit.term.code in OF_THE_LAW else "K"
