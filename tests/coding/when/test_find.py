"""Which days a text names and which of them are an event's: known answers in three languages."""

from datetime import date, datetime
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from crosstally.coding.document import Document, Event, open_document
from crosstally.coding.lexicon import Hit, Lexicon, compile_lexicon
from crosstally.coding.when.choice import agreed_days, choose_days
from crosstally.coding.when.entries import SORTS
from crosstally.coding.when.find import TimeExpr, compile_times, find_times
from crosstally.coding.when.words import TimeGrammar
from crosstally.packs.language import Term, load_language
from crosstally.records import Basis, Calendar, Kind, Precision, Reality, ReportLine
from crosstally.text.calendar import read_instant
from crosstally.text.fold import fold_phrase


@cache
def _grammar(lang: str, month_first: bool = False) -> tuple[Lexicon, TimeGrammar]:
    pack = load_language(lang)
    terms = [term for term in pack.terms if term.sort in SORTS]
    return compile_lexicon(terms), compile_times(pack, month_first=month_first)


def read(lang, text, published, *, month_first=False):
    lexicon, grammar = _grammar(lang, month_first)
    said = read_instant(published) if published else None
    line = ReportLine(id="r", text=text)
    document = open_document(line, lexicon=lexicon, lang=lang, published=said)
    return document, find_times(document, grammar)


def days_of(time: TimeExpr, *, ahead: bool = False):
    reading = time.forth if ahead else time.back
    return None if reading is None else (str(reading.first), str(reading.last))


def event_at(document: Document, word: str, reality=Reality.OCCURRED, kind=Kind.ASM) -> Event:
    phrase = fold_phrase(word)
    start = document.folded.text.index(phrase) + 1
    hit = Hit(start, start + len(phrase) - 2, Term(phrase, "kinds", kind.value, {}))
    for number, sentence in enumerate(document.sentences):
        if sentence.start <= start < sentence.end:
            clause = (sentence.start, sentence.end)
            return Event(hit, number, clause, kind, None, reality)
    raise AssertionError("no sentence holds the word")


NO_TIME = [
    ("en", "They may march against the price of bread."),
    ("en", "He sat in the sun."),
    ("en", "Call 555-1234 about 1,500 loaves at 1234 Main Street."),
    ("en", "Version 10.5.2 costs $2018."),
    ("en", "The union has 300 members and 3.5 per cent more pay."),
    ("fa", "خبرگزاری مهر از نماز جمعه نوشت."),
    ("fa", "او دوم می‌شود و می‌گوید."),
    ("fa", "با مهر و محبت"),
    ("ar", "تجمع العمال أمام المبنى."),
    ("en", ""),
]

