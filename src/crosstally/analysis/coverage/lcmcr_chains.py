"""Chains of latent classes from scattered starts, each a ladder of states from cold to hot.

Invariant: what is drawn is drawn with ladder and steps fixed; all tuning comes before. Each stretch
follows from the one before and its own source of chance alone, so that a run may be taken up again.
"""

from typing import NamedTuple

import numpy as np

from crosstally.analysis.coverage.lcmcr_law import population
from crosstally.analysis.coverage.lcmcr_moves import (
    Bank,
    Patterns,
    bank_of,
    bear,
    exchange,
    reorder,
    rescale,
    travel,
)
from crosstally.analysis.coverage.lcmcr_types import Law
from crosstally.analysis.inputs import Floats, Ints
from crosstally.records import Record

LIKELY = 0.75  # how often a trajectory should be taken
REFUSED = 0.4  # how often an exchange should be refused: at a half, a third of a long ladder melts
HOTTEST = 0.25  # the least power of a ladder
FIRST_STEP = 0.03
ABSENT = 1e-6  # the weight, before they are made to add up, of a class that a start leaves out
SHIFTS = (0.0, -2.0)  # of a start's logits: many were seen, N small; few were, N large
SETTLING = 150  # scans of all levels at power one
AT_LAST = 25  # of these scans: by what they find a state is judged
SLACK = 5.0  # nats, for the noise of a mean over so many
ROUNDS, ROUND = 6, 30  # of tuning: how many, and the scans of each


class Effort(NamedTuple):
    """How long the chains may run: stretches of `scans`, until they agree or `stretches` are done.

    A scan moves every level (`levels` at most) once, and the coldest `colder` times more; each
    gives a draw.
    """

    chains: int = 8
    levels: int = 16
    colder: int = 8
    scans: int = 150
    stretches: int = 24


class Stretch(Record, frozen=True, kw_only=True):
    """The end of a stretch of all chains, and its draws of N: chain by chain, in order.

    `ends` is, for each state, the end of the ladder it came from last: 1 cold, -1 hot, 0 neither.
    """

    states: tuple[float, ...]
    powers: tuple[float, ...]
    steps: tuple[float, ...]
    ends: tuple[int, ...]
    trips: int = 0
    draws: tuple[int, ...] = ()


class Machine(NamedTuple):
    """What a run holds fixed."""

    law: Law
    patterns: Patterns
    effort: Effort

    def bank(self, stretch: Stretch) -> Bank:
        """The states at the end of a stretch."""
        shape = (len(stretch.powers), self.effort.chains, self.law.seen.shape[1] + 1, -1)
        states = np.array(stretch.states).reshape(shape)
        return bank_of(self.law, states, np.array(stretch.powers), np.array(stretch.steps))


def settled(machine: Machine, chance: np.random.Generator) -> Stretch:
    """The chains after their start: settled at power one, then each on a tuned ladder."""
    law, levels = machine.law, machine.effort.levels
    steps = np.full(levels, FIRST_STEP)
    bank = bank_of(law, scattered(machine, chance), np.ones(levels), steps)
    fit = np.zeros((SETTLING, *bank.likelihood.shape))
    for scan in range(SETTLING):
        bank = _stepped(machine, bank, scan, chance)
        fit[scan] = bank.likelihood
    states = _survivors(bank.states, fit[-AT_LAST:].mean(axis=0))
    powers = np.geomspace(1.0, 0.4, levels)
    bank = bank_of(law, states, powers, bank.steps * powers**-0.4)
    ends = np.zeros(bank.likelihood.shape, dtype=np.int64)
    for turn in range(ROUNDS):
        refused = np.zeros((ROUND, len(bank.powers) - 1))
        for scan in range(ROUND):
            bank = _stepped(machine, bank, scan + 20 * turn, chance)
            bank, ends, refused[scan] = exchange(bank, ends, scan % 2, chance)
        if turn + 1 < ROUNDS and levels > 1:
            bank = _respaced(bank, np.nanmean(refused, axis=0), trim=turn + 2 == ROUNDS)
            ends = ends[: len(bank.powers)]
    return _stretch(bank, ends * 0)


def drawn(machine: Machine, before: Stretch, chance: np.random.Generator) -> Stretch:
    """The next stretch of the chains, with its draws."""
    law, effort = machine.law, machine.effort
    bank, trips = machine.bank(before), 0
    ends = np.array(before.ends, dtype=np.int64).reshape(bank.likelihood.shape)
    draws: list[Ints] = []
    for scan in range(effort.scans):
        for _ in range(effort.colder):
            cold, _likely = travel(law, _coldest(bank), chance)
            bank.states[0], bank.likelihood[0] = cold.states[0], cold.likelihood[0]
            draws.append(population(law, bank.states[0], chance))
        bank, _likely = _moved(machine, bank, chance)
        bank, ends, _refused = exchange(bank, ends, scan % 2, chance)
        trips += int((ends[0] == -1).sum())
        ends[0] = 1
        ends[-1] = np.where(ends[-1] == 1, -1, ends[-1])
        draws.append(population(law, bank.states[0], chance))
    return _stretch(bank, ends, trips, np.array(draws).T)


