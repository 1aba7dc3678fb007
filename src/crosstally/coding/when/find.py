"""When: every time a report names, and on which days an event took place.

Invariant: a day comes from the text, with its span, or from the day the report was said, and then
its basis says so. The old date of an anniversary is never the event's; the day of a statement is
its event's only where the text names no other.
"""

import re
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.when.entries import SORTS, loose_of, read_entries, seconds_of
from crosstally.coding.when.expr import TimeExpr, read_found
from crosstally.coding.when.glue import compile_glued
from crosstally.coding.when.resolve import Reading, Reference, precision_of, reference_of
from crosstally.coding.when.shapes import find_points
from crosstally.coding.when.spans import Stretch, stretches
from crosstally.coding.when.verbs import verbs_beside
from crosstally.coding.when.weight import with_burdens
from crosstally.coding.when.words import Line, TimeGrammar, read_line
from crosstally.packs.language import Language
from crosstally.records import Basis, Calendar, Precision, Span
from crosstally.text.calendar import MONDAY, SATURDAY
from crosstally.text.numbers import compile_numbers
from crosstally.text.words import longest_of

_DATELIKE: Final = re.compile(r"\d(?:\d{3}|\s?[-:/.\\]\s?\d|[ء-ی])")
_DATELIKE_FA: Final = re.compile(
    r"\d(?:\d{3}|\s?[-:/.\\]\s?\d|[ء-ی]|(?<=[ء-ی]\d)|(?<=\s[6-9۶-۹])\d(?!\d))"
)  # and ساعت۵, انتخابات ۹۶
# a date so far back, beside a word for an anniversary, is what is remembered
_OLD_DAYS: Final = 200
_AROUND: Final = 60  # characters on either side of a time word that can belong to it
_LONGEST: Final = 20_000  # characters of one sentence; longer ones are lists and hostile texts
_ALONE: Final = 12  # characters beside a date that still leave it a line of its own: "Posted by"
_OF_DAY: Final = frozenset("CHP")
_POINTERS: Final = MappingProxyType({"nth": "nth", "offset": "after"})
_HANDLE: Final = 24  # characters
_STAMP: Final = re.compile(r"@\w+\)\W*$")  # the date below a quoted post
_WEEKS: Final = MappingProxyType({"fa": SATURDAY, "ckb": SATURDAY, "ar": SATURDAY})
_CALENDARS: Final = MappingProxyType({"fa": Calendar.JALALI})


def compile_times(language: Language, *, month_first: bool = False) -> TimeGrammar:
    """The time tables of a language, ready for `find_times`.

    Args:
        language: its pack.
        month_first: whether 1/2/2018 is the second of January, where nothing else tells.
    """
    numbers = compile_numbers(language)
    week = _WEEKS.get(language.code, MONDAY)
    entries = read_entries(language)
    glued = compile_glued(language.code, (*entries, *numbers.entries))
    longest = longest_of(entries)
    hot = frozenset((*longest, *numbers.entries))
    seconds = seconds_of(entries)
    loose = loose_of(entries)
    return TimeGrammar(
        language.code, entries, longest, seconds, loose, glued, hot, numbers, month_first, week
    )


def find_times(document: Document, grammar: TimeGrammar) -> tuple[TimeExpr, ...]:
    """Every time expression of a report, in its order, whether or not an event hangs on it."""
    at = _reference(document.published, grammar)
    found: list[TimeExpr] = []
    for index, sentence in enumerate(document.sentences):
        window = _window(document, sentence, grammar.lang)
        if window is None:
            continue
        line = read_line(grammar, document, *window)
        for piece in stretches(line, find_points(line)):
            expr = _expression(document, line, piece, index, at)
            if found and expr.span.start < found[-1].span.end:
                continue  # a sentence that was cut inside a date
            found.append(expr)
            if at is not None and expr.back is not None and _anchors(expr, expr.back):
                at = at._replace(anchor=expr.back.first)
    return with_burdens(document, found)


def _window(document: Document, sentence: Sentence, lang: str) -> tuple[int, int] | None:
    """The folded characters around the time words and dates of a sentence, if it has any."""
    marks: list[int] = []
    for sort in SORTS:
        if sort in sentence.tables:
            hits = sentence.tables[sort]
            marks += (hits[0].start, max([hit.end for hit in hits]))
    span = sentence.span
    dates = _DATELIKE_FA if lang == "fa" else _DATELIKE
    for match in dates.finditer(document.body, span.start, span.end):
        marks.append(document.folded.folded(match.start()))
    if not marks:
        return None
    text = document.folded.text
    start = text.rfind(" ", 0, max(sentence.start, min(marks) - _AROUND)) + 1
    end = text.find(" ", min(sentence.end, max(marks) + _AROUND, start + _LONGEST))
    return max(start, sentence.start), sentence.end if end < 0 else min(end, sentence.end)


