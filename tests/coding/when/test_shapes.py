"""The shapes of times: each says truly with which symbols it may begin."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.coding.when.shapes import SHAPES, UPPER_SHAPES

SYMBOLS = "D#GYNnCMmWwRSZJBPUHeqhLXTAEQKIOFV&sabpfxvrijzt,./(-:|"
PATTERNS = [(lead, re.compile(shape)) for lead, shape, _ in UPPER_SHAPES]
lines = st.text(alphabet=SYMBOLS, min_size=1, max_size=6)


@given(lines)
@example("D-DM")
@example("OGOM")
@example("EOEM")
@example("UY")
def test_no_shape_begins_with_a_symbol_that_it_does_not_name(line):
    for lead, pattern in PATTERNS:
        assert line[0] in lead or pattern.match(line) is None


def test_every_symbol_that_a_shape_names_can_begin_it():
    tails = [
        "",
        *"MWnNUY#SRADGL",
        "DM",
        "GM",
        "WD",
        "UM",
        "UL",
        "UT",
        "LU",
        "GUM",
        "OGM",
        "DUL",
        "MD",
        "DU",
        "nW",
        "UI",
        "I",
        "l",
        "#",
        "Y",
        "eL",
        "#&#",
        "Y&Y",
    ]
    for lead, pattern in PATTERNS:
        for symbol in lead:
            assert any(pattern.match(symbol + tail) for tail in tails), (lead, symbol)


def test_what_ends_a_range_may_begin_one():
    assert set(SHAPES) <= set(UPPER_SHAPES)
