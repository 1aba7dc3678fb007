"""Whom a report lets assert an event: the speaker around it, and nobody where it speaks itself."""

import pytest

from crosstally.coding.speech.asserter import find_asserter
from crosstally.coding.speech.statements import find_statements

NOBODY = [
    ("Residents rallied on Monday.", "rallied", "en"),
    ("Residents rallied. The governor said nobody was hurt.", "rallied", "en"),
    ("The minister condemned the rally.", "rally", "en"),
    ("کارگران تجمع کردند.", "تجمع", "fa"),
]

ASSERTED = [
    ("Residents rallied, according to the governor.", "rallied", "en", "the governor"),
    ("The police chief said that residents rallied.", "rallied", "en", "The police chief"),
    ("HRANA said the union told it that workers rallied.", "rallied", "en", "the union"),
    ("به گزارش هرانا، کارگران تجمع کردند.", "تجمع", "fa", "هرانا"),
    ("فرماندار گفت کارگران تجمع کردند.", "تجمع", "fa", "فرماندار"),
    ("قال محافظ المدينة إن العمال تظاهروا.", "تظاهروا", "ar", "محافظ المدينة"),
]


@pytest.mark.parametrize(("text", "word", "lang"), NOBODY)
def test_a_report_that_speaks_itself_names_no_asserter(stage, text, word, lang):
    staged = stage(text, word, lang)
    assert find_asserter(staged.document, staged.event) is None


@pytest.mark.parametrize(("text", "word", "lang", "speaker"), ASSERTED)
def test_the_asserter_is_the_nearest_speaker_around_the_trigger(stage, text, word, lang, speaker):
    staged = stage(text, word, lang)
    asserter = find_asserter(staged.document, staged.event)
    assert asserter is not None
    assert asserter.text == speaker == asserter.span.of(text)


def test_statements_found_before_give_the_same_asserter(stage):
    staged = stage("Residents rallied, according to the governor.", "rallied")
    statements = find_statements(staged.document)
    alone = find_asserter(staged.document, staged.event)
    assert find_asserter(staged.document, staged.event, statements) == alone
