"""What the symbols of a line mean beside one another: «می» is a month, «مهر» is love or October.

Invariant: as many symbols come out as went in, each at its place.
"""

import re
from typing import Final

_PLACE: Final = re.compile(r"z(?:[DG]?[Mm](?![UO]*[Y#]))?")  # a street called 17 Shahrivar
_ROWS: Final = (
    ("u", re.compile(r"u(?=[DY#](?![UHDY#]))"), "|"),  # twice a week is no year of weeks
    ("u", re.compile(r"u"), "U"),
    ("t", re.compile(r"(?<=[D#])t"), "|"),  # three chapters of a book
    ("t", re.compile(r"t"), "e"),
    ("i", re.compile(r"i(?!U(?:$|[|,.&]))"), "I"),  # all day long, but during the last month
    ("c", re.compile(r"c(?=[YMm])"), "I"),  # the year of 2018, else a strike that is general
    ("c", re.compile(r"c"), "|"),
    (
        "m",
        re.compile(
            r"(?<=[DGO#])m|(?<=U)m|m(?=[.]?[DGYU#S])|(?<=[IELXT])m|m(?=[-V&][Mm])|(?<=[Mm][-V&])m"
            r"|(?<=D,)m(?=,)"
        ),
        "M",
    ),
    (
        "w",
        re.compile(r"(?<=[DGMNnVR,(-])w|w(?=[,.]?[DGMNnPVC-])|(?<=[IXL])w(?=$|[|])"),
        "W",
    ),
)


def settled(symbols: str) -> str:
    """The symbols of a line, those settled that depend on what stands beside them."""
    if "z" in symbols:
        symbols = _PLACE.sub(lambda match: "|" * len(match.group()), symbols)
    for symbol, pattern, settled_as in _ROWS:
        if symbol in symbols:
            symbols = pattern.sub(settled_as, symbols)
    return symbols
