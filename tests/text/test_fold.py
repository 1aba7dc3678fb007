"""Folding: one spelling for matching, and the way back to the body as it arrived."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.text.fold import fold, fold_phrase

CASES = [
    ("", " "),
    ("…", " "),
    ("\u064e\u0651\u200d", " "),  # nothing but marks
    ("Sit-in", " sit in "),
    ("NO  JUSTICE,\n\nNo Peace!", " no justice no peace "),
    ("İzmir café ÉTÉ", " izmir cafe ete "),
    ("كارگران نيشكر", " کارگران نیشکر "),  # an Arabic keyboard
    ("هفت‌تپه", " هفت تپه "),
    ("هفت تپه", " هفت تپه "),
    ("تجمّعِ مُعلّمان", " تجمع معلمان "),
    ("تجمـــع", " تجمع "),
    ("آزادی أهواز إیران", " ازادی اهواز ایران "),
    ("مدينة", " مدینه "),
    ("۱۳۹۶/۱۰/۱۱ و ٢٠١٨", " 1396 10 11 و 2018 "),
    ("\u202bشعار\u202c", " شعار "),
    ("شعار\u200f!", " شعار "),
]
letters = st.text(alphabet="aAßİé\u0301 .-\u200c\u200f\u064e\u0640یيكک۱٢\n«»", max_size=40)


@pytest.mark.parametrize(("body", "folded"), CASES)
def test_known_texts_fold_to_one_spelling(body, folded):
    assert " ".join(fold(body).text.split()) == folded.strip()


@given(st.text(max_size=80))
@example("\u064e")
@example("a\u0345")
def test_folding_twice_is_folding_once(body):
    once = fold(body).text
    assert fold(once.strip()).text.strip() == once.strip()


@given(st.one_of(letters, st.text(max_size=60)))
@example("a-\u064eb")
@example("\u200cا\u0651")
def test_every_folded_letter_knows_where_it_came_from(body):
    folded = fold(body)
    last = -1
    for place, char in enumerate(folded.text):
        if char == " ":
            continue
        origin = folded.original(place)
        assert last < origin < len(body)
        assert fold(body[origin]).text.strip() in ("", char)
        assert folded.folded(origin) == place
        last = origin


@given(letters, letters)
def test_a_span_of_a_folded_word_folds_to_that_word(before, after):
    body = f"{before} کارگران {after}"
    folded = fold(body)
    start = folded.text.rindex(" کارگران ") + 1
    span = folded.span(start, start + len("کارگران"))
    assert fold_phrase(span.of(body)) == " کارگران "
    assert folded.place(start, start + len("کارگران")) == (span.start, span.end)


@given(st.text(max_size=60))
def test_words_stand_between_single_blanks(body):
    text = fold(body).text
    assert text.startswith(" ")
    assert text.endswith(" ")
    assert "  " not in text.strip()
    assert fold_phrase(body).strip() == text.strip()


@given(st.text(alphabet="Ab9 -_'.,\n\t\x00", max_size=20))
def test_a_phrase_in_plain_letters_folds_as_any_text_does(phrase):
    assert fold_phrase(phrase) == f" {fold(phrase).text.strip()} "
