"""Publication dates: an instant with its offset, a bare day, or nothing."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.dates import is_future, read_mail_date, read_published, read_unix

NONE = [
    "", "2018", "2018-1-1", "01/01/2018", "2018-01-01T10:00", "2018-01-01T10:00:00",
    "2018-13-01", "2018-02-29", "2018-01-01T25:00:00Z", "2018-01-01T10:00:00+99:00", "0025-01-01",
    "1396-10-07", "۲۰۱۸-۰۱-۰۱x", "2018-01-01T10:00:60Z", "now",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_neither_a_day_nor_an_instant_gives_nothing(text: str) -> None:
    assert read_published(text) is None


def test_an_instant_keeps_the_offset_it_was_written_with() -> None:
    found = read_published("2017-12-29t02:55:00+03:30")
    assert isinstance(found, datetime)
    assert found.utcoffset() == timedelta(hours=3, minutes=30)


@given(st.datetimes(min_value=datetime(1900, 1, 2)), st.integers(-1439, 1439))  # noqa: DTZ001
def test_an_instant_reads_back_the_same(when: datetime, minutes: int) -> None:
    when = when.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_published(when.isoformat()) == when


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_day_reads_back_the_same_and_is_no_instant(day: date) -> None:
    assert read_published(day.isoformat()) == day
    assert not isinstance(read_published(day.isoformat()), datetime)


def test_a_mail_date_without_a_zone_is_no_instant() -> None:
    assert read_mail_date("Mon, 01 Jan 2018 18:00:00 -0000") is None
    assert read_mail_date("Mon, 01 Jan 0025 18:00:00 +0330") is None
    assert read_mail_date("Mon, 01 Jan 2018 08:00:00 +0330") is not None


@pytest.mark.parametrize("text", ["", "x", "0", "-5", "1e9", str(10**30)])
def test_seconds_that_are_none_give_nothing(text: str) -> None:
    assert read_unix(text) is None


def test_a_day_ahead_is_still_the_present_and_two_are_the_future() -> None:
    now = datetime(2020, 1, 1, 12, tzinfo=UTC)
    assert not is_future(date(2020, 1, 2), now)
    assert is_future(date(2020, 1, 3), now)
    assert not is_future(now + timedelta(hours=24), now)
    assert is_future(now + timedelta(hours=25), now)
