"""An incident in a line of words, in English or Persian: for feeds, briefs and whatever is read aloud.

Invariant: words come from the page's own list (`page/words.json`), figures from the record, names of
asserters from the public sources alone; what is not recorded is left out, never shown as 0.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import NamedTuple

from crosstally.publish.dates import GREGORIAN, JALALI, digits, jalali
from crosstally.publish.public import OpenIncident, OpenTown, OpenValue, Public
from crosstally.records import parse_json

# What XML cannot hold and a terminal might obey; C1 controls too, a tab or a line's end are blanks.
_UNSEEN = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF), "\ufffd"
)
FIGURES = ("killed", "injured", "arrested")
_APART = {"en": ", ", "fa": "، "}
_AND = {"en": "; ", "fa": "؛ "}
_PEOPLE = {"en": "{n} people", "fa": "{n} نفر"}
_HARM = {"en": "{what} {n}", "fa": "{n} {what}"}
_NO_DAY = {"en": "day not recorded", "fa": "روز ثبت‌نشده"}
_NATIONWIDE = {"en": "nationwide", "fa": "سراسر کشور"}
_THOUSANDS = {"en": ",", "fa": "٬"}


class Figure(NamedTuple):
    """A number as it was told: low, high, how its words bound it, and who asserts it."""

    low: int
    high: int
    bound: str | None
    asserters: tuple[str, ...]


class Said(NamedTuple):
    """What speaks of a public record in one language.

    `names` gives a public source's name by its id and by itself; `sources` the source of a report.
    """

    lang: str
    desk: str
    country: str
    words: dict[str, str]
    towns: dict[str, OpenTown]
    provinces: dict[str, str]
    names: dict[str, str]
    sources: dict[str, str]

    def word(self, key: str, fallback: str | None = None) -> str:
        """A word of the page."""
        return self.words.get(key, fallback if fallback is not None else key)

    def kind(self, incident: OpenIncident) -> str:
        """What it was: kind, and sub-type where one is told."""
        kind = self.word(f"kind_{incident.kind}", incident.kind)
        if incident.subtype is None:
            return kind
        return f"{kind} ({self.word(f'sub_{incident.subtype}', incident.subtype)})"

    def place(self, incident: OpenIncident) -> str:
        """Where it was: the town and its province."""
        town = self.towns.get(incident.town or "")
        if town is None:
            return self.word("untitled_place")
        if town.id == self.country:
            return _NATIONWIDE[self.lang]
        name = (town.name_fa if self.lang == "fa" else None) or town.name
        province = self.provinces.get(town.province or "")
        if province is None or province == name:
            return name
        return self.listed((name, province))

    def title(self, incident: OpenIncident) -> str:
        """Kind, place and day in one line."""
        where = self.word("in_place").format(what=self.kind(incident), where=self.place(incident))
        return self.listed((where, self.days(incident)))

    def days(self, incident: OpenIncident) -> str:
        """The day or days, in the language's own calendar first."""
        if incident.first is None:
            return _NO_DAY[self.lang]
        first = self.day(incident.first)
        if incident.last in (None, incident.first):
            return first
        assert incident.last is not None
        return self.word("range").format(a=first, b=self.day(incident.last))

    def day(self, day: date) -> str:
        """A day in the calendar of the language."""
        return self.in_jalali(day) if self.lang == "fa" else self.in_gregorian(day)

    def in_jalali(self, day: date) -> str:
        """A day of the Jalali calendar."""
        year, month, of_month = jalali(day)
        return self.number(f"{of_month} {JALALI[month - 1][self.lang == 'fa']} {year}")

    def in_gregorian(self, day: date) -> str:
        """A day of the Gregorian calendar."""
        name = GREGORIAN[day.month - 1][self.lang == "fa"]
        return self.number(f"{day.day} {name} {day.year}")

    def number(self, value: int | str) -> str:
        """A number, or a text with numbers in it, in the digits of the language."""
        text = value if isinstance(value, str) else f"{value:,}".replace(",", _THOUSANDS[self.lang])
        return digits(text) if self.lang == "fa" else text

    def range(self, low: int, high: int) -> str:
        """A range of numbers, or one number where both ends are the same."""
        if low == high:
            return self.number(low)
        return self.word("range").format(a=self.number(low), b=self.number(high))

    def account(self, incident: OpenIncident) -> str:
        """What the record holds of it: groups, size, harm, and on how many origins it rests."""
        return self.parted(self.parts(incident))

    def parts(self, incident: OpenIncident) -> Iterator[str]:
        """The parts of its account."""
        groups = [
            self.word(f"group_{one.value.term}", one.value.term)
            for one in incident.fields if one.name == "group" and one.value.term is not None
        ]  # fmt: skip
        if groups:
            yield self.listed(dict.fromkeys(groups))
        size = self.told(incident, "size")
        if size:
            yield _PEOPLE[self.lang].format(n=self.amount(size))
        for name in FIGURES:
            harm = self.told(incident, name)
            if harm:
                what = self.word(name)
                what = what.lower() if self.lang == "en" else what
                yield _HARM[self.lang].format(what=what, n=self.amount(harm))
        one = incident.independent == 1
        key = "independent_one" if one else "independent_many"
        yield self.word(key).format(n=self.number(incident.independent))

    def told(self, incident: OpenIncident, name: str) -> tuple[Figure, ...]:
        """Every number that was told of a field, the chosen one first, with its asserters."""
        values = [
            value
            for field in incident.fields if field.name == name
            for value in (field.value, *field.rivals)
        ]  # fmt: skip
        found: dict[tuple[int, int, str | None], list[str]] = {}
        for value in values:
            if value.low is not None:
                high = value.high if value.high is not None else value.low
                found.setdefault((value.low, high, value.bound), []).extend(self.asserters(value))
        return tuple(Figure(*key, tuple(dict.fromkeys(who))) for key, who in found.items())

    def amount(self, figures: tuple[Figure, ...]) -> str:
        """Figures as one range, from the lowest to the highest; one alone with its bound."""
        low, high = min(one.low for one in figures), max(one.high for one in figures)
        shown = self.range(low, high)
        bounds = {one.bound for one in figures}
        bound = bounds.pop() if len(bounds) == 1 else None
        return self.word(f"bound_{bound}", "{x}").format(x=shown)

    def listed(self, items: Iterable[str]) -> str:
        """Items with the language's comma between."""
        return _APART[self.lang].join(items)

    def parted(self, items: Iterable[str]) -> str:
        """Items with the language's semicolon between."""
        return _AND[self.lang].join(items)

    def asserters(self, value: OpenValue) -> tuple[str, ...]:
        """The public sources that assert a value; of the report it stands in where none is named."""
        named = [self.names[one] for one in value.asserters if one in self.names]
        if not named and value.report in self.sources:
            named = [self.names[self.sources[value.report]]]
        return tuple(named)


def said(public: Public, lang: str) -> Said:
    """What speaks of a record.

    Args:
        public: what `disclose` let out.
        lang: `en` or `fa`.
    """
    fa = lang == "fa"
    names = {one.id: one.name for one in public.sources}
    return Said(
        lang=lang,
        desk=(public.desk.name_fa if fa else None) or public.desk.name,
        country=public.desk.country,
        words=_words()[lang],
        towns={one.id: one for one in public.towns},
        provinces={one.code: one.name_fa if fa else one.name for one in public.provinces},
        names=names | {name: name for name in names.values()},
        sources={one.id: one.source for one in public.reports},
    )


def clean(text: str) -> str:
    r"""A text that every format can hold: control characters become a sign of their own.

    >>> clean("a\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return text.translate(_UNSEEN)


@cache
def _words() -> dict[str, dict[str, str]]:
    raw = resources.files("crosstally.publish").joinpath("page", "words.json").read_bytes()
    rows = parse_json(raw).items()
    return {"en": {key: pair[0] for key, pair in rows}, "fa": {key: pair[1] for key, pair in rows}}
