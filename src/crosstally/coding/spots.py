"""Spots: where a sentence names a place, and the words that say what part the place plays.

Invariant: a spot is in the text. Names in Latin letters begin with a capital, unless the whole body
is in small letters; a name that no pack knows is a spot only behind or before a word that makes it
one ("in", "village of", "province"). Offsets are folded.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, PlaceId

_ARTICLE = r"(?:[AaEe][lnrsdtz]-|[Aa]s?[sth]h?-|(?:[Aa]l|[Ee]l|[Dd]e|[Dd]el|[Ll]a|[Ll]os?|[Dd]er|[Dd]u|[Vv]an|[Ii]bn)[ -])"
_CAPITAL = r"['’‘`ʻ]?[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’‘`-]*"
_RUN = re.compile(
    rf"(?<![\w]){_ARTICLE}?{_CAPITAL}(?:(?<!['’]s) (?:{_ARTICLE}|e |va |va-e )?(?:{_CAPITAL}|\d+(?=[ ,.]|$)))*"
)
_POSSESSIVE = re.compile(r"['’]s?$|['’]$")
_PEOPLE = re.compile(
    r" (?!was |is |has |as |says |across |towards |this |its |his )[a-z]{2,}(?:s|men) "
)
_PAUSE = re.compile(r"[,;:()\[\]\"“”«»،؛–—]|\. |--")
_SHORT = re.compile(r",? +([A-Z]{2})\b(?!\.)")
_STEPS = (
    8  # words walked back from a name to its preposition; "in the mainly Kurdish city of …" is 6
)
_PLACING = ("in", "at", "of", "group", "direction", "to", "between", "including", "address")
_KEPT = ("noun", "street", "way")  # part of a name that no pack knows: South Kivu, Sadr City
_PASSED = ("skip", "way")
_BEHIND = ("noun", "street", "tail", "never", "outlet", "day")
# Of these tables a phrase is no place: دوشنبه is Monday before it is Dushanbe.
_WORDS = ("weekdays", "months", "times", "numbers", "kinds")
_ACRONYM = re.compile(r"[A-Z0-9-]{2,6}s?")


class Spot(NamedTuple):
    """A name of a place in a sentence.

    `ids` are the places that bear it, none where no pack knows it, and `cued` which of them count
    only with a cue. `codes` are the codes of the words before it, the nearest first, `reach` where
    those words begin. `tail` is the code of the word after it, `level` what such words call it.
    `within` holds the index, among the sentence's spots, of a spot that contains it, `listed` of
    the one that it follows in a list.
    """

    start: int
    end: int
    ids: tuple[PlaceId, ...]
    cued: tuple[bool, ...]
    codes: tuple[str, ...]
    reach: int
    tail: str
    level: Level | None
    within: int | None = None
    listed: int | None = None
    held: tuple[PlaceId, ...] = ()


class _Words(NamedTuple):
    ends: Mapping[int, list[Hit]]
    starts: Mapping[int, list[Hit]]


class _Name(NamedTuple):
    start: int
    end: int
    hit: Hit | None
    tail: str = ""
    level: Level | None = None
    held: tuple[PlaceId, ...] = ()


def find_spots(document: Document, sentence: Sentence, atlas: Atlas) -> tuple[Spot, ...]:
    """The places that a sentence names, in its order."""
    words = _words(sentence)
    latin = document.lang == "en"
    hits = _longest(document, sentence, check=latin and not document.body.islower())
    found = (
        _runs(document, sentence, hits, words)
        if latin
        else [_Name(h.start, h.end, h) for h in hits]
    )
    spots = [s for s in (_spot(document, name, words) for name in found) if s]
    if all(spot.cued and all(spot.cued) for spot in spots):
        spots.extend(_lands(sentence, atlas))
    return tuple(_tied(document, spots, atlas))


def _lands(sentence: Sentence, atlas: Atlas) -> Iterator[Spot]:
    """The desk's own country where a sentence says no more than "across the country"."""
    home = atlas.places.get(PlaceId(atlas.home or ""))
    if home and home.level is Level.COUNTRY:
        longer = {
            h.end for h in sentence.of("where") if h.term.code == "never"
        }  # "interior minister"
        for hit in sentence.of("where"):
            if hit.term.code == "land" and hit.end not in longer:
                yield Spot(
                    hit.start,
                    hit.end,
                    (),
                    (),
                    ("land",),
                    hit.start,
                    "",
                    Level.COUNTRY,
                    held=(home.id,),
                )


