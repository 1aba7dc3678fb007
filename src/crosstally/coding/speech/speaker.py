"""Who spoke: the words that name the speaker of a cue, on the side where the language puts them.

Invariant: a speaker is a run of the body beside its cue, without the words that end a clause.
"""

import re
from typing import Final, NamedTuple

from crosstally.coding.speech.layout import Mark, Speech

# Blanks, days and "November 2019" before a name.
_BLANK: Final = re.compile(r"(?:[\s,،\u200c]|(?:1[3-9]|20)\d\d\s|[^\W\d_]+\s(?:1[3-9]|20)\d\d\s)*")
_STOP: Final = re.compile(r"[.,،;؛:!?؟()\[\]“”«»\"„\n]|\s[-–—]\s|—")
_INITIAL: Final = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Rev|Gov|Sen|Rep|Lt|Sgt|Jr|St|U\.S))\.$"
)
# "The mayor — a teacher — said": an apposition between dashes.
_INSERTED: Final = re.compile(r"\s?(?:—|\s[-–]{1,2}\s)\s?[^—–]{2,120}(?:—|\s[-–]{1,2})\s*$")
_ONE_WORD: Final = re.compile(r"\s+(?:[\w-]+\s+)?")  # "their (own) fear"
_OWNED: Final = re.compile(r"(?:['’]s|(?<=s)['’])\s+(?:[\w-]+\s+)?$")
_COMMA: Final = re.compile(r"[,،]\s")
_JOINED: Final = ("و", "ف")  # "and" written on the verb: its subject was named before
_RELATIVE: Final = 25  # characters between "who" and the verb of its clause
_QUOTED_NAME: Final = 25
_NO_COMMA: Final = "\u0600"  # Arabic script: a name before a clause often has no comma behind it
_ENDS: Final = " .،؛:۔!؟\n"
_LONGEST: Final = 14  # words of a speaker; past that the run held another clause
_KEPT: Final = 6  # of a longer run, these last words


class Said(NamedTuple):
    """A cue widened by its auxiliaries, and the speaker's place where there is one."""

    cue: tuple[int, int]
    speaker: tuple[int, int] | None
    side: str


def find_speaker(speech: Speech, at: int) -> Said:
    """The speaker of a speech's cue number `at`, and the cue with the words that go with it."""
    mark = speech.cues[at]
    side = mark.term.row.get("speaker", "")
    low = max([speech.start, *(cue.end for cue in speech.cues[:at])])
    if side == "after":
        return _behind(speech, low, mark)
    if side == "owner":
        return Said((mark.start, mark.end), _owner(speech, low, mark.start), "before")
    if side == "first":
        return _opening(speech, low, mark)
    start = _with_auxiliaries(speech, mark, low)
    passive = _by(speech, mark, start)
    if passive is not None:
        return Said((start, passive), _right(speech, passive, topic=True), "passive")
    cue = (start, mark.end)
    if side == "main" and start == mark.start:
        silent = all(cue.term.code == "noun" for cue in speech.cues[:at])
        speaker = _first(speech, speech.start, start) if silent else None
    else:
        past = [cue for cue in speech.cues[:at] if not _inserted(speech, cue)]
        back = max([speech.start, *(cue.end for cue in past)])
        speaker = _left(speech, low, start, back=back)
    turned = mark.term.code in ("say", "chanted") and side != "main"
    if speaker is None and turned and _follows_content(speech, start):
        return Said(cue, _right(speech, mark.end), "after")
    return Said(cue, speaker, "before")


def _behind(speech: Speech, low: int, mark: Mark) -> Said:
    """Where the speaker stands behind its cue: "according to", قال."""
    cue = (mark.start, mark.end)
    speaker = _right(speech, mark.end, thing=mark.term.row.get("act") == "deny")
    if speaker is None and speech.body[mark.start] not in _JOINED:
        turned = _turned(speech, low, mark)
        return Said(cue, turned, "before" if turned else "after")
    if speaker is not None and not speech.body[speaker[1] : speech.end].strip(_ENDS):
        unmarked = speech.body[mark.start] >= _NO_COMMA or mark.term.code != "according"
        speaker = _named(speech, speaker) if unmarked else speaker
    return Said(cue, speaker, "after")


