"""What the desk's pages say, in Persian and English: `pages/words.json`, and days and figures.

Invariant: every word of a page stands in both languages (a test counts); a figure or a day is
written as its language writes it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import resources

from markupsafe import Markup

from crosstally.publish.dates import GREGORIAN, JALALI, digits, jalali
from crosstally.records import parse_json

LANGUAGES = ("fa", "en")
FOLDER = "pages"


def asset(name: str) -> bytes:
    """A file of the desk's pages."""
    return (resources.files(__package__) / FOLDER / name).read_bytes()


@cache
def table() -> Mapping[str, tuple[str, str]]:
    """Every word by its code: Persian, English; the sub-types' are those of the report page."""
    found = {code: (told[0], told[1]) for code, told in parse_json(asset("words.json")).items()}
    page = (resources.files("crosstally.publish") / "page" / "words.json").read_bytes()
    for code, (english, persian) in parse_json(page).items():
        if code.startswith("sub_"):
            found[f"subtype.{code.removeprefix('sub_')}"] = (persian, english)
    return found


def speaker(lang: str) -> Callable[..., str]:
    """What says a code in a language, with figures put in: `say("minutes", n=3)`."""
    at = LANGUAGES.index(lang)
    known = table()

    def say(code: str, **figures: object) -> str:
        told = known.get(code)
        if told is None:
            return code
        shown = {name: number(value, lang) for name, value in figures.items()}
        return told[at].format(**shown)

    return say


def number(value: object, lang: str, places: int = 1) -> str:
    """A figure (or a text, as it is) in a language's digits, a whole one without places."""
    if not isinstance(value, int | float):
        return str(value)
    whole = isinstance(value, int) or value.is_integer()
    text = f"{int(value):,}" if whole else f"{value:,.{places}f}"
    return digits(text).replace(",", "٬").replace(".", "٫") if lang == "fa" else text


def day(value: date | None, lang: str) -> str:
    """A day: in Persian by the Jalali calendar, in English by the Gregorian."""
    if value is None:
        return ""
    if lang == "fa":
        year, month, of_month = jalali(value)
        return digits(f"{of_month} {JALALI[month - 1][1]} {year}")
    return f"{value.day} {GREGORIAN[value.month - 1][0]} {value.year}"


def both_days(value: date | None, lang: str) -> Markup:
    """A day, and behind it the same in the other calendar, each kept to its own direction."""
    if value is None:
        return Markup()
    other = "en" if lang == "fa" else "fa"
    return Markup('{} (<bdi lang="{}">{}</bdi>)').format(day(value, lang), other, day(value, other))


def stretch(first: date | None, last: date | None, lang: str) -> str:
    """Some days from first to last."""
    if first is None or last is None or first == last:
        return day(first, lang)
    return f"{day(first, lang)} – {day(last, lang)}"
