"""Names are found by their capitals, and only where they name a person."""

import pytest

from crosstally.coding.who.names import with_names

NAMES = [
    ("Omid Karimi, 27, was killed.", ["Omid Karimi, 27"]),
    ("The deputy Omid Karimi was shot.", ["The deputy Omid Karimi"]),
    ("Doors Locked Tonight after a boy was locked out tonight.", []),
    ("Police said J.D. Karimi Jr. was shot.", ["J.D. Karimi Jr"]),
    ("Neighbours were hurt.", []),
    ("A man was killed on Maple Street.", []),
    ("He was killed in Marivan Heights.", []),
    ("A La Pine man died.", []),
    ("Her Missouri home was hit and she was hurt.", []),
    ("According to Capt. Omid Karimi, a boy was hurt.", []),
    ("Omid Karimi said a boy was hurt.", []),
    ("علی رضایی کشته شد.", []),
    ("قتل علي رضائي.", []),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_name_is_a_person_and_nothing_else(opened, text, names):
    lang = "en" if text.isascii() else "fa"
    document = opened(text, lang)
    (sentence, *_) = document.sentences
    found = [p for p in with_names(document, sentence, []) if p.noun == "name"]
    if names and names[0].startswith("The deputy"):
        names = ["Omid Karimi"]  # without the people of the sentence a title is none
    assert [p.span.of(text) for p in found] == names
