"""Spots: where a sentence names a place, and the words that say what part the place plays.

Invariant: a spot is in the text. Names in Latin letters begin with a capital, unless the whole body
is in small letters; a name that no pack knows is a spot only behind or before a word that makes it
one ("in", "village of", "province"), in a list with one, or before what it lies in. Offsets are
folded.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final, NamedTuple

from crosstally.coding.document import Document, Sentence
from crosstally.coding.lexicon import Hit
from crosstally.coding.where.runs import Name, Words, following, ids_of, names_in
from crosstally.packs.atlas import Atlas
from crosstally.records import Level, PlaceId

SHORT: Final = re.compile(r",? +([A-Z]{2})\b(?!\.)")
JOIN: Final = re.compile(
    r"\s*[,،]?\s*(?:and|&|و|as well as|or|/)\s+(?:(?:also )?(?:in|at|near|on) |در |في )?(?:the )?"
    r"(?:(?:nearby|neighbou?ring|(?:north|south)?(?:east|west)(?:ern)?|(?:north|south|centr)(?:ern|al)?)"
    r" )*(?:(?:[\w-]+ ){0,2}(?:cit(?:y|ies)|towns?|villages?|provinces?|districts?|suburbs?) of )?"
    r"|\s*و"
)
COMMA: Final = re.compile(r"\s*[,،]\s*(?:the )?")
_PEOPLE: Final = re.compile(
    r" (?!was |is |has |as |says |across |towards |this |its |his )[a-z]{2,}(?:s|men) "
)
_PAUSE: Final = re.compile(r"[,;:()\[\]\"“”«»،؛–—]|\. |--")
_CALLED: Final = re.compile(  # "Knin, the onetime stronghold of …"
    r", (?:the|an?|its|their) (?:[\w'’-]+ ){0,4}(?:town|city|village|stronghold|enclave|capital|suburb"
    r"|district|region|island|area|province|territory|settlement|neighbou?rhood)\b"
)
_BLANKS: Final = re.compile(r"\s+")
# words walked back from a name to its preposition; "in the mainly Kurdish city of …" is 6
_STEPS: Final = 8
_PLACING: Final = (
    "in",
    "at",
    "of",
    "object",
    "onto",
    "group",
    "direction",
    "to",
    "between",
    "including",
    "address",
)
_PASSED: Final = ("skip", "way")
_BEHIND: Final = ("noun", "street", "tail", "never", "outlet", "day")
# Of these tables a phrase is no place: دوشنبه is Monday before it is Dushanbe.
_WORDS: Final = ("weekdays", "months", "times", "numbers", "kinds")
_WIDE: Final = (Level.PROVINCE, Level.COUNTRY)
_FINEST_FIRST: Final = (Level.SITE, Level.NEIGHBOURHOOD, Level.CITY, Level.COUNTY, *_WIDE)
_RANK: Final = MappingProxyType({level: rank for rank, level in enumerate(_FINEST_FIRST)})


class Spot(NamedTuple):
    """A name of a place in a sentence.

    `ids` are the places that bear it, none where no pack knows it, and `cued` which of them count
    only with a cue. `codes` are the codes of the words before it, the nearest first, `reach` where
    those words begin. `tail` is the code of the word after it, `level` what such words call it.
    `cover` is where the whole expression stands, `after` where the word behind it ends, `text` the name folded. `within` holds the index, among the sentence's
    spots, of a spot that contains it, `listed` of the one that it follows in a list.
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
    cover: tuple[int, int] | None = None
    after: int = 0
    text: str = ""

    @property
    def whole(self) -> tuple[int, int]:
        """Where the whole expression stands, the name with the words written large beside it."""
        return self.cover or (self.start, self.end)


_NO_WORDS: Final = Words(0, {}, {}, {})


