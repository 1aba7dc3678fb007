"""What the light model sees of a sentence: its words, and what the rules found in and around it.

Invariant: every feature is a string that says what it is, and depends on the report alone. The
same function gives them in training and in coding.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Event, Sentence
from crosstally.coding.events import Telling
from crosstally.coding.lexicon import Hit

# Tables whose codes say something of a deed; words of place, number and speech are words enough.
_SORTS: Final = (
    "actors", "kinds", "harm", "reality", "cues", "stance", "groups", "topics", "organisers",
)  # fmt: skip
_BARE: Final = ("place", "times", "weekdays", "months")  # that one was hit is enough
_NUMBER: Final = "#"


class Word(NamedTuple):
    """A word of a sentence and the folded characters it stands on."""

    start: int
    end: int
    text: str


def words_of(document: Document, sentence: Sentence) -> list[Word]:
    """The words of a sentence in order; figures are all one word."""
    text, at, found = document.folded.text, sentence.start, []
    for word in text[sentence.start : sentence.end].split(" "):
        if word:
            found.append(Word(at, at + len(word), _NUMBER if word.isdigit() else word))
        at += len(word) + 1
    return found


def word_features(words: Sequence[Word]) -> list[str]:
    """A feature for each word and each two words side by side, each once."""
    texts = [word.text for word in words]
    found = {f"w={text}": None for text in texts}
    for one, other in pairwise(texts):
        found[f"b={one} {other}"] = None
    return list(found)


def rule_features(sentence: Sentence, tellings: Sequence[Telling]) -> list[str]:
    """A feature for each thing that the rules found in a sentence, each once.

    Args:
        sentence: with its hits.
        tellings: the events that the rules found in it.
    """
    found = {f"h={sort}": None for sort in _BARE if sort in sentence.tables}
    codes = {sort: _codes(sentence.of(sort)) for sort in _SORTS if sort in sentence.tables}
    for sort, own in codes.items():
        for code in own:
            found[f"h={sort}:{code}"] = None
    for hit in sentence.of("kinds"):
        found[f"h=kinds:{hit.term.code}:{hit.term.row.get('subtype') or '-'}"] = None
    for actor in codes.get("actors", ()):
        for kind in codes.get("kinds", ()):
            found[f"ak={actor}:{kind}"] = None
    harm = codes.get("harm", ())
    for telling in tellings:
        for feature in _event_features(telling.event, harm):
            found[feature] = None
    return list(found)


def _codes(hits: Sequence[Hit]) -> list[str]:
    """The codes of hits, each once."""
    return list(dict.fromkeys(hit.term.code for hit in hits))


def _event_features(event: Event, harm: Sequence[str]) -> list[str]:
    """What the rules say of an event, alone and beside the words of harm of its sentence."""
    kind, actor, reality = event.kind.value, event.actor or "-", event.reality.value
    names = [f"{kind}/{actor}", f"{kind}/{reality}", f"{kind}/{actor}/{reality}"]
    found = [f"T={kind}", f"T={kind}:{event.subtype or '-'}", *(f"T={name}" for name in names)]
    return found + [f"TH={kind}/{actor}&{code}" for code in harm]


def features_of(document: Document, tellings: Sequence[Telling]) -> list[list[str]]:
    """The features of each sentence of a report, in order.

    Args:
        document: the report, opened.
        tellings: the events that the rules found in it.
    """
    by_sentence: dict[int, list[Telling]] = {}
    for telling in tellings:
        by_sentence.setdefault(telling.event.sentence, []).append(telling)
    return [
        word_features(words_of(document, sentence))
        + rule_features(sentence, by_sentence.get(index, ()))
        for index, sentence in enumerate(document.sentences)
    ]
