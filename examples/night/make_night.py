#!/usr/bin/env python3
"""A sample night for the review desk: 400 posts of outlets that do not exist.

Invariant: the same seed gives the same bytes. Every text is made here from templates of ours, every
outlet is invented and called `synthetic:…`, and nothing in it happened; only the towns are real.

  python examples/night/make_night.py FOLDER [--seed 1] [--day 2019-03-20]

FOLDER becomes a desk's folder: `crosstally add FOLDER FOLDER/inbox`, `crosstally build FOLDER`,
`crosstally desk FOLDER`. What is true of the night stands in `truth.jsonl`: for each post the event
that it tells of, or why it tells of none.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

import numpy as np

POSTS = 400
ZONE = timezone(timedelta(hours=3, minutes=30))

SETTINGS = """# A sample night. Every outlet is invented (ids `synthetic:…`); nothing here happened.
[desk]
name = "Sample night (synthetic)"
name_fa = "شب نمونه (ساختگی)"
country = "IR"
languages = ["fa", "en", "ar"]
public_ids = true
note = "Invented posts of invented outlets, to learn the desk with."
note_fa = "پست‌های ساختگیِ رسانه‌های ساختگی، برای آموختن میز."
"""

# id, name, kind, language, how it knows, owner
OUTLETS = (
    ("falak", "کانال فلک", "channel", "fa", "witness", "falak"),
    ("chenar", "کانال چنار", "channel", "fa", "own_media", "chenar"),
    ("goldoon", "کانال گلدون", "channel", "fa", "unknown", "goldoon"),
    ("rah", "صدای راه", "union", "fa", "witness", "rah"),
    ("qalam", "قلم معلم", "union", "fa", "witness", "qalam"),
    ("aftab-news", "آفتاب‌خبر", "press", "fa", "unknown", "aftab"),
    ("aftab-en", "Aftab in English", "press", "en", "unknown", "aftab"),
    ("didban", "دیدبان حقوق", "rights_group", "fa", "document", "didban"),
    ("watchfire", "Watchfire", "rights_group", "en", "document", "watchfire"),
    ("northwire", "North Wire", "press", "en", "unknown", "northwire"),
    ("karun", "شبكة كارون", "channel", "ar", "witness", "karun"),
    ("nakhil", "أخبار النخيل", "press", "ar", "unknown", "nakhil"),
    ("markazi", "خبرگزاری مرکزی", "state_media", "fa", "unknown", "state"),
    ("ostan", "روابط عمومی استان", "official", "fa", "unknown", "state"),
    ("hezb", "ندای حزب", "party", "fa", "unknown", "hezb"),
)

# Persian, English, Arabic
TOWNS = (
    ("تهران", "Tehran", "طهران"), ("کرج", "Karaj", "كرج"), ("مشهد", "Mashhad", "مشهد"),
    ("اصفهان", "Isfahan", "أصفهان"), ("شیراز", "Shiraz", "شيراز"), ("تبریز", "Tabriz", "تبريز"),
    ("اهواز", "Ahvaz", "الأهواز"), ("شوش", "Shush", "الشوش"), ("اراک", "Arak", "أراك"),
    ("سنندج", "Sanandaj", "سنندج"), ("کرمانشاه", "Kermanshah", "كرمانشاه"), ("رشت", "Rasht", "رشت"),
    ("یزد", "Yazd", "يزد"), ("زاهدان", "Zahedan", "زاهدان"), ("همدان", "Hamadan", "همدان"),
    ("قزوین", "Qazvin", "قزوين"), ("آبادان", "Abadan", "عبادان"), ("بوشهر", "Bushehr", "بوشهر"),
)  # fmt: skip
GROUPS = (
    ("کارگران", "Workers", "عمال"), ("معلمان", "Teachers", "معلمون"),
    ("بازنشستگان", "Retirees", "متقاعدون"), ("دانشجویان", "Students", "طلاب"),
    ("کشاورزان", "Farmers", "مزارعون"), ("پرستاران", "Nurses", "ممرضون"),
)  # fmt: skip
SITES = (
    ("مقابل فرمانداری", "outside the governor's office", "أمام مبنى المحافظة"),
    ("در میدان مرکزی", "in the central square", "في الساحة المركزية"),
    ("مقابل ادارهٔ کار", "outside the labour office", "أمام مكتب العمل"),
)
DEMANDS = (
    ("دستمزد معوق", "unpaid wages", "الأجور المتأخرة"), ("گرانی", "high prices", "الغلاء"),
    ("بیمه", "insurance", "التأمين"), ("کمبود آب", "water shortages", "نقص المياه"),
)  # fmt: skip

# kind: templates by language, several each. {t} town, {g} group, {s} site, {d} demand, {n} number
SAY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "rally": {
        "fa": (
            "امشب {g} در {t} {s} تجمع کردند. به گفتهٔ حاضران حدود {n} نفر آمده‌اند و به {d} اعتراض دارند.",
            "تجمع {g} در {t}، {s}؛ نزدیک {n} نفر. موضوع: {d}.",
            "{t}: {g} برای {d} گرد هم آمدند. جمعیت حدود {n} نفر برآورد می‌شود.",
        ),
        "en": (
            "{g} rallied {s} in {t} tonight over {d}. About {n} people took part.",
            "Around {n} {g} gathered in {t} {s} on Wednesday to protest against {d}.",
        ),
        "ar": (
            "تظاهر {g} في {t} الليلة {s} احتجاجا على {d}. شارك نحو {n} شخص.",
            "تجمع نحو {n} شخص في {t} {s} للمطالبة بحل مشكلة {d}.",
        ),
    },
    "strike": {
        "fa": (
            "{g} در {t} در اعتراض به {d} دست از کار کشیدند و اعتصاب کردند.",
            "اعتصاب {g} در {t} امروز هم ادامه داشت؛ خواسته: {d}.",
        ),
        "en": ("{g} in {t} went on strike on Wednesday over {d}.",),
        "ar": ("أضرب {g} في {t} عن العمل احتجاجا على {d}.",),
    },
    "arrest": {
        "fa": (
            "در پی تجمع امشب {t} دست‌کم {n} نفر به دست نیروهای امنیتی بازداشت شدند.",
            "{t}: مأموران {n} نفر از {g} را بازداشت کردند.",
        ),
        "en": ("Police detained {n} people in {t} tonight after a rally by {g}.",),
        "ar": ("اعتقلت قوات الأمن {n} شخصا في {t} الليلة.",),
    },
    "killing": {
        "fa": (
            "در {t} امشب {n} نفر با شلیک مأموران کشته شدند.",
            "منابع محلی: {n} معترض در {t} با تیراندازی نیروهای امنیتی جان باختند.",
        ),
        "en": ("{n} protesters were shot dead by security forces in {t} tonight.",),
        "ar": ("قتل {n} متظاهرين برصاص قوات الأمن في {t} الليلة.",),
    },
    "gas": {
        "fa": ("پلیس در {t} با گاز اشک‌آور جمعیت را متفرق کرد.",),
        "en": ("Police fired tear gas to disperse a crowd in {t} tonight.",),
        "ar": ("فرقت الشرطة المتظاهرين في {t} بالغاز المسيل للدموع.",),
    },
}
OFFICIAL = {
    "rally": "فرماندار {t}: تجمع صنفی {g} با حضور حدود {n} نفر بدون درگیری پایان یافت.",
    "killing": "معاون استاندار تیراندازی در {t} را تکذیب کرد.",
    "arrest": "پلیس {t} از بازداشت {n} نفر خبر داد.",
}
IDLE = (
    ("fa", "هوای {t} فردا ابری است و دمای هوا پایین می‌آید."),
    ("fa", "نتیجهٔ مسابقهٔ فوتبال امروز در {t} مساوی شد."),
    ("fa", "عکس‌های باران امشب {t} را برای ما بفرستید."),
    ("en", "Traffic is slow on the roads into {t} this evening."),
    ("ar", "الطقس في {t} غدا غائم جزئيا."),
    ("fa", "اگر حقوق‌ها داده نشود شاید {g} در {t} تجمع کنند."),
    ("fa", "فراخوان: فردا ساعت ده صبح {g} {s} در {t} تجمع خواهند کرد."),
)
EVENTS = (("rally", 18), ("strike", 16), ("arrest", 14), ("gas", 12), ("killing", 8))
TONGUES = ("fa", "en", "ar")
_FA, _AR = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"), str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Deed(NamedTuple):
    """What is true: an event of the night by its name."""

    name: str
    kind: str
    town: int
    group: int
    site: int
    demand: int
    number: int


class Post(NamedTuple):
    """A post, the event that it tells of, and why it is there."""

    outlet: str
    lang: str
    at: datetime
    text: str
    event: str | None
    why: str


def night(seed: int, day: date) -> list[Post]:
    """The posts of a night, in the order in which they came."""
    rng = np.random.default_rng(seed)
    dusk = datetime.combine(day, time(18), ZONE)
    deeds = [
        _deed(rng, kind, town)
        for kind, many in EVENTS
        for town in sorted(rng.permutation(len(TOWNS))[:many].tolist())
    ]
    posts: list[Post] = []
    for deed in deeds:
        posts += _told(rng, deed, dusk)
    posts += [_old(rng, deed, dusk) for deed in deeds[:12]]
    while len(posts) < POSTS:
        posts.append(_idle(rng, dusk))
    return sorted(posts[:POSTS], key=lambda post: (post.at, post.outlet, post.text))


def _deed(rng: np.random.Generator, kind: str, town: int) -> Deed:
    """An event; no two of a kind in one town, so that what is one event is never in doubt."""
    sizes = {"rally": (15, 900), "strike": (0, 0), "arrest": (2, 40), "gas": (0, 0)}
    low, high = sizes.get(kind, (2, 6))
    group, site, demand = (int(rng.integers(0, many)) for many in (6, 3, 4))
    number = int(rng.integers(low, high + 1))
    return Deed(f"{kind}-{TOWNS[town][1].lower()}", kind, town, group, site, demand, number)


def _told(rng: np.random.Generator, deed: Deed, dusk: datetime) -> Iterator[Post]:
    """An event as outlets tell it: some see it, some copy, an official may speak."""
    late = float(rng.uniform(0, 6))
    how_many = min(int(rng.geometric(0.3)), 7)
    speakers = rng.permutation(13)[:how_many].tolist()
    first = None
    for n, at in enumerate(speakers):
        name, _, _, lang, *_ = OUTLETS[at]
        when = dusk + timedelta(hours=late, minutes=float(n * rng.uniform(3, 25)))
        if first is not None and first.lang == lang and rng.random() < 0.35:
            yield Post(name, lang, when, first.text, deed.name, "copy")
            continue
        said = deed._replace(number=_heard(rng, deed.number))
        text = _fill(str(rng.choice(SAY[deed.kind][lang])), lang, said)
        post = Post(name, lang, when, text, deed.name, "told")
        first = first or post
        yield post
    if deed.kind in OFFICIAL and rng.random() < 0.4:
        text = _fill(OFFICIAL[deed.kind], "fa", deed._replace(number=max(2, deed.number // 2)))
        when = dusk + timedelta(hours=late + 2)
        why = "denial" if deed.kind == "killing" else "told"
        yield Post("ostan", "fa", when, text, deed.name, why)


def _old(rng: np.random.Generator, deed: Deed, dusk: datetime) -> Post:
    """The same words a year before: what comes again tonight may be old."""
    at = dusk - timedelta(days=int(rng.integers(300, 420)))
    text = _fill(SAY[deed.kind]["fa"][0], "fa", deed)
    return Post("goldoon", "fa", at, text, f"old-{deed.name}", "old")


def _idle(rng: np.random.Generator, dusk: datetime) -> Post:
    lang, text = IDLE[int(rng.integers(0, len(IDLE)))]
    names = [row[0] for row in OUTLETS if row[3] == lang]
    deed = Deed("", "", int(rng.integers(0, len(TOWNS))), int(rng.integers(0, 6)), 0, 0, 0)
    when = dusk + timedelta(hours=float(rng.uniform(0, 9)))
    return Post(str(rng.choice(names)), lang, when, _fill(text, lang, deed), None, "idle")


def _heard(rng: np.random.Generator, number: int) -> int:
    """A number as somebody else has it: mostly the same, sometimes not."""
    return number if rng.random() < 0.7 else max(1, round(number * float(rng.uniform(0.6, 1.5))))


def _fill(text: str, lang: str, deed: Deed) -> str:
    at = TONGUES.index(lang)
    digits = str(deed.number)
    number = (
        digits.translate(_FA) if lang == "fa" else digits.translate(_AR) if lang == "ar" else digits
    )
    group = GROUPS[deed.group][at]
    if lang == "en" and not text.startswith("{g}"):
        group = group.lower()
    return text.format(
        t=TOWNS[deed.town][at],
        g=group,
        s=SITES[deed.site][at],
        d=DEMANDS[deed.demand][at],
        n=number,
    )


def write(folder: Path, posts: list[Post]) -> None:
    """A desk's folder: settings, an inbox with a file for each language, and what is true."""
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    sources = "".join(
        f'\n[sources."synthetic:{name}"]\nname = "{title} (ساختگی)"\nkind = "{kind}"\n'
        f'languages = ["{lang}"]\nbasis = "{basis}"\nowner = "synthetic {owner}"\n'
        for name, title, kind, lang, basis, owner in OUTLETS
    )
    (folder / "crosstally.toml").write_text(SETTINGS + sources, encoding="utf-8", newline="\n")
    truth = []
    rows: dict[str, list[str]] = {lang: [] for lang in TONGUES}
    for number, post in enumerate(posts):
        name = f"night-{number:03}"
        rows[post.lang].append(
            _line(
                {
                    "id": name, "source": f"synthetic:{post.outlet}", "provenance": "synthetic",
                    "published": post.at.isoformat(timespec="seconds"), "lang": post.lang,
                    "text": post.text,
                }
            )
        )  # fmt: skip
        truth.append(_line({"id": name, "event": post.event, "why": post.why}))
    for lang, lines in rows.items():
        (inbox / f"posts-{lang}.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")
    (folder / "truth.jsonl").write_text("".join(truth), encoding="utf-8", newline="\n")


def _line(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the night into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=date.fromisoformat, default=date(2019, 3, 20))
    told = parser.parse_args()
    posts = night(told.seed, told.day)
    write(told.folder, posts)
    events = len({post.event for post in posts if post.event})
    print(f"{len(posts)} synthetic posts of {events} events → {told.folder.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
