"""The density of the latent classes, and that each move leaves its law as it is."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import chisquare, ks_2samp

from crosstally.analysis.coverage import lcmcr_law as law_
from crosstally.analysis.coverage.lcmcr_law import density, law_of
from crosstally.analysis.coverage.lcmcr_moves import (
    Bank,
    bank_of,
    bear,
    exchange,
    patterns_of,
    reorder,
    rescale,
    travel,
)
from crosstally.analysis.coverage.lcmcr_types import Law, Prior
from crosstally.analysis.inputs import lists_of

CELLS = {(1, 0, 0): 9, (0, 1, 0): 5, (1, 1, 0): 4, (0, 0, 1): 6, (1, 0, 1): 1, (1, 1, 1): 2}
PRIOR = Prior(4)
EVERY = np.array([cell for cell in itertools.product((0, 1), repeat=3) if any(cell)])
Move = Callable[[Law, Bank, np.random.Generator], Bank]
MOVES: dict[str, Move] = {
    "travel": lambda law, bank, chance: travel(law, bank, chance)[0],
    "reorder": reorder,
    "rescale": rescale,
    "bear": lambda law, bank, chance: bear(law, bank, patterns_of(law), chance),
}


def law(cells: dict[tuple[int, ...], int] = CELLS, prior: Prior = PRIOR) -> Law:
    return law_of(lists_of(tuple("abc"), cells), prior)


def of_prior(prior: Prior, chains: int, chance: np.random.Generator) -> np.ndarray:
    """States drawn from the prior itself: one level."""
    alpha = chance.gamma(prior.a, 1 / prior.b, (1, chains, 1))
    sticks = chance.standard_exponential((1, chains, prior.classes - 1)) / np.maximum(alpha, 1e-200)
    chances = chance.random((1, chains, 3, prior.classes))
    states = np.zeros((1, chains, 4, prior.classes))
    states[..., :-1, :] = np.log(chances / (1 - chances))
    states[..., -1, :-1] = law_.logits_of_lengths(np.maximum(sticks, 1e-290))
    return states


def some_states(seed: int = 3) -> np.ndarray:
    states = np.random.default_rng(seed).normal(0, 1.5, (2, 3, 4, 4))
    states[..., -1, -1] = 0
    return states


def missed(states: np.ndarray) -> np.ndarray:
    """`p0` of each state."""
    each = np.exp(-np.logaddexp(0, states[..., :-1, :]).sum(axis=-2))
    return (np.exp(law_.log_weights(states)) * each).sum(axis=-1)


def by_arrays(states: np.ndarray, powers: np.ndarray, of: Law) -> law_.Room:
    room = law_.room_for(states, powers)
    law_.by_arrays(of, states, room)
    return room


def test_a_state_beyond_the_numbers_has_no_density_and_is_not_gone_to() -> None:
    states = some_states()
    states[0, 0] = 1e6
    bank = bank_of(law(), states, np.ones(2), np.full(2, 0.1))
    assert not np.isfinite(bank.likelihood[0, 0])
    moved, _ = travel(law(), bank, np.random.default_rng(1))
    assert np.isfinite(moved.likelihood[1]).all()


def test_the_likelihood_is_the_sum_over_classes_of_the_products_over_lists() -> None:
    states, of = some_states(), law()
    state = states[1, 2]
    chances, taken = 1 / (1 + np.exp(-state[:-1])), 1 / (1 + np.exp(-state[-1, :-1]))
    weights = np.append(taken, 1) * np.append(1, np.cumprod(1 - taken))
    f = [
        sum(
            weights[k] * np.prod(np.where(cell, chances[:, k], 1 - chances[:, k])) for k in range(4)
        )
        for cell in [(0, 0, 0), *CELLS]
    ]
    counts = np.array(list(CELLS.values()))
    wanted = counts @ np.log(f[1:]) - counts.sum() * np.log(1 - f[0])
    assert density(of, states, np.ones(2)).likelihood[1, 2] == pytest.approx(wanted)


@pytest.mark.parametrize("power", [0.0, 0.3, 1.0])
def test_the_slope_is_that_of_small_differences(power: float) -> None:
    states, of, powers = some_states(), law(), np.array([1.0, power])
    slope = density(of, states, powers).slope
    for at in itertools.product(range(4), range(4)):
        if at == (3, 3):
            continue
        step = np.zeros_like(states)
        step[1, 1][at] = 1e-5
        up, down = density(of, states + step, powers), density(of, states - step, powers)
        change = power * (up.likelihood - down.likelihood) + up.prior - down.prior
        assert slope[1, 1][at] == pytest.approx(change[1, 1] / 2e-5, abs=1e-4)


def test_compiled_and_plain_give_the_same_density() -> None:
    pytest.importorskip("numba")
    powers = np.array([1.0, 0.4])
    plain, fast = by_arrays(some_states(), powers, law()), density(law(), some_states(), powers)
    np.testing.assert_allclose(plain.slope, fast.slope, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(plain.values, [fast.likelihood, fast.prior], rtol=1e-12)


def test_weights_and_logits_read_back_the_same() -> None:
    logs = law_.log_weights(some_states())
    assert np.exp(logs).sum(axis=-1) == pytest.approx(np.ones((2, 3)))
    np.testing.assert_allclose(law_.logits_of_weights(logs), some_states()[..., -1, :-1])


@pytest.mark.parametrize("name", MOVES)
def test_each_move_leaves_the_prior_as_it_is(name: str) -> None:
    of, chance = law(), np.random.default_rng(11)
    before, fresh = (of_prior(of.prior, 3000, chance) for _ in range(2))
    bank = bank_of(of, before, np.zeros(1), np.full(1, 0.3))
    bank = bank._replace(likelihood=np.nan_to_num(bank.likelihood, neginf=-1e6, nan=-1e6))
    for _ in range(4):
        bank = MOVES[name](of, bank, chance)
    assert (bank.states != before).mean() > 0.05
    for told in (
        lambda x: x[0, :, 0, 1],
        lambda x: x[0, :, 2, 3],
        lambda x: np.log(law_.stick_lengths(x)[0, :, 0]),
        lambda x: np.log(law_.stick_lengths(x)[0].sum(axis=1)),
        lambda x: law_.log_weights(x)[0].max(axis=1),
    ):
        assert ks_2samp(told(bank.states), told(fresh)).pvalue > 0.001


def returned(runs: int, rounds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`p0` of states of the prior, and of where the moves lead given data drawn from each state."""
    chance, prior = np.random.default_rng(seed), Prior(3, 1.0, 1.0)
    states = of_prior(prior, runs, chance)
    after = np.empty(runs)
    for run in range(runs):
        state = states[:, run : run + 1]
        logits = state[0, 0, :-1]
        seen = EVERY @ logits - np.logaddexp(0, logits).sum(axis=0) + law_.log_weights(state)[0, 0]
        cells = np.exp(seen).sum(axis=1)
        counts = chance.multinomial(15, cells / cells.sum())
        of = law({tuple(c): int(n) for c, n in zip(EVERY, counts, strict=True) if n}, prior)
        patterns = patterns_of(of)
        bank = bank_of(of, state, np.ones(1), np.full(1, 0.15))
        for _ in range(rounds):
            bank = bear(of, rescale(of, reorder(of, bank, chance), chance), patterns, chance)
            bank, _likely = travel(of, bank, chance)
        after[run] = missed(bank.states)[0, 0]
    return missed(of_prior(prior, 20_000, chance))[0], after


