"""What is said without a word of saying: after a name and a colon, or on from an attributed one.

Invariant: what lies inside the content of a found statement is never told again; without quotation
marks only an office, a force or a group of people speaks before a colon, never a town or a time.
"""

import re
from collections.abc import Iterator
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.quoted import Quotation, left_out, put_in, quote_at
from crosstally.coding.speech.circumstance import find_about
from crosstally.records import Statement, StatementId

# A name before a colon: up to six words that begin a line or a sentence.
_HEAD: Final = re.compile(
    r"(?:^|[\n.!?؟”»\"]\s*)([^\W\d_][\w.'’\u200c-]*(?: [^\s:]+){0,5}?)\s?(:)\s*$"
)
_LONGEST_HEAD: Final = 60
# The same without a quotation: the line's own marks may stand before it.
_TITLE: Final = re.compile(r"[^\w\s]*\s*([^\W\d_][^\n:.!?؟،,«»\"“”]{1,70}?)\s?(:)(?=\s)")
_LONGEST_TITLE: Final = 90
_FEWEST: Final = 3  # words: "Police: none" tells nothing that could be looked at
# What may stand between a quotation and the one it goes on from: the rest of the attribution.
_REST: Final = re.compile(r"[^\w.!?]*|[^.!?“”\"«»]{0,160}\.\s+")


def find_headed(
    document: Document, quoted: tuple[Quotation, ...], found: list[Statement]
) -> Iterator[Statement]:
    """Quotations after a name and a colon (Clinton: “…”), where no cue has claimed them."""
    covered = [s.content.span for s in found if s.content and s.content.span]
    for quotation in quoted:
        if any(s.start < quotation.end and quotation.start < s.end for s in covered):
            continue
        head = _HEAD.search(
            document.body, max(quotation.outer_start - _LONGEST_HEAD, 0), quotation.outer_start
        )
        if head is None or head.end() != quotation.outer_start or _has_cue(document, *head.span(1)):
            continue
        place = (quotation.outer_start, quotation.outer_end)
        yield Statement(
            id=StatementId(document.id),
            speaker=quote_at(document.body, head.span(1)),
            cue=quote_at(document.body, head.span(2)),
            content=quote_at(document.body, place),
            about=find_about(document, place),
            interpolations=put_in((quotation,), document.body, place),
            ellipses=left_out((quotation,), document.body, place),
            quoted=True,
        )


def find_titled(document: Document, found: list[Statement]) -> Iterator[Statement]:
    """What stands behind an office and a colon, as headlines have it (دادستان: کسی بازداشت نشد)."""
    covered = [s.content.span for s in found if s.content and s.content.span]
    for sentence in document.sentences:
        if "speakers" not in sentence.tables:
            continue
        span = sentence.span
        last = min(span.start + _LONGEST_TITLE, span.end)
        if document.body.find(":", span.start, last) < 0:
            continue
        title = _TITLE.match(document.body, span.start, last)
        if title is None or not _has_office(document, sentence, title.end(1)):
            continue
        words = document.body[title.end() : span.end]
        start = title.end() + len(words) - len(words.lstrip())
        place = (start, start + len(words.strip().rstrip(".۔")))
        taken = any(c.start < place[1] and start < c.end for c in covered)
        if taken or len(words.split()) < _FEWEST or _has_cue(document, *title.span(1)):
            continue
        yield Statement(
            id=StatementId(document.id),
            speaker=quote_at(document.body, title.span(1)),
            cue=quote_at(document.body, title.span(2)),
            content=quote_at(document.body, place),
            about=find_about(document, place),
            act="claim",
        )


def _has_office(document: Document, sentence: Sentence, end: int) -> bool:
    """Whether a title holds an office or a group that speaks."""
    return any(
        "role" in hit.term.code.split("+") and document.folded.original(hit.end - 1) < end
        for hit in sentence.of("speakers")
    )


def find_going_on(
    document: Document, quoted: tuple[Quotation, ...], found: list[Statement]
) -> Iterator[Statement]:
    """Quotations that go on from an attributed one (“…,” she said. “…”), with its speaker."""
    ends = {}
    for statement in found:
        spans = [q.span for q in (statement.speaker, statement.cue, statement.content) if q]
        ends[max(span.end for span in spans if span)] = statement
    covered = [s.content.span for s in found if s.content and s.content.span]
    for quotation in quoted:
        if any(s.start < quotation.end and quotation.start < s.end for s in covered):
            continue
        before = max((e for e in ends if e <= quotation.outer_start), default=None)
        if before is None:
            continue
        if _REST.fullmatch(document.body, before, quotation.outer_start):
            place = (quotation.outer_start, quotation.outer_end)
            statement = Statement(
                id=StatementId(document.id),
                speaker=ends[before].speaker,
                cue=ends[before].cue,
                content=quote_at(document.body, place),
                interpolations=put_in((quotation,), document.body, place),
                ellipses=left_out((quotation,), document.body, place),
                quoted=True,
                act=ends[before].act,
            )
            ends[quotation.outer_end] = statement
            yield statement


def _has_cue(document: Document, start: int, end: int) -> bool:
    return any(
        start <= document.folded.original(hit.start) < end
        for sentence in document.sentences
        if sentence.span.start < end and start < sentence.span.end
        for hit in sentence.of("cues")
    )
