"""Gold: what a careful person wrote down of a text, one case a line of JSON.

Invariant: a case that was read keeps the format. Every kind is the codebook's, every slogan,
speaker and content stands in its text word for word, and what a case leaves out is not judged.
`docs/how-to/score-your-gold.md` describes each key.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crosstally.errors import FormatError
from crosstally.records import (
    HAPPENED,
    SUBTYPES,
    Actor,
    Group,
    Kind,
    Reality,
    Record,
    Stance,
    Theme,
    decode,
    encode,
    parse_json,
)

WORDS = (Kind.CAL, Kind.STM)  # words, not deeds (codebook): they never happen, they are said
HARM = ("killed", "injured", "arrested")
Range = tuple[int, int]


class Event(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event that a text tells of.

    None means that the text does not say. `judged` names the keys that the case gives: the others
    are not scored. `sentence` (its characters) and `trigger` (words of it) say where the text tells
    of it: `crosstally train` learns from them.
    """

    kind: Kind
    reality: Reality
    subtype: str | None = None
    actor: Actor | None = None
    stance: Stance | None = None
    days: tuple[date, date] | None = None
    city: str | None = None
    size: Range | None = None
    killed: Range | None = None
    injured: Range | None = None
    arrested: Range | None = None
    groups: tuple[Group, ...] = ()
    themes: tuple[Theme, ...] = ()
    sentence: Range | None = None
    trigger: str | None = None
    judged: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A sub-type of its kind; ranges and days in order."""
        if self.subtype is not None and self.subtype not in SUBTYPES[self.kind]:
            raise ValueError(f"no such sub-type of {self.kind}")
        if self.days is not None and self.days[0] > self.days[1]:
            raise ValueError("the first day comes after the last")
        for found in (self.size, self.killed, self.injured, self.arrested, self.sentence):
            if found is not None and not 0 <= found[0] <= found[1]:
                raise ValueError("a range runs from 0 upwards, low to high")

    @property
    def happened(self) -> bool:
        """Whether it is a deed that the text says took or takes place."""
        return self.reality in HAPPENED and self.kind not in WORDS


class Said(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is quoted and with what, word for word as the text has it."""

    speaker: str | None = None
    content: str | None = None


class Case(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text and all that it tells of. `slogans` and `statements` are None where not judged.

    `also` are kinds that may be coded too without being wrong; `style` and `class` sort the cases.
    """

    id: str
    lang: str
    text: str
    events: tuple[Event, ...]
    published: str | None = None
    style: str | None = None
    sort: str | None = None
    also: tuple[Kind, ...] = ()
    slogans: tuple[str, ...] | None = None
    statements: tuple[Said, ...] | None = None
    why: str | None = None

    @property
    def at_night(self) -> bool:
        """Whether it was said before eight in the morning, where "today" may be yesterday."""
        said = self.published or ""
        return len(said) > 10 and datetime.fromisoformat(said).hour < 8

    @property
    def unreal(self) -> bool:
        """Whether it tells of events, and none of them happened."""
        return bool(self.events) and not any(event.happened for event in self.events)


def read_gold(path: Path) -> tuple[Case, ...]:
    """The cases of a file, in order.

    Raises:
        FormatError: a line keeps not to the format; the message names file and line, never the
            text.
    """
    return tuple(parse_gold(path.read_bytes().splitlines(), name=path.name))


def parse_gold(lines: Iterable[bytes], *, name: str) -> Iterator[Case]:
    """The cases of the lines of a file, blank lines left out.

    Raises:
        FormatError: a line keeps not to the format, or an id comes twice.
    """
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = parse_case(line)
        except FormatError as error:
            raise FormatError(f"{name}, line {number}: {error.message}", hint=_HINT) from None
        if case.id in seen:
            raise FormatError(f"{name}, line {number}: the id stands twice", hint=_HINT)
        seen.add(case.id)
        yield case


def parse_case(line: bytes | str) -> Case:
    """The case of one line.

    Raises:
        FormatError: the line keeps not to the format; the message holds no text of it.
    """
    given = parse_json(line)
    if not isinstance(given, dict):
        raise FormatError("no case: a case is an object")
    _check_keys(given, (_RENAMED | set(Case.__struct_fields__)) - {"sort"}, "the case")
    events = given.get("events")
    for number, event in enumerate(events if isinstance(events, list) else (), 1):
        if isinstance(event, dict):
            _check_event(event, f"event {number}")
    kept = {"sort" if key == "class" else key: value for key, value in given.items()}
    if isinstance(events, list):
        kept["events"] = [_with_judged(event) for event in events]
    case = decode(Case, encode(kept))
    _check_text(case)
    return case


def _check_event(event: dict[str, Any], name: str) -> None:
    _check_keys(event, set(Event.__struct_fields__) - {"judged"}, name)
    for key, known in (("kind", Kind), ("reality", Reality), ("actor", Actor), ("stance", Stance)):
        if isinstance(event.get(key), str) and event[key] not in tuple(known):
            raise FormatError(f"{name}: {key} is none of the codebook's")
    for key, listed in (("groups", Group), ("themes", Theme)):
        for value in event.get(key) or ():
            if isinstance(value, str) and value not in tuple(listed):
                raise FormatError(f"{name}: {key} holds one that is none of the codebook's")


def _check_keys(given: dict[str, Any], known: set[str], name: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        shown = f" {unknown[0]!r}" if _KEY.fullmatch(unknown[0]) else ""  # it may be a text
        raise FormatError(f"{name}: unknown key{shown}")


def _with_judged(event: Any) -> Any:
    return {**event, "judged": sorted(event)} if isinstance(event, dict) else event


def _check_text(case: Case) -> None:
    if not case.id or not case.lang or not case.text.strip():
        raise FormatError("id, lang and text must not be empty")
    if case.published is not None and not _is_time(case.published):
        raise FormatError("published is neither a day nor an instant")
    _check_triggers(case)
    for number, slogan in enumerate(case.slogans or (), 1):
        if not slogan.strip() or slogan not in case.text:
            raise FormatError(f"slogan {number} does not stand in the text word for word")
    for number, said in enumerate(case.statements or (), 1):
        for part, words in (("speaker", said.speaker), ("content", said.content)):
            if words is not None and (not words.strip() or words not in case.text):
                raise FormatError(
                    f"statement {number}: its {part} does not stand in the text word for word"
                )


def _check_triggers(case: Case) -> None:
    for number, event in enumerate(case.events, 1):
        if event.trigger is not None and event.trigger not in case.text:
            raise FormatError(f"event {number}: its trigger does not stand in the text")
        if event.sentence is not None and event.sentence[1] > len(case.text):
            raise FormatError(f"event {number}: its sentence lies outside the text")


def _is_time(text: str) -> bool:
    try:
        if len(text) == 10:
            date.fromisoformat(text)
            return True
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_RENAMED = {"class"}  # a word of Python's
_KEY = re.compile("[a-z_]{1,20}")  # what can be no more than a name
_HINT = "the format is in docs/how-to/score-your-gold.md"