def _anchors(expr: TimeExpr, reading: Reading) -> bool:
    """Whether "the day before" may look back to an expression."""
    return expr.role == "event" and reading.precision is Precision.DAY


def _reference(published: datetime | date | None, grammar: TimeGrammar) -> Reference | None:
    if published is None:
        return None
    calendar = _CALENDARS.get(grammar.lang, Calendar.GREGORIAN)
    return reference_of(published, week=grammar.week, calendar=calendar)


def _expression(
    document: Document, line: Line, piece: Stretch, index: int, at: Reference | None
) -> TimeExpr:
    """A stretch of symbols as an expression of the report, its days worked out."""
    first, last = line.at(piece.start), line.at(piece.end - 1)
    found = piece.found
    back = read_found(found, at, ahead=False)
    sentence = document.sentences[index]
    role = _role(document, line, piece, back, at)
    told = "kinds" in sentence.tables
    if (
        role == "event"
        and not told
        and sentence.end - sentence.start - (last.end - first.start) <= _ALONE
    ):
        role = "dateline"
    if role == "since" and at is not None and back is not None and back.first <= at.today:
        back = _until(back, at.today)
    point = found.lower if found is not None else None
    dated = point is not None and point.sort != "clock"
    hour = _has_hour(line, piece)
    part = _part(line, piece) or (point.part if point is not None else None)
    return TimeExpr(
        span=Span(first.first, last.last),
        start=first.start,
        end=last.end,
        sentence=index,
        type="TIM" if hour and not dated else "DAT",
        found=found,
        seen_from=at,
        back=back,
        basis=point.basis if point is not None else Basis.RELATIVE,
        calendar=point.calendar if point is not None else None,
        part=part,
        role=role,
        verbs=verbs_beside(line, piece, sentence.of("kinds")),
        hour=hour or bool(part),
        clock="C" in line.symbols[piece.start : piece.end],
    )


def _has_hour(line: Line, piece: Stretch) -> bool:
    """Whether an expression names an hour or a part of the day."""
    return not _OF_DAY.isdisjoint(line.symbols[piece.start : piece.end])


def _until(since: Reading, today: date) -> Reading:
    """From a day to the report's: known to the day if the first one is."""
    if since.precision is Precision.DAY:
        return Reading(since.first, today, Precision.DAY)
    return Reading(since.first, today, precision_of(since.first, today))


def _part(line: Line, piece: Stretch) -> str | None:
    """The part of the day that a stretch names."""
    for at in range(piece.start, piece.end):
        atom = line.atoms[at]
        if atom is not None and atom.term is not None and atom.term.row.get("part"):
            return atom.term.row["part"]
    return None


def _opened(line: Line, piece: Stretch) -> bool:
    """Whether "since" stands before an expression that names no end."""
    if "F" not in line.symbols or (piece.found is not None and piece.found.upper is not None):
        return False
    near = line.symbols[max(0, piece.start - 2) : piece.start + 1].rpartition("|")[2]
    places = range(piece.start + 1 - len(near), piece.start + 1)
    terms = [line.at(at).term for at in places if line.symbols[at] == "F"]
    return any(term is not None and term.row["value"] == "since" for term in terms)


def _stamped(document: Document, line: Line, piece: Stretch) -> bool:
    """Whether an expression is the date below a quoted post: (@somebody) October 24."""
    end = line.at(piece.start).first
    start = max(0, end - _HANDLE)
    at = document.body.find("@", start, end)
    return at >= 0 and _STAMP.match(document.body, at, end) is not None


def _role(
    document: Document, line: Line, piece: Stretch, back: Reading | None, at: Reference | None
) -> str:
    """What a time is the time of, where that is not an event."""
    before = line.symbols[max(0, piece.start - 5) : piece.start].rstrip("IOPF,(:")
    month = piece.found is not None and piece.found.lower.day is None and piece.found.lower.month
    if before.endswith("b") or (before.endswith("o") and month) or _stamped(document, line, piece):
        return "background"
    long = back is not None and back.precision is Precision.LONGER
    last = None if back is None else back.first if long else back.last
    old = last is not None and at is not None and (at.day - last).days > _OLD_DAYS
    if old and "a" in line.symbols:
        return "background"
    if _opened(line, piece) and (line.lang == "en" or not _has_hour(line, piece)):
        return "since"
    return _POINTERS.get(piece.found.lower.sort, "event") if piece.found is not None else "event"
