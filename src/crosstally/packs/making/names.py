"""The names of a GeoNames place, sorted by script and rid of what no report would write.

Invariant: every name kept is one that GeoNames gives, less its vowel signs; nothing is made up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u061c]")
ARABIC_SCRIPT = re.compile("[\u0621-\u063a\u0641-\u06d3][\u0621-\u063a\u0641-\u06d3 \u200c-]+")
KURDISH = re.compile("[\u06d5\u06ce\u06c6\u0695\u06b5]")  # letters of Central Kurdish only
FOREIGN = re.compile("[\u06c1\u06be\u0679\u0688\u0691\u06c7\u06d0\u06bb\u06ba\u06d2\u06c0]")
ARABIC_ONLY = re.compile("[\u0643\u064a\u0629\u0649\u0623\u0625]")
LATIN = re.compile(r"[A-Z][a-z]+(?:[ '-][A-Za-z][a-z]*)*")
VOWEL = re.compile("[aeiouy]")

_ONE_LETTER = str.maketrans("يىكةأإآ", "ییکهااا")


def _flat(name: str) -> str:
    return name.casefold().translate(_ONE_LETTER)


@cache
def _words() -> frozenset[str]:
    listed = (Path(__file__).parent / "ordinary_words.txt").read_text("utf-8")
    return frozenset(_flat(line) for line in listed.splitlines() if not line.startswith("#"))


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


def _latin(names: list[str], shortest: int) -> list[str]:
    kept = []
    for name in names:
        bare = plain(name)
        if LATIN.fullmatch(bare) and VOWEL.search(bare.lower()) and len(bare) >= shortest:
            kept.append(bare)
    return kept


def _script(name: str) -> str:
    if KURDISH.search(name):
        return "ckb"
    if FOREIGN.search(name):
        return "drop"
    return "ar" if ARABIC_ONLY.search(name) else "fa"


def starred(name: str) -> str:
    """The name, with a star behind it where it is an ordinary word and needs a cue."""
    return f"{name}*" if _flat(name) in _words() else name


def sorted_names(name: str, alternates: list[str], *, town: bool) -> Names:
    """The names of one place, from GeoNames's name and its unlabelled alternates.

    Of a village, the alternates of four letters and fewer are left out: they are mostly wrong.
    """
    common = plain(name)
    rows: dict[str, list[str]] = {"ar": [], "fa": [], "ckb": [], "drop": []}
    for alternate in alternates:
        bare = MARKS.sub("", unicodedata.normalize("NFC", alternate)).strip()
        if ARABIC_SCRIPT.fullmatch(bare):
            rows[_script(bare)].append(starred(bare))
    latin = {starred(n) for n in _latin([name, *alternates], 3 if town else 5)} - {common}
    fa, ar, ckb = (tuple(sorted(set(rows[k]))) for k in ("fa", "ar", "ckb"))
    return Names(starred(common), tuple(sorted(latin)), fa, ar, ckb)
