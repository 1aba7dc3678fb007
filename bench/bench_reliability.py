"""Dawid and Skene beside crowd-kit, and how often the intervals of reliability hold the truth.

    python bench/bench_reliability.py            speed, ours
    PEER=/path/to/python python bench/...        and crowd-kit's, run by that Python
    python bench/bench_reliability.py coverage   the table of docs/why/reliability.md

Seeds are fixed. The peer gives no interval.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from crosstally.analysis import Options
from crosstally.analysis.reliability import (
    Figure,
    dawid_skene,
    reconcile,
    study_labels,
    votes_of,
)

LEANS = {"official": 0.6, "press": 1.0, "party": 2.5}
STEPS = 100
PEER = """
import sys, time
import pandas as pd
from crowdkit.aggregation import DawidSkene
said = pd.read_csv(sys.argv[1], dtype=str)
start = time.process_time()
DawidSkene(n_iter=100, tol=1e-9).fit(said)
print(time.process_time() - start)
"""


def labels(
    seed: int, items: int, *, copies: bool = False
) -> tuple[list[tuple[str, str, str]], float]:
    """Labels of four groups that are right 9, 8, 7 and 6 times in ten, and the share right."""
    chance = np.random.default_rng([20261123, seed])
    truth = chance.integers(0, 3, items)
    said, hits = [], 0
    told = np.zeros(0)
    for group, share in (("a", 0.9), ("b", 0.8), ("c", 0.7), ("d", 0.6)):
        if not (copies and group == "d"):
            wrong = (truth + chance.integers(1, 3, items)) % 3
            told = np.where(chance.random(items) < share, truth, wrong)
        hits += int((told == truth).sum())
        said += [(str(item), group, str(label)) for item, label in enumerate(told)]
    return said, hits / len(said)


def figures(
    seed: int, *, shared: float = 0.2, lean: float = 1.0, copies: bool = False
) -> tuple[tuple[Figure, ...], dict[str, int], dict[str, int]]:
    """Figures of 80 events, 30 of them anchors; the other 50 may differ from these."""
    chance = np.random.default_rng([20261124, seed])
    truths = {f"e{n:03}": int(np.exp(chance.normal(4, 1))) + 1 for n in range(80)}
    anchors = dict(list(truths.items())[:30])
    told = []
    for event, truth in truths.items():
        other = event not in anchors
        together = chance.normal(0, shared if other else 0.2)
        values = {
            kind: truth
            * by
            * (lean if other else 1)
            * np.exp(together + 0.3 * chance.standard_t(4))
            for kind, by in LEANS.items()
        }
        if copies and other:
            values["press"] = values["party"]
        for kind, value in values.items():
            told.append(Figure(event, kind, kind, round(value), round(value)))
    return tuple(told), anchors, truths


CASES = (
    ("assumptions hold", {}),
    ("shared error three times that of the anchors", {"shared": 0.6}),
    ("all lean twice as far as in the anchors", {"lean": 2.0}),
    ("the press copies the party, and only there", {"copies": True}),
)


def coverage() -> None:
    """Prints how many 95 % intervals hold the truth, and how wide they are."""
    for name, made in CASES:
        hits, widths, total = 0, [], 0
        for seed in range(40):
            told, anchors, truths = figures(seed, **made)
            found = reconcile(told, anchors, seed)
            low, high = np.exp(np.quantile(found.mu, [0.025, 0.975], axis=(0, 1)))
            true = np.array([truths[event] for event in found.events])
            hits, total = hits + int(((low <= true) & (true <= high)).sum()), total + len(true)
            widths += list(high / low)
        print(
            f"figures, {name}: {hits}/{total} = {hits / total:.3f}, width x{np.median(widths):.1f}"
        )
    for name, copies in (("assumptions hold", False), ("one group copies another", True)):
        hits, widths, runs = 0, [], 100
        for seed in range(runs):
            said, share = labels(seed, 200, copies=copies)
            one, _ = study_labels(said, "right-labels", Options(seed=seed))
            if one.value is not None:
                hits += one.low <= share <= one.high
                widths.append(one.high - one.low)
        print(f"labels, {name}: {hits}/{runs}, width {np.median(widths):.3f}")


def speed() -> None:
    """Prints the seconds of one fit, ours and the peer's."""
    said, _ = labels(0, 20_000)
    start = time.process_time()
    votes = votes_of(said)
    read = time.process_time() - start
    fit = dawid_skene(votes.n, votes.weights)
    ours = time.process_time() - start
    print(f"crosstally: {ours:.3f} s, of it {read:.3f} s reading; {fit.steps} steps")
    if peer := os.environ.get("PEER"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.csv"
            path.write_text(
                "task,worker,label\n" + "\n".join(",".join(row) for row in said), encoding="utf-8"
            )
            told = subprocess.run(
                [peer, "-c", PEER, str(path)], check=True, capture_output=True, text=True
            )
        theirs = float(told.stdout.split()[-1])
        print(f"crowd-kit:  {theirs:.3f} s; ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    coverage() if sys.argv[1:] == ["coverage"] else speed()
