"""What a nightly brief says, before it is set in any format.

Invariant: a brief is made of a `Public` alone. It counts under one named rule, keeps what people
confirmed apart from what only a machine has read, gives rival figures as ranges with the public
sources that assert them, and says that a day without reports is no zero.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple

from crosstally.errors import UsageError
from crosstally.publish.look import KINDS
from crosstally.publish.public import OpenIncident, OpenTally, Public, checked
from crosstally.publish.said import FIGURES, Figure, Said, said
from crosstally.records import parse_json

_PROTEST = tuple(kind for kind, _ in KINDS)
_TOLD = ("occurred", "ongoing")
_STATUSES = ("confirmed", "under_review", "rejected")
_REVIEWED = ("confirmed", "under_review", "machine", "rejected")  # from the surest on


class Asked(NamedTuple):
    """Which brief: its last day, how many days, under which rule, in which language.

    `most` is how many lines all its sections have together at most: as many as a sheet holds.
    """

    day: date
    rule: str
    days: int = 1
    lang: str = "en"
    most: int = 30

    @property
    def first(self) -> date:
        """The first of its days."""
        return self.day - timedelta(days=self.days - 1)

    def before(self) -> "Asked":
        """The same for as many days before."""
        return self._replace(day=self.day - timedelta(days=self.days))

    def holds(self, day: date | None) -> bool:
        """Whether a day is one of its days."""
        return day is not None and self.first <= day <= self.day


class Number(NamedTuple):
    """A number at the head: itself, what it is, and what stands beside it."""

    value: str
    label: str
    beside: str


class Line(NamedTuple):
    """A line of a section: what and where, what was told of it, whether it is invented."""

    head: str
    detail: str
    mark: str


class Section(NamedTuple):
    """A section: its title, its lines, or what stands where there are none.

    `left` is how many more there are than lines, told by `more`.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    none: str
    left: int
    tells: Callable[[int], str]

    @property
    def more(self) -> str:
        """How many more there are, in words."""
        return self.tells(self.left) if self.left else ""


class Brief(NamedTuple):
    """All that a brief says, in its order."""

    lang: str
    desk: str
    title: str
    days: str
    banner: str
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]
    others: str
    nothing: str
    method_title: str
    method: str


class _Night(NamedTuple):
    """The incidents of the days asked for, and what speaks of them."""

    asked: Asked
    said: Said
    words: dict[str, str]
    protests: tuple[OpenIncident, ...]
    others: tuple[OpenIncident, ...]


def brief(public: Public, asked: Asked) -> Brief:
    """What a brief says of its days.

    Raises:
        UsageError: the desk does not count under its rule.
    """
    tally = next((one for one in checked(public).tallies if one.rule.id == asked.rule), None)
    if tally is None:
        known = ", ".join(one.rule.id for one in public.tallies)
        raise UsageError(f"this desk does not count under {asked.rule!r}", hint=f"rules: {known}")
    night = _night(public, asked)
    words, speak = night.words, night.said
    made = sum(one.synthetic for one in (*night.protests, *night.others))
    return Brief(
        lang=asked.lang,
        desk=speak.desk,
        title=words["title"],
        days=_days(night),
        banner=words["synthetic"].format(n=speak.number(made)) if made else "",
        numbers=tuple(_numbers(night, tally, public)),
        sections=shortened(tuple(_sections(night)), asked.most),
        others=_others(night),
        nothing="" if night.protests or night.others else words["nothing"],
        method_title=words["method_title"],
        method=_method(night, tally, public),
    )


def shortened(sections: tuple[Section, ...], most: int) -> tuple[Section, ...]:
    """The sections with so many lines together at most, the longest giving up theirs first.

    A section keeps its first line even so; one that says nothing at all is left out.
    """
    cap = max((len(one.lines) for one in sections), default=0)
    while cap > 1 and sum(min(len(one.lines), cap) for one in sections) > most:
        cap -= 1
    return tuple(
        one._replace(lines=one.lines[:cap], left=one.left + max(0, len(one.lines) - cap))
        for one in sections if one.lines or one.none
    )  # fmt: skip


def last_day(public: Public) -> date | None:
    """The last day of which the record tells: what a brief is of where no day is named."""
    told = (one.first for one in public.incidents if _is_dated(one) and one.reality in _TOLD)
    return max((day for day in told if day is not None), default=None)


