"""A call is given out quoted, with its address, once; it changes and ends as it was told."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from icalendar import Calendar

from crosstally.publish.calls import (
    ANNOUNCED_KINDS,
    announced,
    atom,
    calendar,
    outcomes,
    outcomes_table,
    rss,
    write_calls,
)
from crosstally.publish.disclose import Policy, disclose
from crosstally.records import CallId, Kind, Quote, Reality, Span, Visibility, changed

DAY = date(2017, 12, 30)


@cache
def addressed(tiny):
    """The tiny desk, each open report at an address of its own."""
    held = tiny.held()
    reports = tuple(
        changed(r, url=f"https://news.example/{n}", visibility=Visibility.PUBLIC)
        for n, r in enumerate(held.reports)
    )
    return changed(held, reports=reports)


def days_of(mention, first: date, last: date | None = None):
    return changed(mention.days, first=first, last=last or first)


def public_with(tiny, *calls, reports=None, mentions=None):
    held = addressed(tiny)
    held = changed(
        held, calls=calls, reports=reports or held.reports, mentions=mentions or held.mentions
    )
    return disclose(held, Policy(), tiny.tallies)


def call(tiny, number: int, kind: Kind, first: date = DAY, last: date | None = None, **changes):
    """A call told by the n-th report that is open and has an address."""
    held = addressed(tiny)
    base = held.calls[0]
    open_ones = [r for r in held.reports if r.url and r.visibility is Visibility.PUBLIC]
    report = open_ones[number]
    mention = next(m for m in held.mentions if m.report == report.id)
    place = held.mentions[0].place
    return changed(
        base, id=CallId(f"k-{number}"), kind=kind, report=report.id, mention=mention.id,
        quote=Quote(text=report.body[:12], span=Span(0, 12)), days=days_of(mention, first, last),
        place=place, **changes,
    )  # fmt: skip


def as_reality(tiny, given, reality: Reality):
    """The desk's mentions, those of a call said to be of a reality."""
    return tuple(
        changed(m, reality=reality) if m.id == given.mention else m
        for m in addressed(tiny).mentions
    )


@pytest.fixture(scope="module")
def one(tiny):
    return public_with(tiny, call(tiny, 0, Kind.STK))


def events(public, lang: str = "en"):
    return Calendar.from_ical(calendar(public, lang)).walk("VEVENT")


def test_a_call_is_an_event_of_its_days_quoted_with_its_address(tiny, one) -> None:
    (event,) = events(one)
    (told,) = announced(one)
    assert event.decoded("dtstart") == DAY
    assert event.decoded("dtend") == DAY + timedelta(days=1)
    assert str(event["url"]) == told.told[0].report.url
    assert told.told[0].report.url in str(event["description"])
    assert event["status"] == "TENTATIVE", "announced is not that it will take place"
    assert event["sequence"] == 0


def test_nobody_is_reminded_invited_or_named_as_organiser(one) -> None:
    for lang in ("en", "fa"):
        text = calendar(one, lang).decode().upper()
        for word in ("VALARM", "ATTENDEE", "ORGANIZER", "RSVP", "MAILTO", "X-APPLE-TRAVEL"):
            assert word not in text


def test_no_violent_kind_and_no_deed_of_a_state_is_given_out(tiny) -> None:
    each = [call(tiny, number, kind) for number, kind in enumerate(Kind)]
    violent = call(tiny, len(each), Kind.ASM, date(2020, 1, 1), violent=True)
    given = announced(public_with(tiny, *each, violent))
    assert sorted(one.kind for one in given) == sorted(ANNOUNCED_KINDS)
    assert all(one.first == DAY for one in given)
    assert {Kind.RIO, Kind.ARM} & set(map(Kind, ANNOUNCED_KINDS)) == set()


def test_what_has_no_address_or_is_closed_is_not_given_out(tiny) -> None:
    changes = ({"url": None}, {"visibility": Visibility.SEALED}, {"visibility": Visibility.DESK})
    calls = [call(tiny, number, Kind.ASM) for number in range(3)]
    closed = {given.report: change for given, change in zip(calls, changes, strict=True)}
    reports = tuple(changed(r, **closed.get(r.id, {})) for r in addressed(tiny).reports)
    public = public_with(tiny, *calls, reports=reports)
    assert announced(public) == ()
    assert b"VEVENT" not in calendar(public, "en")


