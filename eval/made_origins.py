"""Reports whose true bases of knowledge are known: witnesses, and those who copy them, in three languages.

Invariant: a corpus follows from its seed. Outlets, deeds and words are made up (`origins.csv`), towns
are real ones that the coder knows. Independent reports of one deed share its town, its day and often
its figures; what they saw and how they say it is their own.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from crosstally.records import Digest, Knowing, Report, ReportId, Source, SourceId, SourceKind

WORDS = Path(__file__).parent / "origins.csv"
LANGS = ("en", "fa", "ar")
START = date(2024, 1, 6)
TOWNS = (
    ("Arak", "اراک", "أراك"), ("Ahvaz", "اهواز", "الأهواز"), ("Tabriz", "تبریز", "تبريز"),
    ("Shiraz", "شیراز", "شيراز"), ("Isfahan", "اصفهان", "أصفهان"), ("Mashhad", "مشهد", "مشهد"),
)  # fmt: skip
GROUPS = (
    ("workers", "کارگران", "العمال"), ("teachers", "معلمان", "المعلمين"),
    ("pensioners", "بازنشستگان", "المتقاعدين"), ("farmers", "کشاورزان", "المزارعين"),
)  # fmt: skip
DAYS = (
    ("Monday", "دوشنبه", "الاثنين"), ("Tuesday", "سه‌شنبه", "الثلاثاء"),
    ("Wednesday", "چهارشنبه", "الأربعاء"), ("Thursday", "پنج‌شنبه", "الخميس"),
    ("Friday", "جمعه", "الجمعة"), ("Saturday", "شنبه", "السبت"), ("Sunday", "یکشنبه", "الأحد"),
)  # fmt: skip
SYLLABLES = (
    ("sep", "سپ", "سب"), ("nur", "نور", "نور"), ("tal", "تال", "تال"), ("mir", "میر", "مير"),
    ("zan", "زان", "زان"), ("kor", "کور", "كور"), ("dal", "دال", "دال"), ("rav", "راو", "راف"),
)  # fmt: skip
# what can be told of a deed, with the least and the greatest true figure
FIGURES = {
    "arrested": (2, 60), "injured": (2, 30), "wages": (2, 14), "road": (10, 240), "shops": (5, 200),
    "petition": (50, 4000), "vans": (3, 25), "plant": (80, 5000), "speaker": (30, 80),
    "walk": (100, 3000),
}  # fmt: skip
OFFICIAL = ("arrested", "injured", "wages", "petition", "plant")  # whoever asks is told the same
PLAIN = ("clock", "mood", "back")
TOLD = 0.5  # the chance that a report tells one thing that could be told
ROUNDED = 0.5  # the chance that an observer's own estimate is rounded

Values = Mapping[str, int]


class Deed(NamedTuple):
    """What happened: town, day (from `START`), group, and the true figure of each thing."""

    name: str
    town: int
    day: int
    group: int
    values: Values


class Sentence(NamedTuple):
    """One thing told: the concept, its figure, which of the wordings, and the choices in it."""

    concept: str
    value: int
    variant: int
    picks: tuple[int, ...]


class Telling(NamedTuple):
    """A report with its truth: its deed, its basis of knowledge, from whom it has it, and how."""

    report: Report
    deed: str
    base: str
    parent: str | None
    how: str
    told: tuple[Sentence, ...]
    lang: int
    source: int


class Corpus(NamedTuple):
    """Sources, what happened, and who told of it."""

    sources: tuple[Source, ...]
    tellings: tuple[Telling, ...]


class Maker(NamedTuple):
    """What reports are made with."""

    rng: np.random.Generator
    words: Mapping[str, Sequence[tuple[str, str, str]]]
    sources: tuple[Source, ...]
    names: tuple[tuple[str, str, str], ...]


def make_corpus(seed: int, deeds: int = 60, sources: int = 36) -> Corpus:
    """The corpus of a seed: every second source at most is drawn upon for one deed."""
    rng = np.random.default_rng([seed, 7])
    names = _names(rng, sources)
    listed = tuple(_source(rng, n, names[n]) for n in range(sources))
    maker = Maker(rng, read_words(), listed, names)
    told: list[Telling] = []
    for n in range(deeds):
        told += _tell_deed(maker, _deed(rng, n, deeds))
    declared = tuple(s for s in listed if s.kind is not SourceKind.UNKNOWN)
    return Corpus(declared, tuple(told))


def read_words(path: Path = WORDS) -> dict[str, list[tuple[str, str, str]]]:
    """By concept, its wordings in the languages' order."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["concept"], []).append((row["en"], row["fa"], row["ar"]))
    return found


def _names(rng: np.random.Generator, number: int) -> tuple[tuple[str, str, str], ...]:
    pairs = [(a, b) for a in SYLLABLES for b in SYLLABLES if a != b]
    at = rng.permutation(len(pairs))[:number]
    return tuple(
        (f"{a[0]}{b[0]}".title(), a[1] + b[1], a[2] + b[2]) for a, b in (pairs[n] for n in at)
    )


