"""The names of a GeoNames place, sorted by script and rid of what no report would write.

Invariant: every name kept is one that GeoNames gives, less its vowel signs; nothing is made up.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u061c]")
ARABIC_SCRIPT = re.compile("[\u0621-\u063a\u0641-\u06d3][\u0621-\u063a\u0641-\u06d3 \u200c-]+")
KURDISH = re.compile("[\u06d5\u06ce\u06c6\u0695\u06b5]")  # letters of Central Kurdish only
FOREIGN = re.compile("[\u06c1\u06be\u0679\u0688\u0691\u06c7\u06d0\u06bb\u06ba\u06d2\u06c0]")
ARABIC_ONLY = re.compile("[\u0643\u064a\u0629\u0649\u0623\u0625]")
LATIN = re.compile(r"[A-Z][a-z]+(?:[ '-][A-Za-z][a-z]*)*")
VOWEL = re.compile("[aeiouy]")

WORDS = frozenset(
    (
        "as at an and are ay bad bam ban bar bay bid big bold born by call can dale dam date day "
        "do east far farm force gas go gold green hall ham he her hill hit home hope in is island "
        "it jam king lake land law long lot man mar march marine may mean mercy mine mission most "
        "much nice no nor north of on one or orange over park police page price progress pull "
        "purchase queen reading rest rich riot rose run sale see set she south star state strike "
        "sun tab tag tail tang the they to top union up van victory war wash water we west "
        "white wing woman "
        "ab ali amir dar deh hasan hoseyn jahan karim mehr nur sang shahid bahar omid imam sadr"
    ).split()
)
WORDS_FA = frozenset(
    (
        "\u0646\u0648\u0631 \u0628\u0647\u0627\u0631 \u0645\u0647\u0631 \u0634\u0647\u06cc\u062f"
    ).split()
)


class Names(NamedTuple):
    """The common English name and the alternates by script, sorted."""

    common: str
    latn: tuple[str, ...]
    fa: tuple[str, ...]
    ar: tuple[str, ...]
    ckb: tuple[str, ...]


def plain(name: str) -> str:
    """The name in ASCII as English newspapers write it: no macrons, dots or ayns."""
    spread = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    for odd in "\u2019\u2018\u02bc\u02bb`":
        bare = bare.replace(odd, "'")
    return bare.replace("''", "'")


def _latin(names: list[str]) -> list[str]:
    kept = []
    for name in names:
        bare = plain(name)
        if LATIN.fullmatch(bare) and VOWEL.search(bare.lower()) and len(bare) > 2:
            kept.append(bare)
    return kept


def _script(name: str) -> str:
    if KURDISH.search(name):
        return "ckb"
    if FOREIGN.search(name):
        return "drop"
    return "ar" if ARABIC_ONLY.search(name) else "fa"


def sorted_names(name: str, alternates: list[str]) -> Names:
    """The names of one place, from GeoNames's name and its unlabelled alternates."""
    common = plain(name)
    rows: dict[str, list[str]] = {"ar": [], "fa": [], "ckb": [], "drop": []}
    for alternate in alternates:
        bare = MARKS.sub("", unicodedata.normalize("NFC", alternate)).strip()
        if ARABIC_SCRIPT.fullmatch(bare):
            rows[_script(bare)].append(bare)
    latin = sorted(set(_latin([name, *alternates])) - {common})
    fa, ar, ckb = (tuple(sorted(set(rows[k]))) for k in ("fa", "ar", "ckb"))
    return Names(common, tuple(latin), fa, ar, ckb)


def is_word(latin: list[str], fa: tuple[str, ...]) -> bool:
    """Whether a name of the place is an ordinary word, so that it needs a cue."""
    first = latin[0].casefold()
    return first in WORDS or any(n in WORDS_FA for n in fa)
