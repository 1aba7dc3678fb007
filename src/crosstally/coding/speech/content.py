"""What was said: the stretches of a sentence that a cue and its speaker leave.

Invariant: a content is a run of the body beside its attribution; a quotation is never cut.
"""

import re
from typing import Final

from crosstally.coding.speech.layout import Speech
from crosstally.coding.speech.speaker import Said

_CLOSES: Final = (",", "،", "”", '"', "»", "’", "''", "?", "!", "؟")
_OPEN: Final = re.compile(r"[\s,،:؛–—-]*")
_BEFORE_NEXT: Final = re.compile(
    r"[\s,،;–—-]*(?:(?<!\w)(?:and|but|or|while|و|اما|ولی))?[\s,،;–—-]*$"
)
_CLOSED: Final = re.compile(r"\s*[;؛.]")
_PARENTHESIS: Final = re.compile(r"\s*[,،]")  # "The march, he said, was legal"
_WHICH: Final = 8  # characters of a relative word and its blank
_FEW: Final = 3  # words: a shorter stretch before a speaker is an adverb, no content


def find_contents(speech: Speech, at: int, said: Said, limit: int) -> list[tuple[int, int]]:
    """The places of what was said by cue number `at`: before it, after it, or on both sides.

    Args:
        speech: the sentence.
        at: the cue's number.
        said: its speaker and its widened cue.
        limit: where the next attribution begins, or the speech ends.
    """
    mark = speech.cues[at]
    code, side = mark.term.code, mark.term.row.get("speaker")
    left, right = said.cue[0], said.cue[1]
    if said.speaker is not None:
        left, right = min(left, said.speaker[0]), max(right, said.speaker[1])
    low = max([speech.start, *(cue.end for cue in speech.cues[:at])])
    if said.side == "passive":
        before = _stretch(speech, speech.last_break(low, left), left)
        after = _stretch(speech, right, limit) if _has_topic(speech, right) else None
        return [place for place in (before, after) if place]
    goes_on = _PARENTHESIS.match(speech.body, right, speech.end) is not None
    if goes_on and (code == "according" or left > speech.start):
        limit = speech.end
    teller = code == "tell" or (side == "after" and code != "according")
    behind = code != "object" and side != "first" and not goes_on
    tailed = teller or (behind and _is_tail(speech, right))
    after = _after(speech, right, limit, teller=teller, tailed=tailed)
    if after is None and tailed and not _before(speech, speech.start, left, few=_FEW, alone=False):
        after = _stretch(speech, _past_day(speech, right), limit)  # "said Sunday she would go"
    if side == "first":
        place = _clause_final(speech, at, said, after, closed=_closed(speech, right, limit))
        return [place] if place else []
    relative = said.speaker is not None and _is_relative(speech, *said.speaker)
    if code in ("object", "noun") or side == "main" or relative:
        place = after or (_quoted_before(speech, low, left) if code == "object" else None)
        return [place] if place else []
    few = 1 if goes_on or code == "according" else _FEW
    first = speech.start if at == 0 or after is None else low
    before = _before(speech, first, left, few=few, alone=after is None)
    if before is not None and after is not None:
        quoted = speech.quoted(before[1] - 1) is not None
        if (said.side == "after" and code != "according") or quoted or not goes_on:
            after = _quoted_after(speech, right, limit)
        if after is not None and not quoted and speech.quoted(after[0]) is not None:
            before = None  # "A day later, on Sunday, he said: “…”"
    return [place for place in (before, after) if place]


def _closed(speech: Speech, start: int, limit: int) -> bool:
    return _CLOSED.match(speech.body, start, limit) is not None


def _is_relative(speech: Speech, start: int, end: int) -> bool:
    """Whether a speaker is, or stands behind, the word of a relative clause: "which he said"."""
    words = speech.coded("relative", max(start - _WHICH, speech.start), end)
    return any(word.end in (end, start - 1) for word in words)


