"""Which language a text is written in, by its script and its function words.

Invariant: decided from the text alone, the same for every call; a text without letters has none. A
wrong keyboard does not change the answer: Persian typed with Arabic ye and kaf stays Persian.
"""

import re
from typing import Final

# characters looked at; more changed no answer on a desk's Persian and Arabic posts
_SAMPLE: Final = 2000
_LONG: Final = 20  # words from which a text without one English function word is not English
_SCRIPTS: Final = (
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
    ("arabic", re.compile("[\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")),
    ("other", re.compile("[\u0370-\u05ff\u0900-\u1fff\u2c00-\ufaff]")),
)
_WORD: Final = re.compile(r"[^\W\d_]+")
# what a post in any language carries in Latin letters: addresses, names of accounts, tags, markup
_CARRIED: Final = re.compile(r"(?:https?://|www\.|t\.me/)\S+|[@#][A-Za-z0-9_.]+|<[A-Za-z/!][^<>]*>")
_KEYBOARD: Final = str.maketrans("يىك", "ییک")  # for Persian words only
_ENGLISH: Final = frozenset({
    "the", "of", "and", "to", "in", "a", "is", "was", "were", "for", "on", "with", "that", "by",
    "at", "from", "it", "as", "are", "be", "has", "have", "their", "they", "this", "not", "an",
})  # fmt: skip
_WORDS: Final = {
    "fa": frozenset({
        "از", "که", "در", "را", "با", "این", "است", "برای", "به", "شد", "شدند", "کرد", "کردند",
        "می", "های", "ها", "خود", "آن", "تا", "نیز", "بر", "شده", "اند", "هم", "یک", "بود",
    }),
    "ar": frozenset({
        "في", "على", "إلى", "الى", "أن", "التي", "الذي", "عن", "هذا", "هذه", "كان", "كانت", "مع",
        "قد", "بعد", "بين", "خلال", "وفي", "لم", "أو", "حيث", "ضد", "بعض", "غير",
    }),
    "ckb": frozenset({
        "لە", "بە", "بۆ", "کە", "ئەو", "ئەم", "لەگەڵ", "دەکات", "کوردستان", "هەموو", "لەسەر",
    }),
    "ur": frozenset({"کے", "کی", "میں", "ہے", "سے", "نے", "اور", "کو", "پر", "ہیں"}),
}  # fmt: skip
_LETTERS: Final = {"fa": "پچژگ", "ar": "ةإأ", "ckb": "ەێۆڕڵڤ", "ur": "ٹڈڑےںہ"}


def language_of(text: str) -> str | None:
    """The ISO 639 code of a text's language: en, fa, ar, ckb, ur, or und for any other.

    None where the text has no letters. Addresses, names of accounts, tags and markup do not count
    where there is anything else.

    >>> language_of("کارگران در اهواز تجمع کردند")
    'fa'
    >>> language_of("تجمع العمال أمام المبنى في الأهواز")
    'ar'
    """
    sample = text[:_SAMPLE]
    if "@" in sample or "#" in sample or "/" in sample or "<" in sample:
        bare = _CARRIED.sub(" ", sample)
        sample = bare if _WORD.search(bare) else sample
    counts = [(len(letters.findall(sample)), name) for name, letters in _SCRIPTS]
    most, script = max(counts)
    if most == 0:
        return None
    if script == "arabic":
        return _of_arabic_script(sample)
    return _of_latin_script(sample) if script == "latin" else "und"


def _of_latin_script(sample: str) -> str:
    words = [word.lower() for word in _WORD.findall(sample)]
    return "en" if len(words) < _LONG or not _ENGLISH.isdisjoint(words) else "und"


def _of_arabic_script(sample: str) -> str:
    """The language whose words and letters weigh most; Persian where nothing does."""
    words = _WORD.findall(sample)
    persian = [word.translate(_KEYBOARD) for word in words]
    scores = {
        code: 3 * sum(word in known for word in (persian if code == "fa" else words))
        + 2 * sum(sample.count(letter) for letter in _LETTERS[code])
        for code, known in _WORDS.items()
    }
    scores["ar"] += 2 * sum(word.startswith("ال") and len(word) > 4 for word in words)
    return max(scores, key=lambda code: (scores[code], code == "fa"))
