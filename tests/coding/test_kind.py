"""Triggers: the longest phrase stands, none overlaps another, and words that undo undo."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.kind import find_triggers
from crosstally.coding.rules import read_rules
from crosstally.packs.language import load_language

RULES = {code: read_rules(load_language(code).terms) for code in ("en", "fa", "ar")}

CASES = [
    ("en", "The striker scored.", []),
    ("en", "Prices for March delivery fell.", []),
    ("en", "The march began at noon.", ["The march"]),
    ("en", "He demonstrated that it works.", []),
    ("en", "They demonstrated outside the ministry.", ["demonstrated"]),
    ("en", "Two inmates are on hunger strike.", ["hunger strike"]),
    ("en", "Riot police arrived.", ["Riot police"]),
    ("fa", "زندانیان اعتصاب غذا کردند.", ["اعتصاب غذا کردند"]),
    ("fa", "کارگران اعتصاب کردند.", ["اعتصاب کردند"]),
    ("fa", "تجمع‌های اعتراضی در شهر", ["تجمع‌های اعتراضی"]),
    ("ar", "إضراب عن الطعام في السجن", ["إضراب عن الطعام"]),
    ("ar", "خرجت مظاهرة في المدينة", ["خرجت", "مظاهرة"]),
]
WORDS = st.sampled_from(
    [
        "police",
        "strike",
        "hunger",
        "march",
        "in",
        "March",
        "the",
        "rally",
        "of",
        "stocks",
        "اعتصاب",
        "غذا",
        "تجمع",
        "کردند",
        "مظاهرة",
        ".",
        "،",
    ]
)


def _found(document, lang):
    rules = RULES[lang]
    return [t for s in document.sentences for t in find_triggers(document, s, rules)]


@pytest.mark.parametrize(("lang", "text", "wanted"), CASES)
def test_the_triggers_of_a_text_are_its_longest_phrases(opened, lang, text, wanted):
    document = opened(text, lang)
    triggers = _found(document, lang)
    assert [document.words(t.hit.start, t.hit.end) for t in triggers] == wanted


@given(words=st.lists(WORDS, max_size=12))
def test_triggers_come_in_order_and_never_overlap(opened, words):
    document = opened(" ".join(words), "en")
    found = _found(document, "en")
    assert all(a.hit.end <= b.hit.start for a, b in pairwise(found))
