"""Speed of the log-linear bootstrap and the graphs; and how often each interval holds the truth.

Run by hand: `python bench/bench_coverage.py` for the speed, `python bench/bench_coverage.py trials
[RUNS] [SCENARIO] [METHOD]` for the intervals. The bar is 1,000 bootstraps of five lists in 2 s; SparseMSE in
R takes .115 s for one, refitting and testing every pair by a linear programme each time.
"""

import sys
import time

from crosstally.analysis.coverage import average, bootstrapped, table
from crosstally.analysis.coverage.hierarchical import ranked
from crosstally.analysis.coverage.trials import BROKEN, HOLDING, TRIERS, trial
from crosstally.analysis.frame import generator
from crosstally.analysis.inputs import lists_of

PEER = 0.115  # seconds for one replicate of SparseMSE, R, as measured before
UK = (  # UK 2013, five lists: Home Office 2014, as in the R package SparseMSE
    "00001:316 00010:695 00011:8 00100:995 00101:11 00110:76 01000:463 01001:1 01010:19 "
    "01100:62 01110:4 10000:54 10010:3 10100:19 11000:15 11010:1 11100:1 11110:1"
)


def speed() -> None:
    """The bootstrap beside the figure of its peer, the graphs, and all models of four lists."""
    cells = dict(part.split(":") for part in UK.split())
    named = lists_of(tuple("ABCDE"), {tuple(map(int, c)): int(n) for c, n in cells.items()})
    found = table(named)
    bootstrapped(found, generator(1, "warm"), level=0.95, number=10)
    begun = time.perf_counter()
    made = bootstrapped(found, generator(1, "bench"), level=0.95, number=1000)
    taken = time.perf_counter() - begun
    print(f"1,000 bootstraps, 5 lists: {taken:.2f} s (bar 2 s) → N {made.total:,.1f}")
    print(f"  {PEER * 1000 / taken:,.0f} times the peer's {PEER} s a replicate")
    begun = time.perf_counter()
    average(found)
    print(f"822 graphs × 1,000 sizes, graphs made: {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    average(found)
    print(f"  again: {time.perf_counter() - begun:.2f} s")
    begun = time.perf_counter()
    number = len(ranked(found, 2))
    print(f"{number:,} models of pairs: {time.perf_counter() - begun:.2f} s")


def intervals(runs: int, name: str, asked: str) -> None:
    """A row for each scenario and method, as Markdown."""
    print(
        "| scenario | N | method | covered | not above | median width | median value |\n|---|---|---|---|---|---|---|"
    )
    for scenario in (*HOLDING, *BROKEN):
        for method, trier in TRIERS:
            if name in scenario.name and method.startswith(asked):
                made = trial(scenario, trier, runs)
                print(f"| {scenario.name} | {scenario.size} | {method} | {made.covered:.4f} "
                      f"| {made.below / runs:.4f} | {made.width:.0f} | {made.value:.0f} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        given = sys.argv[2:5]
        runs, scenario, method = (*given, *("2000", "", "")[len(given) :])
        intervals(int(runs), scenario, method)
    else:
        speed()
