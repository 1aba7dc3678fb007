"""Effective draws of N a CPU second by the mixture of latent classes, chains that agree.

Run by hand: `python bench/bench_lcmcr.py [TABLE.csv …]` (default: Kosovo's published cells). The peer
is LCMCR 0.4.14 for R, whose figures are given: 75 effective draws a CPU second on Kosovo, 4 on a
stratum of 982 victims and 20 lists, of chains that agree or do not: nothing there looks. The bar is
ten times as many, from eight scattered starts with R-hat < 1.01. Beside it stands the same law
sampled as there, class by class and victim by victim, in whole arrays.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from crosstally.analysis import mixing
from crosstally.analysis.coverage.lcmcr import Effort, Prior, sample
from crosstally.analysis.frame import Options
from crosstally.analysis.inputs import Ints, Lists, lists_of, read_lists

T = TypeVar("T")
KOSOVO = (1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27)
FIGURES = {"kosovo": 75.0, "cells_hombre1999_R1": 4.0}
SWEEPS = 4_000


def kosovo() -> Lists:
    """Killings in Kosovo by list (Ball et al. 2002): the number of a cell in twos is its lists."""
    cells = {tuple(i >> j & 1 for j in range(4)): n for i, n in enumerate(KOSOVO, start=1)}
    return lists_of(("EXH", "ABA", "OSCE", "HRW"), cells)


def gibbs(lists: Lists, prior: Prior, chance: np.random.Generator) -> Ints:
    """Draws of N by the paper's own sampler: members, chances, weights, α, N in turn."""
    seen, counts, classes = lists.seen, lists.counts, prior.classes
    chances, weights, alpha = chance.random((classes, seen.shape[1])), np.ones(classes), 1.0
    draws = np.empty(SWEEPS, dtype=np.int64)
    for sweep in range(SWEEPS):
        cells = weights * np.exp(
            seen @ np.log(chances).T + (1 - seen) @ np.log1p(-chances).T,
        )
        members = chance.multinomial(counts, cells / cells.sum(axis=1, keepdims=True))
        missed = weights * np.prod(1 - chances, axis=1)
        odds = missed.sum() / (weights.sum() - missed.sum())
        unseen = chance.poisson(chance.standard_gamma(counts.sum()) * odds)
        sizes = members.sum(axis=0) + chance.multinomial(unseen, missed / missed.sum())
        caught = members.T @ seen
        chances = chance.beta(1 + caught, 1 + sizes[:, None] - caught).clip(1e-14, 1 - 1e-14)
        after = sizes.sum() - np.cumsum(sizes)[:-1]
        sticks = chance.beta(1 + sizes[:-1], alpha + after).clip(1e-300, 1 - 1e-15)
        left = np.concatenate([[1.0], np.cumprod(1 - sticks)])
        weights = np.maximum(left * np.append(sticks, 1.0), 1e-300)
        alpha = chance.standard_gamma(prior.a + classes - 1) / (prior.b - np.log1p(-sticks).sum())
        draws[sweep] = sizes.sum()
    return draws[SWEEPS // 4 :]


def measure(name: str, lists: Lists) -> None:
    """Print both samplers' effective draws a CPU second, and the peer's figure."""
    sample(kosovo(), Prior(2), Effort(4, 2, 0, 40, 1))  # compiled, if it can be
    spent = []

    def timed(label: str, kind: type[T], make: Callable[[], T]) -> T:  # noqa: ARG001
        begun = time.process_time()
        made = make()
        spent.append(time.process_time() - begun)
        return made

    found = sample(lists, options=Options(keep=timed))
    low, middle, high = np.quantile(found.population, [0.025, 0.5, 0.975])
    settling, drawing = spent[0], sum(spent[1:])
    rate = found.bulk_ess / drawing
    print(f"{name}: {low:,.0f} / {middle:,.0f} / {high:,.0f}, R-hat {found.rhat:.4f},", end=" ")
    print(f"{found.round_trips} round trips, {'mixed' if found.mixed else 'REFUSED'}")
    print(
        f"  {rate:,.1f} effective draws a CPU second ({found.tail_ess / drawing:,.1f} of the tails)"
    )
    print(f"  {found.bulk_ess:,.0f} in {drawing:.1f} s, after {settling:.1f} s to settle")
    if peer := FIGURES.get(name):
        print(f"  x {rate / peer:.1f} of LCMCR for R ({peer:g}, as given)")
    begun = time.process_time()
    chains = np.array([gibbs(lists, Prior(), np.random.default_rng(seed)) for seed in range(4)])
    spent = time.process_time() - begun
    print(f"  as in the paper, 4 chains: R-hat {mixing.rhat(chains):.3f}", end=", ")
    print(f"{mixing.bulk_ess(chains) / spent:,.2f} a CPU second", flush=True)


def main() -> None:
    """Measure each table."""
    measure("kosovo", kosovo())
    for path in map(Path, sys.argv[1:]):
        measure(path.stem, read_lists(path))


if __name__ == "__main__":
    main()
