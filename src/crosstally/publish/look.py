"""How the charts look: one palette, one face, the same on the page and in the picture files.

Invariant: every two colours of kinds lie 15 or more apart (CIE 1976 Lab) as seen with full sight and
with each common form of colour blindness, and each stands at 3:1 or more against the page (a test
computes both); a chart's text is set in the face that ships with it.
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

KIND_NAMES: dict[str, tuple[str, str]] = {
    "ASM": ("Assembly", "تجمع"),
    "STK": ("Strike", "اعتصاب"),
    "BLK": ("Blockade", "راه‌بندان"),
    "HNG": ("Hunger strike", "اعتصاب غذا"),
    "EXP": ("Expression", "کنش نمادین"),
    "RIO": ("Violent crowd", "درگیری"),
}


def style_of_charts() -> str:
    """The kinds' colours as a style sheet: a class for each."""
    return "".join(f".dot.{kind}{{background:{colour}}}\n" for kind, colour in KINDS)


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
