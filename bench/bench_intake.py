"""Intake's speed and memory on a JSON-lines stream of any size, and reader by reader.

Run by hand: `python bench/bench_intake.py [GIGABYTES]` (default 0.25; the bar is 5 GB in under
500 MB). The stream is made as it is read, so that no disk is measured; every hundredth line is
broken, every thousandth comes a second time. The peer is the plain loop that a newsroom might
write: `json.loads` of each line into a list, which holds the whole file.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO, RawIOBase
from itertools import count
from typing import IO, cast

from crosstally.intake import Inlet, Told, read_file
from crosstally.intake.folder import once
from crosstally.intake.seen import Seen
from crosstally.records import Report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOLD = Told(b"k" * 32, NOW)
BODY = "کارگران کارخانه روز شنبه مقابل فرمانداری تجمع کردند و خواستار حقوق خود شدند. " * 6


def line(number: int) -> bytes:
    """A line of about 1 kB, some of them broken and some told before."""
    if number % 100 == 7:
        return b'{"id": "cut o\n'
    told = number - 1 if number % 1000 == 5 else number
    fields = {
        "id": str(told),
        "source": "bench",
        "published": "2018-01-01",
        "text": f"{told} {BODY}",
    }
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


class Made(RawIOBase):
    """So many bytes of lines, made as they are read."""

    def __init__(self, size: int) -> None:
        """A stream of at least `size` bytes."""
        self._left = size
        self._numbers = count(1)
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        while len(self._held) < size and self._left > 0:
            block = b"".join(line(next(self._numbers)) for _ in range(500))
            self._left -= len(block)
            self._held += block
        data, self._held = self._held[:size], self._held[size:]
        return data


def outcomes(inlet: Inlet) -> Iterator[object]:
    """What a folder's run gives for one file, duplicates told apart."""
    seen = Seen(TOLD.key)
    return (once(outcome, seen) for outcome in read_file(inlet, TOLD))


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, size: int, run: Callable[[], Counter[str]]) -> None:
    """One line of the result."""
    begun = time.perf_counter()
    found = run()
    took = time.perf_counter() - begun
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(found.items()))
    print(f"{name}: {size / took / 1e6:.0f} MB/s, peak {peak_mb():.0f} MB ({told}; {took:.0f} s)")


def main() -> None:
    """The stream, then the peer."""
    size = int(float(sys.argv[1]) * 1e9) if len(sys.argv) > 1 else 250_000_000
    begun = peak_mb()
    inlet = Inlet("made.jsonl", lambda: cast("IO[bytes]", Made(size)))
    kinds = {True: "reports", False: "issues"}
    print(f"{size / 1e9:.2f} GB of JSON lines; {begun:.0f} MB before")
    timed(
        "crosstally",
        size,
        lambda: Counter(kinds[isinstance(one, Report)] for one in outcomes(inlet)),
    )
    small = b"".join(line(n) for n in range(1, 1 + min(size, 250_000_000) // 1000))
    timed("json.loads into a list (250 MB at most)", len(small), lambda: peer(small))


def peer(data: bytes) -> Counter[str]:
    """The plain loop: what it cannot read it drops."""
    kept = []
    for text in BytesIO(data):
        try:
            kept.append(json.loads(text))
        except ValueError:
            continue
    return Counter({"dicts": len(kept)})


if __name__ == "__main__":
    main()
