"""Words of an answer are found in the report, or they are not taken."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.coding.asking.words import find_words, places_of
from crosstally.records import Span
from crosstally.text.fold import fold

CASES = [
    ("nurses struck", "struck", ["struck"]),
    ("nurses struck", "STRUCK", ["struck"]),
    ("they were arrested", "arrest", []),
    ("an arrest, one arrest.", "arrest", ["arrest", "arrest"]),
    ("in Tabriz", "Tabriz Tehran", []),
    ("in Tabriz", " «Tabriz» ", ["Tabriz"]),
    ("in Tabriz", "", []),
    ("in Tabriz", "—", []),
    ("killed, wounded", "killed wounded", ["killed, wounded"]),
    ("كارگران يزد", "کارگران یزد", ["كارگران يزد"]),
    ("تجمّع کارگران", "تجمع", ["تجمّع"]),
    ("می‌روند و می‌آیند", "می روند", ["می‌روند"]),
    ("۱۲ نفر", "12 نفر", ["۱۲ نفر"]),
    ("تظاهروا بتبريز", "تبريز", ["تبريز"]),
    ("تبریزی‌ها", "تبریز", []),
    ("(نان)", "نان", ["نان"]),
]


@pytest.mark.parametrize(("text", "words", "found"), CASES)
def test_words_are_found_whole_or_not_at_all(opened, text, words, found):
    lang = "en" if text.isascii() else "fa"
    assert [span.of(text) for span in places_of(opened(text, lang), words)] == found


def test_of_several_runs_the_one_nearest_to_the_trigger_is_meant(opened):
    document = opened("Monday came. They rallied on Monday, not on Monday week.")
    assert find_words(document, "Monday").span.start == 0
    assert find_words(document, "monday", Span(18, 25)).span.start == 29


@given(st.text(max_size=60), st.text(max_size=12))
@example("a\u0301b", "a")
@example("ab\u0301", "ab")
@example("\u0640\u200c\u064e", "\u064e")
@example("İstanbul", "istanbul")
def test_what_is_found_has_the_letters_that_were_asked_for(opened, text, words):
    document = opened(text)
    for span in places_of(document, words):
        assert 0 <= span.start < span.end <= len(text)
        inner = fold(words).text.strip()
        assert inner in fold(span.of(text)).text


@given(st.text(min_size=1, max_size=60), st.data())
def test_a_run_of_the_text_that_has_a_letter_and_stands_apart_is_found(opened, text, data):
    body = f"x {text} y"
    stripped = text.strip(" \t\r\n«»“”„\"'‘’")
    found = places_of(opened(body), text)
    if any(map(str.isalnum, stripped)) and stripped == text:
        assert found