def _words(sentence: Sentence) -> _Words:
    ends: dict[int, list[Hit]] = defaultdict(list)
    starts: dict[int, list[Hit]] = defaultdict(list)
    for hit in sentence.of("where"):
        ends[hit.end].append(hit)
        starts[hit.start].append(hit)
    return _Words(ends, starts)


def _longest(document: Document, sentence: Sentence, *, check: bool) -> list[Hit]:
    kept: list[Hit] = []
    places = sentence.of("place")
    if not places:
        return kept
    words = {(h.start, h.end) for h in sentence.of("where") if h.term.code in ("never", "day")}
    for sort in () if check else _WORDS:
        words.update((h.start, h.end) for h in sentence.of(sort))
    for hit in places:
        if (hit.start, hit.end) in words or _in_word(document, hit):
            continue
        if kept and hit.start < kept[-1].end:
            continue
        if check and document.words(hit.start, hit.end).islower():
            continue
        kept.append(hit)
    return kept


def _in_word(document: Document, hit: Hit) -> bool:
    """Whether a joiner ties a name to more of its word: داران in کامیون‌داران."""
    start, end = document.folded.place(hit.start, hit.end)
    return "\u200c" in (document.body[max(start - 1, 0) : start], document.body[end : end + 1])


def _runs(document: Document, sentence: Sentence, hits: list[Hit], words: _Words) -> list[_Name]:
    """Runs of capitalised words, each with the known name in it; known names outside of runs."""
    body, folded = document.body, document.folded
    names: list[_Name] = []
    taken: set[int] = set()
    for match in _RUN.finditer(body, sentence.span.start, sentence.span.end):
        bare = _POSSESSIVE.sub("", match.group())
        start, end = folded.folded(match.start()), folded.folded(match.start() + len(bare) - 1) + 1
        inside = [h for h in hits if start <= h.start < end]
        if not inside and any(h.start < end and start < h.end for h in hits):
            continue  # the rest of a name that began in the run before: "Tehran's Grand Bazaar"
        taken.update(h.start for h in inside)
        if inside:
            names.extend(_known(document, (start, end), inside, words))
        elif bare == match.group() and not _ACRONYM.fullmatch(bare):  # "shot at Smith's car"
            names.extend(_unknown(document, (start, end), words))
    names.extend(_Name(h.start, h.end, h) for h in hits if h.start not in taken)
    return sorted(names, key=lambda n: n.start)


def _known(
    document: Document, run: tuple[int, int], hits: list[Hit], words: _Words
) -> Iterator[_Name]:
    """The known names of a run; a site where its kind follows ("Baghdad University")."""
    text = document.folded.text
    for number, hit in enumerate(hits):
        end = hits[number + 1].start - 1 if number + 1 < len(hits) else run[1]
        after = _next(words, hit.end)
        if hit.end >= end or any(h.term.code != "day" for h in after):
            site = next((h for h in after if _is_site(h) and h.end <= end), None)
            if site:
                held = () if site.term.code == "street" else _ids(hit)
                yield _Name(hit.start, site.end, None, "noun", Level.SITE, held)
                continue
            if _plain_head(run, hit, words):
                yield _Name(hit.start, hit.end, hit)
            else:
                yield from _unknown(document, (run[0], hit.end), words)
        else:
            last = text[hit.end + 1 : end]
            if after or last.isdigit():
                yield _Name(hit.start, hit.end, hit)
            else:
                yield from _unknown(document, (hit.start, end), words)


def _is_site(hit: Hit) -> bool:
    return hit.term.code in ("noun", "street") and hit.term.row["level"] == "site"


def _plain_head(run: tuple[int, int], hit: Hit, words: _Words) -> bool:
    """Whether nothing but adjectives and sentence openers stand before a name in its run."""
    at = hit.start
    while at > run[0]:
        before = [h for h in words.ends.get(at - 1, ()) if h.start >= run[0]]
        if not before:
            return False
        at = min(h.start for h in before)
    return True


