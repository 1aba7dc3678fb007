"""The form for the field: one file that is opened from disk, asks, and saves what was answered.

Invariant: it asks nothing of any machine (`default-src 'none'`, its script and style allowed by
digest) and keeps nothing: no storage, no cookie; equal packs give equal bytes.
"""

import base64
import hashlib
from importlib import resources
from typing import Final

import jinja2

from crosstally.packs.gazetteer import Country, PlaceRow
from crosstally.records import encode, parse_json

LANGUAGES: Final = ("en", "fa", "ar")
_NAMES = ("English", "فارسی", "العربية")
KINDS: Final = (
    "ASM/rally", "ASM/march", "ASM/sit-in", "STK", "HNG", "BLK", "DSP", "FRC", "ARR", "NET",
)  # fmt: skip


def capture_html(country: Country, *, lang: str) -> str:
    """The form, whole, with the towns of a country in it.

    Args:
        country: the pack whose provinces and towns are offered.
        lang: the language that it opens in, one of `LANGUAGES`.
    """
    script, style = _asset("capture.js"), _asset("capture.css")
    words = parse_json(_asset("capture.json").encode())
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    safe = jinja2.filters.do_mark_safe
    return page.from_string(_asset("capture.html.j2")).render(
        lang=lang,
        title=words["title"][LANGUAGES.index(lang)],
        policy=_policy(script, style),
        style=safe(style),
        data=safe(_inert(_data(country, words))),
        script=safe(script),
    )


def _data(country: Country, words: object) -> dict[str, object]:
    provinces = sorted(country.provinces, key=lambda place: place.name)
    towns: dict[str, list[tuple[str, ...]]] = {place.name: [] for place in provinces}
    by_code = {place.id: place.name for place in provinces}
    for place in sorted(country.places, key=lambda place: (-place.population, place.id)):
        name = by_code.get(place.province or "")  # type: ignore[call-overload]
        if place.level == "city" and name is not None:
            towns[name].append(_named(place))
    return {
        "languages": LANGUAGES,
        "names": _NAMES,
        "kinds": KINDS,
        "provinces": [_named(place) for place in provinces],
        "places": towns,
        "words": words,
    }


def _named(place: PlaceRow) -> tuple[str, ...]:
    """A place's own name, then its first name in each other language; empty where it has none."""
    return (place.name, *(_first(place, language) for language in LANGUAGES[1:]))


def _first(place: PlaceRow, language: str) -> str:
    return next((name.text for name in place.names if name.language == language), "")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _inert(data: object) -> str:
    """JSON that ends no script and begins no comment."""
    text = encode(data).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _asset(name: str) -> str:
    return (resources.files("crosstally.publish") / "page" / name).read_text(encoding="utf-8")
