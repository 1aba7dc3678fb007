"""Who said what: attributions, quoted or not, with what the report put into them or left out.

Invariant: speaker, cue and content are runs of the body; what stands in brackets inside a quotation
is flagged as the report's own.
"""

import re
from collections.abc import Iterator

from crosstally.coding.circumstance import find_about, find_circumstance
from crosstally.coding.content import find_contents
from crosstally.coding.document import Document
from crosstally.coding.quoted import Quotation, quotations
from crosstally.coding.speaker import Said, find_speaker
from crosstally.coding.speech import Speech, lay_out
from crosstally.records import Quote, Span, Statement, StatementId, changed

_PUT_IN = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,200}\)")
_LEFT_OUT = re.compile(r"\[?(?:…|\.{3,}|\. \. \.)\]?")
_PARTED = re.compile(r"(?:[,،;؛—–]|\b(?:and|but|or|while)\b|\sو\s|\sاما\s)[\s\w]{0,12}$")
# A refusal to speak is told without content; other words without content tell nothing.
_SILENT = frozenset({"tell", "object"})
# What may stand between a quotation and the one it goes on from: the rest of the attribution.
_REST = re.compile(r"[^\w.!?]*|[^.!?“”\"«»]{0,60}\.\s+")


def find_statements(document: Document) -> tuple[Statement, ...]:
    """Every statement that the report attributes to somebody, in its order."""
    quoted = quotations(document.body)
    found: list[Statement] = []
    for sentence in document.sentences:
        speech = lay_out(document, sentence, quoted)
        if speech is not None:
            found.extend(_attributed(document, speech))
    found.extend(_going_on(document, quoted, found))
    found.sort(key=_place)
    return tuple(
        _numbered(document, statement, number) for number, statement in enumerate(found, 1)
    )


def _attributed(document: Document, speech: Speech) -> Iterator[Statement]:
    saids = [find_speaker(speech, at) for at in range(len(speech.cues))]
    speaker: tuple[int, int] | None = None
    for at, said in enumerate(saids):
        speaker = said.speaker or speaker
        if speaker is None:
            continue
        limit = _limit(speech, said, saids[at + 1 :])
        contents = find_contents(speech, at, said, limit)
        term = speech.cues[at].term
        act = term.row.get("act") or None
        if not contents and term.code in _SILENT:
            yield _statement(document, speech, said, speaker, None, act)
        for content in contents:
            yield _statement(document, speech, said, speaker, content, act)


def _limit(speech: Speech, said: Said, following: list[Said]) -> int:
    """Where the next attribution begins that is no part of what was said by this one."""
    for other in following:
        start = other.cue[0]
        if other.speaker is not None and other.side == "before":
            start = min(start, other.speaker[0])
        if start > said.cue[1] and _PARTED.search(speech.body, said.cue[1], start):
            return start
    return speech.end


def _statement(
    document: Document,
    speech: Speech,
    said: Said,
    speaker: tuple[int, int],
    content: tuple[int, int] | None,
    act: str | None,
) -> Statement:
    body = document.body
    return Statement(
        id=StatementId(document.id),
        speaker=_quote(body, speaker),
        cue=_quote(body, said.cue),
        content=_quote(body, content) if content else None,
        about=find_about(document, content),
        venue=find_circumstance(speech, "venue", speaker, content),
        audience=find_circumstance(speech, "audience", speaker, content),
        interpolations=_inside(speech.quotations, _PUT_IN, body, content),
        ellipses=_inside(speech.quotations, _LEFT_OUT, body, content),
        quoted=content is not None
        and any(content[0] <= q.start and q.end <= content[1] for q in speech.quotations),
        act=act,
    )


def _going_on(
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
                content=_quote(document.body, place),
                interpolations=_inside((quotation,), _PUT_IN, document.body, place),
                ellipses=_inside((quotation,), _LEFT_OUT, document.body, place),
                quoted=True,
                act=ends[before].act,
            )
            ends[quotation.outer_end] = statement
            yield statement


def _inside(
    quoted: tuple[Quotation, ...],
    pattern: re.Pattern[str],
    body: str,
    place: tuple[int, int] | None,
) -> tuple[Span, ...]:
    return tuple(
        Span(*match.span())
        for quotation in quoted
        if place is not None and place[0] <= quotation.start and quotation.end <= place[1]
        for match in pattern.finditer(body, quotation.start, quotation.end)
    )


def _quote(body: str, place: tuple[int, int]) -> Quote:
    span = Span(*place)
    return Quote(text=span.of(body), span=span)


def _place(statement: Statement) -> tuple[int, int]:
    content = statement.content
    span = content.span if content else None
    return (span.start, span.end) if span else (0, 0)


def _numbered(document: Document, statement: Statement, number: int) -> Statement:
    return changed(statement, id=StatementId(f"{document.id}#s{number}"))