def find_spots(document: Document, sentence: Sentence, atlas: Atlas) -> tuple[Spot, ...]:
    """The places that a sentence names, in its order."""
    latin = document.lang == "en"
    hits = _longest(document, sentence, check=latin and not document.body.islower())
    words = _words(sentence, hits) if latin or hits else _NO_WORDS
    if latin:
        names = names_in(document, sentence, hits, words, atlas)
        spots = _settled(document, [_spot(document, name, words, atlas) for name in names], atlas)
    else:
        spots = [_spot(document, Name(h.start, h.end, h), words, atlas) for h in hits]
    if all(spot.cued and all(spot.cued) for spot in spots):
        spots.extend(_lands(sentence, atlas))
    return tuple(spots)


def _lands(sentence: Sentence, atlas: Atlas) -> Iterator[Spot]:
    """The desk's own country where a sentence says no more than "across the country"."""
    home = atlas.places.get(PlaceId(atlas.home or ""))
    if home and home.level is Level.COUNTRY:
        longer = {
            h.end for h in sentence.of("where") if h.term.code == "never"
        }  # "interior minister"
        for hit in sentence.of("where"):
            if hit.term.code == "land" and hit.end not in longer:
                at = (hit.start, hit.end)
                spot = Spot(*at, (), (), ("land",), hit.start, "", Level.COUNTRY)
                yield spot._replace(held=(home.id,))


def _words(sentence: Sentence, hits: list[Hit]) -> Words:
    ends: dict[int, list[Hit]] = defaultdict(list)
    starts: dict[int, list[Hit]] = defaultdict(list)
    for hit in sentence.of("where"):
        ends[hit.end].append(hit)
        starts[hit.start].append(hit)
    return Words(sentence.start, {h.start: h for h in hits}, ends, starts)


def _longest(document: Document, sentence: Sentence, *, check: bool) -> list[Hit]:
    kept: list[Hit] = []
    places = sentence.of("place")
    if not places:
        return kept
    codes = ("never", "day", "noun", "way") if check else ("never", "day")
    words = {(h.start, h.end) for h in sentence.of("where") if h.term.code in codes}
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
    body = document.body
    start, end = document.folded.place(hit.start, hit.end)
    return body[end : end + 1] == "\u200c" or body[max(start - 1, 0) : start] == "\u200c"


def _spot(document: Document, name: Name, words: Words, atlas: Atlas) -> Spot:
    prefix = int(name.hit.term.row["prefix"]) if name.hit else 0
    start = name.start if name.cover is None else name.cover[0]
    codes, level, reach = _before(document, start, words)
    tail, after = name.tail, 0
    for hit in following(words, name.end) if tail in ("", "name") else ():
        if hit.term.code in ("noun", "tail", "outlet") and not _broken(
            document, name.end, hit.start
        ):
            if hit.term.code == "noun" and _holds_more(document, name, hit, words, atlas):
                break
            tail = hit.term.code if tail == "" or hit.term.code == "outlet" else tail
            level = level or (Level(hit.term.row["level"]) if hit.term.row["level"] else None)
            after = hit.end if hit.term.code == "noun" else 0
            break
    beside = (h.term.code == "address" for h in words.ends.get(start - 1, ()))
    if name.hit and codes[:1] == ("address",) and any(beside):  # "the 1900 block of Dover"
        name = name._replace(hit=None, level=Level.SITE)
    if name.hit is None and codes and codes[0] == "at" and tail != "noun":
        level = Level.SITE
    return Spot(
        start=name.start + prefix,
        end=name.end,
        ids=ids_of(name.hit) if name.hit else (),
        cued=tuple(c == "1" for c in name.hit.term.row["cue"].split()) if name.hit else (),
        codes=codes,
        reach=reach,
        tail=tail,
        level=name.level or level,
        held=name.held,
        cover=name.cover,
        after=after,
        text=document.folded.text[name.start + prefix : name.end],
    )


def _holds_more(document: Document, name: Name, noun: Hit, words: Words, atlas: Atlas) -> bool:
    """Whether a name only says where the place behind its noun lies: "the West Bank town of …"."""
    if not document.folded.text.startswith(" of ", noun.end):
        return False
    if name.hit is None:
        return noun.term.row["level"] == Level.CITY
    finest = min(_RANK[atlas.places[i].level] for i in ids_of(name.hit))
    after = words.known.get(noun.end + len(" of "))
    if finest == _RANK[Level.CITY] and after and _people(after, atlas) > _people(name.hit, atlas):
        return False  # "the Sadr City neighbourhood of Baghdad"
    return _RANK[Level(noun.term.row["level"])] < finest