# language, text, published, the words, first, last, precision
BACK = [
    # full dates
    ("en", "on 2 May 2018", "2018-06-10", "2 May 2018", "2018-05-02", None, "day"),
    ("en", "on May 2nd, 2018", "2018-06-10", "May 2nd, 2018", "2018-05-02", None, "day"),
    ("en", "on 22 May 2018", "2025-06-10", "22 May 2018", "2018-05-22", None, "day"),
    ("en", "on 22 May 2025", "2025-06-10", "22 May 2025", "2025-05-22", None, "day"),
    ("en", "on 2018-01-01", "2018-06-10", "2018-01-01", "2018-01-01", None, "day"),
    ("en", "on 15/11/2019", "2019-12-10", "15/11/2019", "2019-11-15", None, "day"),
    ("en", "on 11/15/2019", "2019-12-10", "11/15/2019", "2019-11-15", None, "day"),
    ("en", "on 1/2/2018", "2018-06-10", "1/2/2018", "2018-02-01", None, "day"),
    ("en", "on 11 Dey 1396", "2018-01-05", "11 Dey 1396", "2018-01-01", None, "day"),
    ("en", "on 1 Ramadan 1445", "2024-05-05", "1 Ramadan 1445", "2024-03-11", None, "day"),
    ("fa", "۲۴ آبان ۱۳۹۸", "2019-12-01", "۲۴ آبان ۱۳۹۸", "2019-11-15", None, "day"),
    ("fa", "۷ دی ۱۳۹۶", "2026-01-17", "۷ دی ۱۳۹۶", "2017-12-28", None, "day"),
    ("fa", "۷ دی ۱۴۰۴", "2026-01-17", "۷ دی ۱۴۰۴", "2025-12-28", None, "day"),
    ("fa", "۱۳۹۶/۱۰/۱۱", "2019-11-17", "۱۳۹۶/۱۰/۱۱", "2018-01-01", None, "day"),
    ("fa", "۱۴۰۴/۱۰/۱۰", "2026-01-17", "۱۴۰۴/۱۰/۱۰", "2025-12-31", None, "day"),
    ("fa", "۹۶/۱۰/۸", "2018-01-17", "۹۶/۱۰/۸", "2017-12-29", None, "day"),
    ("fa", "14مهر92", "2018-01-17", "14مهر92", "2013-10-06", None, "day"),
    ("fa", "بیست و دو بهمن ۱۳۵۷", "2018-01-17", "بیست و دو بهمن ۱۳۵۷", "1979-02-11", None, "day"),
    ("fa", "بیست‌ویکم مهر ۱۴۰۱", "2022-11-05", "بیست‌ویکم مهر ۱۴۰۱", "2022-10-13", None, "day"),
    ("fa", "۱۵ نوامبر ۲۰۱۹", "2020-06-10", "۱۵ نوامبر ۲۰۱۹", "2019-11-15", None, "day"),
    ("fa", "۱ می ۲۰۲۰", "2020-06-10", "۱ می ۲۰۲۰", "2020-05-01", None, "day"),
    ("fa", "شامگاه سه‌شنبه ۱۲ دی‌ماه", "2018-01-05", None, "2018-01-02", None, "day"),
    ("ar", "الجمعة 15 نوفمبر 2019", "2019-12-05", None, "2019-11-15", None, "day"),
    ("ar", "24 تشرين الثاني 2019", "2019-12-05", None, "2019-11-24", None, "day"),
    ("ar", "٢٠١٨/٠١/٠١", "2018-01-05", None, "2018-01-01", None, "day"),
    ("ar", "12 ربيع الأول 1446", "2024-10-05", None, "2024-09-16", None, "day"),
    # without a year
    ("en", "on Aug. 6", "1998-02-06", "Aug. 6", "1997-08-06", None, "day"),
    ("en", "on Aban 24", "2019-12-01", "Aban 24", "2019-11-15", None, "day"),
    ("en", "on Friday 24 Aban", "2019-12-01", "Friday 24 Aban", "2019-11-15", None, "day"),
    ("en", "on the first of May", "2018-06-10", "first of May", "2018-05-01", None, "day"),
    ("en", "on May Day", "2018-06-10", "May Day", "2018-05-01", None, "day"),
    ("fa", "جمعه ۲۴ آبان", "2019-12-01", "جمعه ۲۴ آبان", "2019-11-15", None, "day"),
    ("fa", "سی‌ام شهریور", "2018-01-05", "سی‌ام شهریور", "2017-09-21", None, "day"),
    ("en", "on the 15th of last month", "2018-02-08", None, "2018-01-15", None, "day"),
    ("fa", "سوم همین ماه", "2018-01-05", "سوم همین ماه", "2017-12-24", None, "day"),
    # weekdays
    ("en", "on Thursday", "1998-04-02", "Thursday", "1998-04-02", None, "day"),
    ("en", "on Tuesday", "1998-04-02", "Tuesday", "1998-03-31", None, "day"),
    ("en", "last Friday", "2018-02-08", "last Friday", "2018-02-02", None, "day"),
    ("fa", "روز جمعه", "2019-11-17", "روز جمعه", "2019-11-15", None, "day"),
    ("fa", "بامداد پنجشنبه", "2020-06-10", "بامداد پنجشنبه", "2020-06-04", None, "day"),
    ("fa", "پنج‌شنبه گذشته", "2020-06-10", "پنج‌شنبه گذشته", "2020-06-04", None, "day"),
    ("ar", "الأحد الماضي", "2018-01-05", "الأحد الماضي", "2017-12-31", None, "day"),
    # pointing words, by day and by hour
    ("en", "yesterday", "2018-01-01", "yesterday", "2017-12-31", None, "day"),
    ("en", "late last night", "2018-06-10", "late last night", "2018-06-09", None, "day"),
    ("en", "tonight", "2018-06-08T02:00:00Z", "tonight", "2018-06-07", None, "day"),
    ("en", "this morning", "2018-06-08T07:00:00Z", "this morning", "2018-06-08", None, "day"),
    ("en", "three days ago", "2018-02-05", "three days ago", "2018-02-02", None, "day"),
    ("en", "the day before", "2018-02-05", "the day before", "2018-02-04", None, "day"),
    ("fa", "امروز", "2018-01-05T02:55:00+03:30", "امروز", "2018-01-04", None, "day"),
    ("fa", "امروز", "2018-01-05T12:55:00+03:30", "امروز", "2018-01-05", None, "day"),
    ("fa", "امشب", "2018-01-05T02:55:00+03:30", "امشب", "2018-01-04", None, "day"),
    ("fa", "صبح امروز", "2018-01-05T07:30:00+03:30", "صبح امروز", "2018-01-05", None, "day"),
    ("fa", "دیشب", "2018-01-05T02:55:00+03:30", "دیشب", "2018-01-04", None, "day"),
    ("fa", "شب گذشته", "2018-01-05", "شب گذشته", "2018-01-04", None, "day"),
    ("fa", "پریروز", "2018-01-05", "پریروز", "2018-01-03", None, "day"),
    ("fa", "سه روز پیش", "2018-01-05", "سه روز پیش", "2018-01-02", None, "day"),
    ("fa", "برای سومین روز", "2018-01-05", "سومین روز", "2018-01-05", None, "day"),
    ("ar", "أمس", "2018-01-05", "أمس", "2018-01-04", None, "day"),
    ("ar", "ليلة أمس", "2018-01-05", "ليلة أمس", "2018-01-04", None, "day"),
    ("ar", "قبل ثلاثة أيام", "2018-01-05", "قبل ثلاثة أيام", "2018-01-02", None, "day"),
    ("ar", "لليوم الثالث", "2018-01-05", "لليوم الثالث", "2018-01-05", None, "day"),
    # ranges
    ("en", "Nov 13-14", "2019-12-05", "Nov 13-14", "2019-11-13", "2019-11-14", "day"),
    ("en", "from 5 to 8 May", "2018-06-10", "5 to 8 May", "2018-05-05", "2018-05-08", "day"),
    ("en", "5, 6 and 7 May", "2018-06-10", "5, 6 and 7 May", "2018-05-05", "2018-05-07", "day"),
    ("en", "from Dec. 28 to Jan. 3", "2018-02-08", None, "2017-12-28", "2018-01-03", "day"),
    (
        "en", "between 3 October and 8 October 2022", "2022-10-09",
        "3 October and 8 October 2022", "2022-10-03", "2022-10-08", "day",
    ),
    ("en", "Monday and Tuesday", "2018-06-08", None, "2018-06-04", "2018-06-05", "day"),
    ("en", "since 5 November", "2019-12-05", "5 November", "2019-11-05", "2019-12-05", "day"),
    ("fa", "از ۷ تا ۱۳ دی", "2018-01-17", "از ۷ تا ۱۳ دی", "2017-12-28", "2018-01-03", "day"),
    ("fa", "۷ و ۸ دی", "2018-01-05", "۷ و ۸ دی", "2017-12-28", "2017-12-29", "day"),
    ("fa", "پنجشنبه و جمعه", "2018-01-07", None, "2018-01-04", "2018-01-05", "day"),
    ("ar", "بين 16 و19 سبتمبر 2022", "2022-10-05", None, "2022-09-16", "2022-09-19", "day"),
    # weeks, months and longer
    ("en", "last week", "2018-06-08", "last week", "2018-05-28", "2018-06-03", "week"),
    ("en", "the week of 2 August", "2018-08-20", None, "2018-07-30", "2018-08-05", "week"),
    ("en", "early January", "2018-02-05", "early January", "2018-01-01", "2018-01-10", "week"),
    ("en", "the past three days", "2018-06-10", None, "2018-06-07", "2018-06-10", "week"),
    ("en", "in October", "1998-01-08", "October", "1997-10-01", "1997-10-31", "month"),
    ("en", "last month", "1989-10-27", "last month", "1989-09-01", "1989-09-30", "month"),
    ("en", "in 2009", "2020-06-08", "2009", "2009-01-01", "2009-12-31", "longer"),
    ("fa", "هفته گذشته", "2018-01-05", "هفته گذشته", "2017-12-23", "2017-12-29", "week"),
    ("fa", "هفته نخست مهر", "2020-06-10", None, "2019-09-23", "2019-09-29", "week"),
    ("fa", "ماه گذشته", "2018-01-07", "ماه گذشته", "2017-11-22", "2017-12-21", "month"),
    ("fa", "در سال ۹۶", "2018-01-07", "در سال ۹۶", "2017-03-21", "2018-03-20", "longer"),
]  # fmt: skip

