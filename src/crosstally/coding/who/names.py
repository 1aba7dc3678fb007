"""People whom a sentence calls by their names.

Invariant: a name is found by its capital letters, so only where a script has them; a place, a month
or a word that the tables know is none, nor is what stands behind a preposition.
"""

import re
from collections.abc import Iterator
from typing import Final

from crosstally.coding.document import Document, Sentence
from crosstally.coding.who.people import People
from crosstally.records import Bound

# "Ali", "J.R.", "O'Neil", "Al-Sayed", "McCoy"; a word of capitals alone is an agency or a headline.
_WORD: Final = r"(?:[A-Z]\.(?:[A-Z]\.)*|[A-Z][\w’'-]*[a-z][\w’'-]*)"
_JOINT: Final = r"(?:\s(?:(?:de|del|la|el|al|bin|van|von)\s)?|\s[\"“(][A-Z][\w’'. -]*[\"”)]\s)"
_NAME: Final = re.compile(
    rf"(?<![\w’'-]){_WORD}(?:{_JOINT}{_WORD})*(?:,?\s(?:Jr|Sr|II|III|IV)\b\.?)?"
)
_AGE: Final = re.compile(r",?\s?[,(]\s?\d{1,3}(?!\w)\)?")
_TITLES: Final = frozenset({"one", "one-force"})
_LONGEST: Final = 5  # words of a name; more is a headline
_KNOWN: Final = (
    "crowd",
    "groups",
    "actors",
    "months",
    "weekdays",
    "speakers",
    "kinds",
    "harm",
    "where",
)
# What names a thing when a name ends with it.
_THINGS: Final = re.compile(
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Boulevard|Blvd|Lane|Highway|Park|County|City|Hospital"
    r"|Center|Centre|Department|Office|University|College|School|Church|Court|Unit|Township|Club"
    r"|Side|Health|Memorial|Apartments|District|Station|News|Bureau|Division|Police|Facebook|Twitter|Beach|Valley)\.?$"
)
_SAYS: Final = frozenset({"say", "tell"})
_TO_SOURCE: Final = 30  # characters between "according to" and the name: a rank and an office
_DETERMINER: Final = re.compile(
    r"\b(?:a|an|the|his|her|their|its|my|our|this|that)\s$", re.IGNORECASE
)
_OPENING: Final = "“\"'‘([\n"
_NOUNS: Final = frozenset({"person", "force", "one", "one-force", "two", "workers", "students"})
_PREPOSITION: Final = re.compile(
    r"\b(?:in|at|near|from|on|to|by|outside|around|with|for|of|the|per)\s$"
)


def with_names(document: Document, sentence: Sentence, people: list[People]) -> list[People]:
    """The people of a sentence with those called by name, ages and titles beside them with them."""
    found: list[People] = []
    named = [one for one in _named(document, sentence) if not any(_touch(one, p) for p in people)]
    for one in sorted([*people, *named], key=lambda p: p.start):
        if found and one.noun == "name" and _is_title(found[-1], one):
            title = found.pop()
            span = document.span(title.start, one.end)
            one = one._replace(start=title.start, span=span, sex=title.sex)
        found.append(one)
    return found


def _touch(one: People, other: People) -> bool:
    return one.start < other.end and other.start < one.end


def _is_title(title: People, one: People) -> bool:
    """Whether some word for one person stands directly before a name: "her son Ali"."""
    return title.noun in _TITLES and not title.part and one.start - title.end == 1


def _named(document: Document, sentence: Sentence) -> Iterator[People]:
    body, bounds = document.body, sentence.span
    known = [document.folded.place(hit.start, hit.end) for hit in sentence.among(_KNOWN)]
    places = {document.folded.place(hit.start, hit.end) for hit in sentence.of("place")}
    for match in _NAME.finditer(body, bounds.start, bounds.end):
        start, end = _trimmed(body, match, known)
        if start == end or not _is_name(document, sentence, (start, end), places):
            continue
        aged = _AGE.match(body, end, bounds.end)
        yield from _person(document, (start, end), aged.end() if aged else end)


def _trimmed(body: str, match: re.Match[str], known: list[tuple[int, int]]) -> tuple[int, int]:
    """A run of capitalised words from behind the last that the tables know: "Deputy Ali Rezai"."""
    start, end = match.span()
    inside = [place for place in known if start <= place[0] and place[1] <= end]
    if inside:
        start = max(place[1] for place in inside)
        start += len(body[start:end]) - len(body[start:end].lstrip(" .,"))
    return start, end


