"""Of several numbers the report's toll is the one for which most speaks, and it is always shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.numbers.readings import Reading, best
from crosstally.coding.numbers.victims import Toll, toll_of

CHOICES = [
    ("A man was shot. Police count two killed. Two people are dead. A dog ran.", (2, None)),
    ("Four people were shot on Friday, one fatally. One person died. Three were hurt.", (1, 3)),
    ("Police said two men were hurt. Two were wounded. Years ago 30 people were hurt.", (None, 2)),
    ("جمعه دو نفر کشته شدند. دو نفر کشته شدند. سال‌ها پیش ۳۰ نفر کشته شدند.", (2, None)),
]


def toll(stage, text) -> Toll:
    lang = "en" if text.isascii() else "fa"
    staged = stage(text, text.split()[0], lang)
    return toll_of(staged.document, range(len(staged.document.sentences)), staged.census)


@pytest.mark.parametrize(("text", "counts"), CHOICES)
def test_what_is_said_first_and_again_is_the_toll(stage, text, counts):
    assert tuple(count and count.high for count in toll(stage, text)) == counts


@given(dead=st.lists(st.integers(2, 60), min_size=1, max_size=3))
def test_a_toll_is_shown_by_its_own_words(stage, dead):
    text = " ".join(f"Police said {number} people were killed." for number in dead)
    found = toll(stage, text).killed
    assert found is not None
    assert found.high in dead
    assert found.text == f"{found.high} people"


def test_of_two_for_which_as_much_speaks_the_smaller_is_the_toll():
    readings = [Reading(5, None), Reading(2, None)]
    assert best(readings, [{"said": 1.0}, {"said": 1.0}], {"said": 2.0}).size == 2
    assert best(readings, [{"said": 1.5}, {"said": 1.0}], {"said": 2.0}).size == 5
