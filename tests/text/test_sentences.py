"""Sentences: cut where they end, and nowhere inside a date, a time or a name."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.text.sentences import sentences

CASES = [
    ("", []),
    (" \n ", []),
    ("One. Two!  Three", ["One.", "Two!", "Three"]),
    ("He came at 5 p.m. Friday and left.", ["He came at 5 p.m. Friday and left."]),
    ("They came at 5 p.m. Police left.", ["They came at 5 p.m.", "Police left."]),
    ("On Sept. 30 and Jan. 3 they met.", ["On Sept. 30 and Jan. 3 they met."]),
    ("Gov. Smith, Sgt. Lee and Mr. A. Roe met.", ["Gov. Smith, Sgt. Lee and Mr. A. Roe met."]),
    ("It cost 3.5 million. Then rain.", ["It cost 3.5 million.", "Then rain."]),
    ("در 11 . 24 . 2016 رفت . او ماند .", ["در 11 . 24 . 2016 رفت .", "او ماند ."]),
    ("آیا رفت؟ بله! رفت.", ["آیا رفت؟", "بله!", "رفت."]),
    ("هل ذهب؟ نعم. ذهب", ["هل ذهب؟", "نعم.", "ذهب"]),
    ("عنوان\n\nمتن خبر", ["عنوان", "متن خبر"]),
    ("Towns:\n- Shush\n- Ahvaz", ["Towns:", "- Shush", "- Ahvaz"]),
    ("شهرها:\n۱. شوش\n۲. اهواز", ["شهرها:", "۱. شوش", "۲. اهواز"]),
]


@pytest.mark.parametrize(("body", "parts"), CASES)
def test_known_texts_fall_into_their_sentences(body, parts):
    assert [body[start:end] for start, end in sentences(body)] == parts


@given(st.text(alphabet="Aa. !?؟\n-5pm۱مس\u200c\t", max_size=60))
@example("p.m. a")
def test_sentences_cover_all_but_blanks_in_order(body):
    at = 0
    for start, end in sentences(body):
        assert body[at:start].strip() == ""
        assert start < end
        assert body[start:end] == body[start:end].strip()
        at = end
    assert body[at:].strip() == ""
