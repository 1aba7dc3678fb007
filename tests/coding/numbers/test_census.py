"""Who is counted in each sentence: once, and as if it were counted anew."""

import pytest

from crosstally.coding.numbers.census import take_census
from crosstally.coding.numbers.toll import told_in
from crosstally.coding.who.people import people_in

TEXTS = [
    ("Nothing happened.", "happened", "en"),
    ("About 300 teachers rallied and 4 were arrested.", "rallied", "en"),
    ("حدود ۳۰۰ معلم تجمع کردند و ۴ نفر بازداشت شدند.", "تجمع", "fa"),
    ("تظاهر المئات وقتل 4 أشخاص.", "تظاهر", "ar"),
]


@pytest.mark.parametrize(("text", "word", "lang"), TEXTS)
def test_a_census_gives_what_counting_anew_gives(stage, text, word, lang):
    staged = stage(text, word, lang)
    sentence = staged.document.sentences[0]
    people = people_in(staged.document, sentence, staged.numbers)
    counted = take_census(staged.document, staged.numbers)(0)
    assert counted.people == people
    assert counted.told == told_in(staged.document, sentence, people)
    assert all(person in people for person in counted.harmed())


def test_a_sentence_is_counted_once(stage):
    census = stage(*TEXTS[1]).census
    assert census(0) is census(0)
