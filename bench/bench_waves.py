"""Change points of 3,650 daily counts, and the permutation scan of 400 towns over 1,000 days.

Run by hand: `python bench/bench_waves.py [PYTHON]`, where PYTHON is one that has `ruptures` (a
virtual environment of its own); without it only ours runs. Bars: 30 times ruptures, 50 times
SaTScan a replicate, 999 replicates in two minutes on one core.

ruptures has no cost for counts, so it is given what it has: the normal mean-and-variance cost
(`Pelt(model="normal", jump=1)`) and its compiled kernel costs, on the same counts. The linear kernel
is least squares: sums and no logarithm, so nothing else can be as quick, and it is no count cost.
SaTScan's seconds are those of version 10.3.2, compiled from source, on another day of such a
machine: 4.4, 16.5 and 5.0 a replicate.
"""

import math
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from crosstally.analysis.waves import Chance, Windows, changes, circles, distances_km
from crosstally.analysis.waves.scan import observed, permutation_scan
from crosstally.analysis.waves.search import field_of

DAYS = 3650
SATSCAN = ((4969, 14, 4.4), (4969, 60, 16.5), (19_896, 14, 5.0))
PEER = """
import sys, time
import numpy as np, ruptures
x = np.array(sys.stdin.read().split(), dtype=float)
for name, make in (
    ("Pelt normal", lambda: ruptures.Pelt(model="normal", jump=1)),
    ("KernelCPD rbf", lambda: ruptures.KernelCPD(kernel="rbf", min_size=1)),
    ("KernelCPD linear", lambda: ruptures.KernelCPD(kernel="linear", min_size=1)),
):
    pen = np.log(len(x)) * {"Pelt normal": 3, "KernelCPD rbf": 1}.get(name, 3 * x.var())
    begin = time.process_time()
    make().fit_predict(x, pen=pen)
    print(name, time.process_time() - begin, sep="\\t")
"""


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest of some runs, the first of which is not counted."""
    work()
    found = []
    for _ in range(times):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def change_points(peer: str | None) -> None:
    """Ten years a day, with a wave in three of them."""
    counts = np.random.default_rng(0).poisson(5.0, DAYS)
    for at in (700, 1900, 2800):
        counts[at : at + 10] += np.random.default_rng(at).poisson(20, 10)
    beta = math.log(DAYS)
    ours = timed(lambda: changes(counts, penalty=beta))
    spread = timed(lambda: changes(counts, penalty=beta, size=10.0))
    print(f"count PELT, {DAYS} days\tPoisson {ours:.4f} s\tnegative binomial {spread:.4f} s")
    if peer is None:
        return
    text = " ".join(map(str, counts))
    told = subprocess.run(
        [peer, "-c", PEER], input=text, text=True, capture_output=True, check=True
    )
    for line in told.stdout.splitlines():
        name, seconds = line.split("\t")
        print(f"  ruptures {name}\t{float(seconds):.3f} s\t{float(seconds) / ours:.0f} times ours")


def scans() -> None:
    """Cases over 400 towns of unequal size, as many as SaTScan was given."""
    for total, longest, theirs in SATSCAN:
        chance = np.random.default_rng(7)
        lat, lon = chance.uniform(26, 39, 400), chance.uniform(45, 62, 400)
        share = chance.pareto(1.2, 400) + 0.2
        cells = chance.choice(400, total, p=share / share.sum()) * 1000
        cells += chance.integers(0, 1000, total)
        counts = np.bincount(cells, minlength=400_000).reshape(400, 1000)
        zones = circles(distances_km(lat, lon), counts.sum(axis=1))
        margins = np.outer(counts.sum(axis=1), counts.sum(axis=0)).astype(float)
        field = field_of(zones, margins, total, Windows(1, longest))
        data = timed(lambda c=counts, f=field: observed(c, f), 1)  # type: ignore[misc]
        begin = time.process_time()
        run = Chance(1, 64, None)
        permutation_scan(counts, zones, Windows(1, longest), run)
        each = (time.process_time() - begin - data) / run.replicates
        print(
            f"permutation scan, {total} cases, {longest} days\t{data:.2f} s the data"
            f"\t{each:.4f} s a replicate\t{theirs / each:.0f} times SaTScan"
            f"\t999 in {data + 999 * each:.0f} s"
        )


if __name__ == "__main__":
    change_points(sys.argv[1] if len(sys.argv) > 1 else None)
    scans()
