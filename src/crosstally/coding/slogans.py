"""Slogans word for word: what was chanted, carried on a placard or written on a wall.

Invariant: a slogan's text is the body between the marks, letter for letter; its canonical id comes
from the pack's catalogue and never from a guess. The catalogue's `year` and `place` are one
attestation, not necessarily the first.
"""

from collections.abc import Iterator

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.quoted import Quotation
from crosstally.coding.themes import find_theme, hits_between
from crosstally.records import PROTEST_KINDS, Slogan, Span, Theme

# A quotation belongs to a cue when no more than this many characters stand between them, as in
# "chanted, in a square full of flags, “…”"; Persian puts the verb last, so both sides are tried.
_AFTER = 90
_BEFORE = 45
_SEPARATORS = " \t\n,،;؛/|•·-–—+&.…!؟?"
_JOINING = frozenset({"", "and", "or", "و", "یا", "او", "as well as", "also", "همچنین"})
_SENTENCES_ON = 2  # "Protesters rallied. They chanted “…”.": the chant follows at once
_SCENES = ("place", "weekdays", "months")
_MANNERS = ("chanted", "written")


def find_slogans(document: Document, event: Event) -> tuple[Slogan, ...]:
    """The slogans of a protest: quoted after a cue, or standing in the catalogue without marks."""
    if event.kind not in PROTEST_KINDS:
        return ()
    own = document.sentences[event.sentence]
    cues = [
        (sentence, hit)
        for sentence in document.sentences[event.sentence : event.sentence + _SENTENCES_ON + 1]
        for hit in sentence.of("cues")
        if hit.term.code in _MANNERS and (sentence is own or not _elsewhere(sentence, hit))
    ]
    if not cues:
        return ()
    found: dict[Span, Slogan] = {}
    for sentence, cue in cues:
        spans = [Span(q.start, q.end) for q in _quoted_by(document, cue)]
        for span in spans or list(_known_in(document, sentence)):
            if span not in found:
                found[span] = _slogan(document, span, cue.term.code)
    return tuple(slogan for _, slogan in sorted(found.items()))


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
