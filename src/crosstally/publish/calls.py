"""Announced protests and strikes as a calendar and as feeds: quoted, with their address, as told.

Invariant: only what a public report at its address announced comes out, of a non-violent kind;
there are no reminders, no attendees and no organisers; equal records give equal bytes. One call
keeps one UID: what is told of it later raises its SEQUENCE, and its cancelling cancels it.
"""

import csv
import io
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from icalendar import Calendar, Event

from crosstally.publish.public import OpenCall, OpenIncident, OpenReport, Public
from crosstally.publish.said import Said, said

# What may be announced anew: no violent kind, nothing that a state does.
ANNOUNCED_KINDS: Final = ("ASM", "STK", "HNG", "BLK", "EXP", "CAL")
_ANY_KIND: Final = "CAL"  # a call whose report does not say for what
_CALLED_OFF: Final = "prevented"
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_OID, "crosstally/call")
_UNWRITABLE: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")
_ATOM: Final = "http://www.w3.org/2005/Atom"
_TITLE: Final = {"en": "announced protests and strikes", "fa": "اعتراض‌ها و اعتصاب‌های اعلام‌شده"}
_CANCELLED: Final = {"en": "called off", "fa": "لغو شد"}
_COLUMNS: Final = ("kind", "announced", "called_off", "held", "not_known", "size_low", "size_high")


class Told(NamedTuple):
    """A report that tells of a call: when, where it stands, and in which words, if they are open."""

    call: OpenCall
    report: OpenReport


class Announced(NamedTuple):
    """A call, with all that was told of it, the earliest first."""

    uid: str
    kind: str
    town: str | None
    first: date
    last: date
    cancelled: bool
    sequence: int
    told: tuple[Told, ...]

    @property
    def newest(self) -> date:
        """The day on which something was last told of it."""
        return max((each.report.day for each in self.told if each.report.day), default=self.first)


class Outcome(NamedTuple):
    """What became of the calls of a kind, in numbers; `not_known` is not that nothing was held."""

    kind: str
    announced: int
    called_off: int
    held: int
    not_known: int
    size_low: int | None
    size_high: int | None


def write_calls(public: Public, folder: Path, lang: str) -> tuple[Path, ...]:
    """The paths of the calendar, the two feeds, and the table of what became of the calls."""
    files = {
        "calls.ics": calendar(public, lang),
        "calls.rss": rss(public, lang),
        "calls.atom": atom(public, lang),
        "calls.csv": outcomes_table(public),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in files)


def announced(public: Public) -> tuple[Announced, ...]:
    """Every call that may be given out anew, by its first day.

    Those of one kind, town and day are one call, by whomever they were told.
    """
    reports = {one.id: one for one in public.reports}
    calls: list[Told] = []
    off: list[Told] = []
    for call in public.calls:
        report = reports.get(call.report)
        if report is None or not report.url or call.kind not in ANNOUNCED_KINDS:
            continue
        if call.first is None or call.last is None:
            continue
        (off if call.reality == _CALLED_OFF else calls).append(Told(call, report))
    groups: dict[tuple[str, str, date], list[Told]] = defaultdict(list)
    for each in calls:
        groups[each.call.kind, each.call.town or "", each.call.first or date.min].append(each)
    made = (_announced(key, group, off) for key, group in sorted(groups.items()))
    return tuple(sorted(made, key=lambda one: (one.first, one.uid)))


def _announced(key: tuple[str, str, date], group: list[Told], off: list[Told]) -> Announced:
    kind, town, first = key
    group.sort(key=_when)
    last = group[-1].call.last or first
    ended = [each for each in off if _ends(each, group[0], first, last)]
    said_before, changes = group[0].call.last, 0
    for each in group[1:]:
        changes += each.call.last != said_before
        said_before = each.call.last
    return Announced(
        uid=f"{uuid.uuid5(_SPACE, '/'.join((kind, town, first.isoformat())))}@crosstally",
        kind=kind, town=town or None, first=first, last=max(first, last), cancelled=bool(ended),
        sequence=changes + len(ended), told=tuple(sorted([*group, *ended], key=_when)),
    )  # fmt: skip


def _ends(off: Told, begun: Told, first: date, last: date) -> bool:
    """Whether a report calls a call off: of its kind or any, its town, its days, and not before it."""
    same_kind = off.call.kind in (begun.call.kind, _ANY_KIND)
    same_town = off.call.town == begun.call.town
    overlaps = (off.call.first or last) <= last and first <= (off.call.last or first)
    return same_kind and same_town and overlaps and _when(off) >= _when(begun)


def _when(told: Told) -> tuple[date, str]:
    return told.report.day or date.min, told.call.id


def calendar(public: Public, lang: str) -> bytes:
    """The calls as iCalendar (RFC 5545).

    Args:
        public: what `disclose` let out.
        lang: `en` or `fa`.
    """
    words = said(public, lang)
    made = Calendar()
    made.add("prodid", "-//Crosstally//calls//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{words.desk}: {_TITLE[lang]}")
    for one in announced(public):
        made.add_component(_event(one, words))
    return bytes(made.to_ical())


