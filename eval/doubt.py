#!/usr/bin/env python3
"""Whether a count's interval holds the truth as often as it says: 2,000 made-up desks.

Invariant: a desk follows from its seed; the desks that the joinings are learned from are not those on
which the intervals are tried.

A desk has some hundred events in blocks (a town and a week); each is told one to six times. How much
two tellings of a block look alike is the sum of what the pair shows and of what each telling shows
(a vague text is like everything): so pairs are not independent, as they never are.

  python eval/doubt.py [--desks N] [--from SEED] [--draws B] [--learn N]
"""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from crosstally.counting.interval import interval_of
from crosstally.linking.cluster import Edges, Rules, join_groups
from crosstally.linking.trees import Rung, cut, grow, learn_rungs

HEIGHTS = (-12000, -9000, -7000, *range(-6000, 6001, 750), 8000, 11000)
ABSENT = -8500


class Desk(NamedTuple):
    """What each mention truly tells of, and the pairs that were compared."""

    truth: tuple[int, ...]
    edges: Edges


def make(seed: int) -> Desk:
    """The desk of a seed."""
    rng = np.random.default_rng([seed, 4])
    blocks = np.repeat(np.arange(60), rng.poisson(2.0, 60))
    told = 1 + np.minimum(rng.geometric(0.5, len(blocks)) - 1, 5)
    truth = np.repeat(np.arange(len(blocks)), told)
    block = blocks[truth]
    vague = rng.normal(0, 1.0, len(truth))
    one, other = np.triu_indices(len(truth), 1)
    near = block[one] == block[other]
    one, other = one[near], other[near]
    same = truth[one] == truth[other]
    bits = np.where(same, rng.normal(4.0, 3.0, len(one)), rng.normal(-4.5, 3.0, len(one)))
    bits += vague[one] + vague[other]
    return Desk(tuple(truth.tolist()), Edges(one, other, np.round(bits * 1000).astype(np.int64)))


def homes(desk: Desk) -> list[list[int]]:
    """For each height the groups that average linkage gives."""
    names = np.arange(len(desk.truth), dtype=np.uint64)
    none = np.empty((0, 2), dtype=np.int64)
    found = []
    for height in HEIGHTS:
        home = join_groups(desk.edges, Rules(ABSENT, height), names, must=none, cannot=none)
        found.append(home.tolist())
    return found


def learned(desks: int) -> tuple[Rung, ...]:
    """How sure joinings are, learned from the desks of the first seeds."""

    def known() -> Iterator[tuple[list[list[int]], tuple[int, ...]]]:
        for seed in range(desks):
            desk = make(seed)
            yield homes(desk), desk.truth

    return learn_rungs(HEIGHTS, known())


def interval(seed: int, rungs: tuple[Rung, ...], draws: int) -> tuple[int, int, int, int]:
    """The truth of a seed's desk, and the middle and ends of its 95 % interval."""
    desk = make(seed)
    trees = grow(range(len(desk.truth)), homes(desk))
    rng = np.random.default_rng([seed, 5])
    counts = [sum(len(cut(tree, rungs, rng)) for tree in trees) for _ in range(draws)]
    found = interval_of(counts)
    return len(set(desk.truth)), found.middle, found.low, found.high


def main() -> int:
    """Prints coverage and widths."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desks", type=int, default=100)
    parser.add_argument("--from", dest="first", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--learn", type=int, default=200)
    args = parser.parse_args()
    rungs = learned(args.learn)
    rows = [
        interval(seed, rungs, args.draws) for seed in range(args.first, args.first + args.desks)
    ]
    held = sum(low <= truth <= high for truth, _, low, high in rows)
    below = sum(truth < low for truth, _, low, _ in rows)
    print(json.dumps({
        "desks": len(rows), "held": held, "share": held / len(rows), "below": below,
        "above": len(rows) - held - below,
        "width": float(np.mean([high - low for *_, low, high in rows])),
        "events": float(np.mean([truth for truth, *_ in rows])),
        "bias": float(np.mean([middle - truth for truth, middle, *_ in rows])),
    }))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
