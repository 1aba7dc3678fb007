"""One vector: what it expects, what it is, its bytes; and the keys that all of them use.

Invariant: keys, salts and ephemeral keys are fixed, so that every file comes out the same whenever
it is written. Nobody may use these keys for anything else.
"""

from itertools import groupby
from typing import NamedTuple

from crosstally.ledger.sign import key_of_seed

KEY, OTHER = key_of_seed(bytes(range(32))), key_of_seed(bytes(range(1, 33)))
LOG = "00112233445566778899aabbccddeeff"
TIME = "2026-01-01T00:00:00Z"
_ROW = 48
_SHORTEST_RUN = 96


class Vector(NamedTuple):
    """A file of vectors: its name, what a reader must say (`ok`, or words of its refusal)."""

    name: str
    expect: str
    what: str
    data: bytes
    more: tuple[tuple[str, str], ...] = ()  # further lines of its head


def shown(vector: Vector) -> str:
    """The text of a vector: a head, an empty line, rows of hex; `96 times 00` is a long run."""
    head = [("expect", vector.expect), ("what", vector.what), *vector.more]
    lines = [f"{name}: {value}" for name, value in head]
    return "\n".join([*lines, "", *_rows(vector.data), ""])


def _rows(data: bytes) -> list[str]:
    rows, plain = [], b""
    for byte, group in groupby(data):
        run = bytes([byte]) * len(list(group))
        if len(run) < _SHORTEST_RUN:
            plain += run
            continue
        rows += [*_hex(plain), f"{len(run)} times {byte:02x}"]
        plain = b""
    return [*rows, *_hex(plain)]


def _hex(data: bytes) -> list[str]:
    return [data[at : at + _ROW].hex() for at in range(0, len(data), _ROW)]