def test_states_and_data_drawn_in_turn_keep_the_prior() -> None:
    fresh, after = returned(runs=150, rounds=6, seed=5)
    assert ks_2samp(fresh, after).pvalue > 0.001


@pytest.mark.slow
def test_states_and_data_drawn_in_turn_keep_the_prior_over_many_runs() -> None:
    fresh, after = returned(runs=2000, rounds=6, seed=6)
    assert ks_2samp(fresh, after).pvalue > 0.01


def test_orders_of_labels_are_drawn_by_the_prior_of_their_sticks() -> None:
    of, chance = law(prior=Prior(3, 0.5, 2.0)), np.random.default_rng(2)
    weights = np.array([0.7, 0.25, 0.05])
    states = np.zeros((1, 6000, 4, 3))
    states[..., 0, :] = [1.0, 2.0, 3.0]
    states[..., -1, :-1] = law_.logits_of_weights(np.log(weights))
    bank = bank_of(of, states, np.ones(1), np.ones(1))
    drawn = np.rint(reorder(of, bank, chance, times=15).states[0, :, 0]).astype(int) - 1
    orders = list(itertools.permutations(range(3)))
    found = [int((drawn == order).all(axis=1).sum()) for order in orders]
    wanted = np.array(
        [
            (2.0 - np.log(weights[z])) ** -2.5 / weights[z] / (weights[y] + weights[z])
            for _, y, z in orders
        ]
    )
    assert chisquare(found, 6000 * wanted / wanted.sum()).pvalue > 0.001


def test_new_labels_leave_the_likelihood_as_it_is() -> None:
    bank = bank_of(law(), some_states(), np.ones(2), np.ones(2))
    moved = reorder(law(), bank, np.random.default_rng(4))
    assert (moved.states != bank.states).any()
    np.testing.assert_allclose(
        density(law(), moved.states, np.ones(2)).likelihood, bank.likelihood, rtol=1e-9
    )


def test_levels_of_one_power_always_exchange_and_nothing_is_lost() -> None:
    bank = bank_of(law(), some_states(), np.ones(2), np.ones(2))
    ends = np.array([[1, 1, 1], [-1, -1, -1]])
    moved, ends, refused = exchange(bank, ends, 0, np.random.default_rng(4))
    assert (moved.states == bank.states[::-1]).all()
    assert (ends == [[-1] * 3, [1] * 3]).all()
    assert refused == [0.0]


def test_exchange_is_refused_by_the_ratio_of_the_likelihoods() -> None:
    bank = bank_of(law(), some_states(), np.array([1.0, 0.5]), np.ones(2))
    bank = bank._replace(likelihood=np.array([[0.0, 0.0, 0.0], [-2.0, -2.0, -2.0]]))
    refused = exchange(bank, np.zeros((2, 3), np.int64), 0, np.random.default_rng(4))[2]
    assert refused == pytest.approx([1 - np.exp(-1)])
