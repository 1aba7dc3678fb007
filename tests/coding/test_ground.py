"""Grounding: what its own span does not show is refused, and nothing else is."""

from datetime import date

import pytest

from crosstally.coding.coder import code_report
from crosstally.coding.document import open_document
from crosstally.coding.ground import ground_mention, shows_number, shows_place
from crosstally.records import Bound, ReportLine, Size, Span, changed

TEXT = "About 300 people rallied in Tabriz on Friday."
LINE = ReportLine(id="r", text=TEXT, lang="en", published="2018-01-03")

NUMBERS = [
    ("about 300", 300, 300, True),
    ("about 300", 30, 30, False),
    ("between 20 and 30", 20, 30, True),
    ("dozens", 24, 99, True),
    ("nobody at all", 900, 900, False),
    ("a woman", 1, 1, True),
    ("دست‌کم ۲۰ نفر", 20, 20, True),
    ("دست‌کم ۲۰ نفر", 200, 200, False),
]


def _size(text, low, high):
    return Size(low=low, high=high, bound=Bound.ABOUT, text=text, span=Span(0, len(text)))


@pytest.mark.parametrize(("text", "low", "high", "wanted"), NUMBERS)
def test_a_number_is_shown_only_by_its_own_words(coder, text, low, high, wanted):
    grammar = coder.tongue("fa" if "۲" in text else "en").numbers
    assert shows_number(_size(text, low, high), text, grammar) is wanted


def test_a_place_is_shown_only_by_one_of_its_names(coder):
    (mention,) = code_report(coder, LINE).mentions
    assert shows_place(mention.place, TEXT, coder.atlas)
    elsewhere = changed(mention.place, span=Span(0, 5))
    assert not shows_place(elsewhere, TEXT, coder.atlas)


def test_what_is_refused_is_named_and_left_out(coder):
    tongue = coder.tongue("en")
    (mention,) = code_report(coder, LINE).mentions
    document = open_document(LINE, lexicon=tongue.lexicon, lang="en", published=date(2018, 1, 3))
    false = changed(mention, size=changed(mention.size, low=7, high=7))
    kept, refused = ground_mention(false, document, tongue, coder.atlas)
    assert refused == ("size",)
    assert kept.size is None
    assert kept.place == mention.place


def test_what_is_shown_passes_unchanged(coder):
    tongue = coder.tongue("en")
    (mention,) = code_report(coder, LINE).mentions
    document = open_document(LINE, lexicon=tongue.lexicon, lang="en", published=date(2018, 1, 3))
    assert ground_mention(mention, document, tongue, coder.atlas) == (mention, ())