AHEAD = [
    ("en", "on Friday", "2018-06-08", "2018-06-15"),
    ("en", "next Tuesday", "2017-05-30", "2017-06-06"),
    ("en", "17 May", "2017-10-23", "2018-05-17"),
    ("en", "Sunday 17", "2017-11-09", "2017-12-17"),
    ("en", "Friday 6/9", "2017-05-31", "2017-06-09"),
    ("en", "tomorrow 18th November", "2017-11-17", "2017-11-18"),
    ("en", "Thurs 2 Nov 2015", "2017-10-29", "2017-11-02"),  # a quarter past eight
    ("fa", "پنجشنبه هفته آینده", "2018-01-05", "2018-01-11"),
    ("fa", "ساعت ۵ عصر فردا", "2018-01-05", "2018-01-06"),
    ("fa", "۱۲ بهمن", "2018-01-05", "2018-02-01"),
    ("ar", "غدا", "2018-01-05", "2018-01-06"),
]


@pytest.mark.parametrize(("lang", "text"), NO_TIME)
def test_words_that_only_look_like_times_are_none(lang, text):
    _, times = read(lang, text, "2018-06-10")
    assert times == ()


@pytest.mark.parametrize(("lang", "text", "published", "words", "first", "last", "precision"), BACK)
def test_known_times_look_back_from_the_day_of_the_report(
    lang, text, published, words, first, last, precision
):
    document, (time,) = read(lang, text, published)
    assert time.type == "DAT"
    assert days_of(time) == (first, last or first)
    assert time.back.precision is Precision(precision)
    said = time.span.of(document.body)
    assert words is None or words in said


