"""When it was said is a day beside the attribution, never one inside what was said."""

from datetime import date

import pytest

from crosstally.coding.coder import code_report
from crosstally.records import ReportLine

NONE = [
    ("en", "The governor said that 52 people were arrested on Sunday."),
    ("en", "The governor said that 52 people were arrested."),
    ("fa", "فرماندار گفت: «یکشنبه ۵۲ نفر بازداشت شدند.»"),
    ("ar", "قال المحافظ إن 52 شخصا اعتقلوا يوم الأحد."),
]
DATED = [
    ("en", "On November 17, 2019, the leader called the marchers wicked.", date(2019, 11, 17)),
    ("en", "The governor said on Monday that a march was held on Sunday.", date(2019, 11, 18)),
    ("fa", "فرماندار روز جمعه گفت: «کسی کشته نشد.»", date(2019, 11, 15)),
    ("fa", "سخنگوی دولت دوشنبه ۲۷ آبان ۱۳۹۸ گفت کسی کشته نشد.", date(2019, 11, 18)),
    ("ar", "وقال وزير الداخلية يوم الاثنين إن شخصا قتل.", date(2019, 11, 18)),
]


def statements(coder, lang, text):
    line = ReportLine(id="r", text=text, lang=lang, published="2019-11-20")
    return code_report(coder, line).statements


@pytest.mark.parametrize(("lang", "text"), NONE)
def test_a_day_inside_what_was_said_is_not_the_day_it_was_said(coder, lang, text):
    found = statements(coder, lang, text)
    assert found
    assert all(one.date is None for one in found)


@pytest.mark.parametrize(("lang", "text", "day"), DATED)
def test_a_day_beside_the_attribution_is_the_day_it_was_said(coder, lang, text, day):
    one = statements(coder, lang, text)[0]
    assert (one.date.first, one.date.last) == (day, day)
    assert one.date.span.of(text)


def test_a_speaker_carries_no_day(coder):
    one = statements(coder, "fa", "سخنگوی دولت دوشنبه ۲۷ آبان ۱۳۹۸ گفت کسی کشته نشد.")[0]
    assert one.speaker.text == "سخنگوی دولت"


def test_two_days_beside_one_attribution_give_none(coder):
    text = "The governor said on Monday and again on Tuesday that the march was banned."
    assert all(one.date is None for one in statements(coder, "en", text))
