"""Reports opened for the tests of single fields, with an event staged at a word of theirs."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pytest

from crosstally.coding.coder import Coder, load_coder
from crosstally.coding.document import Document, Event, open_document
from crosstally.coding.lexicon import Hit, Lexicon, compile_lexicon
from crosstally.coding.numbers.census import Census, take_census
from crosstally.packs.language import Language, Term, load_language
from crosstally.records import Kind, Reality, ReportLine
from crosstally.text.fold import fold_phrase
from crosstally.text.numbers import NumberGrammar, compile_numbers


class Staged(NamedTuple):
    """A report, an event in it, the number words of its language, and who is counted."""

    document: Document
    event: Event
    numbers: NumberGrammar
    census: Census


Open = Callable[..., Document]
Stage = Callable[..., Staged]


@cache
def _language(code: str) -> Language:
    return load_language(code)


@cache
def _lexicon(code: str) -> Lexicon:
    return compile_lexicon(_language(code).terms)


@cache
def _numbers(code: str) -> NumberGrammar:
    return compile_numbers(_language(code))


@pytest.fixture(scope="session")
def opened() -> Open:
    """Opens a text as a report in a language."""

    def make(text: str, lang: str = "en") -> Document:
        return open_document(ReportLine(id="r", text=text), lexicon=_lexicon(lang), lang=lang)

    return make


@pytest.fixture(scope="session")
def stage(opened: Open) -> Stage:
    """Opens a text and puts an event of a kind at the first place of a word."""

    def make(text: str, word: str, lang: str = "en", *, kind: Kind = Kind.ASM) -> Staged:
        document = opened(text, lang)
        phrase = fold_phrase(word)
        start = document.folded.text.index(phrase) + 1
        hit = Hit(start, start + len(phrase) - 2, Term(phrase, "kinds", kind.value, {}))
        for number, sentence in enumerate(document.sentences):
            if sentence.start <= start < sentence.end:
                clause = (sentence.start, sentence.end)
                event = Event(hit, number, clause, kind, None, Reality.OCCURRED, None)
                numbers = _numbers(lang)
                return Staged(document, event, numbers, take_census(document, numbers))
        raise AssertionError("no sentence holds the word")

    return make


@pytest.fixture(scope="session")
def coder() -> Coder:
    """A coder of all languages that knows the places of one country."""
    return load_coder(countries=("IR",))
