"""Statements from a model's answer: speaker, cue and content as runs of the text.

Invariant: a statement without its content or its speaker in the text is refused whole. What sort of
statement it is, and what was put into the quotation, is read from the text and not from the answer.
"""

from collections.abc import Iterable

from crosstally.coding.asking.answer import StatementTold
from crosstally.coding.asking.words import find_words
from crosstally.coding.document import Document
from crosstally.coding.quoted import left_out, put_in
from crosstally.coding.speech.circumstance import find_about
from crosstally.coding.speech.statements import find_statements
from crosstally.records import Quote, Span, Statement, StatementId, changed


def read_statements(
    document: Document, told: Iterable[StatementTold]
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """The statements that stand in the text, in its order, and a field's name for each refusal."""
    found: list[Statement] = []
    refused: list[str] = []
    acts = [(s.cue.span, s.act) for s in find_statements(document) if s.cue is not None]
    for one in told:
        content = find_words(document, one.content)
        speaker = find_words(document, one.speaker, content.span) if content else None
        if content is None or speaker is None:
            refused.append("statements")
            continue
        cue = find_words(document, one.cue, speaker.span) if one.cue is not None else None
        if one.cue is not None and cue is None:
            refused.append("cue")
        at = cue.span if cue is not None else None
        act = next((a for span, a in acts if at is not None and span == at), None)
        found.append(_statement(document, speaker.span, at, content.span, act))
    found.sort(key=_start)
    numbered = enumerate(found, 1)
    return tuple(
        changed(statement, id=StatementId(f"{document.id}#s{number}"))
        for number, statement in numbered
    ), tuple(refused)


def _statement(
    document: Document, speaker: Span, cue: Span | None, content: Span, act: str | None
) -> Statement:
    place = content.start, content.end
    quoted = document.quoted
    return Statement(
        id=StatementId(document.id),
        speaker=_quote(document, speaker),
        cue=_quote(document, cue) if cue is not None else None,
        content=_quote(document, content),
        about=find_about(document, place),
        interpolations=put_in(quoted, document.body, place),
        ellipses=left_out(quoted, document.body, place),
        quoted=any(content.start <= q.start and q.end <= content.end for q in quoted),
        act=act,
    )


def _quote(document: Document, span: Span) -> Quote:
    return Quote(text=span.of(document.body), span=span)


def _start(statement: Statement) -> int:
    content = statement.content
    return content.span.start if content is not None and content.span is not None else 0
