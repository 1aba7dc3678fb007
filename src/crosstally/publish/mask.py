"""Words with what points at a private person or an account struck out, character for character.

Invariant: a masked text is as long as the text, so that spans still hold (H2). Which names are to
be masked the desk declares; accounts, addresses and numbers of telephones are always masked, and so
is a name that a text introduces as a private person's ("identified as …", "شهروندی به نام …").
"""

import re
from collections.abc import Callable

STRUCK = "█"

_ACCOUNT = re.compile(
    r"(?<![\w/])@[A-Za-z]\w{2,}"  # @handle
    r"|(?:https?://)?(?:t|telegram)\.me/\S+"  # t.me/…
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+"  # post@example; bounded, or a long word costs its square
    r"|(?<![\w٫٬.,/-])(?!\d{4}-\d\d-\d\d)(?:\+|00)?[\d۰-۹٠-٩](?:[ -]?[\d۰-۹٠-٩]){9,13}(?![\w٫٬/-])"  # telephone, card
)
_LATIN_NAME = re.compile(
    r"\b(?:identified as|whose name (?:is|was)|(?:man|woman|boy|girl|student|worker|teacher"
    r"|protester|activist|resident|prisoner|detainee) named)\s+"
    r"(?P<name>[A-Z][\w'-]+(?:\s+[A-Z][\w'-]+){1,3})"
)
_PERSIAN_NAME = re.compile(
    r"(?:شهروند|جوان|نوجوان|دانشجو|کارگر|معلم|مرد|زن|پسر|دختر|معترض|زندانی|فرد)[یي]?\s+به[\s\u200c]?نام\s+"
    r"«?(?P<name>[\u0621-\u06cc\u200c]+\s+[\u0621-\u06cc\u200c]+)"
    r"|(?:المواطن|الشاب|المدعوة?|السجين)\s+(?P<arabic>[\u0621-\u064a]+\s+[\u0621-\u064a]+)"
)


def masker(names: tuple[str, ...]) -> Callable[[str], str]:
    """A function that gives a text with names, accounts and telephone numbers struck out.

    >>> masker(("Parviz Tondar",))("Parviz Tondar (@tondar9) was there")
    '█████████████ (████████) was there'
    """
    declared = [re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name))]
    private = re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in declared)) if names else None

    def mask(text: str) -> str:
        struck = _ACCOUNT.sub(_strike, text)
        for pattern in (_LATIN_NAME, _PERSIAN_NAME):
            struck = pattern.sub(_strike_name, struck)
        return private.sub(_strike, struck) if private is not None else struck

    return mask


def _strike(match: re.Match[str]) -> str:
    return STRUCK * len(match.group())


def _strike_name(match: re.Match[str]) -> str:
    group = next(name for name, words in match.groupdict().items() if words is not None)
    start, end = match.span(group)
    whole, begins = match.group(), match.start()
    return whole[: start - begins] + STRUCK * (end - start) + whole[end - begins :]