def test_told_twice_it_is_one_event_and_another_day_is_another(tiny) -> None:
    public = public_with(tiny, call(tiny, 0, Kind.ASM), call(tiny, 1, Kind.ASM))
    (event,) = events(public)
    assert str(event["description"]).count("http") == 2
    later = public_with(
        tiny, call(tiny, 0, Kind.ASM), call(tiny, 1, Kind.ASM, DAY + timedelta(days=3))
    )
    assert len({str(each["uid"]) for each in events(later)}) == 2


def test_its_uid_stays_and_its_sequence_rises_when_it_is_made_longer(tiny, one) -> None:
    longer = public_with(
        tiny, call(tiny, 0, Kind.STK), call(tiny, 1, Kind.STK, DAY, DAY + timedelta(days=2))
    )
    (event,) = events(longer)
    assert event["uid"] == events(one)[0]["uid"]
    assert event["sequence"] == 1
    assert event.decoded("dtend") == DAY + timedelta(days=3)


def test_a_call_that_is_called_off_is_cancelled_and_not_removed(tiny, one) -> None:
    off = call(tiny, 1, Kind.CAL)
    mentions = as_reality(tiny, off, Reality.PREVENTED)
    (event,) = events(public_with(tiny, call(tiny, 0, Kind.STK), off, mentions=mentions))
    assert event["uid"] == events(one)[0]["uid"]
    assert event["status"] == "CANCELLED"
    assert event["sequence"] == 1


def test_another_towns_or_days_cancelling_cancels_nothing(tiny) -> None:
    begun = call(tiny, 0, Kind.STK)
    off = call(tiny, 1, Kind.CAL, DAY + timedelta(days=9))
    mentions = as_reality(tiny, off, Reality.PREVENTED)
    (event,) = events(public_with(tiny, begun, off, mentions=mentions))
    assert event["status"] == "TENTATIVE"


def test_equal_records_give_equal_bytes_in_any_order(tiny) -> None:
    calls = (call(tiny, 0, Kind.ASM), call(tiny, 1, Kind.ASM), call(tiny, 2, Kind.STK))
    there, back = public_with(tiny, *calls), public_with(tiny, *calls[::-1])
    for made in (calendar, rss, atom):
        assert made(there, "fa") == made(back, "fa")
    assert calendar(there, "fa") != calendar(there, "en")


def test_the_feeds_are_read_by_a_feed_reader_and_tell_the_same(tiny) -> None:
    public = public_with(tiny, call(tiny, 0, Kind.ASM), call(tiny, 2, Kind.STK))
    for data in (rss(public, "fa"), atom(public, "fa")):
        read = feedparser.parse(data)
        assert not read.bozo
        assert len(read.entries) == 2
        assert all(each.link.startswith("http") for each in read.entries)
        assert "تجمع" in " ".join(each.title for each in read.entries)
        ET.fromstring(data)


def test_what_became_of_calls_is_told_in_numbers_alone(tiny) -> None:
    held = addressed(tiny)
    incident = next(i for i in disclose(held, Policy(), tiny.tallies).incidents if i.kind == "ASM")
    mention = next(m for m in held.mentions if m.id in {x.id for x in incident.mentions})
    happened = changed(call(tiny, 0, Kind.ASM, incident.first), place=mention.place)
    nothing = call(tiny, 1, Kind.HNG, date(2019, 1, 1))
    rows = {row.kind: row for row in outcomes(public_with(tiny, happened, nothing))}
    assert (rows["ASM"].announced, rows["ASM"].held) == (1, 1)
    assert (rows["HNG"].announced, rows["HNG"].held, rows["HNG"].not_known) == (1, 0, 1)
    text = outcomes_table(public_with(tiny, happened, nothing)).decode()
    assert text.splitlines()[0].startswith("kind,announced")
    assert "http" not in text


def test_hostile_words_stay_words(tiny, tmp_path: Path) -> None:
    hostile = "\r\nBEGIN:VALARM\r\nATTENDEE:x <script>&\x0b \u202e"
    given = call(tiny, 0, Kind.ASM)
    reports = tuple(
        changed(r, body=hostile + r.body) if r.id == given.report else r
        for r in addressed(tiny).reports
    )
    given = changed(given, quote=Quote(text=hostile, span=Span(0, len(hostile))))
    public = public_with(tiny, given, reports=reports)
    (event,) = events(public)
    assert event.walk("VALARM") == []
    assert event.get("attendee") is None
    for path in write_calls(public, tmp_path, "en"):
        if path.suffix in (".rss", ".atom"):
            ET.fromstring(path.read_bytes())
    assert b"\nBEGIN:VALARM" not in (tmp_path / "calls.ics").read_bytes()
