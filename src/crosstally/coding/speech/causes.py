"""What a speaker names as the cause: "because of the price", "blamed foreign agents for the unrest".

Invariant: a cause is a run of what was said, behind a word of `causes.csv` that makes it one; that
one thing came after another is never a cause.
"""

import re
from bisect import bisect_right
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.speech.layout import Speech
from crosstally.records import Quote, Span

_STOP: Final = re.compile(r"[.,;:!?()\[\]«»\"“”،؛؟\n]|\s[-–—]\s|—")
_LONGEST: Final = 10  # words; past that the run held another clause
_BREAKS: Final = ("voice", "kinds", "reality")


def find_cause(
    document: Document, speech: Speech, cue: tuple[int, int], content: tuple[int, int] | None
) -> Quote | None:
    """The cause that a statement names; None where it names none.

    Args:
        document: the report.
        speech: the sentence laid out.
        cue: the statement's cue. One that itself blames has its cause at once behind it.
        content: what was said.
    """
    if content is None:
        return None
    first = bisect_right(document.sentences, min(cue[0], content[0]), key=_end)
    for sentence in document.sentences[first:]:
        if sentence.span.start >= content[1]:
            break
        for hit in sentence.of("causes"):
            span = document.span(hit.start, hit.end)
            breaks = [h.start for h in sentence.among(_BREAKS) if h.start > hit.end + 1]
            breaks += [h.start for h in sentence.of("causes") if h.term.code == "end"]
            if hit.term.code == "because" and content[0] <= span.start and span.end <= content[1]:
                return _run(document, hit, breaks, speech, content[1])
            if hit.term.code == "blame" and span.start <= cue[1] and cue[0] <= span.end:
                return _run(document, hit, breaks, speech, content[1])
            if hit.term.code == "behind" and content[0] <= span.start and span.end <= content[1]:
                return _before(speech, span.start, content[0])
    return None


def _run(document: Document, hit: Hit, breaks: list[int], speech: Speech, end: int) -> Quote | None:
    """The words behind a cause's word, up to the next stop, event or turn of the sentence."""
    start = document.folded.original(hit.end)
    stops = [document.folded.original(at) for at in breaks if at > hit.end + 1]
    stops += [word.start for word in speech.coded("that", start + 1, end)]
    stops += [word.start for word in speech.coded("topic", start + 1, end)]
    stops += [word.start for word in speech.coded("and", start + 1, end)]
    mark = _STOP.search(document.body, start + 1, end)
    stops += [mark.start()] if mark else []
    return _quote(document.body, start, min([end, *stops]))


def _before(speech: Speech, end: int, low: int) -> Quote | None:
    """The words that stand before "is to blame", back to the last stop or "that"."""
    marks = [mark.end() for mark in _STOP.finditer(speech.body, low, end)]
    marks += [word.end for word in speech.coded("that", low, end)]
    return _quote(speech.body, max([low, *marks]), end)


def _quote(body: str, start: int, end: int) -> Quote | None:
    words = body[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not any(char.isalpha() for char in words) or len(words.split()) > _LONGEST:
        return None
    return Quote(text=words, span=Span(start, start + len(words)))


def _end(sentence: Sentence) -> int:
    return sentence.span.end