def _opening(speech: Speech, low: int, mark: Mark) -> Said:
    """Where the speaker opens the clause and its cue ends it: فرماندار … گفت."""
    speaker = _first(speech, low, mark.start, thing=mark.term.code == "object")
    bare = speaker is not None and not speech.body[speaker[1] : mark.start].strip()
    if bare and not speech.body[mark.end : speech.end].strip(_ENDS):
        speaker = _named(speech, speaker)
    return Said((mark.start, mark.end), speaker, "before")


def _owner(speech: Speech, low: int, end: int) -> tuple[int, int] | None:
    """Whose word a noun is: "the governor's claim that", "their fear of"."""
    for word in reversed(speech.coded("owner", low, end)):
        if _ONE_WORD.fullmatch(speech.body, word.end, end):
            return word.start, word.end
    owned = _OWNED.search(speech.body, low, end)
    return _left(speech, low, owned.start(), back=low) if owned else None


def _with_auxiliaries(speech: Speech, mark: Mark, low: int) -> int:
    start = mark.start
    for word in reversed(speech.coded("aux", low, mark.start)):
        if speech.body[word.end : start].strip("'’ ") or "\n" in speech.body[word.end : start]:
            break
        start = word.start
        if speech.body[start - 1 : start] in ("'", "’"):
            start -= 1
    return start


def _by(speech: Speech, mark: Mark, start: int) -> int | None:
    """The end of the "by" of a passive."""
    if not any(word.start >= start for word in speech.coded("be", start, mark.start)):
        return None
    for word in speech.coded("by", mark.end, min(speech.end, mark.end + 25)):
        if not _STOP.search(speech.body, mark.end, word.start):
            return word.end
    return None


def _inserted(speech: Speech, cue: Mark) -> bool:
    """Whether a cue belongs to an apposition: "Karimi, noting the date,", "Karimi, who backed it,"."""
    if cue.term.row.get("speaker") == "main":
        return True
    low = max(cue.start - _RELATIVE, speech.start)
    return any(
        not _COMMA.search(speech.body, word.end, cue.start)
        for word in speech.coded("relative", low, cue.start)
        if speech.body[word.start : word.end].lower() != "that"
    )


def _left(speech: Speech, low: int, end: int, *, back: int) -> tuple[int, int] | None:
    """The run that ends before a cue, an apposition between commas included.

    The apposition may hold a cue of its own ("Karimi, noting the date, said"): what it stands
    behind begins no earlier than `back`. None where the cue goes on from an "and": its speaker is that of the cue before.
    """
    body = speech.body
    end = low + len(body[low:end].rstrip())
    if any(word.end == end for word in speech.coded("and", low, end)):
        return None
    inserted = _INSERTED.search(body, low, end)
    subject = inserted.start() if inserted else end
    start = speech.last_break(low, subject)
    if body[end - 1 : end] in (",", "،") and end > low:
        low = speech.last_break(back, end)
        subject = max(body.rfind(",", low, end - 1), body.rfind("،", low, end - 1))
        start = low
        if subject <= low:
            return None
    comma = max(body.rfind(",", start, subject), body.rfind("،", start, subject))
    start = comma + 1 if comma >= 0 else start
    verb = None
    for word in (*speech.coded("edge", start, subject), *speech.circumstances):
        if start <= word.start and word.end <= subject:
            start, verb = word.end, word if "aux" in word.term.code else None
    if verb is not None and verb.start > low and not inserted:
        return _left(speech, low, verb.start, back=back)  # "Karimi has met them to announce"
    for word in speech.coded("relative", start, subject):
        if any(word.end + 1 == one.start for one in speech.coded("pronoun", word.end, subject)):
            start = word.end  # "slots, which he said were filled"
    return _trim(speech, start, subject if inserted else end)


