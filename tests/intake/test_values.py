"""What a cell says: days in four orders, degrees, terms, and numbers of people."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.intake.amounts import Amount, amount_reader, read_amount
from crosstally.intake.values import read_day, read_degrees, read_term
from crosstally.packs.language import load_language
from crosstally.records import Bound, Calendar, Kind, Stance
from crosstally.text.calendar import date_of
from crosstally.text.numbers import compile_numbers

DAYS = [
    ("2017-12-28", "iso", date(2017, 12, 28)),
    ("2017/12/28", "iso", date(2017, 12, 28)),
    ("20171228", "iso", date(2017, 12, 28)),
    ("2017-12-28T10:00:00Z", "iso", date(2017, 12, 28)),
    ("2017-12-28 00:00:00", "iso", date(2017, 12, 28)),
    ("28 December 2017", "iso", date(2017, 12, 28)),
    ("December 28, 2017", "iso", date(2017, 12, 28)),
    ("28-Dec-17", "dmy", date(2017, 12, 28)),
    ("28.12.2017", "dmy", date(2017, 12, 28)),
    ("1/2/2018", "dmy", date(2018, 2, 1)),
    ("1/2/2018", "mdy", date(2018, 1, 2)),
    ("12/28/17", "mdy", date(2017, 12, 28)),
    ("1396/10/07", "jalali", date(2017, 12, 28)),
    ("۱۳۹۶/۱۰/۷", "jalali", date(2017, 12, 28)),
    ("۷ دی ۱۳۹۶", "jalali", date(2017, 12, 28)),
    ("7 آبان 1398", "jalali", date(2019, 10, 29)),
]
NO_DAYS = [
    ("", "iso"), ("soon", "iso"), ("28/12/2017", "iso"), ("2017-02-29", "iso"), ("13/13/2017", "dmy"),
    ("0025-01-01", "iso"), ("2017", "iso"), ("2017-12", "iso"), ("1 2 3 4", "dmy"),
    ("1396/13/01", "jalali"), ("7 foo 1396", "jalali"), ("1396/10/07", "iso"), ("28 Bla 2017", "dmy"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "order"), NO_DAYS)
def test_a_cell_that_writes_no_day_gives_none(text: str, order: str) -> None:
    assert read_day(text, order) is None


@pytest.mark.parametrize(("text", "order", "day"), DAYS)
def test_a_day_is_read_in_the_order_the_map_names(text: str, order: str, day: date) -> None:
    assert read_day(text, order) == day


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_reads_back_in_every_order(day: date) -> None:
    year, month, of = date_of(Calendar.JALALI, day)
    assert read_day(day.isoformat(), "iso") == day
    assert read_day(f"{day.day}/{day.month}/{day.year}", "dmy") == day
    assert read_day(f"{day.month}.{day.day}.{day.year}", "mdy") == day
    assert read_day(f"{year}/{month}/{of}", "jalali") == day


AMOUNTS = [
    ("150", (150, 150, Bound.EXACT)),
    ("150.0", (150, 150, Bound.EXACT)),
    ("1,500", (1500, 1500, Bound.EXACT)),
    ("۱٬۵۰۰", (1500, 1500, Bound.EXACT)),
    ("50-100", (50, 100, Bound.EXACT)),
    ("100 to 50", (50, 100, Bound.EXACT)),
    ("about 300", (300, 300, Bound.ABOUT)),
    ("حدود ۳۰۰ نفر", (300, 300, Bound.ABOUT)),
    ("more than 60", (60, 60, Bound.AT_LEAST)),
    ("200+", (200, 200, Bound.AT_LEAST)),
    ("دست‌کم ۱۲ نفر", (12, 12, Bound.AT_LEAST)),
    ("کمتر از ۱۰۰ نفر", (100, 100, Bound.AT_MOST)),
    ("crowd size=about 40", (40, 40, Bound.ABOUT)),
]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "15%",
        "1.5",
        "۱۵٪",
        "1 2 3",
        "no report",
        "1k",
        "3 هزار",
        "9" * 16,
        "9" * 5000,
        "9" * 25 + ".0",
        "9" * 400 + ".0",
        "۹" * 5000,
        "1-" + "9" * 5000,
    ],
)
def test_a_cell_without_one_number_or_range_gives_none(text: str) -> None:
    assert read_amount(text) is None


@pytest.mark.parametrize(("text", "meant"), AMOUNTS)
def test_a_number_in_figures_is_a_range_with_its_bound(
    text: str, meant: tuple[int, int, Bound]
) -> None:
    assert read_amount(text) == Amount(*meant)


def test_number_words_of_a_language_are_read_where_there_are_no_figures() -> None:
    read = amount_reader([compile_numbers(load_language(code)) for code in ("en", "fa")])
    assert read("hundreds") == Amount(200, 999, Bound.ABOUT) or read("hundreds") == Amount(
        200, 999, Bound.EXACT
    )
    assert read("more than 1k; around 1,500") == Amount(1000, 1500, Bound.EXACT)
    assert read("about 150; hundreds") == Amount(150, 999, Bound.EXACT)
    dozens = read("ده‌ها نفر")
    assert dozens is not None
    assert (dozens.low, dozens.high) == (20, 99)


@given(st.integers(0, 10**7))
def test_a_number_reads_the_same_in_both_digits(number: int) -> None:
    persian = str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert read_amount(persian) == read_amount(str(number)) == Amount(number, number, Bound.EXACT)


@pytest.mark.parametrize("text", ["", "x", "91", "-90.1", "nan", "inf", "1e5"])
def test_what_is_not_on_the_globe_gives_none(text: str) -> None:
    assert read_degrees(text, 90) is None


def test_persian_digits_are_degrees_too() -> None:
    assert read_degrees("۳۵٫۶۹", 90) == 35.69
    assert read_degrees("-35.69", 90) == -35.69


def test_a_term_is_found_by_the_maps_words_and_by_its_own() -> None:
    assert read_term("اعتصاب", Kind, {"اعتصاب": "STK"}) is Kind.STK
    assert read_term("asm", Kind, {}) is Kind.ASM
    assert read_term("Pro State", Stance, {}) is Stance.PRO_STATE
    assert read_term("party", Kind, {"party": "PTY"}) is None
