"""Names and accounts are struck out, and no span moves."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.publish.mask import STRUCK, masker

CASES = [
    ("Write to @tondar9 now", "Write to ████████ now"),
    ("see t.me/joinchat/abc today", "see █████████████████ today"),
    ("mail a.b@example.org please", "mail ███████████████ please"),
    ("call +98 912 345 6789 now", "call ████████████████ now"),
    ("تماس: ۰۹۱۲۳۴۵۶۷۸۹ لطفا", "تماس: ███████████ لطفا"),
    ("a man named Parviz Tondar was shot", "a man named █████████████ was shot"),
    ("شهروندی به نام پرویز تندر بازداشت شد", "شهروندی به نام ██████████ بازداشت شد"),
    ("جوانی به‌نام «پرویز تندر» کشته شد", "جوانی به‌نام «██████████» کشته شد"),
    ("اعتقل المواطن برويز تندر أمس", "اعتقل المواطن ██████████ أمس"),
]
KEPT = [
    "On 2018-01-09 12 people were held", "at least 3,700 people in 1396 and 2017–2018",
    "میدان آزادی به نام آزادی است", "the governor of Mashhad said", "۱۳۹۶/۱۰/۰۷ تا ۱۳۹۶/۱۰/۱۲",
]  # fmt: skip


@pytest.mark.parametrize(("text", "struck"), CASES)
def test_what_points_at_a_private_person_is_struck_out(text, struck):
    assert masker(())(text) == struck


@pytest.mark.parametrize("text", KEPT)
def test_days_numbers_places_and_offices_are_kept(text):
    assert masker(())(text) == text


def test_a_declared_name_is_struck_as_a_whole_word_only():
    mask = masker(("Ali", "پرویز تندر"))
    assert mask("Ali and Alireza, پرویز تندر") == "███ and Alireza, ██████████"


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
@example("@abc @abc", ["abc"])
def test_a_masked_text_is_as_long_as_the_text(text, names):
    mask = masker(tuple(names))
    assert len(mask(text)) == len(text)


@pytest.mark.parametrize("unit", ["a", "ن", "1 ", "@a", "a.", "named A ", "جوانی به نام "])
def test_a_long_text_costs_its_length_and_not_its_square(unit):
    text = unit * (200_000 // len(unit))
    begun = time.perf_counter()
    assert len(masker(())(text)) == len(text)
    assert time.perf_counter() - begun < 3


@given(st.text(alphabet="ab @.+0123456789۰۹نام‌ ", max_size=60))
def test_masking_changes_nothing_but_what_it_strikes(text):
    masked = masker(())(text)
    assert all(one in (other, STRUCK) for one, other in zip(masked, text, strict=True))
