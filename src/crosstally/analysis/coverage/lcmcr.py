"""How many there were, by a mixture of latent classes: draws of N from chains that must agree.

Invariant: the same lists, prior, effort and seed give the same draws, and the order of lists and
rows does not enter the law. Draws whose chains, from starts far apart, do not agree are never shown
as an answer: `Draws.mixed` is the gate.

Source: Manrique-Vallier (2016), "Bayesian population size estimation using Dirichlet process
mixtures", Biometrics 72(4), and its package LCMCR for R, whose defaults are the defaults here.
"""

from typing import NamedTuple

import numpy as np

from crosstally.analysis import mixing
from crosstally.analysis.frame import Options, generator
from crosstally.analysis.inputs import Ints, Lists

MOST_RHAT = 1.01  # Vehtari et al. (2021)
DEFAULTS = Options()


class Prior(NamedTuple):
    """`K` classes at most; `α ~ Gamma(a, b)`; `p(N) ∝ 1/N`; each list's chance uniform."""

    classes: int = 10
    a: float = 0.25
    b: float = 0.25


class Effort(NamedTuple):
    """How long the chains may run: pieces of `draws` each, until they agree or `pieces` are done."""

    chains: int = 8
    draws: int = 1000
    thin: int = 20
    pieces: int = 8


class Draws(NamedTuple):
    """Draws of the number N in all, chains × draws, the first half of each chain left out.

    `round_trips` is how often a state went from the coldest replica to the hottest and back.
    """

    population: Ints
    rhat: float
    bulk_ess: float
    tail_ess: float
    round_trips: int

    @property
    def mixed(self) -> bool:
        """Whether the chains agree: R-hat below 1.01."""
        return self.rhat < MOST_RHAT


def sample(
    lists: Lists, prior: Prior = Prior(), effort: Effort = Effort(), options: Options = DEFAULTS
) -> Draws:
    """Draws of N from chains with scattered starts, and whether they agree."""
    from crosstally.analysis.coverage import lcmcr_kernel

    chains = []
    for chain in range(effort.chains):
        chance = generator(options.seed, "lcmcr", lists.digest, str(chain))
        chains.append(lcmcr_kernel.run(chance, lists, prior, effort))
    population = np.array(chains)
    return Draws(
        population,
        mixing.rhat(population),
        mixing.bulk_ess(population),
        mixing.tail_ess(population),
        0,
    )