def _first(speech: Speech, low: int, end: int, *, thing: bool = False) -> tuple[int, int] | None:
    """The run that opens the clause, up to the first word that ends a speaker, or begins an object.

    A short quotation at once before the cue is part of a name: سازمان «یادمان» نوشت.
    """
    start = speech.last_break(low, end)
    last = speech.quoted(start - 1) if start > low and not speech.body[start:end].strip() else None
    if last is not None and last.end - last.start > _QUOTED_NAME:
        last = None
    until = last.outer_start if last is not None else end
    start = _past_circumstance(speech, speech.last_break(low, until), until)
    stop = _STOP.search(speech.body, start + 1, until)
    stops = [w.start for w in speech.coded("edge", start + 1, end)][:1]
    stops += [w.start for w in speech.coded("thing", start + 1, end)][:1] if thing else []
    return _trim(speech, start, min([end, *stops, *([stop.start()] if stop else [])]))


def _turned(speech: Speech, low: int, mark: Mark) -> tuple[int, int] | None:
    """The name before a verb that mostly stands first: المحافظ نفى."""
    found = _left(speech, low, mark.start, back=low) if mark.term.code != "according" else None
    if found is None or speech.body[found[1] : mark.start].strip():
        return None
    return found if len(speech.body[found[0] : found[1]].split()) <= _KEPT else None


def _past_circumstance(speech: Speech, start: int, end: int) -> int:
    """The place behind what opens a clause and is no subject: "on the fifth day, the union …"."""
    blank = _BLANK.match(speech.body, start, end)
    first = blank.end() if blank else start
    comma = _COMMA.search(speech.body, first, end)
    led = any(word.start == first for word in speech.coded("lead", first, end)[:1])
    if led and comma is not None and speech.body[comma.end() : end].strip():
        return comma.end()
    return start


def _right(
    speech: Speech, start: int, *, topic: bool = False, thing: bool = False
) -> tuple[int, int] | None:
    """The run that begins after a cue, up to the first stop or edge, or what it was said about."""
    end = speech.end
    for match in _STOP.finditer(speech.body, start, speech.end):
        if match.group() == "." and _INITIAL.search(speech.body, start, match.end()):
            continue
        if speech.body[start : match.start()].strip():
            end = match.start()
            break
        if match.group().strip() not in (",", "،"):
            return None
    ends = ("edge", "tail", *(("topic",) if topic else ()), *(("thing",) if thing else ()))
    for code in ends:
        for word in speech.coded(code, start, end)[:1]:
            end = min(end, word.start)
    return _trim(speech, start, end)


def _named(speech: Speech, run: tuple[int, int] | None) -> tuple[int, int] | None:
    """Of a run that holds subject and object, the office that it opens with."""
    if run is None:
        return None
    reached = run[0]
    for word in speech.coded("role", *run):
        if word.start > reached and speech.body[reached : word.start].strip():
            break
        reached = max(reached, word.end)
    return (run[0], reached) if reached > run[0] else run


def _follows_content(speech: Speech, start: int) -> bool:
    before = speech.body[speech.start : start].rstrip()
    return before.endswith((",", "”", '"', "»", "’", "''", "،", "?", "!"))


def _trim(speech: Speech, start: int, end: int) -> tuple[int, int] | None:
    """A run without blanks and "and" at its ends, and no longer than a name with its titles."""
    body = speech.body
    moved = True
    while moved:
        moved = False
        blank = _BLANK.match(body, start, end)
        start = blank.end() if blank else start
        for code in ("and", "lead", "aux", "tail"):
            for word in speech.coded(code, start, end)[:1]:
                if word.start == start:
                    start, moved = word.end, True
    end = start + len(body[start:end].rstrip(" \n\t,،"))
    if end <= start or not any(char.isalpha() for char in body[start:end]):
        return None
    words = list(re.finditer(r"\S+", body[start:end]))
    if len(words) > _LONGEST:
        start += words[-_KEPT].start()
    return start, end
