"""Killed, injured and arrested: totals, not parts; victims, not suspects; nought only where said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.numbers.harm import find_harm
from crosstally.records import Bound, Kind

NO_HARM = [
    ("Residents rallied peacefully.", "rallied", "en"),
    ("The rally was held in 3 cities.", "rally", "en"),
    ("A shooting was reported at the rally.", "rally", "en"),
    ("«مرگ بر دیکتاتور» شعار تجمع بود.", "تجمع", "fa"),
    ("تظاهر الأهالي أمس.", "تظاهر", "ar"),
]

HARMS = [
    ("Police killed 6 marchers and arrested 214 people.", "killed", "en", (6, None, 214)),
    ("A man was shot dead at the rally.", "shot dead", "en", (1, None, None)),
    ("Two brothers died at the rally.", "died", "en", (2, None, None)),
    ("No one was killed at the rally.", "killed", "en", (0, None, None)),
    (
        "Three people were killed, among them two women, at the rally.",
        "killed",
        "en",
        (3, None, None),
    ),
    (
        "The shelling left the toll at 208: the death toll rose to 208.",
        "rose",
        "en",
        (208, None, None),
    ),
    ("A gunman opened fire, killing two and wounding three others.", "killing", "en", (2, 3, None)),
    ("A boy and two men were wounded.", "wounded", "en", (None, 3, None)),
    ("A 6-year-old girl and 45-year-old woman were both shot.", "shot", "en", (None, 2, None)),
    ("A policeman was wounded and 12 protesters were arrested.", "wounded", "en", (None, 1, 12)),
    ("Police arrested a man after two people were shot dead.", "shot dead", "en", (2, None, 1)),
    ("Six people were shot.", "shot", "en", (None, 6, None)),
    ("A couple was shot dead.", "shot dead", "en", (2, None, None)),
    (
        "The count of people killed in the November protests in Iran is now 323.",
        "protests",
        "en",
        (323, None, None),
    ),
    (
        "Details of 304 people killed between 15 and 19 November 2019.",
        "killed",
        "en",
        (304, None, None),
    ),
    ("یک مرد با شلیک از یک پژو ۲۰۶ عبوری کشته شد.", "کشته", "fa", (1, None, None)),
    (
        "در تجمع سه‌شنبهٔ لاهیجان هفت شهروند، از جمله دو دانشجو، بازداشت شدند.",
        "تجمع",
        "fa",
        (None, None, 7),
    ),
    ("دیروز ۱۸ کارگر هفت‌تپه در شوش بازداشت شدند.", "بازداشت", "fa", (None, None, 18)),
    ("۴ نفر کشته و ۱۲ تن زخمی شدند.", "کشته", "fa", (4, 12, None)),
    ("بازداشت ۵۲ نفر در تجمع", "تجمع", "fa", (None, None, 52)),
    ("ماموران ۱۵ معلم را بازداشت کردند.", "بازداشت", "fa", (None, None, 15)),
    ("در این تجمع کسی کشته نشد.", "تجمع", "fa", (0, None, None)),
    ("پسری در تیراندازی کشته شد.", "کشته", "fa", (1, None, None)),
    ("دست‌کم ۱۵ کشاورز ساچمه خوردند.", "ساچمه", "fa", (None, 15, None)),
    ("تهران، مقابل مجلس، ۳۵ بازداشتی", "مجلس", "fa", (None, None, 35)),
    ("ماموران دو معلم را گرفتند.", "گرفتند", "fa", (None, None, 2)),
    ("قتل 4 أشخاص وأصيب 12 آخرون.", "قتل", "ar", (4, 12, None)),
    ("قتل متظاهر وأصيب ثلاثة.", "قتل", "ar", (1, 3, None)),
    ("سقط في الساحة قتيلان.", "الساحة", "ar", (2, None, None)),
    ("أصيب 178، منهم ثمانية بالرصاص.", "أصيب", "ar", (None, 178, None)),
    ("Three of them, of whom two were arrested, marched.", "marched", "en", (None, None, 2)),
    ("اعتقال 52 شخصا خلال المظاهرة", "اعتقال", "ar", (None, None, 52)),
]


@pytest.mark.parametrize(("text", "word", "lang"), NO_HARM)
def test_where_no_harm_is_told_there_is_none(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_harm(staged.document, staged.event, staged.census) is None


@pytest.mark.parametrize(("text", "word", "lang", "counts"), HARMS)
def test_harm_is_counted_by_its_words(stage, text, word, lang, counts):
    staged = stage(text, word, lang, kind=Kind.FRC)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    found = (harm.killed, harm.injured, harm.arrested)
    assert tuple(count and count.high for count in found) == counts
    assert tuple(count and count.low for count in found) == counts
    for count in filter(None, found):
        assert count.span is not None
        assert count.span.of(text) == count.text


def test_at_least_and_a_range_keep_their_bounds(stage):
    staged = stage("At least 143 people were killed.", "killed", kind=Kind.FRC)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    assert harm.killed is not None
    assert harm.killed.bound is Bound.AT_LEAST
    staged = stage("Between 20 and 25 people were killed.", "killed", kind=Kind.FRC)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    assert harm.killed is not None
    assert (harm.killed.low, harm.killed.high) == (20, 25)


def test_who_was_shot_and_later_died_is_dead_and_not_injured(stage):
    text = "A man was shot on Monday. He died in hospital."
    staged = stage(text, "shot", kind=Kind.FRC)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    assert harm.killed is not None
    assert harm.killed.high == 1
    assert harm.injured is None


def test_an_arrest_tells_of_the_arrested_alone(stage):
    text = "Police killed 6 marchers and arrested 214 people."
    staged = stage(text, "arrested", kind=Kind.ARR)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    assert harm.killed is None
    assert harm.arrested is not None
    assert harm.arrested.high == 214


@given(killed=st.integers(2, 900), arrested=st.integers(2, 9999))
def test_counts_of_one_sentence_are_never_swapped(stage, killed, arrested):
    text = f"Officers killed {killed} protesters and {arrested} people were arrested."
    staged = stage(text, "killed", kind=Kind.FRC)
    harm = find_harm(staged.document, staged.event, staged.census)
    assert harm is not None
    assert harm.killed is not None
    assert harm.arrested is not None
    assert (harm.killed.high, harm.arrested.high) == (killed, arrested)
