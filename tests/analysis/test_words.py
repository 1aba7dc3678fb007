"""What a study says is said in every language, and means one thing."""

import string
import tomllib
from importlib.resources import files

import pytest

from crosstally.analysis.words import LANGUAGES, codes, told

TABLES = (
    "name", "check", "assumption", "warning", "change", "unit", "method", "table", "column",
)  # fmt: skip
FOLDER = files("crosstally.analysis.words")


def _said(lang: str) -> list[tuple[str, str, str, str]]:
    return [
        (path.name, table, code, text)
        for path in sorted((FOLDER / lang).iterdir(), key=lambda path: path.name)
        for table, words in tomllib.loads(path.read_text(encoding="utf-8")).items()
        for code, text in words.items()
    ]


@pytest.mark.parametrize("table", TABLES)
def test_what_one_language_explains_every_other_does(table: str) -> None:
    assert codes(table, "en")
    for lang in LANGUAGES[1:]:
        assert codes(table, lang) == codes(table, "en"), lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_of_words_is_one_that_a_study_uses(lang: str) -> None:
    assert {table for _, table, _, _ in _said(lang)} <= set(TABLES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_code_is_explained_in_two_ways(lang: str) -> None:
    first: dict[tuple[str, str], str] = {}
    rivals = [
        (table, code, name)
        for name, table, code, text in _said(lang)
        if first.setdefault((table, code), text) != text
    ]
    assert rivals == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_have_no_gap_but_those_of_checks(lang: str) -> None:
    for name, table, code, text in _said(lang):
        gaps = {gap for _, gap, _, _ in string.Formatter().parse(text) if gap is not None}
        assert gaps <= ({"value", "bound"} if table == "check" else set()), (name, code)


def test_figures_stand_in_the_words_of_a_check() -> None:
    assert "0.3" in told("check", "dated", "fa", value="0.3", bound="0.5")
