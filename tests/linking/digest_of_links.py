"""Prints a digest of what linking gives for an invented desk; run under several hash seeds."""

import hashlib
import importlib.util
import random
import sys
from pathlib import Path

from crosstally.linking import link, load_weights
from crosstally.records import encode

BENCH = Path(__file__).parents[2] / "bench" / "bench_link.py"


def main(count: int, order: str) -> None:
    """The digest, of reports in one shuffle or gathered in ten parts from the end."""
    spec = importlib.util.spec_from_file_location("bench_link", BENCH)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    reports, coded, _ = bench.make_desk(count)
    told = list(zip(reports, coded, strict=True))
    if order == "shuffled":
        random.Random(5).shuffle(told)
    else:
        tenth = len(told) // 10 + 1
        told = [t for at in range(9, -1, -1) for t in told[at * tenth : (at + 1) * tenth]]
    linked = link([t[0] for t in told], [t[1] for t in told], (), (), load_weights())
    digest = hashlib.sha256()
    for part in linked:
        for record in part:
            digest.update(encode(record))
    print(digest.hexdigest(), [len(part) for part in linked])


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