def scattered(machine: Machine, chance: np.random.Generator) -> Floats:
    """Starts far apart: of one, of few, of half and of all classes, with N small and large.

    Each chain's coldest state is of its kind; those that start hotter have all classes. Classes
    look as patterns of the data do, and weigh as exponential draws.
    """
    law, effort = machine.law, machine.effort
    classes = law.prior.classes
    shape = (effort.levels, effort.chains, law.seen.shape[1] + 1, classes)
    states = np.zeros(shape)
    one, nought = machine.patterns
    kinds = (1, min(3, classes), (classes + 1) // 2, classes)
    for level, chain in np.ndindex(shape[:2]):
        component = chance.integers(0, len(one), classes)
        chances = np.clip(chance.beta(one[component], nought[component]), 1e-6, 1 - 1e-6)
        alive = kinds[chain % len(kinds)] if level == 0 else classes
        weights = np.where(np.arange(classes) < alive, chance.standard_exponential(classes), ABSENT)
        tails = np.cumsum(weights[::-1])[::-1]
        shift = SHIFTS[chain // len(kinds) % len(SHIFTS)]
        states[level, chain, :-1] = np.log(chances / (1 - chances)).T + shift
        states[level, chain, -1, :-1] = np.log(weights[:-1] / tails[1:])
    return states


def _moved(machine: Machine, bank: Bank, chance: np.random.Generator) -> tuple[Bank, Floats]:
    """One scan without exchange: the classes move, change labels, stretch, and are born."""
    law = machine.law
    bank, likely = travel(law, bank, chance)
    if law.prior.classes > 1:
        bank = reorder(law, bank, chance)
        bank = rescale(law, bank, chance)
        bank = bear(law, bank, machine.patterns, chance)
    return bank, likely


def _stepped(machine: Machine, bank: Bank, scan: int, chance: np.random.Generator) -> Bank:
    """One scan, its steps then tuned, by less the later it is (Robbins and Monro)."""
    bank, likely = _moved(machine, bank, chance)
    change = np.exp((likely - LIKELY) * 0.5 / (1 + scan / 20) ** 0.6)
    return bank._replace(steps=bank.steps * change)


def _survivors(states: Floats, fit: Floats) -> Floats:
    """The states, those that settled on half an explanation replaced by others of their chain.

    One more class costs about a nat of prior for each list, so whatever fits worse than the best
    of its chain by more than that, and `SLACK`, lacks a class. Left on the ladder it would stay
    there: classes are born so seldom that the chains would differ by how many such they hold.
    """
    bound = fit.max(axis=0) - (states.shape[2] - 1) - SLACK
    kept = states.copy()
    for chain in range(states.shape[1]):
        good = np.flatnonzero(fit[:, chain] >= bound[chain])
        for turn, level in enumerate(np.flatnonzero(fit[:, chain] < bound[chain])):
            kept[level, chain] = states[good[turn % len(good)], chain]
    return kept


def _respaced(bank: Bank, refused: Floats, *, trim: bool) -> Bank:
    """The bank on a ladder whose exchanges are refused equally often, as far as that reaches.

    It ends at `HOTTEST` at the latest; trimmed, it has no more levels than it needs to get there.
    """
    barrier = np.concatenate([[0.0], np.cumsum(refused + 0.02)])
    logs = np.log(bank.powers)
    pace = (barrier[-1] - barrier[-2]) / (logs[-2] - logs[-1])
    end = barrier[-1] + pace * (logs[-1] - np.log(HOTTEST))
    whole = min(float(end), REFUSED * (len(logs) - 1))
    levels = min(len(logs), max(2, 1 + int(np.ceil(whole / REFUSED)))) if trim else len(logs)
    wanted = np.linspace(0.0, whole, levels)
    beyond = np.maximum(wanted - barrier[-1], 0.0) / pace
    moved = np.interp(wanted, barrier, logs) - beyond
    return Bank(
        bank.states[:levels],
        bank.likelihood[:levels],
        np.exp(moved),
        np.interp(-moved, -logs, bank.steps),
    )


def _coldest(bank: Bank) -> Bank:
    return Bank(bank.states[:1], bank.likelihood[:1], bank.powers[:1], bank.steps[:1])


def _stretch(bank: Bank, ends: Ints, trips: int = 0, draws: Ints | None = None) -> Stretch:
    return Stretch(
        states=tuple(bank.states.ravel().tolist()),
        powers=tuple(bank.powers.tolist()),
        steps=tuple(bank.steps.tolist()),
        ends=tuple(ends.ravel().tolist()),
        trips=trips,
        draws=() if draws is None else tuple(draws.ravel().tolist()),
    )