def _clause_final(
    speech: Speech, at: int, said: Said, after: tuple[int, int] | None, *, closed: bool
) -> tuple[int, int] | None:
    """What was said by a cue that ends its clause: behind it, before it, or before its speaker.

    «… را تکذیب کرد» has it between speaker and cue; «…»، فرماندار گفت, before both in quotation marks.
    """
    if said.speaker is None:
        return None if closed else after
    named = speech.cues[at].term.code == "object"
    between = _stretch(speech, said.speaker[1], said.cue[0]) if named else None
    found = between if closed else after or between
    if found is None:
        low = max([speech.start, *(cue.end for cue in speech.cues[:at])])
        found = _quoted_before(speech, low, said.speaker[0])
    return found


def _quoted_before(speech: Speech, low: int, end: int) -> tuple[int, int] | None:
    """A quotation that ends where an attribution begins."""
    before = _before(speech, low, end, few=_FEW, alone=True)
    return before if before and speech.quoted(before[1] - 1) else None


def _before(speech: Speech, low: int, end: int, *, few: int, alone: bool) -> tuple[int, int] | None:
    """What stands before an attribution, if a comma or a closing mark sets it off.

    A circumstance ("After the vote, he said …") is none, unless nothing else was said.
    """
    text = speech.body[low:end].rstrip()
    if not text.endswith(_CLOSES):
        return None
    place = _stretch(speech, low, low + len(text))
    if place is None:
        return None
    if speech.quoted(place[1] - 1) is None:
        if len(speech.body[place[0] : place[1]].split()) < few:
            return None
        leads = any(word.start == place[0] for word in speech.coded("lead", *place))
        if (
            leads
            and not alone
            and not any(word.start == place[0] for word in speech.coded("count", *place))
        ):
            return None
    return place


def _after(
    speech: Speech, start: int, limit: int, *, teller: bool, tailed: bool
) -> tuple[int, int] | None:
    """What stands after an attribution: from a "that", a colon or a quotation where one is near."""
    body = speech.body
    opened = _OPEN.match(body, start, limit)
    begin = opened.end() if opened else start
    if tailed:
        marks = [word.start for word in speech.coded("that", start, limit)[:1]]
        marks += [q.outer_start for q in speech.quotations if start <= q.outer_start < limit][:1]
        colon = body.find(":", start, limit)
        marks += [colon + 1] if colon >= 0 else []
        if not marks and not teller:
            return None
        begin = min(marks, default=begin)
    return _stretch(speech, begin, limit)


def _quoted_after(speech: Speech, start: int, limit: int) -> tuple[int, int] | None:
    for quotation in speech.quotations:
        if start <= quotation.outer_start < limit:
            return _stretch(speech, quotation.outer_start, limit)
    return None


def _past_day(speech: Speech, start: int) -> int:
    """The place behind a day that follows at once."""
    for word in speech.coded("day", start, speech.end)[:1]:
        if not speech.body[start : word.start].strip():
            return word.end
    return start


def _has_topic(speech: Speech, start: int) -> bool:
    """Whether it is said at once what about: "criticised by them for going"."""
    return any(
        not speech.body[start : word.start].strip()
        for word in speech.coded("topic", start, speech.end)[:1]
    )


def _is_tail(speech: Speech, start: int) -> bool:
    """Whether a place or a time follows at once: "said in a statement"."""
    return any(
        not speech.body[start : word.start].strip(" ,")
        for word in speech.coded("tail", start, speech.end)[:3]
    )


def _stretch(speech: Speech, start: int, end: int) -> tuple[int, int] | None:
    """A run without stops at its ends, its quotations whole; None where no word is left."""
    body = speech.body
    opened = _OPEN.match(body, start, end)
    start = opened.end() if opened else start
    end = start + len(body[start:end].rstrip())
    quotation = speech.quoted(end - 1)
    if quotation is not None:
        end = max(end, quotation.outer_end)
    elif body[end - 1 : end] in (".", ",", "،", ":", ";", "؛", "۔"):
        end -= 1
    trailing = _BEFORE_NEXT.search(body, start, end)
    end = trailing.start() if trailing else end
    if end <= start or not any(char.isalpha() for char in body[start:end]):
        return None
    return start, end
