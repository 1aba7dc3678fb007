"""Slogans word for word: what was chanted, carried on a placard or written on a wall.

Invariant: a slogan's text is the body between the marks, or the line or the words that a slogan
fills, letter for letter; its canonical id comes from the pack's catalogue and never from a guess.
The catalogue's `year` and `place` are one attestation, not necessarily the first.
"""

import re
from collections.abc import Iterator
from typing import Final

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.quoted import Quotation
from crosstally.coding.voice.themes import find_theme, hits_between
from crosstally.records import PROTEST_KINDS, Slogan, Span, Theme

# A quotation belongs to a cue when no more than this many characters stand between them, as in
# "chanted, in a square full of flags, “…”"; Persian puts the verb last, so both sides are tried.
_AFTER: Final = 90
_BEFORE: Final = 45
_SEPARATORS: Final = " \t\n,،;؛/|•·-–—+&.…!؟?"
_JOINING: Final = frozenset({"", "and", "or", "و", "یا", "او", "as well as", "also", "همچنین"})
_SENTENCES_ON: Final = 2  # "Protesters rallied. They chanted “…”.": the chant follows at once
_SCENES: Final = ("place", "weekdays", "months")
_MANNERS: Final = ("chanted", "written")
_MARKS: Final = ("opens", "closes")  # words that only a slogan begins or ends with: "down with"
_CLAIMED: Final = frozenset(
    {"say", "tell", "object", "want", "according", "not", "venue", "audience"}
)
_LONGEST: Final = 14  # words of a line or a quotation that is a slogan as a whole
_SHORTEST: Final = 3  # words of a quotation that nobody is said to have spoken
_NEAR: Final = 50
_ENDS_BEFORE: Final = ("", ":", ".", "!", "?", "؟", "،", ",", "\n", "-", "–", "—", "✊", "؛")
_BREAK: Final = re.compile(r"[.!?؟\n:«»\"“”]")
_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"\w[\w\u200c]*")
# "Chants of the crowd: …": few words to the colon, and then no more than one line.
_COLON: Final = re.compile(r"(?: [^\n.:;؛«»\"“”]{1,24})?\s?:[ \n]\s*")
_RUN: Final = re.compile(r"[^\n.!?؟:;؛«»\"“”#@…]+")
_FEWEST: Final = 2


def find_slogans(document: Document, event: Event) -> tuple[Slogan, ...]:
    """The slogans of a protest: quoted after a cue, or standing in the catalogue without marks."""
    if event.kind not in PROTEST_KINDS:
        return ()
    own = document.sentences[event.sentence]
    sentences = document.sentences[event.sentence : event.sentence + _SENTENCES_ON + 1]
    found: dict[Span, Slogan] = {}
    for sentence in sentences:
        for cue in sentence.of("cues"):
            if cue.term.code in _MANNERS and (sentence is own or not _elsewhere(sentence, cue)):
                spans = [Span(q.start, q.end) for q in _quoted_by(document, cue)]
                spans = spans or list(_behind_colon(document, cue))
                for span in spans or _known_beside(document, sentence, cue):
                    if span not in found:
                        found[span] = _slogan(document, span, cue.term.code)
    for span in _unannounced(document, event):
        if not any(span.start < told.end and told.start < span.end for told in found):
            found[span] = _slogan(document, span, "chanted")
    return tuple(slogan for _, slogan in sorted(found.items()))


def _unannounced(document: Document, event: Event) -> Iterator[Span]:
    """Slogans that no cue announces: a line, a quotation, or words with a slogan's marks."""
    limit = event.sentence + _SENTENCES_ON
    for index, sentence in enumerate(document.sentences[event.sentence :], event.sentence):
        marks = [hit for hit in sentence.of("cues") if hit.term.code in _MARKS]
        known = list(sentence.of("slogans"))
        quoted = [q for q in document.quoted if sentence.span.start <= q.start < sentence.span.end]
        if index > limit and not (marks or known):
            return
        yield from (Span(q.start, q.end) for q in quoted if _rings(document, sentence, q))
        if not quoted and (marks or known):
            lines = list(_lines(document, sentence, [*marks, *known]))
            yield from lines or _unmarked(document, sentence, marks)


def _rings(document: Document, sentence: Sentence, quotation: Quotation) -> bool:
    """Whether a quotation is a slogan by its own words, or by nobody being said to say it."""
    low, high = document.folded.folded(quotation.start), document.folded.folded(quotation.end)
    hits = sentence.of("cues")
    if any(low <= hit.start < high and hit.term.code in _MARKS for hit in hits):
        return True
    if any(low <= hit.start < high for hit in sentence.of("slogans")):
        return True
    words = len(_WORD.findall(document.body, quotation.start, quotation.end))
    if _by_office(document, sentence, quotation):
        return False
    if not _SHORTEST <= words <= _LONGEST:
        return False
    return _alone(document, quotation) and not any(
        hit.term.code in _CLAIMED and low - _NEAR <= hit.start < high + _NEAR for hit in hits
    )


def _by_office(document: Document, sentence: Sentence, quotation: Quotation) -> bool:
    """Whether an office and a colon stand before a quotation: it is said, not chanted."""
    head = document.body[: quotation.outer_start].rstrip()
    if not head.endswith(":"):
        return False
    end = len(head.rstrip(" :"))
    return any(
        "role" in hit.term.code and document.span(hit.start, hit.end).end == end
        for hit in sentence.of("speakers")
    )


def _alone(document: Document, quotation: Quotation) -> bool:
    """Whether a quotation is a sentence by itself: nothing but marks and blanks on both sides."""
    before = document.body[: quotation.outer_start].rstrip()
    after = document.body[quotation.outer_end :].lstrip(" ")
    return before[-1:] in _ENDS_BEFORE and (not after or not after[0].isalpha())


