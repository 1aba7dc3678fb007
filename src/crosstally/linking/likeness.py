"""How alike two texts are by the rare words they share.

Invariant: weights depend on which reports are there, never on their order. Where a language has few
reports, no word can be called rare, and nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

from crosstally.text.fold import fold

# Below this many reports of a language a word's rarity is not known (judged, not fitted: among ten
# reports every town's name is rare).
LEAST_REPORTS = 30
LENGTH_STEPS = 4
FULL_LENGTH = 60  # words that make a text's likeness as telling as that of a news item
KEPT = 80  # heaviest words kept of a text
READ = 5000  # characters read of a text: what comes later is often another story


class Words(NamedTuple):
    """A text's heaviest words with their weights, of length 1 together, in one language."""

    lang: str
    weights: Mapping[str, float]


class Text(NamedTuple):
    """A text to be weighed: its language, who printed it, and its words."""

    lang: str
    printer: str
    body: str


class Rarity(NamedTuple):
    """How rare each word of a language is, and how often each printer prints it.

    `printed` holds, by printer, in how many of its texts a word stands; `texts` how many it has. A
    word of a printer's every page (its name, its town) tells its texts from nobody's but others':
    where n of its t texts hold a word, its weight there is multiplied by (t - n + 2) / (t + 1).
    """

    words: Mapping[str, float]
    printed: Mapping[str, Mapping[str, int]]
    texts: Mapping[str, int]


def learn_rarity(texts: Iterable[Text]) -> dict[str, Rarity]:
    """For each language with enough texts, how rare each word is: log of (1 + texts) / (1 + n)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    printed: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        words = set(terms(text.body))
        counts[text.lang].update(words)
        printed[text.lang][text.printer].update(words)
        totals[text.lang][text.printer] += 1
    found = {}
    for lang, terms_of in counts.items():
        total = totals[lang].total()
        if total >= LEAST_REPORTS:
            rare = {term: log((1 + total) / (1 + n)) for term, n in terms_of.items()}
            found[lang] = Rarity(rare, printed[lang], totals[lang])
    return found


def weigh_words(text: Text, rarity: Mapping[str, Rarity]) -> Words | None:
    """The weighted words of a text, or None where nothing is known of its language."""
    rare = rarity.get(text.lang)
    if rare is None:
        return None
    texts = rare.texts.get(text.printer, 0)
    own = rare.printed[text.printer] if texts > 1 else {}
    words = rare.words
    heavy = [
        ((1 + log(n)) * words.get(term, 0.0) * (texts - own.get(term, 0) + 2) / (texts + 1), term)
        if own
        else ((1 + log(n)) * words.get(term, 0.0), term)
        for term, n in Counter(terms(text.body)).items()
    ]
    heavy = sorted((-weight, term) for weight, term in heavy if weight > 0)[:KEPT]
    length = sqrt(sum(weight * weight for weight, _ in heavy))
    return Words(text.lang, {term: -weight / length for weight, term in heavy})


def likeness(one: Words, other: Words) -> float:
    """The cosine of two texts of one language, 0 (no heavy word shared) to 1."""
    few, many = one.weights, other.weights
    if len(few) > len(many):
        few, many = many, few
    return sum(weight * many[term] for term, weight in few.items() if term in many)


def fullness(one: Words, other: Words) -> int:
    """How much the shorter of two texts has to compare, in steps up to `LENGTH_STEPS`."""
    length = min(len(one.weights), len(other.weights))
    return min(length * LENGTH_STEPS // FULL_LENGTH, LENGTH_STEPS)


def together(texts: Sequence[Words]) -> Words | None:
    """The words of several passages of one report, added up and weighed anew."""
    if len(texts) < 2:
        return texts[0] if texts else None
    total: dict[str, float] = defaultdict(float)
    for text in texts:
        for term, weight in text.weights.items():
            total[term] += weight
    heavy = sorted((-weight, term) for term, weight in total.items())[:KEPT]
    length = sqrt(sum(weight * weight for weight, _ in heavy))
    return Words(texts[0].lang, {term: -weight / length for weight, term in heavy})


def terms(text: str) -> list[str]:
    """The words of a text as they are counted: folded, of two letters or more."""
    return [word for word in fold(text[:READ]).text.split() if len(word) > 1]