@pytest.mark.parametrize(("lang", "text", "published", "day"), AHEAD)
def test_known_plans_look_ahead(lang, text, published, day):
    _, (time,) = read(lang, text, published)
    assert days_of(time, ahead=True) == (day, day)


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "at 17:30"), ("en", "in the evening"), ("fa", "ساعت ۵ عصر")]
)
def test_a_time_of_day_names_no_day(lang, text):
    _, (time,) = read(lang, text, "2018-06-10")
    assert (time.type, time.back, time.as_time().first) == ("TIM", None, None)


def test_a_weekday_that_does_not_fit_its_date_leaves_the_date_and_says_so():
    _, (time,) = read("en", "On Friday, November 19th, they rallied.", "2019-12-05")
    assert days_of(time) == ("2019-11-19", "2019-11-19")
    assert time.odd
    _, (fit,) = read("fa", "جمعه ۲۴ آبان", "2019-12-05")
    assert not fit.odd


def test_the_part_of_the_day_and_the_calendar_are_kept():
    _, (time,) = read("fa", "شامگاه سه‌شنبه ۱۲ دی‌ماه", "2018-01-05")
    assert (time.part, time.calendar, time.basis) == ("evening", Calendar.JALALI, Basis.STATED)
    _, (night,) = read("en", "the night of 2 August", "2018-08-05")
    assert (night.part, night.basis) == ("night", Basis.STATED)


def test_figures_are_read_as_the_country_writes_them():
    _, (time,) = read("en", "on 1/2/2018", "2018-06-10", month_first=True)
    assert days_of(time) == ("2018-01-02", "2018-01-02")


def test_dates_that_no_calendar_has_have_no_days():
    _, (time,) = read("en", "on 30 February", "2018-06-10")
    assert time.back is None
    _, (other,) = read("fa", "روز ۳۱ مهر", "2018-06-10")
    assert other.back is None


def test_without_a_publication_day_only_whole_dates_have_days():
    _, times = read("en", "Yesterday and on 5 May 2018 and on Friday.", None)
    assert [days_of(time) for time in times] == [None, ("2018-05-05", "2018-05-05"), None]