def _unknown(document: Document, run: tuple[int, int], words: _Words) -> Iterator[_Name]:
    """A run that may name an unknown place, without the openers and adjectives at its head."""
    start, end = run
    while start < end:
        head = [h for h in words.starts.get(start, ()) if h.end <= end and h.term.code not in _KEPT]
        if not head:
            break
        start = max(h.end for h in head) + 1
    if end - start < 3 or not document.words(start, start + 1).isupper():
        return
    noun = [
        h for h in words.ends.get(end, ()) if h.term.code in ("noun", "street") and h.start > start
    ]
    if noun:
        level = Level(min(noun, key=lambda h: h.start).term.row["level"])
        cut = end if level is Level.SITE else min(h.start for h in noun) - 1
        yield _Name(start, cut, None, "noun", level)
    elif not any(h.term.code in ("never", "outlet", "day") for h in words.ends.get(end, ())):
        yield _Name(start, end, None)


def _spot(document: Document, name: _Name, words: _Words) -> Spot | None:
    prefix = int(name.hit.term.row["prefix"]) if name.hit else 0
    codes, level, reach = _before(document, name.start, words)
    tail = name.tail
    for hit in _next(words, name.end) if tail in ("", "name") else ():
        if hit.term.code in ("noun", "tail", "outlet") and not _broken(
            document, name.end, hit.start
        ):
            tail = hit.term.code if tail == "" or hit.term.code == "outlet" else tail
            level = level or (Level(hit.term.row["level"]) if hit.term.row["level"] else None)
            break
    if name.hit is None and not _placed(codes, tail):
        return None
    if name.hit is None and not tail and _modifies(document, name.end):
        return None
    if name.hit and codes and codes[0] == "address":  # "the 1900 block of Dover"
        name = _Name(name.start, name.end, None, name.tail, Level.SITE)
    if name.hit is None and codes and codes[0] == "at" and tail != "noun":
        level = Level.SITE
    return Spot(
        start=name.start + prefix,
        end=name.end,
        ids=_ids(name.hit) if name.hit else (),
        cued=tuple(c == "1" for c in name.hit.term.row["cue"].split()) if name.hit else (),
        codes=codes,
        reach=reach,
        tail=tail,
        level=name.level or level,
        held=name.held,
    )


def _modifies(document: Document, end: int) -> bool:
    """Whether an unknown name is rather a word for people: "between Gonabadi dervishes"."""
    return bool(_PEOPLE.match(document.body, document.folded.original(end - 1) + 1))


def _placed(codes: tuple[str, ...], tail: str) -> bool:
    """Whether the words around an unknown name make it a place."""
    return tail == "noun" or (bool(codes) and codes[0] in _PLACING)


def _before(
    document: Document, start: int, words: _Words
) -> tuple[tuple[str, ...], Level | None, int]:
    codes: list[str] = []
    level: Level | None = None
    at = start
    for _ in range(_STEPS):
        before = [h for h in words.ends.get(at - 1, ()) if h.term.code not in _BEHIND]
        if not before or _broken(document, before[0].end, at):
            break
        hit = min(before, key=lambda h: (h.start, h.term.code in _PASSED))
        at = hit.start
        if hit.term.code not in _PASSED:
            codes.append(hit.term.code)
            if level is None and hit.term.row["level"] and len(codes) == 1:
                level = Level(hit.term.row["level"])
    return tuple(codes), level, at


def _next(words: _Words, end: int) -> list[Hit]:
    """The words directly after a name, the longest first."""
    return sorted(words.starts.get(end + 1, ()), key=lambda h: -h.end)


def _broken(document: Document, end: int, start: int) -> bool:
    """Whether a pause stands between two folded offsets."""
    left = document.folded.original(end - 1) + 1
    return bool(_PAUSE.search(document.body, left, document.folded.original(start)))


def _ids(hit: Hit) -> tuple[PlaceId, ...]:
    return tuple(PlaceId(word) for word in hit.term.code.split(" "))


