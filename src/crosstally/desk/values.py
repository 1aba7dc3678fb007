"""What a person writes in a form's field, as the value of an incident's field.

Invariant: a value set by hand is grounded: in the characters that the person marked, or in a dated
note of who set it. What cannot be read is refused with a word on why, never guessed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from crosstally.archive import Packs
from crosstally.intake.amounts import amount_reader
from crosstally.intake.places import lookup_in
from crosstally.records import (
    SUBTYPES,
    Basis,
    Bound,
    Calendar,
    Count,
    Days,
    Demand,
    Group,
    GroupValue,
    Incident,
    Kind,
    Level,
    Note,
    Place,
    Precision,
    Size,
    Slogan,
    Span,
    Stance,
    Target,
    Theme,
    encode,
)
from crosstally.text.calendar import day_of, month_of
from crosstally.text.numbers import compile_numbers

MOST_LETTERS = 2_000
AUDIO = ("intact", "doubtful", "replaced")  # of a slogan that is heard (codebook, slogans)
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_JALALI_YEARS = range(1200, 1700)


class Unreadable(Exception):  # noqa: N818  a person's slip, told on the card
    """A value that cannot be read as its field's; the code says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Given(NamedTuple):
    """What a form says of one field: the text, the marked characters if any, who sets it and when."""

    text: str
    span: Span | None
    by: str
    today: date
    incident: Incident

    @property
    def ground(self) -> Note | None:
        """The note that shows a value which no characters show."""
        return None if self.span is not None else Note(coder=self.by, day=self.today)


Reader = Callable[[Given], object]


def readers(packs: Packs) -> Mapping[str, Reader]:
    """What reads each field that can be set, by the field's name."""
    amounts = amount_reader([compile_numbers(pack) for pack in packs.languages])
    look = lookup_in(packs.country)

    def amount(given: Given) -> tuple[int, int, Bound]:
        found = amounts(given.text)
        if found is None:
            raise Unreadable("number")
        return found.low, found.high, found.bound

    def count(given: Given) -> Count:
        low, high, bound = amount(given)
        return Count(low=low, high=high, bound=bound, span=given.span, text=given.text,
                     ground=given.ground)  # fmt: skip

    def size(given: Given) -> Size:
        low, high, bound = amount(given)
        return Size(low=low, high=high, bound=bound, text=given.text, span=given.span,
                    ground=given.ground)  # fmt: skip

    def place(given: Given) -> Place:
        name, _, province = (part.strip() for part in _one(given.text, "،,").partition(","))
        found = look(name, province or None, Level.CITY)
        if found is None:
            raise Unreadable("place")
        return Place(
            name=name, id=found.id, level=found.level, city=found.city, city_id=found.city_id,
            province=found.province, country=found.country, lat=found.lat, lon=found.lon,
            span=given.span, rivals=found.rivals, ground=given.ground,
        )  # fmt: skip

    return {
        "kind": lambda given: _choice(given, tuple(Kind)),
        "subtype": lambda given: _choice(given, SUBTYPES[given.incident.kind]),
        "stance": lambda given: _choice(given, tuple(Stance)),
        "target": lambda given: _choice(given, tuple(Target)),
        "state_organised": lambda given: _choice(given, ("yes", "no")) == "yes",
        "days": read_days,
        "place": place,
        "size": size,
        "killed": count,
        "injured": count,
        "arrested": count,
        "groups": _groups,
        "demands": _demands,
        "slogans": _slogans,
        "audio": _audio,
    }


def written(readers_of: Mapping[str, Reader], field: str, given: Given) -> tuple[str, str]:
    """The field that is set and its value as JSON text.

    Raises:
        Unreadable: there is no such field, or the value is none of its kind.
    """
    reader = readers_of.get(field)
    if reader is None or not given.text.strip() or len(given.text) > MOST_LETTERS:
        raise Unreadable(
            "field" if reader is None else "empty" if given.text.strip() == "" else "long"
        )
    try:
        value = reader(given)
    except ValueError:
        raise Unreadable("value") from None
    return ("slogans" if field == "audio" else field), encode(value).decode()


def read_days(given: Given) -> Days:
    """One day, two with "to", "تا" or ".." between, or a month; Gregorian or Jalali, by the year."""
    text = "".join(str(int(c)) if c.isdecimal() else c for c in given.text.strip())
    found = _DATE.findall(text)
    if not 1 <= len(found) <= 2:
        raise Unreadable("day")
    calendar = Calendar.JALALI if int(found[0][0]) in _JALALI_YEARS else Calendar.GREGORIAN
    stretches = [_stretch(calendar, [int(part) for part in one if part]) for one in found]
    first, last = stretches[0][0], stretches[-1][1]
    if last < first:
        raise Unreadable("day")
    return Days(
        first=first, last=last, calendar=calendar, basis=Basis.STATED, span=given.span,
        precision=Precision.DAY if found[0][2] else Precision.MONTH, ground=given.ground,
    )  # fmt: skip


def _stretch(calendar: Calendar, told: Sequence[int]) -> tuple[date, date]:
    if len(told) == 3:
        day = day_of(calendar, told[0], told[1], told[2])
        if day is not None:
            return day, day
    elif (month := month_of(calendar, told[0], told[1])) is not None:
        return month.first, month.last
    raise Unreadable("day")


def _choice(given: Given, allowed: Sequence[str]) -> str:
    text = given.text.strip()
    found = next((one for one in allowed if str(one) == text), None)
    if found is None:
        raise Unreadable("choice")
    return found


def _groups(given: Given) -> tuple[GroupValue, ...]:
    names = [name for name in re.split(r"[,،\s]+", given.text.strip()) if name]
    known = {one.value.value: one.value for one in given.incident.groups}
    if any(name not in list(Group) for name in names):
        raise Unreadable("choice")
    return tuple(
        known.get(Group(name))
        or GroupValue(value=Group(name), span=given.span, ground=given.ground)
        for name in dict.fromkeys(names)
    )


def _demands(given: Given) -> tuple[Demand, ...]:
    """What is there, and one more: `theme: words`, or words alone."""
    theme, colon, words = given.text.partition(":")
    named = theme.strip() if colon and theme.strip() in list(Theme) else None
    value = words.strip() if named else given.text.strip()
    if not value:
        raise Unreadable("empty")
    fresh = Demand(
        value=value, theme=Theme(named) if named else None, span=given.span, ground=given.ground
    )
    return (*(one.value for one in given.incident.demands), fresh)


def _slogans(given: Given) -> tuple[Slogan, ...]:
    """What is there, and one more, word for word."""
    fresh = Slogan(text=given.text.strip(), theme=None, span=given.span, ground=given.ground)
    return (*(one.value for one in given.incident.slogans), fresh)


def _audio(given: Given) -> tuple[Slogan, ...]:
    """What is there, one with another audio: `number audio`, counted from 0."""
    number, _, audio = given.text.strip().partition(" ")
    slogans: list[Any] = [one.value for one in given.incident.slogans]
    if audio not in AUDIO or not number.isdecimal() or int(number) >= len(slogans):
        raise Unreadable("choice")
    at = int(number)
    old: Slogan = slogans[at]
    slogans[at] = Slogan(
        text=old.text, theme=old.theme, span=old.span, canonical=old.canonical,
        manner=old.manner, audio=audio, ground=old.ground,
    )  # fmt: skip
    return tuple(slogans)


def _one(text: str, marks: str) -> str:
    """The text with each of some marks written as the last of them."""
    for mark in marks[:-1]:
        text = text.replace(mark, marks[-1])
    return text