def test_the_next_day_follows_the_day_named_before_it():
    text = "Protests began on Thursday in Mashhad. The next day crowds gathered in Tehran."
    _, times = read("en", text, "2018-01-05")
    assert [days_of(time)[0] for time in times] == ["2018-01-04", "2018-01-05"]


# lang, text, published, first, last: rules that are not obvious, each with the text that needs it
SAID = [
    ("en", "shot Saturday night in Reno", "2018-01-03", "2017-12-30", None),
    ("en", "nearly 6 months ago", "2018-01-03", "2017-07-01", "2017-07-31"),
    ("en", "killed last August 26", "2018-01-03", "2017-08-26", None),
    ("en", "on Thanksgiving night", "2018-01-03", "2017-11-23", None),
    ("en", "the Easter morning homicide", "2018-01-03", "2017-04-16", None),
    ("en", "jailed Monday to 20 years", "2018-01-03", "2018-01-01", None),
    ("en", "on Friday, the first in years", "2018-01-03", "2017-12-29", None),
    ("en", "the protests of December 2017 and January 2018", "2018-06-01", "2017-12-01",
     "2018-01-31"),
    ("fa", "سه سال پیش", "2018-01-03", "2014-03-21", "2015-03-20"),
    ("fa", "دو شب پیش", "2019-11-18", "2019-11-16", None),
    ("fa", "#۲۵_آبان", "2019-11-18", "2019-11-16", None),
    ("fa", "۲۵/۸/۹۸", "2019-11-18", "2019-11-16", None),
    ("fa", "شنبه ۲۵/۸", "2019-11-18", "2019-11-16", None),
    ("fa", "۴شنبه", "2019-11-18", "2019-11-13", None),
    ("fa", "دیروز و امروز", "2019-11-18", "2019-11-17", "2019-11-18"),
    ("fa", "درخرداد ۱۳۸۸", "2019-11-18", "2009-05-22", "2009-06-21"),
    ("fa", "سال هزاروسیصدونود", "2019-11-18", "2011-03-21", "2012-03-19"),
    ("fa", "آن روز", "2019-11-18", "2019-11-18", None),
    ("ar", "إضراب عام يوم الأربعاء", "2018-05-31", "2018-05-30", None),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "published", "first", "last"), SAID)
def test_a_time_means_what_people_mean_by_it(lang, text, published, first, last):
    _, times = read(lang, text, published)
    assert days_of(times[-1]) == (first, last or first)


