"""Names in Latin letters: runs of capitalised words, and the place names in them.

Invariant: a name is in the text, in one run of capitals (or in small letters where the whole body
is). Whether a name that no pack knows is a place is decided by the words around it, not here.
Offsets are folded.
"""

import re
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, PlaceId

_ARTICLE: Final = r"(?:[AaEe][lnrsdtz]-|[Aa]s?[sth]h?-|(?:[Aa]l|[Ee]l|[Dd]e|[Dd]el|[Ll]a|[Ll]os?|[Dd]er|[Dd]u|[Vv]an|[Ii]bn)[ -])"
_HEAD: Final = r"(?:Gulf|Bay|Straits?|Sea|Isle|Horn|Church|Mosque|Shrine|Temple|Dome|Port|Cape|Mount) of (?:the )?"
_CAPITAL: Final = rf"(?:{_HEAD})?(?:(?:St|Mt|Ft)\. )?['’‘`ʻ]?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’‘`-]*"
_RUN: Final = re.compile(
    rf"(?<![\w]){_ARTICLE}?{_CAPITAL}(?:(?<!['’]s) (?:{_ARTICLE}|e |va |va-e )?(?:{_CAPITAL}|\d+(?=[ ,.]|$)))*"
)
_HEADED: Final = re.compile(_HEAD)
_POSSESSIVE: Final = re.compile(r"['’]s?$|['’]$")
_HELD: Final = re.compile(  # "Indian-administered Kashmir", "Georgian-controlled"
    r"[\w.'’]+-(?:administered|allied|backed|based|born|bound|controlled|dominated|funded|held|led"
    r"|linked|majority|occupied|organized|ruled|run|speaking|sponsored|style|trained)(?: |$)"
)
_ACRONYM: Final = re.compile(r"[A-Z0-9-]{2,6}s?")
_KEPT: Final = ("noun", "street", "way")  # part of a name that no pack knows: South Kivu, Sadr City
_TYPES: Final = ("noun", "street")
_LANDS: Final = (Level.COUNTRY, Level.PROVINCE)
_NOTED: Final = 100_000
_ARTICLES: Final = (" the ", " a ", " an ")


_start: Final = itemgetter(0)


class Words(NamedTuple):
    """The words of a sentence that say what a name is, by where they end and begin.

    `first` is where the sentence begins, with a capital that tells nothing; `known` are the names
    of places by where they begin.
    """

    first: int
    known: Mapping[int, Hit]
    ends: Mapping[int, list[Hit]]
    starts: Mapping[int, list[Hit]]


class Name(NamedTuple):
    """A run of words that may name a place; `hit` is None where no pack knows it.

    `cover` is where the whole expression stands ("Aleppo Governorate" around "Aleppo"). `tail` is
    the code of the word behind the name, `level` what that calls it, `held` what it lies in.
    """

    start: int
    end: int
    hit: Hit | None
    tail: str = ""
    level: Level | None = None
    held: tuple[PlaceId, ...] = ()
    cover: tuple[int, int] | None = None


def ids_of(hit: Hit) -> tuple[PlaceId, ...]:
    """The places that bear a name."""
    return tuple(PlaceId(word) for word in hit.term.code.split(" "))


def following(words: Words, end: int) -> list[Hit]:
    """The words directly after a name, the longest first."""
    found = words.starts.get(end + 1)
    return sorted(found, key=lambda h: -h.end) if found else []


def names_in(
    document: Document, sentence: Sentence, hits: list[Hit], words: Words, atlas: Atlas
) -> list[Name]:
    """Runs of capitalised words, each with the known name in it; known names outside of runs."""
    body, folded = document.body, document.folded
    names: list[Name] = []
    taken: set[int] = set()
    for match in _RUN.finditer(body, sentence.span.start, sentence.span.end):
        bare = whole = match.group()
        if "'" in whole[-2:] or "’" in whole[-2:]:
            bare = _POSSESSIVE.sub("", whole)
        first = match.start()
        held = _HELD.match(bare) if "-" in bare else None
        start, end = folded.folded(first), folded.folded(first + len(bare) - 1) + 1
        if held:
            start = folded.folded(first + held.end())
            taken.update(h.start for h in hits if folded.folded(first) <= h.start < start)
        inside = [h for h in hits if start <= h.start < end]
        taken.update(h.start for h in inside)
        inside = [h for h in inside if _is_town(document, (start, end), h, words, atlas)]
        if not inside and any(h.start < start < h.end for h in hits):
            continue  # the rest of a name that began in the run before: "Tehran's Grand Bazaar"
        if start >= end:
            continue
        if (
            " of " in bare and _HEADED.match(bare) and all(h.start > start for h in inside)
        ):  # "the Gulf of Aden"
            within = ids_of(inside[-1]) if inside else ()
            names.append(Name(start, end, None, "noun", Level.SITE, within))
        elif inside:
            names.extend(_known(document, (start, end), inside, words, atlas))
        elif bare == whole and not _ACRONYM.fullmatch(bare):  # "shot at Smith's car"
            names.extend(_unknown(document, (start, end), words))
    names.extend(Name(h.start, h.end, h) for h in hits if h.start not in taken)
    names.sort(key=_start)
    return names