def _is_name(
    document: Document, sentence: Sentence, place: tuple[int, int], places: set[tuple[int, int]]
) -> bool:
    start, end = place
    text = document.body[start:end]
    words = text.split()
    known = place in places and not _is_surname(document.body, text)
    if len(words) > _LONGEST or known or _THINGS.search(text):
        return False
    before = _PREPOSITION.search(document.body, max(start - 8, sentence.span.start), start)
    if before is not None and not _is_of_harm(document, sentence, before.start()):
        return False
    if _DETERMINER.search(document.body, max(start - 8, sentence.span.start), start):
        return False
    if (
        _speaks(document, sentence, start, end)
        or _is_attribute(document, sentence, end)
        or _is_label(document.body, start, end)
    ):
        return False
    if len(words) > 1:
        return not text.startswith(_NO_NAME)
    begins = start == sentence.span.start or document.body[start - 1] in _OPENING
    called = not begins or _is_called(document.body, text)
    return called and not _is_word(document.body, text)


def _speaks(document: Document, sentence: Sentence, start: int, end: int) -> bool:
    """Whether it is who says it: "according to Capt. Reza", "Reza said"."""
    first, after = document.folded.folded(start), document.folded.folded(end - 1) + 2
    return any(
        (hit.start == after and hit.term.code in _SAYS)
        or (hit.term.code == "according" and 0 < first - hit.end <= _TO_SOURCE)
        for hit in sentence.of("cues")
    )


def _is_label(body: str, start: int, end: int) -> bool:
    """Whether a number or an agency's letters stand before, or a colon behind: "Condition:"."""
    before = body[max(start - 2, 0) : start]
    return body[end : end + 1] == ":" or (before[:1].isdigit() or before[:1].isupper())


def _is_attribute(document: Document, sentence: Sentence, end: int) -> bool:
    """Whether a word for people follows at once: "a La Pine man", "Missouri girl"."""
    at = document.folded.folded(end - 1) + 2
    return document.body[end : end + 1] == " " and any(
        hit.start == at for hit in sentence.among(("crowd", "groups")) if hit.term.code in _NOUNS
    )


def _is_of_harm(document: Document, sentence: Sentence, preposition: int) -> bool:
    """Whether a preposition is part of a word of harm: "the death of"."""
    at = document.folded.folded(preposition)
    return any(hit.start < at < hit.end for hit in sentence.of("harm") if hit.term.code)


_FIRST = re.compile(r"\b([A-Z][a-z]+) (?:[A-Z]\.? )?\Z")  # a first name and an initial
_FIRST_REACH = 25  # characters
_JOINS: Final = "’'-"  # what joins a word to the one before
# What stands before a town's name with a capital of its own, and is nobody's first name.
_NO_FIRST: Final = frozenset(
    {"In", "At", "Near", "From", "On", "The", "Outside", "North", "South", "East", "West", "New"}
    | {"Fort", "Mount", "Lake", "Port", "Saint", "San", "Santa", "Los", "Las", "El", "La", "Old"}
)
# With a capital only because they begin a sentence.
_NO_NAME: Final = ("The ", "A ", "An ", "In ", "On ", "At ", "When ", "After ", "Another ", "No ")


def _is_surname(body: str, word: str) -> bool:
    """Whether a town's name is somebody's too, called with a first name: "Ana Ferguson"."""
    at = body.find(word) if " " not in word else -1
    while at >= 0:
        first = _FIRST.search(body, max(at - _FIRST_REACH, 0), at)
        if first is not None and first.group(1) not in _NO_FIRST:
            return True
        at = body.find(word, at + 1)
    return False


def _is_word(body: str, word: str) -> bool:
    """Whether a word also stands without its capital, as a headline's "Night" does."""
    low = word.lower()
    at = body.find(low)
    while at >= 0:
        before = body[at - 1] if at else " "
        if not (_in_word(before) or before in _JOINS) and _ends_word(body, at + len(low)):
            return True
        at = body.find(low, at + 1)
    return False


def _is_called(body: str, word: str) -> bool:
    """Whether a word that begins a sentence has its capital inside others too."""
    at = body.find(f" {word}", 1)
    while at >= 0:
        before = body[at - 1]
        if (before == "," or _in_word(before)) and _ends_word(body, at + 1 + len(word)):
            return True
        at = body.find(f" {word}", at + 1)
    return False


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _ends_word(body: str, end: int) -> bool:
    """Whether a word's edge is at an offset: a pattern for each name took ten times as long."""
    return _in_word(body[end - 1]) != _in_word(body[end : end + 1])


def _person(document: Document, place: tuple[int, int], last: int) -> Iterator[People]:
    """A name as one person, whose age may stand up to `last`."""
    folded, text = document.folded.folded, document.folded.text
    first = folded(place[0])
    name = text[first : folded(place[1] - 1) + 1].strip()
    end = first + len(text[first : folded(last - 1) + 1].rstrip())
    if name and first < end:
        one = (1, 1, Bound.EXACT, first, end, document.span(first, end), "name")
        yield People(*one, part=False, vague=False, name=name)
