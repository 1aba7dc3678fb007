"""One toll of an incident: everybody once, the dead not hurt, and no other incident's people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstally.coding.numbers.victims import Toll, toll_of

TOLLS = [
    ("Five students were shot, one fatally.", "en", (1, 4)),
    ("A woman was killed and two others were shot.", "en", (1, 2)),
    ("Five people were shot at a bar. One of them died.", "en", (1, 4)),
    ("A man was shot on Friday. He died at a hospital.", "en", (1, None)),
    ("A 20-year-old man was shot. Omid Karimi, 20, died at the scene.", "en", (1, None)),
    ("A man was shot dead. A woman was wounded.", "en", (1, 1)),
    ("Omid Karimi, 20, was killed. Sara Karimi, 31, was killed.", "en", (2, None)),
    ("One person was killed. Omid Karimi died there. Sara Nouri died there.", "en", (1, None)),
    ("Two men were hurt. Weeks before, nine people were hurt in a fire.", "en", (None, 2)),
    ("The shooting killed two and wounded several people.", "en", (2, 9)),
    ("A man killed three people and then killed himself.", "en", (4, None)),
    ("He killed his son before turning the gun on himself.", "en", (2, None)),
    ("A boy was nearly killed and two men were hurt.", "en", (None, 2)),
    ("No one was injured.", "en", (None, 0)),
    ("A man shot the child and a 40-year-old woman.", "en", (None, 2)),
    ("Shots rang out. A stray bullet struck a woman.", "en", (None, 1)),
    ("Two men were shot at by a neighbor.", "en", (None, None)),
    ("Five men were shot at in a park. Nobody was hit.", "en", (None, 0)),
    ("A woman who was shot in a park on Monday died at a hospital.", "en", (1, None)),
    ("Twelve people were hit by gunfire, one of which died.", "en", (1, 11)),
    ("Police said Omid Tabriz was shot. Tabriz died at a hospital.", "en", (1, None)),
    ("Police are looking into a double shooting. A boy died.", "en", (1, 1)),
    ("Police called it a triple homicide.", "en", (3, None)),
    ("They suspect a murder-suicide.", "en", (2, None)),
    ("A boy shot her older brother.", "en", (None, 1)),
    ("A boy was shot by his neighbor and died.", "en", (1, None)),
    ("A woman is held over his death.", "en", (1, None)),
    ("Omid Karimi was found with a gunshot wound to the leg.", "en", (None, 1)),
    ("Shooting Last Night. A shot was heard at night.", "en", (None, None)),
    ("جوانی با شلیک کشته شد. ۳ نفر زخمی شدند.", "fa", (1, 3)),
    ("دو نفر کشته شدند. پنج تن روانه بیمارستان شدند.", "fa", (2, 5)),
    ("قتل متظاهر وأصيب 12 آخرون.", "ar", (1, 12)),
]


def toll(stage, text, lang="en") -> Toll:
    word = text.split()[0].strip(".,،")
    staged = stage(text, word, lang)
    return toll_of(staged.document, range(len(staged.document.sentences)), staged.census)


@pytest.mark.parametrize(("text", "lang", "counts"), TOLLS)
def test_everybody_of_an_incident_is_counted_once(stage, text, lang, counts):
    found = toll(stage, text, lang)
    assert tuple(count and count.high for count in found) == counts
    for count in filter(None, found):
        assert count.span is not None
        assert count.span.of(text) == count.text


def test_two_who_are_named_apart_stand_in_one_span(stage):
    found = toll(stage, "Omid Karimi, 20, was killed. Sara Nouri, 31, was killed.")
    assert found.killed is not None
    assert found.killed.text == "Omid Karimi, 20, was killed. Sara Nouri, 31"


def test_who_only_says_it_is_no_victim(stage):
    found = toll(stage, "Omid Karimi said a boy died, according to Capt. Sara Nouri.")
    assert found.killed is not None
    assert found.killed.text == "a boy"


@given(shot=st.integers(2, 99), dead=st.integers(1, 98))
def test_the_shot_are_the_dead_and_the_hurt_together(stage, shot, dead):
    found = toll(stage, f"Police said {shot} people were shot. Of these, {dead} people died.")
    assert found.killed is not None
    assert found.killed.high == dead
    hurt = 0 if found.injured is None else found.injured.high
    assert hurt == max(shot - dead, 0)


@given(times=st.integers(1, 5))
def test_telling_it_again_changes_no_number(stage, times):
    text = "Omid Karimi, 20, was shot dead and two women were hurt."
    once, again = toll(stage, text), toll(stage, " ".join([text] * times))
    assert (again.killed and again.killed.high) == (once.killed and once.killed.high) == 1
    assert (again.injured and again.injured.high) == (once.injured and once.injured.high) == 2
