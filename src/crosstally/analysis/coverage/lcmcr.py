"""How many there were, by a mixture of latent classes: draws of N from chains that must agree.

Invariant: the same lists, prior, effort and seed give the same draws, and the order of lists and
rows does not enter the law. Draws whose chains, from starts far apart, do not agree are never shown
as an answer: `Draws.mixed` is the gate.

Source: Manrique-Vallier (2016), "Bayesian population size estimation using Dirichlet process
mixtures", Biometrics 72(4); its package LCMCR for R has this prior. docs/why/lcmcr.md tells the way.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from crosstally.analysis import mixing
from crosstally.analysis.coverage.lcmcr_chains import Effort, Machine, Stretch, drawn, settled
from crosstally.analysis.coverage.lcmcr_law import law_of
from crosstally.analysis.coverage.lcmcr_moves import patterns_of
from crosstally.analysis.coverage.lcmcr_types import Prior
from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Ints, Lists

MOST_RHAT = 1.01  # Vehtari et al. (2021)
LEAST_ESS = 400.0  # the same, section 4: for R-hat and quantiles to be trusted
LEFT_OUT = 0.25  # of the draws, the first: what a chain saw before it had found its place
VERSION = "lcmcr-2"
PRIOR, EFFORT, OPTIONS = Prior(), Effort(), Options()


class Draws(NamedTuple):
    """Draws of the number N in all, chains × draws, the first quarter of each chain left out.

    `round_trips` is how often a state went from the coldest level to the hottest and back, and
    `powers` the ladder that it went up and down.
    """

    population: Ints
    rhat: float
    bulk_ess: float
    tail_ess: float
    round_trips: int
    powers: tuple[float, ...]

    @property
    def mixed(self) -> bool:
        """Whether the chains agree: R-hat below 1.01, with enough draws to say so."""
        return self.rhat < MOST_RHAT and min(self.bulk_ess, self.tail_ess) >= LEAST_ESS


def sample(
    lists: Lists, prior: Prior = PRIOR, effort: Effort = EFFORT, options: Options = OPTIONS
) -> Draws:
    """Draws of N from chains with scattered starts, and whether they agree.

    Args:
        lists: who was seen by which lists; the digest names the run's chance.
        prior: how many classes, and what is thought of their concentration.
        effort: how long to run at most.
        options: the seed, who watches, and what is kept of a run that may be broken off.
    """
    law = law_of(lists, prior)
    machine = Machine(law, patterns_of(law), effort)
    told = f"{VERSION} {lists.digest} {options.seed} {tuple(prior)} {tuple(effort[:-1])}"

    def kept(number: int, make: Callable[[np.random.Generator], Stretch]) -> Stretch:
        chance = generator(options.seed, "lcmcr", lists.digest, str(number))
        return options.keep(f"{told} {number}", Stretch, lambda: make(chance))

    stretch = kept(0, partial(settled, machine))
    found, pieces, trips = None, list[Ints](), 0
    for number in options.progress(range(1, effort.stretches + 1), "lcmcr", effort.stretches):
        if found is None or not found.mixed:
            stretch = kept(number, partial(drawn, machine, stretch))
            pieces.append(np.array(stretch.draws, dtype=np.int64).reshape(effort.chains, -1))
            trips += stretch.trips
            found = judged(pieces, trips, stretch.powers)
    if found is None:
        raise ValueError("no stretch, no draws")
    return found


def judged(pieces: list[Ints], trips: int, powers: tuple[float, ...]) -> Draws:
    """The draws of all stretches, and how well their chains agree."""
    every = np.concatenate(pieces, axis=1)
    population = every[:, int(LEFT_OUT * every.shape[1]) :]
    rhat, bulk, tail = (
        measure(population) for measure in (mixing.rhat, mixing.bulk_ess, mixing.tail_ess)
    )
    return Draws(population, rhat, bulk, tail, trips, powers)
