"""Words of the text and what they are about: slogans, statements, groups and themes.

Invariant: a gold string is where it stands in the text; where it stands twice, the place counts
that the coder chose. Only cases that judge slogans or statements are counted.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from crosstally.records import Mention, Quote
from crosstally.scoring.deeds import compared
from crosstally.scoring.figures import Metric
from crosstally.scoring.pairing import Scored
from crosstally.text.fold import fold_phrase

Place = tuple[int, int]


def gold_slogans(scored: Scored) -> tuple[str, ...]:
    """The case's slogans."""
    return scored.case.slogans or ()


def coded_slogans(scored: Scored) -> dict[Place, str]:
    """The coded slogans by where they stand, each place once."""
    found = (slogan for mention in scored.coded.mentions for slogan in mention.slogans)
    return {(s.span.start, s.span.end): s.text for s in found if s.span is not None}


def _slogans(scored: Scored) -> tuple[int, int, int]:
    if scored.case.slogans is None:
        return 0, 0, 0
    coded = coded_slogans(scored).values()
    return compared(map(fold_phrase, gold_slogans(scored)), map(fold_phrase, coded))


def _slogan_characters(scored: Scored) -> tuple[int, int, int, int]:
    if scored.case.slogans is None:
        return 0, 0, 0, 0
    coded = list(coded_slogans(scored))
    return _characters(_stand(scored.case.text, gold_slogans(scored), coded), coded)


def _stand(text: str, words: Sequence[str], coded: Sequence[Place]) -> list[Place]:
    """Where each of the words stands: where the coder saw it, else its first place still free."""
    places: list[Place] = []
    for word in words:
        all_places = [(at, at + len(word)) for at in range(len(text)) if text.startswith(word, at)]
        free = [place for place in all_places if place not in places] or all_places
        seen = [place for place in free if any(_meet(place, one) for one in coded)]
        places.append((seen or free)[0])
    return places


def _meet(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _characters(gold: Sequence[Place], coded: Sequence[Place]) -> tuple[int, int, int, int]:
    return *compared(_covered(gold), _covered(coded)), len(gold)


def _covered(places: Iterable[Place]) -> set[int]:
    return {at for start, end in places for at in range(start, end)}


def _said(part: str, scored: Scored) -> tuple[list[Place], list[Place]]:
    """Where gold and the coder have the speakers or the contents."""
    quotes = {getattr(statement, part) for statement in scored.coded.statements}
    coded = sorted({_of(quote) for quote in quotes if quote is not None})
    words = [w for said in scored.case.statements or () if (w := getattr(said, part)) is not None]
    return _stand(scored.case.text, words, coded), coded


def _of(quote: Quote) -> Place:
    return (quote.span.start, quote.span.end) if quote.span is not None else (0, 0)


def _said_overlap(part: str, scored: Scored) -> tuple[int, int, int, int]:
    if scored.case.statements is None:
        return 0, 0, 0, 0
    gold, coded = _said(part, scored)
    return (
        sum(any(_meet(one, place) for place in gold) for one in coded),
        len(coded),
        sum(any(_meet(place, one) for one in coded) for place in gold),
        len(gold),
    )


def _said_characters(part: str, scored: Scored) -> tuple[int, int, int, int]:
    if scored.case.statements is None:
        return 0, 0, 0, 0
    return _characters(*_said(part, scored))


def values(mention: Mention, key: str) -> set[str]:
    """A mention's groups, or the themes of its demands and slogans."""
    if key == "groups":
        return {str(group.value) for group in mention.groups}
    about = [*(d.theme for d in mention.demands), *(s.theme for s in mention.slogans)]
    return {str(theme) for theme in about if theme is not None}


def _values(key: str, scored: Scored) -> tuple[int, int, int]:
    """Those of the case in all; what is coded besides is wrong where every event judges them."""
    telling = [event for event in scored.case.events if key in event.judged]
    if not telling:
        return 0, 0, 0
    gold = {str(value) for event in telling for value in getattr(event, key)}
    coded = {value for mention in scored.mentions for value in values(mention, key)}
    right, extra, missing = compared(gold, coded)
    return right, extra if len(telling) == len(scored.case.events) else 0, missing


METRICS = (
    Metric("slogan_exact_f1", _slogans, "f1"),
    Metric("slogan_char_f1", _slogan_characters, "characters"),
    *(
        metric
        for part in ("speaker", "content")
        for metric in (
            Metric(f"{part}_overlap_f1", partial(_said_overlap, part), "overlap"),
            Metric(f"{part}_char_f1", partial(_said_characters, part), "characters"),
        )
    ),
    Metric("groups_f1", partial(_values, "groups"), "f1"),
    Metric("themes_f1", partial(_values, "themes"), "f1"),
)