def _tied(document: Document, spots: list[Spot], atlas: Atlas) -> Iterator[Spot]:
    """The spots with what they lie within and which list they belong to."""
    body = document.body
    out: list[Spot] = []
    reached = 0
    for number, spot in enumerate(spots):
        start, end = document.folded.place(spot.start, spot.end)
        short = _SHORT.match(body, end)
        if short and short.group(1) in atlas.short:
            spot = spot._replace(held=(*spot.held, atlas.short[short.group(1)]))
        if number and "land" not in spot.codes:
            before = out[-1]
            gap = body[reached:start]
            if before.tail == "noun":
                gap = _NOUN.sub("", gap)
            more = number + 1 < len(spots) and _goes_on(document, spot, spots[number + 1])
            tie = _tie(gap, before, spot, atlas, more=more and _may_be_town(spot, atlas))
            if tie == "within":
                out[-1] = before._replace(within=number)
            elif tie == "holds":
                spot = spot._replace(within=number - 1)
            elif tie == "list":
                spot = spot._replace(listed=number - 1, codes=spot.codes or before.codes)
        out.append(spot)
        reached = end
    return iter(out)


_JOIN = re.compile(r"\s*(?:,|،)?\s*(?:and|&|و|as well as|or|/)\s+(?:in |at |در |في )?|\s*و")
_NOUN = re.compile(r"^ \w+(?=[ ,،])")
_COMMA = re.compile(r"\s*[,،]\s*(?:the )?")
_PARTS = (
    r"(?:(?:the|an?|its|capital|city|town|village|[Dd]istrict|[Aa]rea|region|suburbs?|sector"
    r"|neighbou?rhood|[Pp]rovince|[Cc]ity|[Cc]ounty|part|section|quarter|headquarters|local"
    r"|government|northern|southern|eastern|western|central|north|south|east|west|mainly|state) )"
)
_IN = re.compile(
    rf",? {_PARTS}{{0,4}}(?:in|of) {_PARTS}{{0,4}}"
    r"| (?:در|في)(?: \w+){0,2} | (?:استان|محافظة|شهر|مدينة) "
)
_OF = re.compile(
    r"['’]s?(?: [\w-]+){0,5} |(?: [\w-]+){0,3} (?:cit(?:y|ies)|towns?|villages?|provinces?|capital"
    r"|districts?|suburbs?|regions?|states?|port|islands?|neighbou?rhoods?|areas?|settlements?) of "
    r"| (?:capital|city|town|village|suburb|port) "
)


def _goes_on(document: Document, spot: Spot, after: Spot) -> bool:
    """Whether the next spot stands behind no more than a comma or an "and"."""
    folded = document.folded
    gap = document.body[folded.original(spot.end - 1) + 1 : folded.original(after.start)]
    return bool(_COMMA.fullmatch(gap) or _JOIN.fullmatch(gap))


def _may_be_town(spot: Spot, atlas: Atlas) -> bool:
    return spot.level is None and any(atlas.places[i].level is Level.CITY for i in spot.ids)


def _tie(gap: str, before: Spot, spot: Spot, atlas: Atlas, *, more: bool) -> str:
    """How two neighbouring spots belong together; `more` tells of a list that goes on."""
    if _JOIN.fullmatch(gap):
        return "list"
    if _COMMA.fullmatch(gap):
        comma = gap.strip().startswith("،") or more
        return "list" if comma or not _wider(before, spot, atlas) else "within"
    if before.tail != "noun" and _OF.fullmatch(gap):
        return "holds"
    if _IN.fullmatch(gap) or (gap.isspace() and _wider(before, spot, atlas)):
        return "within"
    return ""


_WIDE = (Level.PROVINCE, Level.COUNTRY)


def _wider(small: Spot, large: Spot, atlas: Atlas) -> bool:
    """Whether the second of two names stands for what the first lies in: "Karaj, Alborz"."""
    if large.level in _WIDE:
        return True
    if not small.ids:
        return bool(large.ids)
    if large.ids and all(atlas.places[i].level in _WIDE for i in large.ids):
        return any(atlas.places[i].level not in _WIDE for i in small.ids)
    around = {of for i in small.ids for of in _around(i, atlas)}
    return not around.isdisjoint(large.ids)


def _around(place: PlaceId, atlas: Atlas) -> tuple[str | None, ...]:
    row = atlas.places[place]
    return row.province, row.country, row.parent
