"""The law of the latent classes, with all that can be summed out summed out.

Invariant: a state holds the chances `λ` and the weights `π` and nothing else. Who belongs to which
class, the number N and the concentration `α` are summed out exactly, so that the law is smooth.

With `f(x) = Σ_k π_k Π_j λ_jk^x_j (1 - λ_jk)^(1 - x_j)` and `p0 = f(0)`, the prior `p(N) ∝ 1/N` gives
the likelihood `Π_i f(x_i) / (1 - p0)^n`, and `N - n` afterwards negative binomial. With
`S_k = -log(1 - V_k)` for the sticks `V_k ~ Beta(1, α)` and `α ~ Gamma(a, b)`, the prior of the sticks
is `p(S) ∝ (b + Σ S_k)^-(a + K - 1)`.

A state is an array `… × (J + 1) × K`: the logits of λ, list by list, then the logits of `V` (whose
last entry, of the stick that takes all, stays nought). Source: Manrique-Vallier (2016), section 3.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from crosstally.analysis.coverage.lcmcr_types import Law, Prior, Room
from crosstally.analysis.inputs import Floats, Ints, Lists

LEAST = 1e-290  # of a stick: its logarithm stays a number
MOST_UNSEEN = 1e15  # expected, in a draw; only a state without information comes near


class Density(NamedTuple):
    """Logarithms of likelihood and prior, and the slope of `power · likelihood + prior`."""

    likelihood: Floats
    prior: Floats
    slope: Floats


def law_of(lists: Lists, prior: Prior) -> Law:
    """The law of the classes, given the lists."""
    starts = np.concatenate([[0], np.cumsum(lists.seen.sum(axis=1))])
    members = np.nonzero(lists.seen)[1]
    seen, counts = lists.seen.astype(np.float64), lists.counts.astype(np.float64)
    return Law(seen, counts, starts, members, prior)


def density(law: Law, states: Floats, powers: Floats) -> Density:
    """The density of each state, its likelihood raised to a power for the slope.

    Args:
        law: cells and prior.
        states: levels × chains × (J + 1) × K.
        powers: one a level.
    """
    room = room_for(states, powers)
    with np.errstate(all="ignore"):  # one too far away has no density, and is never gone to
        evaluate(law, states, room)
    return Density(room.values[0], room.values[1], room.slope)


def room_for(states: Floats, powers: Floats) -> Room:
    """Room for the densities of these states."""
    shape = states.shape[:2]
    each = np.repeat(powers, shape[1]).reshape(shape)
    return Room(each, np.empty(states.shape), np.empty((2, *shape)))


def evaluate(law: Law, states: Floats, room: Room) -> None:
    """Write the densities of the states, warnings of numbers that run over left to the caller."""
    _compiled()(law, states, room)


def log_weights(states: Floats) -> Floats:
    """`log π` of each state, … × K."""
    sticks = stick_lengths(states)
    taken = np.log(np.maximum(-np.expm1(-sticks), LEAST))
    left = -np.cumsum(sticks, axis=-1)
    before = np.concatenate([np.zeros((*left.shape[:-1], 1)), left], axis=-1)
    before[..., :-1] += taken
    return before


def stick_lengths(states: Floats) -> Floats:
    """`S_k = -log(1 - V_k)` of each state, … × (K - 1)."""
    lengths: Floats = np.maximum(np.logaddexp(0.0, states[..., -1, :-1]), LEAST)
    return lengths


def logits_of_lengths(lengths: Floats) -> Floats:
    """`logit V = log(e^S - 1)`."""
    logits: Floats = lengths + np.log(-np.expm1(-lengths))
    return logits


def logits_of_weights(logs: Floats) -> Floats:
    """`logit V_k = log π_k - log Σ_{l > k} π_l`, … × (K - 1)."""
    tails = np.logaddexp.accumulate(logs[..., ::-1], axis=-1)[..., ::-1]
    logits: Floats = logs[..., :-1] - tails[..., 1:]
    return logits


def population(law: Law, states: Floats, chance: np.random.Generator) -> Ints:
    """A draw of N for each state, `N - n ~ NegativeBinomial(n, 1 - p0)`."""
    n = law.counts.sum()
    logits = states[..., :-1, :]
    log_missed = -np.logaddexp(0.0, logits).sum(axis=-2)
    weights = np.exp(log_weights(states))
    caught = (weights * -np.expm1(log_missed)).sum(axis=-1)
    odds = (weights * np.exp(log_missed)).sum(axis=-1) / np.maximum(caught, LEAST)
    expected = np.minimum(chance.standard_gamma(n, odds.shape) * odds, MOST_UNSEEN)
    drawn: Ints = chance.poisson(expected) + int(n)
    return drawn


@cache
def _compiled() -> Callable[[Law, Floats, Room], None]:
    """The loops, compiled where numba is installed; else the same sums by whole arrays."""
    try:
        from crosstally.analysis.coverage.lcmcr_loops import by_loops
    except ImportError:
        return by_arrays
    return by_loops


def by_arrays(law: Law, states: Floats, room: Room) -> None:
    """Write the densities by sums over whole arrays, levels × chains × cells × classes."""
    classes, a, b = law.prior
    n = law.counts.sum()
    logits, power = states[..., :-1, :], room.powers[..., None]
    chances = 1 / (1 + np.exp(-logits))
    lengths = stick_lengths(states)
    missed = log_weights(states) - np.logaddexp(0.0, logits).sum(axis=-2)
    cells = np.exp(missed[..., None, :] + law.seen @ logits)
    missed = np.exp(missed)
    totals, caught = cells.sum(axis=-1), 1 - missed.sum(axis=-1)
    room.values[0] = np.log(totals) @ law.counts - n * np.log(caught)
    cells *= (law.counts / totals)[..., None]
    sizes = cells.sum(axis=-2) + missed * (n / caught)[..., None]
    pull = (a + classes - 1) / (b + lengths.sum(axis=-1))
    taken = 1 / (1 + np.exp(-states[..., -1, :-1]))
    room.values[1] = -(a + classes - 1) * np.log(b + lengths.sum(axis=-1))
    room.values[1] -= (np.logaddexp(0.0, logits) + np.logaddexp(0.0, -logits)).sum(axis=(-2, -1))
    room.values[1] -= np.logaddexp(0.0, -states[..., -1, :-1]).sum(axis=-1)
    room.slope[..., :-1, :] = power[..., None] * (
        law.seen.T @ cells - sizes[..., None, :] * chances
    )
    room.slope[..., :-1, :] += 1 - 2 * chances
    tails = np.cumsum(sizes[..., ::-1], axis=-1)[..., ::-1]
    room.slope[..., -1, -1] = 0.0
    room.slope[..., -1, :-1] = power * (sizes[..., :-1] * (1 - taken) - taken * tails[..., 1:])
    room.slope[..., -1, :-1] += 1 - taken - taken * pull[..., None]