# text, word of the event, reality, published, first, last, basis
EVENTS = [
    ("en", "Two men shot on Friday were charged on Monday.", "shot", "occurred", "2018-06-12",
     "2018-06-08", None, "relative"),
    ("en", "Arrested on Thursday, a day after workers rallied.", "rallied", "occurred",
     "2018-06-10", "2018-06-06", None, "relative"),
    ("en", "It has been three days since workers rallied.", "rallied", "occurred", "2018-06-10",
     "2018-06-07", None, "relative"),
    ("en", "They cancelled Saturday's march.", "march", "prevented", "2018-06-08", "2018-06-09",
     None, "relative"),
    ("fa", "تجمع برای حقوق مرداد", "تجمع", "occurred", "2019-08-19", "2019-08-19", None,
     "publication"),
    ("fa", "یک روز پس از تجمع در زاهدان اینترنت قطع است", "تجمع", "occurred", "2022-10-01",
     "2022-09-30", None, "relative"),
    ("fa", "صدها نفر از مردم آبادان دیروز تجمع کردند", "تجمع", "occurred", "2018-06-24",
     "2018-06-23", None, "relative"),
    ("fa", "تصاویری که بامداد جمعه منتشر شد؛ مردم پنجشنبه تجمع کردند", "تجمع", "occurred",
     "2020-07-17", "2020-07-16", None, "relative"),
    ("en", "Workers rallied in Shush.", "rallied", "occurred", "2018-01-05", "2018-01-05", None,
     "publication"),
    ("en", "Workers rallied on Wednesday, said the union on Friday.", "rallied", "occurred",
     "2018-06-10", "2018-06-06", None, "relative"),
    ("en", "Police said on Friday that workers rallied on Tuesday.", "rallied", "occurred",
     "2018-06-10", "2018-06-05", None, "relative"),
    ("en", "They will rally on Friday.", "rally", "planned", "2018-06-10", "2018-06-15", None,
     "relative"),
    ("en", "They rallied on the anniversary of 15 November 2019.", "rallied", "occurred",
     "2022-11-16", "2022-11-16", None, "publication"),
    ("en", "Born on 5 May 1990, he rallied with them on Monday.", "rallied", "occurred",
     "2018-06-10", "2018-06-04", None, "relative"),
    ("en", "They rallied between 5 May and 8 May 2018.", "rallied", "occurred", "2018-06-10",
     "2018-05-05", "2018-05-08", "stated"),
    ("en", "The rally began on Tuesday. Teachers also rallied.", "teachers also rallied",
     "occurred", "2018-06-08", "2018-06-05", None, "relative"),
    ("fa", "کارگران امروز تجمع کردند.", "تجمع", "occurred", "2018-01-05T02:55:00+03:30",
     "2018-01-04", None, "relative"),
    ("fa", "کارگران تجمع کردند.", "تجمع", "occurred", "2018-01-05T12:55:00+03:30", "2018-01-05",
     None, "publication"),
    ("fa", "در سالگرد ۲۴ آبان ۹۸ تجمع کردند.", "تجمع", "occurred", "2022-11-15", "2022-11-15",
     None, "publication"),
    ("fa", "معلمان پنجشنبه تجمع می‌کنند.", "تجمع", "planned", "2018-01-05", "2018-01-11", None,
     "relative"),
    ("ar", "تظاهر العمال أمس في الأهواز.", "تظاهر", "occurred", "2018-01-05", "2018-01-04", None,
     "relative"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "text", "word", "reality", "published", "first", "last", "basis"), EVENTS
)
def test_an_event_gets_the_days_that_are_its_own(
    lang, text, word, reality, published, first, last, basis
):
    document, times = read(lang, text, published)
    days = choose_days(document, event_at(document, word, Reality(reality)), times)
    assert (str(days.first), str(days.last)) == (first, last or first)
    assert days.basis is Basis(basis)
    assert (days.span is None) == (basis == "publication")


def test_an_arrest_keeps_the_day_that_is_no_day_of_what_came_before():
    text = "A man was arrested on Friday after the rally on Tuesday."
    document, times = read("en", text, "2018-06-10")
    arrest = choose_days(document, event_at(document, "arrested", kind=Kind.ARR), times)
    rally = choose_days(document, event_at(document, "rally"), times)
    assert (arrest.first, rally.first) == (date(2018, 6, 8), date(2018, 6, 5))


@pytest.mark.parametrize(
    ("lang", "text", "word", "kind", "first"),
    [
        ("fa", "کارگران از شنبه اعتصاب کرده‌اند", "اعتصاب", Kind.STK, date(2018, 1, 27)),
        ("fa", "سیزدهمین روز اعتصاب غذا", "اعتصاب", Kind.HNG, date(2018, 1, 18)),
        ("en", "Curfew for the third day", "curfew", Kind.RES, date(2018, 1, 28)),
        ("ar", "إضراب لليوم الثالث", "إضراب", Kind.HNG, date(2018, 1, 28)),
    ],
)
def test_what_lasts_is_dated_from_its_first_day(lang, text, word, kind, first):
    document, times = read(lang, text, "2018-01-30")
    days = choose_days(document, event_at(document, word, kind=kind), times)
    assert (days.first, days.last) == (first, date(2018, 1, 30))


def test_the_date_under_a_quoted_post_is_no_day_of_the_event():
    text = "Crowds rallied. — Jane (@jane_doe) October 24, 2016"
    document, times = read("en", text, "2016-10-26")
    assert choose_days(document, event_at(document, "rallied"), times).span is None


def test_without_any_date_an_event_has_no_days():
    document, times = read("en", "Workers rallied.", None)
    assert choose_days(document, event_at(document, "rallied"), times) is None


@given(st.dates(JalaliDate(1300, 1, 1).to_gregorian(), JalaliDate(1420, 12, 29).to_gregorian()))
@example(date(2021, 3, 20))
def test_a_jalali_date_written_out_is_the_day_of_another_reckoning(day):
    other = JalaliDate(day)
    text = f"در تاریخ {other.strftime('%Y/%m/%d', locale='fa')} تجمع کردند"
    _, (time,) = read("fa", text, "2018-01-05")
    assert days_of(time) == (str(day), str(day))


