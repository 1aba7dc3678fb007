"""Rows of kinds.csv: what makes a phrase a trigger stands in its row, and a broken row is refused."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.rules import Near, holds, read_near, read_rules
from crosstally.errors import PackError
from crosstally.packs.language import Term, language_codes, load_language
from crosstally.records import Kind, Reality
from crosstally.text.fold import fold, fold_phrase

BROKEN = [
    ("XXX", {}),
    ("ASM", {"strength": "much"}),
    ("ASM", {"crowd": "MOB"}),
    ("ASM", {"reality": "maybe"}),
]
NEAR = [
    # cell, text (the trigger is "strike" or اعتصاب), whether it holds
    ("", "a strike", False),
    ("<air", "an air strike", True),
    ("<air", "air and a strike", False),
    (">rate", "the strike rate", True),
    (">rate", "the strike and its rate", False),
    ("~drone", "a strike, a very long way off and much later, by a drone", True),
    ("drone", "a strike, a very long way off and much later, by a drone", False),
    ("drone", "a strike by a drone", True),
    ("<air;>rate", "the strike rate", True),
    ("<(air|drone)", "a drone strike", True),
    (">غذا", "اعتصاب غذا", True),
    (">غذا", "اعتصاب کارگران", False),
    ("~زندان", "اعتصاب در زندان شهر", True),
]


def _row(code, row):
    return Term(fold_phrase("rally"), "kinds", code, MappingProxyType(row))


@pytest.mark.parametrize(("code", "row"), BROKEN)
def test_a_broken_row_is_refused(code, row):
    with pytest.raises(PackError):
        read_rules([_row(code, row)])


def test_an_error_names_no_phrase_of_the_row():
    with pytest.raises(PackError) as refused:
        read_rules([_row("XXX", {})])
    assert "rally" not in str(refused.value)


@pytest.mark.parametrize(("cell", "text", "wanted"), NEAR)
def test_a_word_undoes_only_where_its_sign_says(cell, text, wanted):
    folded = fold(text).text
    word = fold_phrase("strike" if "strike" in text else "اعتصاب").strip()
    start = folded.index(f" {word} ") + 1
    bounds = (1, len(folded) - 1)
    assert holds(read_near(cell), folded, start, start + len(word), bounds) is wanted


def test_a_word_of_the_report_undoes_across_its_sentences():
    folded = fold("Airstrikes went on. A strike followed.").text
    start = folded.index(" strike ") + 1
    near = read_near("^airstrikes")
    assert holds(near, folded, start, start + 6, (start - 2, len(folded) - 1))


def test_of_two_rows_of_one_phrase_the_one_that_asks_for_more_comes_first():
    rules = read_rules([_row("ASM", {}), _row("STK", {"needs": "~bazaar"})])
    assert [rule.kind for rule in rules[fold_phrase("rally")]] == [Kind.STK, Kind.ASM]


def test_a_row_without_a_reality_tells_of_what_occurred():
    (rule,) = read_rules([_row("ASM", {})])[fold_phrase("rally")]
    assert rule.reality is Reality.OCCURRED
    assert not rule.depends


@given(st.text(alphabet="ab<>~^;(|) =", max_size=20))
def test_any_cell_is_read(cell):
    assert isinstance(read_near(cell), Near)


@pytest.mark.parametrize("code", language_codes())
def test_every_pack_has_words_for_every_kind(code):
    found = {
        rule.kind for rules in read_rules(load_language(code).terms).values() for rule in rules
    }
    assert found >= set(Kind)
