"""How the charts look: one palette, one face, the same on the page and in the picture files.

Invariant: every two colours of kinds lie 15 or more apart (CIE 1976 Lab) as seen with full sight and
with each common form of colour blindness, and each stands at 3:1 or more against the page, by day
and by night (a test computes both); a chart's text is set in the face that ships with it.
"""

from typing import Any

FACE = "Vazirmatn"
INK, QUIET, LINE, LAND, PAGE = "#1d2329", "#5a646e", "#d9d5cc", "#efece4", "#fffdf9"
ACCENT = "#a3341f"

KINDS: tuple[tuple[str, str], ...] = (
    ("ASM", "#2f6193"),
    ("STK", "#bd8414"),
    ("BLK", "#452a5e"),
    ("HNG", "#7d7264"),
    ("EXP", "#4d9c98"),
    ("RIO", "#a3341f"),
)

# By night: what each colour of a drawing turns into. Found by a search for the largest distance
# between kinds at hues near those of the day; a drawing is made once and a style sheet turns it.
NIGHT_PAGE = "#15191d"
NIGHT: tuple[tuple[str, str], ...] = (
    ("#2f6193", "#4f82b3"),
    ("#bd8414", "#e6b75c"),
    ("#452a5e", "#d5b0f2"),
    ("#7d7264", "#8e7d69"),
    ("#4d9c98", "#cdf2ee"),
    (ACCENT, "#f0725a"),
    (INK, "#e8e6e1"),
    (QUIET, "#a8b0b7"),
    (LINE, "#3a4148"),
    (LAND, "#262c31"),
    (PAGE, NIGHT_PAGE),
    ("#e6e2d8", "#2a3036"),
    ("#a79f8f", "#6d7378"),
    ("#dcd3bf", "#454d54"),
)

KIND_NAMES: dict[str, tuple[str, str]] = {
    "ASM": ("Assembly", "تجمع"),
    "STK": ("Strike", "اعتصاب"),
    "BLK": ("Blockade", "راه‌بندان"),
    "HNG": ("Hunger strike", "اعتصاب غذا"),
    "EXP": ("Expression", "کنش نمادین"),
    "RIO": ("Violent crowd", "درگیری"),
}


def style_of_charts() -> str:
    """The colours of kinds, and of drawings by night, as a style sheet."""
    night = dict(NIGHT)
    day = [_kind(kind, colour) for kind, colour in KINDS]
    dark = [_kind(kind, night[colour]) for kind, colour in KINDS]
    dark += [
        f'.drawing [{part}="{colour}"]{{{part}:{other}}}'
        for colour, other in NIGHT
        for part in ("fill", "stroke")
    ]
    return "\n".join((*day, "@media screen and (prefers-color-scheme: dark){", *dark, "}", ""))


def _kind(kind: str, colour: str) -> str:
    return f".dot.{kind}{{background:{colour}}}#timeline path.{kind}{{fill:{colour}}}"


def config() -> dict[str, Any]:
    """The Vega-Lite configuration of every chart."""
    return {
        "font": FACE,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelColor": QUIET,
            "labelFontSize": 11,
            "domain": False,
            "tickColor": LINE,
            "gridColor": "#e6e2d8",
            "title": None,
        },
        "legend": {"labelColor": INK, "labelFontSize": 12, "title": None, "symbolType": "square"},
        "title": {"color": INK, "fontSize": 17, "anchor": "start", "subtitleColor": QUIET,
                  "subtitleFontSize": 12, "subtitlePadding": 6, "offset": 14},
    }  # fmt: skip
