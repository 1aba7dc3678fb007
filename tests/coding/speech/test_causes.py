"""A cause is what the speaker names as one; what merely came before is none."""

import pytest

from crosstally.coding.speech.statements import find_statements

NONE = [
    ("en", "The mayor said that the shops closed after the march."),
    ("en", "Shops were closed because of the snow."),
    ("fa", "فرماندار گفت مغازه‌ها پس از تجمع بسته شد."),
    ("ar", "قال المحافظ إن المحال أغلقت بعد المسيرة."),
]
NAMED = [
    ("en", "The mayor said that the shops closed because of the snow.", "the snow"),
    ("en", "The minister blamed foreign agents for the unrest.", "foreign agents"),
    ("en", "The mayor said that foreign media were to blame.", "foreign media"),
    ("fa", "فرماندار گفت این تجمع به دلیل گرانی نان بود.", "گرانی نان"),
    ("fa", "سخنگوی دولت گفت دشمنان خارجی عامل اصلی ناآرامی‌ها بودند.", "دشمنان خارجی"),
    ("ar", "قال الوزير إن الاحتجاجات اندلعت بسبب ارتفاع الأسعار.", "ارتفاع الأسعار"),
]


@pytest.mark.parametrize(("lang", "text"), NONE)
def test_where_no_cause_is_named_there_is_none(opened, lang, text):
    assert all(one.cause is None for one in find_statements(opened(text, lang)))


@pytest.mark.parametrize(("lang", "text", "cause"), NAMED)
def test_a_cause_is_a_run_of_the_words_that_name_it(opened, lang, text, cause):
    (statement,) = find_statements(opened(text, lang))
    assert statement.cause.text == cause
    assert statement.cause.span.of(text) == cause