def _night(public: Public, asked: Asked) -> _Night:
    told = [one for one in public.incidents if one.reality in _TOLD and _falls(one, asked)]
    protests = (one for one in told if one.kind in _PROTEST and one.stance != "pro-state")
    others = (
        one for one in told
        if one.kind not in (*_PROTEST, "ARM", "CAL", "STM") and one.status != "rejected"
    )  # fmt: skip
    words = _words()[asked.lang]
    return _Night(asked, said(public, asked.lang), words, tuple(protests), tuple(others))


def _falls(incident: OpenIncident, asked: Asked) -> bool:
    """Whether an incident took place in these days; one that names no single day does in none."""
    if not _is_dated(incident) or incident.first is None:
        return False
    return incident.first <= asked.day and (incident.last or incident.first) >= asked.first


def _is_dated(incident: OpenIncident) -> bool:
    when = next((one.value for one in incident.fields if one.name == "when"), None)
    return incident.first is not None and (when is None or when.term in (None, "day"))


def _days(night: _Night) -> str:
    asked, speak = night.asked, night.said
    weekday = night.words["weekdays"].split(" ")[asked.day.weekday()]
    persian = asked.lang == "fa"
    in_own, in_other = speak.in_gregorian(asked.day), speak.in_jalali(asked.day)
    if persian:
        in_own, in_other = in_other, in_own
    form = night.words["for_day" if asked.days == 1 else "for_days"]
    return form.format(n=speak.number(asked.days), weekday=weekday, day=in_own, other=in_other)


def _numbers(night: _Night, tally: OpenTally, public: Public) -> Iterator[Number]:
    asked, words, number = night.asked, night.words, night.said.number
    days = _unit_days(tally, public)
    rule, unit = _named(tally, asked.lang)
    before = sum(asked.before().holds(day) for day in days)
    so_far = sum(day is not None and day <= asked.day for day in days)
    form = words["before_one" if asked.days == 1 else "before_many"]
    beside = (
        form.format(n=number(before), m=number(asked.days)),
        words["so_far"].format(n=number(so_far)),
    )
    yield Number(
        number(sum(map(asked.holds, days))),
        words["counted"].format(unit=unit, rule=rule),
        " · ".join(beside),
    )
    found = _by_status(night)
    machine = sum(one.status == "machine" for one in found["under_review"])
    notes = {
        "confirmed": words["confirmed_by"],
        "under_review": words["unread"].format(n=number(machine)),
        "rejected": words["rejected_by"],
    }
    for status in _STATUSES:
        yield Number(number(len(found[status])), words[status], notes[status])


def _unit_days(tally: OpenTally, public: Public) -> list[date | None]:
    """The day of each unit: its own where the rule counts by days, else its first incident's."""
    known = {one.id: one for one in public.incidents}
    found: list[date | None] = []
    for day, ids in tally.units:
        told = (known[one] for one in ids if one in known)
        days = (one.first for one in told if _is_dated(one) and one.first is not None)
        found.append(day or min(days, default=None))
    return found


def _named(tally: OpenTally, lang: str) -> tuple[str, str]:
    """A rule's title and its unit."""
    rule = tally.rule
    if lang == "fa":
        return rule.title_fa or rule.title, rule.unit_fa or rule.unit
    return rule.title, rule.unit


def _by_status(night: _Night) -> dict[str, list[OpenIncident]]:
    """The protests by how far they were reviewed; what a machine alone has read waits for review."""
    found: dict[str, list[OpenIncident]] = {status: [] for status in _STATUSES}
    for one in sorted(night.protests, key=lambda one: (-one.independent, one.first, one.id)):
        found[one.status if one.status in found else "under_review"].append(one)
    return found


def _sections(night: _Night) -> Iterator[Section]:
    words = night.words
    for status, incidents in _by_status(night).items():
        lines = [_line(night, one) for one in incidents]
        none = words.get(f"{status}_none", "")
        yield _section(night, status, lines, none if night.protests else "")
        if status == "under_review":
            yield _section(night, "figures", tuple(_figures(night, FIGURES, least=1)), "")
            yield _section(night, "sizes", tuple(_figures(night, ("size",), least=2)), "")