def _is_town(
    document: Document, run: tuple[int, int], hit: Hit, words: Words, atlas: Atlas
) -> bool:
    """Whether a name in a run is not just a word that some hamlet abroad is called by too.

    "Hanoi Hilton", "Hill 30", "the Earth".
    """
    if _is_noted(hit, atlas) or any(atlas.places[i].country == atlas.home for i in ids_of(hit)):
        return True
    after = following(words, hit.end)
    if document.folded.text.endswith(_ARTICLES, 0, hit.start):
        return any(h.term.code in ("noun", "tail") for h in after)
    return _plain_head(run, hit, words) and (hit.end >= run[1] or bool(after))


def _known(
    document: Document, run: tuple[int, int], hits: list[Hit], words: Words, atlas: Atlas
) -> Iterator[Name]:
    """The known names of a run; a site where its kind follows ("Baghdad University")."""
    for number, hit in enumerate(hits):
        end = hits[number + 1].start - 1 if number + 1 < len(hits) else run[1]
        after = following(words, hit.end)
        plain = _plain_head(run, hit, words)
        if hit.end < end and not any(h.term.code != "day" for h in after):
            if after or document.folded.text[hit.end + 1 : end].isdigit():  # "in Basra Saturday"
                yield Name(hit.start, hit.end, hit)
            else:
                yield from _unknown(document, (hit.start, end), words)
            continue
        site = next((h for h in after if _is_site(h) and h.end <= end), None)
        if site:
            held = () if site.term.code == "street" else ids_of(hit)
            yield Name(hit.start, site.end, None, "noun", Level.SITE, held)
        elif plain:
            cover = _cover(document, run[0], hit, end, words)
            if cover and cover[0] < hit.start and not _is_noted(hit, atlas):
                yield from _unknown(document, (cover[0], hit.end), words)  # "Northern Alliance"
            else:
                yield Name(hit.start, hit.end, hit, cover=cover)
        else:
            yield from _unknown(document, (run[0], hit.end), words)


def _cover(
    document: Document, first: int, hit: Hit, last: int, words: Words
) -> tuple[int, int] | None:
    """A known name with what is written large beside it: "South Vietnam", "Aleppo Governorate"."""
    ways = [h.start for h in words.ends.get(hit.start - 1, ()) if h.term.code == "way"]
    starts = [at for at in ways if first <= at > words.first and _large(document, at)]
    nouns = [h.end for h in following(words, hit.end) if h.term.code == "noun" and h.end <= last]
    if not starts and not nouns:
        return None
    return min(starts, default=hit.start), max(nouns, default=hit.end)


def _is_noted(hit: Hit, atlas: Atlas) -> bool:
    """Whether a name is that of a land or a large town, which has a north and a south."""
    rows = [atlas.places[i] for i in ids_of(hit)]
    return any(r.level in _LANDS or r.population >= _NOTED for r in rows)


def _large(document: Document, at: int) -> bool:
    return document.words(at, at + 1).isupper()


def _is_site(hit: Hit) -> bool:
    return hit.term.code in _TYPES and hit.term.row["level"] == "site"


def _plain_head(run: tuple[int, int], hit: Hit, words: Words) -> bool:
    """Whether nothing but adjectives and sentence openers stand before a name in its run."""
    at = hit.start
    while at > run[0]:
        before = [h for h in words.ends.get(at - 1, ()) if h.start >= run[0]]
        if not before:
            return False
        at = min(h.start for h in before)
    return True


def _unknown(document: Document, run: tuple[int, int], words: Words) -> Iterator[Name]:
    """A run that may name an unknown place, without the openers and adjectives at its head."""
    start, end = run
    if any(h.end >= end and h.term.code == "never" for h in words.starts.get(start, ())):
        return  # "Islamic State"
    whole = False
    nouns = [h for h in words.ends.get(end, ()) if h.term.code in _TYPES and h.start > start]
    noun = min(nouns, key=lambda h: h.start, default=None)
    while start < end:
        head = [h for h in words.starts.get(start, ()) if h.end <= end and h.term.code not in _KEPT]
        if not head:
            break
        after = max(h.end for h in head) + 1
        if noun and after >= noun.start and start > words.first:
            whole = True  # "Old City", "Persian Gulf"
            break
        start = after
    written = document.words(start, end) if start < end else ""
    if end - start < 3 or written == written.lower():
        return
    if noun and noun.start > start:
        level = Level(noun.term.row["level"])
        cut = end if whole or level is Level.SITE else noun.start - 1
        yield Name(start, cut, None, "noun", level, cover=(start, end))
    elif not any(h.term.code in ("never", "outlet", "day") for h in words.ends.get(end, ())):
        yield Name(start, end, None)