def _people(name: Hit, atlas: Atlas) -> int:
    return max(atlas.places[i].population for i in ids_of(name))


def _settled(document: Document, spots: list[Spot], atlas: Atlas) -> list[Spot]:
    """The spots without the unknown names that nothing makes a place."""
    sure = [bool(s.ids) or _is_placed(document, s) for s in spots]
    for at in range(len(spots) - 1, -1, -1):
        if not sure[at] and at + 1 < len(spots):
            sure[at] = _is_headed(document, spots[at], spots[at + 1], atlas, sure=sure[at + 1])
        elif not sure[at]:
            sure[at] = _has_state(document, spots[at], atlas)
    for at in range(1, len(spots)):
        if not sure[at] and sure[at - 1] and _is_listed(document, spots, at):
            sure[at] = True
            spots[at] = spots[at]._replace(codes=spots[at - 1].codes)
    return [spot for spot, kept in zip(spots, sure, strict=True) if kept]


def _is_placed(document: Document, spot: Spot) -> bool:
    """Whether the words around an unknown name make it a place."""
    if spot.tail == "noun" and (spot.level is not Level.COUNTY or is_behind(spot)):
        return True  # "Morris County man" tells of no place
    if document.folded.text.endswith((" a ", " an "), 0, spot.start):  # "in an Improvised …"
        return False
    return is_behind(spot) and not _modifies(document, spot.end)


def is_behind(spot: Spot) -> bool:
    """Whether a word that places stands before a name."""
    return bool(spot.codes) and spot.codes[0] in _PLACING


def _modifies(document: Document, end: int) -> bool:
    """Whether an unknown name is rather a word for people: "between Gonabadi dervishes"."""
    return bool(_PEOPLE.match(document.body, document.folded.original(end - 1) + 1))


def _is_headed(document: Document, spot: Spot, after: Spot, atlas: Atlas, *, sure: bool) -> bool:
    """Whether what follows an unknown name makes it a place.

    "Ocobamba, Peru"; "Angyom and Tse-Usenda villages".
    """
    if _has_state(document, spot, atlas):
        return True
    gap = between(document, spot, after)
    if not sure or not (COMMA.fullmatch(gap) or JOIN.fullmatch(gap)):
        return False
    if after.tail == "noun":
        return document.folded.text[: after.whole[1]].endswith("s")
    end = document.folded.original(after.whole[1] - 1) + 1
    wide = bool(after.ids) and all(atlas.places[i].level in _WIDE for i in after.ids)
    return wide and "and" not in gap and document.body[end : end + 1] in (",", ".", ";", "")


def _has_state(document: Document, spot: Spot, atlas: Atlas) -> bool:
    end = document.folded.original(spot.whole[1] - 1) + 1
    short = SHORT.match(document.body, end)
    return bool(short and short.group(1) in atlas.short) or bool(_CALLED.match(document.body, end))


def _is_listed(document: Document, spots: list[Spot], at: int) -> bool:
    """Whether an unknown name goes on a list that another place began: "Gaya, Fa'a and Zang"."""
    if spots[at - 1].tail == "outlet" or _modifies(document, spots[at].end):
        return False
    while at < len(spots):
        gap = between(document, spots[at - 1], spots[at])
        if JOIN.fullmatch(gap):
            return True
        if not COMMA.fullmatch(gap):
            return False
        at += 1
    return False


def between(document: Document, before: Spot, after: Spot) -> str:
    """What stands between two spots in the body, without a noun behind the first; blanks made one."""
    start = document.folded.original(max(before.whole[1], before.after) - 1) + 1
    return _BLANKS.sub(" ", document.body[start : document.folded.original(after.whole[0])])


def _before(
    document: Document, start: int, words: Words
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


def _broken(document: Document, end: int, start: int) -> bool:
    """Whether a pause stands between two folded offsets."""
    left = document.folded.original(end - 1) + 1
    return bool(_PAUSE.search(document.body, left, document.folded.original(start)))