def _section(night: _Night, name: str, lines: Iterable[Line], none: str) -> Section:
    told = tuple(lines)

    def tells(left: int) -> str:
        return night.words["more"].format(n=night.said.number(left))

    return Section(name, night.words[name], told, none if not told else "", 0, tells)


def _line(night: _Night, incident: OpenIncident) -> Line:
    speak = night.said
    head = speak.word("in_place").format(what=speak.kind(incident), where=speak.place(incident))
    days = speak.days(incident) if night.asked.days > 1 else ""
    detail = " · ".join(part for part in (days, *speak.parts(incident)) if part)
    return Line(head, detail, _mark(night, incident))


def _mark(night: _Night, incident: OpenIncident) -> str:
    return night.words["synthetic_mark"] if incident.synthetic else ""


def _figures(night: _Night, names: tuple[str, ...], *, least: int) -> Iterator[Line]:
    """A line for each figure that was told, the deaths first; rivals with who asserts which.

    What several incidents of a place tell alike (a killing, and the rally it befell) is one line.
    """
    speak = night.said
    for name in names:
        rows: dict[str, list[tuple[OpenIncident, tuple[Figure, ...]]]] = {}
        for incident in (*night.others, *night.protests):
            figures = speak.told(incident, name)
            if len(figures) >= least and incident.status != "rejected":
                what = speak.word(name) if name != "size" else speak.kind(incident)
                head = night.words["figure"].format(
                    what=what, n=speak.amount(figures), where=speak.place(incident)
                )
                rows.setdefault(head, []).append((incident, figures))
        ranked = sorted(rows.items(), key=lambda row: (-max(f.high for f in row[1][0][1]), row[0]))
        for head, told in ranked:
            yield _figure(night, head, told)


def _figure(night: _Night, head: str, told: list[tuple[OpenIncident, tuple[Figure, ...]]]) -> Line:
    best = min((one.status for one, _ in told), key=_REVIEWED.index)
    detail = " · ".join((_asserted(night, [f for _, figures in told for f in figures]),
                         night.words[f"is_{best}"]))  # fmt: skip
    return Line(head, detail, _mark(night, told[0][0]))


def _asserted(night: _Night, figures: Iterable[Figure]) -> str:
    """Who asserts what: the sources alone where all say the same."""
    speak, words = night.said, night.words
    by_amount: dict[str, list[str]] = {}
    for one in sorted(figures, key=lambda one: (one.low, one.high)):
        by_amount.setdefault(speak.amount((one,)), []).extend(one.asserters)
    told = {
        amount: speak.listed(dict.fromkeys(who)) or words["unnamed"]
        for amount, who in by_amount.items()
    }
    if len(told) == 1:
        return next(iter(told.values()))
    return speak.parted(words["told_by"].format(n=n, who=who) for n, who in told.items())


def _others(night: _Night) -> str:
    """What else was recorded, by kind."""
    if not night.others:
        return ""
    speak = night.said
    counts = Counter(one.kind for one in night.others)
    listed = speak.listed(
        f"{speak.word(f'kind_{kind}', kind)} {speak.number(counts[kind])}"
        for kind in sorted(counts, key=lambda kind: (-counts[kind], kind))
    )
    return night.words["others"].format(list=listed)


def _method(night: _Night, tally: OpenTally, public: Public) -> str:
    words = night.words
    facts = {one.name: one.value for one in public.method}
    stamp = facts.get(tally.rule.id, "").removeprefix("version ").split(",")[0]
    undated = sum(day is None for day in _unit_days(tally, public))
    return words["method"].format(
        rule=_named(tally, night.asked.lang)[0],
        source=tally.rule.source,
        version=words["version"].format(x=night.said.number(stamp)) if stamp else "",
        undated=night.said.number(undated),
        program=facts.get("crosstally", "–"),
        settings=facts.get("crosstally.toml", "–")[:12],
        reports=facts.get("reports' digest", "–")[:12],
    )


@cache
def _words() -> dict[str, dict[str, str]]:
    raw = resources.files("crosstally.publish").joinpath("brief", "words.json").read_bytes()
    rows = parse_json(raw).items()
    return {"en": {key: pair[0] for key, pair in rows}, "fa": {key: pair[1] for key, pair in rows}}
