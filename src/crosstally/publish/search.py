"""Which incidents a word leads to, in files of an alphabetical stretch each.

Invariant: words come from the public record alone: open titles and words of reports, and the names
of what was coded, in both languages; they are folded as the page folds what a reader types.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from crosstally.publish.columns import Order
from crosstally.publish.public import OpenIncident, Public
from crosstally.records import encode
from crosstally.text.fold import fold

FILE_BYTES = 400_000  # of JSON, as a shelf
SHORTEST = 2  # letters; a shorter word is in nearly every text
CODED = {"group": "group", "demand": "theme", "slogan": "theme"}  # a field's codes, by their prefix


class Stretch(NamedTuple):
    """The words from `first` on, up to the next stretch's: each with its incidents, as distances."""

    first: str
    json: str


def stretches(
    public: Public, order: Order, words: Mapping[str, tuple[str, str]]
) -> Iterator[Stretch]:
    """The index of words, in the order of the words.

    Args:
        public: what `disclose` let out.
        order: its incidents as the page has them.
        words: the page's own words for codes, by key, English and Persian.
    """
    found = _found(public, order, words)
    lines: list[bytes] = []
    first, size = "", 0
    for word in sorted(found):
        line = encode(word) + b":" + encode(_steps(found[word]))
        first = word if not lines else first
        lines.append(line)
        size += len(line)
        if size >= FILE_BYTES:
            yield _stretch(first, lines)
            lines, size = [], 0
    if lines:
        yield _stretch(first, lines)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are looked up, each once.

    >>> words_of("Kargaran-e كارخانه")
    ('kargaran', 'کارخانه')
    """
    return tuple(dict.fromkeys(w for w in fold(text).text.split() if len(w) >= SHORTEST))


def _stretch(first: str, lines: list[bytes]) -> Stretch:
    return Stretch(first, (b"{" + b",".join(lines) + b"}").decode("utf-8"))


def _found(
    public: Public, order: Order, words: Mapping[str, tuple[str, str]]
) -> dict[str, list[int]]:
    """Each word's incidents, by number."""
    texts = {one.id: f"{one.title or ''} {one.words or ''}" for one in public.reports}
    names = {one.id: f"{one.name} {one.name_fa or ''}" for one in public.towns}
    names |= {one.code: f"{one.name} {one.name_fa}" for one in public.provinces}
    province = {one.id: one.province for one in public.towns}

    @cache
    def coded(key: str) -> tuple[str, ...]:
        return words_of(" ".join(words.get(key, ())))

    @cache
    def named(place: str) -> tuple[str, ...]:
        return words_of(f"{names.get(place, '')} {names.get(province.get(place) or '', '')}")

    found: dict[str, list[int]] = {}
    for number, incident in enumerate(order.incidents):
        own = dict.fromkeys(named(incident.town or ""))
        for key in _keys(incident):
            own.update(dict.fromkeys(coded(key)))
        for mention in incident.mentions:
            own.update(dict.fromkeys(words_of(texts.get(mention.report, ""))))
        for word in own:
            found.setdefault(word, []).append(number)
    return found


def _keys(incident: OpenIncident) -> Iterator[str]:
    """The keys of the page's words for what was coded of an incident."""
    yield f"kind_{incident.kind}"
    yield f"sub_{incident.subtype}"
    for field in incident.fields:
        prefix = CODED.get(field.name)
        if prefix is not None and field.value.term is not None:
            yield f"{prefix}_{field.value.term}"


def _steps(numbers: list[int]) -> list[Any]:
    return [one - before for before, one in zip([0, *numbers], numbers, strict=False)]
