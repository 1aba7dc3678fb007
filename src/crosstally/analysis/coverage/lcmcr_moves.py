"""Moves that leave the law of the latent classes as it is, at every level of its ladder at once.

Invariant: every move, taken alone, leaves `likelihood^power · prior` invariant at each level, so that
any sequence of them does. States are levels × chains × (J + 1) × K (see `lcmcr_law`); the first level
is the law itself, at power one.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaln

from crosstally.analysis.coverage.lcmcr_law import (
    LEAST,
    density,
    evaluate,
    log_weights,
    logits_of_lengths,
    logits_of_weights,
    room_for,
    stick_lengths,
)
from crosstally.analysis.coverage.lcmcr_types import Law, Room
from crosstally.analysis.inputs import Floats, Ints

Flags = npt.NDArray[np.bool_]

LONGEST = 40  # steps of a trajectory: 25 to 60 were tried on four tables, none clearly better
REACH = (0.4, 1.0, 2.5)  # how fast a pattern forgets cells that differ in one list more
CROWD = 15.0  # how many a pattern rests on at most: 10 to 40 were tried on R1, none clearly better
BIRTH = 3.0  # the length of stick about which a birth is tried
CLOSE = 1e-14  # chances nearer to nought or one are moved away: their logits stay numbers


class Bank(NamedTuple):
    """States at each level, their log-likelihoods, and each level's power and step."""

    states: Floats
    likelihood: Floats
    powers: Floats
    steps: Floats


class Patterns(NamedTuple):
    """What a new class may look like: a mixture of products of beta laws, components × lists."""

    one: Floats
    nought: Floats


def bank_of(law: Law, states: Floats, powers: Floats, steps: Floats) -> Bank:
    """The states as a bank."""
    return Bank(states, density(law, states, powers).likelihood, powers, steps)


def patterns_of(law: Law) -> Patterns:
    """Patterns about each cell, near and far, and the uniform law as often as one of the near."""
    apart = np.abs(law.seen[:, None] - law.seen[None]).sum(axis=2)
    one, nought = [np.ones_like(law.seen)], [np.ones_like(law.seen)]
    for reach in REACH:
        near = law.counts * np.exp(-reach * apart)
        near *= np.minimum(1, CROWD / near.sum(axis=1))[:, None]
        one.append(1 + near @ law.seen)
        nought.append(1 + near @ (1 - law.seen))
    return Patterns(np.concatenate(one), np.concatenate(nought))


def travel(law: Law, bank: Bank, chance: np.random.Generator) -> tuple[Bank, Floats]:
    """The bank after a Hamiltonian trajectory of each state, and how likely each level took it.

    Leapfrog steps of a level's length, jittered by a fifth, a random number of them; the hotter,
    the fewer.
    """
    share = chance.random()
    lengths = np.maximum(1, np.round(share * LONGEST * bank.powers**0.25)).astype(np.int64)
    jitter = 0.8 + 0.4 * chance.random(bank.likelihood.shape)
    step = (bank.steps[:, None] * jitter)[..., None, None]
    x, room = bank.states.copy(), room_for(bank.states, bank.powers)
    p = chance.standard_normal(x.shape)
    p[..., -1, -1] = 0.0
    evaluate(law, x, room)
    before = _energy(bank, room, p)
    with np.errstate(all="ignore"):  # a trajectory that leaves the numbers is not taken
        p += 0.5 * step * room.slope
        for on in (lengths[:, None] > np.arange(lengths[0])).sum(axis=0).tolist():
            x[:on] += step[:on] * p[:on]
            evaluate(law, x[:on], room.of(on))
            p[:on] += step[:on] * room.slope[:on]
        p -= 0.5 * step * room.slope
        gain = _energy(bank, room, p) - before
    likelihood = room.values[0]
    taken, likely = _taken(gain, chance)
    return _moved(bank, x, likelihood, taken), likely.mean(axis=1)


def reorder(law: Law, bank: Bank, chance: np.random.Generator, *, times: int = 2) -> Bank:
    """The bank with the labels of its classes drawn anew, which the likelihood does not see.

    Given the weights, an order has `p(σ) ∝ Π_k π_k / T_k · (b - log π_K)^-(a + K - 1)`, T_k the
    weight from the k-th on: a draw by size, without replacement, tilted by its last weight. So a
    draw by size is proposed (exponential clocks of rate π), and taken by the ratio of the tilts.
    """
    a, b = law.prior.a, law.prior.b
    logs = log_weights(bank.states)
    order = np.broadcast_to(np.arange(logs.shape[-1]), logs.shape)
    tilt = -(a + law.prior.classes - 1) * np.log(b - logs[..., -1])
    for _ in range(times):
        clocks = np.log(chance.standard_exponential(logs.shape)) - logs
        drawn = np.argsort(clocks, axis=-1)
        last = np.take_along_axis(logs, drawn[..., -1:], axis=-1)[..., 0]
        new = -(a + law.prior.classes - 1) * np.log(b - last)
        taken, _likely = _taken(new - tilt, chance)
        order = np.where(taken[..., None], drawn, order)
        tilt = np.where(taken, new, tilt)
    states = np.take_along_axis(bank.states, order[..., None, :], axis=-1)
    logs = np.take_along_axis(logs, order, axis=-1)
    states[..., -1, :-1] = logits_of_weights(logs)
    states[..., -1, -1] = 0.0
    return bank._replace(states=states)