def _event(one: Announced, words: Said) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", _instant(one.newest))
    event.add("dtstart", one.first)
    event.add("dtend", one.last + timedelta(days=1))
    event.add("summary", _clean(_title(one, words)))
    event.add("description", _clean(_account(one, words)))
    if one.town is not None:
        event.add("location", _clean(_place(one, words)))
    event.add("url", one.told[0].report.url)
    event.add("status", "CANCELLED" if one.cancelled else "TENTATIVE")
    event.add("sequence", one.sequence)
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [words.word(f"kind_{one.kind}", one.kind)])
    return event


def rss(public: Public, lang: str) -> bytes:
    """The calls as RSS 2.0, the newest first."""
    words = said(public, lang)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    for name, text in (
        ("title", f"{words.desk}: {_TITLE[lang]}"), ("link", "urn:crosstally:calls"),
        ("description", _TITLE[lang]), ("language", lang), ("generator", "Crosstally"),
    ):  # fmt: skip
        ET.SubElement(channel, name).text = _clean(text)
    for one in _newest_first(public):
        item = ET.SubElement(channel, "item")
        ET.SubElement(item, "title").text = _clean(_title(one, words))
        ET.SubElement(item, "link").text = _clean(one.told[0].report.url or "")
        ET.SubElement(item, "guid", isPermaLink="false").text = f"{one.uid}/{one.sequence}"
        ET.SubElement(item, "description").text = _clean(_account(one, words))
        ET.SubElement(item, "pubDate").text = format_datetime(_instant(one.newest))
    return _written(root)


def atom(public: Public, lang: str) -> bytes:
    """The calls as an Atom feed (RFC 4287), the newest first."""
    words = said(public, lang)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": lang})
    shown = _newest_first(public)
    newest = max((one.newest for one in shown), default=date(1970, 1, 1))
    ET.SubElement(root, "id").text = f"urn:uuid:{uuid.uuid5(_SPACE, public.desk.name)}"
    ET.SubElement(root, "title").text = _clean(f"{words.desk}: {_TITLE[lang]}")
    ET.SubElement(root, "updated").text = f"{newest.isoformat()}T00:00:00Z"
    ET.SubElement(ET.SubElement(root, "author"), "name").text = _clean(words.desk)
    for one in shown:
        entry = ET.SubElement(root, "entry")
        ET.SubElement(entry, "id").text = f"urn:uuid:{one.uid.removesuffix('@crosstally')}"
        ET.SubElement(entry, "title").text = _clean(_title(one, words))
        ET.SubElement(entry, "updated").text = f"{one.newest.isoformat()}T00:00:00Z"
        ET.SubElement(entry, "link", href=_clean(one.told[0].report.url or ""))
        ET.SubElement(entry, "summary").text = _clean(_account(one, words))
    return _written(root)


def outcomes(public: Public) -> tuple[Outcome, ...]:
    """What became of the calls, kind by kind: held where an incident of the town and days tells so."""
    rows: dict[str, list[tuple[Announced, tuple[OpenIncident, ...]]]] = defaultdict(list)
    for one in announced(public):
        rows[one.kind].append((one, tuple(_held(one, public.incidents))))
    found = []
    for kind, pairs in sorted(rows.items()):
        held = [incidents for _, incidents in pairs if incidents]
        off = sum(one.cancelled and not incidents for one, incidents in pairs)
        sizes = [size for incidents in held for one in incidents for size in _sizes(one)]
        found.append(
            Outcome(
                kind, len(pairs), off, len(held), len(pairs) - off - len(held),
                min((low for low, _ in sizes), default=None),
                max((high for _, high in sizes), default=None),
            )
        )  # fmt: skip
    return tuple(found)


def outcomes_table(public: Public) -> bytes:
    """The outcomes as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(outcomes(public))
    return out.getvalue().encode("utf-8")


def _held(one: Announced, incidents: Iterable[OpenIncident]) -> Iterator[OpenIncident]:
    kinds = ANNOUNCED_KINDS if one.kind == _ANY_KIND else (one.kind,)
    for incident in incidents:
        if incident.kind not in kinds or incident.town != one.town or incident.first is None:
            continue
        if incident.first <= one.last and one.first <= (incident.last or incident.first):
            yield incident


def _sizes(incident: OpenIncident) -> Iterator[tuple[int, int]]:
    for field in incident.fields:
        if field.name == "size" and field.value.low is not None and field.value.high is not None:
            yield field.value.low, field.value.high


def _title(one: Announced, words: Said) -> str:
    what = words.word(f"kind_{one.kind}", one.kind)
    where = words.word("in_place").format(what=what, where=_place(one, words))
    title = words.listed((where, words.day(one.first)))
    return f"{title} ({_CANCELLED[words.lang]})" if one.cancelled else title


def _place(one: Announced, words: Said) -> str:
    town = words.towns.get(one.town or "")
    if town is None:
        return words.word("untitled_place")
    return (town.name_fa if words.lang == "fa" else None) or town.name


def _account(one: Announced, words: Said) -> str:
    """Who told it, where it can be read, and its words where they are open."""
    lines = []
    for each in one.told:
        source = words.names.get(each.report.source, each.report.source)
        quote = f" “{each.call.words}”" if each.call.words else ""
        lines.append(f"{source}:{quote} {each.report.url}")
    return "\n".join(dict.fromkeys(lines))


def _newest_first(public: Public) -> list[Announced]:
    return sorted(announced(public), key=lambda one: (one.newest, one.uid), reverse=True)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _clean(text: str) -> str:
    return text.translate(_UNWRITABLE)


def _written(root: ET.Element) -> bytes:
    ET.indent(root, space="")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