def _source(rng: np.random.Generator, n: int, names: tuple[str, str, str]) -> Source:
    kind = (SourceKind.PRESS, SourceKind.STATE_MEDIA, SourceKind.CHANNEL, SourceKind.UNION)[n % 4]
    if n % 9 == 8:
        kind = SourceKind.UNKNOWN
    basis = (Knowing.WITNESS, Knowing.OWN_MEDIA, Knowing.DOCUMENT, Knowing.UNKNOWN)[
        int(rng.integers(0, 4))
    ]
    return Source(id=SourceId(f"s{n:02}"), name=names[0], aliases=names[1:], kind=kind, basis=basis)


def _deed(rng: np.random.Generator, n: int, deeds: int) -> Deed:
    values = {key: int(rng.integers(low, high + 1)) for key, (low, high) in FIGURES.items()}
    values["lead"] = int(np.exp(rng.uniform(np.log(20), np.log(5000))))
    values["clock"] = int(rng.integers(8 * 12, 20 * 12)) * 5  # minutes of the day
    values |= {"mood": 0, "back": 0}
    town, group = int(rng.integers(0, len(TOWNS))), int(rng.integers(0, len(GROUPS)))
    return Deed(f"d{n:03}", town, int(rng.integers(0, deeds)), group, values)


def _tell_deed(maker: Maker, deed: Deed) -> list[Telling]:
    rng = maker.rng
    order = rng.permutation(len(maker.sources)).tolist()
    told: list[Telling] = []
    for _ in range(int(rng.integers(2, 6))):
        told.append(_observe(maker, deed, order.pop(), len(told)))
    for _ in range(int(rng.integers(2, 8))):
        parent = told[int(rng.integers(0, len(told)))]
        name, way = WAYS[int(rng.integers(0, len(WAYS)))]
        if parent.how in ("relay by name", "same picture") or (
            name == "relay by name"
            and (parent.parent is not None or _undeclared(maker, parent.source))
        ):
            name, way = WAYS[0]
        told.append(_copy(maker, deed, parent, order.pop(), (name, way, len(told))))
    return told


def _undeclared(maker: Maker, source: int) -> bool:
    return maker.sources[source].kind is SourceKind.UNKNOWN


def _observe(maker: Maker, deed: Deed, source: int, n: int) -> Telling:
    """A report by somebody who was there, or holds a document: own choice, own estimates, own words."""
    rng = maker.rng
    lang = int(rng.integers(0, 3))
    things = [key for key in (*FIGURES, *PLAIN) if rng.random() < TOLD]
    ordered = ["lead", *(things[n] for n in rng.permutation(len(things)))]
    told = [_sentence(maker, key, _seen(rng, key, deed.values[key])) for key in ordered]
    cue = {0: "witness", 1: "document", 2: "confirmed"}.get(int(rng.integers(0, 5)))
    if cue is not None:
        told.insert(1 if cue != "confirmed" else len(told), _sentence(maker, cue, source))
    media = [f"pic-{deed.name}-{n}"] if rng.random() < 0.4 else []
    if rng.random() < 0.1:
        media.append("logo-of-all")
    late = int(rng.integers(0, 3))
    return _telling(
        maker, deed, (tuple(told), lang, source), (f"{deed.name}-{n:02}", None, "own"), late, media
    )


def _seen(rng: np.random.Generator, key: str, value: int) -> int:
    """A figure as an observer has it: what officials say is the same for all, the rest is estimated."""
    if key in PLAIN:
        return value + 5 * int(rng.integers(-3, 4)) if key == "clock" else value
    if key in OFFICIAL and rng.random() < 0.8:
        return value
    guess = max(2, round(value * float(np.exp(rng.normal(0, 0.25)))))
    if guess > 20 and rng.random() < ROUNDED:
        unit = 10 ** (len(str(guess)) - 1)
        guess = round(guess / unit) * unit
    return guess


def _sentence(maker: Maker, concept: str, value: int) -> Sentence:
    rng = maker.rng
    variant = int(rng.integers(0, len(maker.words[concept])))
    return Sentence(concept, value, variant, tuple(rng.integers(0, 60, 6).tolist()))


Told = tuple[Sentence, ...]
Way = Callable[[Maker, Told, int], Told]


def reprinted(maker: Maker, told: Told, _: int) -> Told:
    """As it is, with a headline."""
    return (_sentence(maker, "headline", 0), *told)


def reworded(maker: Maker, told: Told, _: int) -> Told:
    """A third of the choices of words made anew, one sentence in eight said otherwise."""
    rng = maker.rng
    found = []
    for one in told:
        picks = tuple(int(rng.integers(0, 60)) if rng.random() < 0.35 else p for p in one.picks)
        fresh = _sentence(maker, one.concept, one.value)
        found.append(fresh if rng.random() < 0.125 else one._replace(picks=picks))
    return tuple(found)


