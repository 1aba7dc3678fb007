"""A language made ready for coding: its tables compiled once, read by every field.

Invariant: frozen; what a `Tongue` finds depends on its packs alone.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from crosstally.coding.lexicon import Lexicon, compile_lexicon
from crosstally.coding.reality import Cue, read_cues
from crosstally.coding.rules import Rule, read_rules
from crosstally.coding.when.find import compile_times
from crosstally.coding.when.words import TimeGrammar
from crosstally.packs.language import Language, Term
from crosstally.text.numbers import NumberGrammar, compile_numbers


class Tongue(NamedTuple):
    """A language made ready for coding."""

    lexicon: Lexicon
    rules: Mapping[str, tuple[Rule, ...]]
    cues: Mapping[str, tuple[Cue, ...]]
    numbers: NumberGrammar
    times: TimeGrammar


def compile_tongue(
    pack: Language, places: Iterable[Term] = (), *, month_first: bool = False
) -> Tongue:
    """A language with the place names of the country packs that are read in it.

    Args:
        pack: the language.
        places: the place names, as terms.
        month_first: whether 1/2/2018 is the second of January.
    """
    return Tongue(
        lexicon=compile_lexicon((*(t for t in pack.terms if t.sort != "links"), *places)),
        rules=read_rules(pack.terms),
        cues=read_cues(pack.terms),
        numbers=compile_numbers(pack),
        times=compile_times(pack, month_first=month_first),
    )