def rescale(law: Law, bank: Bank, chance: np.random.Generator) -> Bank:
    """The bank with the sticks from a random one on stretched or shrunk by one random factor.

    The law of the factor's logarithm is symmetric about nought, of many sizes: with α summed out
    the sticks' prior has tails as heavy as `|log|`, in which small steps lose their way.
    """
    shape, last = bank.likelihood.shape, law.prior.classes - 1
    old = stick_lengths(bank.states)
    first = chance.integers(0, last, shape)
    factor = chance.standard_normal(shape) * np.exp(chance.uniform(-3.0, 1.5, shape))
    moved = np.arange(last) >= first[..., None]
    new = np.where(moved, old * np.exp(factor)[..., None], old)
    new = np.clip(new, LEAST, 1 / LEAST)
    states = bank.states.copy()
    states[..., -1, :-1] = logits_of_lengths(new)
    gain = _of_sticks(law, new.sum(axis=-1)) - _of_sticks(law, old.sum(axis=-1))
    return _judged(law, bank, states, gain + factor * (last - first), chance)


def bear(law: Law, bank: Bank, patterns: Patterns, chance: np.random.Generator) -> Bank:
    """The bank with one class looking anew, as a pattern of the data, and as much left to it.

    A random k; the length of its stick is drawn about `BIRTH`, with the heavy tail `B / (B + S)²`,
    and the chances of the class behind it from the patterns, both whatever they were before.
    """
    shape, last = bank.likelihood.shape, law.prior.classes - 1
    at = np.indices(shape)
    k = chance.integers(0, last, shape)
    old = stick_lengths(bank.states)
    was = np.take_along_axis(old, k[..., None], axis=-1)[..., 0]
    now = np.clip(BIRTH * (1 / (1 - chance.random(shape)) - 1), LEAST, 1 / LEAST)
    component = chance.integers(0, len(patterns.one), shape)
    drawn = chance.beta(patterns.one[component], patterns.nought[component])
    drawn = np.clip(drawn, CLOSE, 1 - CLOSE)
    logits, before = np.log(drawn / (1 - drawn)), bank.states[at[0], at[1], :-1, k + 1]
    states = bank.states.copy()
    states[at[0], at[1], -1, k] = logits_of_lengths(now)
    states[at[0], at[1], :-1, k + 1] = logits
    length = old.sum(axis=-1)
    gain = _of_sticks(law, length - was + now) - _of_sticks(law, length)
    gain += 2 * np.log((BIRTH + now) / (BIRTH + was))
    gain += _looks(patterns, before) - _looks(patterns, logits)
    return _judged(law, bank, states, gain, chance)


def exchange(
    bank: Bank, ends: Ints, odd: int, chance: np.random.Generator
) -> tuple[Bank, Ints, Floats]:
    """The bank and the ends its states come from, neighbours exchanged; how likely they were not.

    Levels 1-2, 3-4, … and 2-3, 4-5, … take turns: states then walk, instead of diffusing.
    """
    states, likelihood, ends = bank.states.copy(), bank.likelihood.copy(), ends.copy()
    refused = np.full(len(bank.powers) - 1, np.nan)
    for low in range(odd, len(bank.powers) - 1, 2):
        apart = bank.powers[low] - bank.powers[low + 1]
        taken, likely = _taken(apart * (likelihood[low + 1] - likelihood[low]), chance)
        refused[low] = 1 - likely.mean()
        for values in (states, likelihood, ends):
            pair = values[low : low + 2]
            pair[:, taken] = pair[::-1, taken].copy()
    return bank._replace(states=states, likelihood=likelihood), ends, refused


def _energy(bank: Bank, room: Room, momenta: Floats) -> Floats:
    """The logarithm of the density of states and momenta."""
    kinetic = 0.5 * np.einsum("lcjk,lcjk->lc", momenta, momenta)
    energy: Floats = bank.powers[:, None] * room.values[0] + room.values[1] - kinetic
    return energy


def _looks(patterns: Patterns, logits: Floats) -> Floats:
    """The logarithm of the patterns' mixture at the chances of these logits, up to a constant."""
    one, nought = -np.logaddexp(0.0, -logits), -np.logaddexp(0.0, logits)
    each = one @ (patterns.one - 1).T + nought @ (patterns.nought - 1).T
    each -= betaln(patterns.one, patterns.nought).sum(axis=1)
    mixture: Floats = np.logaddexp.reduce(each, axis=-1)
    return mixture


def _of_sticks(law: Law, length: Floats) -> Floats:
    """`log (b + Σ S)^-(a + K - 1)`."""
    power: Floats = -(law.prior.a + law.prior.classes - 1) * np.log(law.prior.b + length)
    return power


def _judged(
    law: Law, bank: Bank, states: Floats, gain: Floats, chance: np.random.Generator
) -> Bank:
    """The bank with the proposed states that Metropolis and Hastings take."""
    likelihood = density(law, states, bank.powers).likelihood
    with np.errstate(invalid="ignore"):
        gain = gain + bank.powers[:, None] * (likelihood - bank.likelihood)
    return _moved(bank, states, likelihood, _taken(gain, chance)[0])


def _taken(gain: Floats, chance: np.random.Generator) -> tuple[Flags, Floats]:
    """Which gains are taken, and how likely each was to be; what is no number is not."""
    likely = np.where(np.isnan(gain), 0.0, np.exp(np.minimum(gain, 0.0)))
    return chance.random(gain.shape) < likely, likely


def _moved(bank: Bank, states: Floats, likelihood: Floats, taken: Flags) -> Bank:
    return bank._replace(
        states=np.where(taken[..., None, None], states, bank.states),
        likelihood=np.where(taken, likelihood, bank.likelihood),
    )
