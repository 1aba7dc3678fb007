"""Around a statement: whom it is about, where and to whom it was said.

Invariant: venue and audience stand outside the quotation marks, whom it is
about inside what was said.
"""

import re
from bisect import bisect_right
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.speech.layout import Speech
from crosstally.coding.who.people import longest
from crosstally.records import Quote, Span

_NAMING: Final = ("actors", "groups")
_VAGUE: Final = frozenset({"not", "people"})
_MOST: Final = 5  # whom a content is about, in its order; a list of more is a recap
_END: Final = re.compile(r"[,،;؛:.!?؟“”«»\"\n]")
_LONGEST: Final = 90  # characters of a venue after its first words


def find_about(document: Document, content: tuple[int, int] | None) -> tuple[Quote, ...]:
    """The people and forces that a content names."""
    if content is None:
        return ()
    found: dict[str, Quote] = {}
    first = bisect_right(document.sentences, content[0], key=_end)
    for sentence in document.sentences[first:]:
        if sentence.span.start >= content[1]:
            break
        for hit in longest(sentence, _NAMING):
            span = document.span(hit.start, hit.end)
            if content[0] <= span.start and span.end <= content[1] and hit.term.code not in _VAGUE:
                found.setdefault(hit.term.code, Quote(text=span.of(document.body), span=span))
    return tuple(found.values())[:_MOST]


def find_circumstance(
    speech: Speech,
    code: str,
    speaker: tuple[int, int] | None,
    content: tuple[int, int] | None,
) -> Quote | None:
    """Where ("venue") or to whom ("audience") it was said, up to the next stop, cue or part."""
    if not speech.circumstances:
        return None
    parts = [part for part in (speaker, content) if part is not None]
    for mark in speech.circumstances:
        if mark.term.code != code or speech.quoted(mark.start) is not None:
            continue
        stops = [cue.start for cue in speech.cues if cue.start >= mark.end]
        stops += [word.start for word in speech.coded("that", mark.end, speech.end)]
        stop = _END.search(speech.body, mark.end, speech.end)
        stops += [stop.start()] if stop else []
        stops += [start for start, _ in parts if start >= mark.end]
        end = min([speech.end, *stops])
        if end > mark.end + _LONGEST:
            end = mark.end + max(speech.body[mark.end : mark.end + _LONGEST].rfind(" "), 0)
        words = speech.body[mark.start : end].rstrip()
        span = Span(mark.start, mark.start + len(words))
        return Quote(text=words, span=span)
    return None


def _end(sentence: Sentence) -> int:
    return sentence.span.end
