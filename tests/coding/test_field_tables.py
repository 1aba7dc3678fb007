"""The packs' tables of the coded fields: codes that the code knows, and no term twice."""

from collections import Counter

import pytest

from crosstally.packs.language import Language, load_language
from crosstally.records import SUBTYPES, Group, Kind, Theme

ACTS = {*SUBTYPES[Kind.STM], ""}
CODES = {
    "groups": {*Group, "not"},
    "themes": {*Theme},
    "demands": {"strong", "weak", "cause", "edge", "not"},
    "crowd": {
        "person", "force", "one", "one-force", "two", "lone", "crowd", "measure", "part", "break", "agent",
        "article", "definite", "dating", "clock", "thing",
    },
    "harm": {"killed", "injured", "arrested", "shot", "one", "many", ""},
    "cues": {
        "say", "tell", "object", "want", "according", "chanted", "written", "noun", "venue",
        "audience", "not", "opens", "closes",
    },
}  # fmt: skip


@pytest.fixture(scope="module", params=["en", "fa", "ar"])
def language(request) -> Language:
    """Each built-in language."""
    return load_language(request.param)


@pytest.mark.parametrize("sort", sorted(CODES))
def test_every_code_of_a_table_means_something(language, sort):
    codes = {term.code for term in language.terms if term.sort == sort}
    assert codes
    assert codes <= CODES[sort]


@pytest.mark.parametrize("sort", [*sorted(CODES), "slogans", "speakers"])
def test_no_term_stands_twice_with_one_meaning(language, sort):
    terms = Counter(
        (term.phrase, term.code, tuple(term.row.items()))
        for term in language.terms
        if term.sort == sort
    )
    assert [term for term, times in terms.items() if times > 1] == []


def test_the_act_of_a_cue_is_one_of_the_codebook(language):
    acts = {term.row["act"] for term in language.terms if term.sort == "cues"}
    assert acts <= ACTS


def test_every_slogan_has_a_theme_and_one_id(language):
    slogans = [term for term in language.terms if term.sort == "slogans"]
    ids = {}
    for term in slogans:
        assert term.row["theme"] in {*Theme}
        assert ids.setdefault(term.phrase, term.code) == term.code


def test_a_slogan_has_the_same_theme_in_every_language():
    themes = {}
    for code in ("fa", "en", "ar"):
        for term in load_language(code).terms:
            if term.sort == "slogans":
                assert themes.setdefault(term.code, term.row["theme"]) == term.row["theme"]
    assert len(themes) >= 150
