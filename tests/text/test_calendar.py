"""Days of three calendars: against an independent reckoning, and where there is no such day."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from crosstally.errors import FormatError
from crosstally.records import Calendar
from crosstally.text.calendar import (
    FRIDAY,
    SATURDAY,
    SUNDAY,
    THURSDAY,
    date_of,
    day_of,
    feast_of,
    month_of,
    read_instant,
    shifted,
    week_of,
    weekday_after,
    weekday_before,
    year_of,
)

JALALI, GREGORIAN, HIJRI = Calendar.JALALI, Calendar.GREGORIAN, Calendar.HIJRI
TEHRAN = timezone(timedelta(hours=3, minutes=30))
FIRST, LAST = JalaliDate(1178, 1, 1).to_gregorian(), JalaliDate(1500, 12, 29).to_gregorian()

NO_SUCH_DAY = [
    (JALALI, 1396, 12, 30),  # no leap year
    (JALALI, 1396, 13, 1),
    (JALALI, 1396, 7, 31),
    (JALALI, 1396, 0, 1),
    (JALALI, 1396, 1, 0),
    (JALALI, 0, 1, 1),
    (GREGORIAN, 2018, 2, 29),
    (GREGORIAN, 10_000, 1, 1),
    (HIJRI, 1446, 2, 30),
]
KNOWN = [
    (JALALI, (1396, 10, 7), date(2017, 12, 28)),
    (JALALI, (1396, 10, 11), date(2018, 1, 1)),
    (JALALI, (1398, 8, 24), date(2019, 11, 15)),
    (JALALI, (1399, 12, 30), date(2021, 3, 20)),
    (JALALI, (1404, 10, 7), date(2025, 12, 28)),  # the same day of the year, eight years on
    (JALALI, (1404, 10, 10), date(2025, 12, 31)),  # not the year 1404 of Gregory
    (JALALI, (1357, 11, 22), date(1979, 2, 11)),
    (HIJRI, (1445, 9, 1), date(2024, 3, 11)),
    (HIJRI, (1446, 1, 1), date(2024, 7, 8)),
    (GREGORIAN, (2018, 1, 1), date(2018, 1, 1)),
]


@pytest.mark.parametrize(("calendar", "year", "month", "day"), NO_SUCH_DAY)
def test_a_date_that_no_calendar_has_is_no_day(calendar, year, month, day):
    assert day_of(calendar, year, month, day) is None


@pytest.mark.parametrize(("calendar", "parts", "day"), KNOWN)
def test_known_days_are_known_both_ways(calendar, parts, day):
    assert day_of(calendar, *parts) == day
    assert date_of(calendar, day) == parts


@given(st.dates(FIRST, LAST))
@example(date(2021, 3, 20))
@example(date(2025, 3, 20))
def test_jalali_days_agree_with_another_reckoning(day):
    other = JalaliDate(day)
    assert date_of(JALALI, day) == (other.year, other.month, other.day)


@given(st.dates(date(1800, 1, 1), date(2120, 1, 1)), st.sampled_from(Calendar))
@example(date(1950, 1, 20), HIJRI)
def test_a_day_reads_back_the_same_in_each_calendar(day, calendar):
    assert day_of(calendar, *date_of(calendar, day)) == day


@given(st.integers(1178, 1499), st.integers(1, 12), st.sampled_from(Calendar))
def test_months_and_years_have_no_gaps(year, month, calendar):
    whole = year_of(calendar, year)
    months = [month_of(calendar, year, number) for number in range(1, 13)]
    assert whole is not None
    assert whole == (months[0].first, months[-1].last)
    for one, other in pairwise(months):
        assert one.last + timedelta(days=1) == other.first


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_the_last_weekday_may_be_today_and_the_next_never_is(day, weekday):
    before, after = weekday_before(day, weekday), weekday_after(day, weekday)
    assert before.weekday() == after.weekday() == weekday
    assert before <= day < after
    assert after - before == timedelta(days=7)


def test_a_week_begins_where_the_country_says():
    day = date(2018, 1, 1)
    assert week_of(day) == (date(2018, 1, 1), date(2018, 1, 7))
    assert week_of(day, start=SATURDAY) == (date(2017, 12, 30), date(2018, 1, 5))
    assert weekday_before(day, FRIDAY) == date(2017, 12, 29)
    assert weekday_after(day, THURSDAY) == date(2018, 1, 4)


def test_shifting_stops_at_the_ends_of_the_calendar():
    assert shifted(date.max, 5) == date.max
    assert shifted(date.min, -5) == date.min
    assert shifted(date(2018, 1, 1), -1) == date(2017, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["", "2018", "2018-13-01", "2018-02-30", "20180101", "yesterday", "2018-01-01T25:00", "۱۳۹۶"],
)
def test_a_publication_time_that_is_none_is_refused_without_being_shown(text):
    with pytest.raises(FormatError) as error:
        read_instant(text)
    assert not text or text not in error.value.message


def test_a_publication_time_keeps_its_zone():
    night = read_instant("2018-01-01T02:55:00+03:30")
    assert night == datetime(2018, 1, 1, 2, 55, tzinfo=TEHRAN)
    assert night.hour == 2
    assert read_instant("2018-01-01T02:55:00", zone=TEHRAN) == night
    assert read_instant("2018-01-01T02:55:00Z").tzinfo == UTC
    assert read_instant(" 2018-01-01 ") == date(2018, 1, 1)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("easter+0", [date(2008, 3, 23), date(2011, 4, 24), date(2019, 4, 21), date(2038, 4, 25)]),
        ("easter-2", [date(2024, 3, 29)]),
        ("11,4,3", [date(2016, 11, 24), date(2017, 11, 23)]),
        ("5,-1,0", [date(2016, 5, 30), date(2020, 5, 25)]),
    ],
)
def test_feasts_that_move_fall_on_their_known_days(rule, days):
    assert [feast_of(rule, day.year) for day in days] == days


@given(st.integers(1583, 4000))
def test_easter_is_a_sunday_between_its_earliest_and_latest_day(year):
    easter = feast_of("easter+0", year)
    assert easter.weekday() == SUNDAY
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)
