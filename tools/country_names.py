"""The names of a GeoNames place, sorted by script and rid of what no report would write.

Invariant: every name kept is one that GeoNames gives, less its vowel signs; nothing is made up.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u061c]")
ARABIC_SCRIPT = re.compile("[\u0621-\u063a\u0641-\u06d3][\u0621-\u063a\u0641-\u06d3 \u200c-]+")
KURDISH = re.compile("[\u06d5\u06ce\u06c6\u0695\u06b5]")  # letters of Central Kurdish only
FOREIGN = re.compile("[\u06c1\u06be\u0679\u0688\u0691\u06c7\u06d0\u06bb\u06ba\u06d2\u06c0]")
ARABIC_ONLY = re.compile("[\u0643\u064a\u0629\u0649\u0623\u0625]")
LATIN = re.compile(r"[A-Z][a-z]+(?:[ '-][A-Za-z][a-z]*)*")
VOWEL = re.compile("[aeiouy]")

# Names that are first names or ordinary words: read off the whole Iranian list by eye. Cities known to
# every reader (Sari, Bam, Khoy) stay out: there the cue costs more reports than it saves.
WORDS = frozenset(
    (
        "ab abbasi afshar ahmad ali allah ameri amir amiri an and are as ashraf ashur askari "
        "at ay azadi babak bad bahar bahman bahram balal bam ban band bandar bani bar barak "
        "basij bastan bay beheshti ben bid big bold borj born by call can chin dale dam "
        "daneya dania daniel dar darius dash dasht dashti date day deh deyr divan do east "
        "elam enghelab esfandiar far farm farsi ferdows firuz force gas gaz ghazi ghiam go "
        "gold golestan green hall ham hana hanna haruni hasan hassan hay hayat he her hey "
        "hich hill hit home hope hormoz horr hoseyn hossein imam imamzadeh in iraj iran irani "
        "is islam island it jahan jam javad javadieh jaz kalat kamali kar kargar karim karimi "
        "kashi kaveh khalifa khaneh khomeyni kian king kish kom komeh konar kong kord kurd "
        "lake land langar latifi law long lot mahan mahani mahmoud mahmud man mandela mar "
        "maran march maria marine marjan mashal masjed masjid may mean mehr mehran mercy mina "
        "minar mine mission mobarak mohammad mohr morad most motahari much mud mur musa najaf "
        "nao naseri nasiri nav navid naw nazar nice nik nika nir no nor north novin nur nuri "
        "of omari omid on one or orange over page pahlavi pardis pari park pars pas payam "
        "piruz police price progress pull purchase qalat qalati qeyam qiam qods queen rahman "
        "rahmani rami ramin ray raz razi reading rehman rest rey reza rich riot robat rose "
        "rostami rumi run sadr sahand saheb sahib sajjad salam sale saman sang sara saray "
        "saris sasan sat see sepah serah seray set shabab shahi shahid shahr shahrak shamsi "
        "shapur she shenas sheykh shin shirin shit shoja shoja' shot sin sina sir sis south "
        "star state strike sun suzy tab tag taheri tahiri tahrir tail taj takht taleghani "
        "tang tehrani the they to top tun turk tus union up vahed vais vali van vanak veys "
        "victory wais war wash water we west white wing woman yad yaft yam zaboli zaidan zand "
        "zangi zara zuair "
    ).split()
)
WORDS_FA = frozenset(
    (
        "آخوند آران آزادگان آستانه آلان اساس اسلامیه اسير اسیر الارد الان البرز الري الهائی "
        "الوان الوند الک الی ام امامشهر امان انار انبوه اندیشه اوج ايوان ایج ایوان بادله "
        "باران باروق بازرگان باغان بافت بام بانی بختيار برج برف بستان بغداده بلال بلده بن بنت "
        "بند بندر بنک بهار بهاران بهارستان بهرام بهمن تازيان تخت تركمان ترپ ترکمان تل تنبان "
        "توار توره تيس جان جم جناح جنگیه جوادیه جوان جوی حر حسینه حصار حنا خاک خشت خليفه خور "
        "دامنه دانا دانیال دراز درازی درود دستگرد دشت دشتی دلبار دلکشاد دلگشا دهکده دو دوش "
        "دوشا دير ديوان دیوان ذرات رحمان رحمانیه رستاق رستمی رضی روان رودان رودک ری زرین زنگی "
        "زيارات زيارت زیارت زیبا سازمان سامان سخت سده سراب سرای سرباز سرخ سرخه سری سفید سن "
        "سهران سوران سيب سپیدار سیر شال شاهد شایع شباب شبه شجاع شرافت شط شمسی شناس شهرآباد "
        "شهرك شهرک شهید شوط شیخ شیخان صاحب صبا صحنه طاد طبقده طبقه طبل طلا طول عامری عذاب "
        "عسکری عمان عنبر غازیان فاراب فاروق فال فرات فراغ فراغه فرامرزان فراه فردوس فرود فشم "
        "فيروزه فیروزه فیروزی قاضیان قجر قجور قدس قرق قرن قلات قلعه قمر قوم قيام قیر كاج "
        "كارون كرد كشف كلات كلان كلانتر كمند لار لارگان لاری لاله لالون لمیر لنگر لیلان مال "
        "مبارك محلات مده مرادلو مرجان مرد مرز مرمت مرگان مسجد معنائی مغان مقر مكن مهد مهر "
        "مهران مهربان موج مود مور میانه میاو نامه ناو نجف نساء نشان نظرلو نقاب نهم نوار نوده "
        "نور نوسر نوك نوک نوین نير نيزار نگین نی نیر نیک هادیشهر هارونی هدف هرات هرمز هشت "
        "هفته هق هلک همت هنگو هوش هویه هک واحد وار وحدت ورس وسط ولایت ویر يافت يام يج پاروق "
        "پرديس پردیس پره پرک پری پس پشته پشم پول پيام پيروز پيغمبر پیام چالش چم چنار چهارراه "
        "چهره کاج کارون کاوه کشف کلات کلان کلانتر کمالی کمند کوار کوشک کیان گازران گاهی گذر "
        "گراب گردو گرمه گرمی گره گرگ گری گز گزی گشن گلشن گودرز گوهران گچی یافت یام یج یشان "
    ).split()
)


class Names(NamedTuple):
    """The common English name and the alternates by script, sorted."""

    common: str
    latn: tuple[str, ...]
    fa: tuple[str, ...]
    ar: tuple[str, ...]
    ckb: tuple[str, ...]


def plain(name: str) -> str:
    """The name in ASCII as English newspapers write it: no macrons, dots or ayns."""
    spread = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    for odd in "\u2019\u2018\u02bc\u02bb`":
        bare = bare.replace(odd, "'")
    return bare.replace("''", "'")


def _latin(names: list[str], shortest: int) -> list[str]:
    kept = []
    for name in names:
        bare = plain(name)
        if LATIN.fullmatch(bare) and VOWEL.search(bare.lower()) and len(bare) >= shortest:
            kept.append(bare)
    return kept


def _script(name: str) -> str:
    if KURDISH.search(name):
        return "ckb"
    if FOREIGN.search(name):
        return "drop"
    return "ar" if ARABIC_ONLY.search(name) else "fa"


def starred(name: str) -> str:
    """The name, with a star behind it where it is an ordinary word and needs a cue."""
    return f"{name}*" if name.casefold() in WORDS or name in WORDS_FA else name


def sorted_names(name: str, alternates: list[str], *, town: bool) -> Names:
    """The names of one place, from GeoNames's name and its unlabelled alternates.

    Of a village, the alternates of four letters and fewer are left out: they are mostly wrong.
    """
    common = plain(name)
    rows: dict[str, list[str]] = {"ar": [], "fa": [], "ckb": [], "drop": []}
    for alternate in alternates:
        bare = MARKS.sub("", unicodedata.normalize("NFC", alternate)).strip()
        if ARABIC_SCRIPT.fullmatch(bare):
            rows[_script(bare)].append(starred(bare))
    latin = {starred(n) for n in _latin([name, *alternates], 3 if town else 5)} - {common}
    fa, ar, ckb = (tuple(sorted(set(rows[k]))) for k in ("fa", "ar", "ckb"))
    return Names(starred(common), tuple(sorted(latin)), fa, ar, ckb)