@given(st.datetimes(datetime(2018, 1, 1), datetime(2019, 1, 1)))  # noqa: DTZ001
def test_today_is_never_after_the_report_and_at_most_a_day_before(moment):
    _, (time,) = read("fa", "امروز تجمع کردند", f"{moment.isoformat()}+03:30")
    assert 0 <= (moment.date() - time.back.first).days <= (1 if moment.hour < 8 else 0)


pieces = st.sampled_from(
    [
        "on",
        "Friday",
        "and",
        "May",
        "5",
        ",",
        "20",
        "to",
        "1398",
        "آبان",
        "۷",
        "تا",
        "جمعه",
        "ساعت",
        "۵",
        "دی",
        "از",
        "since",
        "10/11",
        "early",
        "–",
        "\u200c",
        "next",
        "week",
        "2018",
        "ago",
        "three",
        "months",
        "the",
        "of",
        ".",
        "(",
        "17:30",
        "15th",
        "اول",
        "ماه",
        "گذشته",
    ]
)


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2022-10-27T01:40:00+03:30", "2022-10-26"),
        ("2022-10-27T06:10:00+03:30", "2022-10-27"),
        ("2022-10-27", "2022-10-27"),
    ],
)
def test_a_post_after_midnight_that_names_no_time_tells_of_the_evening_before(published, day):
    document, times = read("fa", "تیراندازی به مردم در میدان اصلی", published)
    days = choose_days(document, event_at(document, "تیراندازی", kind=Kind.FRC), times)
    assert (str(days.first), days.basis) == (day, Basis.PUBLICATION)


def test_a_day_that_is_named_inside_the_weekend_is_the_event_s():
    text = "Two people rallied over the weekend. It began around 2 p.m. on Sunday, neighbours said."
    document, times = read("en", text, "2018-06-11")
    days = choose_days(document, event_at(document, "rallied"), times)
    assert (str(days.first), str(days.last)) == ("2018-06-10", "2018-06-10")


@given(st.lists(pieces, max_size=12).map(" ".join), st.sampled_from(["en", "fa", "ar"]))
@example("May 5 and 20 May", "en")
@example("since", "en")
def test_no_text_breaks_the_grammar_and_spans_come_in_order(text, lang):
    document, times = read(lang, text, "2018-06-10")
    end = 0
    for time in times:
        assert end <= time.span.start < time.span.end <= len(document.body)
        end = time.span.end
        for reading in (time.back, time.forth):
            assert reading is None or reading.first <= reading.last


@pytest.mark.parametrize(
    "unit", ["5, ", "5 and ", "on Friday ", "the ", "9", "5.", "1/2/", "early "]
)
def test_a_hostile_text_costs_no_more_than_its_length(unit):
    _, times = read("en", "on Friday " + unit * 20_000, "2018-01-05")
    assert times[0].type == "DAT"


def test_a_day_that_several_sentences_of_such_events_name_is_the_event_s():
    text = (
        "Crowds rallied. They rallied on Friday. They rallied on Friday night. She left on Monday."
    )
    document, times = read("en", text, "2018-06-13")
    events = [
        event_at(document, "rallied")._replace(sentence=at, clause=(line.start, line.end))
        for at, line in enumerate(document.sentences)
    ]
    agreed = agreed_days(events[:3], times)
    assert agreed == {("protest", date(2018, 6, 8)): 2}
    assert choose_days(document, events[0], times, agreed).first == date(2018, 6, 8)
    assert not agreed_days(events, ())


def test_the_time_that_is_told_to_the_minute_is_when_it_was():
    text = "Police spoke on Tuesday. A man was shot at 9:47 p.m. Sunday."
    document, times = read("en", text, "2018-06-13")
    assert [time.clock for time in times] == [False, True]
    shot = choose_days(document, event_at(document, "shot", kind=Kind.FRC), times)
    assert shot.first == date(2018, 6, 10)


def test_a_weekday_its_night_and_its_date_are_one_expression():
    _, times = read("en", "They rallied on Monday night, July 9.", "2018-07-12")
    assert [days_of(time) for time in times] == [("2018-07-09", "2018-07-09")]
