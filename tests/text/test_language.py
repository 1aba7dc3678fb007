"""The language of a text: by script and little words, whatever keyboard wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.text.language import language_of

KNOWN = [
    ("", None),
    ("۱۳۹۶/۱۰/۱۱ — 12!", None),
    ("Рабочие вышли на площадь", "und"),
    ("הפגנה בכיכר", "und"),
    (
        "Des centaines de travailleurs se sont rassemblés devant la mairie pour demander leurs "
        "salaires impayés depuis trois mois selon le syndicat local hier soir",
        "und",
    ),
    ("مزدوروں نے تنخواہوں کے لیے احتجاج کیا ہے", "ur"),
    ("Workers rallied in Ahvaz", "en"),
    ("Rally!", "en"),
    ("Hundreds of workers of the plant rallied against the new law in the capital", "en"),
    ("کارگران نیشکر در شوش تجمع کردند", "fa"),
    ("كارگران نيشكر در شوش تجمع كردند", "fa"),  # typed on an Arabic keyboard
    ("اعتصاب", "fa"),
    ("گزارش: تجمع #اعتصاب Ahvaz", "fa"),
    # what a post carries in Latin letters says nothing of its language
    ("تجمع در شیراز https://t.me/some_channel_name/123456?single&comment=33333", "fa"),
    ("تجمع معلمان @a_long_name_of_a_channel #IranProtests2022 #TeachersOfIran t.me/abcdef", "fa"),
    ("تجمع در «شیراز<svg onload=alert(2)>» <img src=q onerror=alert(3)>", "fa"),
    ("اعتصام العمال www.example.org/news/2019/workers-sit-in-of-the-port", "ar"),
    ("https://example.org/the-workers-of-the-plant", "en"),
    ("Workers of the plant rallied #اعتصاب_سراسری @کانال", "en"),
    ("تظاهر مئات العمال في الأهواز للمطالبة برواتبهم", "ar"),
    ("إضراب عام في المدينة", "ar"),
    ("کرێکارانی پارێزگای کوردستان مانیان گرت لە شارەکە", "ckb"),
]


@pytest.mark.parametrize(("text", "code"), KNOWN)
def test_known_texts_have_known_languages(text, code):
    assert language_of(text) == code


@given(st.text(max_size=300))
def test_every_text_has_one_of_the_known_answers(text):
    assert language_of(text) in (None, "en", "fa", "ar", "ckb", "ur", "und")
    assert language_of(text) == language_of(text)
