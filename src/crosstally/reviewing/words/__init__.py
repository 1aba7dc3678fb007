"""What the codes of reviewing say, in English and Persian: `en.toml`, `fa.toml`.

Invariant: every code and every gap stands in both languages (a test counts). A number is written in
the digits of the language, anything else is put in as it is; the page isolates its direction.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from crosstally.records import Record

LANGUAGES = ("en", "fa")
_NUMBER = re.compile("[0-9][0-9,.]*")
_PERSIAN = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")


class Why(Record, frozen=True, kw_only=True):
    """A reason as a code and the figures for its gaps; `say` puts it in words."""

    code: str
    figures: tuple[tuple[str, str], ...] = ()


def why(code: str, **figures: object) -> Why:
    """A reason from its code and figures."""
    return Why(code=code, figures=tuple((name, str(value)) for name, value in figures.items()))


def say(reason: Why, lang: str) -> str:
    """A reason in words.

    >>> say(why("danger.killed", killed="2"), "en")
    '2 killed'
    """
    figures = {name: _in_digits_of(lang, value) for name, value in reason.figures}
    return _table(lang, "why")[reason.code].format(**figures)


def told(table: str, code: str, lang: str = "en", **figures: str) -> str:
    """The words of a code of an estimate (name, unit, check, assumption, warning, method)."""
    shown = {name: _in_digits_of(lang, value) for name, value in figures.items()}
    return _table(lang, table)[code].format(**shown)


def codes(table: str, lang: str) -> frozenset[str]:
    """The codes that a language explains in a table."""
    return frozenset(_table(lang, table))


def help_for(field: str, lang: str) -> str | None:
    """What a field or term of the codebook means, for the person who fills it in; None: unknown.

    Args:
        field: a field (`kind`, `size`, `slogans.audio` …) or a term (`kind.ASM`, `reality.past` …).
        lang: `en` or `fa`.
    """
    return _table(lang, "help").get(field)


def guide(lang: str) -> tuple[tuple[str, str], ...]:
    """The first-run guide: steps in order, each a title and a paragraph."""
    steps = _table(lang, "guide")
    return tuple((title, text) for title, _, text in (s.partition("|") for s in steps.values()))


def _in_digits_of(lang: str, figure: str) -> str:
    """A number in the digits of a language; anything else (an id, a name) as it is."""
    return figure.translate(_PERSIAN) if lang == "fa" and _NUMBER.fullmatch(figure) else figure


@cache
def _table(lang: str, name: str) -> dict[str, str]:
    read = tomllib.loads((files(__name__) / f"{lang}.toml").read_text(encoding="utf-8"))
    return dict(read[name])
