"""Slogans: after or before their cue, marks of every sort, verbatim, and known ones by their id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.quoted import quotations
from crosstally.coding.voice.slogans import find_slogans
from crosstally.records import Kind, Theme

NO_SLOGANS = [
    ("They rallied. The governor said: “We will listen.”", "rallied", "en"),
    ("They rallied near the “Freedom” cinema.", "rallied", "en"),
    ("Residents rallied and went home.", "rallied", "en"),
    ("کارگران تجمع کردند. فرماندار گفت: «پیگیری می‌کنیم»", "تجمع", "fa"),
]

SLOGANS = [
    ("They rallied and chanted “Death to the dictator”.", "rallied", "en",
     [("Death to the dictator", "death-to-the-dictator", "chanted")]),
    ("They rallied, carrying signs reading \"Pay us\" and \"No more lies\".", "rallied", "en",
     [("Pay us", None, "written"), ("No more lies", None, "written")]),
    ("They rallied. “Shame on you!” they shouted.", "rallied", "en",
     [("Shame on you!", None, "chanted")]),
    ("They rallied chanting ‘Reformists, hardliners, the game is over’.", "rallied", "en",
     [("Reformists, hardliners, the game is over", "reformists-principlists", "chanted")]),
    ("معترضان تجمع کردند و شعار «نان، کار، آزادی» سر دادند.", "تجمع", "fa",
     [("نان، کار، آزادی", "bread-work-freedom", "chanted")]),
    ("تجمع‌کنندگان شعارهای «مرگ بر دیکتاتور» و «نترسید نترسید، ما همه با هم هستیم» دادند.", "تجمع", "fa",
     [("مرگ بر دیکتاتور", "death-to-the-dictator", "chanted"),
      ("نترسید نترسید، ما همه با هم هستیم", "dont-be-afraid", "chanted")]),
    ("در تجمع پلاکاردهایی با مضمون «کارگر زندانی آزاد باید گردد» دیده شد.", "تجمع", "fa",
     [("کارگر زندانی آزاد باید گردد", "imprisoned-worker-freed", "written")]),
    ("در این تجمع شعار مرگ بر دیکتاتور سر دادند.", "تجمع", "fa",
     [("مرگ بر دیکتاتور", "death-to-the-dictator", "chanted")]),
    ("معلمان تجمع کردند\nشعار:\nمرگ بر گرونی\n✊ نان، کار، آزادی ✊", "تجمع", "fa",
     [("مرگ بر گرونی", None, "chanted"), ("نان، کار، آزادی", "bread-work-freedom", "chanted")]),
    ("امروز تجمع کردند. «ما نان می‌خواهیم نه وعده»", "تجمع", "fa",
     [("ما نان می‌خواهیم نه وعده", None, "chanted")]),
    ("تجمع امروز با مرگ بر گرونی تمام شد.", "تجمع", "fa", [("مرگ بر گرونی", None, "chanted")]),
    ("تظاهر المئات وهتفوا \"الشعب يريد إسقاط النظام\".", "تظاهر", "ar",
     [("الشعب يريد إسقاط النظام", "the-people-want-fall", "chanted")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "lang"), NO_SLOGANS)
def test_a_quotation_without_a_chant_is_no_slogan(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_slogans(staged.document, staged.event) == ()


@pytest.mark.parametrize(("text", "word", "lang", "slogans"), SLOGANS)
def test_slogans_come_word_for_word_with_id_and_manner(stage, text, word, lang, slogans):
    staged = stage(text, word, lang)
    found = find_slogans(staged.document, staged.event)
    assert [(slogan.text, slogan.canonical, slogan.manner) for slogan in found] == slogans
    assert all(slogan.span.of(text) == slogan.text for slogan in found)


def test_the_theme_of_a_known_slogan_is_that_of_the_catalogue(stage):
    staged = stage("They rallied chanting “Woman, life, freedom”.", "rallied")
    (slogan,) = find_slogans(staged.document, staged.event)
    assert slogan.theme is Theme.GENDER


def test_the_theme_of_an_unknown_slogan_comes_from_its_words(stage):
    staged = stage("They rallied chanting “our river is dying”.", "rallied")
    (slogan,) = find_slogans(staged.document, staged.event)
    assert (slogan.theme, slogan.canonical) == (Theme.ENVIRONMENT, None)


def test_an_act_of_the_state_has_no_slogans(stage):
    staged = stage("Police arrested those who chanted “Shame”.", "arrested", kind=Kind.ARR)
    assert find_slogans(staged.document, staged.event) == ()


@given(st.lists(st.sampled_from(["pay us", "نان", "الحرية", "no more"]), min_size=1, max_size=6))
def test_every_item_of_a_list_is_found_once(stage, items):
    text = "They rallied and chanted " + ", ".join(f"“{item}”" for item in items) + "."
    staged = stage(text, "rallied")
    assert [slogan.text for slogan in find_slogans(staged.document, staged.event)] == items


@given(st.text(alphabet="ab “”«»‘’\"'\n،.", max_size=80))
def test_quotations_lie_in_order_inside_their_marks(text):
    reached = 0
    for quotation in quotations(text):
        assert reached <= quotation.outer_start < quotation.start
        assert quotation.start < quotation.end <= quotation.outer_end <= len(text)
        reached = quotation.outer_end


def test_the_slogans_of_a_later_day_are_not_those_of_this_event(stage):
    text = "Residents rallied. On Friday a crowd chanted “Shame on you”."
    staged = stage(text, "rallied")
    assert find_slogans(staged.document, staged.event) == ()
