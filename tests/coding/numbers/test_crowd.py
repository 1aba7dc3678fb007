"""How many took part: what counts, what does not, and what a row of sizes means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.numbers.crowd import find_size
from crosstally.records import Bound, Kind
from crosstally.text.numbers import numbers_in

NO_SIZES = [
    ("They rallied in 2019 outside the ministry.", "rallied", "en"),
    ("Workers rallied over a 40 per cent price rise.", "rallied", "en"),
    ("A 17-year-old rapper was freed and residents rallied.", "rallied", "en"),
    ("Residents rallied in 52 cities.", "rallied", "en"),
    ("Workers rallied over $200 in unpaid wages.", "rallied", "en"),
    ("They rallied for three hours.", "rallied", "en"),
    ("Police deployed 300 officers as residents rallied.", "rallied", "en"),
    ("Residents rallied after police killed 12 people.", "rallied", "en"),
    ("Hundreds of shops closed and residents rallied.", "rallied", "en"),
    ("کارگران در سال ۱۳۹۷ تجمع کردند.", "تجمع", "fa"),
    ("اهالی پس از کشته شدن ۴ نفر تجمع کردند.", "تجمع", "fa"),
    ("کارگران در اعتراض به ۳۰ درصد افزایش تجمع کردند.", "تجمع", "fa"),
    ("تظاهر الأهالي في 12 مدينة.", "تظاهر", "ar"),
    ("On May 12 protesters rallied.", "rallied", "en"),
    ("Teachers in 26 cities rallied.", "rallied", "en"),
    ("روز جمعه ۸ دی شماری از مردم تجمع کردند.", "تجمع", "fa"),
    ("امشب ساعت ده مردم تجمع کردند.", "تجمع", "fa"),
    ("سه‌شنبه مردم تجمع کردند.", "تجمع", "fa"),
    ("معترضان شیشهٔ چند بانک را شکستند و تجمع کردند.", "تجمع", "fa"),
    ("یک مقام اتاق اصناف گفت تجمع پایان یافت.", "تجمع", "fa"),
    ("در تجمع دیروز چند نفر کشته شدن.", "تجمع", "fa"),
]

SIZES = [
    ("About 100 people rallied.", "rallied", "en", 100, 100, Bound.ABOUT),
    ("More than 60 students rallied.", "rallied", "en", 60, 60, Bound.AT_LEAST),
    ("Hundreds rallied in the square.", "rallied", "en", 200, 999, Bound.ABOUT),
    ("The rally drew up to 2,500 people.", "rally", "en", 2500, 2500, Bound.AT_MOST),
    (
        "They rallied; their number was given as hundreds; about 400.",
        "rallied",
        "en",
        200,
        999,
        None,
    ),
    ("A crowd of 60 rallied.", "rallied", "en", 60, 60, Bound.EXACT),
    ("A lone protester stood at the rally.", "rally", "en", 1, 1, Bound.EXACT),
    ("Dozens of workers rallied, and police arrested 5 people.", "rallied", "en", 24, 99, None),
    ("صدها نفر در میدان تجمع کردند.", "تجمع", "fa", 200, 999, Bound.ABOUT),
    ("بیش از ۲۰۰ تن از کارگران تجمع کردند.", "تجمع", "fa", 200, 200, Bound.AT_LEAST),
    ("ده‌ها معلم تجمع کردند.", "تجمع", "fa", 20, 99, Bound.ABOUT),
    ("تظاهر مئات المحتجين في المدينة.", "تظاهر", "ar", 200, 999, Bound.ABOUT),
    ("۱۲ دی ده‌ها نفر تجمع کردند.", "تجمع", "fa", 20, 99, None),
    ("تظاهر المئات في المدينة.", "تظاهر", "ar", 200, 999, Bound.ABOUT),
    ("تجمع نحو 300 شخص أمام المبنى.", "تجمع", "ar", 300, 300, Bound.ABOUT),
]


@pytest.mark.parametrize(("text", "word", "lang"), NO_SIZES)
def test_what_counts_no_crowd_gives_no_size(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_size(staged.document, staged.event, staged.census) is None


@pytest.mark.parametrize(("text", "word", "lang", "low", "high", "bound"), SIZES)
def test_a_size_is_the_range_that_its_words_mean(stage, text, word, lang, low, high, bound):
    staged = stage(text, word, lang)
    size = find_size(staged.document, staged.event, staged.census)
    assert size is not None
    assert (size.low, size.high) == (low, high)
    assert bound is None or size.bound is bound
    assert size.span is not None
    assert size.span.of(text) == size.text


def test_an_arrest_has_no_crowd(stage):
    staged = stage("Police arrested 40 people.", "arrested", kind=Kind.ARR)
    assert find_size(staged.document, staged.event, staged.census) is None


def test_a_row_of_sizes_spans_from_the_first_to_the_last(stage):
    staged = stage("They rallied; their number was given as dozens; about 80.", "rallied")
    size = find_size(staged.document, staged.event, staged.census)
    assert size is not None
    assert size.text == "dozens; about 80"


@given(st.integers(min_value=2, max_value=999_999), st.sampled_from(["people", "workers", "men"]))
def test_the_span_of_a_size_holds_its_number(stage, number, noun):
    text = f"Then {number} {noun} rallied."
    staged = stage(text, "rallied")
    size = find_size(staged.document, staged.event, staged.census)
    assert size is not None
    assert size.span is not None
    (shown,) = numbers_in(staged.numbers, text, size.span.start, size.span.end)
    assert (shown.low, shown.high) == (size.low, size.high) == (number, number)


@given(st.integers(min_value=1900, max_value=2030), st.integers(min_value=1, max_value=100))
def test_a_size_never_comes_from_a_year_or_a_percentage(stage, year, share):
    text = f"In {year} residents rallied against a rise of {share} per cent."
    staged = stage(text, "rallied")
    assert find_size(staged.document, staged.event, staged.census) is None


def test_a_crowd_belongs_to_the_nearest_trigger(stage):
    text = "The bazaar was on strike and hundreds of traders rallied."
    staged = stage(text, "strike", kind=Kind.STK)
    start, end = staged.document.sentences[0].start, staged.document.folded.text.index(" and ")
    event = staged.event._replace(clause=(start, end))
    assert find_size(staged.document, event, staged.census) is None
