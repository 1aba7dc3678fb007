"""Topics: a match, a film or a theft takes away what is no affair of ours, and only that."""

import pytest

from crosstally.coding.coder import code_report, load_coder
from crosstally.records import Reality, ReportLine

CODER = load_coder(languages=["en"], countries=["IR"])


def _kinds(text):
    coded = code_report(CODER, ReportLine(id="t", text=text, lang="en", published="2021-05-05"))
    return [m.kind for m in coded.mentions if m.reality is Reality.OCCURRED and m.kind != "STM"]


@pytest.mark.parametrize(
    "text",
    [
        "The manager protested to the fourth official.",
        "The film follows a strike at a textile mill and ends with a march.",
        "Oil prices staged a rally after the cartel met.",
        "Detectives arrested two men over the theft of copper cable.",
        "Pilgrims filled the streets for the ceremony.",
    ],
)
def test_what_belongs_to_another_topic_is_no_event(text):
    assert _kinds(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Police fired tear gas at fans who had run on to the pitch.", "DSP"),
        ("The director of a documentary about the protests was arrested.", "ARR"),
        ("Protesters marched past the stadium before the cup final.", "ASM"),
        ("Demonstrators accused of theft were arrested at the rally.", "ARR"),
    ],
)
def test_a_topic_gives_back_what_a_crowd_or_another_deed_tells_of(text, kind):
    assert kind in _kinds(text)


def test_what_a_fiction_tells_of_never_happened_however_large_its_crowd():
    assert _kinds("The film follows protesters who rally in a square.") == []
