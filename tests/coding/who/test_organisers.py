"""Callers and organisers: named only behind a word that makes them so, never inferred."""

import pytest

from crosstally.coding.coder import code_report
from crosstally.records import ReportLine

CASES = [
    ("en", "Police watched a rally of teachers.", [], []),
    ("en", "A strike called by the drivers' union began on Sunday.", ["the drivers' union"], []),
    ("en", "A rally organised by the state broadcaster was held.", [], ["the state broadcaster"]),
    (
        "en",
        "A rally called by Group A, and organised by Group B, was held.",
        ["Group A"],
        ["Group B"],
    ),
    ("fa", "معلمان به دعوت شورای هماهنگی در شیراز تجمع کردند.", ["شورای هماهنگی"], []),
    ("fa", "معلمان در شیراز تجمع کردند.", [], []),
    ("ar", "خرجت مظاهرة بدعوة من النقابة في المدينة.", ["النقابة"], []),
]


@pytest.mark.parametrize(("lang", "text", "called", "organised"), CASES)
def test_only_the_words_behind_a_cue_are_named(coder, lang, text, called, organised):
    mentions = code_report(coder, ReportLine(id="r", text=text, lang=lang)).mentions
    first = next(m for m in mentions if m.kind in ("ASM", "STK"))
    assert [quote.text for quote in first.called_by] == called
    assert [quote.text for quote in first.organised_by] == organised
    for quote in (*first.called_by, *first.organised_by):
        assert quote.span.of(text) == quote.text


CLAIMS = [
    ("en", "A rally organised by the teachers' union was held.", [], ["the teachers' union"]),
    ("en", "Officials said the rally was organised by Group A.", ["Group A"], []),
    ("en", "The union said its members had organised the rally.", ["The union"], []),
    ("en", "The union said a rally was held.", [], []),
    ("fa", "اتحادیه گفت اعضایش سازماندهی تجمع را بر عهده داشتند.", ["اتحادیه"], []),
    ("ar", "قالت النقابة إن أعضاءها نظموا المظاهرة.", ["النقابة"], []),
]


@pytest.mark.parametrize(("lang", "text", "claimed", "organised"), CLAIMS)
def test_what_only_a_speaker_says_of_an_organiser_was_claimed_and_not_observed(
    coder, lang, text, claimed, organised
):
    mentions = code_report(coder, ReportLine(id="r", text=text, lang=lang)).mentions
    first = next(m for m in mentions if m.kind in ("ASM", "STK"))
    assert [quote.text for quote in first.claimed_by] == claimed
    assert [quote.text for quote in first.organised_by] == organised
    assert all(quote.span.of(text) == quote.text for quote in first.claimed_by)
