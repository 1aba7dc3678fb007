"""Which words of a sentence tell of an event.

Invariant: a trigger is a hit of `kinds.csv` that its own row allows; of two such that overlap the
longer stands, so that "hunger strike" is no strike.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.rules import Near, Rule, holds

_NOTHING: Final = Near()


class Trigger(NamedTuple):
    """A phrase that tells of an event, and the rule that says so."""

    hit: Hit
    rule: Rule


def find_triggers(
    document: Document, sentence: Sentence, rules: Mapping[str, tuple[Rule, ...]]
) -> list[Trigger]:
    """The triggers of a sentence in its order, none overlapping another."""
    found: list[Trigger] = []
    hits = sentence.of("kinds")
    text = document.folded.text[sentence.start : sentence.end] if hits else ""
    words = frozenset(text.split())
    for hit in hits:
        for rule in rules[hit.term.phrase]:
            if _allowed(rule, document, sentence, hit, words):
                found.append(Trigger(hit, rule))
                break
    return _longest(found)


def _allowed(
    rule: Rule, document: Document, sentence: Sentence, hit: Hit, words: frozenset[str]
) -> bool:
    text, bounds = document.folded.text, (sentence.start, sentence.end)
    if rule.needs != _NOTHING and not (
        holds(rule.needs, text, hit.start, hit.end, bounds, words)
        or (rule.needs.lower and _ends_small(document, hit))
    ):
        return False
    return rule.unless == _NOTHING or not holds(
        rule.unless, text, hit.start, hit.end, bounds, words
    )


def _ends_small(document: Document, hit: Hit) -> bool:
    """Whether the last word begins with a small letter in the body: a march, and no March."""
    return document.words(hit.start, hit.end).split()[-1][:1].islower()


def _longest(found: list[Trigger]) -> list[Trigger]:
    """Of triggers that overlap, each only where no longer one covers it."""
    if len(found) < 2:
        return found
    kept: list[Trigger] = []
    for trigger in sorted(found, key=lambda t: (t.hit.start - t.hit.end, t.hit.start)):
        start, end = trigger.hit.start, trigger.hit.end
        if all(end <= other.hit.start or other.hit.end <= start for other in kept):
            kept.append(trigger)
    kept.sort(key=lambda t: t.hit.start)
    return kept
