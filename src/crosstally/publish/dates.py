"""A day in the two calendars of the page, in two languages.

Invariant: the page carries both forms of every day it prints; nothing is computed in the reader's
browser or in its time zone.
"""

from datetime import date

from crosstally.records import Calendar
from crosstally.text.calendar import date_of

GREGORIAN = (
    ("Jan", "ژانویه"), ("Feb", "فوریه"), ("Mar", "مارس"), ("Apr", "آوریل"), ("May", "مه"),
    ("Jun", "ژوئن"), ("Jul", "ژوئیه"), ("Aug", "اوت"), ("Sep", "سپتامبر"), ("Oct", "اکتبر"),
    ("Nov", "نوامبر"), ("Dec", "دسامبر"),
)  # fmt: skip
JALALI = (
    ("Farvardin", "فروردین"), ("Ordibehesht", "اردیبهشت"), ("Khordad", "خرداد"), ("Tir", "تیر"),
    ("Mordad", "مرداد"), ("Shahrivar", "شهریور"), ("Mehr", "مهر"), ("Aban", "آبان"),
    ("Azar", "آذر"), ("Dey", "دی"), ("Bahman", "بهمن"), ("Esfand", "اسفند"),
)  # fmt: skip
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_EMBED, _POP = "\u202b", "\u202c"


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day in the Jalali calendar.

    >>> jalali(date(2017, 12, 28))
    (1396, 10, 7)
    """
    return date_of(Calendar.JALALI, day)


def tick(day: date, *, persian: bool, by_jalali: bool) -> list[str]:
    """The two lines of an axis label: day and month, year. Persian lines run right to left."""
    year, month, of_month = jalali(day) if by_jalali else (day.year, day.month, day.day)
    name = (JALALI if by_jalali else GREGORIAN)[month - 1][persian]
    lines = [f"{of_month} {name}", str(year)]
    return [rtl(digits(line)) for line in lines] if persian else lines


def digits(text: str) -> str:
    """A text with Persian digits.

    >>> digits("7 Dey 1396")
    '۷ Dey ۱۳۹۶'
    """
    return text.translate(_PERSIAN_DIGITS)


def rtl(text: str) -> str:
    """A text to be set right to left inside a drawing, which has no direction of its own."""
    return _EMBED + text + _POP