def _lines(document: Document, sentence: Sentence, marks: list[Hit]) -> Iterator[Span]:
    """Whole lines, without what is no letter at their ends, that a slogan begins or ends."""
    body, (low, high) = document.body, (sentence.span.start, sentence.span.end)
    places = [(document.span(hit.start, hit.end), hit.term.code) for hit in marks]
    cues = [
        document.folded.original(hit.start)
        for hit in sentence.of("cues")
        if hit.term.code in _MANNERS or hit.term.code in _CLAIMED
    ]
    for line in _LINE.finditer(body, low, high):
        words = list(_WORD.finditer(body, *line.span()))
        if not 0 < len(words) <= _LONGEST or any(line.start() <= at < line.end() for at in cues):
            continue
        first, last = words[0].start(), words[-1].end()
        if ":" not in body[first:last] and any(
            (span.start == first and code != "closes") or (span.end == last and code != "opens")
            for span, code in places
        ):
            yield Span(first, last)


def _unmarked(document: Document, sentence: Sentence, marks: list[Hit]) -> Iterator[Span]:
    """Slogans of the catalogue, and what "down with" takes, that stand among other words."""
    reached = 0
    for span in _known_in(document, sentence):
        if span.start >= reached:
            span = _to_colon(document, sentence, span)
            reached = span.end
            yield span
    for mark in marks:
        span = document.span(mark.start, mark.end)
        if mark.term.code != "opens" or span.start < reached:
            continue
        stop = _BREAK.search(document.body, span.end, sentence.span.end)
        end = stop.start() if stop else sentence.span.end
        word = _WORD.search(document.body, span.end, end)
        edges = {document.folded.original(hit.start) for hit in sentence.of("cues")}
        if word is not None and word.start() not in edges:
            yield Span(span.start, word.end())


def _to_colon(document: Document, sentence: Sentence, span: Span) -> Span:
    """A slogan of the catalogue with the rest of the words behind the colon that it stands behind."""
    colon = document.body.rfind(":", sentence.span.start, span.start)
    run = _RUN.match(document.body, colon + 1) if colon >= 0 else None
    if run is None or run.end() < span.end:
        return span
    words = list(_WORD.finditer(document.body, *run.span()))
    whole = Span(words[0].start(), words[-1].end())
    cued = any(
        whole.start <= document.span(h.start, h.end).start < span.start
        for h in sentence.of("kinds")
    )
    return span if cued or len(words) > _LONGEST else whole


def _elsewhere(sentence: Sentence, cue: Hit) -> bool:
    """Whether a later sentence names a place or a day of its own before its cue."""
    return any(hit.end <= cue.start for hit in sentence.among(_SCENES))


def _quoted_by(document: Document, cue: Hit) -> Iterator[Quotation]:
    """The list of quotations that a cue opens, else the one that it closes."""
    said = document.span(cue.start, cue.end)
    body = document.body
    at, reach = said.end, _AFTER
    for quotation in document.quoted:
        if quotation.outer_start < said.end:
            continue
        gap = body[at : quotation.outer_start]
        if len(gap) > reach or (reach == _AFTER and _ends(gap)):
            break
        if reach != _AFTER and gap.strip(_SEPARATORS) not in _JOINING:
            break
        yield quotation
        at, reach = quotation.outer_end, 24
    if reach != _AFTER:
        return
    start = said.start
    for quotation in reversed(document.quoted):
        if quotation.outer_end > start:
            continue
        gap = body[quotation.outer_end : start]
        listed = start != said.start and gap.strip(_SEPARATORS) in _JOINING
        if listed or (start == said.start and len(gap) <= _BEFORE and not _ends(gap)):
            yield quotation
            start = quotation.outer_start
        else:
            return


def _ends(gap: str) -> bool:
    return any(mark in gap for mark in (". ", ".\n", "\n\n", "؟ ", "! ", "? "))


def _behind_colon(document: Document, cue: Hit) -> Iterator[Span]:
    """The words behind a cue and its colon, where they have no marks and are no longer than a line."""
    colon = _COLON.match(document.body, document.span(cue.start, cue.end).end)
    run = _RUN.match(document.body, colon.end()) if colon else None
    words = list(_WORD.finditer(document.body, *run.span())) if run else []
    if _FEWEST <= len(words) <= _LONGEST:
        yield Span(words[0].start(), words[-1].end())


def _known_beside(document: Document, sentence: Sentence, cue: Hit) -> list[Span]:
    """Slogans of the catalogue in the line of a cue; those of other lines are told by their line."""
    at = document.folded.original(cue.start)
    return [
        span
        for span in _known_in(document, sentence)
        if "\n" not in document.body[min(at, span.start) : max(at, span.start)]
    ]


def _known_in(document: Document, sentence: Sentence) -> Iterator[Span]:
    """Slogans of the catalogue that stand in a sentence without marks, the longest of each."""
    reached = 0
    for hit in sentence.of("slogans"):
        if hit.start >= reached:
            reached = hit.end
            yield document.span(hit.start, hit.end)


def _slogan(document: Document, span: Span, manner: str) -> Slogan:
    start = document.folded.folded(span.start)
    end = document.folded.folded(span.end - 1) + 1
    known = max(
        hits_between(document, "slogans", start, end), key=lambda h: h.end - h.start, default=None
    )
    theme = Theme(known.term.row["theme"]) if known else find_theme(document, start, end)
    return Slogan(
        text=span.of(document.body),
        theme=theme,
        span=span,
        canonical=known.term.code if known else None,
        manner=manner,
    )
