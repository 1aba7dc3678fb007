"""Rare words: what everybody prints, and what one outlet prints on every page, tells nothing."""

import pytest

from crosstally.linking.likeness import LEAST_REPORTS, Text, learn_rarity, likeness, weigh_words

PLAIN = "the people met in the square and shouted against the prices on the day number {}"
PERSIAN = "مردم در میدان شهر جمع شدند و بر ضد گرانی شعار دادند شمارهٔ {}"


def _rarity(lang, template, extra):
    texts = [Text(lang, f"p{n % 5}", template.format(n)) for n in range(LEAST_REPORTS)]
    return learn_rarity([*texts, *extra])


@pytest.mark.parametrize(
    ("lang", "template", "one", "other", "stranger"),
    [
        ("en", PLAIN, "gunfire Naqdi bridge", "Naqdi bridge gunfire", "tractor milk dairy"),
        ("fa", PERSIAN, "پل نقدی تيراندازي", "تیراندازی پل نقدی", "تراکتور شیر گاوداری"),
    ],
)
def test_texts_that_share_rare_words_are_alike_and_common_ones_do_not_count(
    lang, template, one, other, stranger
):
    texts = [
        Text(lang, name, f"{template.format('')} {words}")
        for name, words in (("x", one), ("y", other), ("z", stranger))
    ]
    rarity = _rarity(lang, template, texts)
    words = [weigh_words(text, rarity) for text in texts]
    assert likeness(words[0], words[1]) > 0.8
    assert likeness(words[0], words[2]) < 0.1
    assert likeness(words[0], words[1]) == likeness(words[1], words[0])


def test_what_an_outlet_prints_on_every_page_weighs_little():
    pages = [Text("en", "gazette", f"Gazette Weather Sports story{n} only{n}") for n in range(20)]
    rarity = _rarity("en", PLAIN, pages)
    one, other = (weigh_words(page, rarity) for page in pages[:2])
    assert likeness(one, other) < 0.2


def test_where_a_language_has_few_texts_nothing_is_said():
    rarity = learn_rarity([Text("ar", "x", "تجمع المئات")])
    assert weigh_words(Text("ar", "x", "تجمع المئات"), rarity) is None
