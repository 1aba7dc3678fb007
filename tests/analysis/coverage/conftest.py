"""Published tables of lists: cells as `seen:count`, one digit a list.

Kosovo: Ball et al. 2002, as in the R package LCMCR. HIV, hare, BBS2001: the R package Rcapture.
UKdat, Ned: the R package SparseMSE. Australia: Lyneham et al., as in MSETools. Spina bifida and
the three lists: Madigan and York 1997.
"""

from collections.abc import Callable
from itertools import product

import pytest

from crosstally.analysis.coverage import Table, table
from crosstally.analysis.inputs import Lists, lists_of

CELLS = {
    "kosovo": (
        "0001:306 0010:936 0011:123 0100:845 0101:31 0110:217 0111:32 1000:1131 1001:106 "
        "1010:228 1011:42 1100:177 1101:18 1110:181 1111:27"
    ),
    "hiv": (
        "0001:205 0010:621 0011:11 0100:545 0101:10 0110:35 0111:3 1000:403 1001:6 "
        "1010:20 1100:33 1101:1 1110:3"
    ),
    "hare": (
        "000001:4 000010:4 000011:2 000100:3 000101:4 000110:1 000111:1 001000:5 001001:2 "
        "001011:1 001101:1 010000:6 010001:1 010010:3 010011:1 010100:3 010101:3 010111:1 "
        "011001:2 011011:1 011101:2 011111:1 100000:3 100001:1 100010:2 100100:2 100111:1 "
        "101000:1 101010:1 101100:1 110001:1 110010:1 111111:2"
    ),
    "ukdat": (
        "000001:57 000010:316 000011:1 000100:695 000101:6 000110:8 001000:907 001001:31 "
        "001010:10 001100:69 001101:1 010000:463 010001:3 010010:1 010100:19 011000:56 "
        "011001:3 011100:4 100000:54 100100:3 101000:19 110000:15 110100:1 111000:1 111100:1"
    ),
    "ukdat_5": (
        "00001:316 00010:695 00011:8 00100:995 00101:11 00110:76 01000:463 01001:1 "
        "01010:19 01100:62 01110:4 10000:54 10010:3 10100:19 11000:15 11010:1 11100:1 11110:1"
    ),
    "ned": (
        "000001:632 000010:650 000011:2 000100:4466 000101:125 000110:82 000111:1 "
        "001000:403 001001:57 001010:2 001100:59 001101:7 001110:2 010000:1299 010001:4 "
        "010100:44 011000:1 100000:352 100001:16 100010:3 100100:18 100101:4 101000:1 101100:4"
    ),
    "ned_5": (
        "00001:632 00010:650 00011:2 00100:4466 00101:125 00110:82 00111:1 01000:1299 "
        "01001:4 01100:44 10000:756 10001:73 10010:5 10100:81 10101:11 10110:2 11000:1"
    ),
    "australia": (
        "0001:100 0010:198 0100:13 0101:2 0110:36 0111:15 1000:34 1001:1 1010:4 1100:3 "
        "1101:1 1110:6 1111:1"
    ),
    "seber": "11:167 10:781 01:254",
}
SPINA_BIFIDA = (
    0, 27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5,
    83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23, 8, 0, 3, 0, 2,
)  # fmt: skip
THREE_LISTS = (0, 60, 49, 4, 247, 112, 142, 12)


def told(text: str) -> Lists:
    """Lists from cells as `seen:count`."""
    cells = dict(part.split(":") for part in text.split())
    wide = len(next(iter(cells)))
    names = tuple("ABCDEFGH"[:wide])
    return lists_of(names, {tuple(map(int, cell)): int(count) for cell, count in cells.items()})


def listed(counts: tuple[int, ...]) -> Lists:
    """Lists from the counts of all cells, the last list fastest."""
    wide = len(counts).bit_length() - 1
    cells = dict(zip(product((0, 1), repeat=wide), counts, strict=True))
    return lists_of(tuple("ABCDE"[:wide]), {cell: n for cell, n in cells.items() if n})


@pytest.fixture(scope="session")
def lists() -> Callable[[str], Lists]:
    """A published table by its name, or cells as `seen:count`."""

    def named(name: str) -> Lists:
        if name == "spina bifida":
            return listed(SPINA_BIFIDA)
        return listed(THREE_LISTS) if name == "three lists" else told(CELLS.get(name, name))

    return named


@pytest.fixture(scope="session")
def known(lists: Callable[[str], Lists]) -> Callable[[str], Table]:
    """A published table by its name, or cells as `seen:count`, whole."""
    return lambda name: table(lists(name))
