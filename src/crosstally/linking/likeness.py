"""How alike two texts are by the rare words they share.

Invariant: weights depend on which reports are there, never on their order. Where a language has few
reports, no word can be called rare, and nothing is said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log, sqrt
from typing import NamedTuple

from crosstally.text.fold import fold

# Below this many reports of a language a word's rarity is not known. 30 is where, in samples of
# news on shootings, the likeness of unrelated reports fell to that in the whole (tried 10 to 100).
LEAST_REPORTS = 30
KEPT = 80  # heaviest words kept of a text
READ = 5000  # characters read of a text: what comes later is often another story


class Words(NamedTuple):
    """A text's heaviest words with their weights, of length 1 together, in one language."""

    lang: str
    weights: Mapping[str, float]


def learn_rarity(texts: Iterable[tuple[str, str]]) -> dict[str, Mapping[str, float]]:
    """For each language with enough texts, how rare each word is: log of (1 + n) / (1 + texts)."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    totals: Counter[str] = Counter()
    for lang, text in texts:
        counts[lang].update(set(_terms(text)))
        totals[lang] += 1
    return {
        lang: {term: log((1 + totals[lang]) / (1 + n)) for term, n in terms.items()}
        for lang, terms in counts.items()
        if totals[lang] >= LEAST_REPORTS
    }


def weigh_words(lang: str, text: str, rarity: Mapping[str, Mapping[str, float]]) -> Words | None:
    """The weighted words of a text, or None where nothing is known of its language."""
    rare = rarity.get(lang)
    return Words(lang, _normed(Counter(_terms(text)), rare)) if rare is not None else None


def likeness(one: Words, other: Words) -> float:
    """The cosine of two texts of one language, 0 (no heavy word shared) to 1."""
    few, many = one.weights, other.weights
    if len(few) > len(many):
        few, many = many, few
    return sum(weight * many[term] for term, weight in few.items() if term in many)


def _terms(text: str) -> list[str]:
    return [word for word in fold(text[:READ]).text.split() if len(word) > 1]


def _normed(terms: Counter[str], rarity: Mapping[str, float]) -> dict[str, float]:
    heavy = [((1 + log(n)) * rarity.get(term, 0.0), term) for term, n in terms.items()]
    heavy = sorted((-weight, term) for weight, term in heavy if weight > 0)[:KEPT]
    length = sqrt(sum(weight * weight for weight, _ in heavy))
    return {term: -weight / length for weight, term in heavy}
