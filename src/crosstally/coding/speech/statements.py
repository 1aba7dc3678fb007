"""Who said what: attributions, quoted or not, with what the report put into them or left out.

Invariant: speaker, cue and content are runs of the body; what stands in brackets inside a quotation
is flagged as the report's own.
"""

import re
from collections.abc import Iterator
from typing import Final

from crosstally.coding.document import Document
from crosstally.coding.quoted import left_out, put_in, quote_at
from crosstally.coding.speech.causes import find_cause
from crosstally.coding.speech.circumstance import find_about, find_circumstance
from crosstally.coding.speech.content import find_contents
from crosstally.coding.speech.layout import Mark, Speech, lay_out
from crosstally.coding.speech.speaker import Said, find_speaker
from crosstally.coding.speech.unclaimed import find_going_on, find_headed, find_titled
from crosstally.records import Statement, StatementId, changed

_PARTED: Final = re.compile(
    r"(?:[,،;؛—–]|\b(?:and|but|or|while)\b|\sو\s|\s(?:اما|ولی)\s)[\s\w]{0,12}$"
)
# A refusal to speak is told without content; other words without content tell nothing.
_SILENT: Final = frozenset({"tell", "object"})
_INNER: Final = frozenset({"want", "object", "noun"})
_NEXT: Final = 120  # characters to the next statement of one speech


def find_statements(document: Document) -> tuple[Statement, ...]:
    """Every statement that the report attributes to somebody, in its order."""
    found: list[Statement] = []
    for sentence in document.sentences:
        speech = lay_out(document, sentence, document.quoted)
        if speech is not None:
            found.extend(_attributed(document, speech))
    found.extend(find_headed(document, document.quoted, found))
    found.extend(find_titled(document, found))
    found.extend(find_going_on(document, document.quoted, found))
    found.sort(key=_place)
    return tuple(_finished(document, found))


def _finished(document: Document, found: list[Statement]) -> Iterator[Statement]:
    """The statements with their ids, and the venue of the one before where a speaker goes on."""
    before: Statement | None = None
    for number, statement in enumerate(found, 1):
        venue = statement.venue
        if venue is None and before is not None and _same_speech(before, statement):
            venue = before.venue
        before = changed(statement, id=StatementId(f"{document.id}#s{number}"), venue=venue)
        yield before


def _same_speech(before: Statement, statement: Statement) -> bool:
    """Whether a speaker goes on at the same occasion: the same name, a little further on."""
    if before.speaker is None or statement.speaker is None:
        return False
    return (
        before.speaker.text == statement.speaker.text
        and 0 <= _place(statement)[0] - _place(before)[1] <= _NEXT
    )


def _attributed(document: Document, speech: Speech) -> Iterator[Statement]:
    saids = [find_speaker(speech, at) for at in range(len(speech.cues))]
    speaker: tuple[int, int] | None = None
    told: list[tuple[int, int]] = []
    for at, said in enumerate(saids):
        mark = speech.cues[at]
        if any(s.speaker and s.speaker[0] <= mark.start < s.speaker[1] for s in saids):
            continue  # "according to reports that": the noun is a speaker's, no verb
        within = any(start <= mark.start < end for start, end in told)
        if within and not _is_added(speech, mark) and _reported(mark, said):
            continue
        if said.speaker is None and mark.term.code == "noun":
            continue
        speaker = said.speaker or speaker
        if speaker is None and not _goes_on(speech, said):
            continue
        limit = _limit(speech, said, saids[at + 1 :])
        contents = find_contents(speech, at, said, limit)
        term = speech.cues[at].term
        act = term.row.get("act") or None
        if not contents and term.code in _SILENT:
            yield _statement(document, speech, said, speaker, None, act)
        for content in contents:
            yield _statement(document, speech, said, speaker, content, act)
        if term.code not in _INNER or act == "deny":
            told.extend(contents)


def _is_added(speech: Speech, mark: Mark) -> bool:
    """Whether a participle behind a comma goes on with the sentence: "told them to go, adding …"."""
    before = speech.body[speech.start : mark.start].rstrip()
    return mark.term.row.get("speaker") == "main" and before[-1:] in (",", "،")


def _goes_on(speech: Speech, said: Said) -> bool:
    """Whether an "and" joins a saying to what its unnamed speaker did before: "stood up and said"."""
    at = said.cue[0]
    return any(0 <= at - word.end <= 1 for word in speech.coded("and", speech.start, at))


def _reported(mark: Mark, said: Said) -> bool:
    """Whether a word inside what somebody said is no utterance of its own.

    "She said he wanted to leave" tells one statement, hers; "she said he denied it" two.
    """
    if said.speaker is None:
        return True
    return mark.term.code in _INNER and mark.term.row.get("act") != "deny"


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
    speaker: tuple[int, int] | None,
    content: tuple[int, int] | None,
    act: str | None,
) -> Statement:
    body = document.body
    return Statement(
        id=StatementId(document.id),
        speaker=quote_at(body, speaker) if speaker else None,
        cue=quote_at(body, said.cue),
        content=quote_at(body, content) if content else None,
        about=find_about(document, content),
        venue=find_circumstance(speech, "venue", speaker, content),
        audience=find_circumstance(speech, "audience", speaker, content),
        interpolations=put_in(speech.quotations, body, content),
        ellipses=left_out(speech.quotations, body, content),
        quoted=content is not None
        and any(content[0] <= q.start and q.end <= content[1] for q in speech.quotations),
        act=act,
        cause=find_cause(document, speech, said.cue, content),
    )


def _place(statement: Statement) -> tuple[int, int]:
    content = statement.content
    span = content.span if content else None
    return (span.start, span.end) if span else (0, 0)
