"""What was asked for or refused: one item at a time, in the text's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.voice.demands import find_demands
from crosstally.records import Kind, Theme

NO_DEMANDS = [
    ("They rallied for the third day.", "rallied", "en"),
    ("They rallied for two hours.", "rallied", "en"),
    ("They rallied for more than a week.", "rallied", "en"),
    ("Residents rallied over the weekend.", "rallied", "en"),
    ("Workers rallied for 38 days.", "rallied", "en"),
    ("They rallied, the Center for Human Rights said.", "rallied", "en"),
    ("They rallied, shouting “think about us”.", "rallied", "en"),
    ("در پی نماز، اهالی تجمع کردند.", "تجمع", "fa"),
    ("کارگران برای سومین روز تجمع کردند.", "تجمع", "fa"),
    ("تظاهر الأهالي بعد صلاة الجمعة.", "تظاهر", "ar"),
]

DEMANDS = [
    ("Workers rallied over unpaid wages.", "rallied", "en",
     [("over unpaid wages", Theme.LABOUR)]),
    ("They rallied for workers' rights, for clean water and against racism.", "rallied", "en",
     [("for workers' rights", Theme.LABOUR), ("for clean water", Theme.ENVIRONMENT),
      ("against racism", Theme.ETHNIC)]),
    ("Students rallied demanding the release of political prisoners.", "rallied", "en",
     [("demanding the release of political prisoners", Theme.JUSTICE)]),
    ("They rallied in protest at the price of bread outside parliament.", "rallied", "en",
     [("in protest at the price of bread", Theme.ECONOMIC)]),
    ("کارگران در اعتراض به عدم پرداخت حقوق مقابل استانداری تجمع کردند.", "تجمع", "fa",
     [("در اعتراض به عدم پرداخت حقوق", Theme.LABOUR)]),
    ("معلمان خواستار آزادی زندانیان سیاسی شدند و تجمع کردند.", "تجمع", "fa",
     [("خواستار آزادی زندانیان سیاسی", Theme.JUSTICE)]),
    ("کشاورزان برای حقابهٔ زاینده‌رود تجمع کردند.", "تجمع", "fa",
     [("برای حقابهٔ زاینده‌رود", Theme.ENVIRONMENT)]),
    ("تظاهر الأهالي احتجاجا على نقص المياه أمام المبنى.", "تظاهر", "ar",
     [("احتجاجا على نقص المياه", Theme.ENVIRONMENT)]),
    ("تظاهر العمال للمطالبة بدفع رواتبهم.", "تظاهر", "ar",
     [("للمطالبة بدفع رواتبهم", Theme.LABOUR)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "lang"), NO_DEMANDS)
def test_a_length_of_time_is_no_demand(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_demands(staged.document, staged.event) == ()


@pytest.mark.parametrize(("text", "word", "lang", "demands"), DEMANDS)
def test_demands_come_one_by_one_with_their_themes(stage, text, word, lang, demands):
    staged = stage(text, word, lang)
    found = find_demands(staged.document, staged.event)
    assert [(demand.value, demand.theme) for demand in found] == demands
    assert all(demand.span.of(text) == demand.value for demand in found)


def test_a_list_under_one_word_stays_whole(stage):
    text = "They rallied for social, economic, and racial justice."
    staged = stage(text, "rallied")
    (demand,) = find_demands(staged.document, staged.event)
    assert demand.value == "for social, economic, and racial justice"


def test_an_act_of_the_state_demands_nothing(stage):
    staged = stage("Police arrested him for protesting against the law.", "arrested", kind=Kind.ARR)
    assert find_demands(staged.document, staged.event) == ()


@given(st.text(max_size=60))
def test_every_span_lies_inside_the_sentence(stage, tail):
    text = f"They rallied against {tail}"
    staged = stage(text, "rallied")
    sentence = staged.document.sentences[staged.event.sentence].span
    for demand in find_demands(staged.document, staged.event):
        assert sentence.start <= demand.span.start < demand.span.end <= sentence.end
        assert demand.span.of(text) == demand.value
