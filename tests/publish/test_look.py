"""The palette is read by colour-blind eyes, and on the page's paper."""

import re
from itertools import combinations

import pytest

from crosstally.publish.charts import interval_spec, map_spec, steps_spec, timeline_spec
from crosstally.publish.look import ACCENT, INK, KIND_NAMES, KINDS, NIGHT, NIGHT_PAGE, PAGE, QUIET
from crosstally.records import PROTEST_KINDS

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def _linear(colour):
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def _lab(rgb):
    r, g, b = (min(1, max(0, one)) for one in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _seen(colour, sight):
    rgb = _linear(colour)
    return _lab([sum(a * b for a, b in zip(row, rgb, strict=True)) for row in sight])


def _contrast(one, other):
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_linear(one), _linear(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


NIGHT_KINDS = tuple((kind, dict(NIGHT)[colour]) for kind, colour in KINDS)


@pytest.mark.parametrize("kinds", [KINDS, NIGHT_KINDS], ids=["day", "night"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_kinds_are_told_apart(sight, kinds):
    for (one, first), (other, second) in combinations(kinds, 2):
        pairs = zip(_seen(first, SIGHTS[sight]), _seen(second, SIGHTS[sight]), strict=True)
        assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 >= 15, (one, other)


@pytest.mark.parametrize("colour", [colour for _, colour in KINDS])
def test_a_bar_stands_out_from_the_page(colour):
    assert _contrast(colour, PAGE) >= 3
    assert _contrast(dict(NIGHT)[colour], NIGHT_PAGE) >= 3


@pytest.mark.parametrize("colour", [INK, QUIET, ACCENT])
def test_text_stands_out_from_the_page(colour):
    assert _contrast(colour, PAGE) >= 4.5
    assert _contrast(dict(NIGHT)[colour], NIGHT_PAGE) >= 4.5


def test_every_colour_of_a_chart_has_one_for_the_night():
    specs = [map_spec(9, 9), timeline_spec(9, 9, (0, 1)), steps_spec(9, 9), interval_spec(9, 9)]
    used = set(re.findall(r"#[0-9a-f]{6}", repr(specs)))
    assert used <= set(dict(NIGHT))


def test_every_kind_of_protest_has_a_colour_and_a_name_in_two_languages():
    assert {kind for kind, _ in KINDS} == set(PROTEST_KINDS) == set(KIND_NAMES)
