"""The last gate: a value that its own words do not show is refused.

Invariant: the span of a size or a toll holds the number it claims, and the span of a place holds a
name of that place. What is refused comes out as an issue and the field stays empty.
"""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from crosstally.coding.document import Document
from crosstally.coding.tongue import Tongue
from crosstally.packs.atlas import Atlas
from crosstally.records import Count, Harm, Mention, Place, Size, changed
from crosstally.text.fold import fold_phrase
from crosstally.text.numbers import NumberGrammar, numbers_in

# How many single persons ("a woman and her son") a toll may count beside its numbers.
_SINGLES: Final = 6
_SENTENCES: Final = re.compile(r"[.!?؟\n]\s")


def ground_mention(
    mention: Mention, document: Document, tongue: Tongue, atlas: Atlas
) -> tuple[Mention, tuple[str, ...]]:
    """The mention without the values that their spans do not show, and the names of those fields."""
    refused = tuple(_refused(mention, document, tongue.numbers, atlas))
    if not refused:
        return mention, ()
    fields: dict[str, object] = {name: None for name in refused if name in ("size", "place")}
    if mention.harm is not None:
        kept = {
            name: None if name in refused else getattr(mention.harm, name)
            for name in ("killed", "injured", "arrested")
        }
        harm = Harm(**kept)
        fields["harm"] = None if harm == Harm() else harm
    return changed(mention, **fields), refused


def shows_number(value: Size | Count, body: str, grammar: NumberGrammar) -> bool:
    """Whether the span of a size or a toll parses to its number, several of them to their range."""
    if value.span is None:
        return value.ground is not None
    numbers = [
        n for n in numbers_in(grammar, body, value.span.start, value.span.end) if n.unit is None
    ]
    few = value.high <= _SINGLES and value.low == value.high
    if few and (not numbers or _SENTENCES.search(value.span.of(body))):
        return True
    return _are_number(value, [(n.low, n.high) for n in numbers])


def _are_number(value: Size | Count, numbers: list[tuple[int, int]]) -> bool:
    """Whether some of the numbers, their range, their sum or a difference is the value."""
    lows, highs = [low for low, _ in numbers], [high for _, high in numbers]
    if not numbers or (value.low in lows and value.high in highs):
        return bool(numbers)
    if (value.low, value.high) == (min(lows), max(highs)):
        return True
    if any(value.low == whole - part for whole in lows for part in (1, *lows) if part < whole):
        return True  # "four were shot, one of them fatally": three are hurt
    sums = accumulate(lows), accumulate(highs)
    return any(
        0 <= value.low - low <= _SINGLES and 0 <= value.high - high <= _SINGLES
        for low, high in zip(*sums, strict=True)
    )


def shows_place(place: Place, body: str, atlas: Atlas) -> bool:
    """Whether the span of a place holds a name of its id, or the words it is named by."""
    if place.span is None:
        return place.ground is not None
    written = place.span.of(body)
    row = atlas.places.get(place.id) if place.id is not None else None
    if row is None:
        names = [place.name]
    elif any(written == name.text for name in row.names):  # as nearly all are
        return True
    else:
        names = [row.name, *[name.text for name in row.names]]
    if written in names:
        return True
    words = fold_phrase(written)  # the rest differ by a letter's form or a proclitic
    folded = [fold_phrase(name) for name in sorted(set(names))]
    return any(f in words for f in folded) or (
        row is not None and any(words.endswith(f[1:]) for f in folded)
    )


def _refused(
    mention: Mention, document: Document, grammar: NumberGrammar, atlas: Atlas
) -> Iterator[str]:
    if mention.size is not None and not shows_number(mention.size, document.body, grammar):
        yield "size"
    if mention.place is not None and not shows_place(mention.place, document.body, atlas):
        yield "place"
    for name in ("killed", "injured", "arrested") if mention.harm is not None else ():
        count = getattr(mention.harm, name)
        if count is not None and not shows_number(count, document.body, grammar):
            yield name
