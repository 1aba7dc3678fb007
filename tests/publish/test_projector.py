"""The page for the wall."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from crosstally.errors import DisclosureError
from crosstally.publish.projector import Night, projector
from crosstally.publish.public import Public
from crosstally.records import changed

MADE = datetime(2018, 1, 1, 22, tzinfo=UTC)


def page(public: Public, day: date) -> str:
    return projector(public, Night(day, MADE, 60)).decode()


def day_of(public: Public) -> date:
    days = [i.first for i in public.incidents if i.counts and i.first is not None]
    return max(set(days), key=days.count)


def test_only_what_came_through_the_door_is_drawn(tiny: Any) -> None:
    with pytest.raises(DisclosureError):
        projector(tiny.held(), Night(date(2018, 1, 1), MADE, 60))


def test_an_empty_night_says_that_no_report_is_not_nought(public: Public) -> None:
    text = page(public, date(1990, 1, 1))
    assert "<dt>0</dt><dd>رویداد امشب" in text
    assert "نه صفر" in text
    assert "<circle" not in text
    nothing = changed(public, outlines='{"features":[]}', towns=(), incidents=())
    assert "</html>" in page(nothing, date(1990, 1, 1))


def test_what_nobody_has_reviewed_is_hollow_and_what_is_confirmed_is_filled(public: Public) -> None:
    day = day_of(public)
    hollow = [changed(i, status="machine") for i in public.incidents]
    sure = [changed(i, status="confirmed") for i in public.incidents]
    marks = re.compile(r'<circle cx[^>]*stroke-width="3"')
    first = marks.findall(page(changed(public, incidents=tuple(hollow)), day))
    second = marks.findall(page(changed(public, incidents=tuple(sure)), day))
    assert first
    assert all('fill="none"' in mark for mark in first)
    assert all('fill="none"' not in mark for mark in second)


class Reader(HTMLParser):
    """Every tag and every address that a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "xlink:href", "style")]


def test_the_page_loads_nothing_runs_nothing_and_asks_for_itself_again(public: Public) -> None:
    text = page(public, day_of(public))
    reader = Reader()
    reader.feed(text)
    assert reader.addresses == []
    assert "script" not in reader.tags
    assert "default-src 'none'" in text
    assert 'http-equiv="refresh" content="60"' in text
    assert text.startswith('<!doctype html><html lang="fa" dir="rtl">')


def test_a_hostile_name_is_shown_and_not_obeyed(public: Public) -> None:
    name = '<img src=x onerror=alert(1)>"&\u202e'
    towns = tuple(changed(town, name=name, name_fa=name) for town in public.towns)
    desk = changed(public.desk, name=name, name_fa=name)
    text = page(changed(public, towns=towns, desk=desk), day_of(public))
    reader = Reader()
    reader.feed(text)
    assert "img" not in reader.tags
    assert "&lt;img" in text


def test_no_words_of_a_report_stand_on_the_wall(public: Public) -> None:
    text = page(public, day_of(public))
    for report in public.reports:
        if report.words is not None and len(report.words) > 20:
            assert report.words not in text