def reordered(maker: Maker, told: Told, _: int) -> Told:
    """Its sentences after the first in another order."""
    rest = maker.rng.permutation(len(told) - 1).tolist()
    return (told[0], *(told[1:][n] for n in rest))


def cut(maker: Maker, told: Told, _: int) -> Told:
    """The first half, or a little more."""
    return told[: max(3, int(len(told) * maker.rng.uniform(0.4, 0.7)))]


def padded(maker: Maker, told: Told, _: int) -> Told:
    """With sentences of background behind it."""
    more = (_sentence(maker, key, 0) for key in ("back", "mood", "back"))
    return (*told, *more)


def translated(maker: Maker, told: Told, _: int) -> Told:
    """In other words throughout (and another language): a sentence in ten left out, a figure in twelve
    made round."""
    rng, found = maker.rng, []
    for n, one in enumerate(told):
        if n == 0 or rng.random() > 0.1:
            value = one.value
            if one.concept in (*FIGURES, "lead") and value > 20 and rng.random() < 1 / 12:
                value = round(value, 1 - len(str(value)))
            found.append(_sentence(maker, one.concept, value))
    return tuple(found)


def named(maker: Maker, told: Told, source: int) -> Told:
    """Its first things in own words, attributed."""
    short = [s for s in told[:3] if s.concept in (*FIGURES, "lead")]
    own = (_sentence(maker, s.concept, s.value) for s in short)
    return (_sentence(maker, "relayed", source), *own)


def unnamed(maker: Maker, told: Told, source: int) -> Told:
    """Cut and reworded, "a news agency said so"."""
    return (*reworded(maker, cut(maker, told, source), source), _sentence(maker, "unnamed", 0))


def captioned(maker: Maker, _told: Told, _: int) -> Told:
    """Nothing but its picture, with a line below."""
    return (_sentence(maker, "caption", 0), _sentence(maker, "mood", 0))


WAYS: tuple[tuple[str, Way], ...] = (
    ("reprint", reprinted), ("reworded", reworded), ("reordered", reordered), ("cut", cut),
    ("padded", padded), ("translation", translated), ("translation", translated),
    ("relay by name", named), ("relay unnamed", unnamed), ("same picture", captioned),
)  # fmt: skip
KINDS = tuple(sorted({name for name, _ in WAYS}))
ACROSS = ("translation", "relay by name", "same picture")  # ways that may change the language


def _copy(
    maker: Maker, deed: Deed, parent: Telling, source: int, how: tuple[str, Way, int]
) -> Telling:
    rng, (name, way, n) = maker.rng, how
    if name == "same picture" and not parent.report.media:
        name, way = WAYS[1]
    lang = parent.lang
    if name == "translation":
        lang = (lang + int(rng.integers(1, 3))) % 3
    elif name in ACROSS:
        lang = int(rng.integers(0, 3))
    media = parent.report.media if name == "same picture" or rng.random() < 0.2 else ()
    told = way(maker, parent.told, parent.source)
    assert parent.report.said_on is not None
    late = (parent.report.said_on - START).days - deed.day + int(rng.integers(0, 3))
    truth = (f"{deed.name}-{n:02}", parent, name)
    return _telling(maker, deed, (told, lang, source), truth, min(late, 6), media)


def _telling(
    maker: Maker,
    deed: Deed,
    content: tuple[Told, int, int],
    truth: tuple[str, Telling | None, str],
    late: int,
    media: Iterable[str],
) -> Telling:
    (told, lang, source), (name, parent, how) = content, truth
    said = START + timedelta(days=deed.day + late)
    body = " ".join(say(maker, deed, one, lang) for one in told)
    report = Report(
        id=ReportId(name),
        source=maker.sources[source].id,
        body=body,
        said_on=said,
        lang=LANGS[lang],
        media=tuple(Digest(one) for one in media),
    )
    base = parent.base if parent is not None else name
    return Telling(
        report, deed.name, base, parent.report.id if parent else None, how, told, lang, source
    )


def say(maker: Maker, deed: Deed, one: Sentence, lang: int) -> str:
    """A sentence in a language."""
    wordings = maker.words[one.concept]
    text = wordings[one.variant % len(wordings)][lang]
    picks = list(one.picks)

    def choose(match: re.Match[str]) -> str:
        options = match.group(1).split("|")
        return options[picks.pop(0) % len(options)] if picks else options[0]

    text = re.sub(r"\[([^\]]*)\]", choose, text)
    day = START + timedelta(days=deed.day)
    number, clock = str(one.value), f"{one.value // 60}:{one.value % 60:02}"
    if lang and one.picks[5] % 3:
        to = str.maketrans("0123456789", ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")[lang - 1])
        number, clock = number.translate(to), clock.translate(to)
    name = maker.names[one.value][lang] if one.concept in ("relayed", "confirmed") else ""
    return text.format(
        n=number, t=clock, town=TOWNS[deed.town][lang], group=GROUPS[deed.group][lang],
        day=DAYS[day.weekday()][lang], source=name,
    )  # fmt: skip
