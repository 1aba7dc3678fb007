"""Numbers in figures, words and vague words, in three languages, and what is no number."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.packs.language import load_language
from crosstally.text.fold import fold
from crosstally.text.numbers import compile_numbers, numbers_in

GRAMMARS = {code: compile_numbers(load_language(code)) for code in ("en", "fa", "ar")}

NO_NUMBER = [
    ("en", "on 2018-01-01"),
    ("en", "at 17:30"),
    ("en", "the 13th day"),
    ("en", "an F16 overhead"),
    ("en", "5.5 people"),
    ("en", "half a dream"),
    ("en", "no one came"),
    ("en", "a crowd"),
    ("en", "10/10/2018"),
    ("fa", "۱۳۹۶/۱۰/۱۱"),
    ("fa", "ساعت ۱۷:۳۰"),
    ("fa", "۱۳م آبان"),
    ("fa", "هر چند"),
    ("ar", "في ٢٠١٨/٠١/٠١"),
    ("en", ""),
]

# language, text, low, high, bound, the words
KNOWN = [
    ("en", "two hundred and fifty people", 250, 250, "exact", "two hundred and fifty"),
    ("en", "twenty-five", 25, 25, "exact", "twenty-five"),
    ("en", "one million two hundred thousand", 1_200_000, 1_200_000, "exact", None),
    ("en", "twenty five hundred", 2500, 2500, "exact", None),
    ("en", "a dozen", 12, 12, "exact", "a dozen"),
    ("en", "nearly a dozen", 12, 12, "about", "nearly a dozen"),
    ("en", "half a million", 500_000, 500_000, "exact", "half a million"),
    ("en", "two and a half million", 2_500_000, 2_500_000, "exact", None),
    ("en", "a million and a half", 1_500_000, 1_500_000, "exact", None),
    ("en", "1.5 million", 1_500_000, 1_500_000, "exact", "1.5 million"),
    ("en", "10k", 10_000, 10_000, "exact", "10k"),
    ("en", "1,500", 1500, 1500, "exact", "1,500"),
    ("en", "10 000 people", 10_000, 10_000, "exact", "10 000"),
    ("en", "dozens", 24, 99, "about", "dozens"),
    ("en", "scores of", 40, 199, "about", "scores"),
    ("en", "hundreds", 200, 999, "about", "hundreds"),
    ("en", "100s of people", 200, 999, "about", "100s"),
    ("en", "thousands", 2000, 9999, "about", "thousands"),
    ("en", "tens of thousands", 20_000, 99_999, "about", None),
    ("en", "hundreds of thousands", 200_000, 999_999, "about", None),
    ("en", "several hundred", 300, 900, "about", None),
    ("en", "a few hundred", 300, 500, "about", None),
    ("en", "several dozen", 36, 108, "about", None),
    ("en", "more than 60", 60, 60, "at_least", "more than 60"),
    ("en", "at least a hundred", 100, 100, "at_least", None),
    ("en", "200+ people", 200, 200, "at_least", "200+"),
    ("en", "500 or more", 500, 500, "at_least", "500 or more"),
    ("en", "up to 1,000", 1000, 1000, "at_most", "up to 1,000"),
    ("en", "no more than 30", 30, 30, "at_most", "no more than 30"),
    ("en", "fewer than 50", 50, 50, "at_most", "fewer than 50"),
    ("en", "some 300 workers", 300, 300, "about", "some 300"),
    ("en", "~300", 300, 300, "about", "~300"),
    ("en", "between 50 and 60", 50, 60, "about", "between 50 and 60"),
    ("en", "50-60", 50, 60, "about", "50-60"),
    ("en", "1,000–2,000", 1000, 2000, "about", "1,000–2,000"),
    ("en", "eight to ten", 8, 10, "about", "eight to ten"),
    ("en", "two to three thousand", 2000, 3000, "about", None),
    ("fa", "دویست و پنجاه نفر", 250, 250, "exact", "دویست و پنجاه"),
    ("fa", "بیست‌وپنج", 25, 25, "exact", "بیست‌وپنج"),
    ("fa", "هزارونهصدونود", 1990, 1990, "exact", "هزارونهصدونود"),
    ("fa", "هزار و سیصد و شصت و چهار", 1364, 1364, "exact", None),
    ("fa", "۲ هزار", 2000, 2000, "exact", "۲ هزار"),
    ("fa", "۷۸ هزار و ۴۱۱", 78_411, 78_411, "exact", "۷۸ هزار و ۴۱۱"),
    ("fa", "یک و نیم میلیون", 1_500_000, 1_500_000, "exact", None),
    ("fa", "۱/۵ میلیون", 1_500_000, 1_500_000, "exact", "۱/۵ میلیون"),
    ("fa", "۱٬۵۰۰", 1500, 1500, "exact", "۱٬۵۰۰"),
    ("fa", "ده‌ها نفر", 20, 99, "about", "ده‌ها"),
    ("fa", "صدها تن", 200, 999, "about", "صدها"),
    ("fa", "هزاران نفر", 2000, 9999, "about", "هزاران"),
    ("fa", "ده‌ها هزار", 20_000, 99_999, "about", "ده‌ها هزار"),
    ("fa", "چند صد نفر", 200, 999, "about", "چند صد"),
    ("fa", "حدود ۲۰۰ نفر", 200, 200, "about", "حدود ۲۰۰"),
    ("fa", "نزدیک به ۳۰۰ نفر", 300, 300, "about", "نزدیک به ۳۰۰"),
    ("fa", "دست‌کم ۱۵ تن", 15, 15, "at_least", "دست‌کم ۱۵"),
    ("fa", "بيش از ۶۰ نفر", 60, 60, "at_least", "بيش از ۶۰"),  # an Arabic ye
    ("fa", "کمتر از ۲۰", 20, 20, "at_most", "کمتر از ۲۰"),
    ("fa", "۵۰ تا ۶۰ نفر", 50, 60, "about", "۵۰ تا ۶۰"),
    ("fa", "پنجاه شصت نفر", 50, 60, "about", "پنجاه شصت"),
    ("fa", "دو سه هزار نفر", 2000, 3000, "about", "دو سه هزار"),
    ("ar", "مئتان وخمسون", 250, 250, "exact", "مئتان وخمسون"),
    ("ar", "خمسة وعشرون", 25, 25, "exact", "خمسة وعشرون"),
    ("ar", "خمسة عشر", 15, 15, "exact", "خمسة عشر"),
    ("ar", "ثلاثة آلاف", 3000, 3000, "exact", "ثلاثة آلاف"),
    ("ar", "ألف ومئتان", 1200, 1200, "exact", "ألف ومئتان"),
    ("ar", "عشرات المتظاهرين", 20, 99, "about", "عشرات"),
    ("ar", "مئات العمال", 200, 999, "about", "مئات"),
    ("ar", "عشرات الآلاف", 20_000, 99_999, "about", "عشرات الآلاف"),
    ("ar", "بضع مئات", 300, 900, "about", "بضع مئات"),
    ("ar", "ما لا يقل عن ٢٠", 20, 20, "at_least", "ما لا يقل عن ٢٠"),
    ("ar", "نحو ٣٠٠", 300, 300, "about", "نحو ٣٠٠"),
    ("ar", "بين 50 و60", 50, 60, "about", "بين 50 و60"),
]
UNITS = [
    ("en", "30 percent", "percent"),
    ("en", "30%", "percent"),
    ("en", "$500", "money"),
    ("en", "20-year-old man", "age"),
    ("en", "three days", "time"),
    ("fa", "۳۰ درصد", "percent"),
    ("fa", "پنج میلیون تومان", "money"),
    ("ar", "٪٥٠", "percent"),
    ("en", "30 people", None),
]


def read(lang, text):
    return numbers_in(GRAMMARS[lang], text, 0, len(text))


@pytest.mark.parametrize(("lang", "text"), NO_NUMBER)
def test_dates_times_ordinals_and_loose_words_are_no_numbers(lang, text):
    assert read(lang, text) == []


@pytest.mark.parametrize(("lang", "text", "low", "high", "bound", "words"), KNOWN)
def test_known_numbers_are_read(lang, text, low, high, bound, words):
    (number,) = read(lang, text)
    assert (number.low, number.high, number.bound.value) == (low, high, bound)
    assert number.text == (words or text)


@pytest.mark.parametrize(("lang", "text", "low", "high", "bound", "words"), KNOWN)
def test_the_span_read_by_itself_gives_the_number_again(lang, text, low, high, bound, words):
    body = f"— {text} …"
    (number,) = numbers_in(GRAMMARS[lang], body, 1, len(body))
    span = number.span
    (again,) = numbers_in(GRAMMARS[lang], body, span.start, span.end)
    assert (again.low, again.high, again.bound) == (number.low, number.high, number.bound)
    assert again.span == span


@pytest.mark.parametrize(("lang", "text", "unit"), UNITS)
def test_what_is_no_count_of_people_says_its_unit(lang, text, unit):
    (number,) = read(lang, text)
    assert number.unit == unit


def test_a_year_after_a_month_is_not_joined_to_the_crowd():
    assert [n.low for n in read("en", "on May 1 500 people")] == [1, 500]
    assert [n.low for n in read("en", "three hundred or four")] == [300, 4]
    assert [n.low for n in read("fa", "۱۰۰ و ۵۰")] == [100, 50]


def test_vague_words_are_marked_as_such():
    assert not read("en", "dozens")[0].exact
    assert not read("fa", "چند هزار")[0].exact
    assert read("en", "about 60")[0].exact


@given(st.integers(0, 999_999))
@example(1000)
def test_a_figure_is_read_in_every_script_and_with_separators(value):
    persian = str(value).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for lang, text in (("en", f"{value:,}"), ("en", str(value)), ("fa", persian), ("ar", persian)):
        (number,) = read(lang, f"{text} people")
        assert (number.low, number.high) == (value, value)


@given(st.text(alphabet="0123456789۰۱۲ .,-/:+%kانودهصزر a\u200c~", max_size=24))
@example("1" * 24)
def test_no_text_breaks_the_reader_and_spans_stay_inside_and_in_order(text):
    for lang in GRAMMARS:
        body = f"abc {text} def"
        last = 4
        for number in numbers_in(GRAMMARS[lang], body, 4, 4 + len(text)):
            assert last <= number.span.start < number.span.end <= 4 + len(text)
            assert number.text == number.span.of(body)
            assert 0 <= number.low <= number.high
            last = number.span.end


@given(
    st.text(alphabet="0123456789۰۱۲ .,-/:+%kانودهصزر a\u200c\u064e~\n", max_size=24),
    st.text(alphabet="5۵ a.\n\u064e", max_size=4),
)
@example('all times local):"', "\n2:20")
def test_numbers_read_from_the_whole_fold_are_those_of_the_part(text, after):
    part = text.strip(" \n")
    body = f"abc. {part} {after}"
    end = 5 + len(part)
    for lang in GRAMMARS if part else ():
        alone = numbers_in(GRAMMARS[lang], body, 5, end)
        assert numbers_in(GRAMMARS[lang], body, 5, end, fold(body)) == alone


@pytest.mark.parametrize("text", ["9" * 5000, "9" * 5000 + ".5 million", "1" + ",000" * 2000])
def test_a_figure_that_no_crowd_can_have_is_no_number(text):
    assert all(number.high < 10**15 for number in read("en", text))


def test_numbers_multiplied_beyond_all_measure_stay_small_enough_to_store():
    assert all(number.high < 2**63 for number in read("en", "one billion " + "billion " * 20))
